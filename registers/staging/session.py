"""The transaction's own connection, set for one large import."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

_SETTINGS = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = '10min'",
    "SET LOCAL jit = off",
    "SET LOCAL work_mem = '64MB'",
    # One import at a time: two would compare with what the other is about to change.
    "SELECT pg_advisory_xact_lock(hashtext('registers.imports'))",
    # They go at commit; but a transaction of a test may hold several imports.
    "DROP TABLE IF EXISTS pg_temp.raw, pg_temp.broken, pg_temp.staged, pg_temp.doubled,"
    " pg_temp.diff, pg_temp.gone, pg_temp.moves, pg_temp.past",
)


def execute(sql: str, parameters: Mapping[str, Any] | None = None) -> Any:
    """Run one statement; returns its cursor."""
    cursor = connection.cursor()
    cursor.execute(sql, parameters)
    return cursor


def settle() -> None:
    """Wait for any other import, and set what a large one needs, until the transaction ends."""
    for setting in _SETTINGS:
        execute(setting)
