"""What happens to practices, as a list of the API."""

from typing import Any

from rest_framework import serializers

from core.clock import today
from gp_relationships.rules.practice_change_facts import ChangeKind, PracticeChangeState
from gp_relationships.selectors.practice_changes import open_moves_of_practice_change
from reporting.api.parts import Event, OpenMove, Text, day
from reporting.api.queries import AsAtQuery, ListQuery, choice, ordered_by, practice_code
from reporting.api.serializers import one_of
from reporting.api.views.base import ListView, ResourceView
from reporting.api.views.judged import JudgedView
from reporting.selectors import practice_changes
from reporting.selectors.listings import Listing


class PracticeChangesQuery(ListQuery, AsAtQuery):
    practice = practice_code()
    kind = choice(ChangeKind, "What happens to the practice")
    state = choice(PracticeChangeState, "How far the change has come")
    ordering = ordered_by("practice")


class PracticeChange(serializers.Serializer):
    """A merger, a split, a closure or a change of terms. Who joins or leaves is not told."""

    id = serializers.UUIDField()
    practice_id = serializers.UUIDField()
    practice_code = Text()
    other_practice_code = Text(allow_null=True, help_text="Into which it merges")
    commissioner_code = Text(allow_null=True, help_text="To which it moves")
    branch_code = Text(allow_null=True, help_text="The branch surgery that closes")
    kind = one_of(ChangeKind)
    state = one_of(PracticeChangeState)
    version = serializers.IntegerField()
    planned_on = day(help_text="From which it is to be true")
    made_on = day(help_text="From which it is true")
    forms_sent_on = day()
    notice_given_on = day()
    new_code = Text(allow_blank=True, help_text="ODS code of the practice that parts")
    new_contract_type = Text(allow_blank=True)
    patients_moved = serializers.IntegerField(
        allow_null=True, help_text="Who go to that practice, as estimated"
    )
    list_plan = Text(allow_blank=True)


class PracticeChangeDetailed(PracticeChange):
    """A change of a practice, its events, and every move from here."""

    history = Event(many=True)
    verdict = OpenMove(many=True)


class PracticeChanges(ResourceView):
    """Mergers, splits, closures, moves of commissioner, changes of contract type and of partners,
    and branch surgeries. A filter by practice finds those in which it is the other one too."""

    kind = "practice-change"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return practice_changes.practice_changes(viewer=self.bearer, on=today(), filters=filters)


class PracticeChangeList(PracticeChanges, ListView):
    operation = "list_practice_changes"
    query = PracticeChangesQuery
    answer = PracticeChange


class PracticeChangeDetail(PracticeChanges, JudgedView):
    operation = "get_practice_change"
    answer = PracticeChangeDetailed
    judge = staticmethod(open_moves_of_practice_change)
