"""What the law of contracts is told of a vanguard's journey."""

from datetime import date

import pytest

from casework.actions.undoing import undo
from contracts.actions import mcp_contracts
from formation import standing
from tests.casework.attempts import codes_of
from tests.support.people import NOW, TODAY


def test_an_mcp_is_live_from_going_live_to_its_end(world):
    assert not standing.is_live(world.vanguard.pk)
    world.journey("ended")
    assert not standing.is_live(world.vanguard.pk)
    world.journey("live")
    assert standing.is_live(world.vanguard.pk)
    assert not standing.is_live(world.other_vanguard.pk)


def test_checkpoint_1_counts_as_passed_until_that_step_is_undone(world):
    journey = world.journey("checkpoint_1")
    assert standing.checkpoint_1_is_passed(world.vanguard.pk)
    undo(
        case_type="formation.journey", case_id=journey.pk, by=world.approver, at=NOW, note="A slip."
    )
    assert not standing.checkpoint_1_is_passed(world.vanguard.pk)


@pytest.mark.parametrize(
    ("state", "columns", "passed"),
    [
        ("paused", {"paused_from": "procuring"}, True),
        ("paused", {"paused_from": "market_engagement"}, False),
        ("live", {}, True),
        ("live", {"model": "virtual"}, False),
    ],
)
def test_how_far_a_journey_has_come_says_whether_checkpoint_1_is_passed(
    world, state, columns, passed
):
    world.journey(state, **columns)
    assert standing.checkpoint_1_is_passed(world.vanguard.pk) == passed


@pytest.mark.parametrize(
    ("state", "started", "codes"),
    [
        ("procuring", None, {"standstill_not_begun", "journey_not_so_far"}),
        ("paused", None, {"standstill_not_begun", "not_on_a_journey"}),
        ("awarded", date(2026, 11, 11), {"signed_in_the_standstill"}),
        ("awarded", date(2026, 11, 10), set()),
    ],
)
def test_a_contract_is_not_signed_before_the_standstill_is_over(world, state, started, codes):
    """The tenth day after 11 November 2026 is a Saturday: that standstill lasts until Monday the
    23rd, which is today; one that began on the 10th ended on a Friday."""
    world.journey(state, standstill_started_on=started)
    contract = world.mcp_contract("awarded")
    sign = {"contract_id": contract.pk, "signed_on": TODAY, "by": world.officer, "at": NOW}
    assert codes_of(lambda: mcp_contracts.sign(**sign)) == codes
