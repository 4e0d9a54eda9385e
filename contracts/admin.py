"""The officers' pages of MCP contracts and of practices' own contracts."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import User
from casework.admin import CaseAdmin, MovePage
from casework.verdicts import Verdict
from contracts.actions import mcp_contracts, practice_contracts
from contracts.forms import (
    DraftForm,
    LettersForm,
    ReactivationForm,
    RecordContractForm,
    SignedForm,
    StartDateForm,
    SuspensionNoticeForm,
    TermsForm,
)
from contracts.models import McpContract, PracticeContract
from contracts.rules.mcp_contract import MOVES as MCP_MOVES
from contracts.rules.periods import notice_deadline, reactivation_points
from contracts.rules.practice_contract import MOVES as PRACTICE_MOVES
from contracts.rules.practice_states import SUSPENDABLE_TYPES
from contracts.selectors import (
    open_moves_of_mcp_contract,
    open_moves_of_practice_contract,
)
from core.admin.acts import Opening
from core.admin.presenting import Table, link_to, tag
from core.clock import today
from core.wording import day

MOST_PRACTICES = 50
POINTS_SHOWN = 3


@admin.register(McpContract)
class McpContractAdmin(CaseAdmin):
    """The contract, or alliance agreement, of each vanguard."""

    id_argument = "contract_id"
    list_display = ["vanguard", "form", "integration", "holder_name", "state_tag"]
    list_filter = ["state", "integration", "form"]
    list_select_related = ["vanguard"]
    search_fields = ["vanguard__name", "vanguard__code", "holder_name"]
    search_help_text = "Search by vanguard or holder."
    ordering = ["vanguard__code", "-created_at"]
    linked_by = ("vanguard__id__exact",)
    facts = [
        "vanguard",
        "integration",
        "form",
        "holder_name",
        "holder_form",
        "services",
        "annual_budget",
        "term_years",
        "awarded_on",
        "signed_on",
        "starts_on",
        "ends_on",
    ]
    instead = {"start_service": "This is part of “Go live” on the journey of the vanguard."}
    openings = {
        "draft": Opening(
            "Draft a contract",
            DraftForm,
            mcp_contracts.draft,
            MCP_MOVES["draft"].roles,
            "Terms that are not known yet can be recorded later.",
        )
    }
    pages = {
        "record_terms": MovePage(
            mcp_contracts.record_terms,
            TermsForm,
            "These terms replace those on record; the history keeps both.",
        ),
        "award": MovePage(mcp_contracts.award),
        "sign": MovePage(mcp_contracts.sign, SignedForm),
        "sign_alliance": MovePage(mcp_contracts.sign_alliance, SignedForm),
        "expire": MovePage(mcp_contracts.expire, consequence="This cannot be undone."),
        "terminate": MovePage(mcp_contracts.terminate, consequence="This cannot be undone."),
    }

    def verdicts(self, case: McpContract, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves_of_mcp_contract(case, viewer=viewer, on=on)

    def tables(self, request: HttpRequest, row: McpContract, *, on: date) -> list[Table]:
        named = row.practice_contracts.select_related("practice").order_by("practice__code")
        return [
            Table(
                title="Practice contracts whose notice names this contract",
                columns=("Practice", "Type", "State"),
                rows=[
                    (
                        link_to(each, site=self.admin_site, text=str(each.practice)),
                        each.get_contract_type_display(),
                        tag(each.state),
                    )
                    for each in named[:MOST_PRACTICES]
                ],
            )
        ]


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
        "status",
        "mcp_contract",
        "notice_given_on",
        "starts_under_mcp_on",
        "letters_sent",
        "letters_completed_on",
        "suspended_on",
        "reactivation_noticed_on",
        "reactivation_on",
        "reactivated_on",
        "ended_on",
    ]
    awaiting = ("suspension_noticed", "reactivation_noticed")
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
        "give_suspension_notice": MovePage(
            practice_contracts.give_suspension_notice, SuspensionNoticeForm
        ),
        "withdraw_suspension_notice": MovePage(
            practice_contracts.withdraw_suspension_notice,
            consequence="The start date and the count of letters lapse with the notice.",
        ),
        "record_start_date": MovePage(practice_contracts.record_start_date, StartDateForm),
        "record_patient_letters": MovePage(practice_contracts.record_patient_letters, LettersForm),
        "suspend": MovePage(
            practice_contracts.suspend,
            consequence="The practice's patients go to the list of the MCP from the start date on. "
            "The type of the contract is frozen.",
        ),
        "give_reactivation_notice": MovePage(
            practice_contracts.give_reactivation_notice, ReactivationForm
        ),
        "withdraw_reactivation_notice": MovePage(practice_contracts.withdraw_reactivation_notice),
        "reactivate": MovePage(
            practice_contracts.reactivate,
            consequence="This can be done once. The contract cannot be suspended again.",
        ),
        "terminate": MovePage(
            practice_contracts.terminate,
            consequence="This cannot be undone. From an ended contract there is no return.",
        ),
    }

    @admin.display(description="Status today")
    def status(self, contract: PracticeContract) -> Any:
        """Retained, suspended, reactivatable or terminated."""
        return tag(contract.status_on(today()).value)

    def verdicts(self, case: PracticeContract, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves_of_practice_contract(case, viewer=viewer, on=on)

    def tables(self, request: HttpRequest, row: PracticeContract, *, on: date) -> list[Table]:
        """The days on which a suspended contract may come back, and until when to give notice."""
        if row.suspended_on is None or row.contract_type not in SUSPENDABLE_TYPES:
            return []
        if row.state not in ("suspended", "reactivation_noticed"):
            return []
        coming = [p for p in reactivation_points(row.suspended_on) if p >= on][:POINTS_SHOWN]
        return [
            Table(
                title="Next reactivation points",
                columns=("Point", "Last day of notice"),
                rows=[
                    (
                        day(point),
                        day(notice_deadline(point))
                        + (" (has passed)" * (notice_deadline(point) < on)),
                    )
                    for point in coming
                ],
            )
        ]
