"""A variable that is missing or wrong stops the process with one sentence: which, why, where."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

WHERE = (
    "Set it in the environment of the process (docker-compose.yml, the unit file, or your shell); "
    "README.md lists every variable."
)


@pytest.fixture
def given(monkeypatch):
    def set_to(value: str | None, name: str = "NAME") -> None:
        monkeypatch.delenv("NAME_FILE", raising=False)
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)

    return set_to


STOPS = [
    (None, lambda: env.text("NAME"), "this variable is required: it has no default."),
    ("  ", lambda: env.text("NAME", why="it signs."), "this variable is required: it signs."),
    (None, lambda: env.secret("NAME", why="it signs."), "this variable is required: it signs."),
    (
        "short",
        lambda: env.secret("NAME", why="it signs."),
        "it has 5 characters; at least 32 are needed (it signs.)",
    ),
    ("maybe", lambda: env.flag("NAME"), "'maybe' is neither yes nor no."),
    ("ten", lambda: env.number("NAME", default=1), "'ten' is not a whole number."),
    ("-1", lambda: env.number("NAME", default=1), "'-1' is not a whole number."),
    ("1.5", lambda: env.number("NAME", default=1), "'1.5' is not a whole number."),
    ("١٢", lambda: env.number("NAME", default=1), "'١٢' is not a whole number."),
    (
        "0",
        lambda: env.number("NAME", default=60, least=1),
        "0 is too small; it must be 1 or more.",
    ),
    ("LOUD", lambda: env.choice("NAME", ("A", "B"), default="A"), "'LOUD' is none of A, B."),
    (None, lambda: env.names("NAME", why="hosts."), "this variable is required: hosts."),
    (None, lambda: env.database("NAME", why="data."), "this variable is required: data."),
    (
        "nonsense",
        lambda: env.database("NAME", why="data."),
        "this is not the address of a database",
    ),
    (
        "sqlite:///file.db",
        lambda: env.database("NAME", why="data."),
        "only PostgreSQL (15 or newer) holds this system's guarantees; use postgresql://.",
    ),
    (None, lambda: env.broker("NAME"), "Celery needs RabbitMQ, Redis or Valkey."),
    (
        "http://broker",
        lambda: env.broker("NAME"),
        "it must begin with one of amqp, amqps, redis, rediss, redis+socket, valkey, valkeys, "
        "memory and ://.",
    ),
    (None, lambda: env.email("NAME"), "reminders are sent by e-mail."),
    ("smtp://mail:port", lambda: env.email("NAME"), "this is not the address of a mail server ("),
    ("carrier:pigeon", lambda: env.email("NAME"), "this is not an e-mail address scheme"),
]


@pytest.mark.parametrize(("value", "read", "said"), STOPS)
def test_it_stops_and_says_which_variable_why_and_where(given, value, read, said):
    given(value)
    with pytest.raises(ImproperlyConfigured) as caught:
        read()
    text = str(caught.value)
    assert text.startswith("NAME: ")
    assert said in text
    assert text.endswith(WHERE)


READS = [
    (" value ", lambda: env.text("NAME"), "value"),
    (None, lambda: env.text("NAME", default="other"), "other"),
    ("s" * 32, lambda: env.secret("NAME", why="x"), "s" * 32),
    *[(word, lambda: env.flag("NAME"), True) for word in ("1", "true", "YES", " on ")],
    *[(word, lambda: env.flag("NAME", default=True), False) for word in ("", "0", "No", "off")],
    (None, lambda: env.flag("NAME", default=True), True),
    ("42", lambda: env.number("NAME", default=1), 42),
    (" ", lambda: env.number("NAME", default=1), 1),
    ("1", lambda: env.number("NAME", default=60, least=1), 1),
    (" b ", lambda: env.choice("NAME", ("A", "B"), default="A"), "B"),
    (None, lambda: env.choice("NAME", ("A", "B"), default="A"), "A"),
    ("a, b,,c ", lambda: env.names("NAME"), ["a", "b", "c"]),
    (None, lambda: env.folder("NAME", default=Path("/x")), Path("/x")),
    ("/y", lambda: env.folder("NAME", default=Path("/x")), Path("/y")),
    ("amqps://broker", lambda: env.broker("NAME"), "amqps://broker"),
    (None, lambda: env.broker("NAME", default="memory://"), "memory://"),
]


@pytest.mark.parametrize(("value", "read", "expected"), READS)
def test_it_reads(given, value, read, expected):
    given(value)
    assert read() == expected


def test_a_database_and_a_mail_server_are_read_from_their_address(given):
    given("postgresql://mcp_app:pass%40word@db.example.org:5433/mcp")
    found = env.database("NAME", why="data.", conn_max_age=60)
    assert (found["HOST"], found["PORT"], found["PASSWORD"]) == (
        "db.example.org",
        5433,
        "pass@word",
    )
    assert found["CONN_MAX_AGE"] == 60
    given("smtp://me:secret@mail.example.org:587/?tls=True")
    found = env.email("NAME")
    assert (found["EMAIL_HOST"], found["EMAIL_USE_TLS"]) == ("mail.example.org", True)


def test_a_secret_may_lie_in_a_file(monkeypatch, tmp_path):
    kept = tmp_path / "secret"
    kept.write_text("k" * 40 + "\n")
    monkeypatch.setenv("NAME_FILE", str(kept))
    monkeypatch.setenv("NAME", "of the environment, which the file goes before")
    assert env.secret("NAME", why="it signs.") == "k" * 40
    monkeypatch.setenv("NAME_FILE", str(tmp_path / "nothing"))
    with pytest.raises(ImproperlyConfigured, match=r"NAME_FILE: .* cannot be read \(No such file"):
        env.secret("NAME", why="it signs.")
