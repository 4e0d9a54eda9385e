"""Signing in to the API and out of it; a token outlives no role."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from knox.models import AuthToken

from accounts.actions import tokens
from accounts.models import Membership, User
from audit.models import AuditEvent
from core.errors import NotFound, NotPermitted, Refused
from tests.reporting.conftest import problem
from tests.support.people import NOW, TODAY

PASSWORD = "correct horse battery staple"


@pytest.fixture
def signing_in(analyst):
    """The analyst, with a password."""
    analyst.set_password(PASSWORD)
    analyst.save()
    return analyst


def sign_in(client, email, password=PASSWORD):
    body = {"email": email, "password": password}
    return client.post("/api/v1/tokens/", body, content_type="application/json")


def with_token(secret):
    return {"headers": {"Authorization": f"Token {secret}"}}


def test_signing_in_gives_a_token_that_reads_for_twelve_hours(client, signing_in):
    answer = sign_in(client, signing_in.email.upper())
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.json()
    assert told["expires_at"] == (NOW + timedelta(hours=12)).isoformat()
    held = with_token(told["token"])
    assert client.get("/api/v1/practices/", **held).status_code == 200
    with time_machine.travel(NOW + timedelta(hours=11, minutes=59), tick=False):
        assert client.get("/api/v1/practices/", **held).status_code == 200
    with time_machine.travel(NOW + timedelta(hours=12), tick=False):
        problem(client.get("/api/v1/practices/", **held), 401)


def test_only_a_hash_is_kept_and_issuing_is_on_record(client, signing_in):
    secret = sign_in(client, signing_in.email).json()["token"]
    token = AuthToken.objects.get(user=signing_in)
    assert secret not in (token.digest, token.token_key)
    event = AuditEvent.objects.get(kind="token.issue")
    assert (event.by_id, event.about_id) == (signing_in.pk, str(signing_in.pk))
    assert secret not in str(event.facts)


def test_an_unknown_person_and_a_wrong_password_get_the_same_answer(client, signing_in):
    unknown = sign_in(client, "nobody@example.org")
    wrong = sign_in(client, signing_in.email, "wrong")
    User.objects.filter(pk=signing_in.pk).update(is_active=False)
    inactive = sign_in(client, signing_in.email)
    for answer in (unknown, wrong, inactive):
        assert problem(answer, 401)["type"] == "sign_in_failed"
        assert answer.headers["WWW-Authenticate"] == "Token"
    assert unknown.content == wrong.content == inactive.content


def test_a_person_without_a_role_gets_no_token(client, stranger, manager):
    for person in (stranger, manager):
        person.set_password(PASSWORD)
        person.save()
        assert problem(sign_in(client, person.email), 403)["type"] == "notpermitted"
    assert not AuthToken.objects.exists()


def test_nobody_signs_in_as_the_system(client, clock):
    problem(sign_in(client, clock.email, "!"), 401)


def test_a_token_stops_with_the_role_and_not_a_request_later(reader, analyst):
    client = reader(analyst)
    assert client.get("/api/v1/practices/").status_code == 200
    Membership.objects.filter(user=analyst).update(ends_on=TODAY, ended_by=analyst)
    assert problem(client.get("/api/v1/practices/"), 403)["type"] == "no_api_role"


def test_a_token_stops_with_the_person(reader, analyst):
    client = reader(analyst)
    User.objects.filter(pk=analyst.pk).update(is_active=False)
    problem(client.get("/api/v1/practices/"), 401)


def test_signing_out_ends_this_token_and_no_other(reader, analyst):
    one, other = reader(analyst), reader(analyst)
    answer = one.delete("/api/v1/tokens/current/")
    assert (answer.status_code, answer.content) == (204, b"")
    problem(one.get("/api/v1/practices/"), 401)
    assert other.get("/api/v1/practices/").status_code == 200
    event = AuditEvent.objects.get(kind="token.revoke")
    assert event.by_id == analyst.pk


def test_a_former_analyst_may_still_end_the_token(former_analyst):
    assert former_analyst.delete("/api/v1/tokens/current/").status_code == 204


def test_signing_out_without_a_token_is_refused(client, db):
    problem(client.delete("/api/v1/tokens/current/"), 401)


def test_reading_deletes_nothing(reader, analyst):
    client = reader(analyst)
    AuthToken.objects.create(user=analyst, expiry=timedelta(0))
    AuthToken.objects.filter(expiry__lte=NOW).update(expiry=NOW - timedelta(days=1))
    client.get("/api/v1/practices/")
    assert AuthToken.objects.count() == 2


def test_there_are_at_most_ten_tokens_and_those_that_ran_out_make_room(analyst):
    for _ in range(10):
        tokens.issue(user=analyst, by=analyst, at=NOW)
    with pytest.raises(Refused) as refused:
        tokens.issue(user=analyst, by=analyst, at=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["too_many_tokens"]
    tokens.issue(user=analyst, by=analyst, at=NOW + timedelta(hours=12))
    assert AuthToken.objects.count() == 1


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(days=-1), timedelta(days=366)])
def test_a_token_lasts_a_year_at_most(analyst, lasts):
    with pytest.raises(Refused) as refused:
        tokens.issue(user=analyst, by=analyst, at=NOW, lasts=lasts)
    assert [reason.code for reason in refused.value.reasons] == ["lasts_too_long"]


def test_nothing_is_issued_if_it_cannot_be_recorded(analyst, monkeypatch):
    def broken(**_):
        raise RuntimeError("no room for the audit")

    monkeypatch.setattr(tokens, "record", broken)
    with pytest.raises(RuntimeError, match="audit"):
        tokens.issue(user=analyst, by=analyst, at=NOW)
    assert not AuthToken.objects.exists()


def test_an_act_refuses_who_holds_no_role(stranger):
    with pytest.raises(NotPermitted):
        tokens.issue(user=stranger, by=stranger, at=NOW)


def test_a_token_is_ended_once(analyst):
    token, _ = tokens.issue(user=analyst, by=analyst, at=NOW)
    tokens.revoke(digest=token.digest, by=analyst, at=NOW)
    with pytest.raises(NotFound):
        tokens.revoke(digest=token.digest, by=analyst, at=NOW)


def test_the_command_prints_a_token_and_nothing_else(client, analyst, capsys):
    call_command("issue_token", analyst.email.upper(), "--days", "7")
    secret = capsys.readouterr().out.removesuffix("\n")
    assert client.get("/api/v1/practices/", **with_token(secret)).status_code == 200
    assert AuthToken.objects.get().expiry == NOW + timedelta(days=7)


@pytest.mark.parametrize("days", ["0", "-5", "366", "99999999999"])
def test_the_command_issues_for_a_year_at_most(analyst, days):
    with pytest.raises(CommandError, match="from one to 365 days"):
        call_command("issue_token", analyst.email, "--days", days)


def test_the_command_says_who_is_unknown_or_has_no_role(stranger):
    with pytest.raises(CommandError, match=r"Nobody has the e-mail address x@example\.org"):
        call_command("issue_token", "x@example.org")
    with pytest.raises(CommandError, match="You may not do this"):
        call_command("issue_token", stranger.email)


def test_a_role_that_has_not_begun_reads_nothing(stranger):
    Membership.objects.create(
        user=stranger,
        role="analyst",
        starts_on=TODAY + timedelta(days=1),
        granted_by=stranger,
    )
    with pytest.raises(NotPermitted):
        tokens.issue(user=stranger, by=stranger, at=NOW)
