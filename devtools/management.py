"""`dev.py manage`: any management command against the servers of the demonstration."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from devtools import claims
from devtools.environment import Addresses, demo_environment
from devtools.errors import Problem
from devtools.options import DEFAULT_PORT
from devtools.paths import PROJECT, Home, make_folder
from devtools.postgres import DURABLE, find_binaries
from devtools.processes import run_in_front
from devtools.servers import Servers
from devtools.venv import PYTHON, ensure_environment


def run_management_command(home: Home, arguments: Sequence[str]) -> int:
    """Run manage.py with the embedded servers running; the exit code is its own."""
    ensure_environment("demo")
    place = make_folder(home.demo)
    with embedded_servers(place) as (addresses, port):
        environment = demo_environment(os.environ, addresses=addresses, place=place, port=port)
        command: list[str | Path] = [PYTHON, PROJECT / "manage.py", *arguments]
        return run_in_front(command, environment=environment, folder=Path.cwd())


@contextmanager
def embedded_servers(place: Path) -> Iterator[tuple[Addresses, int]]:
    """Those that run on this folder already, or our own for as long as we need them."""
    mine = claims.claim(place)
    if mine is None:
        with claims.using(place):
            yield _running(place)
        return
    servers = Servers(place, binaries=find_binaries(), settings=DURABLE)
    try:
        servers.postgres.start()
        servers.valkey.start()
        mine.announce({"what": "management command", "sockets": str(servers.addresses.sockets)})
        yield servers.addresses, DEFAULT_PORT
        claims.wait_for_users(place)
    finally:
        servers.stop()
        mine.release()


def _running(place: Path) -> tuple[Addresses, int]:
    facts = claims.wait_for_announcement(place, seconds=60)
    if "sockets" not in facts:
        raise Problem(f"The servers of {place} are still being started: try again in a moment.")
    return Addresses(Path(str(facts["sockets"]))), int(str(facts.get("port", DEFAULT_PORT)))
