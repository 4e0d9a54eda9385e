"""The officers' pages of the rulebook, and of who runs under which version."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import User
from accounts.permissions import may
from casework.admin import CaseAdmin, MovePage
from casework.verdicts import Verdict
from core.admin.acts import ActPage, Opening
from core.admin.forms import NotedForm
from core.admin.presenting import Table, whom
from core.admin.records import RecordAdmin
from core.clock import today
from rulebook.actions import pins, rulebooks
from rulebook.forms import AdoptForm, FigureForm, RestoreForm
from rulebook.impact import effects
from rulebook.models import Pin, Rulebook
from rulebook.presenters import comparison, figures_table, impact_table, impact_words
from rulebook.rules.rulebook import APPROVER, IN_THE_MAKING, MOVES
from rulebook.selectors import draft_edition, open_moves


@admin.register(Rulebook)
class RulebookAdmin(CaseAdmin):
    """Every version of the law's figures."""

    id_argument = "rulebook_id"
    list_display = ["__str__", "state_tag", "published_on", "supersedes"]
    list_filter = ["state"]
    list_select_related = ["supersedes"]
    ordering = ["-number"]
    facts = ["number", "published_on", "supersedes"]
    awaiting = ("proposed",)
    openings = {
        "draft": Opening(
            "Draft a new rulebook",
            NotedForm,
            rulebooks.draft,
            MOVES["draft"].roles,
            "It begins as a copy of the one in force, and binds nobody until it is published.",
        )
    }
    pages = {
        "set_figure": MovePage(
            rulebooks.set_figure,
            FigureForm,
            "On every other day the figure stays as it is, so that it always has one value.",
        ),
        "restore_figure": MovePage(
            rulebooks.restore_figure,
            RestoreForm,
            "Everything that was set for this figure in this version is taken out again.",
        ),
        "propose": MovePage(
            rulebooks.propose, consequence="The figures are frozen until it is published."
        ),
        "return_for_work": MovePage(
            rulebooks.return_for_work, consequence="The figures can be changed again."
        ),
        "publish": MovePage(
            rulebooks.publish,
            consequence="This cannot be undone, and the version never changes again. Journeys that "
            "set out from now on run under it; those that run already stay under their own until "
            "an approving officer lets them adopt it.",
        ),
        "withdraw": MovePage(rulebooks.withdraw, consequence="This cannot be undone."),
    }

    def verdicts(self, case: Rulebook, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves(case, viewer=viewer, on=on)

    def tables(self, request: HttpRequest, row: Rulebook, *, on: date) -> list[Table]:
        """What it would change stands first while it can still be kept from happening."""
        mine = draft_edition(row)
        made = [figures_table(mine)]
        if row.supersedes is not None:
            made.insert(0, comparison(draft_edition(row.supersedes), mine))
        if row.state in IN_THE_MAKING:
            made.insert(1, impact_table(effects(mine, on), site=self.admin_site))
        return made

    def act_page(self, request: HttpRequest, row: Rulebook, name: str) -> ActPage | None:
        """Whoever publishes is shown whom it concerns, on the very page."""
        page = super().act_page(request, row, name)
        if page is not None and name == "publish" and page.refusal is None:
            found = effects(draft_edition(row), today())
            page.consequences = [impact_words(found), *page.consequences]
            page.context = {
                **page.context,
                "tables": [impact_table(found, site=self.admin_site)],
            }
        return page


@admin.register(Pin)
class PinAdmin(RecordAdmin):
    """Which vanguard runs, or ran, under which version."""

    list_display = ["vanguard", "rulebook", "made_on", "made_by"]
    list_select_related = ["vanguard", "rulebook", "made_by"]
    search_fields = ["vanguard__name", "vanguard__code"]
    search_help_text = "Search by the vanguard's name or code."
    ordering = ["-id"]
    linked_by = ("vanguard__id__exact", "rulebook__id__exact")
    facts = ["vanguard", "rulebook", "made_on", "made_by", "note"]
    openings = {
        "adopt": Opening(
            "Adopt a newer rulebook",
            AdoptForm,
            pins.adopt,
            APPROVER,
            "From today on the vanguard's cases are judged and dated under that version. "
            "There is no way back to an older one.",
        )
    }

    def may(self, request: HttpRequest, roles: Sequence[str], *, row: Any = None) -> bool:
        return may(request.user, roles, on=today())  # type: ignore[arg-type]

    def by_whom(self, roles: Sequence[str]) -> str:
        return whom(roles)
