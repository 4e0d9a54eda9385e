"""What comes next, and what it waits for: our own lines, and never another practice's name."""

from typing import Any

import pytest

from casework.actions import waivers
from formation.selectors import open_moves
from portal.presenters.verdicts import OTHERS, OURS_TOO, our_steps, shared_steps
from tests.casework.world import World
from tests.support.people import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db) -> World:
    return World().populated()


def page_of(as_person: Any, world: World, participation: Any) -> str:
    response = as_person(world.manager).get(f"/participations/{participation.pk}/next/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def steps(world: World, journey: Any) -> dict[str, Any]:
    verdicts = open_moves(journey, viewer=world.manager, on=TODAY)
    mine = shared_steps(verdicts, practice=world.practice.code, participation=world.takes_part())
    return {s.label: s for s in mine}


def texts(step: Any) -> list[str]:
    return [reason.text for demand in step.demands for reason in demand.reasons]


def test_a_line_about_other_practices_does_not_name_them(as_person, world: World):
    journey = world.journey("mobilising")
    ours = world.participation("decided")
    world.participation("invited", practice=world.other_practice)
    step = steps(world, journey)["Pass ISAP checkpoint 3"]
    assert OTHERS in texts(step)
    page = page_of(as_person, world, ours)
    assert OTHERS in page
    assert "Hilltop" not in page
    assert world.other_practice.code not in page


def test_a_line_about_us_and_others_says_so(world: World):
    journey = world.journey("mobilising")
    world.participation("invited")
    world.participation("invited", practice=world.other_practice)
    assert OURS_TOO in texts(steps(world, journey)["Pass ISAP checkpoint 3"])


def test_a_line_about_us_alone_is_told_in_full(as_person, world: World):
    journey = world.journey("mobilising")
    ours = world.participation("invited")
    step = steps(world, journey)["Pass ISAP checkpoint 3"]
    assert any("1 practice has not decided: Riverside Surgery" in text for text in texts(step))
    assert "Whose move it is: The practice." in page_of(as_person, world, ours)


def test_what_is_not_about_a_practice_is_told_by_the_rule_alone(world: World):
    journey = world.journey("awarded")
    world.participation("invited")
    verdicts = {v.name: v for v in open_moves(journey, viewer=world.manager, on=TODAY)}
    said = {reason.text for reason in verdicts["begin_mobilisation"].reasons}
    step = steps(world, journey)[verdicts["begin_mobilisation"].label]
    assert said
    assert texts(step) == []
    assert all(demand.sentence and demand.status.text == "Not met" for demand in step.demands)


def test_steps_aside_back_or_to_an_end_are_not_what_comes_next(as_person, world: World):
    world.journey("mobilising")
    page = page_of(as_person, world, world.participation("invited"))
    assert "Abandon" not in page
    assert "Pause" not in page


def test_our_own_contract_is_told_in_full(as_person, world: World):
    contract = world.practice_contract("suspension_noticed", mcp_contract=world.signed_contract())
    page = page_of(as_person, world, world.participation("decided"))
    assert "Riverside Surgery" in page
    assert contract.state == "suspension_noticed"
    assert "conditions met." in page


def test_a_waiver_is_shown_without_its_reasons_and_names(as_person, world: World):
    journey = world.journey("mobilising")
    ours = world.participation("invited")
    waiver = waivers.ask(
        about_type="formation.journey",
        about_id=journey.pk,
        rule="every_required_practice_has_decided",
        expires_on=TODAY,
        by=world.officer,
        at=NOW,
        note="A private matter.",
    )
    waivers.grant(waiver_id=waiver.pk, by=world.approver, at=NOW)
    page = page_of(as_person, world, ours)
    assert "The programme has waived this for now." in page
    assert "A private matter." not in page
    assert "Approver" not in page


def test_no_journey_and_no_contract_is_said_so(as_person, world: World):
    page = page_of(as_person, world, world.participation("invited"))
    assert page.count("Nothing is waited for.") >= 2


def test_what_nobody_asks_anything_of_is_left_out():
    assert our_steps([], None) == []
