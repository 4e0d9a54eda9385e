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
from formation.forms import MetForm, RedateForm
from formation.models import Milestone
from formation.presenters import due_words
from formation.selectors import falling, open_moves_of_milestone


def milestone_urls(milestone: Milestone) -> dict[str, str]:
    """The pages of a milestone's moves that a journey's page offers."""
    names = ("meet", "redate", "reopen", "drop")
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
    list_select_related = ["journey__vanguard"]
    search_fields = ["title", "code", "journey__vanguard__name"]
    search_help_text = "Search by title, code or vanguard."
    ordering = ["due_on", "code"]
    linked_by = ("journey__id__exact",)
    facts = ["journey", "due", "standing", "owner", "is_statutory", "follows_go_live", "met_on"]
    pages = {
        "meet": MovePage(milestones.meet, MetForm, "Reminders of it stop."),
        "reopen": MovePage(milestones.reopen, consequence="Reminders of it begin again."),
        "redate": MovePage(
            milestones.redate, RedateForm, "It no longer moves when the go-live date does."
        ),
        "drop": MovePage(milestones.drop, consequence="Reminders of it stop."),
    }

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
