"""Acts upon the whole-population budget of an MCP contract."""

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from contracts.actions import mcp_budgets as acts_of
from contracts.mcp_selectors import budgets_of, budgets_to_approve, is_approved
from contracts.models import BudgetYear, McpContract
from contracts.rules.mcp_contract import MOVES
from contracts.rules.mcp_facts import Budget
from core.errors import NotFound, Refused, Stale
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet
from tests.casework.attempts import codes_of, failure_of, together
from tests.casework.world import World
from tests.support.contract_terms import budget
from tests.support.people import NOW
from tests.support.racing import raced  # noqa: F401 - a fixture

OFFICERS = frozenset({"officer", "approver"})
APPROVER = frozenset({"approver"})
FIRST = 2016  # the financial year in which the services of the placed contract start


def act(name: str, may: frozenset[str], **more: Any) -> Act:
    return Act(
        do=getattr(acts_of, name), move=MOVES[name], names="contract_id",
        build=lambda world, state, **columns: world.mcp_contract(state, **columns),
        to=None, may=may, **more,
    )  # fmt: skip


def of(year: int, **changed: Any) -> dict[str, Budget]:
    return {"budget": replace(budget(year), **changed)}


def paid(year: int, amount: str, line: str = "Care") -> dict[str, Budget]:
    """A budget of one line, which adds up."""
    return of(year, payment=Decimal(amount), lines=((line, Decimal(amount)),))


def bad_budgets(year: int) -> tuple[Unmet, ...]:
    """Everything that can be wrong with a year's budget, whether set or replaced."""
    twice = (("Care", Decimal(1)), ("care", Decimal(1)))
    return (
        *(
            Unmet("invalid_amount", says=paid(year, amount))
            for amount in ("0.005", "-1", "NaN", "Infinity", "10000000000.01")
        ),
        Unmet("invalid_amount", says=of(year, improvement_payment=Decimal("Infinity"))),
        Unmet("invalid_share", says=of(year, loss_share=Decimal("100.01"))),
        Unmet("lines_do_not_reconcile", says=of(year, payment=Decimal("89999999.99"))),
        Unmet("budget_lines_missing", says=of(year, lines=())),
        Unmet("budget_line_repeated", says=of(year, payment=Decimal(2), lines=twice)),
        Unmet("budget_is_nothing", says=paid(year, "0")),
        Unmet("invalid_service_line", says=paid(year, "1", "Care\x00")),
        Unmet("invalid_year", says=of(10**9)),
        Unmet("invalid_year", says=of(1900)),
    )


def approves(world: World) -> dict[str, Any]:
    """The budget that waits, set by an officer who is not the approver."""
    return {"budget_id": BudgetYear.objects.get(contract__vanguard=world.vanguard).pk}


ACTS = [
    act(
        "set_budget",
        OFFICERS,
        says=of(FIRST + 1),
        unmet=(
            *bad_budgets(FIRST + 1),
            Unmet("budget_exists", says=of(FIRST)),
            Unmet("year_outside_term", says=of(FIRST - 1)),
            Unmet("year_outside_term", says=of(FIRST + 11)),
        ),
    ),
    act(
        "replace_budget",
        OFFICERS,
        says=of(FIRST),
        unmet=(*bad_budgets(FIRST), Unmet("budget_absent", says=of(FIRST + 1))),
    ),
    act("approve_budget", APPROVER, columns={"budget": "set"}, says=approves),
]


class TestBudgetsOfMcpContracts(ActsKeepTheirPromises):
    acts = ACTS


@pytest.fixture
def contract(world: World) -> McpContract:
    return world.mcp_contract("in_service")


def by(person: Any, contract: McpContract, **more: Any) -> dict[str, Any]:
    return {"contract_id": contract.pk, "by": person, "at": NOW, **more}


def test_another_version_stands_unapproved_and_the_old_one_stays(world, contract):
    (old,) = budgets_of(contract)
    assert is_approved(old)
    assert not budgets_to_approve(contract).exists()
    paid = replace(budget(FIRST, Decimal("95000000.00")), share_cap=Decimal("1.50"))
    acts_of.replace_budget(**by(world.officer, contract, budget=paid, note="Uplift."))
    (new,) = budgets_of(contract)
    assert (new.number, new.payment, new.share_cap) == (2, paid.payment, paid.share_cap)
    assert not is_approved(new)
    assert [(line.service_line, line.amount) for line in new.lines.all()] == list(paid.lines)
    assert contract.budgets.get(number=1).payment == Decimal("90000000.00")
    event = new.event
    assert (event.move, event.note) == ("replace_budget", "Uplift.")
    assert event.facts["lines"] == {line: str(amount) for line, amount in paid.lines}
    codes = codes_of(
        lambda: acts_of.approve_budget(**by(world.approver, contract, budget_id=old.pk))
    )
    assert codes == {"budget_replaced", "budget_already_approved"}
    acts_of.approve_budget(**by(world.approver, contract, budget_id=new.pk))
    assert is_approved(budgets_of(contract)[0])


def test_a_budget_is_approved_once(world, contract):
    (standing,) = budgets_of(contract)
    act = partial(acts_of.approve_budget, **by(world.approver, contract, budget_id=standing.pk))
    assert codes_of(act) == {"budget_already_approved"}


def test_who_set_a_budget_does_not_approve_it(world, contract):
    acts_of.set_budget(**by(world.approver, contract, budget=budget(FIRST + 1)))
    waiting = budgets_to_approve(contract).get()
    act = partial(acts_of.approve_budget, **by(world.approver, contract, budget_id=waiting.pk))
    assert codes_of(act) == {"approver_set_the_budget"}


def test_a_budget_of_another_contract_is_not_approved_here(world, contract):
    elsewhere = world.mcp_contract("drafting", vanguard=world.other_vanguard, budget="set")
    theirs = elsewhere.budgets.get()
    act = partial(acts_of.approve_budget, **by(world.approver, contract, budget_id=theirs.pk))
    assert isinstance(failure_of(act), NotFound)


def test_an_unusual_improvement_payment_is_kept_with_its_warning(world, contract):
    usual = replace(budget(FIRST + 1), improvement_payment=Decimal("9000000.00"))
    acts_of.set_budget(**by(world.officer, contract, budget=usual))
    assert budgets_of(contract)[-1].event.warnings == []
    high = replace(budget(FIRST + 2), improvement_payment=Decimal("9900000.00"))
    acts_of.set_budget(**by(world.officer, contract, budget=high))
    (said,) = budgets_of(contract)[-1].event.warnings
    assert said == (
        "The improvement payment of 2018/19 is 11.00% of the payment; up to 10% is usual."
    )


@pytest.mark.parametrize("seen", [True, False], ids=["from the page", "without a version"])
def test_of_two_officers_at_once_one_sets_the_budget(raced, seen):  # noqa: F811
    with together():
        world = World().populated()
        contract = world.mcp_contract("drafting", budget="")
    version = contract.version if seen else None
    given = by(world.officer, contract, budget=budget(FIRST), seen=version)
    got = raced(lambda: acts_of.set_budget(**given))
    lost = [result for result in got if isinstance(result, Exception)]
    assert len(lost) == 1
    if seen:
        assert isinstance(lost[0], Stale)
    else:
        assert isinstance(lost[0], Refused)
        assert {reason.code for reason in lost[0].reasons} == {"budget_exists"}
    assert [row.number for row in contract.budgets.all()] == [1]
    assert contract.changes.filter(move="set_budget").count() == 1
