"""The circuit breaker that all senders share: opened, tried by one, closed, seen by officers."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import Now

from core.errors import NotFound, NotPermitted
from notifications import channels
from notifications.actions.breakers import (
    ask_again,
    failed,
    give_back,
    hold_back,
    passage,
    succeeded,
)
from notifications.actions.delivery import deliver_due
from notifications.channels.base import NotSent
from notifications.models import Breaker, Message, MessageState
from notifications.rules.delivery import PACE
from tests.notifications.outboxes import AT, a_person, an_officer, now_is, promise, promises
from tests.notifications.test_delivery import Failing

pytestmark = pytest.mark.django_db

ONE, OTHER = uuid4(), uuid4()


def fail(times: int, token=ONE) -> None:
    for _ in range(times):
        failed("smtp", "It is down.", token=token)


def the_breaker() -> Breaker:
    return Breaker.objects.get(circuit="smtp")


def rest() -> None:
    """As if the rest were over, by the database's clock."""
    Breaker.objects.update(open_until=Now() - timedelta(seconds=1))


def rests_for() -> timedelta:
    found = Breaker.objects.annotate(now=Now()).get(circuit="smtp")
    return found.open_until - found.now


def test_a_provider_that_never_failed_is_asked():
    assert passage("smtp", token=ONE).closed_because == ""


def test_it_is_left_alone_by_everybody_after_enough_failures_in_a_row():
    fail(PACE.failures - 1)
    assert passage("smtp", token=OTHER).has_failed
    assert passage("smtp", token=OTHER).closed_because == ""
    fail(1, token=OTHER)
    assert passage("smtp", token=ONE).closed_because == "It is down."
    assert passage("notify", token=ONE).closed_because == ""


def test_a_success_in_between_begins_the_count_anew():
    fail(PACE.failures - 1)
    succeeded("smtp", token=OTHER)
    fail(PACE.failures - 1)
    assert passage("smtp", token=ONE).closed_because == ""


def test_after_its_rest_one_sender_alone_tries():
    fail(PACE.failures)
    rest()
    assert passage("smtp", token=ONE).is_probe
    assert passage("smtp", token=OTHER).closed_because
    assert passage("smtp", token=ONE).is_probe, "it is still the one"
    give_back("smtp", token=ONE)
    assert passage("smtp", token=OTHER).is_probe


def test_a_sender_that_died_while_it_tried_is_replaced():
    fail(PACE.failures)
    rest()
    assert passage("smtp", token=ONE).is_probe
    Breaker.objects.update(probe_until=Now() - timedelta(seconds=1))
    assert passage("smtp", token=OTHER).is_probe


def test_each_time_that_the_trial_fails_it_rests_longer_up_to_a_limit():
    fail(PACE.failures)
    assert abs(rests_for() - PACE.rests[0]) < timedelta(seconds=2)
    for expected in (*PACE.rests[1:], PACE.rests[-1]):
        rest()
        assert passage("smtp", token=ONE).is_probe
        fail(1)
        assert abs(rests_for() - expected) < timedelta(seconds=2)
        assert the_breaker().probe_token is None


def test_a_trial_that_succeeds_opens_the_way_for_all():
    fail(PACE.failures)
    rest()
    passage("smtp", token=ONE)
    succeeded("smtp", token=ONE)
    assert passage("smtp", token=OTHER).closed_because == ""
    assert (the_breaker().failures, the_breaker().openings, the_breaker().why) == (0, 0, "")


def test_a_success_of_somebody_else_who_began_before_does_not_end_the_rest():
    fail(PACE.failures)
    succeeded("smtp", token=OTHER)
    assert passage("smtp", token=OTHER).closed_because


def test_a_provider_that_names_a_time_is_left_alone_until_then_and_never_shorter():
    hold_back("smtp", "It answered 429.", wait=timedelta(minutes=10))
    assert passage("smtp", token=ONE).closed_because == "It answered 429."
    hold_back("smtp", "It answered 429 again.", wait=timedelta(minutes=1))
    assert rests_for() > timedelta(minutes=9)


@pytest.fixture
def mail_server(monkeypatch):
    def fail(*failures):
        server = Failing(*failures)
        monkeypatch.setattr(channels, "carrier_of", lambda channel: server)
        return server

    return fail


def test_a_sweep_tries_one_message_after_the_rest_and_then_sends_the_others(mail_server):
    messages = promises(12)
    mail_server(NotSent("It is down.", is_outage=True))
    deliver_due(at=AT)
    tried = Message.objects.filter(attempts=1).count()
    assert tried == PACE.failures
    assert deliver_due(at=AT + timedelta(minutes=10)).claimed == 0, "nobody asks it"
    rest()
    server = mail_server(None)
    at = AT + timedelta(minutes=10)
    assert deliver_due(at=at).sent == 12
    assert len(server.sent) == 12
    assert {now_is(message).state for message in messages} == {MessageState.SENT}
    assert the_breaker().open_until is None


def test_a_trial_that_fails_costs_one_message_one_try(mail_server):
    promises(12)
    mail_server(NotSent("It is down.", is_outage=True))
    deliver_due(at=AT)
    rest()
    tally = deliver_due(at=AT + timedelta(minutes=10))
    assert tally.claimed == 1
    assert tally.stopped == "It is down."


def test_a_limit_stops_all_senders_for_as_long_as_the_provider_asks(mail_server):
    promises(3)
    mail_server(NotSent("429", is_outage=True, wait=timedelta(minutes=7)))
    assert deliver_due(at=AT).claimed == 3
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    tried = Message.objects.get(attempts=1)
    assert tried.try_after - AT >= timedelta(minutes=7)
    assert timedelta(minutes=6) < rests_for() <= timedelta(minutes=7)


def test_a_letter_that_is_at_fault_itself_is_no_failure_of_the_provider(mail_server):
    promises(PACE.failures + 2)
    mail_server(NotSent("550 No such person.", permanent=True))
    deliver_due(at=AT)
    assert not Breaker.objects.exists()
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.NEEDS_REVIEW}


def test_an_officer_has_it_asked_again_at_once_and_nobody_else_may():
    fail(PACE.failures)
    breaker, officer = the_breaker(), an_officer()
    said = {"breaker_id": breaker.pk, "at": AT, "note": "They say it is mended."}
    with pytest.raises(NotPermitted):
        ask_again(by=a_person(), **said)
    ask_again(by=officer, **said)
    assert passage("smtp", token=ONE).closed_because == ""
    with pytest.raises(NotFound):
        ask_again(by=officer, **said)


def test_officers_see_why_a_provider_is_left_alone(client):
    fail(PACE.failures)
    promise(a_person())
    client.force_login(an_officer())
    page = client.get("/admin/notifications/breaker/").content.decode()
    assert "It is down." in page
    board = client.get("/admin/").content.decode()
    assert "Providers that fail" in board
    url = f"/admin/notifications/breaker/{the_breaker().pk}/moves/ask-again/"
    assert client.post(url, {"note": "Mended."}).status_code == 302
    assert the_breaker().open_until is None
