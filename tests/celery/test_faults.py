"""Beat, the pool's child and the broker are killed, and the broker forgets all: nothing is lost."""

import os
import signal
import threading
from pathlib import Path

import pytest

from notifications.models import MessageState
from tests.celery.test_story import (
    PATIENCE,
    is_sent,
    let_the_clock_tick,
    promise_now,
    wait_until,
)
from tests.notifications.outboxes import let_the_lease_run_out, now_is

pytestmark = pytest.mark.django_db(transaction=True)


def children_of(pid: int) -> list[int]:
    """The processes that this one started."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_whatever_is_killed_each_message_is_sent_once(broker, programme, mail_server):
    running = programme(broker, email=f"smtp://127.0.0.1:{mail_server.port}", backend="smtp")
    worker, beat = running.worker(), running.beat()
    let_the_clock_tick(1)

    # Beat is killed: what is due waits, and another beat wakes whoever sends it.
    beat.kill()
    first = promise_now()
    running.beat()
    wait_until(lambda: is_sent(first), "the first message is sent, woken by another beat")

    # The process that sends is killed while the mail server has the text; the worker lives on.
    let_go = threading.Event()
    mail_server.to_mail = lambda mail: let_go.wait(PATIENCE) and "250 Taken"
    mail_server.arrived.clear()
    second = promise_now()
    wait_until(mail_server.arrived.is_set, "the mail server has the second message")
    for child in children_of(worker.process.pid):
        os.kill(child, signal.SIGKILL)
    let_go.set()
    assert (now_is(second).state, now_is(second).in_doubt) == (MessageState.SENDING, True)
    let_the_lease_run_out(second)
    wait_until(lambda: is_sent(second), "the second message is sent by another child")
    assert "may have arrived twice" in now_is(second).outcome

    # The broker is killed, and all that it kept is gone: nobody who posts notices.
    third = promise_now()
    broker.lose_everything()
    fourth = promise_now()
    for message in (third, fourth):
        wait_until(lambda m=message: is_sent(m), "it is sent through the new broker", seconds=90)
    let_the_clock_tick(2)
    received = [mail["Message-ID"] for mail in mail_server.received]
    for message, times in ((first, 1), (second, 2), (third, 1), (fourth, 1)):
        assert received.count(f"<{message.pk}@mcp.invalid>") == times
