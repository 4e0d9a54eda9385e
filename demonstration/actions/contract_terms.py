"""What the contracts of the demonstration cover and cost: invented, and of a likely size."""

from datetime import datetime
from decimal import Decimal

from contracts.actions import mcp_budgets, mcp_terms
from contracts.mcp_selectors import budgets_to_approve, get_mcp_contract, scope_on
from contracts.rules.mcp_budget import financial_year
from contracts.rules.mcp_facts import Budget
from demonstration.actions.casts import Cast

INVENTED = "The governing body (invented for the demonstration)"

LINES: tuple[tuple[str, str, int], ...] = (
    ("primary_medical", "Core general practice", 150),
    ("primary_medical", "Enhanced primary care services", 20),
    ("primary_medical", "GP out-of-hours service", 15),
    ("primary_medical", "Prescribing", 170),
    ("secondary_care", "Urgent care centre", 25),
    ("secondary_care", "Outpatient services", 190),
    ("secondary_care", "Community physical health, adults and children", 180),
    ("secondary_care", "Mental health and learning disability", 210),
    ("public_health", "Health improvement and sexual health", 45),
)
"""Each service line, its kind, and its pounds for each registered patient in a year."""

CORE = "Core general practice"
IMPROVEMENT = Decimal("0.05")
YEARS_BUDGETED = 2


def agree_scope(cast: Cast, model: str, *, at: datetime) -> None:
    """Every service line is in scope from the start; core general practice in the full model."""
    starts_on = get_mcp_contract(cast.contract_id).starts_on or at.date()
    mcp_terms.agree_scope(
        contract_id=cast.contract_id,
        agreement=mcp_terms.Agreement(at.date(), INVENTED),
        additions=[
            mcp_terms.ServiceLine(service, line, starts_on)
            for service, line, _ in LINES
            if model == "full" or line != CORE
        ],
        by=cast.officer,
        at=at,
    )


def set_budgets(cast: Cast, *, at: datetime) -> None:
    """The budgets of the first years, set by one officer and approved by another."""
    contract = get_mcp_contract(cast.contract_id)
    starts_on = contract.starts_on or at.date()
    covered = set(scope_on(contract, on=starts_on).values_list("line", flat=True))
    patients = sum(member.patients for member in cast.members)
    for number in range(YEARS_BUDGETED):
        budget = _budget(financial_year(starts_on) + number, covered, patients, growth=number)
        mcp_budgets.set_budget(contract_id=contract.pk, budget=budget, by=cast.officer, at=at)
    for row in budgets_to_approve(contract):
        mcp_budgets.approve_budget(
            contract_id=contract.pk, budget_id=row.pk, by=cast.approver, at=at
        )


def _budget(year: int, covered: set[str], patients: int, *, growth: int) -> Budget:
    """Two per cent more each year; the lines are whole pounds and add up by their making."""
    lines = tuple(
        (line, Decimal(a_head * patients * (100 + 2 * growth) // 100))
        for _, line, a_head in LINES
        if line in covered
    )
    payment = sum((amount for _, amount in lines), Decimal(0))
    return Budget(
        year=year,
        payment=payment,
        lines=lines,
        improvement_payment=(payment * IMPROVEMENT).quantize(Decimal("0.01")),
        gain_share=Decimal(50),
        loss_share=Decimal(50),
        share_cap=(payment * IMPROVEMENT).quantize(Decimal("0.01")),
    )
