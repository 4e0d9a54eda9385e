"""Other systems that are told: signed, once an event, to allowed hosts alone, and replayed."""

import hashlib
import hmac
import json
import shutil
import time
from datetime import timedelta

import pytest

from accounts.models import Membership
from audit.models import AuditEvent
from core.errors import NotFound, NotPermitted, Refused
from core.transactions import use_case
from notifications.actions import webhooks
from notifications.actions.delivery import deliver_due
from notifications.actions.messages import give_up, resend
from notifications.channels import webhooks as postings
from notifications.models import Breaker, Message, MessageState, Webhook
from notifications.outbox import Notice, call_back, post_many
from notifications.rules.addresses import is_reachable_by_anyone, reasons_against_url
from notifications.rules.delivery import PACE
from notifications.rules.signing import REPLAY_WINDOW, key_of, signature
from tests.notifications.outboxes import AT, FACTS, a_person, an_officer, now_is
from tests.support.receiver import Receiver

pytestmark = pytest.mark.django_db

KEY = "the service's own key, of 32 characters or more"
KINDS = ["milestone_reminder", "contract_suspended"]


@pytest.fixture
def receiver(settings, tmp_path):
    """Another system that may be told."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed here")
    with Receiver(tmp_path) as running:
        settings.WEBHOOK_HOSTS, settings.WEBHOOK_KEY = [running.host], KEY
        settings.WEBHOOK_PRIVATE, settings.WEBHOOK_CA_FILE = True, str(running.certificate)
        yield running


@pytest.fixture
def officer():
    return an_officer()


@pytest.fixture
def webhook(receiver, officer):
    said = {"name": "Commissioners", "url": receiver.url, "kinds": KINDS}
    return webhooks.register(**said, by=officer, at=AT)


def happens(*people, kind="contract_suspended", event=None):
    """One event, of which these people are told."""
    about = event or people[0]
    base = f"{kind}:{about.pk}:3"
    facts = {**FACTS, "note": "Not for other systems.", "practice": "P", "contract_type": "GMS"}
    told = [
        Notice(kind, person.pk, "accounts.user", about.pk, f"{base}:{person.pk}", facts)
        for person in people
    ]
    use_case(post_many)(told, at=AT)
    return Message.objects.filter(channel="webhook", about_id=about.pk).first()


def test_one_event_is_posted_once_however_many_people_are_told(webhook, receiver):
    people = [a_person() for _ in range(3)]
    message = happens(*people)
    happens(*people)
    deliver_due(at=AT)
    deliver_due(at=AT)
    assert Message.objects.filter(channel="webhook").count() == 1
    [posted] = receiver.posted
    assert posted.headers["Webhook-Id"] == str(message.pk)
    kept = now_is(message)
    assert (kept.state, kept.sent_to, kept.provider) == (MessageState.SENT, "", "webhook")
    assert kept.outcome == "The receiver answered 204."


def test_a_posting_says_what_happened_to_what_and_no_more(webhook, receiver):
    message = happens(a_person())
    deliver_due(at=AT)
    said = json.loads(receiver.posted[0].body)
    assert said["about"] == {"type": "accounts.user", "id": str(message.about_id)}
    assert (said["kind"], said["id"]) == ("contract_suspended", str(message.pk))
    assert set(said) == {"id", "kind", "about", "at", "site"}


def test_the_receiver_can_tell_that_it_is_ours_and_fresh(webhook, receiver):
    happens(a_person())
    deliver_due(at=AT)
    [posted] = receiver.posted
    sent_at = posted.headers["Webhook-Timestamp"]
    key = webhooks.key_shown(webhook).encode()
    signed = sent_at.encode() + b"." + posted.body
    expected = "v1=" + hmac.new(key, signed, hashlib.sha256).hexdigest()
    assert posted.headers["Webhook-Signature"] == expected
    assert posted.headers["Webhook-Key"] == "1"
    assert abs(time.time() - int(sent_at)) < REPLAY_WINDOW.total_seconds()


def test_another_key_signs_from_then_on_and_says_its_number(webhook, receiver, officer):
    before = webhooks.key_shown(webhook)
    changed = webhooks.rotate_key(webhook_id=webhook.pk, by=officer, at=AT, note="It leaked.")
    assert webhooks.key_shown(changed) != before
    happens(a_person())
    deliver_due(at=AT)
    assert receiver.posted[0].headers["Webhook-Key"] == "2"
    assert AuditEvent.objects.filter(kind="webhook.key_rotated").count() == 1


def test_each_webhook_has_a_key_of_its_own_that_no_table_keeps(webhook):
    other = type(webhook.pk)(int=5)
    keys = {key_of(KEY, webhook.pk, 1), key_of(KEY, webhook.pk, 2), key_of(KEY, other, 1)}
    assert len(keys) == 3
    row = Webhook.objects.filter(pk=webhook.pk).values().get()
    assert not any(key in str(row) for key in keys)
    assert signature("k", timestamp=1, body=b"a") != signature("k", timestamp=2, body=b"a")


def test_what_it_was_not_to_be_told_is_not_posted(webhook, receiver):
    happens(a_person(), kind="practice_invited")
    deliver_due(at=AT)
    assert receiver.posted == []


@pytest.mark.parametrize("status", [500, 503, 404, 401, 302])
def test_a_receiver_that_fails_is_tried_again_under_the_same_id(webhook, receiver, status):
    message = happens(a_person())
    receiver.answer = lambda posted: (status, {"Location": receiver.url})
    deliver_due(at=AT)
    kept = now_is(message)
    assert (kept.state, kept.attempts) == (MessageState.WAITING, 1)
    assert f"The receiver answered {status}" in kept.outcome
    assert len(receiver.posted) == 1, "no redirect is followed"
    receiver.answer = lambda posted: (200, {})
    deliver_due(at=kept.try_after)
    assert now_is(message).state == MessageState.SENT
    assert len({posted.headers["Webhook-Id"] for posted in receiver.posted}) == 1


def test_a_receiver_that_takes_it_and_says_nothing_is_told_again_and_the_row_says_so(
    webhook, receiver
):
    message = happens(a_person())
    receiver.answer = lambda posted: (0, {})
    deliver_due(at=AT)
    receiver.answer = lambda posted: (204, {})
    deliver_due(at=now_is(message).try_after)
    assert "may have arrived twice" in now_is(message).outcome


def test_after_every_try_failed_it_is_a_dead_letter_that_an_officer_replays(
    webhook, receiver, officer
):
    message = happens(a_person())
    receiver.answer = lambda posted: (422, {})
    at = AT
    for _ in range(PACE.most_attempts):
        deliver_due(at=at)
        at = now_is(message).try_after or at
    assert now_is(message).state == MessageState.NEEDS_REVIEW
    receiver.answer = lambda posted: (204, {})
    resend(message_id=message.pk, by=officer, at=at, note="They mended it.")
    deliver_due(at=at)
    assert now_is(message).state == MessageState.SENT
    assert len({posted.headers["Webhook-Id"] for posted in receiver.posted}) == 1


def test_a_receiver_that_is_gone_for_good_is_not_tried_again(webhook, receiver, officer):
    message = happens(a_person())
    receiver.answer = lambda posted: (410, {})
    deliver_due(at=AT)
    assert now_is(message).state == MessageState.NEEDS_REVIEW
    give_up(message_id=message.pk, by=officer, at=AT, note="It was taken down.")
    assert now_is(message).state == MessageState.GIVEN_UP


def test_a_receiver_that_fails_holds_up_neither_mail_nor_other_receivers(
    webhook, receiver, officer
):
    other = webhooks.register(
        name="Analysts", url=f"{receiver.url}/other", kinds=KINDS, by=officer, at=AT
    )
    people = [a_person() for _ in range(PACE.failures + 2)]
    for person in people:
        happens(person)
    receiver.answer = lambda posted: (204 if posted.path.endswith("other") else 503, {})
    deliver_due(at=AT)
    of = Message.objects.filter(state=MessageState.SENT)
    assert of.filter(channel="email").count() == len(people)
    assert of.filter(webhook=other).count() == len(people)
    assert len([each for each in receiver.posted if each.path == "/told"]) == PACE.failures
    assert [each.circuit for each in Breaker.objects.exclude(open_until=None)] == [
        f"webhook {webhook.pk}"
    ]


def test_a_receiver_that_wants_to_wait_is_left_alone_so_long(webhook, receiver):
    message = happens(a_person())
    receiver.answer = lambda posted: (429, {"Retry-After": "1800"})
    deliver_due(at=AT)
    assert now_is(message).try_after >= AT + timedelta(seconds=1800)


def test_what_was_called_back_is_not_posted_and_its_owner_counts_as_nobody_told(
    webhook, receiver, officer
):
    person = a_person()
    message = happens(person)
    told = use_case(call_back)(about=person, version=3, why="The step was undone.")
    assert told == set()
    deliver_due(at=AT)
    assert now_is(message).state == MessageState.SUPPRESSED
    assert receiver.posted == []


def test_an_ended_webhook_is_told_nothing_not_even_what_waits(webhook, receiver, officer):
    message = happens(a_person())
    webhooks.end(webhook_id=webhook.pk, by=officer, at=AT, note="No longer wanted.")
    deliver_due(at=AT)
    assert (now_is(message).state, now_is(message).reason) == ("suppressed", "webhook_ended")
    assert happens(a_person()) is None
    with pytest.raises(NotFound):
        webhooks.end(webhook_id=webhook.pk, by=officer, at=AT)
    with pytest.raises(NotFound):
        webhooks.rotate_key(webhook_id=webhook.pk, by=officer, at=AT)


def test_a_webhook_whose_owner_is_no_officer_any_more_is_told_nothing(webhook, receiver, officer):
    message = happens(a_person())
    Membership.objects.filter(user=officer).update(ends_on=AT.date(), ended_by=officer)
    deliver_due(at=AT)
    assert now_is(message).reason == "webhook_unanswered_for"
    assert receiver.posted == []


# To whom


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://told.example/x", "https:// alone"),
        ("https://other.example/x", "not one that WEBHOOK_HOSTS allows"),
        ("https://told.example:8443/x", "The port 8443"),
        ("https://told.example.evil.example/x", "not one that WEBHOOK_HOSTS allows"),
        ("https://me:secret@told.example/x", "no name and no password"),
        ("https://told.example/x#y", "no part behind #"),
        ("https://[::1", "no address of a web service"),
        ("https://told.example:port/", "no address of a web service"),
        ("file:///etc/passwd", "https:// alone"),
        ("", "not one that WEBHOOK_HOSTS allows"),
    ],
)
def test_addresses_that_are_not_posted_to(url, why):
    assert why in " ".join(reasons_against_url(url, hosts=["told.example"]))


def test_addresses_that_may_be_posted_to():
    assert list(reasons_against_url("https://told.example/x", hosts=["told.example"])) == []
    assert list(reasons_against_url("https://a.example:8443/", hosts=["a.example:8443"])) == []


@pytest.mark.parametrize(
    ("address", "anyone"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        *((private, False) for private in (
            "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
            "100.64.0.1", "224.0.0.1", "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::",
        )),
    ],
)  # fmt: skip
def test_which_network_addresses_anyone_can_reach(address, anyone):
    assert is_reachable_by_anyone(address) is anyone


def test_a_name_that_leads_inside_is_not_posted_to(webhook, receiver, settings):
    message = happens(a_person())
    settings.WEBHOOK_PRIVATE = False
    deliver_due(at=AT)
    assert receiver.posted == []
    assert "stands for an address inside a network" in now_is(message).outcome


def test_a_name_of_which_one_address_leads_inside_is_not_posted_to(
    webhook, receiver, settings, monkeypatch
):
    message = happens(a_person())
    settings.WEBHOOK_PRIVATE = False
    found = [(2, 1, 6, "", (address, 443)) for address in ("93.184.216.34", "127.0.0.1")]
    monkeypatch.setattr(postings.socket, "getaddrinfo", lambda *a, **k: found)
    deliver_due(at=AT)
    assert "inside a network" in now_is(message).outcome


def test_a_receiver_without_the_certificate_of_its_name_is_told_nothing(
    webhook, receiver, settings
):
    message = happens(a_person())
    settings.WEBHOOK_CA_FILE = ""
    deliver_due(at=AT)
    assert receiver.posted == []
    kept = now_is(message)
    assert "certificate verify failed" in kept.outcome
    assert not kept.in_doubt


def test_a_host_that_is_allowed_no_more_is_not_posted_to(webhook, receiver, settings):
    message = happens(a_person())
    settings.WEBHOOK_HOSTS = []
    deliver_due(at=AT)
    assert now_is(message).state == MessageState.NEEDS_REVIEW
    assert receiver.posted == []


# Registering


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"url": "https://other.example/"}, "webhook_address"),
        ({"kinds": []}, "webhook_kinds"),
        ({"kinds": ["never_written"]}, "webhook_kinds"),
        ({"name": " "}, "webhook_name"),
        ({"name": "Commissioners"}, "webhook_name"),
    ],
)
def test_what_cannot_be_registered_is_refused_with_the_reason(
    webhook, receiver, officer, wrong, code
):
    said = {"name": "Another", "url": receiver.url, "kinds": KINDS, **wrong}
    with pytest.raises(Refused) as refusal:
        webhooks.register(**said, by=officer, at=AT)
    assert [reason.code for reason in refusal.value.reasons] == [code]
    assert Webhook.objects.count() == 1


def test_without_a_key_of_the_service_nothing_is_registered(receiver, officer, settings):
    settings.WEBHOOK_KEY = ""
    with pytest.raises(Refused, match="WEBHOOK_KEY is not set"):
        webhooks.register(name="A", url=receiver.url, kinds=KINDS, by=officer, at=AT)


def test_only_officers_register_and_change_webhooks(webhook, receiver):
    stranger = a_person()
    with pytest.raises(NotPermitted):
        webhooks.register(name="A", url=receiver.url, kinds=KINDS, by=stranger, at=AT)
    for act in (webhooks.rotate_key, webhooks.end):
        with pytest.raises(NotPermitted):
            act(webhook_id=webhook.pk, by=stranger, at=AT)


def test_officers_register_one_on_a_page_and_see_the_key_that_the_receiver_needs(
    client, receiver, officer
):
    client.force_login(officer)
    opening = "/admin/notifications/webhook/open/register/"
    assert client.get(opening).status_code == 200
    typed = {"name": "Commissioners", "url": receiver.url, "kinds": KINDS, "note": ""}
    response = client.post(opening, typed, follow=True)
    registered = Webhook.objects.get()
    assert webhooks.key_shown(registered) in response.content.decode()


def test_an_auditor_sees_webhooks_and_not_their_keys(client, webhook):
    client.force_login(an_officer("auditor"))
    page = client.get(f"/admin/notifications/webhook/{webhook.pk}/change/").content.decode()
    assert "Commissioners" in page
    assert webhooks.key_shown(webhook) not in page
