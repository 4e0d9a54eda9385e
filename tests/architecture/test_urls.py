"""Every address has a declared permission, and asks for it."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import URLResolver

from tests.architecture.url_permissions import API, CALLBACKS, EVERYONE, PORTAL, Needs, needs
from tests.casework.attempts import world
from tests.support.people import NOW

__all__ = ["world"]

DUMMY = {
    "uuid": str(UUID(int=7)),
    "slug": "decide",
    "int": "1",
    "str": "pause",
    "path": str(UUID(int=7)),
}


@pytest.fixture(autouse=True)
def _on_the_fixed_day():
    with time_machine.travel(NOW, tick=False):
        yield


def walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from walk(pattern.url_patterns, route)


ROUTES = sorted(set(walk(get_resolver().url_patterns)))


def address(route: str) -> str:
    """An address that the route matches."""
    if "(?P<app_label>" in route:
        return "/admin/formation/"
    plain = re.sub(r"<(\w+):\w+>", lambda found: DUMMY[found[1]], route)
    return "/" + plain.replace("(?P<url>.*)$", "anything").replace("^", "")


def answers(client: Client, wanted: Needs) -> dict[str, tuple[int, str]]:
    """What each address that asks for this says: status, and where it sends."""
    found = {}
    for route in ROUTES:
        if needs(route) is wanted:
            response = client.get(address(route))
            if response.status_code == 405:
                response = client.post(address(route))
            found[route] = (response.status_code, response.headers.get("Location", ""))
    return found


def test_every_address_is_in_the_table_and_the_table_names_no_other():
    assert [route for route in ROUTES if needs(route) is None] == []
    assert {*EVERYONE, *PORTAL, *API, *CALLBACKS} - set(ROUTES) == set()


def test_nobody_is_let_in_without_signing_in(db, client):
    portal = answers(client, Needs.SPEAKS_FOR_A_PRACTICE)
    assert {status for status, _ in portal.values()} == {302}
    assert all(to.startswith("/sign-in/?next=") for _, to in portal.values())
    admin = answers(client, Needs.OPENS_THE_ADMIN)
    assert {status for status, _ in admin.values()} == {302}
    assert all("/admin/login/?next=" in to for _, to in admin.values()), admin
    assert {status for status, _ in answers(client, Needs.READS_THE_API).values()} == {401}
    assert {status for status, _ in answers(client, Needs.SHOWS_OUR_TOKEN).values()} == {403}


@pytest.mark.parametrize("who", ["stranger", "analyst", "partner", "former officer"])
def test_the_admin_is_for_those_whose_role_opens_it(world, client, who):
    client.force_login(world.actors[who])
    found = answers(client, Needs.OPENS_THE_ADMIN)
    let_in = {route: answer for route, answer in found.items() if answer[0] not in (302, 403)}
    assert let_in == {}


@pytest.mark.parametrize("who", ["stranger", "analyst", "former partner"])
def test_the_portal_is_for_those_who_speak_for_a_practice(world, client, who):
    client.force_login(world.actors[who])
    found = answers(client, Needs.SPEAKS_FOR_A_PRACTICE)
    assert {route for route, (status, _) in found.items() if status == 200} == set()


def test_what_is_open_to_everyone_says_why(db, client):
    found = answers(client, Needs.NOTHING)
    assert {status for status, _ in found.values()} <= {200, 302, 401, 404, 415, 503}
    assert all(EVERYONE.values())
