"""Whole sets of rows written in one statement: a column is an array, a thousand rows like one.

For acts upon many rows, where the ORM would build an object for each and write a parameter for
every cell. What the tables demand (constraints, guards) is asked by PostgreSQL as ever.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import JSONField, Model

from core.prepared import prepared_cursor

Column = Sequence[Any]

FEW = 16
"""Up to so many different values of JSON are sent once each, and a row names its own by number."""


class Given:
    """Rows on their way into a statement, as `unnest(…) AS given(…)`.

    `source` is that text, `picks` says how each column is then spoken of, and `parameters` are what
    the text needs, in its order.
    """

    def __init__(self, model: type[Model], rows: Mapping[str, Column]) -> None:
        self.picks: dict[str, str] = {}
        self.parameters: list[Any] = []
        self._tables: list[tuple[str, list[str]]] = []
        arrays = [self._array(model, name, values) for name, values in rows.items()]
        named = ", ".join(f'"{name}"' for name in rows)
        tables = [f'(SELECT %s::jsonb[] AS few) AS "{name}_of"' for name, _ in self._tables]
        self.source = ", ".join([f"unnest({', '.join(arrays)}) AS given({named})", *tables])
        self.parameters.extend(texts for _, texts in self._tables)

    def _array(self, model: type[Model], name: str, values: Column) -> str:
        self.picks[name] = f'given."{name}"'
        if not is_json(model, name):
            self.parameters.append([plain(value) for value in values])
            return f"%s::{type_of(model, name)}[]"
        texts, numbers = numbered(values)
        if len(texts) > FEW:
            self.parameters.append([texts[number - 1] for number in numbers])
            return "%s::jsonb[]"
        self.picks[name] = f'"{name}_of".few[given."{name}"]'
        self._tables.append((name, texts))
        self.parameters.append(numbers)
        return "%s::int[]"


def insert_set(
    model: type[Model], rows: Mapping[str, Column], *, same: Mapping[str, Any], once: str = ""
) -> int:
    """Insert rows whose columns `rows` gives as equally long sequences; `same` holds for all.

    Columns that are not named take their default of the database. `once` is a unique column: a row
    whose value of it is there already is left out. Returns how many rows were written.
    """
    given = Given(model, rows)
    columns = ", ".join(f'"{column_of(model, name)}"' for name in (*same, *rows))
    constants = [f"%s::{type_of(model, name)}" for name in same]
    values = ", ".join([*constants, *given.picks.values()])
    unless = f' ON CONFLICT ("{once}") DO NOTHING' if once else ""
    table = model._meta.db_table
    sql = f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM {given.source}{unless}'  # noqa: S608 - names of our own columns
    said = [
        json.dumps(value) if is_json(model, name) else plain(value) for name, value in same.items()
    ]
    with prepared_cursor() as cursor:
        cursor.execute(sql, [*said, *given.parameters])
        return int(cursor.rowcount)


def update_set(model: type[Model], ids: Column, columns: Mapping[str, Column]) -> None:
    """Give these rows, by identifier, these values in these columns."""
    given = Given(model, {"id": ids, **columns})
    table = model._meta.db_table
    values = ", ".join(f'"{column_of(model, name)}" = {given.picks[name]}' for name in columns)
    sql = f'UPDATE "{table}" AS kept SET {values} FROM {given.source} WHERE kept.id = given."id"'  # noqa: S608 - names of our own columns
    with prepared_cursor() as cursor:
        cursor.execute(sql, given.parameters)


def numbered(values: Column) -> tuple[list[str], list[int]]:
    """The different values as JSON text, and for each row the number of its own, from 1.

    Values that are one object are written once, without being compared.
    """
    numbers_of: dict[int, int] = {}
    texts: dict[str, int] = {}
    for value in values:
        if id(value) not in numbers_of:
            numbers_of[id(value)] = texts.setdefault(json.dumps(value), len(texts) + 1)
    return list(texts), [numbers_of[id(value)] for value in values]


def plain(value: Any) -> Any:
    """A row by its identifier; anything else as it is."""
    return value.pk if isinstance(value, Model) else value


def is_json(model: type[Model], name: str) -> bool:
    """Whether the column holds JSON."""
    return isinstance(model._meta.get_field(name), JSONField)


def column_of(model: type[Model], name: str) -> str:
    """The column of this field."""
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]


def type_of(model: type[Model], name: str) -> str:
    """The type of its values in PostgreSQL."""
    return str(model._meta.get_field(name).cast_db_type(connection))  # type: ignore[union-attr]
