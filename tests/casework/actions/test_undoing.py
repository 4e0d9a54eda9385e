"""A slip is taken back: the newest step, soon, by whoever made it or approves; nothing is lost."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import CheckConstraint, Q

from accounts.actions import interests
from accounts.models import Membership
from casework.actions.undoing import undo
from casework.undoing import last_step
from contracts.actions import mcp_contracts, practice_contracts
from core.errors import NotFound, NotPermitted, Stale
from formation.actions import journeys
from gp_relationships.actions import participations
from notifications.models import Message
from tests.casework.attempts import codes_of, failure_of
from tests.casework.world import NOTICE, World
from tests.support.people import NOW, TODAY

pytestmark = pytest.mark.django_db


def taking_back(case: Any, by: Any, **changed: Any) -> Any:
    given = {"case_type": case._meta.label_lower, "case_id": case.pk, "by": by, "at": NOW}
    return lambda: undo(**{**given, "note": "A slip.", **changed})


def engaged(world: World, **changed: Any) -> Any:
    given = {"journey_id": world.journey().pk, "by": world.officer, "at": NOW, **changed}
    return journeys.begin_engagement(**given)


def test_the_history_keeps_both_and_says_which_step_was_undone(world: World):
    journey = engaged(world)
    done = taking_back(journey, world.approver)()
    told = [(e.move, e.before, e.after) for e in done.changes.order_by("version")]
    assert told[1:] == [
        ("begin_engagement", "identified", "engaging"),
        ("undo", "engaging", "identified"),
    ]
    event = done.changes.get(version=3)
    assert (event.note, event.made_by) == ("A slip.", world.approver)
    assert (event.facts["undoes"], event.facts["undone"]) == (2, "begin_engagement")


def test_who_made_it_may_and_another_officer_may_not(world: World):
    journey = engaged(world)
    world.actors["second"] = other = type(world.officer).objects.create(
        email="second@example.org", full_name="Second"
    )
    Membership.objects.create(
        user=other, role="programme_officer", starts_on=NOTICE, granted_by=world.approver
    )
    assert isinstance(failure_of(taking_back(journey, other)), NotPermitted)
    assert isinstance(failure_of(taking_back(journey, world.actors["auditor"])), NotPermitted)
    assert codes_of(taking_back(journey, world.officer)) == set()


def test_it_is_undone_within_its_days_and_not_later(world: World):
    journey = engaged(world)
    within, after = NOW + timedelta(days=14), NOW + timedelta(days=15)
    assert codes_of(taking_back(journey, world.approver, at=within)) == set()
    assert codes_of(taking_back(journey, world.approver, at=after)) == {"undo_too_late"}


def test_it_needs_a_reason_and_the_version_that_was_seen(world: World):
    journey = engaged(world)
    assert codes_of(taking_back(journey, world.approver, note=" ")) == {"reason_missing"}
    assert codes_of(taking_back(journey, world.approver, note="zero\x00")) == {"invalid_note"}
    assert isinstance(failure_of(taking_back(journey, world.approver, seen=1)), Stale)
    nothing = taking_back(journey, world.approver, case_id=world.vanguard.pk)
    assert isinstance(failure_of(nothing), NotFound)


def test_only_the_newest_step_and_never_an_undoing(world: World):
    journey = engaged(world)
    taking_back(journey, world.approver)()
    assert codes_of(taking_back(journey, world.approver)) == {"not_undoable"}


def test_what_opened_or_ended_a_case_says_so(world: World):
    opened = world.journey()
    failure: Any = failure_of(taking_back(opened, world.approver))
    assert "it brought the case into being" in failure.reasons[0].text
    ended = world.participation("left")
    failure = failure_of(taking_back(ended, world.approver))
    assert "it ended the case for good" in failure.reasons[0].text


def test_what_was_done_because_of_it_is_undone_first(world: World):
    contract = world.mcp_contract("awarded")
    journey = world.journey("awarded")
    by = {"by": world.officer}
    sign = {"contract_id": contract.pk, "signed_on": TODAY}
    signed = mcp_contracts.sign(**sign, at=NOW, **by)
    later = {"at": NOW + timedelta(hours=1)}
    begun = journeys.begin_mobilisation(journey_id=journey.pk, **by, **later)
    failure: Any = failure_of(taking_back(signed, world.approver, at=NOW + timedelta(hours=2)))
    assert [reason.code for reason in failure.reasons] == ["something_hangs_on_it"]
    assert "Journey of Testshire Together: “" in failure.reasons[0].text
    taking_back(begun, world.approver, at=NOW + timedelta(hours=2))()
    third = NOW + timedelta(hours=3)
    assert codes_of(taking_back(signed, world.approver, at=third)) == set()


def test_a_step_of_another_vanguard_does_not_hang_on_it(world: World):
    world.journey("awarded")
    signed = mcp_contracts.sign(
        contract_id=world.mcp_contract("awarded").pk, signed_on=TODAY, by=world.officer, at=NOW
    )
    elsewhere = world.mcp_contract("signed", vanguard=world.other_vanguard)
    journey = world.journey("awarded", vanguard=elsewhere.vanguard)
    later = NOW + timedelta(hours=1)
    journeys.begin_mobilisation(journey_id=journey.pk, by=world.officer, at=later)
    assert codes_of(taking_back(signed, world.approver, at=NOW + timedelta(hours=2))) == set()


def test_a_practices_later_step_hangs_on_its_own_contracts(world: World):
    world.decides_fully()
    contract = world.practice_contract()
    noticed = practice_contracts.give_suspension_notice(
        contract_id=contract.pk,
        mcp_contract_id=world.signed_contract().pk,
        notice_given_on=NOTICE,
        by=world.officer,
        at=NOW,
    )
    assert last_step(noticed).restored(noticed) == {
        "notice_given_on": None,
        "mcp_contract_id": None,
    }
    assert codes_of(taking_back(noticed, world.approver)) == set()


def test_who_has_an_interest_does_not_undo_a_decision(world: World):
    world.journey("standstill")
    contract = mcp_contracts.award(
        contract_id=world.mcp_contract("drafting").pk, by=world.approver, at=NOW
    )
    interests.declare(
        user_id=world.approver.pk,
        vanguard_id=world.vanguard.pk,
        nature="personal",
        by=world.approver,
        at=NOW,
    )
    assert codes_of(taking_back(contract, world.approver)) == {"interest_declared"}


def test_who_was_told_hears_of_it_and_what_waits_is_not_sent(world: World):
    world.participation("preference")
    journey = engaged(world)
    first, *_ = messages = list(Message.objects.filter(kind="journey_moved"))
    Message.objects.filter(pk=first.pk).update(state="sent", sent_at=NOW)
    done = taking_back(journey, world.approver)()
    states = {m.pk: m.state for m in Message.objects.filter(kind="journey_moved")}
    assert states == {m.pk: "sent" if m == first else "suppressed" for m in messages}
    told = Message.objects.get(kind="move_undone")
    assert (told.to_id, told.about_id) == (first.to_id, done.pk)
    assert told.facts == {
        "about": str(done), "what": "Begin engagement", "on": TODAY.isoformat()
    }  # fmt: skip
    assert "A slip." not in str(told.facts), "an officer's own words are not for everyone"
    outcomes = set(Message.objects.filter(state="suppressed").values_list("outcome", flat=True))
    assert outcomes == {"“Begin engagement” was undone by Approver."}


def test_a_place_that_was_taken_meanwhile_is_not_taken_back(world: World, monkeypatch: Any):
    """No step that can be undone today gives up a place; were one to, the database's constraint
    would be told as a reason."""
    journey = engaged(world)
    monkeypatch.setattr(
        type(journey)._meta,
        "constraints",
        [CheckConstraint(condition=Q(version=-1), name="never")],
    )
    assert codes_of(taking_back(journey, world.approver)) == {"place_is_taken"}


def test_a_preference_goes_back_to_the_one_before(world: World):
    case = world.participation("invited")
    stated = {"participation_id": case.pk, "by": world.manager, "at": NOW}
    participations.state_preference(**stated, level="full")
    second = participations.state_preference(**stated, level="partial")
    done = taking_back(second, world.manager)()
    assert (done.state, done.level) == ("preference", "full")


@time_machine.travel(NOW, tick=False)
def test_the_page_lists_what_it_does_before_it_is_done(world: World, client: Any):
    world.participation("preference")
    journey = engaged(world)
    Message.objects.filter(to=world.officer).update(state="sent", sent_at=NOW)
    client.force_login(world.officer)
    base = f"/admin/formation/journey/{journey.pk}"
    page = client.get(f"{base}/change/").content.decode()
    assert f"{base}/moves/undo/" in page
    page = " ".join(client.get(f"{base}/moves/undo/").content.decode().split())
    assert "Undo “Begin engagement”" in page
    assert "The case goes back from engaging to identified." in page
    assert "about it will not be sent." in page
    assert "1 message about it went out; who had it is told." in page
    sent = client.post(f"{base}/moves/undo/", {"seen": journey.version, "note": "A slip."})
    assert sent.status_code == 302
    page = client.get(f"{base}/change/").content.decode()
    assert "Step undone" in page
    assert "/moves/undo/" not in page
    client.force_login(world.approver)
    refused = client.get(f"{base}/moves/undo/").content.decode()
    assert "it was itself the undoing of a step" in refused


@time_machine.travel(NOW, tick=False)
def test_the_page_says_which_columns_go_back(world: World, client: Any):
    contract = world.practice_contract("suspension_noticed", mcp_contract=world.signed_contract())
    practice_contracts.record_start_date(
        contract_id=contract.pk, starts_under_mcp_on=TODAY, by=world.officer, at=NOW
    )
    client.force_login(world.approver)
    address = f"/admin/contracts/practicecontract/{contract.pk}/moves/undo/"
    page = " ".join(client.get(address).content.decode().split())
    assert "The case stays suspension noticed." in page
    assert "Starts under MCP on is again as before: not recorded." in page
