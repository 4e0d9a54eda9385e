"""The invented GPs, where they work, and their roles in an MCP."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

from demonstration.actions.casts import Cast, Member
from demonstration.actions.diary import Diary
from demonstration.actions.practices import RECORDED, level_of
from demonstration.rules import names, stories
from demonstration.rules.stories import WEEK
from gp_relationships.actions import gp_roles
from gp_relationships.actions.gp_lists import Entry, register_all

SHARE = Decimal("2.50")
"""The share of each part owner, in per cent; fewer than forty own one MCP."""


def write_gps(cast: Cast, diary: Diary, *, first: int) -> int:
    """A GP for each practice, and two more where GPs take roles; how many have a number now."""
    posts = ("partner", "partner", "salaried")[: 3 if cast.story.has_roles else 1]
    working = [(member, post) for member in cast.members for post in posts]
    diary.note(RECORDED, partial(_register, cast, working, first))
    return first + len(working)


def _register(cast: Cast, working: Sequence[tuple[Member, str]], first: int, at: datetime) -> None:
    entries = [
        Entry(
            full_name=f"Dr {names.person_name(number)}",
            gmc_number=names.gmc_number(number),
            practice_id=member.practice.pk,
            post=post,
            starts_on=at.date() - timedelta(days=number % 700),
        )
        for number, (member, post) in enumerate(working, start=first)
    ]
    gps = register_all(entries=entries, by=cast.officer, at=at)
    for gp, (member, _) in zip(gps, working, strict=True):
        member.gps.append(gp.pk)


def write_roles(cast: Cast, diary: Diary) -> None:
    """One GP of a practice owns a part of the MCP; another is employed, or subcontracts to it."""
    if not cast.story.has_roles:
        return
    for member in cast.members:
        number = member.number
        if stories.takes_its_time(number) or stories.stays_outside(number):
            continue
        if number == cast.story.undecided:
            continue
        employed = level_of(cast, member) == "full" and number % 2 == 0
        _write_role(cast, member, diary, gp=0, kind="part_owner")
        _write_role(cast, member, diary, gp=1, kind="employee" if employed else "subcontractor")


def _write_role(cast: Cast, member: Member, diary: Diary, *, gp: int, kind: str) -> None:
    """Proposed, offered and agreed, some no further; going live puts in effect what is agreed."""
    live, number = cast.story.goes_live, member.number
    made: list[UUID] = []
    diary.note(live - 32 * WEEK + number, partial(_propose, cast, member, diary, gp, kind, made))
    diary.note(live - 28 * WEEK + number, partial(_step, "offer", cast, made))
    if number % 6 != 4 or live < 0:
        diary.note(live - 24 * WEEK + number, partial(_step, "agree", cast, made))
    if cast.site.code == "MCP90" and number == stories.RETURNED:
        diary.note(-100, partial(_end, cast, made))


def _propose(
    cast: Cast, member: Member, diary: Diary, gp: int, kind: str, made: list[UUID], at: datetime
) -> None:
    role = gp_roles.propose(
        gp_id=member.gps[gp],
        vanguard_id=cast.vanguard.pk,
        practice_id=member.practice.pk,
        kind=kind,
        share=SHARE if kind == "part_owner" else None,
        starts_on=diary.day(cast.story.goes_live),
        by=cast.officer,
        at=at,
    )
    made.append(role.pk)


def _step(name: str, cast: Cast, made: list[UUID], at: datetime) -> None:
    getattr(gp_roles, name)(role_id=made[0], by=cast.officer, at=at)


def _end(cast: Cast, made: list[UUID], at: datetime) -> None:
    gp_roles.end(
        role_id=made[0],
        ends_on=at.date(),
        by=cast.officer,
        at=at,
        note="The practice has resumed its own contract.",
    )
