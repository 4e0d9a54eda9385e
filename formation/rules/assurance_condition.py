"""A condition on which a stage of ISAP was passed: open until it is discharged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.law import Move, Moves, Party, Reason, rule
from core.wording import day
from formation.rules.authorities import ISAP, PROGRAMME_RULE


class ConditionState(StrEnum):
    """Whether what was asked for has been done."""

    OPEN = "open"
    DISCHARGED = "discharged"


S = ConditionState

OPEN = frozenset({S.OPEN})
CLOSED = frozenset({S.DISCHARGED})


@dataclass(frozen=True, slots=True)
class ConditionFacts:
    """What the law asks about a condition, as true on the day `on`."""

    on: date
    set_on: date | None = None
    discharged_on: date | None = None
    evidence: str = ""


@rule("R37", whose=Party.COMMISSIONER)
def discharge_is_evidenced(facts: ConditionFacts) -> Iterator[Reason]:
    """A condition is discharged by something that can be shown."""
    if not facts.evidence.strip():
        yield Reason("discharge_evidence_missing", "Say by what the condition is discharged.", ISAP)


@rule(whose=Party.TIME)
def discharge_has_happened(facts: ConditionFacts) -> Iterator[Reason]:
    """A condition is discharged after it was set, and not in the future."""
    when = facts.discharged_on
    if when is None:
        yield Reason("discharge_date_missing", "Say on which day it was discharged.", ISAP)
    elif when > facts.on:
        yield Reason(
            "discharge_in_the_future",
            f"The discharge is dated {day(when)}, which has not come yet.",
            PROGRAMME_RULE,
        )
    elif facts.set_on and when < facts.set_on:
        yield Reason(
            "discharge_before_decision",
            f"The discharge is dated {day(when)}, before the decision of {day(facts.set_on)}.",
            PROGRAMME_RULE,
        )


MOVES: Moves[ConditionFacts] = Moves(
    "assurance_condition",
    S,
    Move("set", "Set the condition", (), S.OPEN, ("approving_officer",)),
    Move(
        "discharge",
        "Record as discharged",
        (S.OPEN,),
        S.DISCHARGED,
        ("programme_officer", "approving_officer"),
        (discharge_is_evidenced, discharge_has_happened),
        effective="discharged_on",
    ),
)
