"""Everything that will be sent in the days ahead, as things stand: a calendar, and its volume.

It asks the audience of every step that will be reached by the sweep's own query, judges each
reminder by the law of sending on the day on which it would leave, and bundles by the same rhythm.
What people do in the meantime it cannot know; roles that begin or end on a day that is known, mutes
and what was put off it does.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from accounts.models import User
from core.clock import civil_date
from notifications.models import Message, MessageState
from reminders.models import Mark, Mute, Preference
from reminders.rules.ladder import read_occurrence, step_reached
from reminders.rules.rhythm import USUAL, Rhythm, due_at, instant, is_immediate
from reminders.rules.sending import PASSING, Told, against_sending
from reminders.selectors.audience import audience_ahead, audience_of
from reminders.selectors.posting import MILESTONE
from reminders.selectors.telling import AsMilestone, earlier, milestones_as_facts, snoozes_of

DAYS = 90
DAY = timedelta(days=1)

JOINING = """
SELECT h.starts_on + later AS anew_on, m.id
  FROM accounts_membership h
  JOIN gp_relationships_participation p ON p.practice_id = h.practice_id
  JOIN formation_journey j ON j.vanguard_id = p.vanguard_id
  JOIN formation_milestone m ON m.journey_id = j.id AND m.owner = 'practice' AND m.state = 'due'
 CROSS JOIN (VALUES (0), (1)) AS twice (later)
 WHERE h.starts_on + later > %(since)s AND h.starts_on + later <= %(until)s
 UNION
SELECT s.until_on + later, s.milestone_id
  FROM reminders_snooze s JOIN formation_milestone m ON m.id = s.milestone_id AND m.state = 'due'
 CROSS JOIN (VALUES (0), (1)) AS twice (later)
 WHERE s.until_on + later > %(since)s AND s.until_on + later <= %(until)s
 ORDER BY 1
