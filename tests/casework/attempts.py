"""Try something inside a test's transaction, and count what it wrote."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model

import audit.record
import notifications.outbox
from audit.models import AuditEvent
from casework.database import grants, guards
from core.errors import ActFailed
from notifications.models import Message
from tests.casework.world import World


class _Undone(Exception):
    """Rolls an attempt back."""


@contextmanager
def attempt() -> Iterator[None]:
    """What happens inside is undone afterwards, so that one world serves many attempts.

    A use case refuses to be nested; it takes this block for a test's own, as it is.
    """
    block = transaction.atomic()  # noqa: TID251
    block._from_testcase = True
    try:
        with block:
            yield
            connection.check_constraints()
            raise _Undone
    except _Undone:
        pass


@contextmanager
def together() -> Iterator[None]:
    """Rows and their events, written in one transaction."""
    with transaction.atomic():  # noqa: TID251
        yield
        connection.check_constraints()


@cache
def _counting() -> str:
    """One statement that counts everything, because it is asked before and after each attempt."""
    parts = [
        f"SELECT '{model.__name__}', count(*), 0 FROM {model._meta.db_table}"
        for model in (AuditEvent, Message, *histories())
    ]
    parts += [
        f"SELECT '{model.__name__}', count(*), coalesce(sum(version), 0)"
        f" FROM {model._meta.db_table}"
        for model in guards.guarded(grants.all_models())
    ]
    return " UNION ALL ".join(parts)


def histories() -> list[type[Model]]:
    """The histories of all cases."""
    return [model.history_model() for model in guards.guarded(grants.all_models())]


def written() -> dict[str, tuple[int, int]]:
    """Everything that an act may write: rows of each table, and the sum of the cases' versions."""
    with connection.cursor() as cursor:
        cursor.execute(_counting())
        return {name: (rows, int(versions)) for name, rows, versions in cursor.fetchall()}


def failure_of(act: Callable[[], Any]) -> ActFailed | None:
    """How an act failed, if it did, having written nothing."""
    before = written()
    try:
        with attempt():
            act()
    except ActFailed as failed:
        failure = failed
    else:
        return None
    assert written() == before, f"it failed and yet wrote: {failure}"
    return failure


def codes_of(act: Callable[[], Any]) -> set[str]:
    """The codes of the reasons with which an act is refused."""
    reasons = getattr(failure_of(act), "reasons", ())
    assert all(reason.text for reason in reasons), "every reason has a sentence"
    return {reason.code for reason in reasons}


class Broken(Exception):
    """Stands for a disk that is full, a connection that is lost, a bug."""


def _break(*_: Any, **__: Any) -> None:
    raise Broken


@pytest.fixture
def world(db: None) -> World:
    """A small programme, with everyone in it who might act."""
    return World().populated()


def broken_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The insert of the audit fails, of one event or of many."""
    for name in ("insert_one", "insert_set"):
        monkeypatch.setattr(audit.record, name, _break)


def broken_outbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """The insert into the outbox fails."""
    monkeypatch.setattr(notifications.outbox, "Sent", _break)
