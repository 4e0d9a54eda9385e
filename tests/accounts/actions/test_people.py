"""People are added, let out and let in again; their accounts are managed by the right officers."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.actions import people, tokens
from accounts.models import User
from accounts.roles import Role
from accounts.selectors import find_token, holders_of
from audit.models import AuditEvent
from core.errors import NotFound, NotPermitted, Refused
from tests.casework.attempts import codes_of, failure_of
from tests.casework.world import World
from tests.support.people import NOW, person

pytestmark = pytest.mark.django_db

GOOD = "a pass phrase of hers"


def adding(world: World, **changed: Any) -> Callable[[], User]:
    given = {"email": "nia@example.org", "full_name": "Nia New", "by": world.officer, "at": NOW}
    return lambda: people.add_person(**{**given, **changed})


def upon(act: Callable[..., User], world: World, who: str, **changed: Any) -> Callable[[], User]:
    says = {"password": GOOD} if act is people.set_password else {"note": "Because."}
    given = {"user_id": world.actors[who].pk, "by": world.approver, "at": NOW, **says}
    return lambda: act(**{**given, **changed})


def test_a_person_is_added_with_nothing_that_they_may_do(world: World):
    nia = adding(world, email="  Nia@EXAMPLE.org ", full_name="Nia   New")()
    assert (nia.email, nia.full_name) == ("nia@example.org", "Nia New")
    assert not nia.has_usable_password()
    assert not nia.memberships.exists()
    assert AuditEvent.objects.get(kind="person.add").facts["email"] == "nia@example.org"


def test_what_is_wrong_with_a_new_person_is_named(world: World):
    got = {
        code: codes_of(adding(world, **changed))
        for code, changed in {
            "invalid_email": {"email": "nia"},
            "invalid_full_name": {"full_name": " "},
            "email_taken": {"email": world.officer.email.upper()},
            "password_weak": {"password": "short"},
        }.items()
    }
    assert got == {code: {code} for code in got}
    bad = ("a@b@c.org", "nia@example.org\nBcc: x@y.org", "\0@example.org", "x" * 300 + "@y.org")
    assert all(codes_of(adding(world, email=email)) == {"invalid_email"} for email in bad)
    assert codes_of(adding(world, full_name="zero\0byte")) == {"invalid_full_name"}


def test_who_may_add_people(world: World):
    let_by = {name for name, by in world.actors.items() if failure_of(adding(world, by=by)) is None}
    assert let_by == {"officer", "approver", "clock"}


ACTS = [people.deactivate, people.set_password]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_people_of_the_programme_are_managed_by_approving_officers_alone(act: Any, world: World):
    for who, able in {"analyst": {"approver"}, "manager": {"officer", "approver"}}.items():
        let_by = {
            name
            for name, by in world.actors.items()
            if failure_of(upon(act, world, who, by=by)) is None
        }
        assert let_by == able, who


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_oneself_and_technical_administrators_are_left_alone(act: Any, world: World):
    person(Role.APPROVING_OFFICER)
    assert codes_of(upon(act, world, "approver")) == {"oneself"}
    assert codes_of(upon(act, world, "superuser")) == {"technical_administrator"}
    assert isinstance(failure_of(upon(act, world, "clock")), NotFound)


def test_a_former_officer_is_still_managed_by_approving_officers(world: World):
    """Else an officer could take over an account whose role may be granted again."""
    failure = failure_of(upon(people.set_password, world, "former officer", by=world.officer))
    assert failure is not None


def test_who_is_deactivated_is_signed_out_and_can_be_let_in_again(world: World, client):
    auditor = world.actors["auditor"]
    client.force_login(auditor)
    upon(people.deactivate, world, "auditor")()
    assert client.get("/admin/formation/journey/").status_code == 302
    upon(people.deactivate, world, "analyst")()
    analyst = User.objects.get(pk=world.actors["analyst"].pk)
    assert not analyst.is_active
    assert codes_of(upon(people.deactivate, world, "analyst")) == {"wrong_state"}
    upon(people.reactivate, world, "analyst")()
    assert User.objects.get(pk=analyst.pk).is_active
    assert codes_of(upon(people.reactivate, world, "analyst")) == {"wrong_state"}
    kinds = AuditEvent.objects.filter(about_id=str(analyst.pk)).values_list("kind", flat=True)
    assert set(kinds) == {"person.deactivate", "person.reactivate"}


def test_a_reason_is_demanded(world: World):
    for act in (people.deactivate, people.reactivate):
        assert "reason_missing" in codes_of(upon(act, world, "analyst", note="  "))


def test_the_last_who_can_approve_stays(world: World):
    other = person(Role.APPROVING_OFFICER)
    assert codes_of(upon(people.deactivate, world, "approver", by=other)) == set()
    User.objects.filter(pk=other.pk).update(is_active=False)
    alone = codes_of(upon(people.deactivate, world, "approver"))
    assert alone == {"oneself", "last_approving_officer"}


def test_a_password_is_set_and_must_be_good(world: World):
    upon(people.set_password, world, "manager")()
    assert User.objects.get(pk=world.manager.pk).check_password(GOOD)
    weak = {
        word: codes_of(upon(people.set_password, world, "manager", password=word))
        for word in ("", "short", "password1234", "aaaaaaaaaaaa" * 20)
    }
    assert weak[""] == {"password_missing"}
    assert weak["short"] == {"password_weak"}
    assert AuditEvent.objects.get(kind="person.set_password").facts == {"tokens_ended": 0}


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_the_tokens_of_a_person_who_is_shut_out_end_at_once(act: Any, world: World):
    analyst, auditor = world.actors["analyst"], world.actors["auditor"]
    secrets = [tokens.issue(user=analyst, by=analyst, at=NOW)[1] for _ in range(2)]
    _, kept = tokens.issue(user=auditor, by=auditor, at=NOW)
    upon(act, world, "analyst")()
    assert [find_token(secret, at=NOW) for secret in secrets] == [None, None]
    assert find_token(kept, at=NOW) is not None
    assert AuditEvent.objects.get(kind=f"person.{act.__name__}").facts["tokens_ended"] == 2


OLD = "the pass phrase until now"


def changing(world: World, who: str = "analyst", **changed: Any) -> Callable[[], User]:
    me = world.actors[who]
    given = {"user_id": me.pk, "old": OLD, "new": GOOD, "by": me, "at": NOW}
    return lambda: people.change_own_password(**{**given, **changed})


def with_password(world: World, who: str) -> User:
    me = world.actors[who]
    me.set_password(OLD)
    me.save()
    return me


def test_one_changes_ones_own_password_and_ones_tokens_end(world: World):
    me = with_password(world, "analyst")
    _, secret = tokens.issue(user=me, by=me, at=NOW)
    changing(world)()
    assert User.objects.get(pk=me.pk).check_password(GOOD)
    assert find_token(secret, at=NOW) is None
    event = AuditEvent.objects.get(kind="person.change_own_password")
    assert (event.by_id, event.about_id, event.facts) == (me.pk, str(me.pk), {"tokens_ended": 1})


def test_what_is_wrong_with_ones_new_password_is_named(world: World):
    with_password(world, "analyst")
    got = {
        code: codes_of(changing(world, **changed))
        for code, changed in {
            "password_wrong": {"old": "not that"},
            "password_missing": {"new": ""},
            "password_weak": {"new": "short"},
            "password_same": {"new": OLD},
            "invalid_new": {"new": f"{GOOD}\0"},
        }.items()
    }
    assert got == {code: {code} for code in got}
    like_me = world.actors["analyst"].email
    assert codes_of(changing(world, new=like_me)) == {"password_weak"}


def test_nobody_changes_the_password_of_another(world: World):
    with_password(world, "analyst")
    for other in ("approver", "superuser", "stranger"):
        failure = failure_of(changing(world, by=world.actors[other]))
        assert isinstance(failure, NotPermitted)
    with_password(world, "superuser")
    assert changing(world, "superuser")().check_password(GOOD)
    gone = with_password(world, "inactive approver")
    assert not gone.is_active
    assert isinstance(failure_of(changing(world, "inactive approver")), NotPermitted)


def test_two_who_add_the_same_person_at_once_add_one(raced):
    world = World().populated()
    results = raced(adding(world), times=3)
    refused = [each for each in results if isinstance(each, Refused)]
    assert [r.reasons[0].code for r in refused] == ["email_taken"] * 2
    assert User.objects.filter(email="nia@example.org").count() == 1
    assert AuditEvent.objects.filter(kind="person.add").count() == 1


def test_two_who_deactivate_each_other_at_once_leave_one_who_can_approve(raced):
    world = World().populated()
    pair = [world.approver, person(Role.APPROVING_OFFICER)]
    turns = iter([pair, pair[::-1]])

    def deactivate() -> User:
        by, other = next(turns)
        return upon(people.deactivate, world, "approver", user_id=other.pk, by=by)()

    results = raced(deactivate)
    assert sorted(type(each).__name__ for each in results) == ["Refused", "User"]
    assert holders_of(Role.APPROVING_OFFICER, on=NOW.date()).count() == 1
