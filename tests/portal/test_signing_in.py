"""Signing in: the same words for everybody who may not, and nowhere else to be sent to."""

import pytest
from django.test import Client

from accounts.selectors import system_user
from portal.forms.signing_in import WRONG

PASSWORD = "a long enough password"


@pytest.fixture
def partner(partner):
    partner.set_password(PASSWORD)
    partner.save()
    return partner


def try_to(client, email, password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": email, "password": password, **more})


def test_an_address_in_any_case_signs_in(client, partner):
    response = try_to(client, f"  {partner.email.upper()} ")
    assert response["Location"] == "/"
    assert client.get("/").status_code == 200


def test_who_may_not_is_told_the_same_whoever_it_is(client, partner, stranger):
    stranger.set_password(PASSWORD)
    stranger.is_active = False
    stranger.save()
    tries = [
        (partner.email, "wrong"),
        ("nobody@example.org", PASSWORD),
        (stranger.email, PASSWORD),
        (system_user().email, "! is not a password"),
        (partner.email, "x" * 5000),
        (partner.email, f"{PASSWORD}\x00"),
        (partner.email, f" {PASSWORD}"),
    ]
    for email, password in tries:
        response = try_to(client, email, password)
        body = response.content.decode()
        assert response.status_code == 422
        assert body.count(WRONG) == 2
        assert "<title>Error: Sign in" in body
        assert f'value="{email}"' in body
        assert password not in body


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "Enter your e-mail address"),
        ("not an address", "in the correct format"),
        ("a@b.org\x00", "in the correct format"),
        ("a@b.org\nBcc: c@d.org", "in the correct format"),
        (f"{'x' * 250}@example.org", "254 characters or less"),
    ],
)
def test_what_is_no_address_is_said_to_be_none(client, db, email, words):
    response = try_to(client, email, "")
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "Enter your password" in response.content.decode()


@pytest.mark.parametrize(
    ("wanted", "sent_to"),
    [
        ("/milestones/", "/milestones/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\evil.example", "/"),
    ],
)
def test_one_comes_to_the_page_that_was_wanted_and_to_no_other_site(
    client, partner, wanted, sent_to
):
    assert try_to(client, partner.email, next=wanted)["Location"] == sent_to


def test_the_page_that_was_wanted_survives_a_wrong_password(client, partner):
    body = try_to(client, partner.email, "wrong", next="/milestones/").content.decode()
    assert 'name="next" value="/milestones/"' in body


def test_signing_in_makes_a_new_session_and_signing_out_ends_it(client, partner):
    client.get("/sign-in/")
    try_to(client, partner.email)
    key = client.session.session_key
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    thief = Client()
    thief.cookies["sessionid"] = key
    assert thief.get("/").status_code == 302


def test_who_is_signed_in_is_not_asked_again(client, partner):
    client.force_login(partner)
    assert client.get("/sign-in/")["Location"] == "/"
