"""Queries that every act asks: compiled once by the ORM, and prepared once by PostgreSQL.

Django compiles a queryset and PostgreSQL plans its text anew each time that it is asked. Here the
queryset is written down as ever, in a function of what it asks for; its text is kept in the process
and only the values change. Each connection prepares the text after it was used a few times
(`prepare_threshold`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import update_wrapper
from itertools import chain, count
from typing import Any, Generic, ParamSpec
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators

from core.together import Answer, Sent

P = ParamSpec("P")


class prepared(Generic[P]):  # noqa: N801 - it is read as a decorator
    """Ask this queryset as a prepared statement; the answer is a list.

    The function takes its values by keyword and may hand them on to lookups alone, without counting
    with them or branching on them (None is another query). Identifiers, days and lists of
    identifiers can be asked for.
    """

    def __init__(self, build: Callable[P, QuerySet[Any]]) -> None:
        self._build = build
        self._kept: dict[tuple[object, ...], _Compiled] = {}
        update_wrapper(self, build)

    def __call__(self, *args: P.args, **asked: P.kwargs) -> list[Any]:
        compiled = self._compiled_for(asked)
        return compiled.read(compiled.send(asked).rows())

    def ahead(self, *args: P.args, **asked: P.kwargs) -> Answer[list[Any]]:
        """Ask now and read later: within `together` nobody waits until then."""
        compiled = self._compiled_for(asked)
        sent = compiled.send(asked)
        return Answer(lambda: compiled.read(sent.rows()))

    def _compiled_for(self, asked: Mapping[str, Any]) -> "_Compiled":
        key = (*asked, *map(type, asked.values()))
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = _compiled(self._build, asked)
        return found


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The text of a query, the values that are always the same, and where the others go."""

    sql: str
    parameters: tuple[Any, ...]
    slots: tuple[tuple[int, str], ...]
    read: Callable[[list[Any]], list[Any]]

    def send(self, asked: Mapping[str, Any]) -> Sent:
        values = list(self.parameters)
        for place, name in self.slots:
            values[place] = asked[name]
        return Sent(self.sql, values)


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
