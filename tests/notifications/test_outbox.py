"""The way in: inside a transaction, once a key."""

import pytest

from core.transactions import use_case
from notifications.models import Message, MessageState
from notifications.outbox import AlreadyPromised, Notice, post, post_many
from tests.notifications.outboxes import AT, FACTS, a_person

pytestmark = pytest.mark.django_db


def notice(person, key):
    return Notice("milestone_reminder", person.pk, "accounts.user", person.pk, key, FACTS)


def test_the_same_key_is_promised_once_however_often_it_is_posted():
    person = a_person()
    in_one_act = use_case(lambda notices, *, at: post_many(notices, at=at)())
    assert in_one_act([notice(person, "a"), notice(person, "b")], at=AT) == 2
    assert in_one_act([notice(person, "b"), notice(person, "c")], at=AT) == 1
    assert sorted(Message.objects.values_list("key", flat=True)) == ["a", "b", "c"]
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.WAITING}


def test_a_single_message_with_a_known_key_fails_its_act():
    person = a_person()
    promise = use_case(post)
    options = {"kind": "milestone_reminder", "to": person, "about": person, "facts": {}, "at": AT}
    promise(key="a", **options)
    with pytest.raises(AlreadyPromised):
        promise(key="a", **options)


@pytest.mark.django_db(transaction=True)
def test_outside_an_act_nothing_can_be_promised():
    person = a_person()
    with pytest.raises(RuntimeError, match="inside a use case"):
        post_many([notice(person, "a")], at=AT)
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_has_promised_nothing():
    person = a_person()

    @use_case
    def act():
        post_many([notice(person, "a")], at=AT)
        raise ValueError("a fault")

    with pytest.raises(ValueError, match="a fault"):
        act()
    assert not Message.objects.exists()
