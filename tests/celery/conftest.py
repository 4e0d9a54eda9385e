"""Workers and beats that really run, on brokers that really run, against the test's database."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.celery import brokers
from tests.celery.brokers import Broker, Child
from tests.notifications.smtp_sink import Sink

ROOT = Path(__file__).resolve().parents[2]
LET_THROUGH = ("PATH", "LANG", "LC_ALL", "TMPDIR")

BROKERS = [
    pytest.param("valkey", id="valkey"),
    pytest.param("redis", id="redis", marks=pytest.mark.redis),
    pytest.param("rabbitmq", id="rabbitmq", marks=pytest.mark.rabbitmq),
]


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder whose path is short enough for sockets, and gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="mcp-broker-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=BROKERS)
def broker(request: pytest.FixtureRequest, short_folder: Path) -> Iterator[Broker]:
    """Each kind of broker that can be had here."""
    yield from _running(request.param, short_folder)


@pytest.fixture
def valkey(short_folder: Path) -> Iterator[Broker]:
    """The embedded broker, which every machine has."""
    yield from _running("valkey", short_folder)


def _running(name: str, folder: Path) -> Iterator[Broker]:
    if why := brokers.missing(name):
        pytest.skip(why)
    running = brokers.start(name, folder)
    yield running
    running.stop()


@dataclass
class Programme:
    """Worker and beat with one environment; as many of each as a test starts."""

    environment: dict[str, str]
    logs: Path
    children: list[Child] = field(default_factory=list)

    def worker(self) -> Child:
        """Start a worker and wait until it takes tasks."""
        arguments = ["--concurrency", "1", "--without-gossip", "--without-mingle"]
        child = self._start("worker", *arguments)
        child.wait_until(lambda: " ready." in child.said(), seconds=40, what="worker")
        return child

    def beat(self) -> Child:
        """Start a beat."""
        schedule = self.logs / f"schedule{len(self.children)}"
        child = self._start("beat", "--schedule", str(schedule), "--pidfile", "")
        child.wait_until(lambda: "Starting..." in child.said(), seconds=40, what="beat")
        return child

    def _start(self, what: str, *arguments: str) -> Child:
        command = [sys.executable, "-m", "celery", "-A", "config", what, "--loglevel", "INFO"]
        log = self.logs / f"{what}{len(self.children)}.log"
        child = Child([*command, *arguments], self.environment, log, folder=ROOT)
        child.start()
        self.children.append(child)
        return child

    def stop(self) -> None:
        """Nothing is left."""
        for child in reversed(self.children):
            child.stop()


@pytest.fixture
def programme(database_env: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Programme]]:
    """Make a programme on a broker; every process of it is stopped before the database goes."""
    made: list[Programme] = []

    def on(broker: Broker, *, email: str, backend: str) -> Programme:
        environment = {name: os.environ[name] for name in LET_THROUGH if name in os.environ}
        environment |= database_env
        environment |= {
            "BROKER_URL": broker.url,
            "EMAIL_URL": email,
            "TEST_EMAIL_BACKEND": f"django.core.mail.backends.{backend}.EmailBackend",
            "SWEEP_EVERY_SECONDS": "1",
            "CELERY_SKIP_CHECKS": "1",  # they import the whole web; other tests run them
            "PYTHONUNBUFFERED": "1",
            "HOME": str(tmp_path),
        }
        made.append(Programme(environment, tmp_path))
        return made[-1]

    yield on
    for programme in made:
        programme.stop()


@pytest.fixture
def mail_server() -> Iterator[Sink]:
    """A mail server that takes everything."""
    with Sink() as sink:
        yield sink
