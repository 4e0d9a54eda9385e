"""What a message says is frozen when it is promised: its facts, and the words round them."""

import hashlib

import pytest
from django.core import mail
from django.db import DatabaseError, connection

from notifications import notices
from notifications.actions.delivery import deliver_due
from notifications.models import Message, MessageState, MessageWording
from tests.notifications.outboxes import AT, a_person, now_is, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def next_release(settings, tmp_path, monkeypatch):
    """Call it, and a release is installed that words everything otherwise."""

    def install() -> None:
        for kind in notices.kinds():
            (tmp_path / f"{kind}.txt").write_text("New subject\nNew words about {{ vanguard }}.\n")
        (tmp_path / "closing.txt").write_text("New name\nNew closing.\n")
        monkeypatch.setattr(notices, "FOLDER", tmp_path)
        notices._present.cache_clear()
        settings.CONTACT_EMAIL = "new@mcp.test"

    yield install
    monkeypatch.undo()
    notices._present.cache_clear()


def test_a_message_promised_before_a_release_says_what_it_was_to_say(next_release):
    message = promise(a_person())
    subject, body = notices.text_of(message)
    next_release()
    deliver_due(at=AT)
    [letter] = mail.outbox
    assert (letter.subject, letter.body) == (subject, body)
    assert "New" not in letter.body


def test_a_message_promised_after_it_has_the_new_words(next_release):
    next_release()
    promise(a_person())
    deliver_due(at=AT)
    assert mail.outbox[0].subject == "New subject"


def test_what_was_said_is_proved_by_its_hash(next_release):
    message = promise(a_person())
    deliver_due(at=AT)
    [letter] = mail.outbox
    kept = now_is(message)
    said = f"{letter.subject}\n\n{letter.body}".encode()
    assert kept.said == hashlib.sha256(said).hexdigest()
    next_release()
    assert notices.digest_of(notices.letter(kept)) == kept.said, (
        "it can be read again, word by word"
    )


def test_words_are_kept_once_however_many_messages_use_them():
    for _ in range(3):
        promise(a_person())
    promise(a_person(), kind="milestone_overdue")
    assert sorted(MessageWording.objects.values_list("kind", flat=True)) == [
        "milestone_overdue", "milestone_reminder",
    ]  # fmt: skip
    assert set(Message.objects.values_list("wording", flat=True)) == set(
        MessageWording.objects.values_list("digest", flat=True)
    )


def test_words_that_are_lost_stop_the_message_and_say_so(next_release):
    message = promise(a_person())
    Message.objects.filter(pk=message.pk).update(wording="0" * 64)
    deliver_due(at=AT)
    kept = now_is(message)
    assert kept.state == MessageState.NEEDS_REVIEW
    assert "are not there" in kept.outcome


@pytest.mark.parametrize("statement", ["UPDATE {} SET kind = 'x'", "DELETE FROM {}"])
def test_the_application_cannot_change_words_that_were_kept(statement):
    promise(a_person())
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement.format(MessageWording._meta.db_table))


def test_a_message_without_frozen_words_takes_those_of_the_day_it_is_sent():
    message = promise(a_person())
    Message.objects.filter(pk=message.pk).update(wording="")
    deliver_due(at=AT)
    assert now_is(message).state == MessageState.SENT
