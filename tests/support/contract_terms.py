"""Scope, commissioners and budgets of an MCP contract: by acts, or placed as they would stand."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from contracts.actions import mcp_budgets, mcp_terms
from contracts.models import (
    BudgetApproval,
    BudgetLine,
    BudgetYear,
    ContractParty,
    McpContract,
    ScopeItem,
)
from contracts.rules.mcp_budget import financial_year
from contracts.rules.mcp_facts import Budget
from organisations.models import Commissioner, Vanguard, VanguardCommissioner
from tests.support.people import LONG_AGO, NOW, TODAY

SERVICES = ("primary_medical", "public_health")
PAYMENT = Decimal(90_000_000)


def commissioner() -> Commissioner:
    """One clinical commissioning group, made once."""
    return Commissioner.objects.get_or_create(ods_code="99X", name="NHS Testshire CCG")[0]


def commissioned(vanguard: Vanguard) -> Vanguard:
    """The vanguard, with a commissioner since long ago."""
    VanguardCommissioner.objects.create(
        vanguard=vanguard, commissioner=commissioner(), starts_on=LONG_AGO
    )
    return vanguard


def budget(year: int = financial_year(TODAY), payment: Decimal = PAYMENT, **other: Any) -> Budget:
    """A year's budget in two lines that add up."""
    lines = (("Primary care", payment - 1_000_000), ("Community nursing", Decimal(1_000_000)))
    return Budget(**{"year": year, "payment": payment, "lines": lines, **other})


def agree_services(
    contract: McpContract, services: Iterable[str] = SERVICES, *, by: Any, at: datetime = NOW
) -> McpContract:
    """One service line of each kind is in scope from the day."""
    return mcp_terms.agree_scope(
        contract_id=contract.pk,
        agreement=mcp_terms.Agreement(at.date(), "The governing body"),
        additions=[
            mcp_terms.ServiceLine(service, f"Service line of {service}", at.date())
            for service in services
        ],
        by=by,
        at=at,
    )


def give_budget(
    contract: McpContract,
    *,
    by: Any,
    approver: Any,
    payment: Decimal = PAYMENT,
    starts_on: date = TODAY,
    at: datetime = NOW,
) -> McpContract:
    """The first year's budget, set by one and approved by another."""
    year = budget(financial_year(starts_on), payment)
    mcp_budgets.set_budget(contract_id=contract.pk, budget=year, by=by, at=at)
    set_now = BudgetYear.objects.get(contract=contract.pk, year=year.year)
    return mcp_budgets.approve_budget(
        contract_id=contract.pk, budget_id=set_now.pk, by=approver, at=at
    )


def place_terms(
    contract: McpContract, services: Iterable[str], *, budgeted: str, party: bool
) -> None:
    """What a placed contract says besides its columns: as if its first event had recorded it."""
    event = contract.changes.get(version=1)
    if party:
        ContractParty.objects.create(event=event, contract=contract, commissioner=commissioner())
    for service in services:
        ScopeItem.objects.create(
            event=event, contract=contract, service=service, line=f"Service line of {service}",
            in_scope_from=LONG_AGO, agreed_on=LONG_AGO, agreed_by="The governing body",
        )  # fmt: skip
    if budgeted:
        place_budget(contract, approved=budgeted == "approved", event=event)


def place_budget(
    contract: McpContract, *, approved: bool, event: Any, year: int | None = None
) -> BudgetYear:
    """A budget, of the first year or another, as one event set it, and perhaps approved."""
    given = budget(year or financial_year(contract.starts_on or TODAY))
    row = BudgetYear.objects.create(
        event=event, contract=contract, year=given.year, number=1, payment=given.payment,
        improvement_payment=0, gain_share=0, loss_share=0,
    )  # fmt: skip
    BudgetLine.objects.bulk_create(
        BudgetLine(budget=row, service_line=line, amount=amount) for line, amount in given.lines
    )
    if approved:
        BudgetApproval.objects.create(budget=row, event=event)
    return row
