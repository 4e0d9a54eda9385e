"""From beat through a worker to a mailbox, on each broker, whatever is frozen, wiped or killed."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from core.clock import now
from notifications.models import Heartbeat, Message, MessageState
from notifications.selectors import SWEEP, last_beat
from tests.celery.conftest import ROOT
from tests.notifications.outboxes import (
    a_person,
    an_officer,
    let_the_lease_run_out,
    now_is,
    promise,
    the_clock,
)

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 30


def wait_until(holds: Callable[[], bool], what: str, *, seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"not in {seconds} s: {what}"
        time.sleep(0.05)


def promise_now() -> Message:
    """A message that is due at once by the real clock, which the worker reads."""
    return promise(a_person(), at=now())


def is_sent(message: Message) -> bool:
    return now_is(message).state == MessageState.SENT


def let_the_clock_tick(times: int) -> None:
    """Wait until sweeps have come to their end this often."""
    for _ in range(times):
        before = last_beat(SWEEP)
        wait_until(lambda before=before: _moved(before), "a sweep")


def _moved(before: Heartbeat | None) -> bool:
    beat = last_beat(SWEEP)
    return beat is not None and (before is None or beat.at > before.at)


def test_reminders_are_delivered_once_whatever_happens_to_broker_and_worker(
    broker, programme, mail_server
):
    running = programme(broker, email=f"smtp://127.0.0.1:{mail_server.port}", backend="smtp")
    worker = running.worker()
    running.beat()

    # It is sent, once, and stays sent while the clock ticks on.
    first = promise_now()
    wait_until(lambda: is_sent(first), "the first message is sent")
    let_the_clock_tick(3)
    assert len(mail_server.taken) == 1
    assert str(first.pk) in mail_server.references()[0]
    assert now_is(first).attempts == 1

    # The broker is frozen: whoever posts does not notice; afterwards the message is sent.
    broker.child.freeze()
    try:
        started = time.monotonic()
        second = promise_now()
        took = time.monotonic() - started
        time.sleep(2)
        assert not is_sent(second), "with a frozen broker nothing wakes the worker"
    finally:
        broker.child.thaw()
    assert took < 5
    wait_until(lambda: is_sent(second), "the second message is sent after the thaw", seconds=90)

    # The broker forgets everything: the next tick finds what is due in the table.
    if broker.wipe is not None:
        broker.wipe()
        third = promise_now()
        wait_until(lambda: is_sent(third), "the third message is sent after the wipe")

    # The worker is killed while the mail server has the text and has not answered.
    let_go = threading.Event()
    mail_server.to_mail = lambda mail: let_go.wait(PATIENCE) and "250 Taken"
    mail_server.arrived.clear()
    fourth = promise_now()
    wait_until(mail_server.arrived.is_set, "the mail server has the fourth message")
    worker.kill()
    let_go.set()
    held = now_is(fourth)
    assert (held.state, held.in_doubt) == (MessageState.SENDING, True)
    running.worker()
    let_the_clock_tick(2)
    assert not is_sent(fourth), "the lease still runs"
    let_the_lease_run_out(fourth)
    wait_until(lambda: is_sent(fourth), "the fourth message is sent after its lease")
    kept = now_is(fourth)
    assert (kept.attempts, kept.in_doubt) == (2, True)
    assert "may have arrived twice" in kept.outcome
    received = [mail["Message-ID"] for mail in mail_server.received]
    assert received.count(f"<{fourth.pk}@mcp.invalid>") == 2
    assert received.count(received[0]) == 1


def test_two_beats_and_two_workers_send_each_mail_once(valkey, programme, mail_server):
    running = programme(valkey, email=f"smtp://127.0.0.1:{mail_server.port}", backend="smtp")
    for start in (running.worker, running.worker, running.beat, running.beat):
        start()
    messages = [promise_now() for _ in range(30)]
    wait_until(lambda: all(is_sent(message) for message in messages), "all are sent")
    let_the_clock_tick(3)
    assert len(mail_server.taken) == len(set(mail_server.references())) == 30
    assert {now_is(message).attempts for message in messages} == {1}


def test_a_worker_that_is_asked_to_stop_finishes_the_message_in_hand(
    valkey, programme, mail_server
):
    running = programme(valkey, email=f"smtp://127.0.0.1:{mail_server.port}", backend="smtp")
    worker = running.worker()
    running.beat()
    slowly = threading.Event()
    mail_server.to_mail = lambda mail: slowly.wait(1) or "250 Taken"
    message = promise_now()
    wait_until(mail_server.arrived.is_set, "the mail server has the message")
    worker.process.send_signal(signal.SIGTERM)
    worker.process.wait(20)
    kept = now_is(message)
    assert (kept.state, kept.attempts, kept.in_doubt) == (MessageState.SENT, 1, False)


def prove(running, seconds: int = PATIENCE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "prove_reminder", "--timeout", str(seconds)]
    return subprocess.run(
        command, cwd=ROOT, env=running.environment, capture_output=True, text=True, timeout=90
    )


def test_the_proof_sees_one_reminder_go_from_beat_to_the_mailbox(valkey, programme, tmp_path):
    the_clock()
    an_officer()
    mailbox = tmp_path / "mail"
    running = programme(valkey, email=f"file:///{mailbox}", backend="filebased")

    nothing_runs = prove(running, 1)
    assert nothing_runs.returncode == 1
    assert "do beat and a worker run?" in nothing_runs.stderr
    assert "Traceback" not in nothing_runs.stderr

    running.worker()
    running.beat()
    no_reminder = prove(running, 5)
    assert no_reminder.returncode == 1
    assert "No reminder of a milestone has been sent" in no_reminder.stderr

    reminder = promise_now()
    proof = prove(running)
    assert proof.returncode == 0, proof.stderr
    assert "found in the mailbox" in proof.stdout
    assert reminder.to.email in proof.stdout
    mails = "".join(file.read_text() for file in mailbox.iterdir())
    assert mails.count(f"Message-ID: <{reminder.pk}@mcp.invalid>") == 1

    for file in mailbox.iterdir():
        file.unlink()
    lost = prove(running)
    assert lost.returncode == 1
    assert "Marked as sent, but not in" in lost.stderr
