"""Holding messages: claim some, begin one, settle it; each one statement, and only what is ours.

Leases are by the database's clock, the only one that all senders share. Every statement after the
claim names the claim's token: a sender that was overtaken changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.db.models import Q
from django.db.models.functions import Now

from core.together import Sent
from core.transactions import use_case
from notifications.models import OPEN_STATES, Message, MessageState
from notifications.rules.channels import REMEMBERING, Channel, Receipt
from notifications.rules.delivery import PACE, Pace

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Lane:
    """Messages that go the same way: all e-mail, or all postings to one webhook."""

    channel: str = Channel.EMAIL.value
    webhook: UUID | None = None


EMAIL = Lane()

BEGIN = """
UPDATE notifications_message held
   SET attempts = held.attempts + 1, in_doubt = true,
       lease_until = statement_timestamp() + %(lease)s,
       tried_at = CASE WHEN held.in_doubt AND held.provider = ANY(%(remembering)s)
                       THEN held.tried_at ELSE statement_timestamp() END,
       provider = CASE WHEN held.in_doubt AND held.provider = ANY(%(remembering)s)
                       THEN held.provider ELSE %(provider)s END
  FROM accounts_user person, notifications_message before
 WHERE held.id = %(id)s AND held.claim_token = %(token)s
   AND held.lease_until > statement_timestamp()
   AND person.id = held.to_id AND before.id = held.id
RETURNING held.attempts, before.provider, statement_timestamp() - before.tried_at,
       person.email, person.is_active,
       (SELECT bounce.id FROM notifications_bounce bounce
         WHERE bounce.person_id = held.to_id AND bounce.address = person.email
           AND bounce.lifted_at IS NULL AND bounce.lapses_at > %(at)s)
"""

AGAIN = """
UPDATE notifications_message
   SET tried_at = statement_timestamp(), provider = %(provider)s,
       lease_until = statement_timestamp() + %(lease)s
 WHERE id = %(id)s AND claim_token = %(token)s AND lease_until > statement_timestamp()
"""

SETTLE = """
UPDATE notifications_message
   SET state = %(state)s, outcome = %(outcome)s, reason = %(reason)s, in_doubt = %(in_doubt)s,
       sent_at = %(sent_at)s, sent_to = %(sent_to)s, said = %(said)s,
       provider_ref = %(provider_ref)s, receipt = %(receipt)s, ask_after = %(ask_after)s,
       try_after = %(try_after)s,
       held_back_by_id = %(held_back_by)s, claim_token = NULL, lease_until = NULL
 WHERE id = %(id)s AND claim_token = %(token)s
"""


@use_case
def claim(*, at: datetime, size: int, lane: Lane = EMAIL, pace: Pace = PACE) -> Sequence[Message]:
    """Hold the oldest due messages of a lane that nobody else holds, until the lease runs out."""
    due = Message.objects.filter(state__in=[s.value for s in OPEN_STATES], due_at__lte=at)
    due = due.filter(Q(try_after=None) | Q(try_after__lte=at), channel=lane.channel)
    if lane.webhook is not None:
        due = due.filter(webhook=lane.webhook)
    free = due.filter(Q(lease_until=None) | Q(lease_until__lte=Now()))
    rows = free.order_by("due_at").select_related("to", "webhook__owner")
    held = list(rows.select_for_update(of=("self",), skip_locked=True, no_key=True)[:size])
    token = uuid4()
    Message.objects.filter(pk__in=[message.pk for message in held]).update(
        state=MessageState.SENDING, claim_token=token, lease_until=Now() + pace.lease
    )
    for message in held:
        message.state, message.claim_token = MessageState.SENDING, token
    return held


@dataclass(frozen=True, slots=True)
class Begun:
    """A try that was begun: the message and its person as they are now.

    `doubted` tells whether an earlier try ended without an outcome; `provider` is then whose that
    was, and `since` how long ago. `bounce` is what is known against the person's address.
    """

    message: Message
    doubted: bool
    provider: str
    since: timedelta | None
    bounce: UUID | None


def begin(held: Message, *, at: datetime, provider: str, pace: Pace = PACE) -> Begun | None:
    """Begin one try, if the message is still ours: count it and doubt it until we know better.

    None where another sender has taken it over. The doubt is written first, so that a kill at any
    later point is seen as what it is. A doubt of which its provider can be asked stays as it is.
    """
    values = _naming(held, provider, pace)
    found = Sent(BEGIN, {**values, "at": at, "remembering": list(REMEMBERING)}).rows()
    if not found:
        return None
    ((held.attempts, by, since, held.to.email, held.to.is_active, bounce),) = found
    return Begun(held, doubted=held.in_doubt, provider=by, since=since, bounce=bounce)


def try_again(held: Message, *, provider: str, pace: Pace = PACE) -> bool:
    """Immediately before sending what was tried before: whether the message is still ours."""
    return bool(Sent(AGAIN, _naming(held, provider, pace)).written())


def _naming(held: Message, provider: str, pace: Pace) -> dict[str, Any]:
    return {
        "id": held.pk,
        "token": held.claim_token,
        "provider": str(provider),
        "lease": pace.lease,
    }


def settle(
    message: Message,
    state: MessageState,
    *,
    outcome: str,
    in_doubt: bool,
    sent_at: datetime | None = None,
    **more: Any,
) -> bool:
    """Write down what became of a message, if it is still ours; whether it was."""
    values: Mapping[str, Any] = {
        "reason": "",
        "try_after": None,
        "provider_ref": "",
        "receipt": "",
        "said": "",
        "ask_after": None,
        "held_back_by": None,
        **more,
        "id": message.pk,
        "token": message.claim_token,
        "state": state.value,
        "outcome": outcome[:500],
        "in_doubt": in_doubt,
        "sent_at": sent_at,
        "sent_to": message.to.email if sent_at and not message.webhook_id else "",
    }
    marked = bool(Sent(SETTLE, values).written())
    if not marked:
        log.warning("message_claim_was_lost", message=str(message.pk), kind=message.kind)
    return marked


def let_go(token: UUID) -> int:
    """Give back what was claimed and not begun, as it was, so that the next sweep may take it."""
    return Message.objects.filter(claim_token=token).update(
        state=MessageState.WAITING, claim_token=None, lease_until=None
    )


def lanes(*, at: datetime) -> list[Lane]:
    """E-mail, and every webhook to which something is due."""
    due = Message.objects.filter(channel=Channel.WEBHOOK.value, due_at__lte=at)
    open_ = due.filter(state__in=[s.value for s in OPEN_STATES])
    hooks = open_.order_by("webhook").values_list("webhook", flat=True).distinct()
    return [EMAIL, *(Lane(Channel.WEBHOOK.value, hook) for hook in hooks)]


def asked_for(receipt: Receipt | None, *, at: datetime, pace: Pace = PACE) -> dict[str, Any]:
    """What is kept of a provider's word on arrival, and when it is to be asked again."""
    if receipt is None:
        return {}
    if receipt is Receipt.DELIVERED:
        return {"receipt": receipt.value}
    wait = pace.asks if receipt is Receipt.AWAITED else timedelta(0)  # a failure is asked for anew
    return {"receipt": Receipt.AWAITED.value, "ask_after": at + wait}
