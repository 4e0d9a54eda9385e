"""The only way into the outbox. The row is the promise; the sweep keeps it (ADR 0004)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from accounts.models import User
from core.sets import document
from core.together import Answer, Sent
from core.transactions import step
from notifications.models import Message, MessageState
from notifications.notices import Wording, find_wording
from notifications.rules.channels import Channel

UNDONE = "step_was_undone"
"""The code of the reason for which a message of an undone step is not sent."""

TOLD = (MessageState.SENDING, MessageState.SENT, MessageState.TOLD_OTHERWISE)
"""The states of a message whose person knows of it already, or may."""

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


WORDED = """
WITH kept AS (
    INSERT INTO notifications_messagewording (digest, kind, source)
    SELECT digest, kind, source
      FROM json_to_recordset(%(wordings)s::json) AS said(digest varchar, kind varchar, source jsonb)
     ORDER BY digest
        ON CONFLICT DO NOTHING
), told AS (
"""
"""The words as they stand, and then the messages."""

POSTED = """
        ON CONFLICT (key) DO NOTHING
    RETURNING kind, about_type, about_id,
              CASE WHEN right(key, 37) = ':' || to_id THEN left(key, -37) ELSE key END AS event
), posted AS (
    INSERT INTO notifications_message
           (kind, channel, webhook_id, to_id, about_type, about_id, key, facts, posted_at, due_at)
    SELECT DISTINCT told.kind, 'webhook', hook.id, hook.owner_id, about_type, about_id,
           event || ':webhook:' || hook.id, '{}'::jsonb, %(at)s::timestamptz, %(at)s::timestamptz
      FROM told JOIN notifications_webhook hook
        ON hook.ended_at IS NULL AND told.kind = ANY (hook.kinds)
        ON CONFLICT (key) DO NOTHING
)
SELECT count(*) FROM told
"""
"""For each event one posting to whoever is told of it."""

AS_SAID = f"""{WORDED}
    INSERT INTO notifications_message
           (kind, wording, to_id, about_type, about_id, key, facts, posted_at, due_at)
    SELECT kind, wording, to_id, about_type, about_id, key, facts, %(at)s, %(due_at)s
      FROM json_to_recordset(%(notices)s::json) AS given(kind varchar, wording varchar,
           to_id uuid, about_type varchar, about_id uuid, key varchar, facts jsonb)
{POSTED}"""  # noqa: S608 - our own text
"""The words as they stand, the messages, and for each event one posting to whoever is told of it:
one statement, however many."""


AS_SELECTED = f"""{WORDED}
    INSERT INTO notifications_message ({", ".join(SELECTED)}, wording)
    SELECT asked.*, coalesce(%(worded)s::jsonb ->> asked.kind, '')
      FROM ({{query}}) AS asked ({", ".join(SELECTED)})
{POSTED}"""  # noqa: S608 - our own text
"""The same of what a query selects."""


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
    """Promise one message inside the act's transaction; nothing is sent here.

    Raises:
        AlreadyPromised: there is a message with this key.
    """
    notice = Notice(kind, to.pk, about._meta.label_lower, about.pk, key, facts)
    if not post_many([notice], at=at, due_at=due_at)():
        raise AlreadyPromised(f"A message with the key {key} is promised already.")


class AlreadyPromised(Exception):
    """An act promised a message under a key that is taken: a fault of the program."""


@step
def post_many(
    notices: Iterable[Notice], *, at: datetime, due_at: datetime | None = None
) -> Answer[int]:
    """Promise many messages; those whose key is already there are left as they are.

    Answers how many were new.
    """
    told = list(notices)
    if not told:
        return Answer(lambda: 0)
    words = _wordings({notice.kind for notice in told})
    rows: dict[str, list[Any]] = {
        "kind": [notice.kind for notice in told],
        "wording": [words[notice.kind].digest if notice.kind in words else "" for notice in told],
        "to_id": [notice.to_id for notice in told],
        "about_type": [notice.about_type for notice in told],
        "about_id": [notice.about_id for notice in told],
        "key": [notice.key for notice in told],
        "facts": [notice.facts for notice in told],
    }
    values: dict[str, Any] = {
        "wordings": _as_said(words),
        "notices": document(rows),
        "at": at,
        "due_at": due_at or at,
    }
    sent = Sent(AS_SAID, values)
    return Answer(lambda: int(sent.rows()[0][0]))


def _wordings(kinds: Iterable[str]) -> dict[str, Wording]:
    """The words of each kind that has any; what has none is found when it is to be sent."""
    found = ((kind, find_wording(kind)) for kind in kinds)
    return {kind: wording for kind, wording in found if wording is not None}


def _as_said(words: Mapping[str, Wording]) -> str:
    """The words as the statement reads them."""
    return json.dumps(
        [
            {"digest": each.digest, "kind": kind, "source": each.source}
            for kind, each in words.items()
        ]
    )


@step
def post_selected(query: str, values: Mapping[str, Any], *, kinds: Iterable[str]) -> int:
    """Promise every message that a query selects, by its columns `SELECTED`, in one statement.

    For what is reminded of: thousands of rows, found and written without leaving the database.
    `kinds` are all that the query may select. Messages whose key is already there are left as they
    are. Returns how many were new.
    """
    words = _wordings(kinds)
    worded = {kind: each.digest for kind, each in words.items()}
    given = {**values, "wordings": _as_said(words), "worded": json.dumps(worded)}
    with connection.cursor() as cursor:
        cursor.execute(AS_SELECTED.replace("{query}", query), given)
        return int(cursor.fetchone()[0])


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
        elif message.state in TOLD and message.channel == Channel.EMAIL:
            told.add(message.to_id)
    return told
