"""`dev.py demo`: the whole programme on one machine, and nothing left when it stops."""

import errno
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from devtools import claims
from devtools.environment import demo_environment
from devtools.errors import Failure, Problem
from devtools.options import Options
from devtools.paths import PROJECT, Home, make_folder
from devtools.postgres import DURABLE, find_binaries
from devtools.programme import Programme
from devtools.servers import Servers, clear_folder
from devtools.steps import say, step
from devtools.stopping import Stopped, not_interrupted
from devtools.testing import set_up
from devtools.venv import PYTHON

# A tick that no worker took by the next one is dropped, so this also is the longest that a busy
# machine may take to pick one up.
SWEEP_SECONDS = "5"
LOOK_EVERY_SECONDS = 0.2


def run_demo(home: Home, options: Options) -> int:
    """Run the demonstration until it is stopped; with --check, prove it and stop."""
    place = make_folder(home.demo)
    mine = claims.claim_or_refuse(place, what="demonstration")
    mine.announce({"what": "demonstration"})
    try:
        check_port(options.port)
        if options.reset:
            with step("Throwing the old data away"):
                clear_folder(place)
        set_up("demo")
        with servers_of(place) as servers, programme_of(servers, options) as programme:
            sign_ins = prepare(programme)
            start(programme)
            mine.announce(facts_for_others(servers, options))
            if options.check:
                return prove(programme)
            welcome(sign_ins, place=place, port=options.port)
            watch_until_stopped(servers, programme)
        say("Everything is stopped; the data stay for the next run.")
        return 0
    finally:
        mine.release()


def facts_for_others(servers: Servers, options: Options) -> dict[str, object]:
    """What a `dev.py manage` beside us needs to know."""
    return {
        "what": "demonstration",
        "sockets": str(servers.addresses.sockets),
        "port": options.port,
    }


def check_port(port: int) -> None:
    """Refuse a port that somebody else has, before anything is started."""
    if port < lowest_free_port():  # a root user's web server does not run as root either
        raise Problem(f"Port {port} is for root alone: choose one above {lowest_free_port() - 1}.")
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise Problem(
            f"Port {port} is taken by another program: choose another with --port {port + 1}."
        ) from None


def lowest_free_port() -> int:
    """The lowest port that an ordinary user may open."""
    try:
        return int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text())
    except (OSError, ValueError):
        return 1024


@contextmanager
def servers_of(place: Path) -> Iterator[Servers]:
    """The embedded servers, running."""
    python = PYTHON.resolve()  # web and workers run as the servers' user too
    servers = Servers(place, binaries=find_binaries(), settings=DURABLE, also_read=(python,))
    try:
        with step("Embedded PostgreSQL") as current:
            servers.postgres.start()
            current.note = f"version {servers.postgres.binaries.major}"
        with step("Embedded broker (Valkey)"):
            servers.valkey.start()
        yield servers
    finally:
        with not_interrupted():
            servers.stop()


@contextmanager
def programme_of(servers: Servers, options: Options) -> Iterator[Programme]:
    """Web, worker and beat; stopped on the way out, whatever happened."""
    environment = demo_environment(
        os.environ, addresses=servers.addresses, place=servers.place, port=options.port
    )
    environment["SWEEP_EVERY_SECONDS"] = SWEEP_SECONDS
    environment["HOME"] = str(servers.place)  # no dot-file of the caller's decides anything
    environment["TMPDIR"] = str(servers.place / "tmp")  # the caller's may be closed to others
    programme = Programme(servers.place, environment, servers.account, options.port)
    try:
        yield programme
    finally:
        with not_interrupted():
            programme.stop()


def prepare(programme: Programme) -> dict[str, Any]:
    """Bring the database up to date and load the demonstration; its sign-ins."""
    with step("Database migrations"):
        programme.manage("migrate", "--no-input", what="Migrating")
    with step("Demonstration programme"):
        sign_ins = programme.load_demonstration()
    with step("Static files"):
        programme.manage("collectstatic", "--no-input", what="Collecting the static files")
    return sign_ins


def start(programme: Programme) -> None:
    """Start web, worker and beat, and wait for each."""
    with step("Web server"):
        programme.start()
        programme.wait_for_web()
    with step("Celery worker"):
        programme.wait_for_worker()
    with step("Celery beat"):
        programme.wait_for_beat()


def prove(programme: Programme) -> int:
    """Prove that one reminder goes from beat through a worker to the mailbox."""
    with step("One reminder, from beat to mailbox"):
        proof = programme.manage("prove_reminder", "--timeout", "60", what="The proof")
    say(proof.strip())
    return 0


def watch_until_stopped(servers: Servers, programme: Programme) -> None:
    """Look after the children until Ctrl-C or `kill`, which is how a demonstration ends well."""
    try:
        watch(servers, programme)
    except Stopped:
        say("\nStopping ...")


def watch(servers: Servers, programme: Programme) -> None:
    """Look after the children until one dies.

    A dead child stops the demonstration rather than being started again: a fault that mends
    itself unseen is one that nobody reports, and no data are lost by stopping.
    """
    children = (
        servers.postgres.service,
        servers.valkey.service,
        programme.web,
        programme.worker,
        programme.beat,
    )
    while all(child.alive for child in children):
        time.sleep(LOOK_EVERY_SECONDS)
    dead = next(child for child in children if not child.alive)
    raise Failure(f"{dead.obituary()}\nEverything else is being stopped; the data are kept.")


def welcome(sign_ins: dict[str, Any], *, place: Path, port: int) -> None:
    """Print the addresses and who may sign in."""
    site = f"http://localhost:{port}"
    say(f"\nThe programme runs at {site}/  (Ctrl-C stops it)\n")
    say(f"  Officers' admin    {site}/admin/")
    say(f"  Practices' portal  {site}/")
    say(f"  Reporting API      {site}/api/v1/")
    say(f"  Mailbox            {shown(place / 'mail')}")
    say(f"  Logs               {shown(place / 'logs')}\n")
    people = [
        (person["role"], person["email"], person["password"], person["opens"])
        for person in sign_ins.get("sign_ins", [])
    ]
    rows = [("Sign in as", "e-mail", "password", "opens"), *people]
    widths = [max(len(str(row[column])) for row in rows) for column in range(3)]
    for row in rows:
        cells = [str(cell).ljust(width) for cell, width in zip(row, widths, strict=False)]
        say(f"  {'  '.join(cells)}  {row[3]}")
    if token := sign_ins.get("analyst_token"):
        say(f"\n  Analyst's token: {token}")
        say(f"  curl -H 'Authorization: Token {token}' {site}/api/v1/vanguards/")
    say()


def shown(path: Path) -> str:
    """A path as short as it is clear."""
    return str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else str(path)
