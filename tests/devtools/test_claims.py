"""One home, one owner of its servers."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from devtools import claims
from devtools.errors import Problem
from devtools.paths import PROJECT

HOLD = """
import sys, time
from pathlib import Path
from devtools.claims import claim
held = claim(Path(sys.argv[1]))
held.announce({"what": "demonstration"})
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def other(tmp_path):
    """Another process that holds the folder."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_second_demonstration_is_told_who_is_first(tmp_path, other):
    with pytest.raises(
        Problem, match=rf"another demonstration \(process {other.pid}\).*kill {other.pid}"
    ):
        claims.claim_or_refuse(tmp_path, what="demonstration")


def test_a_killed_holder_holds_nothing(tmp_path, other):
    other.send_signal(signal.SIGKILL)
    other.wait()
    held = claims.claim(tmp_path)
    assert held is not None
    held.release()


def test_the_holder_says_what_others_need(tmp_path):
    held = claims.claim(tmp_path)
    held.announce({"what": "demonstration", "sockets": "/there"})
    facts = claims.wait_for_announcement(tmp_path, seconds=1)
    assert facts == {"pid": os.getpid(), "what": "demonstration", "sockets": "/there"}
    held.release()
    assert claims.holder(tmp_path) == {}


def test_the_owner_waits_for_those_who_use_its_servers(tmp_path):
    order = []
    with claims.using(tmp_path):
        waiting = threading.Thread(
            target=lambda: (claims.wait_for_users(tmp_path), order.append("owner goes"))
        )
        waiting.start()
        waiting.join(0.2)
        order.append("user is done")
    waiting.join(5)
    assert order == ["user is done", "owner goes"]


def test_a_folder_that_may_not_be_written_is_said(tmp_path):
    with pytest.raises(Problem, match="missing"):
        claims.claim(tmp_path / "not there")
