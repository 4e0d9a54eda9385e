"""Acts upon ISAP reviews and their conditions."""

from datetime import date
from typing import Any

import pytest

from formation.actions import assurance as acts_of
from formation.assurance import open_moves_of_review
from formation.models import AssuranceCondition, AssuranceReview
from formation.rules import assurance_condition
from formation.rules.assurance import MOVES
from formation.rules.isap import AssuranceState
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet, refused_everywhere_else
from tests.casework.attempts import codes_of, failure_of
from tests.casework.world import DECIDED, NOTICE, POINT, TOMORROW, YESTERDAY, World
from tests.support.people import NOW, TODAY

OFFICERS = frozenset({"officer", "approver"})
APPROVER = frozenset({"approver"})
CONDITIONS = [("Name the clinical lead.", TOMORROW), ("Settle the risk share.", POINT)]


def build(world: World, state: str, **columns: Any) -> AssuranceReview:
    return world.review(state, **columns)


def build_condition(world: World, state: str, **columns: Any) -> AssuranceCondition:
    return world.condition(state, **columns)


def act(name: str, to: str | None, may: frozenset[str] = OFFICERS, **more: Any) -> Act:
    move, do = MOVES[name], getattr(acts_of, name)
    told = {"tells": frozenset({"officer"}), "notice": "journey_moved"} if move.notices else {}
    return Act(do=do, move=move, names="review_id", build=build, to=to, may=may, **told, **more)


def decision(name: str, to: str, *unmet: Unmet, **says: Any) -> Act:
    return act(
        name,
        to,
        APPROVER,
        says={"decided_on": YESTERDAY, **says},
        writes={"decided_on": YESTERDAY},
        unmet=(
            Unmet("assurance_date_missing", says={"decided_on": None}),
            Unmet("assurance_in_the_future", says={"decided_on": TOMORROW}),
            Unmet("assurance_before_submission", says={"decided_on": NOTICE}),
            *unmet,
        ),
    )


ACTS = [
    act(
        "receive_evidence",
        None,
        says={"item": "draft_contract", "title": "Draft 3", "received_on": TODAY},
        writes={"evidence": {"draft_contract": {"title": "Draft 3", "received_on": "2026-11-23"}}},
        unmet=(
            Unmet("evidence_unknown", says={"item": "fairy_tale"}),
            Unmet("evidence_unknown", says={"item": "\x00"}),
            Unmet("evidence_title_missing", says={"title": " "}),
            Unmet("evidence_in_the_future", says={"received_on": TOMORROW}),
            Unmet("invalid_title", says={"title": "zero\x00byte"}),
            Unmet("invalid_title", says={"title": "x" * 201}),
        ),
    ),
    decision("pass_review", "passed"),
    decision(
        "pass_with_conditions",
        "passed_with_conditions",
        Unmet("conditions_missing", says={"conditions": []}),
        Unmet("condition_text_missing", says={"conditions": [("", TOMORROW)]}),
        Unmet("condition_due_date_missing", says={"conditions": [("Settle it.", None)]}),
        Unmet("condition_due_before_decision", says={"conditions": [("Settle it.", DECIDED)]}),
        Unmet("invalid_text", says={"conditions": [("x" * 501, TOMORROW)]}),
        Unmet("invalid_due_on", says={"conditions": [("Settle it.", date(2101, 1, 1))]}),
        conditions=CONDITIONS,
    ),
    decision("refuse", "not_passed"),
    act(
        "resubmit",
        "submitted",
        says={"submitted_on": TODAY},
        writes={"submitted_on": TODAY, "decided_on": None},
        unmet=(
            Unmet("submission_date_missing", says={"submitted_on": None}),
            Unmet("submission_in_the_future", says={"submitted_on": TOMORROW}),
        ),
    ),
]
OF_CONDITIONS = [
    Act(
        do=acts_of.discharge,
        move=assurance_condition.MOVES["discharge"],
        names="condition_id",
        build=build_condition,
        to="discharged",
        may=OFFICERS,
        says={"discharged_on": TODAY, "evidence": "Minute 7"},
        writes={"discharged_on": TODAY, "evidence": "Minute 7"},
        unmet=(
            Unmet("discharge_evidence_missing", says={"evidence": ""}),
            Unmet("discharge_date_missing", says={"discharged_on": None}),
            Unmet("discharge_in_the_future", says={"discharged_on": TOMORROW}),
            Unmet("discharge_before_decision", says={"discharged_on": DECIDED}),
        ),
    )
]


def a_journey(world: World) -> dict[str, Any]:
    """The one journey of the world, made where there is none."""
    journey = world.vanguard.journeys.first() or world.journey("market_engagement")
    return {"journey_id": journey.pk, "stage": "ee", "submitted_on": TODAY}


