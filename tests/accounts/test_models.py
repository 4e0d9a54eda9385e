"""People and the parts they play: what the database holds."""

from datetime import timedelta

import pytest

from accounts.apps import AccountsConfig
from accounts.models import Membership, User
from accounts.roles import PRACTICE_ROLES, PROGRAMME_ROLES, Role, label
from tests.casework.constraints import bites, rows
from tests.support.people import LONG_AGO, TODAY

LATER = TODAY + timedelta(days=30)


def member(world, role="analyst", **columns):
    who = world.actors["stranger"]
    given = {"user": who, "role": role, "starts_on": TODAY, "granted_by": world.officer}
    return Membership.objects.create(**{**given, **columns})


def at_practice(world, **columns):
    return member(world, "gp_partner", **{"practice": world.practice, **columns})


@rows(
    ("ends_after_it_starts", lambda w: member(w, ends_on=TODAY, ended_by=w.officer)),
    ("ended_by_someone", lambda w: member(w, ends_on=LATER)),
    ("practice_roles_name_a_practice", lambda w: member(w, "gp_partner")),
    ("practice_roles_name_a_practice", lambda w: member(w, "analyst", practice=w.practice)),
    ("once_at_a_time", lambda w: [member(w), member(w, starts_on=LATER)]),
    ("once_at_a_time", lambda w: [at_practice(w), at_practice(w, starts_on=LONG_AGO)]),
    ("email_lower_case", lambda w: User.objects.create(email="A@example.org", full_name="A")),
    ("email_key", lambda w: User.objects.create(email=w.officer.email, full_name="A")),
)
def test_the_constraint_bites(world, name, row):
    bites(world, name, row)


def test_what_does_not_overlap_is_let_by(world):
    member(world, starts_on=LONG_AGO, ends_on=TODAY, ended_by=world.officer)
    member(world)
    member(world, "auditor")
    at_practice(world)
    at_practice(world, practice=world.other_practice)
    assert world.actors["stranger"].memberships.count() == 5


def test_a_day_counts_from_the_first_until_and_not_on_the_last(world):
    ends = {"ends_on": LATER, "ended_by": world.officer}
    held = member(world, **ends)
    days = {TODAY - timedelta(days=1): 0, TODAY: 1, LATER - timedelta(days=1): 1, LATER: 0}
    found = {day: Membership.objects.filter(pk=held.pk).on(day).count() for day in days}
    assert found == days


def test_people_are_made_with_their_address_in_lower_case(db):
    user = User.objects.create_user("Ann.Other@Example.ORG", "secret", full_name="Ann Other")
    assert user.email == "ann.other@example.org"
    assert user.check_password("secret")
    assert (user.is_staff, user.is_superuser) == (False, False)
    root = User.objects.create_superuser("root@example.org", "secret", full_name="")
    assert (root.is_staff, root.is_superuser) == (True, True)
    assert [str(user), str(root)] == ["Ann Other", "root@example.org"]
    assert (user.get_full_name(), user.get_short_name()) == ("Ann Other", "Ann")


def test_the_system_acts_under_names_of_its_own_and_cannot_sign_in(db):
    names = User.objects.filter(is_system=True)
    assert sorted(user.email for user in names) == ["clock@system.invalid", "import@system.invalid"]
    assert not any(user.check_password("") or user.has_usable_password() for user in names)


def test_a_membership_says_what_it_is(world):
    assert str(member(world)) == "Stranger: Analyst"
    assert str(at_practice(world)) == "Stranger: GP partner of Riverside Surgery (X00001)"
    assert AccountsConfig.name == "accounts"


def test_every_role_counts_somewhere_once():
    assert PROGRAMME_ROLES.isdisjoint(PRACTICE_ROLES)
    assert PROGRAMME_ROLES | PRACTICE_ROLES | {Role.SYSTEM} == set(Role)
    choices = {value for value, _ in Membership._meta.get_field("role").choices}
    assert choices == set(Role) - {Role.SYSTEM}


@pytest.mark.parametrize(
    ("role", "said"), [("gp_partner", "GP partner"), ("programme_officer", "Programme officer")]
)
def test_roles_as_people_say_them(role, said):
    assert label(role) == said
