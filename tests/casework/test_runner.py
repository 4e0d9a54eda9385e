"""The runner's own words: plain facts, many cases at once, and what a case says of itself."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from audit.models import AuditEvent
from casework.apps import CaseworkConfig
from casework.keeping import plain
from casework.models import LawfulMove
from casework.runner import Doing, Telling, lock, make, open_case, open_many
from casework.verdicts import verdicts
from contracts.rules.practice_contract import MOVES as CONTRACT_MOVES
from contracts.selectors.facts import practice_contract_facts
from core.errors import NotFound, NotPermitted, Refused
from formation.models import Journey, Milestone
from formation.rules.milestones import MOVES, MilestoneFacts
from tests.casework.attempts import failure_of, written
from tests.support.people import NOW, TODAY

FACTS = MilestoneFacts(on=TODAY, title="")


def a_milestone(journey: Journey, code: str, **columns: object) -> Milestone:
    given = {"title": "Title", "owner": "provider", "due_on": TODAY, **columns}
    return Milestone(journey=journey, code=code, **given)


def test_facts_are_kept_as_plain_values(world):
    given = {
        "day": TODAY,
        "share": Decimal("12.50"),
        "who": world.officer,
        "list": [TODAY, {"x": (1, None)}],
        "flag": True,
        "count": 3,
        "text": "é",
    }
    assert plain(given) == {
        "day": "2026-11-23",
        "share": "12.50",
        "who": str(world.officer.pk),
        "list": ["2026-11-23", {"x": [1, None]}],
        "flag": True,
        "count": 3,
        "text": "é",
    }
    assert sorted(plain({"b", "a"})) == ["a", "b"]


def test_many_cases_are_opened_with_an_event_each_in_few_statements(
    world, django_assert_max_num_queries
):
    journey = world.journey("model_selected")
    rows = [a_milestone(journey, f"T{number:03}") for number in range(200)]
    with django_assert_max_num_queries(12):
        open_many(rows, MOVES["set"], facts=FACTS, doing=Doing(world.officer, NOW))
    assert Milestone.history_model().objects.filter(move="set").count() == 200
    assert AuditEvent.objects.filter(kind="milestone.set").count() == 200


def test_no_cases_are_opened_and_nothing_is_written(world):
    before = written()
    assert open_many([], MOVES["set"], facts=FACTS, doing=Doing(world.officer, NOW)) == []
    assert written() == before


def test_one_bad_case_of_many_stops_them_all(world):
    journey = world.journey("model_selected")
    rows = [a_milestone(journey, "T1"), a_milestone(journey, "T2", due_on=date(2101, 1, 1))]
    failure = failure_of(
        lambda: open_many(rows, MOVES["set"], facts=FACTS, doing=Doing(world.officer, NOW))
    )
    assert [reason.code for reason in failure.reasons] == ["invalid_due_on"]
    assert failure.reasons[0].text == "Due on: Enter a date before 2101."


def test_notices_of_an_opening_are_told_to_each_once(world):
    move = SimpleNamespace(**{
        name: getattr(MOVES["set"], name)
        for name in ("name", "roles", "opens", "requires", "needs_reason", "sources", "label",
                     "effective")
    }, notices=("practice_invited",))  # fmt: skip
    row = a_milestone(world.journey("model_selected"), "T1")
    telling = Telling(to={world.partner, world.manager}, facts={"on": TODAY})
    open_case(row, move, facts=FACTS, doing=Doing(world.officer, NOW), telling=telling)
    messages = world.partner.messages.all() | world.manager.messages.all()
    assert {m.key for m in messages} == {
        f"practice_invited:{row.pk}:1:{who.pk}" for who in (world.partner, world.manager)
    }
    assert {m.facts["on"] for m in messages} == {"2026-11-23"}


def test_a_case_is_locked_or_not_found(world):
    contract = world.practice_contract()
    assert lock(type(contract), contract.pk) == contract
    with pytest.raises(NotFound, match="There is no practice contract with this identifier"):
        lock(type(contract), world.officer.pk)


def test_permission_is_asked_before_the_law(world):
    """Who may not act learns nothing of what stands against it."""
    contract = world.practice_contract()
    facts = practice_contract_facts(contract, on=TODAY)
    doing = Doing(world.partner, NOW, practice_id=world.practice.pk)
    with pytest.raises(NotPermitted, match="it is for the approving officer"):
        make(contract, CONTRACT_MOVES["suspend"], facts=facts, doing=doing)
    with pytest.raises(Refused):
        make(contract, CONTRACT_MOVES["suspend"], facts=facts, doing=Doing(world.approver, NOW))


def test_a_verdict_says_what_is_open_by_whom_and_why_not_yet(world):
    contract = world.practice_contract("suspension_noticed")
    facts = practice_contract_facts(contract, on=TODAY)
    of = {v.name: v for v in verdicts(contract, facts=facts, viewer=world.officer, on=TODAY)}
    assert list(of) == [move.name for move in CONTRACT_MOVES.from_state("suspension_noticed")]
    suspend, withdraw = of["suspend"], of["withdraw_suspension_notice"]
    assert (suspend.lawful, suspend.permitted, suspend.open) == (False, False, False)
    assert suspend.by_whom == "Approving officer"
    assert suspend.label == "Suspend the contract"
    assert (withdraw.lawful, withdraw.permitted, withdraw.open) == (True, True, True)
    assert withdraw.by_whom == "Programme officer or Approving officer"
    assert (of["terminate"].lawful, of["terminate"].open) == (True, False)


def test_events_and_edges_say_what_they_are(world):
    journey = world.journey("engaging")
    assert [str(change) for change in journey.changes.all()] == [
        "identify (new to identified)",
        "begin_engagement (identified to engaging)",
    ]
    edge = LawfulMove.objects.get(machine="journey", move="identify")
    assert str(edge) == "journey: identify (new to identified)"
    assert CaseworkConfig.verbose_name == "Casework"