"""
"""Which milestones are looked at anew on which day: somebody joins, or what was put off is back.
The sweep looks once more on the day after, for what was recorded during the day itself."""

Key = tuple[UUID, UUID, date, int, str]
"""Person, milestone, date reminded of, step and rule."""


@dataclass(frozen=True, slots=True)
class Item:
    """One reminder that will come up."""

    person: UUID
    milestone: UUID
    due_on: date
    step: int
    rule: str
    leaves_at: datetime
    alone: bool

    @property
    def key(self) -> Key:
        return (self.person, self.milestone, self.due_on, self.step, self.rule)


@dataclass(frozen=True, slots=True)
class Sending:
    """One e-mail that will leave: when, to whom, and of what."""

    at: datetime
    person: UUID
    items: tuple[Item, ...]


@dataclass
class Rehearsal:
    """What will be sent from an instant on, for so many days."""

    at: datetime
    days: int
    ladders: Mapping[str, Sequence[int]]
    about: dict[UUID, AsMilestone] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    suppressed: dict[Key, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return civil_date(self.at)

    @property
    def until(self) -> date:
        return self.today + timedelta(days=self.days)


def rehearse(
    *, at: datetime, days: int = DAYS, ladders: Mapping[str, Sequence[int]] | None = None
) -> list[Sending]:
    """Every e-mail about milestones that will leave, in order; by other ladders if some are tried.

    `ladders` are by the milestone's code, and hold for every open milestone of that code.
    """
    run = Rehearsal(at, days, ladders or {})
    mark = Mark.objects.filter(name="ladder").first()
    since = mark.until_on if mark and mark.until_on else run.today
    ahead = audience_ahead(since, run.until, ladders=run.ladders)
    again = list(_looked_at_anew(since, run.until))
    pending = [*_pending()]
    ids = {who[0] for who in ahead} | {m for _, m in again} | {m.about_id for m in pending}
    run.about = {pk: _tried(pk, facts, run) for pk, facts in milestones_as_facts(ids).items()}
    rhythms = _rhythms()
    run.items = [_item_of(message) for message in pending]
    for milestone, step, on, rule, person in ahead:
        run.items.append(_coming(run, milestone, step, on, rule, person, rhythms))
    judged = _judged(run, run.items)
    for on, milestones in _by_day(again).items():
        anew = _anew(run, on, milestones, judged, rhythms)
        judged |= _judged(run, anew, besides=run.items)
        run.items += anew
    return list(_sendings([item for item in run.items if not judged[item]], run))


def volume(sendings: Sequence[Sending]) -> dict[str, int]:
    """How many e-mails, of how many reminders, to how many people."""
    return {
        "e-mails": len(sendings),
        "reminders": sum(len(sending.items) for sending in sendings),
        "people": len({sending.person for sending in sendings}),
    }


Judged = dict[Item, str]
"""Each item, and the code of the reason not to send it, if there is one."""


def _judged(run: Rehearsal, items: Sequence[Item], *, besides: Sequence[Item] = ()) -> Judged:
    """The law of sending on the day on which each would leave."""
    days = {item: civil_date(item.leaves_at) for item in items}
    audience = audience_of((item.milestone, item.step, days[item]) for item in items)
    people = {item.person for item in items}
    active = set(User.objects.filter(pk__in=people, is_active=True).values_list("pk", flat=True))
    snoozed = snoozes_of(people)
    muted = _mutes(people)
    vanguards = _vanguards({item.milestone for item in items})
    rules: dict[tuple[UUID, UUID, date, int], set[str]] = defaultdict(set)
    for item in (*items, *besides):
        rules[item.key[:4]].add(item.rule)
    found: Judged = {}
    for item in items:
        on = days[item]
        also = (
            rule
            for rule in rules[item.key[:4]]
            if (item.milestone, item.step, on, rule, item.person) in audience
        )
        told = Told(
            on=on,
            due_on=item.due_on,
            step=item.step,
            rule=item.rule,
            is_active=item.person in active,
            is_looked_after=(item.milestone, item.step, on, item.rule, item.person) in audience,
            muted_since=_muted(muted[item.person, vanguards[item.milestone]], on),
            snoozed_until=snoozed.get((item.person, item.milestone)),
            told_by=earlier(also, item.rule),
            **run.about[item.milestone],
        )
        found[item] = next((reason.code for reason in against_sending(told)), "")
    return found


def _anew(
    run: Rehearsal,
    on: date,
    milestones: Collection[UUID],
    judged: Judged,
    rhythms: Mapping[UUID, Rhythm],
) -> list[Item]:
    """The last step reached of these by that day, for whoever was not told of it or may be now."""
    last = {
        pk: step
        for pk in milestones
        if (step := step_reached(run.about[pk]["dated_on"], run.about[pk]["ladder"], on))
        is not None
    }
    before = _before(run, last)
    told = {item.key: (item, reason) for item, reason in judged.items()}
    snoozed = snoozes_of({who[4] for who in audience_of((m, s, on) for m, s in last.items())})
    found = []
    for milestone, step, _, rule, person in audience_of((m, s, on) for m, s in last.items()):
        facts = run.about[milestone]
        key = (person, milestone, facts["dated_on"], step, rule)
        item, reason = told.get(key, (None, ""))
        if item is not None:
            gone = item.leaves_at < instant(on, 0) and reason in PASSING
        else:
            gone = before.get(key, "") in ("", *PASSING)
        stands = item is not None or key in before
        if stands and (
            facts["journey"] == "paused" or snoozed.get((person, milestone), date.min) > on
        ):
            gone = False
        if gone:
            found.append(_coming(run, milestone, step, on, rule, person, rhythms))
    return found


def _before(run: Rehearsal, last: Mapping[UUID, int]) -> dict[Key, str]:
    """What was posted of these steps already, and why it was not sent; “sent” where it was."""
    rows = Message.objects.filter(about_type=MILESTONE, about_id__in=last).order_by("posted_at")
    found: dict[Key, str] = {}
    columns = ("to_id", "about_id", "occurrence", "rule", "reason")
    for person, milestone, text, rule, reason in rows.values_list(*columns):
        due_on, step = read_occurrence(text)
        found[person, milestone, due_on, step, rule] = reason or "sent"
    return found


def _pending() -> Iterator[Message]:
    waiting = (MessageState.HELD, MessageState.WAITING)
    rows = Message.objects.filter(about_type=MILESTONE, state__in=waiting)
    return rows.exclude(rule="").iterator()


def _item_of(message: Message) -> Item:
    due_on, step = read_occurrence(message.occurrence)
    alone = message.state == MessageState.WAITING
    return Item(message.to_id, message.about_id, due_on, step, message.rule, message.due_at, alone)


def _coming(
    run: Rehearsal,
    milestone: UUID,
    step: int,
    on: date,
    rule: str,
    person: UUID,
    rhythms: Mapping[UUID, Rhythm],
) -> Item:
    """What the first sweep of that day will post."""
    facts = run.about[milestone]
    rhythm = rhythms.get(person, USUAL)
    posted_at = max(run.at, instant(on, 0))
    statutory = facts["is_statutory"]
    leaves = due_at(rhythm, posted_at, statutory=statutory)
    alone = is_immediate(rhythm, statutory=statutory)
    return Item(person, milestone, facts["dated_on"], step, rule, leaves, alone)


def _tried(pk: UUID, facts: AsMilestone, run: Rehearsal) -> AsMilestone:
    ladder = run.ladders.get(facts["code"])
    return facts if ladder is None else {**facts, "ladder": tuple(sorted(ladder))}


def _rhythms() -> dict[UUID, Rhythm]:
    return {row.user_id: row.rhythm for row in Preference.objects.all()}


def _looked_at_anew(since: date, until: date) -> list[tuple[date, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(JOINING, {"since": since, "until": until})
        return [(on, milestone) for on, milestone in cursor.fetchall()]


def _by_day(again: Sequence[tuple[date, UUID]]) -> dict[date, list[UUID]]:
    found: dict[date, list[UUID]] = defaultdict(list)
    for on, milestone in again:
        found[on].append(milestone)
    return found


def _mutes(people: Collection[UUID]) -> dict[tuple[UUID, UUID], list[tuple[date, date | None]]]:
    found: dict[tuple[UUID, UUID], list[tuple[date, date | None]]] = defaultdict(list)
    rows = Mute.objects.filter(user__in=people)
    columns = ("user_id", "vanguard_id", "starts_on", "ends_on")
    for user, vanguard, since, ends in rows.values_list(*columns):
        found[user, vanguard].append((since, ends))
    return found


def _muted(spans: Sequence[tuple[date, date | None]], on: date) -> date | None:
    counts = (since for since, ends in spans if since <= on and (ends is None or ends > on))
    return next(counts, None)


def _vanguards(milestones: Collection[UUID]) -> dict[UUID, UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.id, j.vanguard_id FROM formation_milestone m"
            " JOIN formation_journey j ON j.id = m.journey_id WHERE m.id = ANY(%s)",
            [list(milestones)],
        )
        return dict(cursor.fetchall())


def _sendings(items: Sequence[Item], run: Rehearsal) -> Iterator[Sending]:
    """The e-mails in order: what goes alone each by itself, the rest by person and window."""
    ends = instant(run.until + DAY, 0)
    bundles: dict[tuple[datetime, UUID, Key | None], list[Item]] = defaultdict(list)
    for item in items:
        at = max(item.leaves_at, run.at)
        if at < ends:
            bundles[at, item.person, item.key if item.alone else None].append(item)
    for at, person, key in sorted(bundles, key=lambda each: (each[0], str(each[1]), str(each[2]))):
        found = sorted(bundles[at, person, key], key=lambda item: str(item.key))
        yield Sending(at, person, tuple(found))


__all__ = ["DAYS", "Item", "Sending", "rehearse", "volume"]
