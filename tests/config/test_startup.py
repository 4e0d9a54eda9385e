"""A production process does not start as a database role that could rewrite history."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError

from config import startup
from config.startup import (
    NEW_OBJECTS,
    danger_of_database_role,
    refuse_unsafe_database,
    settle_memory,
)

ROOT = Path(__file__).resolve().parents[2]

SAY = """
import django
django.setup()
from config.startup import refuse_unsafe_database
refuse_unsafe_database()
print("started")
"""


def started_as(url: str, *, refuse: bool = True) -> subprocess.CompletedProcess[str]:
    """A fresh process that asks itself whether it may run as this role."""
    program = f"from django.conf import settings\nsettings.REFUSE_UNSAFE_DATABASE_ROLE = {refuse}"
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    return subprocess.run(
        [sys.executable, "-c", program + SAY],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def as_superuser(database_env) -> str:
    """The test database's address for a superuser."""
    admin = psycopg.conninfo.conninfo_to_dict(os.environ["TEST_DATABASE_ADMIN_URL"])
    who = database_env["DATABASE_URL"].split("@", 1)[1]
    return f"postgresql://{admin['user']}@{who}"


@pytest.mark.django_db
def test_the_application_role_is_safe():
    assert danger_of_database_role() == ""


def test_the_application_role_may_start(database_env):
    assert started_as(database_env["DATABASE_URL"]).stdout == "started\n"


def test_the_owner_is_refused_with_one_sentence_that_says_what_to_do(database_env):
    refused = started_as(database_env["DATABASE_OWNER_URL"])
    assert refused.returncode == 1
    assert "mcp_owner, which owns the tables" in refused.stderr
    assert "Use the application's own role" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_superuser_is_refused(as_superuser):
    refused = started_as(as_superuser)
    assert refused.returncode == 1
    assert "a superuser" in refused.stderr


def test_where_it_is_not_asked_for_anybody_may_start(database_env):
    assert started_as(database_env["DATABASE_OWNER_URL"], refuse=False).stdout == "started\n"


def test_a_database_that_does_not_answer_yet_leaves_the_judgement_to_readiness(
    settings, monkeypatch
):
    settings.REFUSE_UNSAFE_DATABASE_ROLE = True

    def unreachable():
        raise OperationalError("no route")

    monkeypatch.setattr(startup, "danger_of_database_role", unreachable)
    monkeypatch.setattr(startup.connection, "close", lambda: None)
    refuse_unsafe_database()


def test_what_was_loaded_is_passed_over_when_memory_is_searched():
    before = gc.get_threshold()
    try:
        settle_memory()
        assert gc.get_freeze_count() > NEW_OBJECTS
        assert gc.get_threshold()[0] == NEW_OBJECTS
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
