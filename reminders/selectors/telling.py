"""What is true of reminders on the day they would be sent: the facts of the law, for many."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import Q

from core.clock import civil_date
from formation.models import Milestone
from notifications.models import Message, MessageState
from reminders.models import Mute, Snooze
from reminders.rules.ladder import RANKS, read_occurrence
from reminders.rules.sending import Told
from reminders.selectors.audience import audience_of
from reminders.selectors.posting import MILESTONE

UNSAID = (MessageState.SUPPRESSED, MessageState.GIVEN_UP)

Pair = tuple[UUID, UUID]


class AsMilestone(TypedDict):
    """What the law asks about a milestone itself."""

    state: str
    code: str
    dated_on: date
    ladder: tuple[int, ...]
    journey: str
    is_statutory: bool


def told_of(messages: Collection[Message], *, at: datetime) -> dict[UUID, Told]:
    """The facts of each of these reminders of milestones, by its identifier, in a fixed number of
    queries. `to` is read with each message."""
    on = civil_date(at)
    about = milestones_as_facts({message.about_id for message in messages})
    steps = {message.pk: read_occurrence(message.occurrence) for message in messages}
    audience = audience_of((m.about_id, steps[m.pk][1], on) for m in messages)
    people = {message.to_id for message in messages}
    muted, snoozed = mutes_of(people, on=on), snoozes_of(people)
    others = _others(messages)
    return {
        m.pk: Told(
            on=on,
            due_on=steps[m.pk][0],
            step=steps[m.pk][1],
            rule=m.rule,
            is_active=m.to.is_active,
            is_looked_after=(m.about_id, steps[m.pk][1], on, m.rule, m.to_id) in audience,
            muted_since=muted.get((m.to_id, m.vanguard_id)) if m.vanguard_id else None,
            snoozed_until=snoozed.get((m.to_id, m.about_id)),
            told_by=earlier(
                (
                    rule
                    for rule in others[m.to_id, m.about_id, m.occurrence]
                    if (m.about_id, steps[m.pk][1], on, rule, m.to_id) in audience
                ),
                m.rule,
            ),
            **about[m.about_id],
        )
        for m in messages
    }


def milestones_as_facts(ids: Collection[UUID]) -> dict[UUID, AsMilestone]:
    """What the law asks about these milestones as they are now."""
    rows = Milestone.objects.filter(pk__in=ids)
    columns = ("pk", "state", "code", "due_on", "ladder", "journey__state", "is_statutory")
    return {
        pk: {
            "state": state,
            "code": code,
            "dated_on": due_on,
            "ladder": tuple(ladder),
            "journey": journey,
            "is_statutory": statutory,
        }
        for pk, state, code, due_on, ladder, journey, statutory in rows.values_list(*columns)
    }


def mutes_of(people: Collection[UUID], *, on: date) -> dict[Pair, date]:
    """Since when each of these people has muted which vanguard."""
    rows = Mute.objects.filter(user__in=people, starts_on__lte=on)
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gt=on))
    return {
        (user, vanguard): since
        for user, vanguard, since in rows.values_list("user_id", "vanguard_id", "starts_on")
    }


def snoozes_of(people: Collection[UUID]) -> dict[Pair, date]:
    """Until when each of these people has put off which milestone."""
    rows = Snooze.objects.filter(user__in=people)
    return {
        (user, milestone): until
        for user, milestone, until in rows.values_list("user_id", "milestone_id", "until_on")
    }


def _others(messages: Collection[Message]) -> Mapping[Any, set[str]]:
    """By which rules each person is told of each occurrence, but for what is not said."""
    found: dict[Any, set[str]] = defaultdict(set)
    rows = Message.objects.filter(
        about_type=MILESTONE,
        about_id__in={message.about_id for message in messages},
        to__in={message.to_id for message in messages},
        occurrence__in={message.occurrence for message in messages},
    ).exclude(state__in=UNSAID)
    for to, about, occurrence, rule in rows.values_list("to_id", "about_id", "occurrence", "rule"):
        found[to, about, occurrence].add(rule)
    return found


def earlier(rules: Iterable[str], rule: str) -> str:
    """The first of these rules that comes before this one, if any does."""
    before = [each for each in rules if RANKS[each] < RANKS[rule]]
    return min(before, key=RANKS.__getitem__, default="")
