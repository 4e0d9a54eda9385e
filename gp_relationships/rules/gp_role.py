"""A GP's role in an MCP: employee, subcontractor, part owner; proposed, offered, agreed, in effect.

Ownership is an attribute beside the other two and not instead of them. The virtual model has no
body to be employed by or to own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.law import Move, Moves, Party, Reason, rule
from core.wording import day, per_cent
from gp_relationships.rules.authorities import (
    FRAMEWORK_2016,
    PARTIAL_CORE,
    PROGRAMME_RULE,
    ROLES_IN_FULL,
)


class RoleKind(StrEnum):
    """How a GP relates to the MCP."""

    EMPLOYEE = "employee"
    SUBCONTRACTOR = "subcontractor"
    PART_OWNER = "part_owner"


PRIMARY_KINDS = frozenset({RoleKind.EMPLOYEE, RoleKind.SUBCONTRACTOR})
"""A GP holds one of these at a time in one MCP; part ownership may be added to it."""


class GpRoleState(StrEnum):
    """How far the role has come."""

    PROPOSED = "proposed"
    OFFERED = "offered"
    AGREED = "agreed"
    IN_EFFECT = "in_effect"
    ENDED = "ended"


S = GpRoleState

STANDING = frozenset({S.PROPOSED, S.OFFERED, S.AGREED, S.IN_EFFECT})
"""The role is proposed, agreed or held; it may still be ended."""

OVER = frozenset({S.ENDED})
"""The role is given an end, until which it counts, or was never taken up."""

KINDS: dict[str, frozenset[str]] = {
    "virtual": frozenset(),
    "partial": frozenset({RoleKind.SUBCONTRACTOR, RoleKind.PART_OWNER}),
    "full": frozenset(RoleKind),
}
"""The roles that each model of MCP allows a GP of a practice."""

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class GpRoleFacts:
    """What the law asks about a GP's role, as true on the day `on`.

    `share` is per cent of the MCP, and `shares_of_others` the most that others own of it on any day
    of the role; `overlapping` names the roles of the same GP in the same MCP that this one may not
    overlap. `agreed_end` is the end on record when another is about to be recorded;
    `never_took_effect`: the role is about to be closed without having begun. `merged_into` is the
    practice into which theirs is being merged.
    """

    on: date
    gp: str
    vanguard: str
    kind: str
    starts_on: date
    model: str = ""
    share: Decimal | None = None
    shares_of_others: Decimal = Decimal(0)
    ends_on: date | None = None
    overlapping: tuple[str, ...] = ()
    agreed_end: date | None = None
    never_took_effect: bool = False
    belongs_to_practice: bool = True
    practice: str = ""
    merged_into: str = ""


Facts = GpRoleFacts


@rule("R33", whose=Party.HOLDER, mended_by="gp_role.propose")
def role_is_allowed_by_the_model(facts: Facts) -> Iterator[Reason]:
    """Only a contract holder can employ, subcontract to or be owned by GPs."""
    if not facts.model or facts.kind in KINDS[facts.model]:
        return
    if facts.model == "virtual":
        yield Reason(
            "no_body_to_hold_roles",
            f"{facts.vanguard} is virtual: there is no MCP body in which {facts.gp} could be "
            f"{facts.kind.replace('_', ' ')}.",
            FRAMEWORK_2016,
        )
    else:
        yield Reason(
            "role_not_allowed",
            f"Under the {facts.model} model GPs keep core general practice and are not "
            f"employed for it; {facts.gp} cannot be {facts.kind.replace('_', ' ')}.",
            PARTIAL_CORE,
        )


@rule("R33", whose=Party.PRACTICE, mended_by="gp_role.propose")
def gp_belongs_to_the_practice(facts: Facts) -> Iterator[Reason]:
    """A GP takes a role through a practice that they work in."""
    if facts.practice and not facts.belongs_to_practice:
        yield Reason(
            "gp_not_of_practice",
            f"{facts.gp} does not work at {facts.practice} on {day(facts.starts_on)}.",
            ROLES_IN_FULL,
        )


@rule(whose=Party.HOLDER, mended_by="gp_role.propose")
def share_is_given_for_owners_alone(facts: Facts) -> Iterator[Reason]:
    """A part owner has a share; the other roles have none."""
    if facts.kind == RoleKind.PART_OWNER:
        if facts.share is None:
            yield Reason(
                "share_missing", f"Give the share of {facts.gp} in per cent.", ROLES_IN_FULL
            )
        elif not facts.share.is_finite() or not 0 < facts.share <= WHOLE:
            yield Reason(
                "share_out_of_range", "A share is more than 0% and at most 100%.", ROLES_IN_FULL
            )
        elif facts.share != round(facts.share, 2):
            yield Reason(
                "share_too_fine", "A share has at most two decimal places.", PROGRAMME_RULE
            )
    elif facts.share is not None:
        yield Reason("share_not_allowed", "Only a part owner has a share.", ROLES_IN_FULL)


@rule(whose=Party.HOLDER, mended_by="gp_role.end")
def shares_stay_within_the_whole(facts: Facts) -> Iterator[Reason]:
    """The shares of one MCP never come to more than the whole of it."""
    share = facts.share
    if facts.kind != RoleKind.PART_OWNER or share is None or not share.is_finite():
        return
    total = facts.shares_of_others + share
    if total > WHOLE:
        yield Reason(
            "shares_exceed_whole",
            f"With {per_cent(share)} for {facts.gp} the shares in {facts.vanguard} come to "
            f"{per_cent(total)}; {per_cent(WHOLE - facts.shares_of_others)} is left.",
            PROGRAMME_RULE,
        )


@rule("R33", whose=Party.HOLDER, mended_by="gp_role.end")
def role_overlaps_no_other(facts: Facts) -> Iterator[Reason]:
    """A GP holds one primary role in an MCP at a time, and one share."""
    for other in facts.overlapping:
        yield Reason(
            "roles_overlap",
            f"{facts.gp} already has a role in {facts.vanguard} for that time: {other}.",
            PROGRAMME_RULE,
        )


@rule(whose=Party.HOLDER)
def role_ends_after_it_starts(facts: Facts) -> Iterator[Reason]:
    """A period is at least a day; a role that never took effect may end as it was to start."""
    if facts.ends_on is None or (facts.never_took_effect and facts.ends_on == facts.starts_on):
        return
    if facts.ends_on <= facts.starts_on:
        yield Reason(
            "ends_before_start",
            f"The role starts on {day(facts.starts_on)}; it must end after that day.",
            PROGRAMME_RULE,
        )


@rule(whose=Party.HOLDER)
def role_ends_by_the_day_agreed(facts: Facts) -> Iterator[Reason]:
    """An end brings the agreed end forward; for longer, another role is proposed."""
    agreed, ends_on = facts.agreed_end, facts.ends_on
    if agreed is not None and ends_on is not None and ends_on > agreed:
        yield Reason(
            "ends_later",
            f"The role ends on {day(agreed)}; propose another one for a longer time.",
            PROGRAMME_RULE,
        )


@rule(whose=Party.TIME)
def start_date_has_come(facts: Facts) -> Iterator[Reason]:
    """A role is put in effect on its first day, or later."""
    if facts.starts_on > facts.on:
        yield Reason(
            "start_date_not_come",
            f"The role of {facts.gp} starts on {day(facts.starts_on)}.",
            PROGRAMME_RULE,
        )


@rule("R29", "R33", whose=Party.PROGRAMME, mended_by="practice_change.make")
def practice_is_being_merged(facts: Facts) -> Iterator[Reason]:
    """A GP comes through another practice only where theirs is merged into it."""
    if not facts.merged_into:
        yield Reason(
            "practice_not_merged",
            f"The role of {facts.gp} goes over to another practice as part of a merger.",
            PROGRAMME_RULE,
        )


TERMS = (
    role_is_allowed_by_the_model,
    gp_belongs_to_the_practice,
    share_is_given_for_owners_alone,
    shares_stay_within_the_whole,
    role_overlaps_no_other,
    role_ends_after_it_starts,
)

OFFICER = ("programme_officer", "approving_officer")

MOVES: Moves[Facts] = Moves(
    "gp_role",
    S,
    Move("propose", "Propose a role", (), S.PROPOSED, OFFICER, TERMS),
    Move("offer", "Record the offer", (S.PROPOSED,), S.OFFERED, OFFICER, TERMS),
    Move("agree", "Record the agreement", (S.OFFERED,), S.AGREED, OFFICER, TERMS),
    Move(
        "put_in_effect",
        "Put in effect",
        (S.AGREED,),
        S.IN_EFFECT,
        ("approving_officer",),
        (*TERMS, start_date_has_come),
    ),
    Move(
        "end",
        "End the role",
        (S.PROPOSED, S.OFFERED, S.AGREED, S.IN_EFFECT),
        S.ENDED,
        OFFICER,
        (role_ends_after_it_starts, role_ends_by_the_day_agreed),
        needs_reason=True,
        effective="ends_on",
    ),
    Move(
        "come_through",
        "The GP comes through the practice that theirs was merged into",
        (S.PROPOSED, S.OFFERED, S.AGREED, S.IN_EFFECT),
        None,
        OFFICER,
        (practice_is_being_merged,),
    ),
)
