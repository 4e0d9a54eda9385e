"""Why somebody is or is not told of a milestone: every step of its ladder, with every reason. Pure.

For each step it says what was decided, if it was, and else what would be, by the law of sending.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.law import Reason
from core.wording import day, listed
from reminders.rules.ladder import RULES_IN_WORDS, Rule, reached_on, step_words
from reminders.rules.sending import Told, against_sending


class Verdict(StrEnum):
    """What became, or will become, of one step for one person."""

    TOLD = "told"
    WAITS = "waits"
    NOT_TOLD = "not_told"
    WILL_BE = "will_be_told"
    WILL_NOT_BE = "will_not_be_told"


@dataclass(frozen=True, slots=True)
class Decided:
    """One row of the outbox: by which rule, in which roles, and what became of it in words.

    `verdict` is the row's own, or its digest's where it was bundled.
    """

    rule: str
    verdict: Verdict
    fate: str
    roles: tuple[str, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step for one person: the rows that there are, and by which rules they are told now.

    `told` has, for each of these rules, what the law of sending asks, as true on the day on which
    it is explained.
    """

    step: int
    due_on: date
    decided: tuple[Decided, ...] = ()
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom and what it is about: `dated_on` is the day on which the milestone got its date."""

    on: date
    person: str
    milestone: str
    is_open: bool
    dated_on: date
    rhythm: str
    steps: tuple[StepFacts, ...]
    speaks_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of one step."""

    step: int
    day: date
    verdict: Verdict
    reasons: tuple[str, ...]

    @property
    def words(self) -> str:
        """“7 days before, 27 November 2026”."""
        return f"{step_words(self.step).capitalize()}, {day(self.day)}"


def explain(asked: Asked) -> tuple[Line, ...]:
    """One line for each step, in order, each with every reason."""
    return tuple(_line(asked, facts) for facts in asked.steps)


def _line(asked: Asked, facts: StepFacts) -> Line:
    falls_on = reached_on(facts.due_on, facts.step)
    if facts.decided:
        return Line(facts.step, falls_on, _best(facts.decided), tuple(_decisions(facts.decided)))
    if falls_on > asked.on:
        return _ahead(asked, facts, falls_on)
    return Line(facts.step, falls_on, Verdict.NOT_TOLD, tuple(_never(asked, facts, falls_on)))


def _best(decided: Sequence[Decided]) -> Verdict:
    """One row that was sent is enough."""
    order = (Verdict.TOLD, Verdict.WAITS, Verdict.NOT_TOLD)
    return min((each.verdict for each in decided), key=order.index)


def _decisions(decided: Sequence[Decided]) -> Iterator[str]:
    for each in decided:
        why = RULES_IN_WORDS[Rule(each.rule)]
        where = f" to {each.address}" if each.address else ""
        yield f"{each.fate.rstrip('.')}{where} (because {why})."


def _ahead(asked: Asked, facts: StepFacts, falls_on: date) -> Line:
    """What will happen if nothing changes."""
    reasons = list(_outside(asked, facts))
    objections = [reason.text for reason in _common(facts)]
    if reasons or objections:
        found = (*reasons, *objections)
        return Line(facts.step, falls_on, Verdict.WILL_NOT_BE, found)
    why = listed([RULES_IN_WORDS[Rule(each.rule)] for each in facts.told])
    text = f"It is not due yet. They will be told because {why}: {asked.rhythm}."
    return Line(facts.step, falls_on, Verdict.WILL_BE, (text,))


def _common(facts: StepFacts) -> Iterator[Reason]:
    """What stands against every rule by which the person would be told."""
    if not facts.told:
        return
    given = [against_sending(each) for each in facts.told]
    if all(given):
        seen: set[str] = set()
        for reason in (reason for reasons in given for reason in reasons):
            if reason.code not in seen:
                seen.add(reason.code)
                yield reason


def _never(asked: Asked, facts: StepFacts, falls_on: date) -> Iterator[str]:
    """Why there is no row for a step whose day has come."""
    yield from _outside(asked, facts)
    if asked.dated_on > falls_on:
        yield (
            f"The milestone got its date on {day(asked.dated_on)}, after this step; of the steps "
            "that had passed by then only the last was told."
        )
    elif facts.told:
        text = "Nothing was decided then: their role, or the journey's, may have begun later."
        yield text
        yield from (reason.text for reason in _common(facts))


def _outside(asked: Asked, facts: StepFacts) -> Iterator[str]:
    if not asked.is_open:
        yield "The milestone is met or dropped."
    if not facts.told:
        yield "No role of theirs is told of this milestone at this step."
