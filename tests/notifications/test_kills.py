"""Senders are killed while a provider fails and drops: nothing is lost and nothing doubled."""

import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.clock import now
from core.transactions import use_case
from notifications.models import Message, MessageState
from notifications.outbox import Notice, post_many
from tests.celery.brokers import Child
from tests.celery.conftest import LET_THROUGH, ROOT
from tests.notifications.outboxes import FACTS, a_person
from tests.notifications.smtp_sink import DROP, TAKE, Sink
from tests.support.notify_stub import API_KEY, NotifyStub

pytestmark = pytest.mark.django_db(transaction=True)

COUNT, KILLS = 3_000, 60
SENDERS = 3
LEASE = 1.2
PATIENCE = 240


@contextmanager
def senders(environment: dict[str, str], log: Path, *, lease: float = LEASE) -> Iterator[Child]:
    """Three senders that come back whenever one is killed."""
    inherited = {name: os.environ[name] for name in LET_THROUGH if name in os.environ}
    command = [
        sys.executable,
        "-m",
        "tests.support.dispatchers",
        *map(str, (SENDERS, PATIENCE, lease)),
    ]
    child = Child(command, {**inherited, **environment}, log, folder=ROOT)
    child.start()
    try:
        child.wait_until(lambda: child.said().count("+") >= SENDERS, seconds=60, what="senders")
        yield child
    finally:
        child.kill()


def promises(count: int) -> None:
    """So many messages that are due at once."""
    person = a_person()
    about = (person.pk, "accounts.user", person.pk)
    told = [Notice("milestone_reminder", *about, f"test:{n}", FACTS) for n in range(count)]
    assert use_case(post_many)(told, at=now())() == count


def born(child: Child) -> set[int]:
    """The process of each sender that was started so far."""
    return {int(line[1:]) for line in child.said().split() if line.startswith("+")}


def kill_some(child: Child, kills: int, sent: Callable[[], int], count: int) -> None:
    """Kill senders at random, spread over the work, and see each of them die."""
    chance, dead = random.Random(19), set()
    until = time.monotonic() + PATIENCE
    while len(dead) < kills:
        assert time.monotonic() < until, f"only {len(dead)} were killed"
        if sent() < count * len(dead) // (kills + 1):
            time.sleep(0.005)
            continue
        time.sleep(chance.random() * 0.02)
        if alive := sorted(born(child) - dead):
            victim = chance.choice(alive)
            os.kill(victim, signal.SIGKILL)
            dead.add(victim)


def wait_until_settled(child: Child) -> None:
    until = time.monotonic() + PATIENCE
    open_ = Message.objects.exclude(state=MessageState.SENT)
    while left := open_.count():
        states = Counter(open_.values_list("state", "outcome"))
        assert time.monotonic() < until, f"{left} are not sent: {states}\n{child.said()[-3000:]}"
        time.sleep(0.1)


def test_notify_has_each_message_once_however_often_its_senders_are_killed(database_env, tmp_path):
    promises(COUNT)
    with NotifyStub(fails=0.02, drops=0.02) as stub:
        carried = {"EMAIL_URL": stub.url, "NOTIFY_API_KEY": API_KEY}
        with senders({**database_env, **carried}, tmp_path / "senders") as child:
            kill_some(child, KILLS, lambda: len(stub.taken), COUNT)
            wait_until_settled(child)
    taken = Counter(stub.references())
    rows = list(Message.objects.all())
    assert set(taken) == {str(row.pk) for row in rows}, "none is lost"
    assert set(taken.values()) == {1}, "none is doubled"
    assert not any(row.in_doubt for row in rows)
    refs = {letter["reference"]: letter["id"] for letter in stub.taken.values()}
    assert all(row.provider_ref == refs[str(row.pk)] for row in rows)
    assert stub.asked["list"] > 0, "it was asked before anything was sent again"


def test_a_mail_server_loses_none_and_what_may_be_there_twice_says_so(database_env, tmp_path):
    promises(COUNT)
    chance, lock, drops = random.Random(7), threading.Lock(), []

    def answer(mail) -> str:
        with lock:
            if chance.random() < 0.02:
                return "451 Try again later"
            if chance.random() < 0.02:
                drops.append(mail["Message-ID"])
                return DROP
        return TAKE

    with Sink(to_mail=answer) as sink:
        carried = {
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "TEST_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        }
        with senders({**database_env, **carried}, tmp_path / "senders") as child:
            kill_some(child, KILLS, lambda: len(sink.taken), COUNT)
            wait_until_settled(child)
    had = Counter([*sink.references(), *drops])
    assert len(had) == COUNT, "none is lost"
    twice = sum(n - 1 for n in had.values())
    assert twice <= KILLS + len(drops)
    rows = {f"<{row.pk}@mcp.invalid>": row for row in Message.objects.all()}
    for name, number in had.items():
        if number > 1:
            assert rows[name].in_doubt
            assert "may have arrived twice" in rows[name].outcome


def test_senders_frozen_beyond_their_lease_send_nothing_when_they_thaw(database_env, tmp_path):
    """A lease of 4 s, and a Notify that refuses what was signed more than 1 s before."""
    count = 400
    promises(count)
    with NotifyStub(leeway=1, before=lambda: time.sleep(0.02)) as stub:
        carried = {"EMAIL_URL": stub.url, "NOTIFY_API_KEY": API_KEY}
        environment = {**database_env, **carried}
        with senders(environment, tmp_path / "senders", lease=4) as child:
            for thawed in range(1, 3):
                while len(stub.taken) < count * thawed // 4:
                    time.sleep(0.01)
                frozen = sorted(born(child))[:2]
                for sender in frozen:
                    os.kill(sender, signal.SIGSTOP)
                time.sleep(4.5)
                for sender in frozen:
                    os.kill(sender, signal.SIGCONT)
            wait_until_settled(child)
    assert Counter(stub.references()) == {str(row.pk): 1 for row in Message.objects.all()}
