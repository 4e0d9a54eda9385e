"""A live alliance that goes on to the full model: it serves until its successor does."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from contracts.actions import practice_contracts
from contracts.models import McpContract
from formation.actions import journeys, successors
from formation.models import Journey
from formation.rules.journey import MOVES
from formation.selectors import contract_of, current_journey, live_alliances, participations_of
from gp_relationships.models import Participation
from reporting.selectors.coverage import coverage
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet
from tests.casework.attempts import codes_of, failure_of, together
from tests.casework.placing import place
from tests.casework.world import World
from tests.support.consent import everybody_signed
from tests.support.people import NOW, TODAY


def an_alliance(world: World) -> dict[str, Any]:
    """The live alliance of the world, made where there is none."""
    found = world.vanguard.journeys.first() or world.journey("live", model="virtual")
    return {"journey_id": found.pk, "officer": world.officer}


class TestSucceeding(ActsKeepTheirPromises):
    acts = [
        Act(
            do=successors.succeed,
            move=MOVES["identify"],
            names="journey_id",
            build=None,
            to="identified",
            may=frozenset({"officer", "approver", "clock"}),
            says=an_alliance,
            writes={"model": "", "planned_go_live_on": None},
            unmet=(
                Unmet(
                    "predecessor_not_a_live_alliance",
                    around=lambda world: world.journey("live", model="full"),
                ),
                Unmet(
                    "predecessor_not_a_live_alliance",
                    around=lambda world: world.journey("alliance_signed"),
                ),
                Unmet("successor_exists", around=lambda world: succeeded(world)),
            ),
        )
    ]


def succeeded(world: World) -> Journey:
    """A live alliance with one practice in effect, and the journey that succeeds it."""
    alliance = world.journey("live", model="virtual")
    world.alliance("in_service")
    world.practice_contract("retained")
    world.participation("in_effect", level="virtual", in_effect_on=TODAY)
    return successors.succeed(
        journey_id=alliance.pk, officer=world.officer, by=world.officer, at=NOW
    )


def test_the_alliance_stays_live_and_its_practices_are_asked_anew(world):
    successor = succeeded(world)
    alliance = successor.succeeds
    assert (alliance.state, successor.state) == ("live", "identified")
    assert current_journey(world.vanguard.pk) == successor
    assert contract_of(alliance).integration == "virtual"
    assert contract_of(successor) is None
    (old,), (new,) = participations_of(alliance), participations_of(successor)
    assert (old.state, new.state, new.succeeds) == ("in_effect", "invited", old)
    assert not live_alliances().exists()
    assert world.partner.messages.get().kind == "practice_invited"


def test_nobody_else_sets_out_meanwhile_and_the_database_says_so_too(world):
    successor = succeeded(world)
    set_out = {"vanguard_id": world.vanguard.pk, "officer": world.officer}
    again = {**set_out, "by": world.officer, "at": NOW}
    assert codes_of(lambda: journeys.identify(**again)) == {"journey_exists"}
    for succeeds in (None, successor.succeeds):
        second = Journey(vanguard=world.vanguard, officer=world.officer, succeeds=succeeds)
        with pytest.raises(IntegrityError, match=r"one_at_a_time|one_successor"), together():
            place(second, "identified", by=world.officer)


def test_a_practice_counts_once_and_as_live(world):
    succeeded(world)
    assert covered() == [("live", 1, 1)]


def covered() -> list[tuple[str, int, int]]:
    """(state, vanguards, practices) of each group of the report of today."""
    groups = coverage(as_at=TODAY).groups
    return [(group.state, group.vanguards, group.practices) for group in groups]


def ready_to_go_live(world: World) -> Journey:
    """A successor under the full model that needs nothing but its going live."""
    successor = succeeded(world)
    asked = participations_of(successor).get()
    row = Journey(
        vanguard=world.vanguard,
        officer=world.officer,
        succeeds=successor.succeeds,
        model="full",
        planned_go_live_on=TODAY,
    )
    journeys.abandon(journey_id=successor.pk, by=world.approver, at=NOW, note="Begun anew.")
    world.mcp_contract("signed")
    new = world.participation(
        "signed", practice=asked.practice, level="full", succeeds=asked.succeeds
    )
    everybody_signed(new, "full", by=world.officer)
    return place(row, "checkpoint_3", by=world.officer, avoid={"paused", "drafting_alliance"})


def test_at_its_going_live_the_alliance_ends_with_its_agreement_and_its_parts(world):
    successor = ready_to_go_live(world)
    practice = world.vanguard.participations.get(state="signed").practice
    contract = practice.practice_contracts.get()
    assert contract.state == "retained"
    refusal = failure_of(
        lambda: journeys.go_live(journey_id=successor.pk, by=world.approver, at=NOW)
    )
    assert "suspension_notice_missing" in {reason.code for reason in refusal.reasons}
    assert Journey.objects.get(pk=successor.succeeds_id).state == "live"

    from_now = {"by": world.approver, "at": NOW}
    end_own_contract(contract, from_now)
    live = journeys.go_live(journey_id=successor.pk, **from_now)

    assert (live.state, live.went_live_on) == ("live", TODAY)
    alliance = Journey.objects.get(pk=successor.succeeds_id)
    assert (alliance.state, alliance.changes.latest("version").move) == ("ended", "end")
    states = dict(McpContract.objects.values_list("integration", "state"))
    assert states == {"virtual": "terminated", "full": "in_service"}
    parts = Participation.objects.exclude(level="").values_list("level", "state", "left_on")
    assert set(parts) == {("virtual", "left", TODAY), ("full", "in_effect", None)}
    assert covered() == [("live", 1, 1)]


def end_own_contract(contract: Any, given: dict[str, Any]) -> None:
    from_terms = {"contract_id": contract.pk, "note": "It serves under the MCP instead."}
    practice_contracts.terminate(**from_terms, **given)


def test_an_abandoned_successor_leaves_the_alliance_as_it_was(world):
    successor = succeeded(world)
    journeys.abandon(journey_id=successor.pk, by=world.approver, at=NOW, note="No bidder.")
    states = dict(Participation.objects.values_list("succeeds", "state"))
    assert {bool(succeeds): state for succeeds, state in states.items()} == {
        False: "in_effect", True: "left",
    }  # fmt: skip
    assert current_journey(world.vanguard.pk) == successor.succeeds
    assert McpContract.objects.get().state == "in_service"
    later = NOW + timedelta(minutes=1)
    again = successors.succeed(
        journey_id=successor.succeeds_id, officer=world.officer, by=world.officer, at=later
    )
    assert again.succeeds == successor.succeeds


def test_an_alliance_that_ended_by_itself_is_not_ended_again(world):
    successor = ready_to_go_live(world)
    end_own_contract(world.practice.practice_contracts.get(), {"by": world.approver, "at": NOW})
    given = {"by": world.approver, "at": NOW, "note": "It ends early."}
    journeys.end(journey_id=successor.succeeds_id, **given)
    assert journeys.go_live(journey_id=successor.pk, **given).state == "live"
