"""“Is this still needed?”: questions that the apps above hand in, asked just before sending.

A milestone may be met between the sweep that posts its reminder and the moment of sending. Only
the app that owns the milestone knows, and this app may not import it; so that app hands in its
question when Django starts:

    class FormationConfig(AppConfig):
        def ready(self) -> None:
            needed.ask("milestone_reminder", why_reminder_is_not_needed)

A question is given the message and the instant, and answers with the reason for which the message
is no longer needed, or with nothing. The reason's code is kept beside its text.
"""

from collections.abc import Callable
from datetime import date, datetime

from accounts.permissions import may
from accounts.roles import OFFICERS
from core.handing import HandedIn
from core.law import Reason
from notifications.models import Message, Webhook

Question = Callable[[Message, datetime], Reason | None]

CLOSED = Reason("person_is_inactive", "The person's account is closed.")

_questions: dict[str, HandedIn[Question]] = {}


def ask(kind: str, question: Question) -> None:
    """Have this asked of every message of the kind before it is sent; twice the same is once."""
    _questions.setdefault(kind, HandedIn()).take(question)


def reason_to_suppress(message: Message, *, at: datetime) -> Reason | None:
    """Why this message must not be sent any more, or nothing."""
    if not message.to.is_active:
        return CLOSED
    answers = (question(message, at) for question in _questions.get(message.kind, ()))
    return next((answer for answer in answers if answer), None)


def reason_not_to_post(webhook: Webhook, *, on: date) -> Reason | None:
    """Why this other system must not be told any more, or nothing."""
    if webhook.ended_at is not None:
        return Reason("webhook_ended", "The webhook has ended.")
    if not webhook.owner.is_active or not may(webhook.owner, OFFICERS, on=on):
        return Reason("webhook_unanswered_for", "Whoever answers for it is no officer any more.")
    return None
