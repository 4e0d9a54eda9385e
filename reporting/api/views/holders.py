"""Who holds practices' contracts, as a list of the API."""

from typing import Any

from rest_framework import serializers

from contracts.rules.holders import HolderKind
from core.clock import today
from reporting.api.parts import Text, day
from reporting.api.queries import AsAtQuery, ListQuery, choice, ordered_by, practice_code
from reporting.api.serializers import one_of
from reporting.api.views.base import ListView
from reporting.selectors import holders
from reporting.selectors.listings import Listing


class HoldersQuery(ListQuery, AsAtQuery):
    practice = practice_code()
    contract = serializers.UUIDField(required=False, help_text="Identifier of a practice contract")
    kind = choice(HolderKind, "As what it is held")
    ordering = ordered_by("practice", "joined_on")


class Holder(serializers.Serializer):
    """A person or body that holds a practice's contract, alone or with others. Name and GMC number
    are null unless the bearer is an officer or an auditor."""

    id = serializers.UUIDField()
    contract_id = serializers.UUIDField()
    practice_id = serializers.UUIDField()
    practice_code = Text()
    name = Text(allow_null=True)
    gmc_number = Text(allow_null=True, allow_blank=True)
    kind = one_of(HolderKind)
    joined_on = serializers.DateField()
    left_on = day(help_text="The first day on which it is not held any more")
    successor_id = serializers.UUIDField(
        allow_null=True, help_text="The holder who lawfully takes the place of one who left"
    )


class HolderList(ListView):
    """Who holds and held practices' contracts; with `as_at`, who held them on that day."""

    kind = "holder"
    operation = "list_holders"
    query = HoldersQuery
    answer = Holder

    def listing(self, filters: dict[str, Any]) -> Listing:
        return holders.holders(viewer=self.bearer, on=today(), filters=filters)
