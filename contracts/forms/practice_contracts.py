"""What officers enter for practices' own contracts."""

from typing import Any

from django import forms

from casework.forms import MoveForm
from contracts.models import Holder, McpContract
from contracts.rules.holders import HolderKind
from contracts.rules.legal_forms import HOLDER_LABELS
from contracts.rules.practice_states import ContractType
from contracts.selectors import contracts_to_practise_under
from core.admin.forms import CodeField, DayField, NotedForm, chosen, offer
from core.law import spoken
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

    held_as = forms.ChoiceField(
        required=False,
        label="Legal form of the holder",
        choices=chosen(HOLDER_LABELS.items(), blank="Not known"),
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


class ReactivationForm(MoveForm):
    """The practice's notice, and the day on which it wishes to resume its contract."""

    reactivation_noticed_on = DayField(label="Day on which the notice was given")
    reactivation_on = DayField(label="Reactivation point")


class HeldAsForm(MoveForm):
    """The legal form in which the practice holds its contract."""

    held_as = forms.ChoiceField(
        label="Legal form of the holder",
        choices=chosen(HOLDER_LABELS.items()),
    )


class AddHolderForm(MoveForm):
    """A person or body that comes to hold the contract."""

    name = forms.CharField(max_length=200, label="Name of the person or body")
    kind = forms.ChoiceField(
        label="Holds the contract as",
        choices=chosen((k.value, spoken(k.value).capitalize()) for k in HolderKind),
    )
    gmc_number = forms.CharField(
        required=False,
        max_length=7,
        label="GMC number",
        help_text="Seven digits; for doctors only.",
    )
    joined_on = DayField(label="Holds it from")


class EndHolderForm(MoveForm):
    """A holder who leaves, and who takes the place."""

    holder = forms.ModelChoiceField(
        Holder.objects.none(), label="Holder who leaves", empty_label="Choose one"
    )
    left_on = DayField(label="First day on which the contract is no longer theirs")
    successor = forms.ModelChoiceField(
        Holder.objects.none(),
        required=False,
        label="Lawful successor",
        empty_label="None, or not known yet",
        help_text="Another holder of this contract who takes the place of the one who leaves.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staying = self.case.holders.filter(left_on=None)
        offer(self, "holder", staying)
        offer(self, "successor", staying)

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        heir, holder = typed.pop("successor"), typed.pop("holder")
        return {**typed, "holder_id": holder.pk, "successor_id": heir.pk if heir else None}
