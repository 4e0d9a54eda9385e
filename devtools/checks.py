"""`dev.py check`: every check but the tests; all are made even if one fails."""

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from devtools import locks, packages
from devtools.environment import APPLICATION, Addresses, clean_environment, test_environment
from devtools.errors import Problem
from devtools.paths import ASSETS, PROJECT, REQUIREMENTS, VENV, Home
from devtools.postgres import find_binaries
from devtools.processes import run_quietly
from devtools.steps import say, step
from devtools.testing import set_up, test_servers
from devtools.venv import PYTHON

RUFF = VENV / "bin" / "ruff"
DJADE = VENV / "bin" / "djade"
DJANGO = "5.2"
CONCISE = ("--output-format", "concise")


class Wrong(Exception):
    """A check found something; the text is what it has to say."""


class NotMade(Exception):
    """A check could not be made here; the text says why."""


@dataclass(frozen=True)
class Check:
    """One named check: it returns, or says what is wrong."""

    name: str
    make: Callable[[], None]


def run_checks(home: Home) -> int:
    """Make every check; 0 if none found anything."""
    set_up("test")
    with test_servers(home, find_binaries()) as servers:
        environment = test_environment(os.environ, addresses=servers.addresses, place=servers.place)
        checks = all_checks(environment, servers.addresses)
        outcomes = [(check.name, outcome(check)) for check in checks]
    wrong = [(name, str(found)) for name, found in outcomes if isinstance(found, (Wrong, Problem))]
    not_made = sum(isinstance(found, NotMade) for _, found in outcomes)
    for name, text in wrong:
        say(f"\n--- {name}\n{text.rstrip()}")
    right = len(checks) - len(wrong) - not_made
    say(f"\nOf {len(checks)} checks, {right} found nothing, {len(wrong)} found something wrong"
        f" and {not_made} could not be made here.")  # fmt: skip
    return 1 if wrong else 0


def outcome(check: Check) -> Wrong | Problem | NotMade | None:
    """Make one check; what came of it, or None if all is well."""
    with step(check.name) as current:
        try:
            check.make()
        except (Wrong, Problem) as wrong:
            current.note = "WRONG, see below"
            return wrong
        except NotMade as reason:
            current.note = f"not made: {reason}"
            return reason
    return None


def all_checks(environment: Mapping[str, str], addresses: Addresses) -> list[Check]:
    """The checks in the order in which they are made, the quick ones first."""

    def command(*arguments: str | Path, env: Mapping[str, str] = environment) -> Callable[[], None]:
        return lambda: expect_success(arguments, env)

    manage = (PYTHON, "manage.py")
    production = production_environment(addresses)
    return [
        Check("Lint (ruff check)", command(RUFF, "check", "--quiet", *CONCISE, ".")),
        Check("Format (ruff format)", command(RUFF, "format", "--check", *CONCISE, ".")),
        Check("Format of templates (djade)", lambda: check_templates(environment)),
        Check("package-lock.json in step", check_package_lock),
        Check("Locks name no host", check_lock_words),
        Check("Locks up to date", check_locks),
        Check("Layers and conventions", lambda: check_architecture(environment)),
        Check("Migrations up to date", command(*manage, "makemigrations", "--check", "--dry-run")),
        Check("Generated documents", command(*manage, "write_docs", "--check")),
        Check("Deployment (check --deploy)",
              command(*manage, "check", "--deploy", "--fail-level", "WARNING", env=production)),
        Check("Types (mypy)", command(PYTHON, "-m", "mypy", ".")),
    ]  # fmt: skip


def expect_success(command: Sequence[str | Path], environment: Mapping[str, str]) -> None:
    """Run a program that must exit with 0."""
    code, output = run_quietly(command, environment=environment, folder=PROJECT)
    if code != 0:
        raise Wrong(output or f"exit code {code}")


def check_templates(environment: Mapping[str, str]) -> None:
    """The officers' templates are formatted; the portal's are Jinja, which djade cannot read."""
    templates = django_templates()
    if not templates:
        raise NotMade("no Django templates")
    expect_success([DJADE, "--target-version", DJANGO, "--check", *templates], environment)


def django_templates() -> list[Path]:
    """The templates in Django's own language."""
    folder = PROJECT / "templates"
    return sorted(
        path for path in folder.rglob("*.html") if "jinja2" not in path.relative_to(folder).parts
    )


def check_package_lock() -> None:
    """package-lock.json says what package.json asks for, with hashes and without hosts."""
    wrong = packages.disagreements(PROJECT)
    if wrong:
        raise Wrong("\n".join(wrong) + "\nRun 'python3 dev.py lock'.")


def check_lock_words() -> None:
    """No lock names the host that its packages came from."""
    files = [*REQUIREMENTS.glob("*.lock"), PROJECT / "package-lock.json"]
    wrong = [
        f"{file.name}: {word}" for file in files for word in locks.foreign_words(file.read_text())
    ]
    if wrong:
        raise Wrong("\n".join(wrong[:20]))


def check_locks() -> None:
    """The locks are what pyproject.toml would give today."""
    try:
        stale = locks.stale_locks()
    except locks.Unreachable:
        raise NotMade("the package index cannot be reached") from None
    if stale:
        raise Wrong(f"Out of step with pyproject.toml: {', '.join(stale)}. {locks.ADVICE}.")


def check_architecture(environment: Mapping[str, str]) -> None:
    """The tests of layers, sizes and conventions, for a quick answer."""
    if not list((PROJECT / "tests" / "architecture").glob("test_*.py")):
        raise NotMade("no tests/architecture")
    expect_success([PYTHON, "-m", "pytest", "-q", "tests/architecture"], environment)


def production_environment(addresses: Addresses) -> dict[str, str]:
    """What a production process is given, with made-up values that production would accept."""
    return {
        **clean_environment(os.environ),
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_URL": addresses.database_url(APPLICATION),
        "BROKER_URL": "amqps://mcp:made-up@broker.example.org/mcp",
        "EMAIL_URL": "submission://mcp:made-up@mail.example.org:587",
        "EMAIL_FROM": "no-reply@mcp.example.org",
        "CONTACT_EMAIL": "mcp@example.org",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "mcp.example.org",
        "SITE_URL": "https://mcp.example.org",
        "MCP_ASSETS": str(ASSETS),
    }
