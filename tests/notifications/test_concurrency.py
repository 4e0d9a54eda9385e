"""Two sweeps at once, on two connections: every mail once, and none inside a transaction."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from notifications.actions.delivery import deliver_due, sweep
from notifications.models import Heartbeat, Message, MessageState
from notifications.rules.delivery import Pace
from tests.notifications.outboxes import AT, promises

pytestmark = pytest.mark.django_db(transaction=True)


class Watchful(EmailBackend):
    """Takes mail only outside a transaction."""

    def send_messages(self, messages):
        assert not connection.in_atomic_block
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def _watched_mailbox(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Watchful"


def _in_a_connection_of_its_own(act):
    def run(_):
        try:
            return act(at=AT)
        finally:
            connection.close()

    return run


def test_parallel_sweeps_send_every_message_once():
    deliver = partial(deliver_due, pace=Pace(batch=7))
    messages = promises(60)
    with ThreadPoolExecutor(4) as pool:
        tallies = list(pool.map(_in_a_connection_of_its_own(deliver), range(4)))
    assert sum(tally.sent for tally in tallies) == 60
    sent = [letter.extra_headers["Message-ID"] for letter in mail.outbox]
    assert len(sent) == len(set(sent)) == 60
    rows = Message.objects.filter(pk__in=[message.pk for message in messages])
    assert {row.state for row in rows} == {MessageState.SENT}
    assert {row.attempts for row in rows} == {1}


def test_parallel_signs_of_life_are_one_row():
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(_in_a_connection_of_its_own(sweep), range(8)))
    assert Heartbeat.objects.count() == 1
