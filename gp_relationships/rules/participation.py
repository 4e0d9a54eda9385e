"""A practice's part in an MCP: asked, decided, signed, in effect, left.

The unit of the law is the practice and not the MCP: one MCP may mix practices that integrate
fully, partially and virtually, and practices that stay outside.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.law import Move, Moves, Party, Reason, rule
from core.wording import day
from gp_relationships.rules.authorities import FRAMEWORK_2016, PROGRAMME_RULE, VOLUNTARY
from gp_relationships.rules.consent import Consent, wanting
from gp_relationships.rules.joining import (
    NOT_LIVE,
    Joining,
    full_practice_leaves_by_its_return,
    joining_day_is_its_own,
    level_is_served,
    mcp_has_still_to_go_live,
    mcp_is_live,
    own_contract_is_as_the_level_demands,
)
from gp_relationships.rules.leaving import (
    STAYS,
    Leaving,
    notice_is_dated,
    notice_is_for_who_keeps_the_contract,
    notice_to_leave_has_run,
    notice_was_given,
)


class Level(StrEnum):
    """How far a practice integrates."""

    FULL = "full"
    PARTIAL = "partial"
    VIRTUAL = "virtual"
    OUTSIDE = "outside"


class ParticipationState(StrEnum):
    """How far the practice's decision has come."""

    INVITED = "invited"
    PREFERENCE = "preference"
    IN_PRINCIPLE = "in_principle"
    DECIDED = "decided"
    SIGNED = "signed"
    IN_EFFECT = "in_effect"
    LEFT = "left"


S = ParticipationState

UNDECIDED = frozenset({S.INVITED, S.PREFERENCE, S.IN_PRINCIPLE})
"""The practice has still to decide."""

COMMITTED = frozenset({S.DECIDED, S.SIGNED, S.IN_EFFECT})
"""The practice has decided."""

OVER = frozenset({S.LEFT})
"""The practice is no longer in this MCP."""

LEVELS: dict[str, frozenset[str]] = {
    "virtual": frozenset({Level.VIRTUAL, Level.OUTSIDE}),
    "partial": frozenset({Level.PARTIAL, Level.OUTSIDE}),
    "full": frozenset({Level.FULL, Level.PARTIAL, Level.OUTSIDE}),
}
"""The levels that each model of MCP offers."""

AGREEMENTS = {
    Level.VIRTUAL: "alliance agreement",
    Level.PARTIAL: "integration agreement",
    Level.FULL: "agreement to provide services under the MCP contract",
    Level.OUTSIDE: "no agreement",
}

DECISIONS = {
    Level.FULL: "The practice integrates fully; its own contract is to be suspended",
    Level.PARTIAL: "The practice integrates partially and keeps its own contract",
    Level.VIRTUAL: "The practice joins the alliance and keeps its own contract",
    Level.OUTSIDE: "The practice stays outside",
}


@dataclass(frozen=True, slots=True)
class ParticipationFacts:
    """What the law asks about a practice's participation, as true on the day `on`.

    `model` is that of the vanguard's contract, empty while there is none; `elsewhere` are the
    (level, MCP) in which the practice has decided to take part besides this one. `decision` and
    `agreement` are what is signed of each, on the day for which it is asked; none where nothing is
    to be signed. `besides`: the practice is to be in this alliance beside another.
    """

    on: date
    practice: str
    practice_is_active: bool
    vanguard: str
    model: str = ""
    level: str = ""
    decided_on: date | None = None
    signatories: str = ""
    agreement_signed_on: date | None = None
    elsewhere: tuple[tuple[str, str], ...] = ()
    besides: bool = False
    joining: Joining = NOT_LIVE
    leaving: Leaving = STAYS
    decision: Consent | None = None
    agreement: Consent | None = None


Facts = ParticipationFacts


@rule("R30", whose=Party.PRACTICE)
def practice_is_open(facts: Facts) -> Iterator[Reason]:
    """A closed practice takes part in nothing."""
    if not facts.practice_is_active:
        yield Reason(
            "practice_closed", f"{facts.practice} is closed or not yet open.", PROGRAMME_RULE
        )


