"""Acts upon milestones."""

from datetime import date, timedelta
from typing import Any

import pytest

from formation.actions import milestones as acts_of
from formation.models import Milestone
from formation.rules.milestones import MOVES, MilestoneState
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet, refused_everywhere_else
from tests.casework.world import TOMORROW, YESTERDAY, World
from tests.support.people import TODAY

OFFICERS = frozenset({"officer", "approver"})


def build(world: World, state: str, **columns: Any) -> Milestone:
    return world.milestone(state, **columns)


def act(name: str, to: str | None, **more: Any) -> Act:
    move, do = MOVES[name], getattr(acts_of, name)
    return Act(do=do, move=move, names="milestone_id", build=build, to=to, may=OFFICERS, **more)


ACTS = [
    act(
        "meet",
        "met",
        says={"met_on": YESTERDAY, "evidence": "Minute 7"},
        columns={"code": "B07"},
        writes={"met_on": YESTERDAY, "evidence": "Minute 7"},
        unmet=(
            Unmet("met_day_missing", says={"met_on": None}),
            Unmet("met_in_the_future", says={"met_on": TOMORROW}),
            Unmet("invalid_met_on", says={"met_on": date(1948, 7, 4)}),
            Unmet("evidence_missing", columns={"code": "B07"}, says={"evidence": " "}, asked=True),
            Unmet("invalid_evidence", says={"evidence": "x" * 301}),
            Unmet("invalid_evidence", says={"evidence": "Minute\x007"}),
        ),
    ),
    act("reopen", "due", writes={"met_on": None}),
    act(
        "redate",
        None,
        says={"due_on": TOMORROW},
        writes={"due_on": TOMORROW, "keeps_offset": False},
        unmet=(
            Unmet("invalid_due_on", says={"due_on": date(2101, 1, 1)}),
            Unmet("invalid_due_on", says={"due_on": None}),
        ),
    ),
    act(
        "realign",
        None,
        columns={"keeps_offset": False},
        writes={"due_on": TODAY - timedelta(weeks=100), "keeps_offset": True},
        unmet=(Unmet("no_usual_day", columns={"code": "B99"}, asked=True),),
    ),
    act("drop", "dropped"),
]


class TestMilestones(ActsKeepTheirPromises):
    acts = ACTS


@pytest.mark.parametrize("state", [state.value for state in MilestoneState])
def test_from_every_other_state_each_act_is_refused(world, state):
    assert refused_everywhere_else(ACTS, world.milestone(state), world) == {}


def test_every_move_has_its_act_or_comes_with_the_model():
    with_others = {"set", "follow", "adopt", "fall_away"}
    assert {act.move.name for act in ACTS} | with_others == set(MOVES)
