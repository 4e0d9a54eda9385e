"""What all MCP contracts say, row by row: for lists over the whole programme.

They hold nothing of one practice, so there is no row filter. Each may be asked as at a day.
"""

from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    DateField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)

from casework.as_at import AsAt
from contracts.mcp_selectors import counted
from contracts.models import (
    BudgetApproval,
    BudgetLine,
    BudgetYear,
    ContractParty,
    ScopeEnd,
    ScopeItem,
)


def contract_parties(*, moment: AsAt | None = None) -> QuerySet[ContractParty]:
    """The commissioners and councils who are party to each contract, as they were last recorded."""
    rows = counted(ContractParty.objects.all(), moment)
    latest = rows.filter(contract=OuterRef("contract")).order_by("-event_id")
    return rows.filter(event_id=Subquery(latest.values("event_id")[:1]))


def scope_lines(*, on: date, moment: AsAt | None = None) -> QuerySet[ScopeItem]:
    """Every service line of every contract, with `out_of_scope_on` as agreed, and whether it is
    `in_scope` on the day."""
    ends = counted(ScopeEnd.objects.filter(item=OuterRef("pk")), moment)
    rows = counted(ScopeItem.objects.all(), moment).annotate(
        out_of_scope_on=Subquery(ends.values("out_of_scope_on")[:1], output_field=DateField())
    )
    stays = Q(out_of_scope_on=None) | Q(out_of_scope_on__gt=on)
    begun = Q(in_scope_from__lte=Value(on))
    return rows.annotate(in_scope=ExpressionWrapper(begun & stays, BooleanField()))


def budgets(*, moment: AsAt | None = None) -> QuerySet[BudgetYear]:
    """Every version of every year's budget: whether it `stands` and `is_approved`."""
    rows = counted(BudgetYear.objects.all(), moment)
    later = rows.filter(
        contract=OuterRef("contract"), year=OuterRef("year"), number__gt=OuterRef("number")
    )
    approvals = counted(BudgetApproval.objects.filter(budget=OuterRef("pk")), moment)
    return rows.annotate(
        stands=ExpressionWrapper(~Exists(later), BooleanField()), is_approved=Exists(approvals)
    )


def budget_lines(*, moment: AsAt | None = None) -> QuerySet[BudgetLine]:
    """The lines of the budgets that stand."""
    under: Any = budgets(moment=moment)
    return BudgetLine.objects.filter(budget__in=under.filter(stands=True).values("pk"))
