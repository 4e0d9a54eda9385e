"""What officers enter for the moves of journeys and milestones."""

from typing import Any

from django import forms

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import holders_of
from casework.forms import MoveForm
from core.admin.forms import DayField, NotedForm, chosen, offer
from core.clock import today
from formation.rules.states import Model
from formation.selectors import vanguards_without_journey
from organisations.models import Vanguard

MODELS = chosen(
    [
        (Model.VIRTUAL.value, "Virtual: an alliance agreement over existing contracts"),
        (Model.PARTIAL.value, "Partial: one contract, core general practice stays outside"),
        (Model.FULL.value, "Full: one contract and one budget for the whole population"),
    ]
)


class IdentifyForm(NotedForm):
    """Which vanguard sets out, and which officer looks after it."""

    vanguard = forms.ModelChoiceField(
        Vanguard.objects.none(), help_text="Those that are on no journey yet."
    )
    officer = forms.ModelChoiceField(
        User.objects.none(),
        label="Officer who looks after it",
        help_text="Hears of its milestones.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "vanguard", vanguards_without_journey())
        offer(self, "officer", holders_of(Role.PROGRAMME_OFFICER, on=today()))

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        typed["vanguard_id"] = typed.pop("vanguard").pk
        return typed


class ModelForm(MoveForm):
    """The model, and the planned day from which its milestones are dated."""

    model = forms.ChoiceField(choices=MODELS, required=False)
    planned_go_live_on = DayField(required=False, label="Planned day of going live")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("model", self.case.model)
        self.initial.setdefault("planned_go_live_on", self.case.planned_go_live_on)


class GoLiveDateForm(MoveForm):
    """A new planned day."""

    planned_go_live_on = DayField(required=False, label="Planned day of going live")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("planned_go_live_on", self.case.planned_go_live_on)


class MetForm(MoveForm):
    """The day on which the milestone was met."""

    met_on = DayField(label="Day it was met")


class RedateForm(MoveForm):
    """The milestone's own new date."""

    due_on = DayField(label="New date")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("due_on", self.case.due_on)
