"""A programme made by chance from a seed, by lawful acts over three years; and its coverage counted
the slow way: by reading every row into Python and asking each in turn."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from accounts.models import User
from formation.actions import journeys
from formation.models import Journey, JourneyChange
from gp_relationships.actions import participations
from gp_relationships.models import Participation, ParticipationChange
from organisations.models import (
    Commissioner,
    ListSize,
    Practice,
    PracticeCommissioner,
    Vanguard,
    VanguardCommissioner,
    VanguardPractice,
)
from tests.support.people import TODAY

BEGIN = TODAY - timedelta(days=3 * 365)
PRACTICES = 40
VANGUARDS = 9


def at(day: date) -> datetime:
    """Noon of this day."""
    return datetime.combine(day, time(12), tzinfo=UTC)


def generate(seed: int, *, officer: User, approver: User) -> list[date]:
    """Make the programme; the days on which something happened, and those beside them."""
    chance = Random(seed)
    days = {BEGIN, TODAY}
    practices = [_practice(chance, number) for number in range(PRACTICES)]
    commissioners = [
        Commissioner.objects.create(ods_code=f"0{n}X", name=f"CCG {n}") for n in range(4)
    ]
    for practice in practices:
        _commissioned(chance, practice, commissioners)
    for number in range(VANGUARDS):
        vanguard = Vanguard.objects.create(
            code=f"MCP{60 + number}",
            name=f"Vanguard {number}",
            kind="mcp",
            membership=chance.choice(["whole", "part"]),
        )
        VanguardCommissioner.objects.create(
            vanguard=vanguard, commissioner=chance.choice(commissioners), starts_on=BEGIN
        )
        if number % 3:
            _members(chance, vanguard, practices)
        if number % 2:
            days |= _participations(chance, vanguard, practices, officer)
        days |= _journeys(chance, vanguard, officer, approver)
    return sorted({day + timedelta(days=n) for day in days for n in (-1, 0) if day <= TODAY})


def _some_day(chance: Random) -> date:
    return BEGIN + timedelta(days=chance.randrange((TODAY - BEGIN).days))


def _practice(chance: Random, number: int) -> Practice:
    letter = "W" if number % 11 == 5 else "A"
    closed_on = _some_day(chance) if chance.random() < 0.2 else None
    practice = Practice.objects.create(
        code=f"{letter}{80000 + number}",
        name=f"SURGERY {number}",
        status="closed" if closed_on else chance.choice(["active"] * 6 + ["dormant"]),
        opened_on=_some_day(chance) if chance.random() < 0.2 else None,
        closed_on=closed_on,
    )
    for counted_on in {_some_day(chance) for _ in range(chance.randrange(6))}:
        ListSize.objects.create(
            practice=practice, counted_on=counted_on, registered=chance.randrange(20_000)
        )
    return practice


def _commissioned(chance: Random, practice: Practice, bodies: list[Commissioner]) -> None:
    moved_on = _some_day(chance)
    PracticeCommissioner.objects.create(
        practice=practice,
        commissioner=chance.choice(bodies),
        starts_on=BEGIN - timedelta(days=9),
        ends_on=moved_on,
    )
    if chance.random() < 0.8:
        PracticeCommissioner.objects.create(
            practice=practice, commissioner=chance.choice(bodies), starts_on=moved_on
        )


def _members(chance: Random, vanguard: Vanguard, practices: list[Practice]) -> None:
    for practice in chance.sample(practices, 8):
        starts_on = _some_day(chance)
        VanguardPractice.objects.create(
            vanguard=vanguard,
            practice=practice,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=chance.randrange(1, 600))
            if chance.random() < 0.4
            else None,
        )


def _participations(
    chance: Random, vanguard: Vanguard, practices: list[Practice], officer: User
) -> set[date]:
    days = set()
    open_ones = [practice for practice in practices if practice.is_active]
    for practice in chance.sample(open_ones, 10):
        moments = sorted(_some_day(chance) for _ in range(3))
        days.update(moments)
        asked = participations.invite(
            vanguard_id=vanguard.pk, practice_id=practice.pk, by=officer, at=at(moments[0])
        )
        if chance.random() < 0.7:
            participations.state_preference(
                participation_id=asked.pk,
                level=chance.choice(["virtual", "outside", "partial"]),
                by=officer,
                at=at(moments[1]),
            )
        if chance.random() < 0.3:
            participations.leave(
                participation_id=asked.pk, by=officer, at=at(moments[2]), note="They merged."
            )
    return days


def _journeys(chance: Random, vanguard: Vanguard, officer: User, approver: User) -> set[date]:
    moments = sorted(_some_day(chance) for _ in range(8))
    when = iter(moments)
    journey = _begin(chance, vanguard, officer, when)
    if chance.random() < 0.5:
        known: dict[str, Any] = {"journey_id": journey.pk, "by": officer, "note": "The board met."}
        journeys.pause(**known, at=at(next(when)))
        if chance.random() < 0.5:
            journeys.resume(**known, at=at(next(when)))
    if chance.random() < 0.4:
        journeys.abandon(journey_id=journey.pk, by=approver, at=at(next(when)), note="No bidder.")
        journeys.identify(vanguard_id=vanguard.pk, officer=officer, by=officer, at=at(next(when)))
    return set(moments)


def _begin(chance: Random, vanguard: Vanguard, officer: User, when: Any) -> Journey:
    journey = journeys.identify(
        vanguard_id=vanguard.pk, officer=officer, by=officer, at=at(next(when))
    )
    journeys.begin_engagement(journey_id=journey.pk, by=officer, at=at(next(when)))
    if chance.random() < 0.8:
        journeys.select_model(
            journey_id=journey.pk,
            model=chance.choice(["virtual", "partial", "full"]),
            planned_go_live_on=TODAY + timedelta(days=300),
            by=officer,
            at=at(next(when)),
        )
    return journey


ADVANCE = {"paused": 0, "identified": 1, "engaging": 2, "model_selected": 3}
"""Every state that the generated journeys reach, short of the end."""


def slowly(day: date) -> tuple[dict[tuple[str, str], tuple[int, int]], int]:
    """({(model, state): (practices, population)}, the patients of England), as the docstring of the
    report says it: no SQL but plain reading."""
    open_ones = {p.pk: p for p in Practice.objects.all() if _open_in_england(p, day)}
    listed: dict[Any, int] = {}
    for row in ListSize.objects.filter(counted_on__lte=day).order_by("counted_on"):
        listed[row.practice_id] = row.registered
    standing = _standing(day)
    best: dict[Any, tuple[int, str, str, str]] = {}
    codes = {v.pk: v.code for v in Vanguard.objects.all()}
    for vanguard_id, (model, state) in standing.items():
        for practice_id in _practices_of(vanguard_id, day) & set(open_ones):
            mine = (-ADVANCE[state], codes[vanguard_id], model, state)
            best[practice_id] = min(mine, best.get(practice_id, mine))
    groups: dict[tuple[str, str], tuple[int, int]] = dict.fromkeys(standing.values(), (0, 0))
    for practice_id, (_, _, model, state) in best.items():
        practices, population = groups[model, state]
        groups[model, state] = (practices + 1, population + listed.get(practice_id, 0))
    return groups, sum(listed.get(pk, 0) for pk in open_ones)


def _open_in_england(practice: Practice, day: date) -> bool:
    if practice.code.startswith("W") or practice.status in ("dormant", "proposed"):
        return False
    if practice.opened_on and practice.opened_on > day:
        return False
    if practice.closed_on is None:
        return practice.status == "active"
    return practice.closed_on > day


def _standing(day: date) -> dict[Any, tuple[str, str]]:
    """Model and state of each vanguard's journey that was not over."""
    told: dict[Any, list[str]] = {}
    for change in JourneyChange.objects.filter(effective_on__lte=day).order_by(
        "subject_id", "version"
    ):
        model, _ = told.get(change.subject_id, ["", ""])
        told[change.subject_id] = [change.facts.get("model", model), change.after]
    vanguards = dict(Journey.objects.values_list("pk", "vanguard_id"))
    return {
        vanguards[pk]: (model, state)
        for pk, (model, state) in told.items()
        if state not in ("ended", "abandoned")
    }


