"""What people, and the proof of the demonstration, do with messages."""

from datetime import datetime
from uuid import UUID, uuid4

from accounts.models import User
from accounts.permissions import check_may
from accounts.roles import OFFICERS
from audit.record import record
from core.clock import civil_date
from core.errors import NotFound, refuse_if
from core.law import Reason
from core.transactions import use_case
from core.wording import weekday
from notifications.models import Message, MessageState
from notifications.outbox import post

PROOF = "demonstration_proof"


@use_case
def resend(*, message_id: UUID, by: User, at: datetime) -> Message:
    """An officer has put right what stopped a message, and has it tried again from the start.

    Raises:
        NotFound: there is no such message.
        NotPermitted: the person is no officer.
        Refused: the message does not need review; it waits, was sent, or is no longer needed.
    """
    message = Message.objects.select_for_update(no_key=True).filter(pk=message_id).first()
    if message is None:
        raise NotFound("There is no such message.")
    check_may(by, OFFICERS, on=civil_date(at))
    refuse_if(tuple(_reasons_against_resending(message)), move="resend")
    record(
        kind="message.resent",
        about=message,
        by=by,
        at=at,
        facts={"attempts": message.attempts, "outcome": message.outcome},
    )
    message.state = MessageState.WAITING
    message.attempts = 0
    message.try_after = None
    message.outcome = f"To be sent again: {by.full_name}, {weekday(civil_date(at))}."
    message.save(update_fields=["state", "attempts", "try_after", "outcome"])
    return message


def _reasons_against_resending(message: Message) -> list[Reason]:
    if message.state == MessageState.NEEDS_REVIEW:
        return []
    state = message.get_state_display().lower()
    text = f"Only a message that needs review can be sent again. This one is {state}."
    return [Reason("message_not_in_review", text)]


@use_case
def post_proof(*, to: User, by: User, at: datetime) -> Message:
    """Promise one message that proves, by arriving, that clock, worker and mail work."""
    key = f"{PROOF}:{uuid4()}"
    post(kind=PROOF, to=to, about=to, key=key, facts={"asked_at": at.isoformat()}, at=at)
    message = Message.objects.get(key=key)
    record(kind="message.proof_posted", about=message, by=by, at=at)
    return message
