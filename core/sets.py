"""Whole sets of rows written in one statement: one JSON document, a thousand rows like one.

For acts upon many rows, where the ORM would build an object for each and write a parameter for
every cell. PostgreSQL reads the document as a table of the columns' own types; what the tables
demand (constraints, guards) is asked as ever.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import JSONField, Model

from core.together import Answer, Sent

Column = Sequence[Any]


def insert_set(
    model: type[Model], rows: Mapping[str, Column], *, same: Mapping[str, Any], once: str = ""
) -> Answer[int]:
    """Insert rows whose columns `rows` gives as equally long sequences; `same` holds for all.

    Columns that are not named take their default of the database. `once` is a unique column: a row
    whose value of it is there already is left out. Answers how many rows were written.
    """
    rows, same = _said_once(rows, same)
    columns = ", ".join(f'"{column_of(model, name)}"' for name in (*same, *rows))
    constants = [f"%s::{type_of(model, name)}" for name in same]
    values = ", ".join([*constants, *(f'given."{name}"' for name in rows)])
    unless = f' ON CONFLICT ("{once}") DO NOTHING' if once else ""
    table, source = model._meta.db_table, _source(model, rows)
    sql = f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM {source}{unless}'  # noqa: S608 - names of our own columns
    sent = Sent(sql, [*_constants(model, same), document(rows)])
    return Answer(sent.written)


def update_set(model: type[Model], ids: Column, columns: Mapping[str, Column]) -> None:
    """Give these rows, by identifier, these values in these columns."""
    rows, same = _said_once({"id": ids, **columns}, {})
    table, source = model._meta.db_table, _source(model, rows)
    constants = (f'"{column_of(model, name)}" = %s::{type_of(model, name)}' for name in same)
    given = (f'"{column_of(model, name)}" = given."{name}"' for name in rows if name != "id")
    values = ", ".join((*constants, *given))
    sql = f'UPDATE "{table}" AS kept SET {values} FROM {source} WHERE kept.id = given."id"'  # noqa: S608 - names of our own columns
    Sent(sql, [*_constants(model, same), document(rows)])


def _said_once(
    rows: Mapping[str, Column], same: Mapping[str, Any]
) -> tuple[Mapping[str, Column], Mapping[str, Any]]:
    """Columns that hold one value in all of several rows are said once, and not row by row; the
    first column tells rows apart and stays."""
    first, *others = rows
    if len(rows[first]) < 2:
        return rows, same
    once = {name: rows[name][0] for name in others if _holds_one_value(rows[name])}
    return {name: rows[name] for name in rows if name not in once}, {**same, **once}


def _holds_one_value(column: Column) -> bool:
    """Whether all values are one; what holds others is one only if it is the same object."""
    first, kind = column[0], type(column[0])
    if kind in (dict, list):
        return all(each is first for each in column)
    return all(each is first or (type(each) is kind and each == first) for each in column)


def _constants(model: type[Model], same: Mapping[str, Any]) -> list[Any]:
    return [
        json.dumps(value) if value is not None and is_json(model, name) else plain(value)
        for name, value in same.items()
    ]


def _source(model: type[Model], names: Iterable[str]) -> str:
    """The rows on their way into a statement, as a table of the columns' own types."""
    typed = ", ".join(f'"{name}" {type_of(model, name)}' for name in names)
    return f"json_to_recordset(%s::json) AS given({typed})"


def document(rows: Mapping[str, Column]) -> str:
    """The rows as JSON, each with its columns by name."""
    columns = [
        [value.hex for value in column] if _are_identifiers(column) else column
        for column in rows.values()
    ]
    each = [dict(zip(rows, values, strict=True)) for values in zip(*columns, strict=True)]
    return json.dumps(each, default=_as_json)


def _are_identifiers(column: Column) -> bool:
    return bool(column) and all(type(value) is UUID for value in column)


def _as_json(value: Any) -> Any:
    if isinstance(value, UUID | date | Decimal):
        return str(value)
    if isinstance(value, Model):
        return str(value.pk)
    raise TypeError(f"A set cannot hold a {type(value).__name__}.")


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
