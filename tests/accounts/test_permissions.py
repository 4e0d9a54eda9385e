"""Roles on the day, what a person may see, and who hears of it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse

from accounts import selectors
from accounts.middleware import SESSION_KEY, ActingMembershipMiddleware, acting_membership
from accounts.models import Membership
from accounts.permissions import check_may, may, roles_of
from accounts.scopes import practices_seen_by, sees_everything
from contracts.selectors import practice_contracts
from core.errors import NotPermitted
from formation.selectors import journeys, milestones
from gp_relationships.selectors import gp_roles, participations
from organisations.models import Practice
from tests.support.people import TODAY

ROLES = {
    "officer": {"programme_officer"},
    "approver": {"approving_officer"},
    "analyst": {"analyst"},
    "auditor": {"auditor"},
    "manager": {"practice_manager"},
    "partner": {"gp_partner"},
    "other manager": set(),
    "other partner": set(),
    "former officer": set(),
    "former partner": set(),
    "inactive approver": set(),
    "stranger": set(),
    "superuser": set(),
    "clock": {"system"},
}
SEES = {
    **dict.fromkeys(ROLES, "nothing"),
    **dict.fromkeys(["officer", "approver", "analyst", "auditor"], "everything"),
    **dict.fromkeys(["superuser", "clock"], "everything"),
    **dict.fromkeys(["manager", "partner"], "their own"),
    **dict.fromkeys(["other manager", "other partner"], "the other"),
}


def test_the_roles_that_count_at_a_practice(world):
    found = {
        name: set(roles_of(who, on=TODAY, practice_id=world.practice.pk))
        for name, who in world.actors.items()
    }
    assert found == ROLES


def test_a_practice_role_counts_nowhere_else(world):
    assert roles_of(world.partner, on=TODAY) == frozenset()
    there = world.other_practice.pk
    assert roles_of(world.partner, on=TODAY, practice_id=there) == frozenset()
    both = world.actors["other partner"]
    Membership.objects.create(user=both, role="analyst", starts_on=TODAY, granted_by=world.approver)
    assert roles_of(both, on=TODAY, practice_id=there) == {"gp_partner", "analyst"}


def test_a_role_ends_on_its_day(world):
    former = world.actors["former officer"]
    assert roles_of(former, on=TODAY - timedelta(days=2)) == {"approving_officer"}
    assert roles_of(former, on=TODAY - timedelta(days=1)) == frozenset()


def test_a_refusal_names_who_could(world):
    check_may(world.officer, ("programme_officer", "analyst"), on=TODAY)
    assert not may(world.officer, ("analyst",), on=TODAY)
    with pytest.raises(NotPermitted, match="it is for the GP partner or practice manager"):
        check_may(world.officer, ("practice_manager", "gp_partner"), on=TODAY)
    with pytest.raises(NotPermitted, match="it is for the nobody"):
        check_may(world.officer, (), on=TODAY)


def test_which_practices_each_person_sees(world):
    sets = {
        "nothing": set(),
        "everything": set(Practice.objects.all()),
        "their own": {world.practice},
        "the other": {world.other_practice},
    }
    found = {name: set(practices_seen_by(who, on=TODAY)) for name, who in world.actors.items()}
    assert found == {name: sets[what] for name, what in SEES.items()}
    everything = {name for name, who in world.actors.items() if sees_everything(who, on=TODAY)}
    assert everything == {name for name, what in SEES.items() if what == "everything"}


def test_every_read_about_practices_is_scoped_so(world):
    world.practice_contract()
    mine, role = world.participation(), world.gp_role()
    practices_own = world.milestone(
        journey=world.journey("model_selected"), code="B14", owner="practice"
    )
    world.milestone(journey=practices_own.journey)
    for name, who in world.actors.items():
        counts = [
            read(viewer=who, on=TODAY).count()
            for read in (practice_contracts, participations, gp_roles, journeys, milestones)
        ]
        wanted = {"everything": [1, 1, 1, 1, 2], "their own": [1, 1, 1, 1, 1]}
        assert counts == wanted.get(SEES[name], [0] * 5), name
    assert mine.practice == role.practice == world.practice


def test_people_are_found_by_their_part(world):
    held = selectors.memberships_of(world.partner, on=TODAY)
    assert [(m.practice, m.role) for m in held] == [(world.practice, "gp_partner")]
    assert not selectors.memberships_of(world.officer, on=TODAY)
    people = selectors.people_of_practices([world.practice.pk], on=TODAY)
    assert {m.user for m in people} == {world.manager, world.partner}
    assert set(selectors.holders_of("approving_officer", on=TODAY)) == {world.approver}
    assert selectors.system_user() == world.actors["clock"]


def test_who_opens_the_admin_and_who_reads_the_api(world):
    admin = {n for n, who in world.actors.items() if selectors.may_open_admin(who, on=TODAY)}
    assert admin == {"officer", "approver", "auditor", "superuser"}
    api = {n for n, who in world.actors.items() if selectors.may_read_api(who, on=TODAY)}
    assert api == {"officer", "approver", "analyst", "auditor"}


@pytest.fixture
def request_of(rf):
    def made(user, **session):
        request = rf.get("/")
        request.user, request.session = user, SessionStore()
        request.session.update(session)
        return request

    return made


@pytest.fixture
def _today(monkeypatch):
    monkeypatch.setattr("accounts.middleware.today", lambda: TODAY)


@pytest.mark.usefixtures("_today")
def test_a_person_acts_for_the_practice_they_chose_or_for_the_first(world, request_of):
    both = world.partner
    Membership.objects.create(
        user=both, role="gp_partner", practice=world.other_practice, starts_on=TODAY,
        granted_by=world.officer,
    )  # fmt: skip
    first = acting_membership(request_of(both))
    assert first.practice == world.other_practice  # Hilltop comes before Riverside
    chosen = request_of(both, **{SESSION_KEY: str(world.practice.pk)})
    assert acting_membership(chosen).practice == world.practice
    ended = request_of(world.manager, **{SESSION_KEY: str(world.other_practice.pk)})
    assert acting_membership(ended).practice == world.practice


@pytest.mark.usefixtures("_today")
def test_nobody_acts_for_a_practice_that_they_do_not_speak_for(world, request_of):
    for name in ("stranger", "former partner", "officer"):
        assert acting_membership(request_of(world.actors[name])) is None
    assert acting_membership(request_of(AnonymousUser())) is None


@pytest.mark.usefixtures("_today")
def test_the_membership_is_on_each_request_and_read_when_asked(world, request_of):
    seen = []

    def page(request):
        seen.append(request.acting.role)
        return HttpResponse()

    ActingMembershipMiddleware(page)(request_of(world.manager))
    assert seen == ["practice_manager"]
