"""What the database refuses of journeys and milestones, whatever the code does."""

from datetime import date

from formation.models import Journey
from tests.casework.constraints import bites, rows
from tests.casework.placing import place
from tests.support.people import TODAY

EARLY, LATE = date(1948, 7, 4), date(2101, 1, 1)


def placed(world, state, *, late=None, **columns):
    row = Journey(vanguard=world.vanguard, officer=world.officer, **columns)
    return place(row, state, by=world.officer, avoid={"paused"}, late=late)


@rows(
    ("journey_one_at_a_time", lambda w: [w.journey("live"), w.journey()]),
    ("journey_paused_from_somewhere", lambda w: w.journey("paused", paused_from="")),
    ("journey_paused_from_somewhere", lambda w: placed(w, "engaging", late={"paused_from": "x"})),
    ("journey_alliance_is_virtual", lambda w: placed(w, "drafting_alliance", model="full")),
    ("journey_procured_is_not_virtual", lambda w: placed(w, "early_engagement", model="virtual")),
    ("journey_procured_is_not_virtual", lambda w: placed(w, "early_engagement", model="")),
    ("journey_live_is_dated", lambda w: placed(w, "live", model="virtual")),
    ("journey_planned_range", lambda w: placed(w, "engaging", planned_go_live_on=EARLY)),
    ("journey_planned_range", lambda w: placed(w, "engaging", planned_go_live_on=LATE)),
    (
        "milestone_once_a_journey",
        lambda w: [w.milestone("met"), w.milestone(journey=Journey.objects.get())],
    ),
    ("milestone_met_is_dated", lambda w: w.milestone("due", met_on=TODAY)),
    ("milestone_due_range", lambda w: w.milestone(due_on=LATE)),
    ("milestone_due_range", lambda w: w.milestone(due_on=EARLY)),
)
def test_the_constraint_bites(world, name, row):
    bites(world, name, row)


def test_a_dropped_milestone_makes_room_for_another(world):
    dropped = world.milestone("dropped")
    again = world.milestone(journey=dropped.journey)
    assert str(again) == "B06 Engagement report"
    assert str(dropped.journey) == "Journey of Testshire Together"
