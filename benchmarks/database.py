"""A private database for the measurements; a shared one is refused."""

import os
from collections.abc import Iterable

import psycopg
from django.core.management import call_command
from django.db import connections

DATABASE = "mcp_bench"
_plain: list[psycopg.Connection] = []


class NotPrivate(Exception):
    """There is no server that benchmarks may fill and empty."""


def superuser(database: str = "postgres") -> psycopg.Connection:
    """The superuser of the private server, who makes, empties and vacuums."""
    url = os.environ.get("TEST_DATABASE_ADMIN_URL")
    if not url:
        raise NotPrivate("Benchmarks need a server of their own: run `python3 dev.py bench`.")
    return psycopg.connect(url, autocommit=True, dbname=database)


def make(*, template: str = "template1") -> None:
    """A fresh, migrated database, and Django's connections turned to it.

    A `template` that is migrated already saves the time of it.
    """
    with superuser() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {template} OWNER mcp_owner")
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = DATABASE
    call_command("migrate", verbosity=0, interactive=False)
    with superuser(DATABASE) as admin:
        guards = admin.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'never_truncate'"
        ).fetchall()
        for (table,) in guards:
            # History may not be emptied, not even by the owner: only in a database of ours.
            admin.execute(f"ALTER TABLE {table} DISABLE TRIGGER never_truncate")


def empty(tables: Iterable[str]) -> None:
    """Leave these tables as new."""
    with superuser(DATABASE) as admin:
        admin.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")


def vacuum(tables: Iterable[str]) -> None:
    """Clear away dead rows and renew statistics, so that each round starts alike."""
    with superuser(DATABASE) as admin:
        admin.execute(f"VACUUM (ANALYZE) {', '.join(tables)}")


def application() -> psycopg.Connection:
    """A plain connection of the application's role, for floors; `close` closes it."""
    given = connections["default"].settings_dict
    plain = psycopg.connect(
        host=given["HOST"],
        port=given["PORT"] or None,
        user=given["USER"],
        password=given["PASSWORD"] or None,
        dbname=DATABASE,
    )
    _plain.append(plain)
    return plain


def close() -> None:
    """Close the connections of floors that were measured."""
    while _plain:
        _plain.pop().close()
