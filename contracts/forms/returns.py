"""What officers enter about letters, the return of a contract, and its record."""

from typing import Any

from django import forms

from casework.forms import MoveForm
from contracts.models import Holder, NoticeRun
from contracts.models.practice_contract import FOUND
from contracts.rules.practice_states import DORMANT, ContractType
from contracts.rules.reactivation import Patients
from contracts.rules.type_change import Process
from core.admin.forms import DayField, chosen, offer

MOST = 1_000_000
HASH = "64 characters, made from the file by any SHA-256 tool. The file itself is never sent."


class LettersForm(MoveForm):
    """One run of letters: counts, days and the hash of the mailing file; no names."""

    reference = forms.CharField(max_length=100, label="Batch reference")
    posted = forms.IntegerField(min_value=0, max_value=MOST, label="Letters posted")
    returned = forms.IntegerField(
        min_value=0, max_value=MOST, initial=0, label="Of these, returned undelivered"
    )
    failed = forms.IntegerField(
        min_value=0, max_value=MOST, initial=0, label="Letters that could not be sent"
    )
    addressed = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST,
        label="Service users in the former practice area",
        help_text="How many must be written to before the contract resumes.",
    )
    sent_from = DayField(label="Day on which the first was sent")
    sent_until = DayField(label="Day on which the last was sent")
    file_sha256 = forms.CharField(
        max_length=64, label="SHA-256 hash of the mailing file", help_text=HASH
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case.state not in DORMANT:
            del self.fields["addressed"]


class ExceptionForm(MoveForm):
    """How many registered patients cannot be written to; the reason says why."""

    excepted = forms.IntegerField(
        min_value=1, max_value=MOST, label="Patients who cannot be written to"
    )


class StrikeForm(MoveForm):
    """The run that was recorded wrongly."""

    run = forms.ModelChoiceField(
        NoticeRun.objects.none(), label="Run or exception", empty_label="Choose one"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "run", self.case.notice_runs.standing())

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        typed["run_id"] = typed.pop("run").pk
        return typed


class LaterDateForm(MoveForm):
    """The later day that NHS England approves."""

    reactivation_on = DayField(label="Day on which the contract resumes")


class ConsentForm(MoveForm):
    """A holder's written consent."""

    holder = forms.ModelChoiceField(Holder.objects.none(), empty_label="Choose one")
    consented_on = DayField(label="Day of the consent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "holder", self.case.holders.filter(left_on=None))

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        typed["holder_id"] = typed.pop("holder").pk
        return typed


class EligibilityForm(MoveForm):
    """What NHS England found."""

    eligibility = forms.ChoiceField(
        label="NHS England found", choices=chosen((e.value, text) for e, text in FOUND.items())
    )


class ReturnForm(MoveForm):
    """Where former patients go, where the law does not say."""

    patients = forms.ChoiceField(
        required=False,
        label="Former patients, unless they ask otherwise",
        help_text="Needed only where the practice returns because the MCP contract ends.",
        choices=chosen(
            ((Patients.RETURN.value, "Return"), (Patients.STAY.value, "Stay with the MCP")),
            blank="As the reactivation point has it",
        ),
    )


class TypeNoticeForm(MoveForm):
    """The notice that a PMS contract is to become a GMS contract."""

    type_change_noticed_on = DayField(label="Day on which the notice was given")
    type_change_on = DayField(label="Day on which the contract is to change")
    type_change_persons = forms.CharField(
        max_length=500, label="Persons who will hold the GMS contract"
    )


class ProcessForm(MoveForm):
    """A process against the contract."""

    live_process = forms.ChoiceField(
        label="Process", choices=chosen((p.value, p.value.capitalize()) for p in Process)
    )


class CorrectionForm(MoveForm):
    """What was recorded wrongly; fields that are right are left as they stand."""

    contract_type = forms.ChoiceField(
        label="Type of contract", choices=[(t.value, t.value.upper()) for t in ContractType]
    )
    notice_given_on = DayField(required=False, label="Notice of suspension given on")
    starts_under_mcp_on = DayField(required=False, label="Starts under the MCP contract on")
    suspended_on = DayField(required=False, label="Suspended from")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CorrectionForm.base_fields:
            if hasattr(self.case, name):
                self.initial.setdefault(name, getattr(self.case, name))
