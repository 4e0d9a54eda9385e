"""The shape of what people type about reminders; the law is the acts'."""

from typing import Any

from django import forms

from accounts.models import User
from core.admin.forms import ActForm, offer
from formation.models import Milestone
from formation.rules.milestones import MilestoneState
from organisations.models import Vanguard
from reminders.models.choices import HOURS
from reminders.rules.rhythm import (
    DAYS,
    EARLIEST_HOUR,
    LATEST_HOUR,
    OFTEN_IN_WORDS,
    Rhythm,
)


def _whole(number: Any) -> int:
    return int(number)


class RhythmForm(ActForm):
    """How often, and at which hours."""

    often = forms.ChoiceField(
        label="How often", choices=[(often.value, words) for often, words in OFTEN_IN_WORDS.items()]
    )
    weekday = forms.TypedChoiceField(
        label="Day of a weekly e-mail", coerce=_whole, choices=list(enumerate(DAYS, 1))
    )
    hour = forms.TypedChoiceField(
        label="Hour of a daily or weekly e-mail",
        coerce=_whole,
        choices=HOURS[EARLIEST_HOUR : LATEST_HOUR + 1],
    )
    quiet_from = forms.TypedChoiceField(label="Nothing is sent from", coerce=_whole, choices=HOURS)
    quiet_until = forms.TypedChoiceField(label="until", coerce=_whole, choices=HOURS)

    def inputs(self) -> dict[str, Any]:
        """The rhythm as one value."""
        return {"rhythm": Rhythm(**self.cleaned_data)}


class ExplainForm(forms.Form):
    """Who, and what."""

    use_required_attribute = False
    person = forms.CharField(label="E-mail address of the person", max_length=254)
    milestone = forms.UUIDField(widget=forms.HiddenInput, required=False)
    vanguard = forms.ModelChoiceField(
        Vanguard.objects.none(), required=False, empty_label="Choose one", to_field_name="code"
    )
    code = forms.CharField(label="Code of the milestone", max_length=8, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "vanguard", Vanguard.objects.filter(journeys__isnull=False).distinct())

    def clean(self) -> dict[str, Any]:
        """Find the person and the milestone."""
        given = super().clean() or {}
        email = given.get("person", "").strip().lower()
        given["who"] = User.objects.filter(email=email, is_system=False).first()
        if email and given["who"] is None:
            self.add_error("person", "Nobody has this e-mail address.")
        given["what"] = self._found(given)
        if given["what"] is None and not self.errors:
            self.add_error("code", "This vanguard has no milestone of this code.")
        return given

    def _found(self, given: dict[str, Any]) -> Milestone | None:
        rows = Milestone.objects.select_related("journey__vanguard")
        if given.get("milestone"):
            return rows.filter(pk=given["milestone"]).first()
        rows = rows.filter(journey__vanguard=given.get("vanguard"), code=given.get("code", ""))
        return rows.exclude(state=MilestoneState.DROPPED).order_by("-created_at").first()


class RehearsalForm(forms.Form):
    """Another ladder for one code, to see what it would change."""

    use_required_attribute = False
    code = forms.CharField(label="Code of the milestone", max_length=8, required=False)
    ladder = forms.CharField(
        label="Ladder to try",
        required=False,
        max_length=100,
        help_text="Days before (-) and after, such as -28, -7, -1, 7. Nothing is saved.",
    )

    def clean_ladder(self) -> list[int]:
        """The days as numbers."""
        text = self.cleaned_data["ladder"].replace("−", "-").replace(";", ",")
        try:
            steps = sorted({int(part) for part in text.split(",") if part.strip()})
        except ValueError as error:
            raise forms.ValidationError("Write whole numbers with commas between.") from error
        if any(abs(step) > 366 for step in steps):
            raise forms.ValidationError("A step lies within a year of the date.")
        return steps
