"""Roles are granted and ended by those whose they are to grant, and never to oneself."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from accounts.actions import memberships
from accounts.models import Membership, User
from accounts.permissions import roles_of
from accounts.roles import PRACTICE_ROLES, PROGRAMME_ROLES, Role
from accounts.selectors import holders_of
from audit.models import AuditEvent
from core.errors import NotFound, NotPermitted, Refused
from tests.casework.attempts import codes_of, failure_of, written
from tests.casework.world import World
from tests.support.people import LONG_AGO, NOW, TODAY, person

TOMORROW = TODAY + timedelta(days=1)
GRANTERS = {
    **{role: {"officer", "approver", "clock"} for role in sorted(PRACTICE_ROLES)},
    **{role: {"approver", "clock"} for role in sorted(PROGRAMME_ROLES)},
}


def granting(world: World, **changed: Any) -> Callable[[], Membership]:
    """Grant the stranger the role of a GP partner, but for what is changed."""
    given: dict[str, Any] = {
        "user_id": world.actors["stranger"].pk,
        "role": "gp_partner",
        "practice_id": world.practice.pk,
        "starts_on": TODAY,
        "by": world.approver,
        "at": NOW,
    }
    return lambda: memberships.grant(**{**given, **changed})


@pytest.mark.django_db
class TestGranting:
    def test_it_counts_from_its_day_and_is_on_record(self, world: World):
        membership = granting(world, starts_on=TOMORROW, note="As agreed.")()
        stranger = world.actors["stranger"]
        assert roles_of(stranger, on=TODAY, practice_id=world.practice.pk) == frozenset()
        assert roles_of(stranger, on=TOMORROW, practice_id=world.practice.pk) == {"gp_partner"}
        assert membership.granted_by == world.approver
        event = AuditEvent.objects.get(kind="membership.grant")
        assert event.about_id == str(membership.pk)
        assert event.facts["note"] == "As agreed."

    @pytest.mark.parametrize("role", sorted(GRANTERS))
    def test_who_may_grant_it(self, role: str, world: World):
        practice = world.practice.pk if role in PRACTICE_ROLES else None
        let_by = {
            name
            for name, by in world.actors.items()
            if failure_of(granting(world, role=role, practice_id=practice, by=by)) is None
        }
        assert let_by - {"stranger"} == GRANTERS[role]
        assert "stranger" not in let_by

    def test_nobody_grants_a_role_to_themselves(self, world: World):
        for role in sorted(GRANTERS):
            practice = world.practice.pk if role in PRACTICE_ROLES else None
            own = granting(world, user_id=world.approver.pk, role=role, practice_id=practice)
            assert "own_role" in codes_of(own)

    def test_what_is_wrong_is_named_all_at_once(self, world: World):
        closed = world.other_practice
        type(closed).objects.filter(pk=closed.pk).update(status="closed")
        cases: dict[str, dict[str, Any]] = {
            "practice_missing": {"practice_id": None},
            "practice_not_allowed": {"role": "auditor"},
            "practice_closed": {"practice_id": closed.pk},
            "ends_before_start": {"ends_on": TODAY},
            "date_out_of_range": {"starts_on": date(1900, 1, 1)},
            "person_inactive": {"user_id": world.actors["inactive approver"].pk},
        }
        got = {code: codes_of(granting(world, **changed)) for code, changed in cases.items()}
        assert got == {code: {code} for code in cases}
        many = granting(
            world, practice_id=None, ends_on=date(2200, 1, 1), starts_on=date(2200, 1, 1)
        )
        assert codes_of(many) == {"practice_missing", "date_out_of_range", "ends_before_start"}

    def test_a_role_that_is_none_is_nobodys_to_grant(self, world: World):
        assert codes_of(granting(world, role="emperor")) == {"role_unknown"}
        assert codes_of(granting(world, role="system")) == {"role_unknown"}

    def test_one_that_overlaps_is_refused_in_words(self, world: World):
        granting(world, ends_on=TODAY + timedelta(days=10))()
        stranger = world.actors["stranger"].full_name
        failure = failure_of(granting(world, starts_on=TODAY + timedelta(days=9)))
        assert isinstance(failure, Refused)
        assert str(failure) == (
            f"{stranger} is GP partner of Riverside Surgery (X00001) already, "
            "from 23 November 2026 until 3 December 2026."
        )
        assert codes_of(granting(world, starts_on=TODAY + timedelta(days=10))) == set()
        assert codes_of(granting(world, role="practice_manager")) == set()
        assert codes_of(granting(world, practice_id=world.other_practice.pk)) == set()

    def test_who_or_what_does_not_exist_is_not_found(self, world: World):
        nothing = world.vanguard.pk
        assert isinstance(failure_of(granting(world, user_id=nothing)), NotFound)
        assert isinstance(failure_of(granting(world, practice_id=nothing)), NotFound)
        clock = world.actors["clock"].pk
        assert isinstance(failure_of(granting(world, user_id=clock)), NotFound)


@pytest.mark.django_db
class TestEnding:
    def ending(self, world: World, who: str = "partner", **changed: Any) -> Any:
        membership = world.actors[who].memberships.get()
        given: dict[str, Any] = {"ends_on": TOMORROW, "by": world.approver, "at": NOW}
        return lambda: memberships.end(**{"membership_id": membership.pk, **given, **changed})

    def test_from_its_day_on_it_no_longer_counts(self, world: World):
        practice = world.practice.pk
        self.ending(world)()
        assert roles_of(world.partner, on=TODAY, practice_id=practice) == {"gp_partner"}
        assert roles_of(world.partner, on=TOMORROW, practice_id=practice) == frozenset()
        membership = world.partner.memberships.get()
        assert (membership.starts_on, membership.ended_by) == (LONG_AGO, world.approver)
        assert AuditEvent.objects.get(kind="membership.end").facts["ends_on"] == "2026-11-24"

    def test_who_may_end_it(self, world: World):
        person_of_the_programme = {
            name
            for name, by in world.actors.items()
            if failure_of(self.ending(world, "analyst", by=by)) is None
        }
        of_a_practice = {
            name
            for name, by in world.actors.items()
            if failure_of(self.ending(world, "partner", by=by)) is None
        }
        assert person_of_the_programme == {"approver", "clock"}
        assert of_a_practice == {"officer", "approver", "clock"}

    def test_it_is_refused_with_its_reason(self, world: World):
        past = TODAY - timedelta(days=1)
        assert codes_of(self.ending(world, ends_on=past)) == {"ends_in_the_past"}
        assert codes_of(self.ending(world, ends_on=date(2200, 1, 1))) == {"date_out_of_range"}
        assert codes_of(self.ending(world, "former partner")) == {"wrong_state"}
        granted = granting(world, starts_on=TOMORROW)()
        at_once = self.ending(world, membership_id=granted.pk)
        assert codes_of(at_once) == {"ends_before_start"}
        self.ending(world)()
        later = self.ending(world, ends_on=TOMORROW + timedelta(days=1))
        assert codes_of(later) == {"ends_later"}

    def test_somebody_is_always_left_who_can_approve(self, world: World):
        assert codes_of(self.ending(world, "approver")) == {"last_approving_officer"}
        other = person(Role.APPROVING_OFFICER)
        assert codes_of(self.ending(world, "approver", by=other)) == set()
        User.objects.filter(pk=other.pk).update(is_active=False)
        assert codes_of(self.ending(world, "approver")) == {"last_approving_officer"}

    def test_what_does_not_exist_is_not_found(self, world: World):
        failure = failure_of(self.ending(world, membership_id=world.vanguard.pk))
        assert isinstance(failure, NotFound)


@pytest.mark.django_db
def test_nothing_is_written_when_the_audit_fails(world: World, monkeypatch):
    def breaks(**_: Any) -> None:
        raise RuntimeError("the audit is broken")

    monkeypatch.setattr(memberships, "record", breaks)
    act, before, held = granting(world), written(), Membership.objects.count()
    with pytest.raises(RuntimeError, match="audit is broken"):
        failure_of(act)
    assert (written(), Membership.objects.count()) == (before, held)


def test_two_grants_at_once_give_one_role(raced):
    world = World().populated()
    results = raced(granting(world), times=3)
    refused = [each for each in results if isinstance(each, Refused)]
    assert [r.reasons[0].code for r in refused] == ["membership_overlaps"] * 2
    assert Membership.objects.filter(user=world.actors["stranger"]).count() == 1


def test_two_who_end_each_other_at_once_leave_one_who_can_approve(raced):
    world = World().populated()
    pair = [world.approver, person(Role.APPROVING_OFFICER)]
    turns = iter([pair, pair[::-1]])

    def end() -> Membership:
        by, other = next(turns)
        held = other.memberships.get(role=Role.APPROVING_OFFICER)
        return memberships.end(membership_id=held.pk, ends_on=TOMORROW, by=by, at=NOW)

    results = raced(end)
    assert sorted(type(each).__name__ for each in results) == ["Membership", "Refused"]
    assert holders_of(Role.APPROVING_OFFICER, on=TOMORROW).count() == 1


def test_the_database_keeps_two_of_a_kind_apart_whoever_writes(raced):
    world = World().populated()
    columns = {
        "user": world.actors["stranger"],
        "role": "auditor",
        "starts_on": TODAY,
        "granted_by": world.approver,
    }
    results = raced(lambda: Membership.objects.create(**columns))
    assert sorted(type(each).__name__ for each in results) == ["IntegrityError", "Membership"]
    assert any(isinstance(each, IntegrityError) for each in results)


@pytest.mark.django_db
def test_not_permitted_says_who_may(world: World):
    failure = failure_of(granting(world, role="analyst", practice_id=None, by=world.officer))
    assert isinstance(failure, NotPermitted)
    assert "approving officer" in str(failure)
