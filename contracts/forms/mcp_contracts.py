"""What officers enter for MCP contracts."""

from typing import Any

from django import forms

from casework.forms import MoveForm
from contracts.models.mcp_contract import FORM_LABELS, HOLDER_LABELS
from contracts.rules.mcp_states import Integration, Service
from contracts.selectors import vanguards_without_contract
from core.admin.forms import DayField, NotedForm, chosen, offer
from core.law import spoken
from organisations.models import Vanguard


class Terms(forms.Form):
    """The terms of an MCP contract, as far as they are known."""

    form = forms.ChoiceField(
        label="Form of contract", choices=chosen((f.value, text) for f, text in FORM_LABELS.items())
    )
    holder_name = forms.CharField(required=False, max_length=200, label="Body that will hold it")
    holder_form = forms.ChoiceField(
        required=False,
        label="Its legal form",
        choices=chosen(((f.value, text) for f, text in HOLDER_LABELS.items()), blank="Not known"),
    )
    services = forms.MultipleChoiceField(
        required=False,
        label="Services in scope",
        widget=forms.CheckboxSelectMultiple,
        choices=[(s.value, spoken(s.value).capitalize()) for s in Service],
    )
    annual_budget = forms.DecimalField(
        required=False,
        max_digits=14,
        decimal_places=2,
        min_value=1,
        label="Whole-population budget, in pounds a year",
        help_text="Digits only, such as 90000000.",
    )
    term_years = forms.IntegerField(
        required=False, min_value=1, max_value=15, label="Term, in whole years"
    )
    starts_on = DayField(required=False, label="Services start on")
    ends_on = DayField(required=False, label="First day on which it is no longer in force")


class DraftForm(NotedForm, Terms):
    """A new contract or alliance agreement of a vanguard."""

    vanguard = forms.ModelChoiceField(
        Vanguard.objects.none(),
        empty_label="Choose one",
        help_text="Those that have no contract or agreement yet.",
    )
    integration = forms.ChoiceField(
        label="Model", choices=chosen((i.value, i.value.capitalize()) for i in Integration)
    )
    field_order = ["vanguard", "integration"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "vanguard", vanguards_without_contract())

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        typed["vanguard_id"] = typed.pop("vanguard").pk
        return typed


class TermsForm(MoveForm, Terms):
    """The terms of a contract that is on record; what stands is filled in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in Terms.base_fields:
            self.initial.setdefault(name, getattr(self.case, name))


class SignedForm(MoveForm):
    """The day of the signatures."""

    signed_on = DayField(label="Day on which it was signed")
