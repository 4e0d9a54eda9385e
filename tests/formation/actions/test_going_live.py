"""Going live and coming to an end: what happens to contract, agreements and milestones."""

from functools import partial
from typing import Any

import pytest

from contracts.actions import mcp_contracts
from formation.actions import journeys as acts_of
from tests.casework.attempts import codes_of, written
from tests.formation.actions.test_journeys import (
    VIRTUAL,
    alliance,
    contract,
    everything,
    practice,
)
from tests.support.consent import everybody_signed
from tests.support.people import NOW, TODAY


def test_an_alliance_goes_live_with_practices_that_keep_their_contracts(world):
    everything(alliance(), VIRTUAL)(world)
    journey = world.journey("alliance_signed")
    live = acts_of.go_live(journey_id=journey.pk, by=world.approver, at=NOW)
    assert live.state == "live"


@pytest.mark.parametrize(
    ("level", "held", "state"),
    [("partial", contract(), "checkpoint_3"), ("virtual", alliance(), "alliance_signed")],
    ids=["partial", "virtual"],
)
def test_a_practice_that_stays_itself_keeps_its_contract(world, level, held, state):
    everything(held, practice(level, contract="suspended"))(world)
    journey = world.journey(state)
    go = {"journey_id": journey.pk, "by": world.approver, "at": NOW}
    assert codes_of(lambda: acts_of.go_live(**go)) == {"practice_contract_not_retained"}


def test_a_practice_that_going_live_does_not_depend_on_holds_nobody_up(world):
    everything(contract(), practice())(world)
    world.participation("invited", practice=world.other_practice, required_for_go_live=False)
    journey = world.journey("checkpoint_3")
    assert acts_of.go_live(journey_id=journey.pk, by=world.approver, at=NOW).state == "live"


def test_a_practice_that_has_signed_must_be_as_its_level_demands_waited_for_or_not(world):
    everything(contract(), practice())(world)
    other = world.other_practice
    case = world.participation("signed", practice=other, required_for_go_live=False)
    world.practice_contract("retained", practice=other)
    everybody_signed(case, "full", by=world.officer)
    journey = world.journey("checkpoint_3")
    go = {"journey_id": journey.pk, "by": world.approver, "at": NOW}
    assert "practice_not_suspended" in codes_of(lambda: acts_of.go_live(**go))


def test_going_live_puts_contract_and_agreements_in_effect_or_nothing(world, monkeypatch):
    everything(contract(), practice())(world)
    journey = world.journey("checkpoint_3")
    before = written()

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("the last step breaks")

    with monkeypatch.context() as broken:
        broken.setattr(acts_of.going_live, "date_from", fails)
        with pytest.raises(RuntimeError, match="the last step breaks"):
            acts_of.go_live(journey_id=journey.pk, by=world.approver, at=NOW)
    assert written() == before

    live = acts_of.go_live(journey_id=journey.pk, by=world.approver, at=NOW)
    assert live.vanguard.mcp_contracts.get().state == "in_service"
    participation = live.vanguard.participations.get()
    assert (participation.state, participation.in_effect_on) == ("in_effect", TODAY)


def test_a_contract_that_was_not_there_when_it_was_locked_is_not_gone_live_with(world, monkeypatch):
    everything(contract(), practice())(world)
    journey = world.journey("checkpoint_3")
    monkeypatch.setattr(acts_of, "current_contract", lambda vanguard_id, *, lock: None)
    go = {"journey_id": journey.pk, "by": world.approver, "at": NOW}
    assert codes_of(lambda: acts_of.go_live(**go)) == {"contract_missing"}


def test_a_contract_already_in_service_goes_on(world):
    everything(contract("in_service"), practice())(world)
    journey = world.journey("checkpoint_3")
    acts_of.go_live(journey_id=journey.pk, by=world.approver, at=NOW)
    assert journey.vanguard.mcp_contracts.get().state == "in_service"


def test_a_journey_that_ends_drops_its_open_milestones_and_keeps_those_that_were_met(world):
    journey = world.journey("live")
    world.milestone(journey=journey)
    world.milestone("met", journey=journey, code="B07")
    acts_of.end(journey_id=journey.pk, by=world.approver, at=NOW, note="Not renewed.")
    assert dict(journey.milestones.values_list("code", "state")) == {"B06": "dropped", "B07": "met"}
    assert journey.milestones.get(code="B06").changes.latest("version").note == "Not renewed."


@pytest.mark.parametrize("name", ["expire", "terminate"])
def test_the_contract_of_a_live_mcp_ends_after_its_journey(world, name):
    everything(contract("in_service"))(world)
    journey = world.journey("live")
    over = {"by": world.approver, "at": NOW, "note": "It is over."}
    held = world.signed_contract()
    end = partial(getattr(mcp_contracts, name), contract_id=held.pk, **over)
    assert codes_of(end) == {"mcp_still_live"}
    acts_of.end(journey_id=journey.pk, **over)
    assert end().state in ("expired", "terminated")
