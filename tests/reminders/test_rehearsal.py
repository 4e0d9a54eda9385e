"""What is rehearsed for ninety days is what ninety days then send: random programmes."""

from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.db.models import F

from accounts.models import Membership, User
from accounts.roles import Role
from formation.models import Milestone
from formation.rules.reminders import LADDER
from notifications.models import Message, MessageState
from reminders.models import Mark, Mute, Preference, Snooze
from reminders.rules.ladder import read_occurrence
from reminders.rules.rhythm import instant
from reminders.selectors.digests import DIGEST
from reminders.selectors.posting import MILESTONE
from reminders.selectors.rehearsal import DAYS, Sending, rehearse, volume
from tests.support.people import LONG_AGO, NOW
from tests.support.ticking import tick

pytestmark = pytest.mark.django_db

STARTS = (
    date(2027, 9, 20),  # the clocks go back on 31 October
    date(2028, 1, 20),  # 29 February, and the clocks go forward on 26 March
    date(2026, 11, 23),
)
Said = set[tuple[str, str, tuple[tuple[str, str, int], ...]]]


def rehearsed(sendings: list[Sending]) -> Said:
    return {
        (
            f"{each.at:%Y-%m-%d %H:%M}",
            str(each.person),
            tuple(sorted((str(i.milestone), str(i.due_on), i.step) for i in each.items)),
        )
        for each in sendings
    }


def really_sent(after: datetime) -> Said:
    sent = Message.objects.filter(state=MessageState.SENT, sent_at__gte=after)
    found = set()
    for message in sent.filter(kind=DIGEST).prefetch_related("items"):
        found.add(_said(message, list(message.items.all())))
    for message in sent.filter(about_type=MILESTONE):
        found.add(_said(message, [message]))
    return found


def _said(message: Message, items: list[Message]):
    told = sorted((str(i.about_id), *map_occurrence(i)) for i in items)
    return (f"{message.sent_at:%Y-%m-%d %H:%M}", str(message.to_id), tuple(told))


def map_occurrence(item: Message) -> tuple[str, int]:
    due_on, step = read_occurrence(item.occurrence)
    return str(due_on), step


def let_time_pass(start: date, days: int) -> None:
    """A tick just after each midnight in England, and one whenever something is due."""
    for ahead in range(days + 1):
        day = start + timedelta(days=ahead)
        midnight, next_midnight = instant(day, 0), instant(day + timedelta(days=1), 0)
        tick(midnight)
        open_ = Message.objects.filter(state__in=[MessageState.HELD, MessageState.WAITING])
        due = open_.filter(due_at__gt=midnight, due_at__lt=next_midnight)
        for at in sorted(set(due.values_list("due_at", flat=True))):
            tick(at)


def furnish(world, chance: Random, start: date) -> None:
    """A random programme round this day: journeys, milestones, people and what they chose."""
    second = world.other_vanguard
    resting = chance.random() < 0.3
    journeys = [
        world.journey("procuring"),
        world.journey("paused" if resting else "procuring", vanguard=second),
    ]
    for practice in (world.practice, world.other_practice):
        world.participation(practice=practice, vanguard=chance.choice([world.vanguard, second]))
    for number in range(chance.randint(3, 9)):
        ladder = LADDER if chance.random() < 0.6 else ladder_of(chance)
        world.milestone(
            journey=chance.choice(journeys),
            code=f"M{number}",
            title=f"Milestone {number}",
            owner=chance.choice(["practice", "commissioner", "nhs_england"]),
            is_statutory=chance.random() < 0.4,
            due_on=start + timedelta(days=chance.randint(-20, 120)),
            ladder=list(ladder),
        )
    people = [*User.objects.filter(is_system=False)]
    for number in range(2):
        joins = User.objects.create_user(f"joins{number}@example.org", full_name="Nia New")
        Membership.objects.create(
            user=joins, role=Role.GP_PARTNER,
            practice=chance.choice([world.practice, world.other_practice]),
            starts_on=start + timedelta(days=chance.randint(-5, 60)), granted_by=joins,
        )  # fmt: skip
        people.append(joins)
    for person in people:
        choose(person, chance, start, [world.vanguard, second])


def ladder_of(chance: Random) -> list[int]:
    return sorted(chance.sample(range(-60, 30), chance.randint(0, 5)))


def choose(person: User, chance: Random, start: date, vanguards) -> None:
    if chance.random() < 0.5:
        Preference.objects.create(
            user=person, often=chance.choice(["daily", "weekly", "each"]),
            weekday=chance.randint(1, 7), hour=chance.randint(8, 18),
            quiet_from=chance.randint(19, 23), quiet_until=chance.randint(0, 7), changed_at=NOW,
        )  # fmt: skip
    if chance.random() < 0.2:
        Mute.objects.create(user=person, vanguard=chance.choice(vanguards), starts_on=start)
    if chance.random() < 0.3:
        milestone = chance.choice(list(Milestone.objects.order_by("code")))
        until = start + timedelta(days=chance.randint(1, 28))
        Snooze.objects.create(user=person, milestone=milestone, starts_on=start, until_on=until)
    if chance.random() < 0.3:
        ends = start + timedelta(days=chance.randint(1, 90))
        Membership.objects.filter(user=person, starts_on=LONG_AGO).update(
            ends_on=ends, ended_by=person
        )


def compare(world, seed: int, start: date, days: int) -> int:
    """Furnish, rehearse, let the time pass, and compare; how many e-mails there were."""
    furnish(world, Random(seed), start)
    tick(instant(start, 0))
    Mark.objects.update(seen_id=F("latest_id"))  # as if the events of today had long been read
    at = instant(start, 0) + timedelta(minutes=1)
    foreseen = rehearse(at=at, days=days)
    let_time_pass(start, days)
    assert rehearsed(foreseen) == really_sent(at)
    return len(foreseen)


@pytest.mark.parametrize(("seed", "start"), list(enumerate(STARTS)))
def test_a_rehearsal_of_ninety_days_is_what_ninety_days_send(world, seed, start):
    compare(world, seed, start, DAYS)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(100, 160))
def test_it_is_so_of_many_programmes(world, seed):
    compare(world, seed, STARTS[seed % len(STARTS)], DAYS)


def test_a_rehearsal_foresees_something(world):
    assert compare(world, 7, STARTS[0], 45) > 3


def test_another_ladder_changes_the_volume_and_nothing_else(world):
    world.milestone(code="B06", due_on=NOW.date() + timedelta(days=60), ladder=[-7])
    tick(NOW)
    before = volume(rehearse(at=NOW))
    tried = volume(rehearse(at=NOW, ladders={"B06": [-14, -7, -1]}))
    other = volume(rehearse(at=NOW, ladders={"B07": [-14, -7, -1]}))
    assert before == other == {"e-mails": 1, "reminders": 1, "people": 1}
    assert tried == {"e-mails": 3, "reminders": 3, "people": 1}
    assert volume(rehearse(at=NOW, ladders={"B06": []}))["e-mails"] == 0
    assert not Message.objects.filter(about_type=MILESTONE).exists()
