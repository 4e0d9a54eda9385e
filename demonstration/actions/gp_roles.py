"""The invented GPs, where they work, and their roles in an MCP."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

from contracts.rules.holders import NamedHolder
from demonstration.actions.casts import Cast, Member
from demonstration.actions.diary import Diary
from demonstration.actions.practices import RECORDED, level_of
from demonstration.rules import names, stories
from demonstration.rules.stories import WEEK
from gp_relationships.actions import gp_roles, ownerships
from gp_relationships.actions.gp_lists import Entry, register_all

OTHER_SERVICES = ("public_health", "adult_social_care")
"""What a GP works for in the MCP whose practice keeps its core services."""


def write_gps(cast: Cast, diary: Diary, *, first: int) -> int:
    """A GP for each practice, and two more where GPs take roles; how many have a number now."""
    posts = ("partner", "partner", "salaried")[: 3 if cast.story.has_roles else 1]
    working = [(member, post) for member in cast.members for post in posts]
    for number, (member, post) in enumerate(working, start=first):
        if post == "partner":
            member.partners.append(_holder(number, diary, alone=len(posts) == 1))
    diary.note(RECORDED, partial(_register, cast, working, first))
    return first + len(working)


def _holder(number: int, diary: Diary, *, alone: bool) -> NamedHolder:
    """The partner as a holder of the practice's contract."""
    return NamedHolder(
        name=f"Dr {names.person_name(number)}",
        kind="single_handed" if alone else "partner",
        joined_on=diary.day(RECORDED) - timedelta(days=number % 700),
        gmc_number=names.gmc_number(number),
    )


def _register(cast: Cast, working: Sequence[tuple[Member, str]], first: int, at: datetime) -> None:
    entries = [
        Entry(
            full_name=f"Dr {names.person_name(number)}",
            gmc_number=names.gmc_number(number),
            practice_id=member.practice.pk,
            post=post,
            starts_on=at.date() - timedelta(days=number % 700),
            performers_list_on=at.date(),
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
    joining = [member for member in cast.members if _takes_roles(cast, member)]
    for member, share in zip(joining, _shares(len(joining)), strict=True):
        employed = level_of(cast, member) == "full" and member.number % 2 == 0
        kind = "employee" if employed else "subcontractor"
        _write_role(cast, member, diary, gp=0, kind="part_owner", share=share)
        _write_role(cast, member, diary, gp=1, kind=kind)
    if cast.story.goes_live < 0:
        _write_ownership(cast, diary)


def _takes_roles(cast: Cast, member: Member) -> bool:
    number = member.number
    stays_away = stories.takes_its_time(number) or stories.stays_outside(number)
    return not stays_away and number != cast.story.undecided


def _shares(owners: int) -> list[Decimal]:
    """Equal shares in per cent, to the hundredth; the first has what is left over."""
    if not owners:
        return []
    each = Decimal(10_000 // owners) / 100
    return [100 - each * (owners - 1), *[each] * (owners - 1)]


def _write_ownership(cast: Cast, diary: Diary) -> None:
    """The shares are drawn up, and signed by all before the MCP goes live."""
    live = cast.story.goes_live
    drawn: list[UUID] = []
    diary.note(live - 14 * WEEK, partial(_draw_up, cast, drawn))
    diary.note(live - 12 * WEEK, partial(_sign_shares, cast, diary, drawn))


def _draw_up(cast: Cast, drawn: list[UUID], at: datetime) -> None:
    drawn.append(ownerships.draw_up(vanguard_id=cast.vanguard.pk, by=cast.officer, at=at).pk)


def _sign_shares(cast: Cast, diary: Diary, drawn: list[UUID], at: datetime) -> None:
    ownerships.sign(
        ownership_id=drawn[0],
        holds_from=diary.day(cast.story.goes_live),
        signed_on=at.date(),
        by=cast.officer,
        at=at,
    )


def _write_role(
    cast: Cast, member: Member, diary: Diary, *, gp: int, kind: str, share: Decimal | None = None
) -> None:
    """Proposed, offered and agreed, some no further; going live puts in effect what is agreed."""
    live, number = cast.story.goes_live, member.number
    made: list[UUID] = []
    diary.note(
        live - 32 * WEEK + number, partial(_propose, cast, member, diary, gp, (kind, share), made)
    )
    diary.note(live - 28 * WEEK + number, partial(_step, "offer", cast, made))
    if number % 6 != 4 or live < 0:
        diary.note(live - 24 * WEEK + number, partial(_step, "agree", cast, made))
    if cast.site.code == "MCP90" and number == stories.RETURNED:
        diary.note(-100, partial(_end, cast, made))


def _propose(
    cast: Cast,
    member: Member,
    diary: Diary,
    gp: int,
    terms: tuple[str, Decimal | None],
    made: list[UUID],
    at: datetime,
) -> None:
    kind, share = terms
    works_beside = share is None and level_of(cast, member) != "full"
    role = gp_roles.propose(
        gp_id=member.gps[gp],
        vanguard_id=cast.vanguard.pk,
        practice_id=member.practice.pk,
        kind=kind,
        share=share,
        for_services=OTHER_SERVICES if works_beside else (),
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
