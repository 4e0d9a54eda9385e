"""Production refuses what a demonstration would do; every tick names a task that there is."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from config.celery import app

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "DATABASE_URL": "postgresql://mcp_app:made-up@db.example.org/mcp",
    "BROKER_URL": "amqps://mcp:made-up@broker.example.org/mcp",
    "EMAIL_URL": "submission://mcp:made-up@mail.example.org:587",
    "EMAIL_FROM": "no-reply@mcp.example.org",
    "CONTACT_EMAIL": "mcp@example.org",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ALLOWED_HOSTS": "mcp.example.org",
    "SITE_URL": "https://mcp.example.org",
}


def production(program: list[str], **changed: str) -> subprocess.CompletedProcess[str]:
    """A fresh process with the settings of production."""
    environment = {"PATH": os.environ["PATH"], **GOOD, **changed}
    assets = os.environ.get("MCP_ASSETS")
    return subprocess.run(
        [sys.executable, *program],
        cwd=ROOT,
        env={**environment, **({"MCP_ASSETS": assets} if assets else {})},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"SECRET_KEY": "django-insecure-" + "x1y2z3w4v5" * 5}, "SECRET_KEY: this is a default or"),
        ({"SECRET_KEY": "abcabcabc" * 8}, "SECRET_KEY: this is a default or a guessable key"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY: it has 5 characters; at least 50 are needed"),
        ({"DEBUG": "1"}, "DEBUG: production never runs with DEBUG."),
        ({"MCP_DEMONSTRATION": "yes"}, "MCP_DEMONSTRATION: the demonstration has fictional people"),
        ({"ALLOWED_HOSTS": "mcp.example.org,*"}, "ALLOWED_HOSTS: name the hosts; * would let"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS: this variable is required"),
        ({"SITE_URL": "http://mcp.example.org"}, "SITE_URL: http://mcp.example.org must be"),
        ({"DATABASE_URL": "sqlite:///x.db"}, "DATABASE_URL: only PostgreSQL"),
        ({"BROKER_URL": ""}, "BROKER_URL: this variable is required"),
        ({"EMAIL_URL": ""}, "EMAIL_URL: this variable is required"),
        ({"EMAIL_URL": "console:"}, "EMAIL_URL: reminders must reach a mail server"),
        ({"EMAIL_FROM": ""}, "EMAIL_FROM: this variable is required"),
        ({"SWEEP_EVERY_SECONDS": "0"}, "SWEEP_EVERY_SECONDS: 0 is too small; it must be 1 or"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL: 'loud' is none of DEBUG, INFO, WARNING, ERROR, CRI"),
        ({"CONTACT_EMAIL": "us@mcp.invalid"}, "CONTACT_EMAIL: this address reaches nobody"),
    ],
)
def test_production_refuses_to_start(changed, said):
    done = production(["-c", "import config.settings.production"], **changed)
    assert done.returncode != 0
    assert said in done.stderr.splitlines()[-1]


def test_check_deploy_has_no_warning():
    done = production(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])
    assert (done.returncode, done.stdout.strip()) == (
        0,
        "System check identified no issues (0 silenced).",
    ), done.stderr


def test_a_tick_wakes_tasks_that_there_are():
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled
    assert scheduled <= set(app.tasks)


def test_a_request_is_not_an_act():
    assert not any(database["ATOMIC_REQUESTS"] for database in settings.DATABASES.values())
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert "unsafe" not in str(policy)
    assert settings.SESSION_COOKIE_HTTPONLY
