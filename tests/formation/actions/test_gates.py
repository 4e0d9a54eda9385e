"""What a journey may not pass by: ISAP, the engagement of the public, the standstill."""

import pytest

from formation.actions import assurance
from formation.actions import journeys as acts_of
from tests.casework.attempts import codes_of
from tests.casework.world import YESTERDAY
from tests.formation.actions.test_journeys import contract, everything, practice
from tests.support.people import NOW, TODAY


def test_procurement_waits_for_the_engagement_report(world):
    journey = world.journey("checkpoint_1")
    begin = {"journey_id": journey.pk, "by": world.officer, "at": NOW}
    assert codes_of(lambda: acts_of.begin_procurement(**begin)) == {"engagement_report_missing"}
    world.engagement("closed", journey=journey)
    assert codes_of(lambda: acts_of.begin_procurement(**begin)) == {"engagement_not_reported"}


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("state", ["", "submitted", "not_passed"])
def test_a_checkpoint_is_passed_when_its_review_says_so(world, number, state):
    everything(contract(), practice())(world)
    before = {1: "market_engagement", 2: "preferred_bidder", 3: "mobilising"}[number]
    journey = world.journey(before)
    if state:
        world.review(state, journey=journey, stage=f"cp{number}")
    go = {"journey_id": journey.pk, "by": world.approver, "at": NOW}
    act_of = getattr(acts_of, f"pass_checkpoint_{number}")
    assert codes_of(lambda: act_of(**go)) == {f"checkpoint_{number}_not_passed"}


@pytest.mark.parametrize(
    ("name", "state", "stage"),
    [("begin_procurement", "checkpoint_1", "cp1"), ("award", "standstill", "cp2"),
     ("go_live", "checkpoint_3", "cp3")],
)  # fmt: skip
def test_what_was_passed_on_conditions_waits_for_them_at_the_gate_that_follows(
    world, name, state, stage
):
    everything(contract("signed"), practice())(world)
    journey = world.journey(state)
    world.engagement("reported", journey=journey)
    review = world.review("passed_with_conditions", journey=journey, stage=stage)
    condition = world.condition(review=review)
    go = {"journey_id": journey.pk, "by": world.approver, "at": NOW}
    number = stage[-1]
    codes = {f"checkpoint_{number}_conditions_open"}
    assert codes_of(lambda: getattr(acts_of, name)(**go)) == codes
    assurance.discharge(
        condition_id=condition.pk,
        discharged_on=TODAY,
        evidence="Minute 7 of the governing body",
        by=world.officer,
        at=NOW,
    )
    assert codes_of(lambda: getattr(acts_of, name)(**go)) == set()


def test_a_review_of_the_model_that_was_left_counts_for_nothing(world):
    everything(contract("drafting", integration="partial", form="aco_2017"))(world)
    journey = world.journey("market_engagement", model="partial")
    world.review("passed", journey=journey, model="full")
    go = {"journey_id": journey.pk, "by": world.approver, "at": NOW}
    assert codes_of(lambda: acts_of.pass_checkpoint_1(**go)) == {"checkpoint_1_not_passed"}


def test_a_standstill_meets_its_milestone(world):
    journey = world.journey("checkpoint_2")
    milestone = world.milestone(journey=journey, code="B16")
    acts_of.begin_standstill(
        journey_id=journey.pk, standstill_started_on=YESTERDAY, by=world.officer, at=NOW
    )
    milestone.refresh_from_db()
    assert (milestone.state, milestone.met_on) == ("met", YESTERDAY)
