"""How dev.py ends: an exit code and at most one sentence."""

import errno
import importlib.util
import os
import subprocess
import sys

import pytest

from devtools import cli
from devtools.errors import Failure, Problem
from devtools.paths import PROJECT
from devtools.stopping import Stopped


def raiser(error):
    def work():
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (Problem("Do this."), 2, "dev.py: Do this.\n"),
        (Failure("It died."), 1, "dev.py: It died.\n"),
        (OSError(errno.ENOSPC, "No space left"), 2, "dev.py: The disk is full"),
        (Stopped(), 130, "dev.py: stopped.\n"),
    ],
)
def test_every_end_has_its_code_and_its_sentence(error, code, said, capsys):
    assert cli.guarded(raiser(error)) == code
    assert capsys.readouterr().err.startswith(said)


def test_an_error_of_our_own_making_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        cli.guarded(raiser(ZeroDivisionError()))


def run_dev(*arguments, python=sys.executable):
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        [python, "dev.py", *arguments],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_is_printed_and_succeeds():
    done = run_dev("help")
    assert done.returncode == 0
    assert "usage: python3 dev.py COMMAND" in done.stdout


def test_a_wrong_command_line_is_one_line_and_code_2():
    done = run_dev("demo", "--port", "many")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "dev.py: --port many is not a port: give a number from 1 to 65535.\n"


def test_dev_needs_nothing_but_the_standard_library():
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            "import sys; sys.path.insert(0, '.'); import devtools.cli",
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def dev():
    """dev.py as a module."""
    specification = importlib.util.spec_from_file_location("dev", PROJECT / "dev.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_an_old_python_without_a_newer_beside_it_is_told(dev, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(dev, "find_newer", lambda: None)
    assert dev.main() == 2
    assert "this is Python 3.9 and 3.11 or newer is needed" in capsys.readouterr().err


def test_an_old_python_hands_over_to_a_newer_one(dev, monkeypatch):
    handed = []
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(sys, "argv", ["dev.py", "help"])
    monkeypatch.setattr(dev, "find_newer", lambda: "/usr/bin/python3.12")
    monkeypatch.setattr(dev.os, "execv", lambda *given: handed.append(given) or raise_exit())
    monkeypatch.delenv("MCP_PYTHON_TRIED", raising=False)
    with pytest.raises(SystemExit):
        dev.main()
    monkeypatch.delenv("MCP_PYTHON_TRIED")
    assert handed == [("/usr/bin/python3.12", ["/usr/bin/python3.12", "dev.py", "help"])]


def raise_exit():
    raise SystemExit


def test_a_newer_python_is_found_on_the_path(dev, tmp_path, monkeypatch):
    found = tmp_path / "python3.12"
    found.write_text("")
    found.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'empty'}{os.pathsep}{tmp_path}")
    assert dev.find_newer() == str(found)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert dev.find_newer() is None
