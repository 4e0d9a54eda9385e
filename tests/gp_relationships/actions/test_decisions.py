"""One decision of many practices: all or none, each with an event and notices of its own."""

from typing import Any

import pytest

from core.errors import NotPermitted, Refused, Stale
from gp_relationships.actions import participations
from gp_relationships.actions.decisions import decide_all
from gp_relationships.models import Participation
from gp_relationships.selectors.deciding import against_deciding, mark_of
from notifications.models import Message
from tests.casework.attempts import Broken, broken_audit, broken_outbox, failure_of, written
from tests.casework.world import TOMORROW, World
from tests.support.consent import everybody_signed
from tests.support.people import NOW, TODAY
from tests.support.programme import make_practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db) -> World:
    return World().populated()


@pytest.fixture
def asked(world: World) -> list[Participation]:
    """Two practices whose holders have signed to integrate fully."""
    world.journey("mobilising")
    world.signed_contract()
    rows = [world.participation(), world.participation(practice=world.other_practice)]
    for row in rows:
        everybody_signed(row, "full", by=world.officer, documents=["decision"])
    return rows


def decide(world: World, *practices: Any, **changed: Any) -> Any:
    given = {"level": "full", "decided_on": TODAY, "by": world.officer, "at": NOW, **changed}
    chosen = practices or (world.practice, world.other_practice)
    return decide_all(
        vanguard_id=world.vanguard.pk, practice_ids=[each.pk for each in chosen], **given
    )


def test_each_decision_is_recorded_as_the_practice_s_own(world: World, asked):
    rows = decide(world, note="At the meeting of all partners.")
    assert {row.practice for row in rows} == {world.practice, world.other_practice}
    for row in Participation.objects.all():
        assert (row.state, row.level, row.decided_on) == ("decided", "full", TODAY)
        assert row.signatories == "Pat Partner"
        event = row.changes.latest("version")
        assert (event.move, event.note) == ("decide", "At the meeting of all partners.")
        assert event.facts["decided_on"] == TODAY.isoformat()
    told = set(Message.objects.values_list("to__full_name", "facts__practice"))
    ours, theirs = str(world.practice), str(world.other_practice)
    assert {("Manager", ours), ("Other Manager", theirs), ("Officer", ours)} <= told
    assert not {("Manager", theirs), ("Other Manager", ours)} & told


def test_it_records_of_each_what_the_single_act_records(world: World, asked):
    decide(world, world.practice)
    participations.decide(
        participation_id=asked[1].pk, level="full", decided_on=TODAY, by=world.officer, at=NOW
    )
    many, one = (row.changes.latest("version") for row in Participation.objects.order_by("pk"))
    same = ("move", "before", "after", "facts", "replaced", "effective_on", "version", "warnings")
    assert [getattr(many, name) for name in same] == [getattr(one, name) for name in same]


def test_every_reason_of_every_practice_is_told_and_nothing_is_recorded(world: World, asked):
    third = make_practice("X00003", "LAKESIDE SURGERY")
    world.participation(practice=third)
    before = written()
    failure = failure_of(lambda: decide(world, world.practice, world.other_practice, third))
    assert isinstance(failure, Refused)
    texts = " ".join(reason.text for reason in failure.reasons)
    assert "Lakeside Surgery" in texts
    assert "Riverside" not in texts
    assert written() == before
    late = failure_of(lambda: decide(world, decided_on=TOMORROW))
    assert isinstance(late, Refused)
    assert {reason.code for reason in late.reasons} == {"decision_in_the_future"}


def test_who_was_not_asked_is_named_and_nobody_s_decision_is_recorded(world: World, asked):
    third = make_practice("X00003", "LAKESIDE SURGERY")
    failure = failure_of(lambda: decide(world, world.practice, third))
    assert isinstance(failure, Refused)
    (reason,) = failure.reasons
    assert reason.code == "not_asked"
    assert set(Participation.objects.values_list("state", flat=True)) == {"invited"}


@pytest.mark.parametrize("who", ["partner", "manager", "analyst", "auditor", "stranger"])
def test_it_is_for_officers(world: World, asked, who: str):
    with pytest.raises(NotPermitted):
        decide(world, by=world.actors[who])


@pytest.mark.parametrize("broken", [broken_audit, broken_outbox])
def test_it_is_all_or_nothing_when_the_audit_or_the_outbox_fails(
    world: World, asked, broken: Any, monkeypatch
):
    before = written()
    broken(monkeypatch)
    with pytest.raises(Broken):
        decide(world)
    assert written() == before


def test_what_is_looked_at_first_is_what_the_act_refuses(world: World, asked):
    third = make_practice("X00003", "LAKESIDE SURGERY")
    world.participation(practice=third)
    chosen = [world.practice, world.other_practice, third]
    looked = against_deciding(world.vanguard.pk, chosen, on=TODAY, level="full", decided_on=TODAY)
    assert [bool(reasons) for _, reasons in looked] == [False, False, True]
    failure = failure_of(lambda: decide(world, *chosen))
    assert isinstance(failure, Refused)
    assert {reason.code for reason in failure.reasons} == {r.code for r in looked[2][1]}


@pytest.mark.parametrize("how_many", [2, 12])
def test_statements_do_not_grow_with_the_practices(
    world: World, asked, how_many: int, django_assert_max_num_queries
):
    practices = [world.practice, world.other_practice]
    for number in range(how_many - 2):
        practice = make_practice(f"Y{number:05}", f"SURGERY {number}")
        row = world.participation(practice=practice)
        everybody_signed(row, "full", by=world.officer, documents=["decision"])
        practices.append(practice)
    with django_assert_max_num_queries(26):
        decide(world, *practices)


def test_what_changed_since_it_was_seen_is_not_decided_blindly(world: World, asked):
    seen = mark_of(asked)
    participations.state_preference(
        participation_id=asked[1].pk, level="outside", by=world.officer, at=NOW
    )
    failure = failure_of(lambda: decide(world, seen=seen))
    assert isinstance(failure, Stale)
    decide(world, seen=mark_of(Participation.objects.all()))
    assert set(Participation.objects.values_list("state", flat=True)) == {"decided"}
