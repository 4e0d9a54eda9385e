"""The clock's door."""

from datetime import timedelta

import pytest
import time_machine

from notifications.models import Message
from reminders import tasks
from reminders.selectors.digests import DIGEST
from tests.support.people import NOW

pytestmark = pytest.mark.django_db


def test_the_clocks_door_reads_the_time_and_does_each_part_of_the_work(due_in, officer):
    due_in(1)
    with time_machine.travel(NOW, tick=False):
        assert tasks.post_due() == 1
        assert tasks.post_due(anything="new in a later release") == 0
    with time_machine.travel(NOW + timedelta(hours=22), tick=False):
        assert tasks.post_due() == 1
    assert Message.objects.get(kind=DIGEST).to == officer
