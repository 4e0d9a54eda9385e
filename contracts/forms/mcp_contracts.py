"""What officers enter for MCP contracts."""

from typing import Any

from django import forms

from casework.forms import MoveForm
from contracts.mcp_selectors import trusts_to_hold
from contracts.models.mcp_contract import FORM_LABELS, LONGEST_TERM
from contracts.rules.legal_forms import HOLDER_LABELS
from contracts.rules.mcp_states import Integration
from contracts.selectors import vanguards_without_contract
from core.admin.forms import CodeField, DayField, NotedForm, chosen, offer
from organisations.models import Trust, Vanguard


class Terms(forms.Form):
    """The terms of an MCP contract, as far as they are known."""

    form = forms.ChoiceField(
        label="Form of contract", choices=chosen((f.value, text) for f, text in FORM_LABELS.items())
    )
    holder_name = forms.CharField(required=False, max_length=200, label="Body that will hold it")
    holder_form = forms.ChoiceField(
        required=False,
        label="Its legal form",
        choices=chosen(HOLDER_LABELS.items(), blank="Not known"),
    )
    holder_trust = forms.ModelChoiceField(
        Trust.objects.none(),
        required=False,
        label="Trust of the register that will hold it",
        empty_label="Another body, as named below",
        help_text="Its name and code are taken from the register.",
    )
    holder_number = CodeField(
        required=False, max_length=10, label="Its company, charity or ODS number"
    )
    term_years = forms.IntegerField(
        required=False, min_value=1, max_value=LONGEST_TERM, label="Term, in whole years"
    )
    starts_on = DayField(required=False, label="Services start on")
    ends_on = DayField(required=False, label="First day on which it is no longer in force")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "holder_trust", trusts_to_hold())


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


class AwardForm(MoveForm):
    """The day of the award, where it is not today."""

    awarded_on = DayField(
        required=False, label="Day of the award", help_text="Leave it empty for today."
    )


class EndForm(MoveForm):
    """The day on which the contract will end."""

    ends_on = DayField(label="First day on which it is no longer in force")


class SignedForm(MoveForm):
    """The day of the signatures."""

    signed_on = DayField(label="Day on which it was signed")
