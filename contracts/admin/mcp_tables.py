"""What the page of an MCP contract shows of its commissioners, its scope and its budgets."""

from collections.abc import Sequence
from datetime import date

from django.contrib.admin import AdminSite

from contracts.mcp_selectors import budgets_of, is_approved, parties_of, scope_of
from contracts.models import BudgetYear, McpContract, ScopeItem
from contracts.rules.mcp_budget import per_cent_of, per_head, pounds
from contracts.standing import agreements_signed, population_served
from core.admin.presenting import Table, link_to, tag
from core.admin.presenting import shown as shown_value
from core.wording import count, day

MOST_PRACTICES = 50


def tables_of_terms(contract: McpContract, *, on: date) -> list[Table]:
    """Commissioners, scope, budgets, and the lines of each year's budget."""
    budgets = budgets_of(contract)
    people = population_served(contract.vanguard_id, on)
    return [
        _parties(contract),
        _scope(contract, on=on),
        _budgets(budgets, people),
        *(_lines(budget) for budget in budgets),
    ]


AGREEMENTS = {
    "virtual": "Alliance agreement",
    "partial": "Integration agreement",
    "full": "Agreement to provide services",
}
"""What a practice signs at each level."""


def agreements(contract: McpContract, *, site: AdminSite) -> Table:
    """The practices that are party to an agreement with the MCP, and to which. They are not party
    to the contract itself."""
    signed = agreements_signed(contract.vanguard_id, contract.integration)
    shown = signed[:MOST_PRACTICES]
    name = contract.holder_name or "the MCP"
    told = f"{count(len(signed), 'practice')}, each with {name}" if signed else ""
    if len(signed) > len(shown):
        told += f"; the first {len(shown)} are shown"
    return Table(
        title="Practices party to an agreement with the MCP",
        anchor="agreements",
        columns=("Practice", "Agreement", "Signed on", "In effect from", "State"),
        rows=[
            (
                link_to(each, site=site, text=str(each.practice)),
                AGREEMENTS[each.level],
                shown_value(each.agreement_signed_on),
                shown_value(each.in_effect_on),
                tag(each.state),
            )
            for each in shown
        ],
        empty="No practice has signed yet.",
        summary=told,
    )


def _parties(contract: McpContract) -> Table:
    return Table(
        title="Commissioners",
        anchor="commissioners",
        columns=("Party", "Decision under section 75"),
        rows=[(str(party), _decision(party)) for party in parties_of(contract)],
        empty="None is recorded.",
    )


def _decision(party: object) -> str:
    decided = getattr(party, "section_75_decided_on", None)
    if decided is None:
        return "Not needed" if getattr(party, "commissioner_id", None) else "Not recorded"
    return f"{day(decided)}. {getattr(party, 'section_75_reference', '')}".strip()


def _scope(contract: McpContract, *, on: date) -> Table:
    items = list(scope_of(contract))
    covered = {item.service for item in items if _standing(item, on) == "in_scope"}
    return Table(
        title="Scope",
        anchor="scope",
        columns=("Service line", "Kind", "From", "Until", "Agreed", "Today"),
        rows=[
            (
                item.line,
                item.get_service_display(),
                day(item.in_scope_from),
                day(item.end.out_of_scope_on) if hasattr(item, "end") else "",
                _agreed(item),
                tag(_standing(item, on)),
            )
            for item in items
        ],
        empty="No service line has been agreed.",
        summary=f"{count(len(covered), 'kind')} of service in scope today" if items else "",
    )


def _agreed(item: ScopeItem) -> str:
    last = getattr(item, "end", item)
    reference = f" ({last.decision_reference})" if last.decision_reference else ""
    return f"{day(last.agreed_on)}, {last.agreed_by}{reference}"


def _standing(item: ScopeItem, on: date) -> str:
    if hasattr(item, "end") and item.end.out_of_scope_on <= on:
        return "ended"
    return "in_scope" if item.in_scope_from <= on else "agreed"


def _budgets(budgets: Sequence[BudgetYear], people: int | None) -> Table:
    return Table(
        title="Whole-population budget",
        anchor="budget",
        columns=(
            "Year", "Payment", "A head", "Improvement payment", "Share of gain and loss",
            "Most that is shared", "Approved",
        ),
        rows=[
            (
                f"{budget.year_label}, version {budget.number}",
                pounds(budget.payment),
                _a_head(budget, people),
                f"{pounds(budget.improvement_payment)} "
                f"({per_cent_of(budget.improvement_payment, budget.payment)}%)",
                f"{budget.gain_share}% and {budget.loss_share}%",
                pounds(budget.share_cap) if budget.share_cap is not None else "No limit",
                _approved(budget),
            )
            for budget in budgets
        ],
        empty="No budget has been set.",
        summary=f"A head of {count(people, 'registered patient')} today" if people else "",
    )  # fmt: skip


def _a_head(budget: BudgetYear, people: int | None) -> str:
    amount = per_head(budget.payment, people)
    return pounds(amount) if amount is not None else "Nobody is counted yet"


def _approved(budget: BudgetYear) -> str:
    if not is_approved(budget):
        return f"Not yet. Set by {budget.event.made_by.full_name}"
    event = budget.approval.event
    return f"{day(event.made_on)}, {event.made_by.full_name}"


def _lines(budget: BudgetYear) -> Table:
    return Table(
        title=f"Lines of the budget of {budget.year_label}",
        anchor=f"budget-{budget.year}",
        columns=("Service line", "Amount", "Of the payment"),
        rows=[
            (line.service_line, pounds(line.amount), f"{per_cent_of(line.amount, budget.payment)}%")
            for line in budget.lines.all()
        ],
        summary=f"They add up to {pounds(budget.payment)}",
    )
