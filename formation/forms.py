"""What officers enter for the moves of journeys and milestones."""

from typing import Any

from django import forms

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import holders_of
from casework.forms import MoveForm
from core.admin.forms import DayField, NotedForm, chosen, offer
from core.clock import today
from formation.models import Journey
from formation.rules.isap import STAGE_LABELS, Stage
from formation.rules.states import Model, Screening
from formation.selectors import journeys_that_form, live_alliances, vanguards_without_journey
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


class SucceedForm(NotedForm):
    """Which live alliance goes on to another model, and who looks after that."""

    journey = forms.ModelChoiceField(
        Journey.objects.none(), label="Live alliance", help_text="Those that nothing succeeds yet."
    )
    officer = forms.ModelChoiceField(User.objects.none(), label="Officer who looks after it")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "journey", live_alliances())
        offer(self, "officer", holders_of(Role.PROGRAMME_OFFICER, on=today()))

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        typed["journey_id"] = typed.pop("journey").pk
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
    """The day on which the milestone was met, and what shows it."""

    met_on = DayField(label="Day it was met")
    evidence = forms.CharField(required=False, max_length=300, label="What shows that it is done")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.case.row.evidence if self.case.row else ""
        self.fields["evidence"].help_text = f"Asked for: {asked}." if asked else "If you wish."


class RedateForm(MoveForm):
    """The milestone's own new date."""

    due_on = DayField(label="New date")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("due_on", self.case.due_on)


class ScreeningForm(MoveForm):
    """Whether ISAP applies to a virtual MCP, and when that was decided."""

    isap_screening = forms.ChoiceField(
        label="Does ISAP apply?",
        choices=chosen(
            [
                (Screening.APPLIES.value, "It applies"),
                (Screening.DOES_NOT_APPLY.value, "It does not apply"),
            ]
        ),
        required=False,
    )
    isap_screened_on = DayField(required=False, label="Day it was decided")


class StandstillForm(MoveForm):
    """The day on which the letters to the bidders went out."""

    standstill_started_on = DayField(required=False, label="Day the letters went out")


class JourneyForm(NotedForm):
    """Something that begins on a journey."""

    journey = forms.ModelChoiceField(Journey.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "journey", journeys_that_form())

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        typed["journey_id"] = typed.pop("journey").pk
        return typed


class SubmitForm(JourneyForm):
    """Which stage of which journey was submitted, and when."""

    stage = forms.ChoiceField(choices=chosen([(s.value, STAGE_LABELS[s]) for s in Stage]))
    submitted_on = DayField(required=False, label="Day it was submitted")


class ReviewDecisionForm(MoveForm):
    """When NHS England and NHS Improvement decided."""

    decided_on = DayField(required=False, label="Day it was decided")


MOST_CONDITIONS = 6
"""How many conditions the form has room for."""


class ConditionsForm(ReviewDecisionForm):
    """The conditions on which a stage is passed: what is to be done, and by when."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_CONDITIONS + 1):
            self.fields[f"text_{number}"] = forms.CharField(
                required=False, max_length=500, label=f"Condition {number}"
            )
            self.fields[f"due_on_{number}"] = DayField(
                required=False, label=f"Condition {number}: to be done by"
            )
        self.order_fields([name for name in self.fields if name != "note"])

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        pairs = [
            (typed.pop(f"text_{number}"), typed.pop(f"due_on_{number}"))
            for number in range(1, MOST_CONDITIONS + 1)
        ]
        return {**typed, "conditions": [(text, due) for text, due in pairs if text or due]}


class ResubmitForm(MoveForm):
    """When the stage was submitted again."""

    submitted_on = DayField(required=False, label="Day it was submitted again")


class EvidenceForm(MoveForm):
    """Which item of the stage's pack has come."""

    item = forms.ChoiceField(label="Item")
    title = forms.CharField(label="Title of the document", max_length=200, required=False)
    received_on = DayField(label="Day it was received")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choosing: Any = self.fields["item"]
        choosing.choices = chosen(list(self.case.pack.items()))


class DischargeForm(MoveForm):
    """When, and by what, a condition was discharged."""

    discharged_on = DayField(required=False, label="Day it was discharged")
    evidence = forms.CharField(label="Discharged by", max_length=500, required=False)


class EngagementForm(JourneyForm):
    """When the commissioners began to involve the public."""

    opened_on = DayField(required=False, label="Day it was opened")


class ClosingForm(MoveForm):
    """When the engagement was closed."""

    closed_on = DayField(required=False, label="Day it was closed")


class ReportForm(MoveForm):
    """When the governing body had the report, and what it says in brief."""

    report_received_on = DayField(required=False, label="Day the report was received")
    summary = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea({"rows": 6}), label="In brief"
    )
