"""The files for production servers, held against one another: no Docker is needed for that."""

import os
import re

import pytest
import yaml

from devtools.paths import PROJECT

COMPOSE = (PROJECT / "docker-compose.yml").read_text()
OURS = ("migrate", "web", "worker", "beat")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(COMPOSE)


def test_the_services_are_those_of_production(compose):
    assert set(compose["services"]) == {"postgres", "rabbitmq", *OURS}


@pytest.mark.parametrize("name", ["postgres", "rabbitmq", "web", "worker", "beat"])
def test_every_lasting_service_has_a_healthcheck(compose, name):
    assert compose["services"][name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_are_shut_in(compose, name):
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


def test_only_the_migration_knows_the_owner(compose):
    knowing = [
        name for name in OURS if "DATABASE_OWNER_URL" in compose["services"][name]["environment"]
    ]
    assert knowing == ["migrate"]
    assert "mcp_app" in compose["services"]["web"]["environment"]["DATABASE_URL"]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_schema_is_there(compose, name):
    awaited = compose["services"][name]["depends_on"]
    assert awaited["migrate"]["condition"] == "service_completed_successfully"
    assert awaited["rabbitmq"]["condition"] == "service_healthy"


def test_no_password_has_a_value_in_the_file():
    secrets = re.findall(r"(?:PASSWORD|PASS|SECRET_KEY|EMAIL_URL): (\S+)", COMPOSE)
    assert secrets
    assert [value for value in secrets if not re.match(r"\$\{\w+:\?", value)] == []


def test_postgresql_is_ready_only_once_it_answers_on_the_network():
    assert "[CMD, pg_isready, --quiet, --host, 127.0.0.1, " in COMPOSE


def test_every_variable_is_explained_in_the_example():
    wanted = set(re.findall(r"\$\{(\w+)", COMPOSE))
    explained = set(re.findall(r"^(\w+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))
    assert wanted == explained


def test_the_image_runs_as_an_ordinary_user_and_compiles_nothing():
    text = (PROJECT / "Dockerfile").read_text()
    assert re.findall(r"^USER (.+)$", text, re.MULTILINE) == ["10001:10001"]
    assert "--require-hashes --only-binary :all:" in text
    assert not re.search(r"apt-get|build-essential|gcc", text)


def test_scripts_that_are_run_by_name_may_be_run():
    for name in (".ci/run", "docker/initdb/10-roles.sh", "dev.py"):
        assert os.access(PROJECT / name, os.X_OK), name
