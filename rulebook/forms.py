"""What officers enter for a version of the rulebook."""

from typing import Any

from django import forms

from casework.forms import MoveForm
from core.admin.forms import DayField, NotedForm, chosen, offer
from organisations.models import Vanguard
from rulebook.models import Rulebook
from rulebook.rules.figures import KINDS
from rulebook.selectors import pinned_vanguards, published

FIGURES = chosen((kind.key, kind.label) for kind in KINDS.values())


class FigureForm(MoveForm):
    """One figure's value, and from when on it is in force."""

    key = forms.ChoiceField(choices=FIGURES, required=False, label="Figure")
    value = forms.CharField(
        required=False,
        max_length=20,
        help_text="A whole number in the figure's unit, or a date such as 2019-04-01.",
    )
    in_force_from = DayField(help_text="On the days before, the figure stays as it is.")
    in_force_until = DayField(
        required=False, label="In force until, and not on", help_text="Leave empty if it goes on."
    )
    authority = forms.CharField(
        required=False,
        max_length=300,
        help_text="The text that it rests on, such as “SI 2019/248, regulation 15”.",
    )
    confirmed = forms.BooleanField(
        required=False, label="The text was seen and says so", help_text="Else it is “to confirm”."
    )


class RestoreForm(MoveForm):
    """Which figure goes back to what it was."""

    key = forms.ChoiceField(choices=FIGURES, required=False, label="Figure")


class AdoptForm(NotedForm):
    """Which vanguard goes on under which newer version."""

    vanguard = forms.ModelChoiceField(Vanguard.objects.none())
    rulebook = forms.ModelChoiceField(Rulebook.objects.none(), help_text="The published versions.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "needs_reason": True})
        offer(self, "vanguard", pinned_vanguards())
        offer(self, "rulebook", published())

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        typed["vanguard_id"] = typed.pop("vanguard").pk
        typed["rulebook_id"] = typed.pop("rulebook").pk
        return typed
