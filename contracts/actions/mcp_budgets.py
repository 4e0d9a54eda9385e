"""Acts upon the whole-population budget of an MCP contract: set, replace, approve."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from casework.runner import Doing, make
from contracts.actions.mcp_terms import begun, check_columns, event_of_last_move
from contracts.mcp_selectors import budget_numbers, is_approved, mcp_contract_facts
from contracts.models import BudgetApproval, BudgetLine, BudgetYear, McpContract
from contracts.rules.mcp_budget import year_label
from contracts.rules.mcp_contract import MOVES
from contracts.rules.mcp_facts import Approval, Budget
from core.clock import civil_date
from core.errors import NotFound
from core.transactions import use_case


def set_budget(
    *,
    contract_id: UUID,
    budget: Budget,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> McpContract:
    """Set the budget of a financial year with all its lines; a second person approves it.

    Raises:
        Refused: the year has a budget already, or the lines do not add up to its payment.
    """
    return _budget("set_budget", contract_id, budget, Doing(by, at, note, seen))


def replace_budget(
    *,
    contract_id: UUID,
    budget: Budget,
    by: User,
    at: datetime,
    note: str,
    seen: int | None = None,
) -> McpContract:
    """Put another budget in the place of the one that a year has; the old one stays on record."""
    return _budget("replace_budget", contract_id, budget, Doing(by, at, note, seen))


@use_case
def _budget(name: str, contract_id: UUID, budget: Budget, doing: Doing) -> McpContract:
    contract = begun(name, contract_id, doing)
    row = BudgetYear(
        contract=contract,
        year=budget.year,
        number=budget_numbers(contract).get(budget.year, 0) + 1,
        payment=budget.payment,
        improvement_payment=budget.improvement_payment,
        gain_share=budget.gain_share,
        loss_share=budget.loss_share,
        share_cap=budget.share_cap,
    )
    lines = [BudgetLine(service_line=line, amount=amount) for line, amount in budget.lines]
    check_columns([row, *lines], name, {"year", "service_line"})
    facts = mcp_contract_facts(contract, on=civil_date(doing.at), about={"budget": budget})
    recorded = {
        "year": year_label(budget.year),
        "payment": budget.payment,
        "improvement_payment": budget.improvement_payment,
        "gain_share": budget.gain_share,
        "loss_share": budget.loss_share,
        "share_cap": budget.share_cap,
        "lines": dict(budget.lines),
    }
    make(contract, MOVES[name], facts=facts, doing=doing, recorded=recorded)
    row.event = event_of_last_move(contract)
    row.save(force_insert=True)
    for line in lines:
        line.budget = row
    BudgetLine.objects.bulk_create(lines)
    return contract


@use_case
def approve_budget(
    *,
    contract_id: UUID,
    budget_id: int,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> McpContract:
    """A second person approves exactly this version of a year's budget.

    Raises:
        NotFound: the contract has no such budget.
        Refused: it was replaced or approved meanwhile, or this person set it.
    """
    doing = Doing(by, at, note, seen)
    contract = begun("approve_budget", contract_id, doing)
    rows = BudgetYear.objects.select_related("event", "approval").filter(contract=contract.pk)
    budget = rows.filter(pk=budget_id).first()
    if budget is None:
        raise NotFound("This contract has no such budget.")
    approval = Approval(
        label=str(budget),
        is_replaced=budget_numbers(contract)[budget.year] > budget.number,
        is_approved=is_approved(budget),
        was_set_by_the_approver=budget.event.made_by_id == by.pk,
    )
    facts = mcp_contract_facts(contract, on=civil_date(at), about={"approval": approval})
    recorded = {"year": budget.year_label, "number": budget.number, "payment": budget.payment}
    make(contract, MOVES["approve_budget"], facts=facts, doing=doing, recorded=recorded)
    BudgetApproval.objects.create(budget=budget, event=event_of_last_move(contract))
    return contract
