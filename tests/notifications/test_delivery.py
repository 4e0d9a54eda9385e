"""What a sweep does with each message: sent once, or a reason written down why not."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.core import mail

from core.law import Reason
from notifications import channels, needed
from notifications.actions import delivery, sending
from notifications.actions.claims import begin, claim, settle
from notifications.actions.delivery import deliver_due
from notifications.channels.base import Forgetful, NotSent, Taken, Unreachable
from notifications.models import Breaker, Heartbeat, Message, MessageState
from notifications.rules.channels import Provider
from notifications.rules.delivery import PACE, WAITS
from notifications.selectors import SWEEP, last_beat
from tests.notifications.outboxes import (
    AT,
    a_person,
    let_the_lease_run_out,
    now_is,
    promise,
    promises,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mailbox_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


class Failing(Forgetful):
    """A mail server that fails as told and counts how often it was asked."""

    provider = Provider.SMTP

    def __init__(self, *failures: Exception | None) -> None:
        self.failures = list(failures)
        self.sent = []

    def ready(self) -> None:
        if self.failures and isinstance(self.failures[0], Unreachable):
            raise self.failures[0]

    def send(self, letter) -> Taken:
        failure = self.failures.pop(0) if len(self.failures) > 1 else self.failures[0]
        if failure is not None:
            raise failure
        self.sent.append(letter)
        return Taken(said="Accepted by the mail server.")

    def close(self) -> None:
        return None


@pytest.fixture
def mail_server(monkeypatch):
    """Put a failing mail server in the place of e-mail."""

    def fail(*failures):
        server = Failing(*failures)
        monkeypatch.setattr(channels, "carrier_of", lambda channel: server)
        return server

    return fail


def starts(message: Message):
    """Begin one try, as a sender does."""
    return begin(message, at=AT, provider=Provider.SMTP)


def test_a_due_message_is_sent_once_under_a_name_made_of_its_identifier():
    message = promise(a_person())
    assert deliver_due(at=AT).sent == 1
    sent = now_is(message)
    assert (sent.state, sent.attempts, sent.in_doubt) == (MessageState.SENT, 1, False)
    assert sent.sent_to == message.to.email
    assert AT <= sent.sent_at < AT + timedelta(seconds=10)
    assert sent.outcome == "Accepted by the mail server."
    [letter] = mail.outbox
    assert letter.to == [message.to.email]
    assert str(message.pk) in letter.extra_headers["Message-ID"]
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_ten_sweeps_send_one_mail():
    promise(a_person())
    for minute in range(10):
        deliver_due(at=AT + timedelta(minutes=minute))
    assert len(mail.outbox) == 1


def test_a_message_waits_until_it_is_due_and_is_not_forgotten_when_days_pass():
    promise(a_person(), at=AT)
    assert deliver_due(at=AT - timedelta(seconds=1)).claimed == 0
    assert deliver_due(at=AT + timedelta(days=3)).sent == 1


def test_a_sweep_works_in_batches_and_stops_at_its_limit():
    promises(PACE.batch + 5)
    assert deliver_due(at=AT, limit=PACE.batch + 2).sent == PACE.batch + 2
    assert Message.objects.filter(state=MessageState.WAITING).count() == 3


def test_a_sweep_stops_claiming_when_its_time_is_up():
    promises(2)
    assert deliver_due(at=AT, longest=timedelta(0)).claimed == 0


def test_a_person_whose_account_is_closed_is_told_nothing_and_the_row_says_why():
    message = promise(a_person())
    message.to.is_active = False
    message.to.save(update_fields=["is_active"])
    deliver_due(at=AT)
    kept = now_is(message)
    assert kept.state == MessageState.SUPPRESSED
    assert kept.outcome == "The person's account is closed."
    assert mail.outbox == []


def test_an_app_above_says_that_a_message_is_no_longer_needed(monkeypatch):
    monkeypatch.setattr(needed, "_questions", {})
    seen = []

    def question(message, at):
        seen.append(at)
        return Reason("milestone_is_closed", "The milestone was met on 3 December 2026.")

    needed.ask("milestone_reminder", question)
    needed.ask("milestone_reminder", question)
    reminder, other = promise(a_person()), promise(a_person(), kind="milestone_overdue")
    deliver_due(at=AT)
    assert now_is(reminder).state == MessageState.SUPPRESSED
    assert now_is(reminder).outcome == "The milestone was met on 3 December 2026."
    assert now_is(reminder).reason == "milestone_is_closed"
    assert now_is(other).state == MessageState.SENT
    assert len(seen) == 1
    assert seen[0] >= AT


def test_a_question_that_fails_puts_its_message_off_and_stops_no_other(monkeypatch):
    monkeypatch.setattr(needed, "_questions", {})
    needed.ask("milestone_reminder", lambda message, at: 1 / 0)
    reminder, other = promise(a_person()), promise(a_person(), kind="milestone_overdue")
    deliver_due(at=AT)
    kept = now_is(reminder)
    assert kept.state == MessageState.WAITING
    assert "ZeroDivisionError" in kept.outcome
    assert not kept.in_doubt
    assert now_is(other).state == MessageState.SENT


def test_an_unknown_kind_and_a_missing_fact_are_shown_to_an_officer_and_stop_no_other():
    unknown = promise(a_person(), kind="never_written")
    holed = promise(a_person(), kind="participation_decided")
    fine = promise(a_person())
    deliver_due(at=AT)
    assert now_is(unknown).state == MessageState.NEEDS_REVIEW
    assert "never_written" in now_is(unknown).outcome
    assert now_is(holed).state == MessageState.NEEDS_REVIEW
    assert "'practice' is undefined" in now_is(holed).outcome
    assert now_is(fine).state == MessageState.SENT


def test_a_refusal_for_now_is_tried_again_after_a_growing_wait(mail_server):
    message = promise(a_person())
    server = mail_server(NotSent("The mail server answered 451: Later."))
    at = AT
    for number, wait in enumerate(WAITS, start=1):
        deliver_due(at=at)
        kept = now_is(message)
        assert (kept.state, kept.attempts) == (MessageState.WAITING, number)
        assert kept.outcome == f"Try {number} failed. The mail server answered 451: Later."
        assert abs((kept.try_after - at) / wait - 1) < 0.26
        assert deliver_due(at=kept.try_after - timedelta(seconds=1)).claimed == 0
        at = kept.try_after
    deliver_due(at=at)
    kept = now_is(message)
    assert (kept.state, kept.attempts) == (MessageState.NEEDS_REVIEW, PACE.most_attempts)
    assert kept.due_at == AT
    assert not kept.in_doubt
    assert server.sent == []


def test_a_refusal_for_good_is_shown_to_an_officer_at_once(mail_server):
    message = promise(a_person())
    mail_server(NotSent("The mail server answered 550: No such person.", permanent=True))
    deliver_due(at=AT)
    assert now_is(message).state == MessageState.NEEDS_REVIEW
    assert now_is(message).outcome == "The mail server answered 550: No such person."


def test_a_mail_server_that_does_not_answer_stops_the_sweep_and_the_rest_is_given_back(
    mail_server,
):
    messages = promises(8)
    mail_server(NotSent("No answer came: timed out", in_doubt=True))
    tally = deliver_due(at=AT)
    assert tally.stopped == "No answer came: timed out"
    rows = [now_is(message) for message in messages]
    tried = [(0, False)] * 3 + [(1, True)] * PACE.failures
    assert sorted((row.attempts, row.in_doubt) for row in rows) == tried
    assert {row.state for row in rows} == {MessageState.WAITING}
    assert {row.lease_until for row in rows} == {None}
    assert Breaker.objects.get(circuit="smtp").open_until is not None


def test_a_mail_server_that_cannot_be_reached_costs_no_message_a_try(mail_server):
    messages = promises(3)
    mail_server(Unreachable("The mail server cannot be reached: refused"))
    tally = delivery.sweep(at=AT)
    assert tally.stopped.startswith("The mail server cannot be reached")
    for message in messages:
        assert (now_is(message).state, now_is(message).attempts) == (MessageState.WAITING, 0)
    assert "cannot be reached" in last_beat(SWEEP).note


def test_a_mail_whose_fate_was_unknown_is_sent_again_and_says_that_it_may_be_there_twice(
    mail_server,
):
    message = promise(a_person())
    server = mail_server(NotSent("No answer came: timed out", in_doubt=True), None)
    deliver_due(at=AT)
    deliver_due(at=now_is(message).try_after)
    kept = now_is(message)
    assert (kept.state, kept.attempts, kept.in_doubt) == (MessageState.SENT, 2, True)
    assert "may have arrived twice" in kept.outcome
    assert len(server.sent) == 1


class Killed(BaseException):
    """The process ends here; no handler of ours sees it."""


def test_a_kill_between_sending_and_marking_sends_again_under_the_same_name(monkeypatch):
    message = promise(a_person())
    with monkeypatch.context() as patch:
        patch.setattr(sending, "settle", Mock(side_effect=Killed))
        with pytest.raises(Killed):
            deliver_due(at=AT)
    assert (now_is(message).state, now_is(message).in_doubt) == (MessageState.SENDING, True)
    assert deliver_due(at=AT + timedelta(minutes=4)).claimed == 0, "the lease still runs"
    let_the_lease_run_out(message)
    deliver_due(at=AT + timedelta(minutes=6))
    kept = now_is(message)
    assert (kept.state, kept.attempts, kept.in_doubt) == (MessageState.SENT, 2, True)
    assert "may have arrived twice" in kept.outcome
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_a_kill_before_the_try_is_begun_leaves_no_doubt():
    message = promise(a_person())
    claim(at=AT, size=10)
    let_the_lease_run_out(message)
    deliver_due(at=AT)
    kept = now_is(message)
    assert (kept.state, kept.attempts, kept.in_doubt) == (MessageState.SENT, 1, False)
    assert kept.outcome == "Accepted by the mail server."


def test_a_message_that_stops_every_sender_is_taken_out_after_enough_tries():
    message = promise(a_person())
    Message.objects.filter(pk=message.pk).update(
        attempts=PACE.most_attempts, in_doubt=True, tried_at=AT
    )
    deliver_due(at=AT)
    kept = now_is(message)
    assert kept.state == MessageState.NEEDS_REVIEW
    assert "Every try was cut off" in kept.outcome
    assert "may have arrived." in kept.outcome
    assert mail.outbox == []


def test_a_sender_that_wakes_after_its_lease_can_neither_send_nor_mark():
    message = promise(a_person())
    [held_by_sleeper] = claim(at=AT, size=1)
    begun_by_sleeper = starts(held_by_sleeper).message
    let_the_lease_run_out(message)
    [held_by_other] = claim(at=AT, size=1)
    assert starts(held_by_sleeper) is None
    begun_by_other = starts(held_by_other).message
    assert not settle(
        begun_by_sleeper, MessageState.SUPPRESSED, outcome="Too late.", in_doubt=False
    )
    assert now_is(message).state == MessageState.SENDING
    assert settle(begun_by_other, MessageState.SENT, outcome="Sent.", in_doubt=False, sent_at=AT)
    assert now_is(message).outcome == "Sent."


def test_a_sender_whose_lease_ran_out_sends_nothing_even_if_nobody_took_over():
    message = promise(a_person())
    [held] = claim(at=AT, size=1)
    let_the_lease_run_out(message)
    assert starts(held) is None


def test_each_message_is_claimed_by_one_sender_only():
    promises(3)
    first = claim(at=AT, size=2)
    second = claim(at=AT, size=2)
    assert len(first) == 2
    assert len(second) == 1
    assert not {row.pk for row in first} & {row.pk for row in second}


def test_the_mail_goes_to_the_address_of_the_day_of_sending():
    message = promise(a_person())
    message.to.email = "new@example.invalid"
    message.to.save(update_fields=["email"])
    deliver_due(at=AT)
    assert mail.outbox[0].to == ["new@example.invalid"]
    assert now_is(message).sent_to == "new@example.invalid"


def test_every_sweep_leaves_one_sign_of_life():
    delivery.sweep(at=AT)
    promise(a_person())
    delivery.sweep(at=AT + timedelta(minutes=1))
    beat = Heartbeat.objects.get(name=SWEEP)
    assert beat.at >= AT + timedelta(minutes=1)
    assert beat.note == "1 sent."
