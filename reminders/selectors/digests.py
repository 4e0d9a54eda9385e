"""What is held for a digest, and what a digest says."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from core.wording import count
from notifications.models import Message, MessageState
from reminders.rules.ladder import is_overdue, read_occurrence

DIGEST = "digest"
MOST_LISTED = 25
"""A digest lists so many things and counts the others."""

NOTHING_LEFT, REPLACED = "nothing_is_left", "digest_is_replaced"
TAKEN_BACK = (NOTHING_LEFT, REPLACED)
"""Reasons for which a digest was not sent, and what it held is judged anew."""


def people_with_a_digest_due(at: datetime, *, most: int) -> list[UUID]:
    """People for whom something is held whose hour has come."""
    held = Message.objects.filter(state=MessageState.HELD, due_at__lte=at).order_by()
    return list(held.values_list("to_id", flat=True).distinct()[:most])


def held_for(people: Collection[UUID], *, at: datetime) -> QuerySet[Message]:
    """What is held for these people and due, locked, the oldest first."""
    rows = Message.objects.filter(state=MessageState.HELD, due_at__lte=at, to__in=people)
    return rows.select_related("to").select_for_update(of=("self",), no_key=True, skip_locked=True)


def digests_taken_back() -> QuerySet[Message]:
    """Digests that were not sent because something in them had changed, and still hold it."""
    rows = Message.objects.filter(
        kind=DIGEST, state=MessageState.SUPPRESSED, reason__in=TAKEN_BACK, items__isnull=False
    )
    return rows.distinct()


def digest_facts(items: Sequence[Message]) -> dict[str, Any]:
    """What a digest of these says: what is overdue first, then by the day."""
    ordered = sorted(items, key=_urgency)
    late = sum(_is_late(item) for item in items)
    return {
        "listed": [_said(item) for item in ordered[:MOST_LISTED]],
        "milestones": count(len(items), "milestone"),
        "left_out": max(0, len(items) - MOST_LISTED),
        "late": late,
        "first_due_on": min(item.facts["due_on"] for item in items),
    }


def _said(item: Message) -> dict[str, Any]:
    return {**item.facts, "overdue": _is_late(item)}


def _is_late(item: Message) -> bool:
    return is_overdue(read_occurrence(item.occurrence)[1])


def _urgency(item: Message) -> tuple[bool, str, str, str]:
    return (not _is_late(item), item.facts["due_on"], item.facts["vanguard"], item.key)
