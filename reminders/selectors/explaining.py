"""The facts for the explainer: one person, one milestone, every step."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from accounts.models import User
from core.admin.presenting import moment
from core.clock import civil_date
from formation.models import Milestone
from notifications.models import Message, MessageState
from reminders.rules.explaining import Asked, Decided, Line, StepFacts, Verdict, explain
from reminders.rules.ladder import RANKS, occurrence, reached_on
from reminders.rules.sending import Told
from reminders.selectors.audience import audience_of
from reminders.selectors.choices import rhythm_of
from reminders.selectors.posting import MILESTONE
from reminders.selectors.telling import earlier, milestones_as_facts, mutes_of, snoozes_of

VERDICTS = {
    MessageState.SENT: Verdict.TOLD,
    MessageState.TOLD_OTHERWISE: Verdict.TOLD,
    MessageState.SUPPRESSED: Verdict.NOT_TOLD,
    MessageState.GIVEN_UP: Verdict.NOT_TOLD,
}


def why(person: User, milestone: Milestone, *, at: datetime) -> tuple[Line, ...]:
    """Why this person is, or is not, told of this milestone at each step of its ladder."""
    on = civil_date(at)
    rows = _rows(person, milestone)
    asked = Asked(
        on=on,
        person=str(person),
        milestone=str(milestone),
        is_open=milestone.state == "due",
        dated_on=_dated_on(milestone),
        rhythm=rhythm_of(person.pk).words,
        steps=tuple(
            StepFacts(
                step=step,
                due_on=milestone.due_on,
                decided=tuple(_decided(row) for row in rows if _is_of(row, milestone, step)),
                told=tuple(_told(person, milestone, step, on)),
            )
            for step in sorted(milestone.ladder)
        ),
    )
    return explain(asked)


def fate_of(message: Message) -> str:
    """What became of a message, in words: of a bundled one, what became of its digest."""
    digest = message.digest
    if digest is not None:
        how = "In a digest" if digest.state != MessageState.SENT else "Sent in a digest"
        return f"{how}: {fate_of(digest)}"
    if message.state == MessageState.HELD:
        return f"Held for the digest of {moment(message.due_at)}"
    if message.state == MessageState.SENT and message.sent_at is not None:
        return f"Sent on {moment(message.sent_at)}. {message.outcome}".strip()
    if message.state == MessageState.WAITING:
        return f"To be sent from {moment(message.due_at)} on. {message.outcome}".strip()
    return message.outcome or message.get_state_display()


def _rows(person: User, milestone: Milestone) -> Sequence[Message]:
    rows = Message.objects.filter(about_type=MILESTONE, about_id=milestone.pk, to=person)
    return list(rows.exclude(rule="").select_related("digest").order_by("posted_at", "key"))


def _is_of(row: Message, milestone: Milestone, step: int) -> bool:
    name = occurrence(milestone.due_on, step)
    return row.occurrence == name or row.occurrence.startswith(f"{name}:")


def _decided(row: Message) -> Decided:
    decisive = row.digest or row
    verdict = VERDICTS.get(MessageState(decisive.state), Verdict.WAITS)
    return Decided(row.rule, verdict, fate_of(row), tuple(row.roles), decisive.sent_to)


def _told(person: User, milestone: Milestone, step: int, on: date) -> list[Told]:
    """What the law of sending asks of each rule by which the person is told of a step."""
    falls_on = max(on, reached_on(milestone.due_on, step))
    audience = audience_of([(milestone.pk, step, falls_on)])
    rules = sorted((who[3] for who in audience if who[4] == person.pk), key=RANKS.__getitem__)
    vanguard = milestone.journey.vanguard_id
    told = Told(
        on=falls_on,
        due_on=milestone.due_on,
        step=step,
        is_active=person.is_active,
        muted_since=mutes_of([person.pk], on=on).get((person.pk, vanguard)),
        snoozed_until=snoozes_of([person.pk]).get((person.pk, milestone.pk)),
        **milestones_as_facts([milestone.pk])[milestone.pk],
    )
    return [replace(told, rule=rule, told_by=earlier(rules, rule)) for rule in rules]


def _dated_on(milestone: Milestone) -> date:
    """The day on which the milestone got the date that it has."""
    dated = milestone.changes.filter(move__in=["set", "redate"]).order_by("-version")
    return dated.values_list("made_on", flat=True)[0]
