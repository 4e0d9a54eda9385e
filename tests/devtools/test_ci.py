"""`.ci/run`: what it runs it also ends, and the rest runs though one part failed."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

RUN = Path(__file__).resolve().parents[2] / ".ci" / "run"

# In the place of dev.py: it notes each call, fails as a check, and as a demonstration stays.
STAND_IN = """
import os, sys, time
with open("calls", "a") as calls:
    print(os.getpid(), *sys.argv[1:], file=calls, flush=True)
if sys.argv[1] == "demo" and os.path.exists("stay"):
    time.sleep(120)
sys.exit(sys.argv[1] == "check")
"""


@pytest.fixture
def project(tmp_path):
    """A project whose every Debian package is there."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / "temporary").mkdir()
    shutil.copy(RUN, tmp_path / ".ci" / "run")
    (tmp_path / "dev.py").write_text(STAND_IN)
    programs = tmp_path / "programs"
    programs.mkdir()
    there = programs / "dpkg-query"
    there.write_text("#!/bin/sh\necho install ok installed\n")
    there.chmod(0o755)
    return tmp_path


def start(project: Path) -> subprocess.Popen[str]:
    path = f"{project / 'programs'}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "TMPDIR": str(project / "temporary")}
    return subprocess.Popen(
        [project / ".ci" / "run"], env=environment, stdout=subprocess.PIPE, text=True
    )


def calls(project: Path) -> list[list[str]]:
    noted = project / "calls"
    return [line.split() for line in noted.read_text().splitlines()] if noted.exists() else []


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_every_part_runs_though_one_failed(project):
    said, _ = (running := start(project)).communicate(timeout=60)
    assert running.returncode == 1
    assert [call[1] for call in calls(project)] == ["check", "demo", "test", "test"]
    assert said.rstrip().endswith("Failed: Checks")
    assert not list((project / "temporary").iterdir())


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_when_it_is_stopped_its_demonstration_is_gone_too(project, sign):
    (project / "stay").touch()
    running = start(project)
    latest = time.monotonic() + 60
    while not (held := [call for call in calls(project) if call[1] == "demo"]):
        assert time.monotonic() < latest, "the demonstration never began"
        time.sleep(0.05)
    running.send_signal(sign)
    running.communicate(timeout=60)
    assert running.returncode == 143
    assert not runs(int(held[0][0]))
    assert not list((project / "temporary").iterdir())