@rule("R43", whose=Party.PRACTICE, mended_by="participation.decide")
def level_is_offered_by_the_model(facts: Facts) -> Iterator[Reason]:
    """A virtual MCP offers an alliance; only a full one offers full integration."""
    if facts.level not in set(Level):
        yield Reason("level_missing", "Choose how far the practice will integrate.", VOLUNTARY)
    elif facts.model and facts.level not in LEVELS[facts.model]:
        yield Reason(
            "level_not_offered",
            f"{facts.vanguard} forms under the {facts.model} model, which does not offer "
            f"practices the {facts.level} level.",
            FRAMEWORK_2016,
        )


@rule("R43", whose=Party.PRACTICE, mended_by="participation.decide_in_principle")
def agreement_in_principle_names_someone(facts: Facts) -> Iterator[Reason]:
    """What is agreed in principle names who agreed; nothing is signed yet."""
    if not facts.signatories.strip():
        yield Reason(
            "signatories_missing",
            f"Name the partners of {facts.practice} who agreed in principle.",
            VOLUNTARY,
        )


@rule("R43", whose=Party.PRACTICE)
def every_holder_has_signed_the_decision(facts: Facts) -> Iterator[Reason]:
    """Taking part is voluntary: all who hold the practice's contract sign its decision."""
    if facts.decision is not None:
        yield from wanting(facts.decision)


@rule("R02", "R03", whose=Party.PRACTICE)
def every_holder_has_signed_the_agreement(facts: Facts) -> Iterator[Reason]:
    """All who hold the practice's contract sign the agreement of its level as it is worded now."""
    if facts.agreement is not None:
        yield from wanting(facts.agreement)


@rule("R43", whose=Party.TIME)
def decision_is_dated_in_the_past(facts: Facts) -> Iterator[Reason]:
    """A decision is recorded on the day it was made, or later."""
    if facts.decided_on is None:
        yield Reason("decision_date_missing", "Say on which day it was decided.", VOLUNTARY)
    elif facts.decided_on > facts.on:
        yield Reason(
            "decision_in_the_future",
            f"The decision is dated {day(facts.decided_on)}, which has not come yet.",
            PROGRAMME_RULE,
        )


@rule("R32", whose=Party.PRACTICE, mended_by="participation.leave")
def full_participation_is_only_here(facts: Facts) -> Iterator[Reason]:
    """A practice integrates fully in one MCP at a time, and never fully and partially at once."""
    if facts.level not in (Level.FULL, Level.PARTIAL):
        return
    for level, where in facts.elsewhere:
        if Level.FULL in (level, facts.level) and level in (Level.FULL, Level.PARTIAL):
            yield Reason(
                "integrated_elsewhere",
                f"{facts.practice} already takes part in {where} at the {level} level.",
                PROGRAMME_RULE,
            )


@rule("R32", whose=Party.PRACTICE, mended_by="participation.decide")
def alliances_beside_each_other_are_meant(facts: Facts) -> Iterator[Reason]:
    """A practice is in several alliances only where it says that it means to be."""
    if facts.level != Level.VIRTUAL or facts.besides:
        return
    for level, where in facts.elsewhere:
        if level == Level.VIRTUAL:
            yield Reason(
                "allied_elsewhere",
                f"{facts.practice} is in the alliance of {where} already. Say that it is to be in "
                "both, and why.",
                PROGRAMME_RULE,
            )


@rule("R43", whose=Party.PRACTICE, mended_by="participation.decide")
def practice_takes_part(facts: Facts) -> Iterator[Reason]:
    """A practice that stays outside signs nothing."""
    if facts.level == Level.OUTSIDE:
        yield Reason(
            "practice_stays_outside",
            f"{facts.practice} decided to stay outside; there is no agreement to sign.",
            VOLUNTARY,
        )


@rule("R43", whose=Party.PRACTICE, mended_by="participation.sign_agreement")
def agreement_is_dated_after_the_decision(facts: Facts) -> Iterator[Reason]:
    """A practice signs after it decided, and not in the future."""
    signed, decided = facts.agreement_signed_on, facts.decided_on
    if signed is None:
        yield Reason("signing_date_missing", "Say on which day it was signed.", PROGRAMME_RULE)
    elif signed > facts.on:
        yield Reason(
            "signing_in_the_future",
            f"The agreement is dated {day(signed)}, which has not come yet.",
            PROGRAMME_RULE,
        )
    elif decided and signed < decided:
        yield Reason(
            "signed_before_decision",
            f"The agreement is dated {day(signed)}, before the decision of {day(decided)}.",
            VOLUNTARY,
        )


