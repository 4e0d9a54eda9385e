"""Acts upon the public's engagement."""

from typing import Any

import pytest

from formation.actions import engagements as acts_of
from formation.models import Engagement
from formation.rules.engagement import MOVES, EngagementState
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet, refused_everywhere_else
from tests.casework.world import NOTICE, TOMORROW, YESTERDAY, World
from tests.support.people import LONG_AGO, NOW, TODAY

OFFICERS = frozenset({"officer", "approver"})


def build(world: World, state: str, **columns: Any) -> Engagement:
    return world.engagement(state, **columns)


def act(name: str, to: str, **more: Any) -> Act:
    move, do = MOVES[name], getattr(acts_of, name)
    return Act(do=do, move=move, names="engagement_id", build=build, to=to, may=OFFICERS, **more)


def a_journey(world: World) -> dict[str, Any]:
    journey = world.vanguard.journeys.first() or world.journey("engaging")
    return {"journey_id": journey.pk, "opened_on": TODAY}


OPENING = Act(
    do=acts_of.open_engagement,
    move=MOVES["open_engagement"],
    names="journey_id",
    build=None,
    to="running",
    may=OFFICERS,
    says=a_journey,
    writes={"opened_on": TODAY},
    unmet=(
        Unmet("opening_date_missing", says={"opened_on": None}),
        Unmet("opening_in_the_future", says={"opened_on": TOMORROW}),
        Unmet("engagement_exists", around=lambda world: world.engagement("closed")),
    ),
)
REPORT = {"report_received_on": TODAY, "summary": "Most were for it."}
ACTS = [
    act(
        "close",
        "closed",
        says={"closed_on": YESTERDAY},
        writes={"closed_on": YESTERDAY},
        unmet=(
            Unmet("closing_date_missing", says={"closed_on": None}),
            Unmet("closing_in_the_future", says={"closed_on": TOMORROW}),
            Unmet("closed_before_opening", says={"closed_on": LONG_AGO}),
        ),
    ),
    act(
        "receive_report",
        "reported",
        says=REPORT,
        writes=REPORT,
        unmet=(
            Unmet("report_date_missing", says={"report_received_on": None}),
            Unmet("report_in_the_future", says={"report_received_on": TOMORROW}),
            Unmet("report_before_closing", says={"report_received_on": NOTICE}),
            Unmet("report_summary_missing", says={"summary": ""}),
            Unmet("invalid_summary", says={"summary": "zero\x00byte"}),
        ),
    ),
]


class TestEngagements(ActsKeepTheirPromises):
    acts = [OPENING, *ACTS]


@pytest.mark.parametrize("state", [state.value for state in EngagementState])
def test_from_every_other_state_each_act_is_refused(world, state):
    assert refused_everywhere_else(ACTS, world.engagement(state), world) == {}


def test_an_engagement_meets_the_milestones_of_its_start_and_its_report(world):
    journey = world.journey("model_selected")
    started = world.milestone(journey=journey, code="B02")
    reported = world.milestone(journey=journey, code="B06")
    other = world.milestone(journey=journey, code="B07")
    given = {"by": world.officer, "at": NOW}
    opened = acts_of.open_engagement(journey_id=journey.pk, opened_on=YESTERDAY, **given)
    acts_of.close(engagement_id=opened.pk, closed_on=TODAY, **given)
    acts_of.receive_report(
        engagement_id=opened.pk, report_received_on=TODAY, summary="For it.", **given
    )
    for row in (started, reported, other):
        row.refresh_from_db()
    assert (started.met_on, reported.met_on, other.met_on) == (YESTERDAY, TODAY, None)


def test_a_further_engagement_follows_one_that_is_reported(world):
    first = world.engagement("reported")
    again = acts_of.open_engagement(
        journey_id=first.journey_id, opened_on=TODAY, by=world.officer, at=NOW
    )
    assert again.state == "running"