SUBMITTING = [
    Act(
        do=acts_of.submit,
        move=MOVES["submit"],
        names="journey_id",
        build=None,
        to="submitted",
        may=OFFICERS,
        says=a_journey,
        writes={"stage": "ee", "model": "full", "submitted_on": TODAY},
        unmet=(
            Unmet("stage_missing", says={"stage": "cp4"}),
            Unmet("stage_missing", says={"stage": "\x00"}),
            Unmet("stage_before_not_passed", says={"stage": "cp1"}),
            Unmet("submission_date_missing", says={"submitted_on": None}),
            Unmet("submission_in_the_future", says={"submitted_on": TOMORROW}),
            Unmet("journey_not_forming", around=lambda world: world.journey("paused")),
            Unmet("isap_does_not_apply", around=lambda world: world.journey("drafting_alliance")),
            Unmet("review_exists", around=lambda world: world.review(stage="ee")),
        ),
    )
]


class TestReviews(ActsKeepTheirPromises):
    acts = ACTS


class TestConditions(ActsKeepTheirPromises):
    acts = OF_CONDITIONS


class TestSubmitting(ActsKeepTheirPromises):
    acts = SUBMITTING


@pytest.mark.parametrize("state", [state.value for state in AssuranceState])
def test_from_every_other_state_each_act_is_refused(world, state):
    assert refused_everywhere_else(ACTS, world.review(state), world) == {}


@pytest.mark.parametrize("state", ["open", "discharged"])
def test_what_is_discharged_is_not_discharged_again(world, state):
    assert refused_everywhere_else(OF_CONDITIONS, world.condition(state), world) == {}


def test_every_move_has_its_act():
    assert {act.move.name for act in (*ACTS, *SUBMITTING)} == set(MOVES)


def test_conditions_are_rows_of_their_own_and_the_milestone_is_met(world):
    journey = world.journey("market_engagement")
    milestone = world.milestone(journey=journey, code="B08")
    review = world.review(journey=journey)
    acts_of.pass_with_conditions(
        review_id=review.pk, decided_on=YESTERDAY, conditions=CONDITIONS, by=world.approver, at=NOW
    )
    rows = review.conditions.order_by("due_on").values_list("text", "due_on", "state")
    assert list(rows) == [(*condition, "open") for condition in CONDITIONS]
    milestone.refresh_from_db()
    assert (milestone.state, milestone.met_on) == ("met", YESTERDAY)


def test_a_stage_that_is_not_passed_meets_no_milestone_and_is_submitted_again(world):
    journey = world.journey("market_engagement")
    milestone = world.milestone(journey=journey, code="B08")
    review = world.review(journey=journey)
    given = {"review_id": review.pk, "by": world.approver, "at": NOW}
    acts_of.refuse(decided_on=YESTERDAY, note="The budget does not add up.", **given)
    milestone.refresh_from_db()
    assert milestone.state == "due"
    acts_of.resubmit(submitted_on=TODAY, **given)
    assert acts_of.pass_review(decided_on=TODAY, **given).state == "passed"
    moves = list(review.changes.order_by("version").values_list("move", flat=True))
    assert moves == ["submit", "refuse", "resubmit", "pass_review"]


def test_a_stage_follows_the_one_before_it_with_nothing_left_open(world):
    journey = world.journey("preferred_bidder")
    first = world.review("passed_with_conditions", journey=journey)
    condition = world.condition(review=first)
    submit = {"journey_id": journey.pk, "stage": "cp2", "submitted_on": TODAY}
    by = {"by": world.officer, "at": NOW}
    codes = {"stage_before_conditions_open"}
    assert codes_of(lambda: acts_of.submit(**submit, **by)) == codes
    given = {"discharged_on": TODAY, "evidence": "Minute 7", **by}
    acts_of.discharge(condition_id=condition.pk, **given)
    assert acts_of.submit(**submit, **by).stage == "cp2"


def test_an_alliance_is_looked_at_where_the_screening_says_so(world):
    screened = {"isap_screening": "applies", "isap_screened_on": TODAY}
    journey = world.journey("drafting_alliance", **screened)
    review = acts_of.submit(
        journey_id=journey.pk, stage="ee", submitted_on=TODAY, by=world.officer, at=NOW
    )
    assert (review.model, review.state) == ("virtual", "submitted")


def test_what_stands_against_a_review_is_said_before_anything_is_typed(world):
    review = world.review()
    told = open_moves_of_review(review, viewer=world.officer, on=TODAY)
    assert {verdict.name: verdict.open for verdict in told} == {
        "receive_evidence": True,
        "pass_review": False,
        "pass_with_conditions": False,
        "refuse": False,
    }
    assert all(verdict.lawful for verdict in told)


def test_one_item_of_evidence_does_not_push_out_another(world):
    review = world.review()
    given = {"review_id": review.pk, "received_on": TODAY, "by": world.officer, "at": NOW}
    acts_of.receive_evidence(item="draft_contract", title="Draft 3", **given)
    acts_of.receive_evidence(item="business_case", title="The case", **given)
    later = acts_of.receive_evidence(item="draft_contract", title="Draft 4", **given)
    assert {item: mark["title"] for item, mark in later.evidence.items()} == {
        "draft_contract": "Draft 4",
        "business_case": "The case",
    }
    assert failure_of(lambda: acts_of.receive_evidence(item="x", title="y", **given)) is not None
