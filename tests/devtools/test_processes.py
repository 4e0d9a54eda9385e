"""Children that never outlive us."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from devtools.errors import Problem
from devtools.paths import PROJECT
from devtools.processes import Service, run_quietly

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""
WITH_GRANDCHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""
SUPERVISOR = """
import sys, time
from pathlib import Path
from devtools.processes import Service
place = Path(sys.argv[1])
service = Service("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], {},
                  place / "sleeper.log", place)
service.start()
print(service.pid, flush=True)
time.sleep(60)
"""

IN_FRONT = """
import os, sys
from devtools import processes
from devtools.paths import PROJECT
processes.PATIENCE_SECONDS = float(sys.argv[1])
command = [sys.executable, "-c", sys.argv[2]]
sys.exit(processes.run_in_front(command, environment={}, folder=PROJECT))
"""
TIDY = """
import time
print("begun", flush=True)
try:
    time.sleep(60)
except KeyboardInterrupt:
    raise SystemExit(7)
"""
DEAF = """
import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("begun", flush=True)
time.sleep(60)
"""


def service_of(code: str, tmp_path: Path) -> Service:
    return Service("child", [sys.executable, "-c", code], {}, tmp_path / "child.log", tmp_path)


def exists(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


def test_one_that_ends_early_is_reported_with_its_last_lines(tmp_path):
    child = service_of("print('about to fail'); raise SystemExit(3)", tmp_path)
    child.start()
    with pytest.raises(Problem, match=r"child exited with code 3[\s\S]*about to fail"):
        child.wait_until(lambda: False, seconds=10)
    child.stop()


def test_one_that_is_killed_is_reported_so(tmp_path):
    child = service_of("import time; time.sleep(60)", tmp_path)
    child.start()
    os.kill(child.pid, signal.SIGKILL)
    with pytest.raises(Problem, match=r"was killed by signal 9[\s\S]*the log is empty"):
        child.wait_until(lambda: False, seconds=10)
    child.stop()


def test_one_that_is_never_ready_is_reported_after_its_time(tmp_path):
    child = service_of("import time; time.sleep(60)", tmp_path)
    child.start()
    with pytest.raises(Problem, match="was not ready after 0 s"):
        child.wait_until(lambda: False, seconds=0.1)
    child.stop()


def test_one_that_will_not_stop_is_killed(tmp_path):
    child = service_of(STUBBORN, tmp_path)
    child.start()
    pid = child.pid
    child.wait_until(lambda: "ready" in child.log.read_text(), seconds=10)
    child.stop(seconds=0.2)
    assert not exists(pid)
    assert not child.alive


def test_what_it_started_goes_with_it(tmp_path):
    child = service_of(WITH_GRANDCHILD, tmp_path)
    child.start()
    child.wait_until(lambda: child.log.read_text().strip() != "", seconds=10)
    grandchild = int(child.log.read_text())
    child.stop(seconds=0.2)
    wait_until(lambda: not exists(grandchild))


def test_the_log_before_this_one_is_kept(tmp_path):
    for text in ("first", "second"):
        child = service_of(f"print('{text}')", tmp_path)
        child.start()
        child.process.wait(10)
    assert child.tail() == "  second"
    assert (tmp_path / "child.previous.log").read_text() == "first\n"


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells a child of its parent's death"
)
def test_a_killed_supervisor_leaves_nothing(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(tmp_path)], cwd=PROJECT, stdout=subprocess.PIPE
    ) as supervisor:
        child = int(supervisor.stdout.readline())
        assert exists(child)
        supervisor.kill()
    wait_until(lambda: not exists(child))


def test_a_quiet_run_hands_back_code_and_words(tmp_path):
    code = "import sys; print('out'); print('error', file=sys.stderr); sys.exit(4)"
    command = [sys.executable, "-c", code]
    assert run_quietly([sys.executable, "-c", "print(1)"], environment={}, folder=tmp_path) == (
        0,
        "1\n",
    )
    errors = tmp_path / "errors.log"
    assert run_quietly(command, environment={}, folder=tmp_path, errors=errors) == (4, "out\n")
    assert errors.read_text() == "error\n"


@pytest.mark.parametrize(("code", "patience", "ends_with"), [(TIDY, "60", 7), (DEAF, "0.4", 137)])
def test_a_kill_reaches_what_runs_in_front_even_behind_an_ampersand(code, patience, ends_with):
    with subprocess.Popen(
        [sys.executable, "-c", IN_FRONT, patience, code],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    ) as helper:
        assert helper.stdout.readline() == b"begun\n"
        time.sleep(0.2)  # until it waits
        helper.terminate()
        assert helper.wait(20) == ends_with
