"""What ends as a practice leaves an MCP, or as its own contract ends under it."""

from typing import Any

import pytest

from contracts.actions import practice_contracts, reactivations
from contracts.models import PracticeContract
from core.errors import Busy, Refused
from gp_relationships.actions import participations
from gp_relationships.models import GpRole, Participation
from tests.casework.attempts import codes_of, together, written
from tests.casework.world import TOMORROW, World
from tests.support.people import NOW, TODAY

pytestmark = pytest.mark.django_db
ENDS = (practice_contracts.terminate, practice_contracts.expire)


def ending(world: World, contract: PracticeContract, act: Any = ENDS[0], note: str = "") -> None:
    note = note or "The commissioner ended it."
    act(contract_id=contract.pk, by=world.approver, at=NOW, note=note)


def state_of(case: Any) -> str:
    return type(case)._default_manager.get(pk=case.pk).state


@pytest.mark.parametrize("act", ENDS)
@pytest.mark.parametrize("level", ["partial", "virtual"])
@pytest.mark.parametrize("state", ["decided", "signed", "in_effect"])
def test_who_has_no_contract_of_their_own_takes_part_at_no_level_that_keeps_it(
    world, act, level, state
):
    """A contract that is terminated or expired forbids the level (domain.md, section 8)."""
    part = world.participation(state, level=level)
    ending(world, world.practice_contract(), act)
    part.refresh_from_db()
    assert (part.state, part.left_on) == ("left", TODAY)
    event = part.changes.latest("version")
    assert (event.move, event.note, event.effective_on) == (
        "leave",
        "The commissioner ended it.",
        TODAY,
    )


@pytest.mark.parametrize(
    ("state", "level"),
    [("in_effect", "full"), ("signed", "full"), ("decided", "outside"), ("preference", "partial")],
)
def test_what_does_not_rest_on_the_contract_outlives_it(world, state, level):
    """Who integrates fully serves under the MCP contract; who has not decided is not bound."""
    part = world.participation(state, level=level)
    ending(world, world.practice_contract())
    assert state_of(part) == state


def test_every_mcp_is_left_and_every_role_through_the_practice_ends(world):
    here = world.participation("in_effect", level="partial")
    there = world.participation("in_effect", level="virtual", vanguard=world.other_vanguard)
    other = world.participation("in_effect", level="partial", practice=world.other_practice)
    through = world.gp_role("agreed", kind="employee", for_services=["secondary_care"])
    hired = world.gp_role(
        gp=world.make_gp("7654321", "Hired Directly", None), practice=None, directly_hired=True
    )
    ending(world, world.practice_contract())
    assert {state_of(here), state_of(there)} == {"left"}
    assert (state_of(other), state_of(through), state_of(hired)) == (
        "in_effect",
        "ended",
        "proposed",
    )


def test_nothing_ends_where_the_practice_cannot_leave(world, monkeypatch):
    part, contract = world.participation("in_effect", level="partial"), world.practice_contract()

    def fails(*_: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("contracts.taking_part.ends", [fails])
    before = written()
    with pytest.raises(RuntimeError):
        ending(world, contract)
    assert (state_of(part), written()) == ("in_effect", before)


def test_who_leaves_takes_the_notice_and_the_roles_along(world):
    contract = world.suspendable()
    part = Participation.objects.get()
    role = world.gp_role("offered")
    participations.leave(
        participation_id=part.pk, by=world.officer, at=NOW, note="They think otherwise."
    )
    contract.refresh_from_db()
    assert (contract.state, contract.mcp_contract, contract.starts_under_mcp_on) == (
        "retained",
        None,
        None,
    )
    assert state_of(role) == "ended"
    assert {event.note for event in (contract.changes.last(), role.changes.last())} == {
        "They think otherwise."
    }


def test_a_role_that_has_begun_ends_on_the_next_day_that_its_own_law_allows(world):
    part = world.participation("in_effect", level="partial")
    role = world.gp_role("in_effect", for_services=["secondary_care"])
    participations.give_notice(
        participation_id=part.pk, notice_given_on=TODAY, leaves_on=TODAY, by=world.officer, at=NOW
    )
    participations.leave(participation_id=part.pk, by=world.officer, at=NOW, note="It left.")
    assert GpRole.objects.get(pk=role.pk).ends_on == TOMORROW


def test_a_return_ends_the_roles_through_the_practice(world):
    part = world.participation("in_effect")
    role = world.gp_role("agreed")
    contract = world.practice_contract(
        "reactivation_noticed", mcp_contract=world.mcp_contract("in_service"),
        reactivation_noticed_on=TODAY, reactivation_on=TODAY, eligibility="confirmed",
        eligibility_confirmed_on=TODAY,
    )  # fmt: skip
    given = {"contract_id": contract.pk, "by": world.approver, "at": NOW}
    reactivations.record_consent(**given, holder_id=contract.holders.get().pk, consented_on=TODAY)
    reactivations.reactivate(**given, patients="return")
    assert (state_of(part), state_of(role)) == ("left", "ended")


def one_each(*acts: Any) -> Any:
    """What each of the racers does: another act each."""
    left = list(acts)
    return lambda: left.pop()()


@pytest.mark.django_db(transaction=True)
def test_a_practice_leaves_or_is_suspended_and_never_both(raced):
    """Leaving and suspension hold the same rows in one order: neither sees the other half done."""
    with together():
        world = World().populated()
        contract = world.suspendable()
    part = Participation.objects.get()
    given = {"by": world.approver, "at": NOW}
    for first in (0, 1):
        acts = [
            lambda: participations.leave(participation_id=part.pk, note="Out.", **given),
            lambda: practice_contracts.suspend(contract_id=contract.pk, **given),
        ]
        got = raced(one_each(*(acts if first else reversed(acts))))
        if first == 0:
            stopped = [result for result in got if isinstance(result, Refused | Busy)]
            assert len(stopped) == 1, got
        ended = (state_of(part), state_of(contract))
        assert ended in {("left", "retained"), ("decided", "suspended")}
    again = codes_of(lambda: practice_contracts.suspend(contract_id=contract.pk, **given))
    assert again


@pytest.mark.django_db(transaction=True)
def test_a_contract_ends_while_its_practice_leaves_and_both_are_done_once(raced):
    with together():
        world = World().populated()
        part = world.participation("signed", level="partial")
        contract = world.practice_contract()
    given = {"by": world.approver, "at": NOW, "note": "It is over."}
    got = raced(
        one_each(
            lambda: participations.leave(participation_id=part.pk, **given),
            lambda: practice_contracts.terminate(contract_id=contract.pk, **given),
        )
    )
    assert {type(result).__name__ for result in got} <= {
        "Participation",
        "PracticeContract",
        "Refused",
    }
    assert (state_of(part), state_of(contract)) == ("left", "terminated")
    assert part.changes.filter(move="leave").count() == 1
