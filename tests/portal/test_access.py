"""Who sees what: every page of the portal, every kind of person, and never another practice."""

from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse

from accounts.models import Membership
from accounts.roles import Role
from contracts.actions import practice_contracts
from formation.actions import journeys
from gp_relationships.actions import gp_roles, participations
from organisations.models import Vanguard
from portal import urls
from tests.support.consent import everybody_signed
from tests.support.people import NOW, TODAY, person
from tests.support.programme import begun

NOBODY = "00000000-0000-4000-8000-000000000000"

OPEN_TO_ALL = {"sign_in", "sign_out"}
OF_THE_PRACTICE = {
    "home",
    "milestones",
    "contract",
    "gp_roles",
    "changes",
    "partners",
    "history",
    "account",
    "password",
}
POST_ONLY = {"switch_practice"}
OF_ONE_MILESTONE = {"milestone"}
OF_ONE_PARTICIPATION = {
    "participation": {},
    "next_steps": {},
    "document": {"document": "decision"},
    "ask": {"slug": "decide"},
    "check": {"slug": "decide"},
    "recorded": {"slug": "decide", "version": 1},
}


def address(name: str, participation_id=NOBODY) -> str:
    if name in OF_ONE_PARTICIPATION:
        given = {"participation_id": participation_id, **OF_ONE_PARTICIPATION[name]}
        return reverse(f"portal:{name}", kwargs=given)
    if name in OF_ONE_MILESTONE:
        return reverse(f"portal:{name}", kwargs={"milestone_id": participation_id})
    return reverse(f"portal:{name}")


def test_every_address_of_the_portal_is_in_this_table():
    named = {pattern.name for pattern in urls.urlpatterns}
    of_one = OF_ONE_MILESTONE | set(OF_ONE_PARTICIPATION)
    assert named == OPEN_TO_ALL | OF_THE_PRACTICE | POST_ONLY | of_one
    assert get_resolver().namespace_dict["portal"][0] == ""


@pytest.mark.parametrize(
    "name", sorted(OF_THE_PRACTICE | OF_ONE_MILESTONE | set(OF_ONE_PARTICIPATION))
)
def test_who_is_not_signed_in_goes_to_sign_in_and_comes_back(client, db, name):
    response = client.get(address(name))
    assert response.status_code == 302
    assert response["Location"] == f"/sign-in/?next={address(name)}"


@pytest.mark.parametrize("name", sorted(OF_THE_PRACTICE))
@pytest.mark.parametrize("role", ["stranger", "officer", "approver", "analyst", "auditor"])
def test_who_speaks_for_no_practice_is_told_why_and_whom_to_ask(request, as_person, name, role):
    response = as_person(request.getfixturevalue(role)).get(address(name))
    body = response.content.decode()
    assert response.status_code == 403
    assert "You speak for no practice" in body
    assert "mailto:mcp-formation@mcp.invalid" in body
    assert ('href="/admin/"' in body) is (role in {"officer", "approver", "auditor"})


@pytest.mark.parametrize("name", sorted(OF_THE_PRACTICE))
@pytest.mark.parametrize("role", ["partner", "manager"])
def test_the_practice_s_own_people_see_its_pages(request, as_person, participation, name, role):
    assert as_person(request.getfixturevalue(role)).get(address(name)).status_code == 200


@pytest.mark.parametrize("name", sorted(OF_ONE_PARTICIPATION))
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_practice_s_participation_is_exactly_what_does_not_exist(
    as_person, participation, other_partner, name, method
):
    client = as_person(other_partner)
    theirs = getattr(client, method)(address(name, participation.pk))
    nobodys = getattr(client, method)(address(name))
    allowed = method == "get" or name in {"ask", "check", "document"}
    assert theirs.status_code == nobodys.status_code == (404 if allowed else 405)
    assert theirs.content == nobodys.content
    assert dict(theirs.headers) == dict(nobodys.headers)


def test_a_role_that_ended_yesterday_gives_no_access(as_person, partner, participation):
    client = as_person(partner)
    assert client.get("/").status_code == 200
    Membership.objects.filter(user=partner).update(ends_on=TODAY, ended_by=partner)
    assert client.get("/").status_code == 403
    assert client.get(address("participation", participation.pk)).status_code == 403
    assert client.post(address("ask", participation.pk)).status_code == 403


def test_a_role_that_begins_tomorrow_gives_no_access_yet(as_person, partner):
    Membership.objects.filter(user=partner).update(starts_on=TODAY + timedelta(days=1))
    assert as_person(partner).get("/").status_code == 403


def test_a_closed_account_is_out_at_once(as_person, partner):
    client = as_person(partner)
    partner.is_active = False
    partner.save()
    assert client.get("/")["Location"] == "/sign-in/?next=/"


