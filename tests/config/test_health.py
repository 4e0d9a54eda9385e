"""What the probes are told: alive, ready or not, each check by name and nothing more."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from config import health
from core.clock import now
from core.health import Check, answer
from notifications.actions.heartbeats import beat
from notifications.models import Breaker
from notifications.selectors import NO_FAULT, SWEEP, VERIFICATION


def checks_of(response):
    return {check["name"]: check["ok"] for check in response.json()["checks"]}


def test_a_living_process_says_so_without_its_database(client):
    response = client.get("/healthz")  # this test has no database at all
    assert response.status_code == 200
    assert response.json() == {"alive": True}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_process_that_can_serve_is_ready(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert checks_of(response) == {
        "database": True,
        "database_role": True,
        "migrations": True,
        "guards": True,
        "sweep": False,
        "verification": False,
        "providers": True,
    }
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_sweep_that_ran_lately_is_seen_and_an_old_one_is_missed(client, settings):
    settings.SWEEP_EVERY_SECONDS = 10
    beat(name=SWEEP, at=now())
    assert checks_of(client.get("/readyz"))["sweep"]
    beat(name=SWEEP, at=now() - timedelta(minutes=6))
    late = client.get("/readyz")
    assert not checks_of(late)["sweep"]
    assert late.status_code == 200, "the web can serve though no worker runs"


@pytest.mark.django_db
def test_a_night_without_fault_is_seen_and_one_with_a_fault_or_none_at_all_is_missed(client):
    beat(name=VERIFICATION, at=now(), note=NO_FAULT)
    assert checks_of(client.get("/readyz"))["verification"]
    beat(name=VERIFICATION, at=now(), note="3 faults")
    assert not checks_of(client.get("/readyz"))["verification"]
    beat(name=VERIFICATION, at=now() - timedelta(hours=37), note=NO_FAULT)
    late = client.get("/readyz")
    assert not checks_of(late)["verification"]
    assert late.status_code == 200, "people can work while somebody looks into it"


@pytest.mark.parametrize("name", ["database", "database_role", "migrations", "guards"])
def test_each_check_that_decides_turns_requests_away(client, monkeypatch, name):
    others = [Check(check.name, lambda: True, check.decides) for check in health.CHECKS]
    wrong = [Check(c.name, lambda: False, c.decides) if c.name == name else c for c in others]
    monkeypatch.setattr(health, "CHECKS", wrong)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["ready"] is False
    assert [check for check, ok in checks_of(response).items() if not ok] == [name]


def test_a_check_that_breaks_is_a_no_and_tells_nothing(caplog):
    def broken():
        raise OperationalError("password authentication failed for user secret at host secret")

    response = answer([Check("database", broken)])
    assert response.status_code == 503
    assert b"secret" not in response.content
    assert b"Traceback" not in response.content


@pytest.mark.django_db
def test_a_missing_migration_and_a_changed_guard_are_noticed(monkeypatch):
    assert health.migrations_are_applied()
    assert health.guards_are_current()
    monkeypatch.setattr("casework.database.furnish.fingerprint", lambda: "something newer")
    assert not health.guards_are_current()
    monkeypatch.setattr(
        "config.health.MigrationExecutor.migration_plan",
        lambda *_, **__: [("notifications", False)],
    )
    assert not health.migrations_are_applied()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_probes_only_read(client, method):
    assert getattr(client, method)("/healthz").status_code == 405
    assert getattr(client, method)("/readyz").status_code == 405


@pytest.mark.django_db
def test_a_provider_that_is_left_alone_is_told_and_takes_nothing_from_readiness(client):
    Breaker.objects.create(circuit="notify", open_until=now(), why="GOV.UK Notify answered 503.")
    answered = client.get("/readyz")
    assert not checks_of(answered)["providers"]
    assert answered.status_code == 200
