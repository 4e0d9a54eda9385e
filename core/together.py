"""Statements sent in one go, and answers read when they are needed.

A small statement costs more on its way to the server and back than the server's work on it. Within
`together` nothing waits for its answer (libpq's pipeline): what is asked and written there goes out
at once, in order and in the same transaction, and whoever reads an answer waits for it then. The
ORM's own statements are answered at once there as everywhere.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")


class Answer(Generic[T_co]):
    """What was asked for and may be on its way still: called, it is there, and stays."""

    __slots__ = ("_kept", "_read")

    def __init__(self, read: Callable[[], T_co]) -> None:
        self._read: Callable[[], T_co] | None = read

    def __call__(self) -> T_co:
        if self._read is not None:
            self._kept, self._read = self._read(), None
        return self._kept

    def then(self, make: Callable[[T_co], U]) -> "Answer[U]":
        """What is made of it once it is there."""
        return Answer(lambda: make(self()))


def there(value: T | Answer[T]) -> T:
    """A value that may have been asked ahead."""
    return value() if isinstance(value, Answer) else value


@dataclass(frozen=True, slots=True)
class _Going:
    """What is on its way, and what to look at when everything was answered."""

    database: BaseDatabaseWrapper
    pipeline: psycopg.Pipeline
    checks: list[Callable[[], None]] = field(default_factory=list)

    def wait(self) -> None:
        with self.database.wrap_database_errors:
            self.pipeline.sync()

    def wait_after(self, execute: Any, *said: Any) -> Any:
        """The ORM reads at once how many rows it touched: its statements are waited for."""
        found = execute(*said)
        self.wait()
        return found


_going: ContextVar[_Going | None] = ContextVar("going", default=None)


def _database() -> BaseDatabaseWrapper:
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    return database


@contextmanager
def together() -> Iterator[None]:
    """Send what is asked and written in here in one go. Within another it is a part of that one.

    Raises:
        django.db.Error: whatever a statement ran into, at the end if no answer was read before.
    """
    if _going.get() is not None:
        yield
        return
    database = _database()
    with database.wrap_database_errors, database.connection.pipeline() as pipeline:
        going = _Going(database, pipeline)
        token = _going.set(going)
        try:
            with database.execute_wrapper(going.wait_after):
                yield
        finally:
            _going.reset(token)
    for check in going.checks:
        check()


class Sent:
    """A statement sent on Django's connection and in its transaction; its text is prepared.

    Django's own cursors put the values into the text, so that no text comes twice.
    """

    __slots__ = ("_cursor", "_database")

    def __init__(self, sql: str, values: Sequence[Any] | Mapping[str, Any]) -> None:
        going = _going.get()
        self._database = going.database if going is not None else _database()
        raw: Any = psycopg.Cursor(self._database.connection)
        if self._database.queries_logged:
            raw = _Telling(self._database.connection)
            raw = self._database.make_debug_cursor(raw)
        self._cursor: Any = raw
        self._database.validate_no_broken_transaction()
        with self._database.wrap_database_errors:
            self._cursor.execute(sql, values)

    def rows(self) -> list[Any]:
        """What it found; whoever reads it waits for it."""
        with self._database.wrap_database_errors:
            return self._cursor.fetchall()  # type: ignore[no-any-return]

    def written(self) -> int:
        """How many rows it wrote; whoever asks waits for it."""
        going = _going.get()
        if going is not None:
            going.wait()
        return int(self._cursor.rowcount)


class _Telling(psycopg.Cursor[Any]):
    """A cursor that can say what it sent, for Django's log of queries."""

    def execute(self, query: Any, params: Any = None, **how: Any) -> "_Telling":
        super().execute(query, params, **how)
        text = psycopg.ClientCursor(self.connection).mogrify(query, params)
        self._query: Any = SimpleNamespace(query=text.encode())
        return self


def when_answered(check: Callable[[], None]) -> None:
    """Look at this when everything was answered: now, or at the end of `together`."""
    going = _going.get()
    if going is None:
        check()
    else:
        going.checks.append(check)