OFFICER = ("programme_officer", "approving_officer")
PRACTICE = ("practice_manager", "gp_partner")

MOVES: Moves[Facts] = Moves(
    "participation",
    S,
    Move(
        "invite",
        "Invite the practice",
        (),
        S.INVITED,
        (*OFFICER, "system"),
        (practice_is_open,),
        ("practice_invited",),
    ),
    Move(
        "state_preference",
        "State a preference",
        (S.INVITED, S.PREFERENCE),
        S.PREFERENCE,
        (*PRACTICE, *OFFICER),
        (practice_is_open, level_is_offered_by_the_model),
        undoable=True,
    ),
    Move(
        "decide_in_principle",
        "Decide in principle",
        (S.INVITED, S.PREFERENCE, S.IN_PRINCIPLE),
        S.IN_PRINCIPLE,
        ("gp_partner", *OFFICER),
        (practice_is_open, level_is_offered_by_the_model, agreement_in_principle_names_someone),
        undoable=True,
    ),
    Move(
        "decide",
        "Record the decision",
        (S.INVITED, S.PREFERENCE, S.IN_PRINCIPLE, S.DECIDED),
        S.DECIDED,
        ("gp_partner", *OFFICER),
        (
            practice_is_open,
            level_is_offered_by_the_model,
            every_holder_has_signed_the_decision,
            decision_is_dated_in_the_past,
            full_participation_is_only_here,
            alliances_beside_each_other_are_meant,
        ),
        ("participation_decided",),
        effective="decided_on",
    ),
    Move(
        "sign_agreement",
        "Record the signed agreement",
        (S.DECIDED,),
        S.SIGNED,
        OFFICER,
        (
            practice_is_open,
            practice_takes_part,
            agreement_is_dated_after_the_decision,
            every_holder_has_signed_the_decision,
            every_holder_has_signed_the_agreement,
        ),
        effective="agreement_signed_on",
    ),
    Move(
        "put_in_effect",
        "Put in effect",
        (S.SIGNED,),
        S.IN_EFFECT,
        ("approving_officer",),
        (every_holder_has_signed_the_agreement,),
        effective="in_effect_on",
    ),
    Move(
        "join_live",
        "Join the live MCP",
        (S.SIGNED,),
        S.IN_EFFECT,
        ("approving_officer",),
        (
            practice_is_open,
            mcp_is_live,
            level_is_served,
            own_contract_is_as_the_level_demands,
            joining_day_is_its_own,
            every_holder_has_signed_the_agreement,
        ),
        effective="in_effect_on",
    ),
    Move(
        "set_required",
        "Change whether going live waits",
        (S.INVITED, S.PREFERENCE, S.IN_PRINCIPLE, S.DECIDED, S.SIGNED),
        None,
        OFFICER,
        (mcp_has_still_to_go_live,),
        needs_reason=True,
    ),
    Move(
        "reopen_decision",
        "Reopen the decision",
        (S.DECIDED, S.SIGNED),
        S.IN_PRINCIPLE,
        OFFICER,
        needs_reason=True,
    ),
    Move(
        "give_notice",
        "Record the notice to leave",
        (S.IN_EFFECT,),
        None,
        OFFICER,
        (notice_is_for_who_keeps_the_contract, notice_is_dated),
        effective="notice_given_on",
    ),
    Move(
        "withdraw_notice",
        "Withdraw the notice to leave",
        (S.IN_EFFECT,),
        None,
        OFFICER,
        (notice_was_given,),
        needs_reason=True,
    ),
    Move(
        "leave",
        "Leave the MCP",
        (S.INVITED, S.PREFERENCE, S.IN_PRINCIPLE, S.DECIDED, S.SIGNED, S.IN_EFFECT),
        S.LEFT,
        OFFICER,
        (full_practice_leaves_by_its_return, notice_to_leave_has_run),
        needs_reason=True,
        effective="left_on",
    ),
)
