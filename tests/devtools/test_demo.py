"""What the demonstration refuses, and what it says."""

import contextlib
import io
import socket
from types import SimpleNamespace

import pytest

from devtools import claims, cli, demo
from devtools.errors import Failure, Problem
from devtools.options import Options
from devtools.paths import Home
from devtools.servers import clear_folder


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_one_sentence_with_another_port(taken_port):
    with pytest.raises(Problem, match=rf"Port {taken_port} is taken.*--port {taken_port + 1}"):
        demo.check_port(taken_port)


def test_a_port_for_root_alone_is_refused_for_root_too(monkeypatch):
    monkeypatch.setattr(demo, "lowest_free_port", lambda: 1024)
    with pytest.raises(Problem, match="Port 80 is for root alone: choose one above 1023"):
        demo.check_port(80)


def test_a_taken_port_ends_the_command_before_anything_is_made(tmp_path, taken_port, capsys):
    code = cli.guarded(lambda: demo.run_demo(Home(tmp_path), Options("demo", port=taken_port)))
    assert code == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"dev.py: Port {taken_port} is taken")
    assert said.err.count("\n") == 1
    assert sorted(path.name for path in (tmp_path / "demo").iterdir()) == ["owner.lock"]


def test_a_second_demonstration_in_one_home_is_refused(tmp_path):
    (tmp_path / "demo").mkdir()
    held = claims.claim(tmp_path / "demo")
    held.announce({"what": "demonstration"})
    with pytest.raises(Problem, match="in use by another demonstration"):
        demo.run_demo(Home(tmp_path), Options("demo"))
    held.release()


def test_a_reset_keeps_the_claim_and_nothing_else(tmp_path):
    held = claims.claim(tmp_path)
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("18")
    (tmp_path / "secret_key").write_text("s")
    clear_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["owner.lock"]
    held.release()


def child(name, *, alive):
    return SimpleNamespace(alive=alive, obituary=lambda: f"{name} was killed by signal 9.")


def test_a_dead_child_is_named(monkeypatch):
    servers = SimpleNamespace(
        postgres=SimpleNamespace(service=child("PostgreSQL", alive=True)),
        valkey=SimpleNamespace(service=child("Valkey", alive=True)),
    )
    programme = SimpleNamespace(
        web=child("web", alive=True),
        worker=child("worker", alive=False),
        beat=child("beat", alive=True),
    )
    with pytest.raises(Failure, match=r"worker was killed by signal 9.[\s\S]*data are kept"):
        demo.watch(servers, programme)


def test_the_welcome_names_addresses_and_every_sign_in(tmp_path):
    people = [
        {"role": "Officer", "email": "o@x.invalid", "password": "pw", "opens": "/admin/"},
        {"role": "Practice manager", "email": "p@x.invalid", "password": "p", "opens": "/"},
    ]
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        demo.welcome({"sign_ins": people, "analyst_token": "t0k"}, place=tmp_path, port=8010)
    for word in ("http://localhost:8010/admin/", "o@x.invalid", "Practice manager", "t0k", "mail"):
        assert word in said.getvalue()
