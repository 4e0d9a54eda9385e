"""“Is this still needed?”: what the outbox asks just before a reminder or a digest is sent."""

from collections.abc import Callable, Mapping
from datetime import datetime

from core.law import Reason
from notifications.models import Message
from reminders.rules.sending import against_sending
from reminders.selectors.digests import DIGEST, NOTHING_LEFT, REPLACED
from reminders.selectors.posting import MILESTONE, OVERDUE, REMINDER
from reminders.selectors.telling import told_of


def why_not_to_remind(message: Message, at: datetime) -> Reason | None:
    """The first reason for which a reminder of a milestone is not sent any more, or nothing."""
    if message.about_type != MILESTONE or not message.rule:
        return None
    told = told_of([message], at=at)[message.pk]
    return next(iter(against_sending(told)), None)


def why_not_this_digest(message: Message, at: datetime) -> Reason | None:
    """A digest in which something is no longer true is not sent: a new one takes its place.

    Once a try may have reached the person, the same words are tried again, so that nobody is told
    the same things in two digests.
    """
    items = list(message.items.select_related("to"))
    if not items or message.in_doubt or message.attempts > 1:
        return None
    told = told_of([item for item in items if item.about_type == MILESTONE], at=at)
    unneeded = [item for item in items if item.pk in told and against_sending(told[item.pk])]
    if len(unneeded) == len(items):
        return Reason(NOTHING_LEFT, "Nothing that it said is still to be done.")
    if unneeded:
        text = "Something that it said is done or has changed; another digest takes its place."
        return Reason(REPLACED, text)
    return None


QUESTIONS: Mapping[str, Callable[[Message, datetime], Reason | None]] = {
    REMINDER: why_not_to_remind,
    OVERDUE: why_not_to_remind,
    DIGEST: why_not_this_digest,
}
"""By the kind of message of which each is asked."""
