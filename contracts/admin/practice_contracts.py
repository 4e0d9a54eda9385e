"""The officers' pages of practices' own contracts."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.models import User
from casework.admin import CaseAdmin, MovePage
from casework.verdicts import Verdict
from contracts.actions import (
    contract_records,
    holders,
    letters,
    practice_contracts,
    reactivations,
)
from contracts.admin.proof import proof_of
from contracts.admin.tables import tables_of
from contracts.forms.practice_contracts import (
    AddHolderForm,
    EndHolderForm,
    HeldAsForm,
    ReactivationForm,
    RecordContractForm,
    StartDateForm,
    SuspensionNoticeForm,
)
from contracts.forms.returns import (
    ConsentForm,
    CorrectionForm,
    EligibilityForm,
    ExceptionForm,
    LaterDateForm,
    LettersForm,
    ProcessForm,
    ReturnForm,
    StrikeForm,
    TypeNoticeForm,
)
from contracts.models import PracticeContract
from contracts.rules.practice_contract import MOVES as PRACTICE_MOVES
from contracts.selectors import open_moves_of_practice_contract
from core.admin.acts import Opening
from core.admin.presenting import Table, tag
from core.clock import today


@admin.register(PracticeContract)
class PracticeContractAdmin(CaseAdmin):
    """Each practice's own GMS, PMS or APMS contract."""

    id_argument = "contract_id"
    list_display = ["practice", "contract_type", "state_tag", "status", "suspended_on"]
    list_filter = ["state", "contract_type"]
    list_select_related = ["practice"]
    practice_search = "practice"
    search_help_text = "Search by the practice's code, name or postcode."
    ordering = ["practice__code"]
    linked_by = ("practice__id__exact", "mcp_contract__id__exact")
    facts = [
        "practice",
        "contract_type",
        "held_as",
        "status",
        "mcp_contract",
        "notice_given_on",
        "starts_under_mcp_on",
        "suspended_on",
        "reactivation_noticed_on",
        "reactivation_on",
        "eligibility",
        "eligibility_confirmed_on",
        "reactivated_on",
        "patients",
        "type_change_on",
        "type_change_persons",
        "live_process",
        "ended_on",
    ]
    awaiting = ("suspension_noticed", "reactivation_noticed")
    instead = {
        "merge": "This is part of making the merger of the two practices.",
        "return_with_contract_end": "This follows when the end of the MCP contract moves.",
    }
    openings = {
        "record": Opening(
            "Record a practice's contract",
            RecordContractForm,
            practice_contracts.record,
            PRACTICE_MOVES["record"].roles,
            "The contract begins as retained.",
        )
    }
    pages = {
        "add_holder": MovePage(
            holders.add_holder,
            AddHolderForm,
            "Agreements and notices that every holder must sign ask this holder too.",
        ),
        "end_holder": MovePage(
            holders.end_holder,
            EndHolderForm,
            "What this holder signed stays in the history.",
        ),
        "record_form": MovePage(holders.record_form, HeldAsForm),
        "give_suspension_notice": MovePage(
            practice_contracts.give_suspension_notice, SuspensionNoticeForm
        ),
        "withdraw_suspension_notice": MovePage(
            practice_contracts.withdraw_suspension_notice,
            consequence="The start date and the count of letters lapse with the notice.",
        ),
        "record_start_date": MovePage(practice_contracts.record_start_date, StartDateForm),
        "record_patient_letters": MovePage(
            letters.record_patient_letters,
            LettersForm,
            "Counts, days and a hash are kept; nothing of any patient.",
        ),
        "strike_letter_run": MovePage(
            letters.strike_letter_run,
            StrikeForm,
            "It stays on record and counts no more.",
        ),
        "except_from_letters": MovePage(letters.except_from_letters, ExceptionForm),
        "suspend": MovePage(
            practice_contracts.suspend,
            consequence="The practice's patients go to the list of the MCP from the start date on. "
            "The type of the contract is frozen.",
        ),
        "give_reactivation_notice": MovePage(
            reactivations.give_reactivation_notice, ReactivationForm
        ),
        "approve_later_date": MovePage(reactivations.approve_later_date, LaterDateForm),
        "record_consent": MovePage(reactivations.record_consent, ConsentForm),
        "confirm_eligibility": MovePage(
            reactivations.confirm_eligibility,
            EligibilityForm,
            "It lapses when the partners change.",
        ),
        "withdraw_reactivation_notice": MovePage(
            reactivations.withdraw_reactivation_notice,
            consequence="Consents, findings and letters for it count no more.",
        ),
        "reactivate": MovePage(
            reactivations.reactivate,
            ReturnForm,
            "This can be done once. The practice leaves the MCP, and its contract cannot be "
            "suspended again.",
        ),
        "notice_type_change": MovePage(contract_records.notice_type_change, TypeNoticeForm),
        "change_type": MovePage(contract_records.change_type),
        "open_process": MovePage(contract_records.open_process, ProcessForm),
        "close_process": MovePage(contract_records.close_process),
        "correct_record": MovePage(
            contract_records.correct_record,
            CorrectionForm,
            "What stood there before stays in the history.",
        ),
        "terminate": MovePage(
            practice_contracts.terminate,
            consequence="This cannot be undone. From an ended contract there is no return; "
            "agreements that rested on it end with it.",
        ),
        "expire": MovePage(
            practice_contracts.expire,
            consequence="This cannot be undone. From an expired contract there is no return; "
            "agreements that rested on it end with it.",
        ),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[PracticeContract]:
        """With the status of today, so that a list asks for all of them at once."""
        return super().get_queryset(request).with_status(today())  # type: ignore[attr-defined]

    @admin.display(description="Status today")
    def status(self, contract: Any) -> Any:
        """Retained, suspended, reactivatable or terminated."""
        return tag(contract.status)

    def verdicts(self, case: PracticeContract, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves_of_practice_contract(case, viewer=viewer, on=on)

    def tables(self, request: HttpRequest, row: PracticeContract, *, on: date) -> list[Table]:
        return tables_of(row, on=on)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        name = "contracts_practicecontract_proof"
        return [
            path("<str:object_id>/proof/", wrap(self.proof_view), name=name),
            *super().get_urls(),
        ]

    def proof_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What was sent to patients, reconciled against the list: one page, for print."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        contract: Any = self.find(request, object_id)
        context = {
            **self.page_context(request),
            "title": "Proof of letters to patients",
            "record": contract,
            **proof_of(contract, on=today()),
        }
        return TemplateResponse(request, "admin/contracts/proof.html", context)
