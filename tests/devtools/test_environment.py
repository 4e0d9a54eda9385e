"""What children see of the environment, and that other libraries read it as we mean it."""

import stat

import dj_database_url
import dj_email_url
from kombu import Connection

from devtools.environment import Addresses, clean_environment, demo_environment, secret_key
from devtools.environment import test_environment as environment_of_tests

CALLERS = {
    "PATH": "/usr/bin",
    "HOME": "/somewhere",
    "DATABASE_URL": "postgresql://live.example.org/live",
    "DATABASE_OWNER_URL": "postgresql://live.example.org/live",
    "BROKER_URL": "amqp://live.example.org",
    "EMAIL_URL": "smtp://live.example.org",
    "SECRET_KEY": "the caller's",
    "PGHOST": "live.example.org",
    "PGSERVICE": "live",
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "PYTHONPATH": "/elsewhere",
    "GUNICORN_CMD_ARGS": "--bind 0.0.0.0:80",
    "PYTEST_ADDOPTS": "-x",
    "CI": "true",
}


def demo(tmp_path):
    sockets = tmp_path / "sockets"
    return demo_environment(CALLERS, addresses=Addresses(sockets), place=tmp_path, port=8010)


def test_nothing_of_the_callers_servers_reaches_the_demonstration(tmp_path):
    environment = demo(tmp_path)
    assert "live" not in " ".join(environment.values())
    for name in ("PYTHONPATH", "GUNICORN_CMD_ARGS", "PYTEST_ADDOPTS", "PGHOST", "PGSERVICE"):
        assert name not in environment
    assert environment["DJANGO_SETTINGS_MODULE"] == "config.settings.local"
    assert environment["SITE_URL"] == "http://localhost:8010"
    assert environment["CI"] == "true"


def test_the_environments_own_programs_come_first(tmp_path):
    assert demo(tmp_path)["PATH"].split(":")[0].endswith(".venv/bin")
    assert clean_environment({})["PATH"].endswith("/usr/bin")


def test_the_database_address_is_read_as_a_socket_and_a_role(tmp_path):
    addresses = Addresses(tmp_path / "a folder")
    parsed = dj_database_url.parse(addresses.database_url("mcp_app"))
    assert parsed["HOST"] == str(tmp_path / "a folder")
    assert (parsed["USER"], parsed["NAME"], parsed["PORT"]) == ("mcp_app", "mcp", "")


def test_application_and_owner_are_two_roles(tmp_path):
    environment = demo(tmp_path)
    assert environment["DATABASE_URL"].startswith("postgresql://mcp_app@")
    assert environment["DATABASE_OWNER_URL"].startswith("postgresql://mcp_owner@")
    assert "TEST_DATABASE_ADMIN_URL" not in environment


def test_the_mailbox_is_read_as_a_folder(tmp_path):
    parsed = dj_email_url.parse(demo(tmp_path)["EMAIL_URL"])
    assert parsed["EMAIL_FILE_PATH"] == str(tmp_path / "mail")
    assert parsed["EMAIL_BACKEND"].endswith("filebased.EmailBackend")


def test_the_broker_address_is_read_as_a_socket(tmp_path):
    with Connection(demo(tmp_path)["BROKER_URL"]) as connection:
        assert connection.transport_cls == "redis"
        parameters = connection.transport.Channel._connparams
    assert parameters is not None
    assert demo(tmp_path)["BROKER_URL"] == f"redis+socket://{tmp_path}/sockets/valkey.sock"


def test_tests_get_the_superuser_and_their_own_variables(tmp_path):
    environment = environment_of_tests(CALLERS, addresses=Addresses(tmp_path), place=tmp_path)
    assert environment["TEST_DATABASE_ADMIN_URL"].startswith("postgresql://postgres@")
    assert environment["PYTEST_ADDOPTS"] == "-x"
    assert "live" not in " ".join(environment.values())


def test_the_secret_is_made_once_and_read_by_its_owner_alone(tmp_path):
    made = secret_key(tmp_path)
    assert len(made) >= 50
    assert secret_key(tmp_path) == made
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
