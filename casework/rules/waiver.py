"""A waiver: one named rule of the programme's own does not stand in the way of one case for a time.

No rule of statute can be waived, nobody grants what they asked for, and no waiver is for good.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.law import Move, Moves, Party, Reason, rule
from core.wording import day

PROGRAMME_RULE = "Rule of the programme: waivers"


def latest_end(on: date) -> date:
    """The last day to which a waiver may last that is asked for on this day: twelve months on."""
    leaps = (on.month, on.day) == (2, 29)
    return on.replace(year=on.year + 1, day=28 if leaps else on.day)


class WaiverState(StrEnum):
    """How far a waiver has come. That it has run out is computed from its last day."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


S = WaiverState

STANDING = frozenset({S.ASKED, S.GRANTED})
"""It counts, or may come to count."""

OVER = frozenset({S.REFUSED, S.WITHDRAWN})
"""It counts no longer, or never did."""


@dataclass(frozen=True, slots=True)
class WaiverFacts:
    """What the law asks about a waiver, as true on the day `on`.

    `asked_on` is the day on which it was, or is, asked for. `standing` is the last day of a waiver
    of the same rule for the same case that is asked for or granted already.
    """

    on: date
    case: str
    rule: str
    is_known: bool = True
    is_waivable: bool = True
    case_is_over: bool = False
    expires_on: date | None = None
    asked_on: date | None = None
    standing: date | None = None
    asked_by: str = ""
    is_granted_by_the_asker: bool = False


Facts = WaiverFacts


@rule(whose=Party.PROGRAMME)
def rule_may_be_waived(facts: Facts) -> Iterator[Reason]:
    """Only a rule of the programme's own can be waived; statute and contract stand."""
    if not facts.is_known:
        yield Reason(
            "rule_unknown",
            f"{facts.case} is held to no rule called “{facts.rule}”.",
            PROGRAMME_RULE,
        )
    elif not facts.is_waivable:
        yield Reason(
            "rule_not_waivable",
            f"“{facts.rule}” is not the programme's own rule; nobody here can waive it.",
            PROGRAMME_RULE,
        )


@rule(whose=Party.PROGRAMME)
def case_goes_on(facts: Facts) -> Iterator[Reason]:
    """A case that is over has nothing left to be waived for."""
    if facts.case_is_over:
        yield Reason("case_is_over", f"{facts.case} is over.", PROGRAMME_RULE)


@rule(whose=Party.PROGRAMME)
def waiver_ends_in_time(facts: Facts) -> Iterator[Reason]:
    """A waiver has a last day, not in the past and at most twelve months ahead."""
    ends = facts.expires_on
    if ends is None:
        yield Reason("expiry_missing", "Say until which day the rule is waived.", PROGRAMME_RULE)
    elif ends < facts.on:
        yield Reason(
            "expiry_in_the_past", f"{day(ends)} is past; a waiver looks ahead.", PROGRAMME_RULE
        )
    elif ends > (latest := latest_end(facts.asked_on or facts.on)):
        yield Reason(
            "expiry_too_far",
            f"A waiver lasts at most twelve months: until {day(latest)}. It can be asked for anew.",
            PROGRAMME_RULE,
        )


@rule(whose=Party.PROGRAMME)
def rule_is_not_waived_already(facts: Facts) -> Iterator[Reason]:
    """One waiver of a rule for a case stands at a time."""
    if facts.standing is not None:
        yield Reason(
            "waiver_stands_already",
            f"A waiver of this rule for {facts.case} until {day(facts.standing)} is asked for or "
            "granted already.",
            PROGRAMME_RULE,
        )


@rule("R47", whose=Party.PROGRAMME)
def another_officer_grants(facts: Facts) -> Iterator[Reason]:
    """Four eyes: who asks for a waiver does not grant it."""
    if facts.is_granted_by_the_asker:
        yield Reason(
            "asked_by_the_same_person",
            f"{facts.asked_by} asked for this waiver; another approving officer must grant it.",
            PROGRAMME_RULE,
        )


OFFICER = ("programme_officer", "approving_officer")
APPROVER = ("approving_officer",)

MOVES: Moves[Facts] = Moves(
    "waiver",
    S,
    Move(
        "ask",
        "Ask for a waiver",
        (),
        S.ASKED,
        OFFICER,
        (rule_may_be_waived, case_goes_on, waiver_ends_in_time, rule_is_not_waived_already),
        needs_reason=True,
    ),
    Move(
        "grant",
        "Grant the waiver",
        (S.ASKED,),
        S.GRANTED,
        APPROVER,
        (rule_may_be_waived, waiver_ends_in_time, another_officer_grants),
    ),
    Move("refuse", "Refuse the waiver", (S.ASKED,), S.REFUSED, APPROVER, needs_reason=True),
    Move("withdraw", "Withdraw the waiver", (S.GRANTED,), S.WITHDRAWN, OFFICER, needs_reason=True),
)
