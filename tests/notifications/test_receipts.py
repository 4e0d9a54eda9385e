"""What becomes of a letter that was taken: told, asked for, and put before an officer."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from audit.models import AuditEvent
from core.errors import Busy, NotFound, NotPermitted, Refused
from notifications.actions.bounces import lift
from notifications.actions.claims import claim
from notifications.actions.delivery import ask_receipts, deliver_due
from notifications.actions.messages import give_up, resend, tell_otherwise
from notifications.actions.receipts import receive
from notifications.channels.base import Taken
from notifications.models import Bounce, Message, MessageState
from notifications.rules.channels import Receipt
from notifications.rules.delivery import BOUNCES_LAPSE, RECORDS_KEPT
from tests.notifications.outboxes import AT, a_person, an_officer, now_is, promise, the_clock
from tests.notifications.smtp_sink import Sink
from tests.notifications.test_notify import use
from tests.support.notify_stub import NotifyStub

pytestmark = pytest.mark.django_db

TOKEN = "a token of 32 characters or more than that"
URL = "/callbacks/notify/"
LATER = AT + timedelta(hours=1)


@pytest.fixture
def stub(settings):
    settings.NOTIFY_CALLBACK_TOKEN = TOKEN
    the_clock()
    with NotifyStub() as running:
        use(settings, running)
        yield running


@pytest.fixture
def sent(stub):
    """A message that Notify has taken."""
    message = promise(a_person())
    deliver_due(at=AT)
    return now_is(message)


def called_back(client, message, status, *, token=TOKEN, **said):
    body = {"id": str(uuid4()), "reference": str(message.pk), "status": status, **said}
    return client.post(
        URL,
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


def test_a_letter_that_arrived_is_known_to_have(client, sent):
    assert called_back(client, sent, "delivered").status_code == 204
    kept = now_is(sent)
    assert (kept.state, kept.receipt, kept.ask_after) == (MessageState.SENT, "delivered", None)


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1]])
def test_whoever_does_not_show_our_token_tells_nothing(client, sent, token):
    assert called_back(client, sent, "permanent-failure", token=token).status_code == 403
    assert now_is(sent).state == MessageState.SENT


def test_without_a_token_of_ours_nobody_is_believed(client, sent, settings):
    settings.NOTIFY_CALLBACK_TOKEN = ""
    assert called_back(client, sent, "delivered", token="").status_code == 403


@pytest.mark.parametrize(
    "body", [b"", b"[", b"[]", b'{"reference": 7, "status": "delivered"}', b'{"reference": "x"}',
             b'{"reference": "x", "status": "eaten"}', b"[" * 15_000, b" " * 30_000]
)  # fmt: skip
def test_what_is_no_callback_is_refused(client, stub, body):
    said = {"Authorization": f"Bearer {TOKEN}"}
    response = client.post(URL, body, content_type="application/json", headers=said)
    assert response.status_code == 400


def test_a_callback_is_by_post_alone(client, stub):
    assert client.get(URL).status_code == 405


@pytest.mark.parametrize(
    "reference", ["", "of somebody else", str(UUID(int=1)), f"{UUID(int=1)}-1"]
)
def test_a_letter_that_is_none_of_ours_is_taken_note_of_and_not_asked_for_again(
    client, sent, reference
):
    assert called_back(client, sent, "delivered", reference=reference).status_code == 204
    assert now_is(sent).receipt == "awaited"


def test_a_callback_before_our_own_mark_is_to_be_said_again(client, stub):
    message = promise(a_person())
    claim(at=AT, size=1)
    response = called_back(client, message, "delivered")
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    with pytest.raises(Busy):
        receive(of=str(message.pk), taken=Taken("x", Receipt.DELIVERED), at=AT)


def test_an_address_that_takes_no_mail_is_a_task_and_the_message_is_for_review(client, sent):
    assert called_back(client, sent, "permanent-failure").status_code == 204
    kept = now_is(sent)
    assert (kept.state, kept.sent_at) == (MessageState.NEEDS_REVIEW, None)
    assert kept.outcome.startswith(f"The address takes no mail ({sent.sent_to})")
    [bounce] = Bounce.objects.all()
    assert (bounce.person, bounce.address, bounce.message) == (sent.to, sent.sent_to, sent)
    assert bounce.lapses_at - bounce.at == BOUNCES_LAPSE
    assert AuditEvent.objects.filter(kind="bounce.kept").count() == 1
    called_back(client, sent, "permanent-failure")
    assert Bounce.objects.count() == 1


@pytest.mark.parametrize("status", ["temporary-failure", "technical-failure"])
def test_a_failure_for_a_while_is_for_review_and_flags_nobody(client, sent, status):
    called_back(client, sent, status)
    assert now_is(sent).state == MessageState.NEEDS_REVIEW
    assert not Bounce.objects.exists()


def test_what_is_final_stays_whatever_comes_late(client, sent):
    called_back(client, sent, "delivered")
    called_back(client, sent, "sending")
    assert now_is(sent).receipt == "delivered"


@pytest.fixture
def bounced(client, sent):
    called_back(client, sent, "permanent-failure")
    return now_is(sent)


def test_nothing_more_is_sent_to_an_address_that_takes_no_mail_and_the_row_says_why(bounced, stub):
    another = promise(bounced.to)
    deliver_due(at=LATER)
    kept = now_is(another)
    assert (kept.state, kept.reason) == (MessageState.SUPPRESSED, "address_bounced")
    assert kept.held_back_by == Bounce.objects.get()
    assert len(stub.taken) == 1


def test_a_person_with_another_address_by_now_is_written_to(bounced, stub):
    bounced.to.email = f"{uuid4().hex}@example.invalid"
    bounced.to.save(update_fields=["email"])
    another = promise(bounced.to)
    deliver_due(at=LATER)
    assert now_is(another).state == MessageState.SENT


def test_a_bounce_lapses_by_itself(bounced, stub):
    bounce = Bounce.objects.get()
    another = promise(bounced.to)
    deliver_due(at=bounce.lapses_at + timedelta(seconds=1))
    assert now_is(another).state == MessageState.SENT


def test_an_officer_lifts_it_and_what_was_held_back_is_sent(bounced, stub):
    another, officer = promise(bounced.to), an_officer()
    deliver_due(at=LATER)
    said = {"bounce_id": Bounce.objects.get().pk, "at": LATER, "note": "A typing error there."}
    with pytest.raises(NotPermitted):
        lift(by=a_person(), **said)
    lift(by=officer, **said)
    with pytest.raises(NotFound):
        lift(by=officer, **said)
    deliver_due(at=LATER)
    assert now_is(another).state == MessageState.SENT
    assert AuditEvent.objects.get(kind="bounce.lifted").facts["held_back"] == 1


def test_a_bounced_message_is_not_sent_again_before_its_address_is_put_right(bounced, stub):
    officer = an_officer()
    with pytest.raises(Refused, match="takes no mail") as refusal:
        resend(message_id=bounced.pk, by=officer, at=LATER)
    assert [reason.code for reason in refusal.value.reasons] == ["address_bounced"]
    lift(bounce_id=Bounce.objects.get().pk, by=officer, at=LATER, note="Put right.")
    resend(message_id=bounced.pk, by=officer, at=LATER, note="Put right.")
    deliver_due(at=LATER)
    kept = now_is(bounced)
    assert (kept.state, kept.resent, kept.receipt) == (MessageState.SENT, 1, "awaited")
    assert stub.references() == [str(bounced.pk), f"{bounced.pk}-1"]


def test_what_is_said_of_an_earlier_sending_does_not_touch_the_later(client, bounced, stub):
    officer = an_officer()
    lift(bounce_id=Bounce.objects.get().pk, by=officer, at=LATER, note="Put right.")
    resend(message_id=bounced.pk, by=officer, at=LATER)
    deliver_due(at=LATER)
    called_back(client, bounced, "permanent-failure")
    assert now_is(bounced).state == MessageState.SENT
    called_back(client, bounced, "delivered", reference=f"{bounced.pk}-1")
    assert now_is(bounced).receipt == "delivered"


def test_a_letter_in_doubt_that_notify_speaks_of_is_in_doubt_no_more(client, stub):
    message = promise(a_person())
    stub.drops = 1.0
    deliver_due(at=AT)
    assert now_is(message).in_doubt
    called_back(client, message, "delivered")
    kept = now_is(message)
    assert (kept.state, kept.in_doubt, kept.receipt) == (MessageState.SENT, False, "delivered")


def test_what_nobody_told_is_asked_for(sent, stub):
    assert ask_receipts(at=AT + timedelta(minutes=1)) == 0
    assert stub.asked["one"] == 0, "it is given some time"
    stub.set_status(str(sent.pk), "permanent-failure")
    assert ask_receipts(at=LATER) == 1
    assert now_is(sent).state == MessageState.NEEDS_REVIEW
    assert ask_receipts(at=LATER + timedelta(hours=1)) == 0


def test_it_is_asked_again_later_and_not_for_ever(sent, stub):
    assert ask_receipts(at=LATER) == 0
    assert now_is(sent).ask_after > LATER
    asked = stub.asked["one"]
    ask_receipts(at=sent.sent_at + RECORDS_KEPT + timedelta(minutes=1))
    assert stub.asked["one"] == asked
    assert now_is(sent).ask_after is None


def test_a_provider_that_does_not_say_is_asked_the_next_time(sent, stub, settings):
    settings.NOTIFY_API_KEY = settings.NOTIFY_API_KEY[:-36] + str(uuid4())
    assert ask_receipts(at=LATER) == 0
    assert now_is(sent).receipt == "awaited"


def test_a_mail_server_is_not_asked(settings):
    settings.NOTIFY_URL = ""
    assert ask_receipts(at=AT) == 0


@pytest.mark.parametrize(
    ("act", "state"),
    [(tell_otherwise, MessageState.TOLD_OTHERWISE), (give_up, MessageState.GIVEN_UP)],
)
def test_an_officer_settles_by_hand_with_a_reason_and_nobody_else_may(bounced, act, state):
    said = {"message_id": bounced.pk, "at": LATER}
    with pytest.raises(NotPermitted):
        act(by=a_person(), note="By telephone.", **said)
    with pytest.raises(Refused) as refusal:
        act(by=an_officer(), note=" ", **said)
    assert [reason.code for reason in refusal.value.reasons] == ["note_missing"]
    act(by=an_officer(), note="By telephone.", **said)
    kept = now_is(bounced)
    assert kept.state == state
    assert "Olu Officer, Friday 4 December 2026. By telephone." in kept.outcome
    assert AuditEvent.objects.filter(kind=f"message.{state.value}").count() == 1
    with pytest.raises(Refused, match="needs review"):
        act(by=an_officer(), note="Again.", **said)
    assert deliver_due(at=LATER).claimed == 0


def test_officers_do_all_of_it_on_the_pages_of_the_admin(client, bounced):
    client.force_login(an_officer())
    page = client.get("/admin/").content.decode()
    assert "Messages for review" in page
    assert "Addresses that take no mail" in page
    bounce = Bounce.objects.get()
    lifting = f"/admin/notifications/bounce/{bounce.pk}/moves/lift/"
    assert client.get(lifting).status_code == 200
    assert client.post(lifting, {"note": "Put right."}).status_code == 302
    where = f"/admin/notifications/message/{bounced.pk}/"
    assert "The person was told by other means" in client.get(f"{where}change/").content.decode()
    response = client.post(f"{where}moves/told-otherwise/", {"note": "By telephone."})
    assert response.status_code == 302
    assert now_is(bounced).state == MessageState.TOLD_OTHERWISE


def test_a_mail_server_that_knows_no_such_address_makes_the_same_task(settings):
    the_clock()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = (
        "127.0.0.1",
        "",
        "",
    )
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    message = promise(a_person())
    with Sink(to_recipient=lambda _: "550 No such person") as sink:
        settings.EMAIL_PORT = sink.port
        deliver_due(at=AT)
    assert now_is(message).state == MessageState.NEEDS_REVIEW
    assert Bounce.objects.get().address == message.to.email
    assert Message.objects.count() == 1
