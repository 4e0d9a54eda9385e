"""What people, and the proof of the demonstration, do with messages."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID, uuid4

from accounts.models import User
from accounts.permissions import check_may
from accounts.roles import OFFICERS
from audit.record import record
from core.clock import civil_date
from core.errors import NotFound, refuse_if
from core.law import Reason
from core.transactions import step, use_case
from core.wording import weekday
from notifications import channels
from notifications.models import Message, MessageState
from notifications.outbox import post
from notifications.rules.channels import REMEMBERING, Channel
from notifications.rules.delivery import RECORDS_KEPT
from notifications.selectors import bounces_against

PROOF = "demonstration_proof"

Against = Callable[[Message], Iterator[Reason]]


@use_case
def resend(*, message_id: UUID, by: User, at: datetime, note: str = "") -> Message:
    """An officer has put right what stopped a message, and has it tried again from the start.

    A try of which the provider can still be asked is asked about first, under its own reference;
    otherwise the letter goes under a new one.

    Raises:
        NotFound: there is no such message.
        NotPermitted: the person is no officer.
        Refused: the message does not need review; or its address takes no mail.
    """
    message = _in_review(
        "resend", message_id, by, at, unless=lambda found: _address_is_dead(found, at)
    )
    _note("message.resent", message, by, at, note)
    message.state = MessageState.WAITING
    message.attempts = 0
    message.try_after = message.ask_after = message.receipt_at = None
    message.receipt = ""
    if not _can_be_asked_about(message, at):
        message.resent += 1
        message.provider = ""
    message.outcome = f"To be sent again: {by.full_name}, {weekday(civil_date(at))}. {note}".strip()
    message.outcome = message.outcome[:500]
    message.save(
        update_fields=[
            "state", "attempts", "try_after", "ask_after", "receipt", "receipt_at", "resent",
            "provider", "outcome",
        ]
    )  # fmt: skip
    return message


def tell_otherwise(*, message_id: UUID, by: User, at: datetime, note: str) -> Message:
    """An officer has told the person by other means, and says how: by letter, by telephone.

    Raises:
        NotFound: there is no such message.
        NotPermitted: the person is no officer.
        Refused: the message does not need review, or nothing is said of how.
    """
    return _close("tell_otherwise", MessageState.TOLD_OTHERWISE, message_id, by, at, note)


def give_up(*, message_id: UUID, by: User, at: datetime, note: str) -> Message:
    """An officer decides that this need not be said any more, and says why.

    Raises:
        NotFound: there is no such message.
        NotPermitted: the person is no officer.
        Refused: the message does not need review, or no reason is given.
    """
    return _close("give_up", MessageState.GIVEN_UP, message_id, by, at, note)


@use_case
def _close(
    move: str, state: MessageState, message_id: UUID, by: User, at: datetime, note: str
) -> Message:
    message = _in_review(move, message_id, by, at, unless=lambda _: _reason_missing(note))
    _note(f"message.{state.value}", message, by, at, note)
    message.state, message.try_after, message.ask_after = state, None, None
    said = "Told by other means" if state is MessageState.TOLD_OTHERWISE else "Given up"
    message.outcome = f"{said}: {by.full_name}, {weekday(civil_date(at))}. {note.strip()}"[:500]
    message.save(update_fields=["state", "try_after", "ask_after", "outcome"])
    return message


@step
def _in_review(move: str, message_id: UUID, by: User, at: datetime, *, unless: Against) -> Message:
    rows = Message.objects.select_for_update(no_key=True, of=("self",)).select_related("to")
    message = rows.filter(pk=message_id).first()
    if message is None:
        raise NotFound("There is no such message.")
    check_may(by, OFFICERS, on=civil_date(at))
    refuse_if((*_not_in_review(message), *unless(message)), move=move)
    return message


def _note(kind: str, message: Message, by: User, at: datetime, note: str) -> None:
    facts = {"attempts": message.attempts, "outcome": message.outcome, "note": note}
    record(kind=kind, about=message, by=by, at=at, facts=facts)


def _not_in_review(message: Message) -> Iterator[Reason]:
    if message.state != MessageState.NEEDS_REVIEW:
        state = message.get_state_display().lower()
        text = f"Only a message that needs review can be settled by hand. This one is {state}."
        yield Reason("message_not_in_review", text)


def _address_is_dead(message: Message, at: datetime) -> Iterator[Reason]:
    if message.channel == Channel.EMAIL and bounces_against(message.to, at=at).exists():
        text = (
            f"{message.to.email} takes no mail. Put the address right, or lift the bounce, and "
            "send it again then."
        )
        yield Reason("address_bounced", text)


def _reason_missing(note: str) -> Iterator[Reason]:
    if not note.strip():
        yield Reason("note_missing", "Say why, and how the person knows, if they do.")


def _can_be_asked_about(message: Message, at: datetime) -> bool:
    """Whether a try is in doubt of which the provider in use can still be asked."""
    known = message.tried_at is not None and message.tried_at > at - RECORDS_KEPT
    asked = message.provider in REMEMBERING and message.provider == channels.email_provider()
    return message.in_doubt and known and asked


@use_case
def post_proof(*, to: User, by: User, at: datetime) -> Message:
    """Promise one message that proves, by arriving, that clock, worker and mail work."""
    key = f"{PROOF}:{uuid4()}"
    post(kind=PROOF, to=to, about=to, key=key, facts={"asked_at": at.isoformat()}, at=at)
    message = Message.objects.get(key=key)
    record(kind="message.proof_posted", about=message, by=by, at=at)
    return message
