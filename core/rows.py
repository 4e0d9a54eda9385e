"""One row written by a prepared statement: what `save` does, for the acts that all pass by here.

The text is made once for a model and its columns. Nothing else happens that `save` may do: no
signal, no savepoint, no look whether the row is there.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Field, Model

from core.prepared import prepared_cursor


def insert_one(row: Model) -> None:
    """Insert a new row; an identifier that the database gives is not read back."""
    names = tuple(
        field.name
        for field in row._meta.concrete_fields
        if not field.has_db_default() and not (field.primary_key and row.pk is None)
    )
    with prepared_cursor() as cursor:
        cursor.execute(_insert(type(row), names), _values(row, names))
    row._state.adding, row._state.db = False, connection.alias


def update_one(row: Model, names: Iterable[str]) -> None:
    """Write these columns of a row that is there.

    Raises:
        DatabaseError: it is not there.
    """
    names = tuple(names)
    with prepared_cursor() as cursor:
        cursor.execute(_update(type(row), names), [*_values(row, names), row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{row._meta.label} {row.pk} is not there to be changed.")


def _values(row: Model, names: tuple[str, ...]) -> list[Any]:
    fields = (_field(type(row), name) for name in names)
    return [
        field.get_db_prep_save(getattr(row, field.attname), connection=connection)
        for field in fields
    ]


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    return model._meta.get_field(name)  # type: ignore[return-value]


@cache
def _insert(model: type[Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{_field(model, name).column}"' for name in names)
    values = ", ".join(["%s"] * len(names))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({values})'  # noqa: S608 - names of our own columns


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{_field(model, name).column}" = %s' for name in names)
    return f'UPDATE "{model._meta.db_table}" SET {columns} WHERE id = %s'  # noqa: S608 - names of our own columns
