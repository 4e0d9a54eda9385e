"""Going live is one act for all practices: suspended, in effect, dated and told, or nothing is."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from contracts.models import McpContract, PracticeContract
from core.errors import Refused
from formation import selectors
from formation.actions import journeys, milestones
from formation.models import Journey
from gp_relationships.models import GpRole, Participation
from notifications.models import Message
from organisations.models import ListSize, Practice
from tests.casework.attempts import attempt, failure_of
from tests.casework.world import TOMORROW, World
from tests.support.consent import everybody_signed
from tests.support.many import on_the_eve
from tests.support.people import NOW, TODAY

THIRTY = 30


def go(world: World, journey: Journey) -> Journey:
    return journeys.go_live(journey_id=journey.pk, by=world.approver, at=NOW)


def states(model: type) -> Counter[str]:
    return Counter(model.objects.values_list("state", flat=True))


def test_all_practices_of_a_full_mcp_go_live_in_one_act(world):
    journey = on_the_eve(world, THIRTY, roles=4)
    live = go(world, journey)
    assert (live.state, live.went_live_on) == ("live", TODAY)
    assert McpContract.objects.get().state == "in_service"
    suspended = PracticeContract.objects.filter(state="suspended", suspended_on=TODAY)
    assert suspended.count() == THIRTY
    assert Participation.objects.filter(state="in_effect", in_effect_on=TODAY).count() == THIRTY
    assert states(GpRole) == {"in_effect": 4}
    told = Counter(Message.objects.values_list("kind", "to__email"))
    for practice in Practice.objects.filter(code__startswith="Y"):
        assert told["contract_suspended", f"{practice.code.lower()}@example.org"] == 1
        assert told["journey_moved", f"{practice.code.lower()}@example.org"] == 1
    audited = Counter(AuditEvent.objects.values_list("kind", flat=True))
    assert audited["practice_contract.suspend"] == audited["participation.put_in_effect"] == THIRTY


def test_what_follows_is_dated_from_the_real_day(world):
    journey = on_the_eve(world, 1)
    review = journey.milestones.get(code="B35")
    before = journey.milestones.filter(row__offset__lte=0)
    planned_before = {row.code: row.due_on for row in before.all()}
    go(world, journey)
    review.refresh_from_db()
    assert review.due_on == TODAY + timedelta(weeks=26)
    assert review.changes.latest("version").note == "The MCP went live on 23 November 2026."
    assert journey.milestones.get(code="B32").met_on == TODAY
    past = {row.code: row.due_on for row in before.all()}
    assert past == planned_before


def test_a_date_set_by_hand_stays_when_the_mcp_goes_live(world):
    journey = on_the_eve(world, 1)
    review = journey.milestones.get(code="B35")
    from_hand = {"milestone_id": review.pk, "due_on": TOMORROW, "note": "The board meets then."}
    milestones.redate(by=world.officer, at=NOW, **from_hand)
    go(world, journey)
    review.refresh_from_db()
    assert review.due_on == TOMORROW


def test_every_practice_that_is_not_ready_is_named_with_every_reason(world):
    journey = on_the_eve(world, 3)
    first, second = Practice.objects.filter(code__in=["Y00000", "Y00001"]).order_by("code")
    ListSize.objects.create(practice=first, counted_on=TODAY, registered=9_000)
    Practice.objects.filter(pk=second.pk).update(status="closed", closed_on=TODAY)
    failure = failure_of(lambda: go(world, journey))
    assert isinstance(failure, Refused)
    said = [(reason.code, reason.text.split(" (")[0]) for reason in failure.reasons]
    assert said == [
        ("practice_not_suspended", "Practice 0"),
        ("patient_letters_incomplete", "8,000 letters were sent; Practice 0"),
        ("practice_not_suspended", "Practice 1"),
        ("practice_not_active", "Practice 1"),
    ]
    verdicts = selectors.open_moves(journey, viewer=world.approver, on=TODAY)
    verdict = next(each for each in verdicts if each.name == "go_live")
    assert verdict.reasons == failure.reasons


def test_a_gp_whose_role_cannot_begin_stops_everything(world):
    journey = on_the_eve(world, 2, roles=2)
    practice = Practice.objects.get(code="Y00000")
    world.gp_role("agreed", gp=world.gp, practice=practice)
    failure = failure_of(lambda: go(world, journey))
    assert isinstance(failure, Refused)
    assert [reason.code for reason in failure.reasons] == ["gp_not_of_practice"]
    assert failure.move == "go_live"
    assert states(PracticeContract) == {"suspension_noticed": 2}


def test_a_role_agreed_for_another_day_waits(world):
    journey = on_the_eve(world, 1)
    world.gp_role("agreed", starts_on=TOMORROW)
    go(world, journey)
    assert states(GpRole) == {"agreed": 1}


def test_practices_of_mixed_levels_each_keep_or_give_up_their_contract(world):
    journey = on_the_eve(world, 2)
    partial = {"level": "partial", "practice": world.practice}
    case = world.participation("signed", **partial)
    world.practice_contract()
    everybody_signed(case, "partial", by=world.officer)
    world.participation("decided", level="outside", practice=world.other_practice)
    world.practice_contract(practice=world.other_practice)
    go(world, journey)
    assert states(PracticeContract) == {"suspended": 2, "retained": 2}
    assert states(Participation) == {"in_effect": 3, "decided": 1}


def statements(world: World, how_many: int) -> int:
    with attempt():
        journey = on_the_eve(world, how_many)
        with CaptureQueriesContext(connection) as captured:
            go(world, journey)
    return len(captured)


def test_the_number_of_statements_is_that_for_one_practice(world):
    assert statements(world, 12) == statements(world, 2)


def test_a_verdict_on_a_hundred_practices_takes_a_fixed_number_of_queries(world):
    def asked(how_many: int) -> int:
        with attempt():
            journey = on_the_eve(world, how_many)
            with CaptureQueriesContext(connection) as captured:
                selectors.open_moves(journey, viewer=world.approver, on=TODAY)
        return len(captured)

    assert asked(100) == asked(2)


@pytest.mark.nightly
def test_a_thousand_practices_go_live_in_one_transaction(world):
    journey = on_the_eve(world, 1_000, roles=100)
    assert go(world, journey).state == "live"
    assert states(PracticeContract) == {"suspended": 1_000}
    assert states(Participation) == {"in_effect": 1_000}
