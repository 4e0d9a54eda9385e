"""The officers' pages of milestones."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models import User
from casework.admin import CaseAdmin, MovePage
from casework.verdicts import Verdict
from core.admin.presenting import page_of
from core.clock import today
from core.wording import day
from formation.actions import milestones
from formation.admin.template_tables import done_words
from formation.forms import MetForm, RedateForm
from formation.models import Milestone
from formation.presenters import due_words
from formation.rules.rows import offset_words
from formation.selectors import falling, open_moves_of_milestone


def milestone_urls(milestone: Milestone) -> dict[str, str]:
    """The pages of a milestone's moves that a journey's page offers."""
    names = ("meet", "redate", "realign", "reopen", "drop")
    where = "admin:formation_milestone_move"
    return {name: reverse(where, args=[milestone.pk, name]) for name in names}


class Falling(admin.SimpleListFilter):
    """Open milestones by when they are due."""

    title = "when due"
    parameter_name = "falling"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("overdue", "Overdue"), ("soon", "Due in the next 28 days")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Milestone]) -> QuerySet[Milestone]:
        if self.value() in ("overdue", "soon"):
            return falling(queryset, str(self.value()), on=today())
        return queryset


@admin.register(Milestone)
class MilestoneAdmin(CaseAdmin):
    """Milestones over all journeys, and one milestone's own page."""

    id_argument = "milestone_id"
    list_display = ["__str__", "vanguard", "due", "standing", "owner"]
    list_filter = [Falling, "state", "owner"]
    list_select_related = ["journey__vanguard", "practice", "row"]
    search_fields = ["title", "code", "journey__vanguard__name"]
    search_help_text = "Search by title, code or vanguard."
    ordering = ["due_on", "code"]
    linked_by = ("journey__id__exact",)
    facts = [
        "journey",
        "practice",
        "due",
        "counted",
        "standing",
        "owner",
        "is_statutory",
        "dependencies",
        "done_when",
        "reminders",
        "met_on",
        "evidence",
    ]
    pages = {
        "meet": MovePage(milestones.meet, MetForm, "Reminders of it stop."),
        "reopen": MovePage(milestones.reopen, consequence="Reminders of it begin again."),
        "redate": MovePage(
            milestones.redate,
            RedateForm,
            "It no longer moves when the go-live date does. What is counted from it moves with it.",
        ),
        "realign": MovePage(
            milestones.realign,
            consequence="It is due again on the day that the template gives it, and moves with "
            "what it is counted from.",
        ),
        "drop": MovePage(milestones.drop, consequence="Reminders of it stop."),
    }

    instead = {
        "follow": "A milestone follows by itself when what it is counted from moves.",
        "adopt": "A journey adopts newer milestones as a whole, on its own page.",
        "fall_away": "A milestone falls away when its practice no longer takes part.",
    }

    @admin.display(description="Counted")
    def counted(self, milestone: Milestone) -> str:
        """From what its day is counted, or that it has a day of its own."""
        if not milestone.keeps_offset:
            return "It was given a date of its own"
        return offset_words(milestone.row.said).capitalize() if milestone.row else ""

    @admin.display(description="Depends on")
    def dependencies(self, milestone: Milestone) -> str:
        """The codes of what is done before it."""
        return ", ".join(milestone.row.dependencies) if milestone.row else ""

    @admin.display(description="Done when")
    def done_when(self, milestone: Milestone) -> str:
        """The act that keeps it, or what is asked of whoever records it."""
        return done_words(milestone.row.said) if milestone.row else ""

    @admin.display(description="Reminders")
    def reminders(self, milestone: Milestone) -> str:
        """On which days it is reminded of."""
        steps = ", ".join(f"{step:+}" for step in milestone.ladder)
        return f"{steps} days" if steps else "Nobody is reminded"

    @admin.display(description="Vanguard", ordering="journey__vanguard__code")
    def vanguard(self, milestone: Milestone) -> str:
        """Whose journey it belongs to."""
        return milestone.journey.vanguard.name

    @admin.display(description="Due", ordering="due_on")
    def due(self, milestone: Milestone) -> str:
        """The day it is due."""
        return day(milestone.due_on)

    @admin.display(description="Standing")
    def standing(self, milestone: Milestone) -> SafeString:
        """Kept, dropped, overdue or how far off."""
        return due_words(milestone, on=today())

    def verdicts(self, case: Milestone, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves_of_milestone(case, viewer=viewer, on=on)

    def after(self, case: Any) -> str:
        return f"{page_of(case.journey, site=self.admin_site)}#milestones"
