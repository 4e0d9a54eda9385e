"""Interests: declared for oneself, ended by another, and who has one does not decide."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from accounts.actions import interests
from accounts.models import Interest, Membership
from accounts.selectors import approvers_without_declaration, interests_in
from audit.models import AuditEvent
from contracts.actions import practice_contracts
from core.errors import NotFound, NotPermitted
from formation.actions import journeys
from formation.selectors import open_moves
from tests.casework.attempts import codes_of, failure_of
from tests.casework.world import TOMORROW, YESTERDAY, World
from tests.support.people import LONG_AGO, NOW, TODAY

pytestmark = pytest.mark.django_db


def declaring(world: World, **changed: Any) -> Any:
    given = {
        "user_id": world.approver.pk,
        "vanguard_id": world.vanguard.pk,
        "nature": "financial",
        "body": "A bidder",
        "by": world.approver,
        "at": NOW,
        **changed,
    }
    return lambda: interests.declare(**given)


def ending(world: World, interest: Interest, **changed: Any) -> Any:
    given = {
        "interest_id": interest.pk,
        "ends_on": TOMORROW,
        "by": world.approver,
        "at": NOW,
        **changed,
    }
    return lambda: interests.end(**given)


def test_it_is_on_record_and_counts_from_its_day(world: World):
    made = declaring(world, note="Shares.")()
    assert (made.starts_on, made.declared_by, made.declared_at) == (TODAY, world.approver, NOW)
    found = interests_in(vanguard_id=world.vanguard.pk, of=world.approver.pk, on=TODAY)
    assert [each.words for each in found] == [
        "financial interest in Testshire Together through A bidder"
    ]
    assert not interests_in(vanguard_id=world.vanguard.pk, of=world.approver.pk, on=YESTERDAY)
    event = AuditEvent.objects.get(kind="interest.declare")
    assert event.facts["note"] == "Shares."


def test_officers_declare_and_nobody_else(world: World):
    may = {
        name
        for name, by in world.actors.items()
        if failure_of(declaring(world, user_id=by.pk, by=by)) is None
    }
    assert may == {"officer", "approver"}


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("nature_unknown", {"nature": "curious"}),
        ("invalid_body", {"body": "x" * 201}),
        ("invalid_note", {"note": "zero\x00byte"}),
        ("date_in_the_future", {"starts_on": TOMORROW}),
        ("date_out_of_range", {"starts_on": date(1947, 1, 1)}),
    ],
)
def test_what_cannot_be_declared_is_refused(world: World, code: str, changed: dict[str, Any]):
    assert codes_of(declaring(world, **changed)) == {code}


def test_the_same_is_declared_once(world: World):
    declaring(world)()
    assert codes_of(declaring(world)) == {"declared_already"}
    assert codes_of(declaring(world, body="Another")) == set()


def test_one_declares_for_oneself_and_an_approver_for_others(world: World):
    officer = world.officer.pk
    assert codes_of(declaring(world, user_id=officer)) == set()
    assert codes_of(declaring(world, user_id=officer, nature="none")) == {"not_ones_own"}
    assert codes_of(declaring(world, by=world.officer)) == {"not_ones_own"}
    nobody = declaring(world, user_id=world.vanguard.pk)
    assert isinstance(failure_of(nobody), NotFound)


def test_another_ends_it_and_the_bar_falls(world: World):
    mine = declaring(world)()
    assert codes_of(ending(world, mine)) == {"own_interest"}
    assert isinstance(failure_of(ending(world, mine, by=world.officer)), NotPermitted)
    theirs = declaring(world, user_id=world.officer.pk)()
    done = ending(world, theirs)()
    assert (done.ends_on, done.ended_by) == (TOMORROW, world.approver)
    assert interests_in(vanguard_id=world.vanguard.pk, of=world.officer.pk, on=TODAY)
    assert not interests_in(vanguard_id=world.vanguard.pk, of=world.officer.pk, on=TOMORROW)
    assert codes_of(ending(world, theirs)) == {"wrong_state"}
    again = declaring(world, user_id=world.officer.pk, body="Other")()
    assert codes_of(ending(world, again, ends_on=YESTERDAY)) == {"ends_in_the_past"}
    assert codes_of(ending(world, again, ends_on=date(2101, 1, 1))) == {"date_out_of_range"}
    assert isinstance(failure_of(ending(world, again, interest_id=world.gp.pk)), NotFound)


def test_who_has_said_nothing_is_named(world: World):
    waiting = approvers_without_declaration(world.vanguard.pk, on=TODAY)
    assert [person.full_name for person in waiting] == ["Approver"]
    declaring(world, nature="none", body="")()
    assert not approvers_without_declaration(world.vanguard.pk, on=TODAY).exists()
    assert approvers_without_declaration(world.other_vanguard.pk, on=TODAY).exists()


def paused(world: World) -> Any:
    journey = world.journey("checkpoint_1")
    given = {"journey_id": journey.pk, "by": world.approver, "at": NOW, "note": "It must be so."}
    return journey, lambda: journeys.abandon(**given)


def test_who_has_an_interest_decides_nothing_about_the_vanguard(world: World):
    journey, decide = paused(world)
    assert codes_of(decide) == set()
    declaring(world)()
    assert codes_of(decide) == {"interest_declared"}
    verdict = {found.name: found for found in open_moves(journey, viewer=world.approver, on=TODAY)}
    assert {reason.code for reason in verdict["abandon"].reasons} == {"interest_declared"}
    assert not verdict["abandon"].open
    assert verdict["pause"].open, "what any officer may do is no decision"


def test_no_interest_stands_in_nobodys_way(world: World):
    _, decide = paused(world)
    declaring(world, nature="none", body="")()
    assert codes_of(decide) == set()


def test_an_interest_elsewhere_does_not_count_here(world: World):
    _, decide = paused(world)
    declaring(world, vanguard_id=world.other_vanguard.pk)()
    assert codes_of(decide) == set()


def speaks_for(world: World, practice: Any) -> None:
    Membership.objects.create(
        user=world.approver,
        role="gp_partner",
        practice=practice,
        starts_on=LONG_AGO,
        granted_by=world.officer,
    )


def test_who_speaks_for_a_practice_that_takes_part_has_an_interest(world: World):
    _, decide = paused(world)
    speaks_for(world, world.practice)
    assert codes_of(decide) == set(), "the practice has no part in it"
    world.participation("preference")
    assert codes_of(decide) == {"interest_declared"}


def test_who_speaks_for_a_practice_does_not_decide_about_its_contract(world: World):
    contract = world.practice_contract("retained")
    given = {"contract_id": contract.pk, "by": world.approver, "at": NOW, "note": "It closes."}
    assert codes_of(lambda: practice_contracts.terminate(**given)) == set()
    speaks_for(world, world.practice)
    assert codes_of(lambda: practice_contracts.terminate(**given)) == {"interest_declared"}


def test_officers_declare_and_end_on_pages(world: World, client: Any):
    with time_machine.travel(NOW, tick=False):
        client.force_login(world.approver)
        page = client.get(f"/admin/accounts/interest/open/declare/?vanguard={world.vanguard.pk}")
        assert page.status_code == 200
        sent = {
            "user": world.officer.pk,
            "vanguard": world.vanguard.pk,
            "nature": "indirect",
            "body": "A cousin's firm",
        }
        assert client.post("/admin/accounts/interest/open/declare/", sent).status_code == 302
        interest = Interest.objects.get()
        shown = client.get(f"/admin/accounts/user/{world.officer.pk}/change/").content.decode()
        assert "Indirect interest in Testshire Together" in shown
        end = f"/admin/accounts/interest/{interest.pk}/moves/end/"
        ends = {"ends_on": (TODAY + timedelta(days=1)).isoformat()}
        assert client.post(end, ends).status_code == 302
    interest.refresh_from_db()
    assert interest.ends_on == TOMORROW
