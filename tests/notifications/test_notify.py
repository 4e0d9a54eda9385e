"""GOV.UK Notify through its official client, against a stub that answers as its documents say."""

import time
from contextlib import closing
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from notifications.channels import carrier_of, notify
from notifications.channels.base import Letter, NotSent
from notifications.channels.notify import Notify
from notifications.rules.channels import Channel, Provider, Receipt
from tests.support.notify_stub import API_KEY, SECRET, SERVICE, TEMPLATE, NotifyStub

NOBODY = UUID(int=1)


@pytest.fixture
def stub(settings):
    """A Notify, and the settings that make it the carrier of e-mail."""
    with NotifyStub() as running:
        use(settings, running)
        yield running


def use(settings, stub) -> None:
    settings.NOTIFY_URL = f"http://127.0.0.1:{stub.port}"
    settings.NOTIFY_TEMPLATE, settings.NOTIFY_API_KEY = TEMPLATE, API_KEY


@pytest.fixture
def channel(stub):
    with closing(Notify()) as carrier:
        yield carrier


def a_letter(**fields) -> Letter:
    return Letter(
        **{
            "to": "pat@example.org",
            "subject": "By Friday: reply",
            "body": "Body.\n",
            "reference": str(uuid4()),
            **fields,
        }
    )


def send(channel, letter):
    channel.vouch()
    return channel.send(letter)


def refusal_of(channel, letter=None) -> NotSent:
    with pytest.raises(NotSent) as caught:
        send(channel, letter or a_letter())
    return caught.value


def test_one_setting_makes_notify_the_carrier_of_e_mail(stub):
    with closing(carrier_of(Channel.EMAIL)) as carrier:
        assert (carrier.provider, carrier.remembers) == (Provider.NOTIFY, True)


def test_a_letter_is_taken_under_its_reference(stub, channel):
    letter = a_letter()
    taken = send(channel, letter)
    [kept] = stub.taken.values()
    assert (kept["id"], kept["reference"]) == (taken.ref, letter.reference)
    assert (kept["subject"], kept["body"]) == (letter.subject, letter.body)
    assert taken.receipt is Receipt.AWAITED
    assert channel.find(letter.reference).ref == taken.ref
    assert channel.find(str(uuid4())) is None


def test_a_reference_names_a_letter_and_does_not_make_it_unique(stub, channel):
    """The reason why it is asked first: Notify itself sends twice what it is given twice."""
    letter = a_letter()
    send(channel, letter)
    send(channel, letter)
    assert stub.references() == [letter.reference] * 2
    assert channel.find(letter.reference) is not None


@pytest.mark.parametrize(
    ("status", "receipt"), [*notify.STATUSES.items(), ("something-new", Receipt.AWAITED)]
)
def test_what_notify_says_of_arrival_is_understood(stub, channel, status, receipt):
    letter = a_letter()
    taken = send(channel, letter)
    stub.set_status(letter.reference, status)
    assert channel.receipt(taken.ref).receipt is receipt
    assert channel.find(letter.reference).receipt is receipt


def test_after_seven_days_notify_knows_nothing_of_it(channel):
    assert channel.receipt(str(uuid4())) is None


def test_what_was_signed_too_long_ago_is_refused(stub, channel):
    """The fence: a sender that was frozen after it signed can send nothing when it wakes."""
    stub.leeway = 1
    channel.vouch()
    time.sleep(2.1)
    with pytest.raises(NotSent, match="accurate to within 30 seconds") as refusal:
        channel.send(a_letter())
    assert (refusal.value.permanent, refusal.value.in_doubt) == (False, False)
    assert stub.taken == {}


@pytest.mark.parametrize(
    ("key", "why"),
    [
        (f"k-{SERVICE}-{NOBODY}", "Invalid token: signature"),
        (f"k-{NOBODY}-{SECRET}", "service not found"),
    ],
    ids=["another secret", "another service"],  # the keys are new in each process of a test run
)
def test_a_wrong_key_is_an_outage_and_no_fault_of_the_letter(settings, stub, key, why):
    settings.NOTIFY_API_KEY = key
    with closing(Notify()) as carrier:
        refused = refusal_of(carrier)
    assert why in str(refused)
    assert (refused.permanent, refused.in_doubt, refused.is_outage) == (False, False, True)


def test_an_address_that_is_none_is_refused_for_good_and_flagged(stub, channel):
    refused = refusal_of(channel, a_letter(to="nobody"))
    assert (refused.permanent, refused.bounced, refused.is_outage) == (True, True, False)
    assert "email_address Not a valid email address" in str(refused)


def test_a_template_without_our_two_parts_is_refused_for_good(stub, channel, settings):
    settings.NOTIFY_TEMPLATE = str(uuid4())
    refused = refusal_of(channel)
    assert (refused.permanent, refused.bounced) == (True, False)
    assert "Template not found" in str(refused)


@pytest.mark.parametrize(("header", "wait"), [("7", 7), ("86400", 3600), ("soon", 60), ("", 60)])
def test_a_limit_is_obeyed_for_as_long_as_notify_asks(stub, channel, header, wait):
    stub.limit, stub.retry_after = 0, header
    refused = refusal_of(channel)
    assert refused.wait == timedelta(seconds=wait)
    assert (refused.permanent, refused.in_doubt, refused.is_outage) == (False, False, True)


def test_a_fault_inside_notify_leaves_doubt(stub, channel):
    stub.fails = 1.0
    refused = refusal_of(channel)
    assert (refused.permanent, refused.in_doubt) == (False, True)


def test_a_letter_that_is_taken_without_an_answer_leaves_doubt_and_is_found(stub, channel):
    stub.drops = 1.0
    letter = a_letter()
    assert refusal_of(channel, letter).in_doubt
    assert channel.find(letter.reference) is not None


def test_an_answer_that_is_no_json_leaves_doubt(stub, channel):
    stub.answers = lambda body: (201, "all right")
    assert refusal_of(channel).in_doubt


def test_a_notify_that_is_not_there_leaves_no_doubt(settings):
    with NotifyStub() as gone:
        use(settings, gone)
    with closing(Notify()) as carrier:
        refused = refusal_of(carrier)
        assert "cannot be reached" in str(refused)
        assert (refused.in_doubt, refused.is_outage) == (False, True)
        with pytest.raises(NotSent):
            carrier.find(str(uuid4()))


def test_a_notify_that_hangs_leaves_doubt(settings, stub):
    settings.EMAIL_TIMEOUT = 0.2
    stub.before = lambda: time.sleep(1)
    with closing(Notify()) as carrier:
        assert refusal_of(carrier).in_doubt
