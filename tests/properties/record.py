"""What is asked of the whole record after every step, in prepared statements."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection

from casework.invariants import Fault, Invariant
from contracts.models import PracticeContract
from core.models import BaseModel
from formation.verifying import invariants
from tests.properties.acts import CASES, OTHERS

DEAR = {"columns_stand_as_recorded", "nothing_is_deleted"}
"""Promises that read the contents of every event: asked once a run, as what breaks one stays."""


def _asking(promises: Iterable[Invariant]) -> str:
    return " UNION ALL ".join(
        f"SELECT '{each.name}', found.* FROM ({each.sql}) AS found(about, text)"
        for each in promises
    )


ALL = _asking(invariants())
QUICK = _asking(each for each in invariants() if each.name not in DEAR)
THEIRS = {"auth", "admin", "sessions", "contenttypes", "knox"}
OURS = [
    model
    for model in apps.get_models()
    if model._meta.app_label not in THEIRS and model._meta.managed
]
COUNTS = " UNION ALL ".join(
    f"SELECT '{model._meta.db_table}', count(*) FROM {model._meta.db_table}" for model in OURS
)
GIVEN = sorted({*CASES.values(), *OTHERS.values(), PracticeContract}, key=lambda m: m.__name__)
POOL = " UNION ALL ".join(
    f"(SELECT '{model.__name__}', id::text FROM {model._meta.db_table}"
    f" ORDER BY {'created_at, id' if issubclass(model, BaseModel) else 'id'})"
    for model in GIVEN
)


def _prepared(sql: str) -> list[Any]:
    """By the driver itself, which has the statement planned once."""
    return connection.connection.execute(sql, prepare=True).fetchall()


def faults(asking: str) -> list[Fault]:
    """Where a promise does not hold: what `manage.py verify` would say."""
    return [Fault(*row) for row in _prepared(asking)]


def counts() -> dict[str, int]:
    """How many rows each table has."""
    return dict(_prepared(COUNTS))


def pool() -> dict[str, list[Any]]:
    """The identifiers of everything that an act may be given, oldest first."""
    found: dict[str, list[Any]] = {model.__name__: [] for model in GIVEN}
    for name, pk in _prepared(POOL):
        found[name].append(int(pk) if pk.isdigit() else UUID(pk))
    return found
