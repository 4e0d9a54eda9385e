"""Who may enter, and what is said to those who may not."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.admin.conftest import text_of
from tests.casework.world import World

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough pass phrase"
SIGN_IN = "/admin/login/?next=/admin/formation/journey/"


def sent(world: World, who: str, password: str = PASSWORD) -> dict[str, str]:
    person = world.actors[who]
    person.set_password(PASSWORD)
    person.save()
    return {"username": person.email, "password": password, "next": "/admin/formation/journey/"}


@pytest.mark.parametrize("who", ["officer", "approver", "auditor", "superuser"])
def test_those_with_a_role_here_come_in(who: str, world: World, fixed_day):
    response = Client().post(SIGN_IN, sent(world, who))
    assert (response.status_code, response["Location"]) == (302, "/admin/formation/journey/")


@pytest.mark.parametrize("who", ["stranger", "manager", "partner", "analyst", "former officer"])
def test_the_others_are_told_that_they_hold_no_role(who: str, world: World, fixed_day):
    client = Client()
    page = text_of(client.post(SIGN_IN, sent(world, who)))
    assert "you hold no role that opens it today" in page
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("who", ["inactive approver", "clock"])
def test_nobody_signs_in_as_one_who_may_not(who: str, world: World, fixed_day):
    page = text_of(Client().post(SIGN_IN, sent(world, who)))
    if who == "inactive approver":
        assert "The e-mail address or the password is wrong." in page
    else:
        assert "you hold no role" in page


def test_a_wrong_password_says_no_more_than_that(world: World, fixed_day):
    known = text_of(Client().post(SIGN_IN, sent(world, "officer", "wrong")))
    unknown = {"username": "nobody@example.org", "password": "wrong"}
    assert "The e-mail address or the password is wrong." in known
    assert "The e-mail address or the password is wrong." in text_of(
        Client().post(SIGN_IN, unknown)
    )
    assert Client().post(SIGN_IN, {"username": "\0", "password": "\0"}).status_code == 200


def test_who_is_signed_in_without_a_role_is_told_so(at: Callable[[str], Client], world: World):
    response = at("manager").get("/admin/", follow=True)
    assert "who holds no role that opens the officers' admin today" in text_of(response)


def test_an_address_elsewhere_is_not_followed(world: World, fixed_day):
    away = {**sent(world, "officer"), "next": "https://example.com/"}
    assert Client().post("/admin/login/", away)["Location"].startswith("/")


def test_every_page_carries_the_strict_policy(at: Callable[[str], Client], world: World):
    journey = world.journey()
    for path in (
        "/admin/login/",
        "/admin/",
        "/admin/formation/journey/",
        f"/admin/formation/journey/{journey.pk}/change/",
        "/admin/formation/journey/?d__year=99999",
        "/admin/formation/journey/x/moves/y/",
    ):
        response = at("officer").get(path)
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert (
            response["Cache-Control"].count("no-store") == 1
            or "no-cache" in response["Cache-Control"]
        )
        assert " style=" not in response.content.decode()
        assert "<style" not in response.content.decode()
        assert "<script>" not in response.content.decode()
