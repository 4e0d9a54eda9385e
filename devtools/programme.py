"""The three processes of the programme: web, worker and beat."""

import http.client
import json
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import SIGQUIT, SIGTERM, Signals
from typing import Any

from devtools.errors import Failure
from devtools.paths import PROJECT
from devtools.privileges import Account
from devtools.processes import Service, run_quietly, tail_of
from devtools.venv import PYTHON

READY_SECONDS = 90
WORKER = "demo@localhost"
SHARED_MEMORY = Path("/dev/shm")
WEB_WORKERS, WEB_THREADS, TASK_PROCESSES = 2, 4, 2


def shares_memory(account: Account | None) -> bool:
    """Whether the workers' user may make the semaphores that a pool of processes needs.

    Production has them; some chroots and containers lack /dev/shm, and threads do there.
    """
    if account is None:
        return os.access(SHARED_MEMORY, os.W_OK)
    return SHARED_MEMORY.is_dir() and bool(SHARED_MEMORY.stat().st_mode & stat.S_IWOTH)


@dataclass
class Programme:
    """Web, worker and beat on one home, and the management commands that prepare them."""

    place: Path
    environment: Mapping[str, str]
    account: Account | None
    port: int

    def __post_init__(self) -> None:
        self.schedule = self.place / "beat" / "schedule"
        self.web = self._service("web", self._web_command(), (SIGTERM,))
        # SIGTERM lets running tasks finish; SIGQUIT gives them up, and the outbox keeps them due.
        self.worker = self._service("worker", self._worker_command(), (SIGTERM, SIGQUIT))
        self.beat = self._service("beat", self._beat_command(), (SIGTERM,))

    def _service(self, name: str, command: list[str], stop_signals: Sequence[Signals]) -> Service:
        return Service(
            name=name,
            command=[str(PYTHON), "-m", *command],
            environment=self.environment,
            log=self.place / "logs" / f"{name}.log",
            folder=PROJECT,
            account=self.account,
            stop_signals=stop_signals,
        )

    def _web_command(self) -> list[str]:
        return [
            "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{self.port}",
            "--worker-class", "gthread", "--workers", str(WEB_WORKERS),
            "--threads", str(WEB_THREADS), "--graceful-timeout", "5", "--no-control-socket",
        ]  # fmt: skip

    def _worker_command(self) -> list[str]:
        return [
            "celery", "-A", "config", "worker", "--loglevel", "INFO", "--hostname", WORKER,
            "--concurrency", str(TASK_PROCESSES), "--without-gossip", "--without-mingle",
            "--pool", "prefork" if shares_memory(self.account) else "threads",
        ]  # fmt: skip

    def _beat_command(self) -> list[str]:
        return [
            "celery", "-A", "config", "beat", "--loglevel", "INFO",
            "--schedule", str(self.schedule), "--pidfile", "",
        ]  # fmt: skip

    def start(self) -> None:
        """Start all three at once; `wait` tells when each is healthy."""
        # Beat makes its schedule anew: what is due stands in the database, and the file of a
        # killed beat may be torn. That it is there again then says that beat has begun.
        for file in self._schedule_files():
            file.unlink()
        for service in (self.web, self.worker, self.beat):
            service.start()

    def wait_for_web(self) -> None:
        """Until the web process says that it is ready: database, migrations and all."""
        self.web.wait_until(self._web_is_ready, seconds=READY_SECONDS)

    def wait_for_worker(self) -> None:
        """Until the worker answers through the broker; a live process alone proves nothing."""
        self.worker.wait_until(self._worker_answers, seconds=READY_SECONDS)

    def wait_for_beat(self) -> None:
        """Until beat has written its schedule."""
        self.beat.wait_until(self._beat_has_begun, seconds=READY_SECONDS)

    def stop(self) -> None:
        """Stop in the order of the work: nothing new, finish what runs, close the doors."""
        self.beat.stop(seconds=5)
        self.worker.stop(seconds=10)
        self.web.stop(seconds=8)

    def _web_is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz", headers={"Host": f"localhost:{self.port}"})
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _worker_answers(self) -> bool:
        ping = ["inspect", "ping", "--destination", WORKER, "--timeout", "2"]
        code, _ = run_quietly(
            [PYTHON, "-m", "celery", "-A", "config", *ping],
            environment=self.environment,
            folder=PROJECT,
            account=self.account,
        )
        return code == 0

    def _beat_has_begun(self) -> bool:
        return bool(self._schedule_files())

    def _schedule_files(self) -> list[Path]:
        # dbm adds an ending of its own to the name, which differs between machines
        return list(self.schedule.parent.glob(f"{self.schedule.name}*"))

    def manage(self, *arguments: str, what: str) -> str:
        """Run a management command to its end; what it printed."""
        log = self.place / "logs" / "manage.log"
        code, output = run_quietly(
            [PYTHON, "manage.py", *arguments],
            environment=self.environment,
            folder=PROJECT,
            account=self.account,
            errors=log,
        )
        if code != 0:
            raise Failure(f"{what} failed. The end of {log}:\n{tail_of(log)}")
        return output

    def load_demonstration(self) -> dict[str, Any]:
        """Load the demonstration's cases; its sign-ins."""
        printed = self.manage("load_demonstration", "--json", what="Loading the demonstration")
        try:
            return dict(json.loads(printed))
        except (TypeError, ValueError):
            raise Failure(
                "manage.py load_demonstration --json printed something else than one JSON object: "
                f"{printed[:200]!r}."
            ) from None
