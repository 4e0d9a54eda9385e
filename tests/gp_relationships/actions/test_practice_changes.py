"""Acts upon a change of a practice: what each promises, whatever the kind."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.errors import NotFound
from gp_relationships.actions import practice_changes as acts_of
from gp_relationships.models import PracticeChange
from gp_relationships.rules.practice_change import MOVES
from gp_relationships.rules.practice_change_facts import PracticeChangeState
from organisations.models import Practice
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet, refused_everywhere_else
from tests.casework.attempts import codes_of, failure_of
from tests.casework.world import NOTICE, TOMORROW, YESTERDAY, World
from tests.support.people import NOW, TODAY

OFFICERS = frozenset({"officer", "approver"})
PRACTICE = frozenset({"manager", "partner"})
APPROVER = frozenset({"approver"})
NEW = {"joining": "Dr Nia Newcomer"}
LATE = TODAY - timedelta(weeks=5)


def build(world: World, state: str, **columns: Any) -> PracticeChange:
    return world.practice_change(state, **columns)


def suspended_elsewhere(world: World) -> None:
    """The practice that would be merged into is suspended."""
    world.practice_contract("suspended", practice=world.other_practice)


def close_the_other(world: World) -> None:
    rows = Practice.objects.filter(pk=world.other_practice.pk)
    rows.update(status="closed", closed_on=YESTERDAY)


def act(name: str, to: str | None, may: frozenset[str], **more: Any) -> Act:
    move, do = MOVES[name], getattr(acts_of, name)
    return Act(do=do, move=move, names="change_id", build=build, to=to, may=may, **more)


LAW = (
    Unmet("practice_closed", around=World.close_practice),
    Unmet("planned_day_missing", columns={"planned_on": None}),
    Unmet("forms_missing", columns={"forms_sent_on": None}),
    Unmet("forms_too_late", columns={"forms_sent_on": LATE}),
    Unmet("successor_missing", columns={"other": None}),
    Unmet("successor_closed", around=close_the_other),
    Unmet("standings_differ", around=suspended_elsewhere),
)
ACTS = [
    Act(
        do=acts_of.note,
        move=MOVES["note"],
        names="practice_id",
        build=None,
        to="noted",
        may=OFFICERS | PRACTICE,
        says=lambda world: {
            "practice_id": world.practice.pk,
            "kind": "partners",
            "terms": {"planned_on": TOMORROW, "joining": "Dr Nia Newcomer"},
        },
        writes={"kind": "partners", "planned_on": TOMORROW, "joining": "Dr Nia Newcomer"},
        unmet=(
            Unmet("practice_closed", around=World.close_practice),
            Unmet("kind_missing", says={"kind": ""}, also=frozenset({"invalid_kind"})),
            Unmet("recorded_too_early", says={"terms": {**NEW, "notice_given_on": TOMORROW}}),
            Unmet("invalid_planned_on", says={"terms": {**NEW, "planned_on": date(1948, 7, 4)}}),
            Unmet("invalid_joining", says={"terms": {"joining": "D" * 501}}),
            Unmet("invalid_joining", says={"terms": {"joining": "Dr\x00Who"}}),
            Unmet("invalid_new_code", says={"terms": {**NEW, "new_code": "12345A"}}),
        ),
    ),
    act(
        "revise",
        None,
        OFFICERS,
        says={"terms": {"planned_on": TOMORROW, "list_plan": "Dispersed."}},
        writes={"planned_on": TOMORROW, "list_plan": "Dispersed."},
        unmet=(
            Unmet("recorded_too_early", says={"terms": {"forms_sent_on": TOMORROW}}),
            Unmet("invalid_planned_on", says={"terms": {"planned_on": date(2101, 1, 1)}}),
        ),
    ),
    act("approve", "approved", APPROVER, unmet=LAW),
    act(
        "make",
        "made",
        APPROVER,
        writes={"made_on": TODAY},
        tells=frozenset({"manager", "partner", "other manager", "other partner"}),
        notice="practice_change_made",
        unmet=(*LAW, Unmet("planned_day_not_come", columns={"planned_on": TOMORROW})),
    ),
    act("cancel", "cancelled", OFFICERS),
]


class TestPracticeChanges(ActsKeepTheirPromises):
    acts = ACTS


@pytest.mark.parametrize("state", [state.value for state in PracticeChangeState])
def test_from_every_other_state_each_act_is_refused(world, state):
    assert refused_everywhere_else(ACTS, world.practice_change(state), world) == {}


def test_every_move_has_its_act():
    assert {act.move.name for act in ACTS} == set(MOVES)


def note(world: World, by: Any, kind: str = "closure", **terms: Any) -> PracticeChange:
    return acts_of.note(practice_id=world.practice.pk, kind=kind, terms=terms, by=by, at=NOW)


def test_a_practice_tells_of_its_partners_and_of_nothing_else(world):
    for by in (world.manager, world.partner):
        assert codes_of(lambda by=by: note(world, by)) == {"officers_note_this"}
        told = codes_of(lambda by=by: note(world, by, "partners", leaving="Dr Pat Partner"))
        assert told == set()
        assert codes_of(lambda by=by: note(world, by, "partners")) == {"nobody_joins_or_leaves"}


def test_what_is_named_exists(world):
    nobody = world.vanguard.pk
    for name in ("other_id", "commissioner_id", "branch_id"):
        failure = failure_of(lambda name=name: note(world, world.officer, **{name: nobody}))
        assert isinstance(failure, NotFound), name
    with pytest.raises(TypeError, match="no terms of a change of a practice: \\['colour'\\]"):
        note(world, world.officer, colour="red")


def test_what_was_noted_first_stays_in_the_history(world):
    change = note(world, world.officer, "merger", planned_on=TOMORROW)
    done = acts_of.revise(
        change_id=change.pk,
        terms={"planned_on": TODAY, "other_id": world.other_practice.pk, "forms_sent_on": NOTICE},
        by=world.officer,
        at=NOW,
    )
    event = done.changes.get(version=2)
    assert (done.planned_on, done.other) == (TODAY, world.other_practice)
    assert event.replaced["planned_on"] == TOMORROW.isoformat()
    assert event.facts["other"] == str(world.other_practice.pk)


def test_a_practice_does_not_merge_into_itself(world):
    assert codes_of(lambda: note(world, world.officer, "merger", other_id=world.practice.pk)) == {
        "successor_is_itself"
    }
