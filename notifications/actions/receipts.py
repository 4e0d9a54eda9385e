"""Whether what a provider took has arrived: it tells us, or is asked.

A callback may come before our own mark, twice, late or never; asking finds the same. What is final
stays as it is.
"""

from datetime import datetime

import structlog

from core.errors import Busy, NotFound
from core.transactions import use_case
from notifications.actions.bounces import note_bounce
from notifications.actions.claims import asked_for
from notifications.channels.base import Channel, NotSent, Taken
from notifications.models import Message, MessageState
from notifications.rules.channels import FAILURES, Receipt
from notifications.rules.delivery import PACE, RECORDS_KEPT, Pace, parted, reference

log = structlog.get_logger(__name__)

MOST_ASKED = 100

WORDS = {
    Receipt.PERMANENT_FAILURE: "The address takes no mail",
    Receipt.TEMPORARY_FAILURE: "The mailbox could not be reached for three days",
    Receipt.TECHNICAL_FAILURE: "The provider could not send it",
}


@use_case
def receive(*, of: str, taken: Taken, at: datetime) -> bool:
    """Keep what the provider says of the letter under this reference; whether it was news.

    Raises:
        NotFound: no letter of ours has that reference.
        Busy: its sender has not marked it yet; the provider is to say it again.
    """
    try:
        message_id, resent = parted(of)
    except ValueError as error:
        raise NotFound("No letter of ours has that reference.") from error
    rows = Message.objects.select_for_update(no_key=True, of=("self",)).select_related("to")
    message = rows.filter(pk=message_id).first()
    if message is None or message.resent < resent:
        raise NotFound("No letter of ours has that reference.")
    if message.state == MessageState.SENDING:
        raise Busy
    if message.resent > resent or taken.receipt is None or _is_known(message, taken.receipt):
        return False
    _keep(message, taken, taken.receipt, at=at)
    return True


def ask(channel: Channel, *, at: datetime, pace: Pace = PACE) -> int:
    """Ask about what was taken some time ago and is said of nothing yet; how much is news.

    Each is asked about by one of us: the next time to ask is moved first.
    """
    known = 0
    for message in _to_be_asked(channel, at=at, pace=pace):
        try:
            taken = channel.receipt(message.provider_ref)
        except NotSent as failure:
            log.info("receipt_not_had", message=str(message.pk), why=str(failure))
            continue
        if taken is not None and taken.receipt is not None:
            known += _receive(message, taken, at=at)
    return known


def _receive(message: Message, taken: Taken, *, at: datetime) -> bool:
    try:
        named = reference(message.pk, resent=message.resent)
        return receive(of=named, taken=taken, at=at)
    except Busy:
        return False


@use_case
def _to_be_asked(channel: Channel, *, at: datetime, pace: Pace) -> list[Message]:
    due = Message.objects.filter(ask_after__lte=at, provider=str(channel.provider))
    rows = due.order_by("ask_after").select_for_update(skip_locked=True, no_key=True)
    held = list(rows[:MOST_ASKED])
    lost = [one.pk for one in held if one.sent_at is None or one.sent_at < at - RECORDS_KEPT]
    Message.objects.filter(pk__in=lost).update(ask_after=None)
    asked = [one for one in held if one.pk not in lost]
    Message.objects.filter(pk__in=[one.pk for one in asked]).update(ask_after=at + pace.asks)
    return asked


def _is_known(message: Message, said: Receipt) -> bool:
    final = message.receipt not in ("", Receipt.AWAITED.value)
    return said.value == message.receipt or (final and said is Receipt.AWAITED)


def _keep(message: Message, taken: Taken, receipt: Receipt, *, at: datetime) -> None:
    message.provider_ref = taken.ref or message.provider_ref
    message.receipt, message.receipt_at, message.ask_after = receipt.value, at, None
    if receipt is Receipt.AWAITED:
        message.ask_after = asked_for(receipt, at=at)["ask_after"]
    if receipt in FAILURES:
        _failed(message, receipt, at=at)
    elif message.in_doubt:
        _found_after_all(message, taken, at=at)
    message.save(
        update_fields=[
            "provider_ref", "receipt", "receipt_at", "ask_after", "state", "outcome", "in_doubt",
            "sent_at", "sent_to", "try_after",
        ]
    )  # fmt: skip


def _failed(message: Message, receipt: Receipt, *, at: datetime) -> None:
    """It was taken and did not arrive: an officer looks into it."""
    address = message.sent_to or message.to.email
    why = f"{WORDS[receipt]} ({address}): {message.provider} said so after it had taken the letter."
    if receipt is Receipt.PERMANENT_FAILURE:
        note_bounce(message=message, address=address, why=why, at=at)
    message.in_doubt = False
    if message.state in (MessageState.SENT, MessageState.WAITING):
        message.state, message.sent_at = MessageState.NEEDS_REVIEW, None
        message.outcome, message.try_after = why, None


def _found_after_all(message: Message, taken: Taken, *, at: datetime) -> None:
    """The provider has what we were in doubt of."""
    message.in_doubt = False
    if message.state in (MessageState.WAITING, MessageState.NEEDS_REVIEW):
        message.state, message.sent_at, message.sent_to = MessageState.SENT, at, message.to.email
        message.outcome, message.try_after = taken.said, None
