"""Many cases in one act: what is written is what the acts one by one would have written."""

from datetime import date
from types import SimpleNamespace

import pytest

from audit.models import AuditEvent
from casework.many import lock_many, make_many
from casework.runner import Doing, Telling, lock, make
from contracts.models import PracticeContract
from contracts.rules.practice_contract import MOVES as CONTRACT_MOVES
from contracts.selectors.facts import practice_contract_facts
from core.errors import NotFound, NotPermitted, Refused
from formation.models import Milestone
from formation.rules.milestones import MOVES, MilestoneFacts
from notifications.models import Message
from tests.casework.attempts import attempt, failure_of, written
from tests.casework.world import World
from tests.support.people import NOW, TODAY
from tests.support.programme import make_practice

FACTS = MilestoneFacts(on=TODAY, title="", met_on=TODAY)
REDATE = MOVES["redate"]


def facts(_: Milestone) -> MilestoneFacts:
    return FACTS


def milestones(world: World, how_many: int = 3) -> list[Milestone]:
    journey = world.journey("model_selected")
    for number in range(how_many):
        world.milestone(journey=journey, code=f"T{number:03}", title=f"Title {number}")
    rows = Milestone.objects.filter(journey=journey)
    return lock_many(Milestone, list(rows.values_list("pk", flat=True)))


def kept() -> dict[str, list[dict[str, object]]]:
    """Everything that an act leaves behind, but for the numbers that PostgreSQL gives."""
    cases = Milestone.objects.order_by("pk").values("pk", "state", "version", "due_on", "met_on")
    events = Milestone.history_model().objects.order_by("subject_id", "version")
    audit = AuditEvent.objects.filter(kind__startswith="milestone").order_by("about_id", "id")
    messages = Message.objects.order_by("key")
    return {
        "cases": list(cases),
        "events": [_without(row, "id") for row in events.values()],
        "audit": [_without(row, "id") for row in audit.values()],
        "messages": [_without(row, "id", "created_at") for row in messages.values()],
    }


def _without(row: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in names}


def test_many_moves_at_once_leave_what_they_leave_one_by_one(world):
    """Events, rows, audit and notices, row by row, with values that are equal and that differ."""
    rows = milestones(world)
    names = ("name", "roles", "opens", "requires", "needs_reason", "sources", "label", "target")
    of_move = {name: getattr(MOVES["meet"], name) for name in (*names, "effective")}
    move = SimpleNamespace(**of_move, notices=("contract_suspended",))
    days = {row.pk: TODAY if row.code != "T001" else date(2026, 11, 2) for row in rows}
    doing = Doing(world.officer, NOW, "It was done.")

    def stamps(row: Milestone) -> dict[str, object]:
        return {"met_on": days[row.pk]}

    def telling(row: Milestone) -> Telling:
        return Telling(to={world.officer, world.partner}, facts={"title": row.title, "on": TODAY})

    with attempt():
        for row in rows:
            one = lock(Milestone, row.pk)
            given = {"facts": FACTS, "stamps": stamps(row), "telling": telling(row)}
            make(one, move, doing=doing, **given)
        singly = kept()
    with attempt():
        make_many(rows, move, facts=facts, doing=doing, stamps=stamps, telling=telling)
        together = kept()
    assert together == singly
    assert len(together["messages"]) == 6
    assert {event["effective_on"] for event in together["events"]} >= {date(2026, 11, 2), TODAY}


def test_a_case_that_was_moved_among_many_is_moved_again_alone(world):
    rows = milestones(world)
    doing = Doing(world.officer, NOW, "Sooner.")
    make_many(rows, MOVES["drop"], facts=facts, doing=doing)
    assert {row.state for row in rows} == {"dropped"}
    other = milestones_due_again(world)
    make_many([other], REDATE, facts=facts, doing=doing, stamps={"due_on": date(2027, 1, 1)})
    assert other.state == "due"
    make(other, MOVES["drop"], facts=FACTS, doing=doing)
    other.refresh_from_db()
    assert (other.state, other.due_on) == ("dropped", date(2027, 1, 1))


def milestones_due_again(world: World) -> Milestone:
    return world.milestone(journey=Milestone.objects.first().journey, code="AGAIN")


@pytest.mark.parametrize("how_many", [2, 40])
def test_statements_do_not_grow_with_the_cases(world, django_assert_num_queries, how_many):
    rows = milestones(world, how_many)
    doing = Doing(world.officer, NOW, "Later.")
    with django_assert_num_queries(4):  # roles, events, rows, audit
        make_many(rows, REDATE, facts=facts, doing=doing, stamps={"due_on": date(2027, 1, 1)})


def test_every_reason_of_every_case_is_in_one_refusal_with_its_name(world):
    ready = world.suspendable()
    third = make_practice("X00003", "LAKESIDE SURGERY")
    bare = world.practice_contract("suspension_noticed", practice=world.other_practice)
    over = world.practice_contract("suspended", practice=third)
    rows = lock_many(PracticeContract, [ready.pk, bare.pk, over.pk])
    move = CONTRACT_MOVES["suspend"]

    def suspend() -> None:
        make_many(
            rows,
            move,
            facts=lambda row: practice_contract_facts(row, on=TODAY),
            doing=Doing(world.approver, NOW),
            stamps={"suspended_on": TODAY},
            named=lambda row: str(row.practice),
        )

    failure = failure_of(suspend)
    assert isinstance(failure, Refused)
    assert {reason.code for reason in failure.reasons} > {"wrong_state", "start_date_missing"}
    assert failure.is_conflict
    wrong = [reason.text for reason in failure.reasons if reason.code == "wrong_state"]
    assert wrong[0].startswith("Lakeside Surgery (X00003): “Suspend the contract” can be done")
    assert not [reason for reason in failure.reasons if "Riverside" in reason.text]
    others = [reason.text for reason in failure.reasons if reason.code != "wrong_state"]
    assert all("Hilltop Surgery (X00002)" in text for text in others)


def test_what_is_wrong_with_the_whole_act_is_said_once(world):
    rows = milestones(world)

    def act(note: str, due_on: date = TODAY) -> Refused:
        doing = Doing(world.officer, NOW, note)
        return failure_of(
            lambda: make_many(rows, REDATE, facts=facts, doing=doing, stamps={"due_on": due_on})
        )

    assert [reason.code for reason in act("").reasons] == ["reason_missing"]
    assert [reason.code for reason in act("\x00 so").reasons] == ["invalid_note"]
    assert [reason.code for reason in act("So.", date(2101, 1, 1)).reasons] == ["invalid_due_on"]


def test_permission_is_asked_before_the_law(world):
    rows = milestones(world)
    failure = failure_of(
        lambda: make_many(rows, REDATE, facts=facts, doing=Doing(world.partner, NOW, ""))
    )
    assert isinstance(failure, NotPermitted)


def test_no_cases_are_moved_and_nothing_is_written(world):
    before = written()
    assert make_many([], REDATE, facts=facts, doing=Doing(world.officer, NOW, "So.")) == []
    assert written() == before


def test_a_move_that_returns_each_case_to_its_own_state_is_made_singly(world):
    move = world.journey("paused").MOVES["resume"]
    with pytest.raises(ValueError, match="make it singly"):
        make_many([Milestone()], move, facts=facts, doing=Doing(world.officer, NOW))


def test_many_are_locked_in_order_or_not_found(world):
    rows = milestones(world)
    assert [row.pk for row in rows] == sorted(row.pk for row in rows)
    with pytest.raises(NotFound, match="There is no milestone with one of these identifiers"):
        lock_many(Milestone, [rows[0].pk, world.officer.pk])
