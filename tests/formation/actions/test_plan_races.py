"""Milestones are set and moved by acts that hold different rows; the plan's lock parts them."""

from collections.abc import Callable
from datetime import timedelta
from queue import Queue
from typing import Any

from formation.actions import journeys, milestones
from formation.models import Journey, Milestone
from gp_relationships.actions import participations
from tests.casework.attempts import together
from tests.casework.world import DECIDED, World
from tests.support.consent import everybody_signed
from tests.support.people import NOW, TODAY

LIVE_ON = TODAY + timedelta(weeks=130)
LATER = LIVE_ON + timedelta(weeks=4)
TIMES = 6


def each_once(*acts: Callable[[], Any]) -> Callable[[], Any]:
    """Each racer takes one of the acts."""
    waiting: Queue[Callable[[], Any]] = Queue()
    for act in acts:
        waiting.put(act)
    return lambda: waiting.get()()


def chosen(world: World) -> Journey:
    with together():
        journey = world.journey("engaging", model="", planned_go_live_on=None)
    return journeys.select_model(
        journey_id=journey.pk, model="full", planned_go_live_on=LIVE_ON, by=world.officer, at=NOW
    )


def test_a_practice_that_decides_as_the_day_moves_has_its_milestones_from_the_new_day(raced):
    world = World().populated()
    with together():
        part = world.participation("invited")
        world.practice_contract()
        everybody_signed(part, "full", by=world.officer)
    journey = chosen(world)
    by = {"by": world.officer, "at": NOW}
    moves = each_once(
        lambda: journeys.plan_go_live(
            journey_id=journey.pk, planned_go_live_on=LATER, note="Slipped.", **by
        ),
        lambda: participations.decide(
            participation_id=part.pk, level="full", decided_on=DECIDED, **by
        ),
    )
    got = raced(moves)
    assert not [result for result in got if isinstance(result, Exception)], got
    wrong = [
        (row.code, row.due_on)
        for row in Milestone.objects.select_related("row").exclude(row__anchor="contract_end")
        if row.row and row.due_on != LATER + timedelta(weeks=row.row.offset)
    ]
    assert wrong == []
    assert Milestone.objects.filter(code="B20").count() == 1


def test_a_date_of_its_own_and_a_move_of_the_day_do_not_wait_for_each_other(raced):
    world = World().populated()
    journey = chosen(world)
    one = journey.milestones.get(code="B35")
    for number in range(TIMES):
        by = {"by": world.officer, "at": NOW, "note": "It must be so."}
        day = LATER + timedelta(weeks=number)
        got = raced(
            each_once(
                lambda day=day, by=by: journeys.plan_go_live(
                    journey_id=journey.pk, planned_go_live_on=day, **by
                ),
                lambda day=day, by=by: milestones.redate(milestone_id=one.pk, due_on=day, **by),
            )
        )
        assert not [result for result in got if isinstance(result, Exception)], got
    one.refresh_from_db()
    assert (one.due_on, one.keeps_offset) == (day, False)
    assert journey.milestones.get(code="B32").due_on == day
