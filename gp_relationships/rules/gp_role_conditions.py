"""The law of a GP's role in an MCP: its facts, and every rule that they must meet.

Ownership is an attribute beside employment or a subcontract and not instead of them. The virtual
model has no body to be employed by or to own; under partial integration core general practice stays
with the practice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.law import Party, Reason, rule
from core.wording import day, per_cent
from gp_relationships.rules.authorities import (
    FRAMEWORK_2016,
    PARTIAL_CORE,
    PERFORMERS_LIST,
    PROGRAMME_RULE,
    ROLES_IN_FULL,
)
from gp_relationships.rules.gp_role_states import CORE_SERVICE, PRIMARY_KINDS, RoleKind

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class GpRoleFacts:
    """What the law asks about a GP's role, as true on the day `on`.

    `share` is per cent of the MCP, and `shares_of_others` the most that others own of it on any day
    of the role; `overlapping` names the roles of the same GP in the same MCP that this one may not
    overlap. `level` is that at which the practice integrates, or else the model of the MCP;
    `for_services` what the GP works for, nothing meaning everything in the MCP's scope.
    `performers_list_on` is the day on which the GP was found on the National Performers List;
    `ownership_is_signed`: how the MCP is shared was signed, and stands so. `agreed_end` is the end
    on record when another is about to be recorded; `never_took_effect`: the role is about to be
    closed without having begun. `merged_into` is the practice into which theirs is being merged.
    """

    on: date
    gp: str
    vanguard: str
    kind: str
    starts_on: date
    level: str = ""
    share: Decimal | None = None
    shares_of_others: Decimal = Decimal(0)
    ends_on: date | None = None
    overlapping: tuple[str, ...] = ()
    agreed_end: date | None = None
    never_took_effect: bool = False
    belongs_to_practice: bool = True
    practice: str = ""
    practice_takes_part: bool = True
    directly_hired: bool = False
    for_services: tuple[str, ...] = ()
    performers_list_on: date | None = None
    ownership_is_signed: bool = True
    merged_into: str = ""

    @property
    def called(self) -> str:
        """The role in words."""
        return self.kind.replace("_", " ")


Facts = GpRoleFacts


def _is_work(facts: Facts) -> bool:
    return facts.kind in PRIMARY_KINDS


def _has_practice(facts: Facts) -> bool:
    return bool(facts.practice)


def _owns(facts: Facts) -> bool:
    return facts.kind == RoleKind.PART_OWNER


@rule("R33", whose=Party.HOLDER, mended_by="gp_role.propose")
def role_is_allowed_by_the_level(facts: Facts) -> Iterator[Reason]:
    """Only a contract holder can employ, subcontract to or be owned by GPs."""
    if facts.level == "virtual":
        yield Reason(
            "no_body_to_hold_roles",
            f"{facts.vanguard} is virtual: there is no MCP body in which {facts.gp} could be "
            f"{facts.called}.",
            FRAMEWORK_2016,
        )


@rule("R33", whose=Party.HOLDER, mended_by="gp_role.propose", applies=_is_work)
def other_services_are_named_under_partial_integration(facts: Facts) -> Iterator[Reason]:
    """A practice that integrates partially keeps core general practice; its GPs may be employed or
    subcontract for other services only."""
    if facts.level != "partial":
        return
    if not facts.for_services:
        yield Reason(
            "services_missing",
            "Under partial integration core general practice stays with the practice: say for "
            f"which other services {facts.gp} is to be {facts.called}.",
            PARTIAL_CORE,
        )
    elif CORE_SERVICE in facts.for_services:
        yield Reason(
            "core_services_stay",
            f"Under partial integration {facts.gp} cannot be {facts.called} for primary medical "
            "services: they stay with the practice.",
            PARTIAL_CORE,
        )


@rule(whose=Party.HOLDER, mended_by="gp_role.propose")
def services_are_named_for_work_alone(facts: Facts) -> Iterator[Reason]:
    """Services are what a GP is employed or subcontracts for; an owner owns the whole."""
    if facts.for_services and not _is_work(facts):
        yield Reason(
            "services_not_allowed", "Only an employee or subcontractor has services.", ROLES_IN_FULL
        )


@rule("R33", whose=Party.HOLDER, mended_by="gp_role.propose")
def gp_comes_from_a_practice_or_is_hired(facts: Facts) -> Iterator[Reason]:
    """A GP comes through one practice, or the MCP hires them directly: one of the two."""
    if not facts.practice and not facts.directly_hired:
        yield Reason(
            "practice_missing",
            f"Name the practice through which {facts.gp} comes, or say that the MCP hires "
            "them directly.",
            ROLES_IN_FULL,
        )
    if facts.practice and facts.directly_hired:
        yield Reason(
            "practice_and_hired",
            f"{facts.gp} comes either through {facts.practice} or is hired directly, not both.",
            ROLES_IN_FULL,
        )


@rule("R33", whose=Party.PRACTICE, mended_by="participation.invite", applies=_has_practice)
def practice_of_the_gp_takes_part(facts: Facts) -> Iterator[Reason]:
    """The practice through which a GP comes takes part in the MCP."""
    if not facts.practice_takes_part:
        yield Reason(
            "practice_not_participating",
            f"{facts.practice} does not take part in {facts.vanguard}.",
            ROLES_IN_FULL,
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


@rule()
def gp_is_on_the_performers_list(facts: Facts) -> Iterator[Reason]:
    """In whatever role, a GP who treats patients is on the National Performers List."""
    if facts.performers_list_on is None or facts.performers_list_on > facts.on:
        yield Reason(
            "not_on_performers_list",
            f"Nobody has confirmed that {facts.gp} is on the National Performers List.",
            PERFORMERS_LIST,
        )


@rule("R33", whose=Party.HOLDER, mended_by="ownership.sign", applies=_owns)
def ownership_is_signed_as_it_stands(facts: Facts) -> Iterator[Reason]:
    """A share is held from the day on which all the owners have signed how the whole is shared."""
    if not facts.ownership_is_signed:
        yield Reason(
            "ownership_not_signed",
            f"How {facts.vanguard} is shared among its owners is not signed as it stands.",
            PROGRAMME_RULE,
        )


@rule("R29", "R33", whose=Party.PROGRAMME, mended_by="practice_change.make")
def practice_is_being_merged(facts: Facts) -> Iterator[Reason]:
    """A GP comes through another practice only where theirs is merged into it."""
    if not facts.merged_into:
        yield Reason(
            "practice_not_merged",
            "The role goes over to another practice as part of a merger, and not by itself.",
            PROGRAMME_RULE,
        )
