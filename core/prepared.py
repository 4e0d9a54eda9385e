"""Queries that every act asks: compiled once by the ORM, and prepared once by PostgreSQL.

Django compiles a queryset and PostgreSQL plans its text anew each time that it is asked. Here the
queryset is written down as ever, in a function of what it asks for; its text is kept in the process
and only the values change. Each connection prepares the text after it was used a few times
(`prepare_threshold`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import wraps
from itertools import chain, count
from types import SimpleNamespace
from typing import Any, ParamSpec
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators

P = ParamSpec("P")


def prepared_cursor() -> CursorWrapper:
    """A cursor on Django's connection and in its transaction that sends values apart from the text.

    Django's own puts the values into the text, so that no text comes twice.
    """
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    with database.wrap_database_errors:
        if database.queries_logged:
            told: Any = _Telling(database.connection)
            return database.make_debug_cursor(told)
        raw: Any = psycopg.Cursor(database.connection)
    return database.make_cursor(raw)


class _Telling(psycopg.Cursor[Any]):
    """A cursor that can say what it sent, for Django's log of queries."""

    def execute(self, query: Any, params: Any = None, **how: Any) -> "_Telling":
        super().execute(query, params, **how)
        text = psycopg.ClientCursor(self.connection).mogrify(query, params)
        self._query: Any = SimpleNamespace(query=text.encode())
        return self


def prepared(build: Callable[P, QuerySet[Any]]) -> Callable[P, list[Any]]:
    """Ask this queryset as a prepared statement; the answer is a list.

    The function takes its values by keyword and may hand them on to lookups alone, without counting
    with them or branching on them (None is another query). Identifiers, days and lists of
    identifiers can be asked for.
    """
    kept: dict[tuple[tuple[str, type], ...], _Compiled] = {}

    @wraps(build)
    def ask(*args: P.args, **asked: P.kwargs) -> list[Any]:
        key = tuple((name, type(value)) for name, value in asked.items())
        if key not in kept:
            kept[key] = _compiled(build, asked)
        return kept[key].ask(asked)

    return ask


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The text of a query, the values that are always the same, and where the others go."""

    sql: str
    parameters: tuple[Any, ...]
    slots: tuple[tuple[int, str], ...]
    read: Callable[[list[Any]], list[Any]]

    def ask(self, asked: Mapping[str, Any]) -> list[Any]:
        values = list(self.parameters)
        for place, name in self.slots:
            values[place] = asked[name]
        with prepared_cursor() as cursor:
            cursor.execute(self.sql, values)
            return self.read(cursor.fetchall())


def _compiled(build: Callable[..., QuerySet[Any]], asked: Mapping[str, Any]) -> _Compiled:
    """Compile with values that stand for those asked for, and see where they come out.

    Raises:
        TypeError: the function does more with a value than hand it on.
    """
    numbers = count(1)
    first, second = ({n: _stand_in(v, next(numbers)) for n, v in asked.items()} for _ in "ab")
    rows = build(**first)
    compiler = rows.query.get_compiler("default")
    sql, parameters = compiler.as_sql()
    other_sql, others = build(**second).query.get_compiler("default").as_sql()
    slots = tuple(
        (place, name)
        for place, value in enumerate(parameters)
        for name, given in first.items()
        if given is not None and type(value) is type(given) and value == given
    )
    expected = list(parameters)
    for place, name in slots:
        expected[place] = second[name]
    missing = {name for name, value in asked.items() if value is not None} - {n for _, n in slots}
    if sql != other_sql or expected != list(others) or missing:
        raise TypeError(f"{build.__qualname__} must hand on what is asked for as it is.")
    return _Compiled(sql, tuple(parameters), slots, _reader(rows, compiler))


def _stand_in(value: Any, number: int) -> Any:
    if value is None:
        return None
    if isinstance(value, UUID):
        return UUID(int=number)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [UUID(int=number)]
    if type(value) is date:
        return date.min + timedelta(days=number)
    raise TypeError(f"A prepared query cannot ask for a {type(value).__name__}.")


def _reader(rows: QuerySet[Any], compiler: Any) -> Callable[[list[Any]], list[Any]]:
    """How rows of the driver become what the queryset yields: rows of models, or tuples."""
    fields = [each[0] for each in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(fields)

    def converted(found: list[Any]) -> list[Any]:
        return [tuple(row) for row in compiler.apply_converters(found, converters)]

    plain: Callable[[list[Any]], list[Any]] = converted if converters else lambda found: found
    if not issubclass(rows._iterable_class, ModelIterable):  # type: ignore[attr-defined]
        flat = len(fields) == 1 and "Flat" in rows._iterable_class.__name__  # type: ignore[attr-defined]
        return (lambda found: list(chain.from_iterable(plain(found)))) if flat else plain
    info = compiler.klass_info
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [each[0].target.attname for each in compiler.select[start:end]]
    populators = get_related_populators(info, compiler.select, "default")  # type: ignore[call-arg]

    def instances(found: list[Any]) -> list[Any]:
        made = []
        for row in plain(found):
            instance = info["model"].from_db("default", names, row[start:end])
            for populator in populators:
                populator.populate(row, instance)
            made.append(instance)
        return made

    return instances
