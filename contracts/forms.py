"""What officers enter for contracts."""

from typing import Any

from django import forms

from casework.forms import MoveForm
from contracts.models import McpContract
from contracts.models.mcp_contract import FORM_LABELS, HOLDER_LABELS
from contracts.rules.mcp_states import Integration, Service
from contracts.rules.practice_states import ContractType
from contracts.selectors import contracts_to_practise_under, vanguards_without_contract
from core.admin.forms import CodeField, DayField, NotedForm, chosen, offer
from core.law import spoken
from organisations.models import Vanguard
from organisations.selectors import find_practice

UNKNOWN_PRACTICE = "No practice has the ODS code %(code)s. A code is a letter and five digits."


class PracticeCodeField(CodeField):
    """A practice by its ODS code, which officers have at hand; a list of thousands helps nobody."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = "A letter and five digits, such as A12345."
        super().__init__(
            **{"label": "ODS code", "max_length": 12, "help_text": help_text, **kwargs}
        )

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        if not code:
            return None
        practice = find_practice(code)
        if practice is None:
            raise forms.ValidationError(UNKNOWN_PRACTICE, code="unknown", params={"code": code})
        return practice


class RecordContractForm(NotedForm):
    """The contract that a practice holds."""

    practice = PracticeCodeField()
    contract_type = forms.ChoiceField(
        label="Type of contract", choices=chosen((t.value, t.value.upper()) for t in ContractType)
    )

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        typed["practice_id"] = typed.pop("practice").pk
        return typed


class SuspensionNoticeForm(MoveForm):
    """The written notice, and the contract it names."""

    mcp_contract = forms.ModelChoiceField(
        McpContract.objects.none(),
        label="MCP contract that the notice names",
        empty_label="Choose one",
    )
    notice_given_on = DayField(label="Day on which the notice was given")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "mcp_contract", contracts_to_practise_under())

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        typed["mcp_contract_id"] = typed.pop("mcp_contract").pk
        return typed


class StartDateForm(MoveForm):
    """The day on which the practice starts under the MCP contract."""

    starts_under_mcp_on = DayField(label="Day on which the practice starts under the MCP contract")


class LettersForm(MoveForm):
    """How many letters went out, and when the last of them did."""

    letters_sent = forms.IntegerField(
        min_value=0, max_value=1_000_000, label="Letters sent", help_text="A count, and no names."
    )
    letters_completed_on = DayField(label="Day on which the last was sent")


class ReactivationForm(MoveForm):
    """The point at which the practice wishes to resume its contract."""

    reactivation_on = DayField(label="Reactivation point")


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
