"""`dev.py test` and `dev.py bench`: a run against servers of its own."""

import os
from collections.abc import Sequence
from pathlib import Path

from devtools.assets import ensure_assets
from devtools.environment import test_environment
from devtools.paths import PROJECT, Home
from devtools.postgres import DURABLE, THROW_AWAY, find_binaries
from devtools.processes import run_in_front
from devtools.servers import throw_away_servers
from devtools.steps import step
from devtools.venv import PYTHON, ensure_environment

# Arguments with which the caller decides on parallel runs himself.
DECIDES_WORKERS = ("-n", "--numprocesses", "--dist", "--pdb", "--trace", "--collect-only", "--co")


def run_tests(home: Home, arguments: Sequence[str], *, postgres: str | None) -> int:
    """Run pytest on a throw-away PostgreSQL; the exit code is pytest's."""
    set_up("test")
    with step("PostgreSQL and broker for the tests") as current:
        binaries = find_binaries(postgres)
        servers = throw_away_servers(home, binaries=binaries, settings=THROW_AWAY, broker=True)
        running = servers.__enter__()
        current.note = f"version {binaries.major}"
    try:
        environment = test_environment(os.environ, addresses=running.addresses, place=running.place)
        command: list[str | Path] = [PYTHON, "-m", "pytest", *with_workers(arguments)]
        return run_in_front(command, environment=environment, folder=PROJECT)
    finally:
        servers.__exit__(None, None, None)


def run_benchmarks(home: Home, arguments: Sequence[str], *, postgres: str | None) -> int:
    """Run the benchmarks on a private PostgreSQL that flushes to disk as a real one does."""
    set_up("test")
    with throw_away_servers(
        home, binaries=find_binaries(postgres), settings=DURABLE, broker=True
    ) as running:
        environment = test_environment(os.environ, addresses=running.addresses, place=running.place)
        command: list[str | Path] = [PYTHON, "-m", "benchmarks", *arguments]
        return run_in_front(command, environment=environment, folder=PROJECT)


def set_up(lock: str) -> None:
    """Environment and assets, announced."""
    with step(f"Python environment ({lock})") as current:
        current.note = ensure_environment(lock)
    with step("Front-end assets") as current:
        current.note = ensure_assets()


def with_workers(arguments: Sequence[str]) -> list[str]:
    """The arguments, with one worker a core unless the caller said otherwise."""
    if any(given.startswith(DECIDES_WORKERS) for given in arguments):
        return list(arguments)
    return ["-n", str(os.cpu_count() or 1), *arguments]
