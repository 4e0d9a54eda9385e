"""Prove that one message goes from beat through a worker to the mailbox."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.roles import Role
from accounts.selectors import holders_of, system_user
from core.clock import now, today
from notifications import notices
from notifications.actions.messages import post_proof
from notifications.models import Message, MessageState
from notifications.selectors import last_reminder_sent, waiting

FILES = "django.core.mail.backends.filebased.EmailBackend"
LOOK_EVERY_SECONDS = 0.2


class Command(BaseCommand):
    """It only puts a message into the outbox and waits: beat and a worker must do the rest."""

    help = "Prove that a reminder goes from beat through a worker to the mailbox."
    requires_system_checks = []  # it proves the running system and not the code

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--timeout", type=float, default=60, help="how many seconds to wait")

    def handle(self, *, timeout: float, **options: Any) -> None:
        started = time.monotonic()
        officer = holders_of(Role.PROGRAMME_OFFICER, on=today()).first()
        if officer is None:
            raise CommandError("There is no programme officer to whom a proof could be sent.")
        proof = post_proof(to=officer, by=system_user(), at=now())
        until = started + timeout
        _wait_until_sent(proof, until)
        reminder = _wait_for_reminder(until)
        where = _find_in_mailbox(proof, reminder)
        took = time.monotonic() - started
        self.stdout.write(
            f"A message put into the outbox was sent by the worker that beat woke, {where} "
            f"{took:.1f} s later; so was the reminder “{_subject(reminder)}” to "
            f"{reminder.sent_to}."
        )


def _wait_until_sent(proof: Message, until: float) -> None:
    while True:
        proof.refresh_from_db()
        if proof.state == MessageState.SENT:
            return
        if proof.state not in (MessageState.WAITING, MessageState.SENDING):
            raise CommandError(f"The proof was not sent: {proof.outcome}")
        if time.monotonic() > until:
            why = proof.outcome or "no sweep has touched it: do beat and a worker run?"
            raise CommandError(f"The proof was not sent in time; {why}")
        time.sleep(LOOK_EVERY_SECONDS)


def _wait_for_reminder(until: float) -> Message:
    """One reminder of a milestone that the sweep posted and a worker sent."""
    while (reminder := last_reminder_sent()) is None:
        if time.monotonic() > until:
            raise CommandError(
                "No reminder of a milestone has been sent: none was due, or the sweep posted none "
                f"({waiting().count()} messages wait)."
            )
        time.sleep(LOOK_EVERY_SECONDS)
    return reminder


def _find_in_mailbox(*sent: Message) -> str:
    """Where the letters are: in the folder of mails, if that is where they go."""
    if settings.EMAIL_BACKEND != FILES:
        return "accepted by the mail server"
    missing = [notices.letter(message).reference for message in sent]
    for file in sorted(Path(settings.EMAIL_FILE_PATH).glob("*"), reverse=True):
        mails = file.read_text(encoding="utf-8", errors="replace")
        missing = [reference for reference in missing if reference not in mails]
        if not missing:
            return "and found in the mailbox"
    raise CommandError(f"Marked as sent, but not in {settings.EMAIL_FILE_PATH}: {missing[0]}.")


def _subject(message: Message) -> str:
    return notices.letter(message).subject
