"""The officers' pages of waivers; and the pages of cases, for the apps whose cases they are."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.utils.safestring import SafeString

from accounts.models import User
from casework.actions import waivers
from casework.case_pages import CaseAdmin, MovePage
from casework.models import Waiver
from casework.rules.waiver import MOVES, WaiverState
from casework.selectors import kind_named, rules_of
from casework.verdicts import Verdict
from casework.waivers import open_moves_of_waiver
from core.admin.acts import Opening
from core.admin.forms import DayField, NotedForm
from core.admin.presenting import link_to, tag
from core.clock import today

__all__ = ["CaseAdmin", "MovePage", "WaiverAdmin"]


class AskForm(NotedForm):
    """The case and the rule, which the case's page fills in, and until when."""

    about_type = forms.CharField(widget=forms.HiddenInput, max_length=60)
    about_id = forms.UUIDField(widget=forms.HiddenInput)
    rule = forms.CharField(widget=forms.HiddenInput, max_length=80)
    expires_on = DayField(
        label="Last day", help_text="To the end of this day, at most twelve months ahead."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, needs_reason=True, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A waiver is asked for on the page of its case."""
        if any(name in self.errors for name in ("about_type", "about_id", "rule")):
            text = "Ask for a waiver on the page of the case, beside the rule that is not met."
            raise forms.ValidationError(text, code="no_case")
        return super().clean() or {}


@admin.register(Waiver)
class WaiverAdmin(CaseAdmin):
    """Which rules do not stand in the way of which cases, why, until when and by whose leave."""

    id_argument = "waiver_id"
    list_display = ["about", "rule_words", "state_tag", "expires_on", "asked_by", "granted_by"]
    list_filter = ["state"]
    list_select_related = ["asked_by", "granted_by"]
    search_fields = ["about", "rule"]
    search_help_text = "Search by case or rule."
    ordering = ["-asked_on", "about"]
    linked_by = ("vanguard__id__exact", "practice__id__exact")
    facts = [
        "case",
        "rule_words",
        "because",
        "asked_by",
        "asked_on",
        "granted_by",
        "expires_on",
    ]
    awaiting = (WaiverState.ASKED.value,)
    openings = {
        "ask": Opening(
            "Ask for a waiver",
            AskForm,
            waivers.ask,
            MOVES["ask"].roles,
            "Another approving officer, who has no interest in the case, decides. Until then the "
            "rule stands in the way.",
        )
    }
    pages = {
        "grant": MovePage(
            waivers.grant,
            consequence="The rule does not stand in the way of this case to the end of the last "
            "day. The waiver is shown wherever the case is shown.",
        ),
        "refuse": MovePage(waivers.refuse),
        "withdraw": MovePage(
            waivers.withdraw,
            consequence="The rule stands in the way again from now on. What was done stays done.",
        ),
    }

    def verdicts(self, case: Waiver, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves_of_waiver(case, viewer=viewer, on=on)

    def state_tag(self, case: Waiver) -> SafeString:
        """Granted, unless its last day is past."""
        if case.state == WaiverState.GRANTED and case.has_run_out(today()):
            return tag("expired", "Has run out")
        return tag(case.state)

    state_tag.short_description = "State"  # type: ignore[attr-defined]
    state_tag.admin_order_field = "state"  # type: ignore[attr-defined]

    @admin.display(description="Rule")
    def rule_words(self, waiver: Waiver) -> str:
        """What the rule demands, in its own words."""
        rule = rules_of(kind_named(waiver.about_type)).get(waiver.rule)
        return rule.sentence if rule else waiver.rule

    @admin.display(description="Case")
    def case(self, waiver: Waiver) -> Any:
        """The case, with a link to its page."""
        found: Any = kind_named(waiver.about_type)._default_manager.get(pk=waiver.about_id)
        return link_to(found, site=self.admin_site)
