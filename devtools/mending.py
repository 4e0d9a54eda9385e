"""`dev.py fix` and `dev.py lock`: mend what a machine can mend."""

import os
from collections.abc import Callable

from devtools import locks, packages
from devtools.checks import DJADE, DJANGO, RUFF, django_templates
from devtools.errors import Failure, Problem, last_words
from devtools.paths import PROJECT
from devtools.processes import run_quietly
from devtools.steps import say, step
from devtools.venv import ensure_environment


def mend() -> int:
    """Format, mend what ruff can mend, and recompile the locks; 0 if nothing is left to do."""
    ensure_environment("test")
    left = [
        _run("Lint (ruff check --fix)", RUFF, "check", "--fix", "--quiet", "."),
        _run("Format (ruff format)", RUFF, "format", "--quiet", "."),
        _mend_templates(),
    ]
    lock()
    for text in filter(None, left):
        say(f"\n{text.rstrip()}")
    return 1 if any(left) else 0


def lock() -> int:
    """Recompile all locks."""
    ensure_environment("test")
    steps: list[tuple[str, Callable[[], None]]] = [
        ("Python locks", locks.write_locks),
        ("package-lock.json", lambda: packages.write_package_lock(PROJECT)),
    ]
    for title, write in steps:
        with step(title):
            try:
                write()
            except locks.Unreachable:
                raise Problem("The package index cannot be reached: lock again later.") from None
    return 0


def _mend_templates() -> str:
    templates = django_templates()
    if not templates:
        return ""
    _run("Format of templates (djade)", DJADE, "--target-version", DJANGO, *templates)
    return _run(
        "Format of templates, again", DJADE, "--target-version", DJANGO, "--check", *templates
    )


def _run(title: str, *command: object) -> str:
    """Run a tool; what it could not mend."""
    with step(title) as current:
        code, output = run_quietly(
            [str(part) for part in command], environment=os.environ, folder=PROJECT
        )
        if code > 1:
            raise Failure(f"{title} failed: {last_words(output)}")
        current.note = "something is left to do by hand" if code else ""
    return output if code else ""
