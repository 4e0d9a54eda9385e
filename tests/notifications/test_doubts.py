"""What is done about a try without an outcome, by a provider that can be asked."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from notifications import channels
from notifications.actions import sending
from notifications.actions.claims import EMAIL, begin, claim
from notifications.actions.delivery import deliver_due
from notifications.channels.base import NotSent, Taken
from notifications.models import Message, MessageState
from notifications.rules.channels import Provider, Receipt
from notifications.rules.delivery import PACE, RECORDS_KEPT
from tests.notifications.outboxes import AT, a_person, let_the_lease_run_out, now_is, promise

pytestmark = pytest.mark.django_db


class Remembering:
    """A provider in memory that is asked by reference; it fails as told."""

    provider = Provider.NOTIFY
    remembers = True

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.asked: list[str] = []
        self.failures: list[NotSent] = []
        self.takes_and_fails = False
        self.is_dumb = False
        self.events: list[str] = []

    def ready(self) -> None:
        return None

    def vouch(self) -> None:
        self.events.append("vouch")

    def send(self, letter) -> Taken:
        self.events.append("send")
        failure = self.failures.pop(0) if self.failures else None
        if failure is None or self.takes_and_fails:
            self.taken.append(letter.reference)
        if failure is not None:
            raise failure
        return Taken(f"id-{letter.reference}", Receipt.AWAITED, "Accepted.")

    def find(self, reference) -> Taken | None:
        self.asked.append(reference)
        if self.is_dumb:
            raise NotSent("It did not say.", is_outage=True)
        known = reference in self.taken
        return Taken(f"id-{reference}", Receipt.AWAITED, "Accepted.") if known else None

    def receipt(self, ref) -> Taken | None:
        return None

    def close(self) -> None:
        return None


@pytest.fixture
def notify(monkeypatch):
    provider = Remembering()
    monkeypatch.setattr(channels, "carrier_of", lambda channel: provider)
    return provider


SILENCE = NotSent("No answer came.", in_doubt=True)


def tried(message, *, ago: timedelta) -> None:
    """As if the last try had been so long ago, by the database's clock."""
    Message.objects.filter(pk=message.pk).update(tried_at=Now() - ago, try_after=None)


def test_what_is_not_in_doubt_is_not_asked_about(notify):
    message = promise(a_person())
    deliver_due(at=AT)
    assert notify.asked == []
    kept = now_is(message)
    assert (kept.state, kept.in_doubt) == (MessageState.SENT, False)
    assert (kept.provider, kept.provider_ref) == ("notify", f"id-{message.pk}")
    assert kept.receipt == "awaited"


def test_a_try_that_was_taken_and_not_answered_is_found_and_not_sent_again(notify):
    message = promise(a_person())
    notify.failures, notify.takes_and_fails = [SILENCE], True
    deliver_due(at=AT)
    assert (now_is(message).state, now_is(message).in_doubt) == (MessageState.WAITING, True)
    tried(message, ago=timedelta(seconds=1))
    deliver_due(at=AT + timedelta(minutes=2))
    kept = now_is(message)
    assert (kept.state, kept.in_doubt) == (MessageState.SENT, False)
    assert "nothing was sent again" in kept.outcome
    assert notify.taken == [str(message.pk)]
    assert kept.provider_ref == f"id-{message.pk}"


def test_a_provider_that_does_not_know_it_is_believed_only_after_a_while(notify):
    message = promise(a_person())
    notify.failures = [SILENCE]
    deliver_due(at=AT)
    tried(message, ago=PACE.settles - timedelta(seconds=20))
    deliver_due(at=AT + timedelta(minutes=2))
    kept = now_is(message)
    assert (kept.state, kept.in_doubt) == (MessageState.WAITING, True)
    assert "does not know an earlier try yet" in kept.outcome
    assert notify.taken == []
    tried(message, ago=PACE.settles + timedelta(seconds=1))
    deliver_due(at=AT + timedelta(minutes=20))
    kept = now_is(message)
    assert (kept.state, kept.in_doubt) == (MessageState.SENT, False)
    assert kept.outcome == "Accepted."
    assert notify.taken == [str(message.pk)]


