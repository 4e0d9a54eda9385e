"""Private databases: one template, migrated once; a copy of it for each worker.

Tests run as the application's role, which may neither truncate nor drop. A transactional test
therefore leaves a clean database behind by having a superuser copy the template again.
"""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from casework.database import furnish

ROOT = Path(__file__).resolve().parents[2]
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
DATABASE = f"mcp_test_{WORKER}"
LOCK = 20_150_310  # the day the vanguards were named


def superuser() -> psycopg.Connection:
    """A connection of the superuser that makes and drops test databases."""
    url = os.environ.get("TEST_DATABASE_ADMIN_URL")
    if not url:
        pytest.exit("TEST_DATABASE_ADMIN_URL is not set: run the tests by `python3 dev.py test`.")
    return psycopg.connect(url, autocommit=True)


@cache
def template_name() -> str:
    """A name that changes with the migrations and with what the database enforces."""
    digest = hashlib.sha256(furnish.fingerprint().encode())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    return f"mcp_template_{digest.hexdigest()[:16]}"


def use_database(name: str) -> None:
    """Point Django's connections at this database."""
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


def make_template(admin: psycopg.Connection) -> str:
    """Migrate the template, unless a test run of the same schema did already."""
    name = template_name()
    admin.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            admin.execute("DROP DATABASE IF EXISTS mcp_template_new WITH (FORCE)")
            admin.execute("CREATE DATABASE mcp_template_new OWNER mcp_owner")
            use_database("mcp_template_new")
            call_command("migrate", verbosity=0, interactive=False)
            use_database(DATABASE)
            admin.execute(f"ALTER DATABASE mcp_template_new RENAME TO {name}")
    finally:
        admin.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return name


def recreate() -> None:
    """Drop this worker's database and copy the template afresh."""
    for alias in connections:
        connections[alias].close()
    with superuser() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        # Copying files takes half the time of writing them through the log.
        template = f"TEMPLATE {template_name()} STRATEGY file_copy"
        admin.execute(f"CREATE DATABASE {DATABASE} {template} OWNER mcp_owner")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    """In the place of pytest-django's own: a copy of the template, used as the application."""
    with django_db_blocker.unblock():
        with superuser() as admin:
            make_template(admin)
        use_database(DATABASE)
        recreate()
    yield
    with django_db_blocker.unblock():
        for alias in connections:
            connections[alias].close()
        with superuser() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


@pytest.fixture
def as_owner(transactional_db) -> Iterator[psycopg.Connection]:
    """A plain connection of the owner, who migrates and who may not rewrite history either."""
    with psycopg.connect(**_parameters("owner"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def as_application(transactional_db) -> Iterator[psycopg.Connection]:
    """A plain connection of the application's role, as a shell or a stolen password would have."""
    with psycopg.connect(**_parameters("default"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def database_env(transactional_db) -> dict[str, str]:
    """The environment by which another process reaches this test's database."""
    return {
        "DATABASE_URL": _url("default"),
        "DATABASE_OWNER_URL": _url("owner"),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }


def _parameters(alias: str) -> dict[str, str]:
    given = connections[alias].settings_dict
    wanted = {
        "dbname": given["NAME"],
        "user": given["USER"],
        "password": given["PASSWORD"],
        "host": given["HOST"],
        "port": given["PORT"],
    }
    return {key: str(value) for key, value in wanted.items() if value}


def _url(alias: str) -> str:
    p = _parameters(alias)
    who = p["user"] + (f":{quote(p['password'], safe='')}" if "password" in p else "")
    where = quote(p.get("host", ""), safe="") + (f":{p['port']}" if "port" in p else "")
    return f"postgresql://{who}@{where}/{p['dbname']}"
