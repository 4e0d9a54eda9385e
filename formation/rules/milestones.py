"""Milestones: the dated promises of a journey, what is asked before one is kept, and its machine.

Which milestones a journey has, when they are due and by what they are kept is data: a version of
its model's template (`formation.rules.template`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.law import Move, Moves, Party, Reason, rule
from core.wording import day
from formation.rules.authorities import PROGRAMME_RULE


class Owner(StrEnum):
    """Whose move a milestone is."""

    COMMISSIONER = "commissioner"
    PROVIDER = "provider"
    PRACTICE = "practice"
    NHS_ENGLAND = "nhs_england"


class MilestoneState(StrEnum):
    """Whether a milestone has been kept."""

    DUE = "due"
    MET = "met"
    DROPPED = "dropped"


S = MilestoneState

OPEN = frozenset({S.DUE})
CLOSED = frozenset({S.MET, S.DROPPED})


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """What the law asks about a milestone, as true on the day `on`.

    `waits_for` names the milestones that it depends on and that are still open. `evidence_asked`
    says what shows that it is done, and `evidence` what was named. `by_act`: another act keeps it,
    and is itself what shows it.
    """

    on: date
    title: str
    met_on: date | None = None
    due_on: date | None = None
    is_statutory: bool = False
    waits_for: tuple[str, ...] = ()
    evidence_asked: str = ""
    evidence: str = ""
    by_act: bool = False


Facts = MilestoneFacts


def _must_wait(facts: Facts) -> bool:
    return facts.is_statutory and not facts.by_act


@rule(mended_by="milestone.meet")
def day_it_was_met_is_given(facts: MilestoneFacts) -> Iterator[Reason]:
    """A milestone that was met was met on a day."""
    if facts.met_on is None:
        yield Reason(
            "met_day_missing", f"Say on which day “{facts.title}” was met.", PROGRAMME_RULE
        )


@rule(whose=Party.TIME)
def day_it_was_met_has_come(facts: MilestoneFacts) -> Iterator[Reason]:
    """A milestone is recorded as met on the day it was met, or later."""
    if facts.met_on is not None and facts.met_on > facts.on:
        yield Reason(
            "met_in_the_future",
            f"“{facts.title}” cannot have been met on {day(facts.met_on)}, which has not come.",
            PROGRAMME_RULE,
        )


@rule(
    mended_by="milestone.meet",
    applies=lambda facts: bool(facts.evidence_asked) and not facts.by_act,
)
def evidence_is_named(facts: MilestoneFacts) -> Iterator[Reason]:
    """Whoever records a milestone as met names what shows it, where its template asks for that."""
    if not facts.evidence.strip():
        yield Reason(
            "evidence_missing",
            f"Name what shows that “{facts.title}” is done: {facts.evidence_asked}.",
            PROGRAMME_RULE,
        )


@rule(mended_by="milestone.meet", applies=_must_wait)
def what_statute_demands_is_done_in_order(facts: MilestoneFacts) -> Iterator[Reason]:
    """What statute demands is recorded as done when all that it depends on is done."""
    for title in facts.waits_for:
        yield Reason(
            "dependency_unmet",
            f"“{facts.title}” depends on “{title}”, which is not recorded as met.",
            PROGRAMME_RULE,
        )


@rule(warns=True, mended_by="milestone.meet", applies=lambda facts: not _must_wait(facts))
def milestones_are_met_in_order(facts: MilestoneFacts) -> Iterator[Reason]:
    """A milestone is usually met after all that it depends on."""
    for title in facts.waits_for:
        yield Reason(
            "met_out_of_order",
            f"“{facts.title}” depends on “{title}”, which is still open.",
            PROGRAMME_RULE,
        )


OFFICER = ("programme_officer", "approving_officer")
PRACTICE = ("practice_manager", "gp_partner")
FOLLOWING = (*OFFICER, *PRACTICE, "system")
"""Whoever does what a milestone follows from: no door offers these moves by themselves."""

MOVES: Moves[MilestoneFacts] = Moves(
    "milestone",
    S,
    Move("set", "Set the milestone", (), S.DUE, FOLLOWING),
    Move(
        "meet",
        "Record as met",
        (S.DUE,),
        S.MET,
        (*OFFICER, *PRACTICE),
        (
            day_it_was_met_is_given,
            day_it_was_met_has_come,
            evidence_is_named,
            what_statute_demands_is_done_in_order,
            milestones_are_met_in_order,
        ),
        effective="met_on",
        undoable=True,
    ),
    Move("reopen", "Reopen", (S.MET,), S.DUE, OFFICER, needs_reason=True),
    Move("redate", "Change the date", (S.DUE,), None, OFFICER, needs_reason=True),
    Move("realign", "Put back on its offset", (S.DUE,), None, OFFICER, needs_reason=True),
    Move("follow", "Follow what it is counted from", (S.DUE,), None, FOLLOWING),
    Move("adopt", "Go on under another version", (S.DUE,), None, FOLLOWING),
    Move("drop", "Drop the milestone", (S.DUE,), S.DROPPED, OFFICER, needs_reason=True),
    Move("fall_away", "Fall away", (S.DUE,), S.DROPPED, FOLLOWING),
)
