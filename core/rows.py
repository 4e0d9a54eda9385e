"""One row written by a prepared statement: what `save` does, for the acts that all pass by here.

The text is made once for a model and its columns. Nothing else happens that `save` may do: no
signal, no savepoint, no look whether the row is there.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.models import Field, Model

from core.together import Sent, when_answered


def insert_one(row: Model) -> None:
    """Insert a new row; an identifier that the database gives is not read back."""
    names = _given(type(row), row.pk is not None)
    Sent(_insert(type(row), names), _values(row, names))
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@cache
def _given(model: type[Model], is_identified: bool) -> tuple[str, ...]:
    """The columns that an insertion names."""
    return tuple(
        field.name
        for field in model._meta.concrete_fields
        if not field.has_db_default() and (is_identified or not field.primary_key)
    )


def update_one(row: Model, names: Iterable[str]) -> None:
    """Write these columns of a row that is there.

    Raises:
        DatabaseError: it is not there.
    """
    names = tuple(names)
    sent = Sent(_update(type(row), names), [*_values(row, names), row.pk])

    def check() -> None:
        if sent.written() != 1:
            raise DatabaseError(f"{row._meta.label} {row.pk} is not there to be changed.")

    when_answered(check)


def _values(row: Model, names: tuple[str, ...]) -> list[Any]:
    database = connections[DEFAULT_DB_ALIAS]
    return [
        field.get_db_prep_save(getattr(row, field.attname), connection=database)
        for field in _fields(type(row), names)
    ]


@cache
def _fields(model: type[Model], names: tuple[str, ...]) -> "tuple[Field[Any, Any], ...]":
    return tuple(_field(model, name) for name in names)


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
