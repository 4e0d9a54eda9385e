"""`dev.py test` and `dev.py bench`: a run against servers of its own."""

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from devtools.assets import ensure_assets
from devtools.environment import test_environment
from devtools.paths import PROJECT, Home
from devtools.postgres import DURABLE, THROW_AWAY, Binaries, find_binaries
from devtools.processes import run_in_front
from devtools.servers import Servers, private_servers
from devtools.steps import step
from devtools.venv import PYTHON, ensure_environment

# Arguments with which the caller decides on parallel runs himself.
DECIDES_WORKERS = ("-n", "--numprocesses", "--dist", "--pdb", "--trace", "--collect-only", "--co")


def run_tests(home: Home, arguments: Sequence[str], *, postgres: str | None) -> int:
    """Run pytest on a private PostgreSQL; the exit code is pytest's."""
    set_up("test")
    with ExitStack() as stack:
        with step("PostgreSQL and broker for the tests") as current:
            binaries = find_binaries(postgres)
            running = stack.enter_context(test_servers(home, binaries))
            current.note = f"PostgreSQL {binaries.major}"
        return run_module("pytest", with_workers(arguments), running)


def run_benchmarks(home: Home, arguments: Sequence[str], *, postgres: str | None) -> int:
    """Run the benchmarks on a private PostgreSQL that flushes to disk as a real one does."""
    set_up("test")
    binaries = find_binaries(postgres)
    with private_servers(
        home, kind="bench", binaries=binaries, settings=DURABLE, keep=False
    ) as running:
        return run_module("benchmarks", arguments, running)


def test_servers(home: Home, binaries: Binaries) -> AbstractContextManager[Servers]:
    """Servers for tests and checks: quick, and kept for the next run."""
    return private_servers(home, kind="test", binaries=binaries, settings=THROW_AWAY, keep=True)


def run_module(module: str, arguments: Sequence[str], servers: Servers) -> int:
    """Run a module of the environment on our terminal, with these servers."""
    environment = test_environment(os.environ, addresses=servers.addresses, place=servers.place)
    command: list[str | Path] = [PYTHON, "-m", module, *arguments]
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