def _practices_of(vanguard_id: Any, day: date) -> set[Any]:
    of = dict(
        Participation.objects.filter(vanguard_id=vanguard_id).values_list("pk", "practice_id")
    )
    asked: dict[Any, list[str]] = defaultdict(lambda: ["", ""])
    for change in ParticipationChange.objects.filter(
        subject__in=of, effective_on__lte=day
    ).order_by("version"):
        level, _ = asked[change.subject_id]
        asked[change.subject_id] = [change.facts.get("level", level), change.after]
    if asked:
        return {of[pk] for pk, (level, s) in asked.items() if level != "outside" and s != "left"}
    begun = list(VanguardPractice.objects.filter(vanguard_id=vanguard_id))
    if any(m.starts_on <= day for m in begun):
        return {m.practice_id for m in begun if _holds(m, day)}
    if Vanguard.objects.get(pk=vanguard_id).membership != "whole":
        return set()
    bodies = {
        row.commissioner_id
        for row in VanguardCommissioner.objects.filter(vanguard_id=vanguard_id)
        if _holds(row, day)
    }
    return {
        row.practice_id
        for row in PracticeCommissioner.objects.filter(commissioner_id__in=bodies)
        if _holds(row, day)
    }


def _holds(row: Any, day: date) -> bool:
    return row.starts_on <= day and (row.ends_on is None or row.ends_on > day)
