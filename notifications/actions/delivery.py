"""Keeping the outbox's promises: claim, ask again, send, mark; and nothing of it by the broker.

No mail is sent inside a transaction. Each message goes through three short ones: it is claimed
(with others, for as long as the lease), its try is begun, and what became of it is written down,
the last two only if the claim is still ours. Those two are single statements, which PostgreSQL
commits by itself: a `use_case` round each would double the round trips of every mail. A sender that
is killed leaves its claim to run out, and the next sweep takes the message over.

SMTP is at-least-once: between the server's “250 OK” and our mark there is a moment in which a kill
makes the next sender send the same letter again, under the same Message-ID. Such a message is
`in_doubt`, and its outcome says that it may have arrived twice.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from django.db.models import F, Q
from django.db.models.functions import Now

from core.law import Reason
from core.transactions import use_case
from notifications import notices, transports
from notifications.actions.heartbeats import beat
from notifications.actions.tally import Fate, Tally
from notifications.models import OPEN_STATES, Message, MessageState
from notifications.needed import reason_to_suppress
from notifications.rules.delivery import BATCH, LEASE, MOST_ATTEMPTS, SILENCES, wait_after
from notifications.selectors import SWEEP
from notifications.transports import NotSent, Transport, Unreachable

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]

MOST_IN_ONE_SWEEP = 10_000
LONGEST_SWEEP = timedelta(seconds=45)
TWICE = " An earlier try was cut off before its answer came, so it may have arrived twice."
CUT_OFF = " An earlier try was cut off before its answer came, so it may have arrived."


def sweep(*, at: datetime) -> Tally:
    """Send what is due and leave a sign of life, by which anyone can see that the clock runs."""
    clock = _running_from(at)
    tally = deliver_due(at=at)
    beat(name=SWEEP, at=clock(), note=str(tally))
    return tally


def deliver_due(
    *, at: datetime, limit: int = MOST_IN_ONE_SWEEP, longest: timedelta = LONGEST_SWEEP
) -> Tally:
    """Send every message that is due, a batch at a time; the next sweep takes what is left.

    Any number of these may run at once: each claims other rows.
    """
    clock, tally = _running_from(at), Tally()
    with transports.email() as transport:
        while tally.claimed < limit and not tally.stopped and clock() - at < longest:
            held = claim(at=clock(), size=min(BATCH, limit - tally.claimed))
            if not held:
                break
            tally.claimed += len(held)
            _deliver_all(held, transport, clock, tally)
    log.info("messages_swept", **tally.counts(), stopped=tally.stopped)
    return tally


@use_case
def claim(*, at: datetime, size: int) -> Sequence[Message]:
    """Hold the oldest due messages that nobody else holds, until the lease runs out.

    Leases are by the database's clock, the only one that all senders share.
    """
    due = Message.objects.filter(state__in=[s.value for s in OPEN_STATES], due_at__lte=at)
    due = due.filter(Q(try_after=None) | Q(try_after__lte=at))
    free = due.filter(Q(lease_until=None) | Q(lease_until__lte=Now()))
    rows = free.order_by("due_at").select_for_update(skip_locked=True, no_key=True)
    held = list(rows[:size])
    token = uuid4()
    Message.objects.filter(pk__in=[message.pk for message in held]).update(
        state=MessageState.SENDING, claim_token=token, lease_until=Now() + LEASE
    )
    for message in held:
        message.state, message.claim_token = MessageState.SENDING, token
    return held


def begin(held: Message) -> Message | None:
    """Begin one try, if the message is still ours: count it and doubt it until we know better.

    Returns the message and its person as they are now, or None where another sender has taken it
    over. The doubt is written first, so that a kill at any later point is seen as what it is.
    """
    ours = Message.objects.filter(pk=held.pk, claim_token=held.claim_token)
    begun = ours.filter(lease_until__gt=Now()).update(
        attempts=F("attempts") + 1, in_doubt=True, tried_at=Now(), lease_until=Now() + LEASE
    )
    if not begun:
        return None
    message = ours.select_related("to").get()
    message.in_doubt = held.in_doubt  # what was known before this try
    return message


def settle(
    message: Message,
    state: MessageState,
    *,
    outcome: str,
    in_doubt: bool,
    reason: str = "",
    sent_at: datetime | None = None,
    try_after: datetime | None = None,
) -> bool:
    """Write down what became of a message, if it is still ours; whether it was."""
    ours = Message.objects.filter(pk=message.pk, claim_token=message.claim_token)
    marked = ours.update(
        state=state,
        outcome=outcome[:500],
        reason=reason,
        in_doubt=in_doubt,
        sent_at=sent_at,
        sent_to=message.to.email if sent_at else "",
        try_after=try_after,
        claim_token=None,
        lease_until=None,
    )
    if not marked:
        log.warning("message_claim_was_lost", message=str(message.pk), kind=message.kind)
    return bool(marked)


def let_go(token: UUID) -> int:
    """Give back what was claimed and not begun, as it was, so that the next sweep may take it."""
    return Message.objects.filter(claim_token=token).update(
        state=MessageState.WAITING, claim_token=None, lease_until=None
    )


def _deliver_all(held: Sequence[Message], transport: Transport, clock: Clock, tally: Tally) -> None:
    """Deliver one batch, or stop where the mail server is down and give the rest back."""
    for message in held:
        try:
            transport.ready()
        except Unreachable as error:
            tally.stopped = str(error)
            break
        tally.count(_deliver(message, transport, clock))
        if tally.silences >= SILENCES:
            tally.stopped = "The mail server does not answer."
            break
    if tally.stopped and held[0].claim_token is not None:
        let_go(held[0].claim_token)


def _deliver(held: Message, transport: Transport, clock: Clock) -> Fate:
    """Deliver one message that we claimed; what became of it."""
    message = begin(held)
    if message is None:
        return Fate.LOST
    if message.attempts > MOST_ATTEMPTS:
        return _give_up(message, "Every try was cut off; this message may be what stops us.")
    try:
        reason = reason_to_suppress(message, at=clock())
        if reason is not None:
            return _suppress(message, reason)
        letter = notices.letter(message)
    except notices.CannotBeWritten as error:
        return _give_up(message, str(error))
    except Exception as error:  # one message that cannot be judged must not stop the others
        log.exception("message_not_judged", message=str(message.pk), kind=message.kind)
        why = NotSent(f"A fault of the program ({type(error).__name__}); see the log.")
        return _put_off(message, why, clock)
    try:
        transport.send(letter)
    except NotSent as failure:
        return _put_off(message, failure, clock)
    outcome = "Accepted by the mail server." + (TWICE if message.in_doubt else "")
    marked = settle(
        message,
        MessageState.SENT,
        outcome=outcome,
        in_doubt=message.in_doubt,
        sent_at=clock(),
    )
    return Fate.SENT if marked else Fate.LOST


def _suppress(message: Message, reason: Reason) -> Fate:
    settle(
        message,
        MessageState.SUPPRESSED,
        outcome=reason.text + (CUT_OFF if message.in_doubt else ""),
        reason=reason.code,
        in_doubt=message.in_doubt,
    )
    return Fate.SUPPRESSED


def _give_up(message: Message, why: str) -> Fate:
    outcome = why + (CUT_OFF if message.in_doubt else "")
    settle(message, MessageState.NEEDS_REVIEW, outcome=outcome, in_doubt=message.in_doubt)
    return Fate.NEEDS_REVIEW


def _put_off(message: Message, failure: NotSent, clock: Clock) -> Fate:
    """Try again later, unless that cannot help or has been done often enough."""
    message.in_doubt = message.in_doubt or failure.in_doubt
    wait = wait_after(message.attempts)
    if failure.permanent or wait is None:
        return _give_up(message, str(failure))
    settle(
        message,
        MessageState.WAITING,
        outcome=f"Try {message.attempts} failed. {failure}",
        in_doubt=message.in_doubt,
        try_after=clock() + wait,
    )
    return Fate.NO_ANSWER if failure.in_doubt else Fate.PUT_OFF


def _running_from(at: datetime) -> Clock:
    """A clock that showed `at` when it was made: the door alone reads the system's."""
    started = time.monotonic()
    return lambda: at + timedelta(seconds=time.monotonic() - started)
