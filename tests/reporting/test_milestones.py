"""Milestones in the API: whose, by when, and how each stands among the others of its journey."""

from datetime import timedelta

import pytest

from formation.actions import journeys, milestones
from formation.models import Journey
from tests.casework.world import World
from tests.reporting.conftest import got
from tests.support.people import NOW, TODAY

LIVE_ON = TODAY + timedelta(weeks=40)


@pytest.fixture
def journey(world: World) -> Journey:
    """A virtual MCP that goes live in forty weeks, so that its first milestones are late."""
    made = world.journey("engaging", model="", planned_go_live_on=None)
    return journeys.select_model(
        journey_id=made.pk, model="virtual", planned_go_live_on=LIVE_ON, by=world.officer, at=NOW
    )


def codes(api, **query: str) -> set[str]:
    return {row["code"] for row in got(api, "milestones/", **query)["results"]}


def test_each_milestone_says_how_it_stands(api, journey):
    rows = {row["code"]: row for row in got(api, "milestones/", journey=journey.pk)["results"]}
    first, last, review = rows["V01"], rows["V13"], rows["V14"]
    assert (first["status"], first["slack_days"], first["is_critical"]) == ("late", -28, True)
    assert first["expected_on"] == TODAY.isoformat()
    assert (last["status"], last["due_on"]) == ("at_risk", LIVE_ON.isoformat())
    assert last["expected_on"] == (LIVE_ON + timedelta(weeks=4)).isoformat()
    assert (review["slack_days"], review["is_critical"]) == (None, False)
    assert (first["practice_code"], first["evidence"]) == (None, "")


def test_milestones_are_found_by_how_they_stand(api, journey):
    by_status = {
        status: codes(api, status=status)
        for status in ("met", "on_track", "at_risk", "late", "missed")
    }
    assert by_status["late"] == {"V01"}
    assert by_status["met"] == by_status["missed"] == set()
    assert {"V05", "V13"} <= by_status["at_risk"]
    every = codes(api, journey=str(journey.pk))
    assert set().union(*by_status.values()) == every
    critical = codes(api, is_critical="true")
    assert {"V01", "V13"} <= critical
    assert codes(api, is_critical="false") == every - critical


def test_a_practices_milestones_are_found_by_its_code(api, world, journey):
    full = world.journey("engaging", vanguard=world.other_vanguard, model="")
    world.participation("decided", vanguard=world.other_vanguard)
    journeys.select_model(
        journey_id=full.pk, model="full", planned_go_live_on=LIVE_ON, by=world.officer, at=NOW
    )
    theirs = codes(api, practice=world.practice.code)
    assert theirs == {"B20", "B21", "B28", "B33", "B34"}
    point = full.milestones.get(code="B34")
    milestones.meet(
        milestone_id=point.pk, met_on=TODAY, evidence="They stay.", by=world.partner, at=NOW
    )
    row = got(api, f"milestones/{point.pk}/")
    assert (row["status"], row["evidence"], row["slack_days"]) == ("met", "They stay.", None)
    assert row["practice_code"] == world.practice.code


def test_a_dropped_milestone_stands_in_no_way(api, world, journey):
    one = journey.milestones.get(code="V14")
    milestones.drop(milestone_id=one.pk, by=world.officer, at=NOW, note="Not here.")
    row = got(api, f"milestones/{one.pk}/")
    assert (row["status"], row["expected_on"], row["is_critical"]) == (None, None, None)
