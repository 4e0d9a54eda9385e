"""Every address of the API, by every kind of person and every method."""

import pytest
from django.urls import URLPattern, reverse
from django.urls.resolvers import get_resolver

from formation.actions import journeys
from gp_relationships.actions import participations
from reporting.api.urls import urlpatterns
from tests.reporting.conftest import got, outsider, problem
from tests.reporting.rows import FLAT, OWNER, add_role, add_rows
from tests.support.people import NOW

DETAILS = {
    "vanguard": "vanguards",
    "practice": "practices",
    "journey": "journeys",
    "mcp-contract": "mcp-contracts",
    "practice-contract": "practice-contracts",
    "participation": "participations",
    "gp-role": "gp-roles",
    "milestone": "milestones",
    "practice-change": "practice-changes",
    "assurance-review": "assurance-reviews",
    "wording": "wordings",
    "waiver": "waivers",
    "rulebook": "rulebooks",
}
KNOWN_BY = {"rulebook": "number"}
"""What a row's address names it by, where that is not its identifier."""

LISTS = ("index", "schema", "coverage", *DETAILS.values(), *FLAT)
READ = {*LISTS, *DETAILS}
OTHERS = {"tokens", "current-token", "nothing"}
METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")


@pytest.fixture
def addresses(officer, reader) -> list[str]:
    """One address for each route that reads."""
    add_rows(1, officer)
    client = reader(officer)
    rows = {name: got(client, f"{plural}/")["results"][0] for name, plural in DETAILS.items()}
    return [reverse(f"api:{name}") for name in LISTS] + [
        reverse(f"api:{name}", args=[row[KNOWN_BY.get(name, "id")]]) for name, row in rows.items()
    ]


def test_every_route_is_in_the_table():
    names = {pattern.name for pattern in urlpatterns}
    assert names == READ | OTHERS
    assert all(isinstance(pattern, URLPattern) for pattern in urlpatterns)
    assert "api" in get_resolver().namespace_dict


def test_who_holds_a_role_of_the_programme_reads_everything(
    addresses, reader, officer, approver, analyst, auditor
):
    for person in (officer, approver, analyst, auditor):
        client = reader(person)
        assert {client.get(address).status_code for address in addresses} == {200}, person


def test_nobody_else_reads_anything(addresses, client, stranger, manager, partner, former_analyst):
    for address in addresses:
        answer = client.get(address)
        assert problem(answer, 401)["type"] == "not_authenticated"
        assert answer.headers["WWW-Authenticate"] == "Token"
    clients = [former_analyst, *(outsider(person) for person in (stranger, manager, partner))]
    for other in clients:
        for address in addresses:
            assert problem(other.get(address), 403)["type"] == "no_api_role", address


def test_a_session_of_the_portal_or_the_admin_opens_nothing(addresses, client, officer):
    client.force_login(officer)
    assert {client.get(address).status_code for address in addresses} == {401}


def test_a_superuser_without_a_role_reads_nothing(addresses, stranger):
    client = outsider(stranger)
    stranger.is_superuser = True
    stranger.save()
    assert {client.get(address).status_code for address in addresses} == {403}


def test_nothing_is_written_by_any_method(addresses, api):
    for address in addresses:
        for method in METHODS[2:]:
            answer = problem(getattr(api, method)(address), 405)
            assert answer["type"] == "method_not_allowed"
            assert "choices" not in str(answer)


def test_methods_are_not_told_to_those_who_may_not_read(addresses, client, former_analyst):
    for address in addresses:
        for method in METHODS[2:]:
            problem(getattr(client, method)(address), 401)
            problem(getattr(former_analyst, method)(address), 403)


def test_tokens_are_issued_and_ended_by_one_method_each(client, api):
    for method in set(METHODS) - {"post", "head"}:
        problem(getattr(client, method)("/api/v1/tokens/"), 405)
    for method in set(METHODS) - {"delete", "head"}:
        problem(getattr(api, method)("/api/v1/tokens/current/"), 405)


def test_every_answer_carries_the_headers(addresses, api, client):
    answers = [api.get(address) for address in addresses]
    answers += [client.get(address) for address in addresses]
    answers += [api.post(addresses[0]), api.get("/api/v1/nothing/"), api.get("/api/v9/")]
    answers += [api.get("/api/v1/practices/?x=1"), api.get("/api/v1/practices/?format=csv")]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "Set-Cookie" not in answer.headers


def test_what_a_practice_stated_about_people_is_nowhere(
    reader, officer, vanguard, practice, participation, journey
):
    """Names of signatories and what people wrote are told to no reader of the API."""
    participations.decide_in_principle(
        participation_id=participation.pk,
        level="virtual",
        signatories="Dr Secret Signatory",
        by=officer,
        at=NOW,
        note="Dr Secret Note objected.",
    )
    journeys.pause(journey_id=journey.pk, by=officer, at=NOW, note="Dr Secret Note left.")
    client = reader(officer)
    add_role(1, vanguard, practice, officer, OWNER)
    for kind, row in (("participations", participation), ("journeys", journey)):
        for path in (f"{kind}/", f"{kind}/{row.pk}/", f"{kind}/?format=csv"):
            assert b"Secret" not in client.get(f"/api/v1/{path}").getvalue()
