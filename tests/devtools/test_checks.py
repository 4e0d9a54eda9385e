"""`dev.py check`: every check is made, whatever the others found."""

import pytest

from devtools import checks, locks
from devtools.checks import Check, NotMade, Wrong, outcome
from devtools.environment import Addresses
from devtools.errors import Problem


def maker(error=None):
    def make():
        if error is not None:
            raise error

    return make


def test_a_check_that_is_well_says_only_its_time(capsys):
    assert outcome(Check("Lint", maker())) is None
    assert capsys.readouterr().out.rstrip().endswith(" s")


@pytest.mark.parametrize("error", [Wrong("a line is too long"), Problem("no tool")])
def test_what_a_check_found_is_kept_for_the_end(error, capsys):
    assert outcome(Check("Lint", maker(error))) is error
    assert "WRONG, see below" in capsys.readouterr().out


def test_a_check_that_cannot_be_made_says_why(monkeypatch, capsys):
    monkeypatch.setattr(locks, "stale_locks", maker(locks.Unreachable()))
    assert isinstance(outcome(Check("Locks", checks.check_locks)), NotMade)
    assert "not made: the package index cannot be reached" in capsys.readouterr().out


def test_stale_locks_are_named_with_what_to_do(monkeypatch):
    monkeypatch.setattr(locks, "stale_locks", lambda: ["demo.lock"])
    with pytest.raises(Wrong, match=r"demo.lock.*python3 dev.py lock"):
        checks.check_locks()


def test_a_program_that_fails_is_quoted():
    with pytest.raises(Wrong, match="it broke"):
        checks.expect_success(["sh", "-c", "echo it broke; exit 3"], {"PATH": "/usr/bin:/bin"})


def test_production_is_checked_with_values_that_production_accepts(tmp_path):
    environment = checks.production_environment(Addresses(tmp_path))
    assert environment["DJANGO_SETTINGS_MODULE"] == "config.settings.production"
    assert environment["SITE_URL"].startswith("https://")
    assert len(environment["SECRET_KEY"]) >= 50
    assert "DATABASE_OWNER_URL" not in environment
    assert "MCP_DEMONSTRATION" not in environment
