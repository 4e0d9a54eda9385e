"""Rows to work on: people, and messages to them, made as an act would make them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db.models.functions import Now

from accounts.models import Membership, User
from accounts.roles import Role
from accounts.selectors import CLOCK
from core.transactions import use_case
from notifications.models import Message
from notifications.outbox import post

AT = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
FACTS = {
    "milestone": "Agree the population",
    "vanguard": "Dudley",
    "due_on": "2026-12-11",
    "what_to_do": "Send the agreed list of practices.",
    "path": "/milestones/1/",
}


def a_person(name: str = "Pat Reader", **fields: Any) -> User:
    """Someone who can be told things."""
    return User.objects.create_user(f"{uuid4().hex[:12]}@example.invalid", full_name=name, **fields)


def an_officer(role: Role = Role.PROGRAMME_OFFICER) -> User:
    """Someone who holds a role of the programme since long ago."""
    person = a_person("Olu Officer", is_staff=True)
    Membership.objects.create(user=person, role=role, starts_on=date(2020, 1, 1), granted_by=person)
    return person


def the_clock() -> User:
    """The name under which the system acts."""
    found = User.objects.filter(email=CLOCK).first()
    return found or User.objects.create_user(CLOCK, full_name="The clock", is_system=True)


@use_case
def promise(
    to: User, *, kind: str = "milestone_reminder", at: datetime = AT, **facts: Any
) -> Message:
    """One message, posted in a transaction as an act posts it."""
    key = f"test:{uuid4()}"
    post(kind=kind, to=to, about=to, key=key, facts=FACTS | facts, at=at)
    return Message.objects.get(key=key)


def promises(count: int, **options: Any) -> list[Message]:
    """Several messages to one person."""
    person = a_person()
    return [promise(person, **options) for _ in range(count)]


def let_the_lease_run_out(*messages: Message) -> None:
    """As if five minutes had passed on the database's clock."""
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(
        lease_until=Now() - timedelta(seconds=1)
    )


def now_is(message: Message) -> Message:
    """The row as it is now."""
    return Message.objects.get(pk=message.pk)
