"""Private brokers on this machine: the embedded Valkey, a Redis, a RabbitMQ; each our own child."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from devtools.errors import Problem
from devtools.privileges import before_exec
from devtools.valkey import find_valkey

RABBITMQ_FOLDERS = ("/usr/lib/rabbitmq/lib", "/opt/rabbitmq", "/usr/local/lib/rabbitmq")


@dataclass
class Child:
    """A process of ours in a group of its own, so that all of it can be stopped or frozen."""

    command: list[str]
    environment: Mapping[str, str]
    log: Path
    folder: Path | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=before_exec(None, signal.SIGKILL),  # it never outlives a killed test
            )

    def tell(self, what: signal.Signals) -> None:
        """Send a signal to the whole group."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, what)

    def freeze(self) -> None:
        self.tell(signal.SIGSTOP)

    def thaw(self) -> None:
        self.tell(signal.SIGCONT)

    def kill(self) -> None:
        """At once, and nothing of the group is left."""
        self.tell(signal.SIGKILL)
        assert self.process is not None
        self.process.wait(10)

    def stop(self) -> None:
        """Ask, wait, and make sure."""
        if self.process is None:
            return
        self.thaw()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            pass
        finally:
            self.kill()

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_until(self, holds: Callable[[], bool], *, seconds: float, what: str) -> None:
        assert self.process is not None
        until = time.monotonic() + seconds
        while not holds():
            assert self.process.poll() is None, f"{what}: the process ended.\n{self.said()[-3000:]}"
            assert time.monotonic() < until, f"{what}: not in {seconds} s.\n{self.said()[-3000:]}"
            time.sleep(0.05)


@dataclass
class Broker:
    """A running broker: where it is, and the process that can be frozen and killed."""

    name: str
    url: str
    child: Child
    wipe: Callable[[], None] | None = None
    tidy: Callable[[], None] = lambda: None
    answers: Callable[[], bool] = lambda: True
    data: tuple[Path, ...] = ()

    def lose_everything(self) -> None:
        """Killed at once, with all that it kept; an empty one stands in its place."""
        self.child.kill()
        for path in self.data:
            shutil.rmtree(path, ignore_errors=True)
        self.child.start()
        self.child.wait_until(self.answers, seconds=60, what=self.name)

    def stop(self) -> None:
        self.child.stop()
        self.tidy()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def missing(name: str) -> str:
    """Why this broker cannot be had here, or nothing."""
    if name == "valkey":
        try:
            find_valkey()
        except Problem as problem:
            return str(problem)
        return ""
    if name == "redis":
        return "" if shutil.which("redis-server") else "redis-server is not installed here"
    return "" if _rabbitmq() else "rabbitmq-server is not installed here"


def start(name: str, folder: Path) -> Broker:
    """Start one of the three in this (short) folder and wait for its answer."""
    if name == "rabbitmq":
        return _start_rabbitmq(folder)
    program = str(find_valkey()) if name == "valkey" else str(shutil.which("redis-server"))
    return _start_redis(name, program, folder)


def _start_redis(name: str, program: str, folder: Path) -> Broker:
    path = folder / "broker.sock"
    options = {
        "port": "0",
        "unixsocket": str(path),
        "dir": str(folder),
        "appendonly": "yes",
        "save": "",
        "daemonize": "no",
    }
    command = [program, *(part for key, value in options.items() for part in (f"--{key}", value))]
    child = Child(command, {"PATH": os.defpath, "LC_ALL": "C"}, folder / "broker.log")
    child.start()

    def answers() -> bool:
        return _asked(path, b"PING\r\n") == b"+PONG\r\n"

    child.wait_until(answers, seconds=15, what=name)
    return Broker(
        name,
        f"redis+socket://{path}",
        child,
        wipe=lambda: _asked(path, b"FLUSHALL\r\n"),
        answers=answers,
        data=(folder / "appendonlydir",),
    )


def _asked(path: Path, question: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        try:
            connection.connect(str(path))
            connection.sendall(question)
            return connection.recv(64)
        except OSError:
            return b""


def _rabbitmq() -> Path | None:
    """The server's own script: the one on the PATH of a distribution insists on its own user."""
    for folder in RABBITMQ_FOLDERS:
        found = sorted(Path(folder).glob("rabbitmq_server-*/sbin/rabbitmq-server"))
        if found and shutil.which("epmd"):
            return found[-1]
    return None


def _start_rabbitmq(folder: Path) -> Broker:
    """A node that shares nothing with any other: name, ports, port mapper, cookie, data."""
    port, names_port = free_port(), free_port()
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C.UTF-8",
        "HOME": str(folder),
        "ERL_EPMD_PORT": str(names_port),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": f"mcp{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
    }
    (folder / "rabbitmq.conf").write_text("vm_memory_high_watermark.absolute = 1GB\n")
    (folder / "plugins").write_text("[].\n")
    names = Child(
        [str(shutil.which("epmd")), "-port", str(names_port), "-address", "127.0.0.1"],
        environment,
        folder / "epmd.log",
    )
    names.start()
    child = Child([str(_rabbitmq())], environment, folder / "broker.log")
    child.start()
    try:
        child.wait_until(lambda: _greets(port), seconds=60, what="rabbitmq")
    except BaseException:
        child.kill()
        names.kill()
        raise
    return Broker(
        "rabbitmq",
        f"amqp://guest:guest@127.0.0.1:{port}//",
        child,
        tidy=names.stop,
        answers=lambda: _greets(port),
        data=(folder / "data",),
    )


def _greets(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(b"AMQP\x00\x00\x09\x01")
            return bool(connection.recv(8))
    except OSError:
        return False
