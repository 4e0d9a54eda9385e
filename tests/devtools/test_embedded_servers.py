"""PostgreSQL and Valkey, really started: killed outright, they leave nothing and lose nothing."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from devtools.environment import Addresses
from devtools.errors import Problem
from devtools.paths import PROJECT, socket_folder
from devtools.postgres import DURABLE, find_binaries
from devtools.privileges import server_account
from devtools.processes import run_quietly
from devtools.servers import Servers

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="kill -9 of the parent: Linux only"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]

SUPERVISOR = """
import sys, time
from pathlib import Path
from devtools.postgres import DURABLE, find_binaries
from devtools.servers import Servers
servers = Servers(Path(sys.argv[1]), binaries=find_binaries(), settings=DURABLE)
servers.postgres.start()
servers.valkey.start()
print(servers.postgres.service.pid, servers.valkey.service.pid, flush=True)
time.sleep(120)
"""


@pytest.fixture
def place(tmp_path):
    yield tmp_path / "demo"
    sockets = socket_folder(tmp_path / "demo")
    assert not sockets.exists() or not list(sockets.iterdir())


def connect(addresses: Addresses, role: str) -> psycopg.Connection:
    return psycopg.connect(addresses.database_url(role), autocommit=True, connect_timeout=5)


def ask_valkey(path: Path, command: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(str(path))
        connection.sendall(command + b"\r\n")
        return connection.recv(100)


def left_of(place: Path) -> list[str]:
    """The living processes with this folder in their command line or as their own."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            here = str(place) in process.joinpath("cmdline").read_text().replace("\0", " ")
            here = here or str(place) in os.readlink(process / "cwd")
        except OSError:
            continue
        if here and int(process.name) != os.getpid():
            found.append(process.name)
    return found


def wait_until_nothing_is_left(place: Path) -> None:
    deadline = time.monotonic() + 15
    while left_of(place) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left_of(place) == []


def test_roles_database_and_privileges(place):
    servers = Servers(place, binaries=find_binaries(), settings=DURABLE)
    try:
        servers.postgres.start()
        servers.postgres.run_sql("SELECT 1")
        with connect(servers.addresses, "mcp_owner") as owner:
            owner.execute("CREATE EXTENSION btree_gist")
            owner.execute("CREATE TABLE kept (n int)")
        with connect(servers.addresses, "mcp_app") as application:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("CREATE TABLE mine (n int)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("SELECT * FROM kept")
            (listens,) = application.execute("SHOW listen_addresses").fetchone()
        assert listens == ""
        assert servers.addresses.sockets.stat().st_mode & 0o777 == 0o700
    finally:
        servers.stop()
    assert not servers.addresses.sockets.exists()
    assert left_of(place) == []


def test_a_supervisor_killed_outright_leaves_no_process_and_loses_nothing(place):
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(place)], cwd=PROJECT, stdout=subprocess.PIPE
    ) as supervisor:
        assert supervisor.stdout.readline().strip()
        addresses = Addresses(socket_folder(place))
        with connect(addresses, "mcp_owner") as owner:
            owner.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        assert ask_valkey(addresses.valkey, b"RPUSH queue one two") == b":2\r\n"
        time.sleep(1.1)  # Valkey flushes its file once a second
        supervisor.kill()
    wait_until_nothing_is_left(place)
    restart_and_look(place)


def test_postgres_killed_outright_starts_again(place):
    servers = Servers(place, binaries=find_binaries(), settings=DURABLE)
    try:
        servers.postgres.start()
        with connect(servers.addresses, "mcp_owner") as owner:
            owner.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        os.kill(servers.postgres.service.pid, 9)
        servers.postgres.service.process.wait(10)
        servers.postgres.start()
        assert count_of(servers.addresses) == 1000
    finally:
        servers.stop()
    wait_until_nothing_is_left(place)


def count_of(addresses: Addresses) -> int:
    with connect(addresses, "mcp_owner") as owner:
        return owner.execute("SELECT count(*) FROM kept").fetchone()[0]


def restart_and_look(place):
    servers = Servers(place, binaries=find_binaries(), settings=DURABLE)
    try:
        servers.postgres.start()
        servers.valkey.start()
        assert count_of(servers.addresses) == 1000
        assert ask_valkey(servers.addresses.valkey, b"LLEN queue") == b":2\r\n"
    finally:
        servers.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as another user")
def test_roots_servers_are_nobodys_even_below_a_folder_that_lets_no_other_user_pass(tmp_path):
    closed = tmp_path / "closed"
    inside = closed / "inside"
    inside.mkdir(parents=True)
    closed.chmod(0o700)
    account = server_account([inside])
    account.own(inside)
    look = (
        "import os; from pathlib import Path; here = Path.cwd();"
        "print(os.geteuid() == os.getuid() != 0, os.access(here, os.W_OK), os.listdir(here),"
        " os.access('/etc', os.W_OK), sorted(os.getgroups()))"
    )
    code, said = run_quietly(
        [sys.executable, "-c", look], environment={}, folder=inside, account=account
    )
    assert (code, said) == (0, "True True [] False []\n")
    with pytest.raises(Problem, match="cannot read"):
        server_account([closed / "not there"])
