"""The officers' pages of MCP contracts."""

from datetime import date

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import User
from casework.admin import CaseAdmin, MovePage
from casework.verdicts import Verdict
from contracts.actions import mcp_budgets, mcp_contracts, mcp_terms
from contracts.admin.mcp_tables import agreements, tables_of_terms
from contracts.forms.mcp_contracts import AwardForm, DraftForm, EndForm, SignedForm, TermsForm
from contracts.forms.mcp_terms import (
    ApproveBudgetForm,
    BudgetForm,
    PartiesForm,
    ReplacingForm,
    ScopeForm,
)
from contracts.mcp_selectors import open_moves_of_mcp_contract
from contracts.models import McpContract
from contracts.rules.mcp_contract import MOVES as MCP_MOVES
from core.admin.acts import Opening
from core.admin.presenting import Table, link_to, tag

MOST_PRACTICES = 50


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
        "holder_trust",
        "holder_number",
        "term_years",
        "awarded_on",
        "signed_on",
        "starts_on",
        "ends_on",
        "end_noticed_on",
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
        "record_parties": MovePage(
            mcp_terms.record_parties, PartiesForm, "They take the place of those on record."
        ),
        "agree_scope": MovePage(mcp_terms.agree_scope, ScopeForm),
        "vary_scope": MovePage(mcp_terms.vary_scope, ScopeForm),
        "set_budget": MovePage(
            mcp_budgets.set_budget, BudgetForm, "A second person approves it before the award."
        ),
        "replace_budget": MovePage(
            mcp_budgets.replace_budget,
            ReplacingForm,
            "The budget that stands is kept in the history, and its approval with it; a second "
            "person approves the new one.",
        ),
        "award": MovePage(mcp_contracts.award, AwardForm),
        "sign": MovePage(mcp_contracts.sign, SignedForm),
        "sign_alliance": MovePage(mcp_contracts.sign_alliance, SignedForm),
        "give_notice_of_end": MovePage(
            mcp_contracts.give_notice_of_end,
            EndForm,
            "Practices that are suspended under the contract may be reactivated from that day on; "
            "who gave notice to return then or later returns on it.",
        ),
        "withdraw_notice_of_end": MovePage(
            mcp_contracts.withdraw_notice_of_end,
            consequence="The contract ends as it was agreed, and returns at its end move with it.",
        ),
        "expire": MovePage(mcp_contracts.expire, consequence="This cannot be undone."),
        "terminate": MovePage(mcp_contracts.terminate, consequence="This cannot be undone."),
        "approve_budget": MovePage(
            mcp_budgets.approve_budget,
            ApproveBudgetForm,
            "Exactly this version is approved; a later one is approved anew.",
        ),
    }

    def verdicts(self, case: McpContract, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves_of_mcp_contract(case, viewer=viewer, on=on)

    def tables(self, request: HttpRequest, row: McpContract, *, on: date) -> list[Table]:
        named = row.practice_contracts.select_related("practice").order_by("practice__code")
        return [
            *tables_of_terms(row, on=on),
            agreements(row, site=self.admin_site),
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
            ),
        ]