def test_the_time_of_the_doubted_try_is_kept_while_it_is_asked_about(notify):
    message = promise(a_person())
    notify.failures = [SILENCE]
    deliver_due(at=AT)
    tried(message, ago=timedelta(seconds=5))
    before = now_is(message).tried_at
    deliver_due(at=AT + timedelta(minutes=2))
    assert now_is(message).tried_at == before


def test_a_provider_that_does_not_say_is_asked_again_and_nothing_is_sent(notify):
    message = promise(a_person())
    notify.failures, notify.is_dumb = [SILENCE], True
    deliver_due(at=AT)
    tried(message, ago=timedelta(hours=1))
    deliver_due(at=AT + timedelta(minutes=2))
    kept = now_is(message)
    assert (kept.state, kept.in_doubt) == (MessageState.WAITING, True)
    assert notify.events.count("send") == 1


def test_what_the_provider_has_forgotten_is_for_an_officer_and_not_sent_again(notify):
    message = promise(a_person())
    notify.failures = [SILENCE]
    deliver_due(at=AT)
    tried(message, ago=RECORDS_KEPT + timedelta(seconds=1))
    deliver_due(at=AT + timedelta(minutes=2))
    kept = now_is(message)
    assert (kept.state, kept.in_doubt) == (MessageState.NEEDS_REVIEW, True)
    assert "cannot be asked any more" in kept.outcome
    assert notify.asked == []


def test_a_try_by_a_provider_that_is_not_in_use_any_more_is_for_an_officer(notify):
    message = promise(a_person())
    notify.failures = [SILENCE]
    deliver_due(at=AT)
    tried(message, ago=timedelta(hours=1))
    notify.provider = Provider.SMTP
    deliver_due(at=AT + timedelta(minutes=2))
    kept = now_is(message)
    assert kept.state == MessageState.NEEDS_REVIEW
    assert "An earlier try by notify has no outcome" in kept.outcome
    assert kept.provider == "notify", "it is still known who could be asked"
    assert notify.events.count("send") == 1


def test_a_kill_after_the_provider_took_it_is_found(notify):
    message = promise(a_person())
    [held] = claim(at=AT, size=1)
    assert begin(held, at=AT, provider=Provider.NOTIFY)
    notify.taken.append(str(message.pk))
    let_the_lease_run_out(message)
    deliver_due(at=AT)
    assert now_is(message).state == MessageState.SENT
    assert notify.events.count("send") == 0


def test_it_is_signed_before_the_lease_is_asked_for_each_time(notify, monkeypatch):
    """Otherwise a sender frozen between the two could send when it wakes."""
    seen = []
    for name in ("begin", "try_again"):
        real = getattr(sending, name)
        monkeypatch.setattr(
            sending,
            name,
            lambda *a, real=real, name=name, **k: seen.append(notify.events[-1:]) or real(*a, **k),
        )
    message = promise(a_person())
    notify.failures = [SILENCE]
    deliver_due(at=AT)
    tried(message, ago=timedelta(hours=1))
    notify.events.append("later")
    deliver_due(at=AT + timedelta(minutes=2))
    assert now_is(message).state == MessageState.SENT
    assert seen == [["vouch"]] * 3


def test_a_sender_that_was_stopped_after_it_began_asks_for_its_lease_once_more(notify, monkeypatch):
    message = promise(a_person())
    ticks = iter([0.0, PACE.lease.total_seconds()])
    monkeypatch.setattr(sending.time, "monotonic", lambda: next(ticks, 1e6))
    real = sending.notices.letter

    def slowly(held):
        let_the_lease_run_out(message)
        return real(held)

    monkeypatch.setattr(sending.notices, "letter", slowly)
    sender = sending.Sender(EMAIL, notify, lambda: AT, sending.Tally(), PACE)
    [held] = claim(at=AT, size=1)
    assert sender._deliver(held) is sending.Fate.LOST
    assert notify.events.count("send") == 0
