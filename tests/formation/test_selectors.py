"""Reads of journeys and milestones: what is open, by whom, and where each practice stands."""

from datetime import date, timedelta

import pytest

from formation import selectors
from formation.actions import journeys
from formation.models import Journey
from formation.rules.states import FORMING, JourneyState
from rulebook.rules.figures import FIRST
from tests.casework.attempts import codes_of
from tests.casework.world import TOMORROW
from tests.support.consent import everybody_signed
from tests.support.people import NOW, TODAY


def moves(verdicts) -> dict[str, tuple[bool, bool]]:
    return {verdict.name: (verdict.lawful, verdict.permitted) for verdict in verdicts}


@pytest.mark.parametrize("state", list(JourneyState))
def test_the_open_moves_are_those_of_the_state(world, state):
    journey = world.journey(state)
    found = selectors.open_moves(journey, viewer=world.officer, on=TODAY)
    assert [v.name for v in found] == [m.name for m in Journey.MOVES.from_state(state)]


@pytest.mark.parametrize(
    ("starts_on", "codes"),
    [(TODAY, []), (TOMORROW, ["service_date_not_come"]), (None, ["service_date_missing"])],
)
def test_the_verdict_on_going_live_is_that_of_the_contract_too(world, starts_on, codes):
    world.mcp_contract("signed", starts_on=starts_on, ends_on=None)
    part = world.participation("signed", level="full")
    world.practice_contract("suspended", mcp_contract=None)
    everybody_signed(part, "full", by=world.officer)
    journey = world.journey("checkpoint_3")
    verdicts = selectors.open_moves(journey, viewer=world.approver, on=TODAY)
    going = next(verdict for verdict in verdicts if verdict.name == "go_live")
    assert [reason.code for reason in going.reasons] == codes


def test_what_a_form_asks_for_does_not_stand_against_a_move(world):
    journey = world.journey("engaging", model="", planned_go_live_on=None)
    found = moves(selectors.open_moves(journey, viewer=world.officer, on=TODAY))
    assert found == {
        "select_model": (True, True),
        "pause": (True, True),
        "abandon": (True, False),
    }


def test_where_each_practice_stands_is_asked_in_seven_queries(world, django_assert_num_queries):
    world.participation("signed", level="full")
    world.practice_contract("reactivation_noticed")
    world.participation("invited", practice=world.other_practice, required_for_go_live=False)
    journey = world.journey("model_selected")
    with django_assert_num_queries(7):
        first, second = selectors.practice_standings(journey, on=TODAY)
    assert (first.level, first.participation, first.required) == ("full", "signed", True)
    assert (first.contract_status, first.contract_type) == ("suspended", "gms")
    assert (second.level, second.contract_status, second.contract_type) == ("", "terminated", "")
    assert not second.required


def test_the_current_journey_is_the_one_that_is_not_over(world):
    assert selectors.current_journey(world.vanguard.pk) is None
    world.journey("abandoned")
    assert selectors.current_journey(world.vanguard.pk) is None
    paused = world.journey("paused")
    assert selectors.current_journey(world.vanguard.pk) == paused
    assert world.vanguard not in selectors.vanguards_without_journey()
    assert world.other_vanguard in selectors.vanguards_without_journey()


def test_milestones_that_fall_due(world):
    journey = world.journey("procuring")
    make = world.milestone
    late = make(journey=journey, code="B01", due_on=TODAY - timedelta(days=1))
    today = make(journey=journey, code="B02", due_on=TODAY)
    soon = make(journey=journey, code="B03", due_on=TODAY + timedelta(days=28))
    later = make(journey=journey, code="B04", due_on=TODAY + timedelta(days=29))
    dropped = make("dropped", journey=journey, code="B05")
    resting = world.journey("paused", vanguard=world.other_vanguard)
    make(journey=resting, code="B06", due_on=TODAY)
    rows = selectors.milestones(viewer=world.officer, on=TODAY)
    assert list(selectors.falling(rows, "overdue", on=TODAY)) == [late]
    assert list(selectors.falling(rows, "soon", on=TODAY)) == [today, soon]
    assert selectors.milestones_of(journey) == [late, today, soon, later]
    assert dropped in rows


def test_the_open_moves_of_milestones_are_read_together(world, django_assert_num_queries):
    journey = world.journey("procuring")
    rows = [world.milestone(journey=journey, code=f"B0{n}") for n in range(3)]
    rows.append(world.milestone("met", journey=journey, code="B09"))
    with django_assert_num_queries(3):  # roles, what they were set from, what they wait for
        found = selectors.open_moves_of_milestones(rows, viewer=world.officer, on=TODAY)
    assert {name for verdict in found.values() for name in moves(verdict)} == {
        "meet",
        "redate",
        "realign",
        "follow",
        "adopt",
        "drop",
        "fall_away",
        "reopen",
    }
    alone = selectors.open_moves_of_milestone(rows[0], viewer=world.officer, on=TODAY)
    assert moves(alone) == moves(found[rows[0].pk])


def test_forming_is_every_state_before_live():
    assert set(JourneyState) - set(FORMING) == {"live", "ended", "paused", "abandoned"}


@pytest.mark.parametrize("started", [date.min, date.max])
def test_a_standstill_from_a_day_that_cannot_be_is_refused_as_such(world, started):
    journey = world.journey("checkpoint_2")
    codes = codes_of(
        lambda: journeys.begin_standstill(
            journey_id=journey.pk, standstill_started_on=started, by=world.officer, at=NOW
        )
    )
    assert codes
    assert selectors.standstill_ends_on(started, figures=FIRST) is None
