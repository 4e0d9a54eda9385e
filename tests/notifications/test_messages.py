"""What an officer does with a message that was not sent."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError

from accounts.roles import Role
from audit.models import AuditEvent
from core.errors import NotFound, NotPermitted, Refused
from notifications.actions import messages
from notifications.actions.delivery import deliver_due
from notifications.actions.messages import post_proof, resend
from notifications.models import Message, MessageState
from notifications.rules.delivery import PACE
from notifications.selectors import last_reminder_sent, messages_about, needing_review, waiting
from tests.notifications.outboxes import AT, a_person, an_officer, now_is, promise, the_clock

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _mailbox_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def stopped():
    """A message that has been tried often enough."""
    message = promise(a_person())
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.NEEDS_REVIEW, attempts=PACE.most_attempts, outcome="Try 8 failed."
    )
    return message


@pytest.mark.parametrize("role", [Role.PROGRAMME_OFFICER, Role.APPROVING_OFFICER])
def test_an_officer_has_it_sent_again_and_the_audit_remembers_what_it_was(stopped, role):
    officer = an_officer(role)
    resend(message_id=stopped.pk, by=officer, at=LATER)
    kept = now_is(stopped)
    assert (kept.state, kept.attempts) == (MessageState.WAITING, 0)
    assert kept.outcome == "To be sent again: Olu Officer, Friday 4 December 2026."
    event = AuditEvent.objects.get(kind="message.resent", about_id=str(stopped.pk))
    assert (event.by_id, event.at) == (officer.pk, LATER)
    kept = {"attempts": PACE.most_attempts, "outcome": "Try 8 failed.", "note": ""}
    assert event.facts == kept
    deliver_due(at=LATER)
    assert now_is(stopped).state == MessageState.SENT
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ANALYST, None])
def test_nobody_else_may(stopped, role):
    person = an_officer(role) if role else a_person()
    with pytest.raises(NotPermitted):
        resend(message_id=stopped.pk, by=person, at=LATER)
    assert now_is(stopped).state == MessageState.NEEDS_REVIEW
    assert not AuditEvent.objects.filter(kind="message.resent").exists()


@pytest.mark.parametrize("state", [s for s in MessageState if s is not MessageState.NEEDS_REVIEW])
def test_a_message_that_needs_no_review_is_refused(state):
    message = promise(a_person())
    extra = {
        MessageState.SENT: {"sent_at": AT},
        MessageState.SENDING: {"claim_token": uuid4(), "lease_until": AT},
        MessageState.SUPPRESSED: {"outcome": "Met."},
        MessageState.TOLD_OTHERWISE: {"outcome": "By telephone."},
        MessageState.GIVEN_UP: {"outcome": "Too late to matter."},
        MessageState.BUNDLED: {"digest": message},
    }
    Message.objects.filter(pk=message.pk).update(state=state, **extra.get(state, {}))
    with pytest.raises(Refused, match="Only a message that needs review") as refusal:
        resend(message_id=message.pk, by=an_officer(), at=LATER)
    assert refusal.value.reasons[0].code == "message_not_in_review"
    assert now_is(message).state == state


def test_a_message_that_is_not_there_is_said_so():
    with pytest.raises(NotFound):
        resend(message_id=uuid4(), by=an_officer(), at=LATER)


def test_if_the_audit_cannot_be_written_nothing_has_changed(stopped, monkeypatch):
    def broken(**_):
        raise IntegrityError("no audit today")

    monkeypatch.setattr(messages, "record", broken)
    with pytest.raises(IntegrityError):
        resend(message_id=stopped.pk, by=an_officer(), at=LATER)
    assert now_is(stopped).state == MessageState.NEEDS_REVIEW


def test_a_proof_is_a_message_of_its_own_each_time():
    officer, clock = an_officer(), the_clock()
    first = post_proof(to=officer, by=clock, at=AT)
    second = post_proof(to=officer, by=clock, at=AT)
    assert first.pk != second.pk
    assert AuditEvent.objects.filter(kind="message.proof_posted", by_id=clock.pk).count() == 2
    assert deliver_due(at=AT).sent == 2


def test_reads_tell_waiting_reviewed_and_sent_apart(stopped):
    person = a_person()
    reminder = promise(person)
    assert set(waiting()) == {reminder}
    assert list(needing_review()) == [stopped]
    assert last_reminder_sent() is None
    deliver_due(at=AT)
    assert last_reminder_sent() == reminder
    assert list(messages_about("accounts.user", person.pk)) == [reminder]


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"state": "sent"},
        {"sent_at": AT},
        {"state": "sending"},
        {"claim_token": uuid4()},
        {"state": "suppressed"},
        {"state": "needs_review"},
    ],
)
def test_the_database_refuses_a_message_that_contradicts_itself(wrong):
    message = promise(a_person())
    with pytest.raises(IntegrityError):
        Message.objects.filter(pk=message.pk).update(**wrong)
