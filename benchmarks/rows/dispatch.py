"""Dispatch: 1,000 and 10,000 due messages to a mail server and to GOV.UK Notify on loopback.

Floor: a bare loop over the same client, over one connection, with texts made beforehand and nothing
written down. Ours is the sweep: claimed, begun and settled, each asked again whether it is needed,
its text made. The stock recipe loops over the rows and runs one task each, which gets its row,
sends by `send_mail` over a connection of its own, and saves; its broker is left out.
"""

import atexit
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage, get_connection, send_mail
from django.test import override_settings
from notifications_python_client.notifications import NotificationsAPIClient

from accounts.models import User
from benchmarks import database, memory
from benchmarks.harness import FLOOR, Case, Variant
from benchmarks.sinks import SinkProcess
from core.transactions import use_case
from notifications import notices
from notifications.actions.delivery import deliver_due
from notifications.models import Message, MessageState
from notifications.outbox import Notice, post_many
from tests.support.notify_stub import API_KEY, TEMPLATE

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
EACH = 1_000
MOST = 10_000
STOCK_ROUNDS = 1
ALL_DAY = timedelta(days=1)
TABLES = ("notifications_message", "notifications_breaker")
FACTS = {
    "milestone": "Agree the population",
    "vanguard": "Dudley",
    "due_on": "2026-12-11",
    "what_to_do": "Send the agreed list of practices.",
    "path": "/milestones/1/",
}


def cases(scale: int, folder: Path) -> list[Case]:
    """A thousand messages and, at the next scale, ten thousand; no more at the largest."""
    count = EACH * scale
    return [by_mail(count), by_notify(count)] if count <= MOST else []


def memory_of(scale: int, folder: Path) -> memory.Peak:
    """The peak of a process that sends so many."""
    fill(min(EACH * scale, MOST * 5))
    return memory.peak("benchmarks.rows.dispatch", "send_all", folder)


def send_all(_: Path) -> None:
    """Send everything that is due, to nobody."""
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        deliver_due(at=AT, limit=10**6, longest=ALL_DAY)


def fill(count: int) -> None:
    """So many messages that are due, and nothing else in the outbox."""
    database.empty(TABLES)
    person, _ = User.objects.get_or_create(email="bench@example.org", full_name="Bench")
    about = (person.pk, "accounts.user", person.pk)
    told = [Notice("milestone_reminder", *about, f"bench:{n}", FACTS) for n in range(count)]
    use_case(post_many)(told, at=AT)
    database.vacuum(TABLES)


@cache
def _sink(kind: str) -> SinkProcess:
    sink = SinkProcess(kind)
    atexit.register(sink.__exit__, None, None, None)
    return sink


def _text() -> tuple[str, str]:
    return notices.text("milestone_reminder", FACTS)


def _ours(count: int) -> Callable[[], None]:
    return lambda: _all_sent(deliver_due(at=AT, limit=count, longest=ALL_DAY).sent, count)


def _all_sent(sent: int, count: int) -> None:
    if sent != count:
        raise RuntimeError(f"Only {sent} of {count} were sent.")


def _case(kind: str, count: int, floor: Callable[[], None], stock: Callable[[], None]) -> Case:
    sink = _sink(kind)
    there = override_settings(**_pointing_at(kind, sink.port))

    def prepare() -> None:
        fill(count)
        sink.taken()

    variants = [
        Variant(FLOOR, there(floor)),
        Variant("ours", there(_ours(count))),
        Variant("stock task each", there(stock), rounds=STOCK_ROUNDS),
    ]
    return Case(f"{count:,} by {kind}", variants, prepare=prepare, answer=sink.taken)


def _pointing_at(kind: str, port: int) -> dict[str, Any]:
    """The settings that lead to the sink."""
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
        "EMAIL_USE_TLS": False,
        "EMAIL_USE_SSL": False,
        "NOTIFY_URL": f"http://127.0.0.1:{port}" if kind == "notify" else "",
        "NOTIFY_TEMPLATE": TEMPLATE,
        "NOTIFY_API_KEY": API_KEY,
    }


def by_mail(count: int) -> Case:
    """So many, by a mail server."""

    def floor() -> None:
        subject, body = _text()
        connection = get_connection()
        connection.open()
        for _ in range(count):
            connection.send_messages([EmailMessage(subject, body, to=["bench@example.org"])])
        connection.close()

    return _case("smtp", count, floor, lambda: _one_task_each(send_by_mail))


def by_notify(count: int) -> Case:
    """So many, by GOV.UK Notify."""

    def floor() -> None:
        subject, body = _text()
        client = NotificationsAPIClient(API_KEY, base_url=settings.NOTIFY_URL)
        for number in range(count):
            client.send_email_notification(
                "bench@example.org",
                TEMPLATE,
                {"subject": subject, "body": body},
                reference=str(number),
            )
        client.request_session.close()

    return _case("notify", count, floor, lambda: _one_task_each(send_by_notify))


def _one_task_each(task: Callable[[str], None]) -> None:
    for message in Message.objects.filter(state=MessageState.WAITING).iterator():
        task.apply(args=[str(message.pk)], throw=True)  # type: ignore[attr-defined]


def _mark(message: Message) -> None:
    message.state, message.sent_at = MessageState.SENT, AT
    message.save()


@shared_task
def send_by_mail(message_id: str) -> None:
    """The stock task: a mail by `send_mail`."""
    message = Message.objects.select_related("to").get(pk=message_id)
    subject, body = notices.text(message.kind, message.facts)
    send_mail(subject, body, None, [message.to.email])
    _mark(message)


@shared_task
def send_by_notify(message_id: str) -> None:
    """The stock task: a client, a request."""
    message = Message.objects.select_related("to").get(pk=message_id)
    subject, body = notices.text(message.kind, message.facts)
    client = NotificationsAPIClient(API_KEY, base_url=settings.NOTIFY_URL)
    said = {"subject": subject, "body": body}
    client.send_email_notification(message.to.email, TEMPLATE, said, reference=message_id)
    client.request_session.close()
    _mark(message)
