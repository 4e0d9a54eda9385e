"""The officers' pages of changes of practices: one to note each kind, and what follows from it."""

from datetime import date

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import User
from casework.admin import CaseAdmin, MovePage
from casework.verdicts import Verdict
from core.admin.acts import ActPage, Opening
from core.admin.presenting import Table
from core.clock import today
from gp_relationships.actions import practice_changes
from gp_relationships.change_forms import ASKED, NOTE_FORMS, ReviseForm
from gp_relationships.models import PracticeChange
from gp_relationships.rules.practice_change import OFFICER
from gp_relationships.rules.practice_change_facts import COMING, KIND_LABELS, ChangeKind
from gp_relationships.selectors.following import preview
from gp_relationships.selectors.practice_changes import open_moves_of_practice_change

BUTTONS = {
    ChangeKind.MERGER: "Note a merger",
    ChangeKind.SPLIT: "Note a split",
    ChangeKind.CLOSURE: "Note a closure",
    ChangeKind.COMMISSIONER_MOVE: "Note a move of commissioner",
    ChangeKind.TYPE_CHANGE: "Note a change from PMS to GMS",
    ChangeKind.PARTNERS: "Note partners joining or leaving",
    ChangeKind.BRANCH_OPENING: "Note a branch surgery that opens",
    ChangeKind.BRANCH_CLOSURE: "Note a branch surgery that closes",
}


@admin.register(PracticeChange)
class PracticeChangeAdmin(CaseAdmin):
    """What happens to practices: mergers, splits, closures and changes of their terms."""

    id_argument = "change_id"
    list_display = ["practice", "kind_name", "other", "planned_on", "state_tag"]
    list_filter = ["state", "kind"]
    list_select_related = ["practice", "other"]
    practice_search = "practice"
    search_help_text = "Search by the practice's code, name or postcode."
    ordering = ["-created_at"]
    linked_by = ("practice__id__exact", "other__id__exact")
    awaiting = ("noted", "approved")
    openings = {
        kind.value: Opening(
            BUTTONS[kind],
            NOTE_FORMS[kind],
            practice_changes.note,
            OFFICER,
            "Nothing changes yet: an approving officer approves it, and makes it on its day.",
        )
        for kind in ChangeKind
    }
    pages = {
        "revise": MovePage(practice_changes.revise, ReviseForm),
        "approve": MovePage(practice_changes.approve),
        "make": MovePage(
            practice_changes.make,
            consequence="Everything that follows is done with it, or nothing is. It is listed "
            "on the page of the change. This cannot be undone.",
        ),
        "cancel": MovePage(practice_changes.cancel),
    }

    @admin.display(description="What happens", ordering="kind")
    def kind_name(self, change: PracticeChange) -> str:
        """In words."""
        return KIND_LABELS[ChangeKind(change.kind)]

    def facts_of(self, row: PracticeChange) -> list[str]:
        """What this kind of change is about, and no more."""
        return ["practice", "kind_name", *ASKED[row.kind], "made_on"]

    def verdicts(self, case: PracticeChange, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves_of_practice_change(case, viewer=viewer, on=on)

    def act_page(self, request: HttpRequest, row: PracticeChange, name: str) -> ActPage | None:
        """Before a change is approved or made, the page says everything that follows from it."""
        page = super().act_page(request, row, name)
        if page is not None and name in ("approve", "make"):
            page.consequences = [*preview(row, on=today()).sentences(), *page.consequences]
        return page

    def tables(self, request: HttpRequest, row: PracticeChange, *, on: date) -> list[Table]:
        if row.state in COMING:
            title, lines = "What follows when it is made", preview(row, on=today()).sentences()
        else:
            title, lines = "What followed", row.followed
        nothing = "Nothing beside the change itself."
        return [
            Table(
                title=title,
                columns=("Consequence",),
                rows=[(line,) for line in lines],
                empty=nothing,
            )
        ]
