"""What officers enter for a milestone of a template."""

from typing import Any

from django import forms

from casework.forms import MoveForm
from core.admin.forms import CodeField, NotedForm, chosen, offer
from core.law import spoken
from formation.models import MilestoneTemplate
from formation.rules.keepers import KEEPERS
from formation.rules.milestones import Owner
from formation.rules.reminders import LADDER
from formation.rules.rows import ANCHORS, SCOPES, Anchor, Row, Scope, Unit
from formation.rules.states import Model
from formation.selectors.templates import adoptable, said_by

MODELS = chosen((model.value, model.value.capitalize()) for model in Model)
OWNERS = chosen((owner.value, spoken(owner).capitalize()) for owner in Owner)
UNITS = [(unit.value, spoken(unit).capitalize()) for unit in Unit]
ANCHORED = [(anchor.value, ANCHORS[anchor].capitalize()) for anchor in Anchor]
SCOPED = [(scope.value, SCOPES[scope]) for scope in Scope]
KEPT = [("", "Recorded by hand"), *((act, keeper.label) for act, keeper in KEEPERS.items())]


class DaysField(forms.CharField):
    """Days before (-) and after the day it is due, parted by commas."""

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value) or "")
        try:
            return tuple(int(part) for part in text.replace("−", "-").split(",") if part.strip())
        except ValueError as error:
            said = "Give whole numbers of days, parted by commas, such as -28, -7, 1."
            raise forms.ValidationError(said, code="invalid") from error


class CodesField(CodeField):
    """Codes of milestones, parted by commas."""

    def to_python(self, value: Any) -> Any:
        codes = str(super().to_python(value))
        return tuple(code for code in codes.split(",") if code)


class DraftForm(NotedForm):
    """Of which model a new version is drafted."""

    model = forms.ChoiceField(choices=MODELS)


class RowForm(MoveForm):
    """One milestone of a template."""

    code = CodeField(max_length=8, help_text="A letter, then letters and figures, such as B37.")
    title = forms.CharField(required=False, max_length=200)
    owner = forms.ChoiceField(choices=OWNERS, required=False, label="Whose it is")
    is_statutory = forms.BooleanField(required=False, label="Statute demands it")
    offset = forms.IntegerField(
        label="How many weeks or working days",
        help_text="Before what it is counted from: less than 0. On that day: 0.",
    )
    unit = forms.ChoiceField(
        choices=UNITS,
        label="Counted in",
        help_text="Working days leave out the bank holidays of England and Wales.",
    )
    anchor = forms.ChoiceField(choices=ANCHORED, label="Counted from")
    after = CodeField(
        required=False, max_length=8, label="Which milestone", help_text="If counted from one."
    )
    scope = forms.ChoiceField(choices=SCOPED, label="Set")
    dependencies = CodesField(
        required=False, label="Depends on", help_text="Codes parted by commas, such as B08, B12."
    )
    kept_by = forms.ChoiceField(choices=KEPT, required=False, label="Kept when")
    evidence = forms.CharField(
        required=False,
        max_length=300,
        label="What shows that it is done",
        help_text="Asked of whoever records it by hand. Leave empty if nothing is asked.",
    )
    ladder = DaysField(
        required=False,
        label="Reminders",
        help_text="Days before (-) and after the day it is due, from the earliest to the latest.",
    )
    confirmed = forms.BooleanField(
        required=False, label="This was confirmed", help_text="Else it is shown as “to confirm”."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("ladder", LADDER)
        row = next((row for row in said_by(self.case) if row.code == self._asked_for()), None)
        if row is not None:
            said = {name: getattr(row, name) for name in Row.__dataclass_fields__}
            self.initial.update(said)
        for name in ("ladder", "dependencies"):
            self.initial[name] = ", ".join(str(each) for each in self.initial.get(name) or ())

    def _asked_for(self) -> str:
        return str(self.initial.get("code") or "")

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        said = {name: typed.pop(name) for name in Row.__dataclass_fields__}
        return {**typed, "row": Row(**said)}


class RemoveForm(MoveForm):
    """Which milestone is taken out."""

    code = forms.ChoiceField(required=False, label="Milestone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choosing: Any = self.fields["code"]
        choosing.choices = chosen(
            (row.code, f"{row.code} {row.title}") for row in said_by(self.case)
        )


class AdoptTemplateForm(MoveForm):
    """Which version a journey goes on under."""

    template = forms.ModelChoiceField(
        MilestoneTemplate.objects.none(), required=False, label="Version"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = adoptable().filter(model=self.case.model)
        offer(self, "template", mine)
        self.initial.setdefault("template", mine.first())

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        chosen_one = typed.pop("template")
        return {**typed, "template_id": chosen_one.pk if chosen_one else None}
