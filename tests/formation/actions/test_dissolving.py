"""What ends with an MCP: with a live one that comes to its end, and with one that is given up."""

from typing import Any

import pytest

from contracts.actions import mcp_contracts
from contracts.models import McpContract
from formation.actions import journeys, successors
from gp_relationships.models import Participation
from tests.casework.attempts import Broken, broken_audit, codes_of, written
from tests.casework.world import World
from tests.support.people import NOW, TODAY
from tests.support.programme import make_practice

pytestmark = pytest.mark.django_db


def given(world: World, journey: Any) -> dict[str, Any]:
    return {"journey_id": journey.pk, "by": world.approver, "at": NOW, "note": "It is over."}


def state_of(case: Any) -> str:
    return type(case)._default_manager.get(pk=case.pk).state


def a_live_mcp(world: World, **columns: Any) -> tuple[Any, list[Participation]]:
    """One practice serves, another is joining and a third is asked."""
    third = make_practice("X00003", "THIRD SURGERY")
    world.mcp_contract("in_service")
    parts = [
        world.participation("in_effect", level="partial"),
        world.participation("signed", level="partial", practice=world.other_practice),
        world.participation("invited", practice=third),
    ]
    return world.journey("live", **columns), parts


def test_with_a_live_mcp_end_its_agreements_and_roles(world):
    journey, parts = a_live_mcp(world)
    through = world.gp_role("agreed", for_services=["secondary_care"])
    hired = world.gp_role(
        "agreed", practice=None, gp=world.make_gp("7654321", "Hired Directly", None)
    )
    journeys.end(**given(world, journey))
    assert {state_of(part) for part in parts} == {"left"}
    assert set(Participation.objects.values_list("left_on", flat=True)) == {TODAY}
    assert {state_of(through), state_of(hired)} == {"ended"}
    assert all(part.changes.latest("version").note == "It is over." for part in parts)


def test_an_mcp_does_not_end_while_practices_are_suspended_for_it(world):
    journey, parts = a_live_mcp(world)
    full = world.participation("in_effect", practice=make_practice("X00004", "FOURTH SURGERY"))
    own = world.practice_contract(
        "suspended", practice=full.practice, mcp_contract=McpContract.objects.get()
    )
    assert codes_of(lambda: journeys.end(**given(world, journey))) == {"practices_still_suspended"}
    assert state_of(parts[0]) == "in_effect"
    assert state_of(own) == "suspended"


def test_nothing_ends_if_one_part_cannot(world, monkeypatch):
    journey, _ = a_live_mcp(world)
    before = written()
    broken_audit(monkeypatch)
    with pytest.raises(Broken):
        journeys.end(**given(world, journey))
    assert written() == before


def test_an_alliance_that_ends_leaves_its_successor_under_way(world):
    alliance = world.journey("live", model="virtual")
    world.alliance("in_service")
    serving = world.participation("in_effect", level="virtual")
    successor = successors.succeed(
        journey_id=alliance.pk, officer=world.officer, by=world.officer, at=NOW
    )
    asked = Participation.objects.get(succeeds=serving)
    role = world.gp_role("proposed")
    journeys.end(**given(world, alliance))
    assert (state_of(serving), state_of(asked)) == ("left", "invited")
    assert (state_of(successor), state_of(role)) == ("identified", "proposed")


def test_an_mcp_that_is_given_up_gives_up_its_contract_and_what_was_told_of_it(world):
    journey = world.journey("mobilising")
    own = world.suspendable()
    role = world.gp_role("agreed")
    journeys.abandon(**given(world, journey))
    assert state_of(McpContract.objects.get()) == "terminated"
    own.refresh_from_db()
    assert (own.state, own.mcp_contract) == ("retained", None)
    assert (state_of(role), Participation.objects.get().state) == ("ended", "left")


def test_a_successor_that_is_given_up_leaves_the_alliances_agreement_in_service(world):
    alliance = world.journey("live", model="virtual")
    agreement = world.alliance("in_service")
    successor = successors.succeed(
        journey_id=alliance.pk, officer=world.officer, by=world.officer, at=NOW
    )
    making = world.mcp_contract("awarded")
    journeys.abandon(**given(world, successor))
    assert (state_of(agreement), state_of(making)) == ("in_service", "terminated")


def test_beside_a_live_alliance_a_contract_in_the_making_can_be_given_up(world):
    world.journey("live", model="virtual")
    world.alliance("in_service")
    making = world.mcp_contract("drafting")
    mcp_contracts.terminate(contract_id=making.pk, by=world.approver, at=NOW, note="Another form.")
    assert state_of(making) == "terminated"


def test_a_notice_that_names_a_contract_lapses_with_it(world):
    own = world.suspendable()
    contract = own.mcp_contract
    mcp_contracts.terminate(contract_id=contract.pk, by=world.approver, at=NOW, note="No funds.")
    own.refresh_from_db()
    assert (own.state, own.notice_given_on, own.mcp_contract) == ("retained", None, None)
    assert own.changes.latest("version").note == "No funds."
    assert not own.notice_runs.standing().exists()
