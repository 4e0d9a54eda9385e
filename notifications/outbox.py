"""The only way into the outbox. The row is the promise; the sweep keeps it (ADR 0004)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from accounts.models import User
from core.sets import insert_set
from core.transactions import step
from notifications.models import Message, MessageState

UNDONE = "step_was_undone"
"""The code of the reason for which a message of an undone step is not sent."""

SELECTED = (
    "key",
    "kind",
    "to_id",
    "about_type",
    "about_id",
    "facts",
    "rule",
    "occurrence",
    "roles",
    "vanguard_id",
    "state",
    "posted_at",
    "due_at",
)
"""The columns of a query whose rows are to be messages, in this order."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to be: what kind, to whom, about which row, under which unique key."""

    kind: str
    to_id: UUID
    about_type: str
    about_id: UUID
    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@step
def post(
    *,
    kind: str,
    to: User,
    about: Model,
    key: str,
    facts: Mapping[str, Any],
    at: datetime,
    due_at: datetime | None = None,
) -> None:
    """Promise one message inside the act's transaction; nothing is sent here."""
    Message.objects.create(
        kind=kind,
        to=to,
        about_type=about._meta.label_lower,
        about_id=about.pk,
        key=key,
        facts=dict(facts),
        posted_at=at,
        due_at=due_at or at,
    )


@step
def post_many(notices: Iterable[Notice], *, at: datetime) -> int:
    """Promise many messages; those whose key is already there are left as they are.

    Returns how many were new.
    """
    told = list(notices)
    if not told:
        return 0
    rows: dict[str, list[Any]] = {
        "kind": [notice.kind for notice in told],
        "to": [notice.to_id for notice in told],
        "about_type": [notice.about_type for notice in told],
        "about_id": [notice.about_id for notice in told],
        "key": [notice.key for notice in told],
        "facts": [notice.facts for notice in told],
    }
    return insert_set(Message, rows, same={"posted_at": at, "due_at": at}, once="key")


@step
def post_selected(query: str, values: Mapping[str, Any]) -> int:
    """Promise every message that a query selects, by its columns `SELECTED`, in one statement.

    For what is reminded of: thousands of rows, found and written without leaving the database.
    Those whose key is already there are left as they are. Returns how many were new.
    """
    columns = ", ".join(SELECTED)
    table = Message._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) {query} ON CONFLICT (key) DO NOTHING",
            values,
        )
        return int(cursor.rowcount)


@step
def call_back(*, about: Model, version: int, why: str) -> set[UUID]:
    """Settle, as no longer needed, the messages of one event that were not sent yet.

    Returns the people who have been told already, or may have been.
    """
    of_the_event = f":{about.pk}:{version}:"
    rows = Message.objects.select_for_update(no_key=True).filter(
        about_type=about._meta.label_lower, about_id=about.pk, key__contains=of_the_event
    )
    told = set()
    for message in rows:
        if message.state in (MessageState.WAITING, MessageState.NEEDS_REVIEW):
            message.state, message.outcome = MessageState.SUPPRESSED, why
            message.reason = UNDONE
            message.save(update_fields=["state", "outcome", "reason"])
        elif message.state in (MessageState.SENDING, MessageState.SENT):
            told.add(message.to_id)
    return told