@pytest.fixture
def next_door(full_model, vanguard, participation, other_participation, practice, other_practice,
              other_partner, officer):  # fmt: skip
    """The other practice has a GP's role, a contract, a decision, and a vanguard of its own."""
    for each, gmc, name in (
        (practice, "1234567", "Dr Our Own"),
        (other_practice, "7654321", "Dr Of Theirs"),
    ):
        gp = gp_roles.register_gp(
            full_name=name, gmc_number=gmc, practice_id=each.pk, post="partner",
            starts_on=TODAY - timedelta(days=999), by=officer, at=NOW,
        )  # fmt: skip
        gp_roles.propose(
            gp_id=gp.pk, vanguard_id=vanguard.pk, practice_id=each.pk, kind="employee",
            starts_on=TODAY, by=officer, at=NOW,
        )  # fmt: skip
    practice_contracts.record(
        practice_id=other_practice.pk, contract_type="pms", by=officer, at=NOW
    )
    everybody_signed(other_participation, "outside", by=officer, names=["Dr Of Theirs"])
    participations.decide(
        participation_id=other_participation.pk, level="outside",
        decided_on=TODAY, by=other_partner, at=NOW, note="Their reasons.",
    )  # fmt: skip
    elsewhere = Vanguard.objects.create(
        code="MCP98", name="Elsewhere", kind="mcp", membership="part"
    )
    participations.invite(
        vanguard_id=elsewhere.pk, practice_id=other_practice.pk, by=officer, at=NOW
    )
    begun(
        journeys.identify(vanguard_id=elsewhere.pk, officer=officer, by=officer, at=NOW),
        "virtual", officer, go_live_on=TODAY,
    )  # fmt: skip


@pytest.mark.parametrize("also", [None, Role.PROGRAMME_OFFICER, Role.ANALYST])
def test_nothing_of_another_practice_is_on_any_page(
    as_person, next_door, participation, partner, other_partner, also
):
    if also:
        Membership.objects.create(user=partner, role=also, starts_on=TODAY, granted_by=partner)
    whole = everything_shown_to(as_person(partner), participation)
    assert "Dr Our Own" in whole
    assert not [words for words in theirs(other_partner) if words in whole]


def test_who_speaks_for_both_sees_of_each_only_its_own(
    as_person, next_door, participation, practice, partner, other_practice, other_partner
):
    Membership.objects.create(
        user=partner, role=Role.GP_PARTNER, practice=other_practice, starts_on=TODAY,
        granted_by=partner,
    )  # fmt: skip
    client = as_person(partner)
    client.post(reverse("portal:switch_practice"), {"practice": str(practice.pk)})
    pages = ("/", "/milestones/", "/history/", "/gp-roles/")
    whole = "".join(client.get(page).content.decode() for page in pages)
    assert "Dr Our Own" in whole
    assert not [words for words in theirs(other_partner) if words in whole]


def everything_shown_to(client, participation) -> str:
    pages = [address(name) for name in sorted(OF_THE_PRACTICE)]
    pages.append(address("participation", participation.pk))
    return "".join(client.get(page).content.decode() for page in pages)


def theirs(other_partner) -> list[str]:
    """What only the other practice's pages may hold."""
    return [
        "Hilltop", "X00002", "Dr Of Theirs", "Their reasons", "PMS (", "Elsewhere",
        "Alliance agreement signed by all", other_partner.full_name,
    ]  # fmt: skip


def test_who_speaks_for_two_practices_sees_one_at_a_time(
    as_person, partner, participation, other_participation, other_practice
):
    Membership.objects.create(
        user=partner, role=Role.GP_PARTNER, practice=other_practice, starts_on=TODAY,
        granted_by=partner,
    )  # fmt: skip
    client = as_person(partner)
    assert client.get(address("participation", other_participation.pk)).status_code == 200
    assert client.get(address("participation", participation.pk)).status_code == 404
    chosen = {"practice": str(participation.practice_id)}
    assert client.post(reverse("portal:switch_practice"), chosen)["Location"] == "/"
    assert client.get(address("participation", participation.pk)).status_code == 200
    assert client.get(address("participation", other_participation.pk)).status_code == 404
    assert "You speak for 2 practices" in client.get("/").content.decode()


@pytest.mark.parametrize("chosen", ["theirs", NOBODY, "", "\x00", "not an identifier"])
def test_nobody_switches_to_a_practice_that_is_not_theirs(
    as_person, partner, other_practice, chosen
):
    given = str(other_practice.pk) if chosen == "theirs" else chosen
    client = as_person(partner)
    assert client.post(reverse("portal:switch_practice"), {"practice": given}).status_code == 404
    assert "Riverside" in client.get("/").content.decode()


def test_an_officer_who_is_also_a_partner_sees_the_practice_s_own_here(
    as_person, participation, other_participation, practice
):
    both = person(Role.PROGRAMME_OFFICER)
    Membership.objects.create(
        user=both, role=Role.GP_PARTNER, practice=practice, starts_on=TODAY, granted_by=both
    )
    client = as_person(both)
    assert client.get(address("participation", participation.pk)).status_code == 200
    assert client.get(address("participation", other_participation.pk)).status_code == 404
    assert "X00002" not in client.get("/history/").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/participations/٠/",
        "/participations/%00/",
        "/participations/1/",
        "/nowhere/",
        f"/participations/{NOBODY}/decide/recorded/{'9' * 5000}/",
    ],
    ids=lambda path: path[:24],
)
def test_addresses_that_mean_nothing_are_not_found(as_person, partner, path):
    assert as_person(partner).get(path).status_code == 404
