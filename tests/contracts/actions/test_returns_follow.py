"""A return that was noticed moves with the end of the MCP contract."""

from datetime import date
from typing import Any

import pytest

from contracts.actions import mcp_contracts, reactivations
from contracts.models import McpContract, PracticeContract
from contracts.rules.reactivation import day_of_return
from tests.casework.attempts import Broken, broken_audit, codes_of, written
from tests.casework.world import POINT, SUSPENDED, World
from tests.support.people import NOW, TODAY
from tests.support.programme import make_practice

pytestmark = pytest.mark.django_db
AGREED, EARLIER, EARLIEST = date(2036, 11, 23), date(2027, 6, 1), date(2027, 5, 1)


@pytest.mark.parametrize(
    ("noticed", "was", "ends_on", "returns_on"),
    [
        (AGREED, AGREED, EARLIER, EARLIER),
        (POINT, AGREED, EARLIER, EARLIER),
        (EARLIEST, AGREED, EARLIER, EARLIEST),
        (EARLIER, EARLIER, AGREED, AGREED),
        (POINT, POINT, AGREED, AGREED),
        (EARLIEST, EARLIER, AGREED, EARLIEST),
        (POINT, None, EARLIER, EARLIER),
        (POINT, EARLIER, None, POINT),
        (None, AGREED, EARLIER, None),
    ],
)
def test_a_return_at_the_end_stays_one_and_none_comes_after_it(noticed, was, ends_on, returns_on):
    assert day_of_return(noticed, was=was, ends_on=ends_on) == returns_on


def noticed(world: World, mcp: McpContract, code: str, returns_on: date) -> PracticeContract:
    """A practice that has given notice to return on a day."""
    return world.practice_contract(
        "reactivation_noticed", practice=make_practice(code, f"SURGERY {code}"),
        mcp_contract=mcp, suspended_on=SUSPENDED, reactivation_noticed_on=TODAY,
        reactivation_on=returns_on,
    )  # fmt: skip


def three(world: World) -> tuple[McpContract, list[PracticeContract]]:
    mcp = world.mcp_contract("in_service", ends_on=AGREED, term_years=20)
    days = {"X00011": AGREED, "X00012": POINT, "X00013": date(2027, 1, 15)}
    return mcp, [noticed(world, mcp, code, day) for code, day in days.items()]


def move_end(world: World, mcp: McpContract, ends_on: date, note: str = "No funds.") -> Any:
    return mcp_contracts.give_notice_of_end(
        contract_id=mcp.pk, ends_on=ends_on, by=world.approver, at=NOW, note=note
    )


def days() -> list[date | None]:
    rows = PracticeContract.objects.order_by("practice__code")
    return list(rows.values_list("reactivation_on", flat=True))


def test_a_notice_of_the_end_moves_the_returns_and_its_withdrawal_those_at_the_end(world):
    mcp, contracts = three(world)
    move_end(world, mcp, EARLIER)
    assert days() == [EARLIER, EARLIER, date(2027, 1, 15)]
    event = contracts[1].changes.latest("version")
    assert (event.move, event.note, event.replaced) == (
        "return_with_contract_end",
        "No funds.",
        {"reactivation_on": POINT.isoformat()},
    )
    move_end(world, mcp, EARLIEST)
    assert days() == [EARLIEST, EARLIEST, date(2027, 1, 15)]
    mcp_contracts.withdraw_notice_of_end(
        contract_id=mcp.pk, by=world.approver, at=NOW, note="There are funds."
    )
    assert days() == [AGREED, AGREED, date(2027, 1, 15)]
    assert McpContract.objects.get().ends_on == AGREED


def test_what_was_agreed_to_the_return_stands(world):
    """Nobody returns later than they wished; the consents are those to the notice that stands."""
    mcp, (contract, *_) = three(world)
    given = {"contract_id": contract.pk, "by": world.approver, "at": NOW}
    reactivations.record_consent(**given, holder_id=contract.holders.get().pk, consented_on=TODAY)
    move_end(world, mcp, TODAY)
    reactivations.confirm_eligibility(**given, eligibility="confirmed")
    assert reactivations.reactivate(**given, patients="return").reactivated_on == TODAY


def test_neither_moves_without_the_other(world, monkeypatch):
    mcp, _ = three(world)
    before = written()
    broken_audit(monkeypatch)
    with pytest.raises(Broken):
        move_end(world, mcp, EARLIER)
    assert (written(), days()[0]) == (before, AGREED)


def test_nobody_gives_notice_of_a_return_after_the_end(world):
    mcp = world.mcp_contract("in_service", ends_on=EARLIER)
    contract = world.practice_contract("suspended", mcp_contract=mcp)
    given = {"contract_id": contract.pk, "by": world.officer, "at": NOW}
    late = {"reactivation_on": POINT, "reactivation_noticed_on": TODAY}
    assert codes_of(lambda: reactivations.give_reactivation_notice(**given, **late)) == {
        "return_after_contract_end"
    }
