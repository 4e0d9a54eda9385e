"""The officers' list of messages: to be read, searched and, where it stopped, sent again."""

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.db import connection
from django.test import RequestFactory
from django.urls import reverse

from accounts.roles import Role
from notifications.models import Heartbeat, Message, MessageState
from tests.notifications.outboxes import AT, a_person, an_officer, now_is, promise

pytestmark = pytest.mark.django_db

LIST = "/admin/notifications/message/"


@pytest.fixture
def message():
    return promise(a_person("Robin Reviewed"))


@pytest.fixture
def stopped(message):
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.NEEDS_REVIEW, attempts=8, outcome="The mail server answered 550: No."
    )
    return message


def signed_in(client, role):
    client.force_login(an_officer(role))
    return client


def send_again(client, message):
    return client.post(LIST, {"action": "send_again", "_selected_action": [str(message.pk)]})


@pytest.mark.parametrize("role", [Role.PROGRAMME_OFFICER, Role.APPROVING_OFFICER, Role.AUDITOR])
def test_whoever_works_in_the_admin_sees_what_became_of_each_message(client, stopped, role):
    page = signed_in(client, role).get(LIST).content.decode()
    for shown in ("Robin Reviewed", "milestone_reminder", "Needs review", "answered 550"):
        assert shown in page


def test_a_stranger_is_not_let_in(client, message):
    client.force_login(a_person())
    assert client.get(LIST).status_code == 302


def test_messages_are_found_by_address(client, message):
    other = promise(a_person("Olga Other"))
    page = signed_in(client, Role.AUDITOR).get(LIST, {"q": message.to.email}).content.decode()
    assert "Robin Reviewed" in page
    assert "Olga Other" not in page
    assert other.to.email not in page


def test_a_message_is_shown_as_it_reads_and_cannot_be_changed_or_removed(client, message):
    signed_in(client, Role.PROGRAMME_OFFICER)
    url = reverse("admin:notifications_message_change", args=[message.pk])
    page = client.get(url).content.decode()
    assert "By Friday 11 December 2026: Agree the population (Dudley)" in page
    assert 'name="_save"' not in page
    assert client.post(url, {"state": "sent"}).status_code == 405
    delete = reverse("admin:notifications_message_delete", args=[message.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:notifications_message_add")).status_code == 403
    assert now_is(message).state == MessageState.WAITING


def test_a_message_that_cannot_be_written_says_so_in_place_of_its_text(client):
    message = promise(a_person(), kind="never_written")
    signed_in(client, Role.AUDITOR)
    url = reverse("admin:notifications_message_change", args=[message.pk])
    assert "There is no text for messages of the kind" in client.get(url).content.decode()


def test_an_officer_sends_again_what_stopped(client, stopped):
    response = send_again(signed_in(client, Role.PROGRAMME_OFFICER), stopped)
    [said] = get_messages(response.wsgi_request)
    assert str(said) == "The message to Robin Reviewed will be sent within a few minutes."
    assert now_is(stopped).state == MessageState.WAITING


def test_what_did_not_stop_is_refused_with_the_reason(client, message):
    response = send_again(signed_in(client, Role.APPROVING_OFFICER), message)
    [said] = get_messages(response.wsgi_request)
    assert "was not sent again. Only a message that needs review" in str(said)


def test_an_auditor_may_look_and_not_send(client, stopped):
    signed_in(client, Role.AUDITOR)
    assert "send_again" not in client.get(LIST).content.decode()
    send_again(client, stopped)
    assert now_is(stopped).state == MessageState.NEEDS_REVIEW


def test_signs_of_life_are_shown(client):
    Heartbeat.objects.create(name="sweep", at=AT, note="3 sent.")
    signed_in(client, Role.AUDITOR)
    page = client.get(reverse("admin:notifications_heartbeat_changelist")).content.decode()
    assert "3 sent." in page


def test_the_newest_messages_are_read_in_the_order_of_an_index(message):
    request = RequestFactory().get(LIST)
    request.user = an_officer(Role.AUDITOR)
    rows = admin.site.get_model_admin(Message).get_changelist_instance(request).queryset
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows[:25].explain()
    assert "Index Scan Backward using notifications_by_time" in plan
    assert "Sort" not in plan
