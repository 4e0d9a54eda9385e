"""“What would this rulebook change?”: a question that the apps above answer, each for its cases.

Rulebooks lie below the cases that they bind, which this app may not import; so each app that judges
by figures hands in its answer when Django starts. A preview asks all of them and writes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.handing import HandedIn
from core.law import Line, Standing, judge, spoken
from rulebook.rules.editions import Edition


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that would be otherwise for one running case, in words."""

    case: Any
    what: str
    before: str
    after: str


Question = Callable[[Edition, date], Iterable[Effect]]

_questions: HandedIn[Question] = HandedIn()


def ask(question: Question) -> None:
    """Have this asked before a version is published; twice the same is once."""
    _questions.take(question)


def effects(proposed: Edition, on: date) -> list[Effect]:
    """Everything that would be otherwise on the day if each running case adopted this version."""
    return [effect for question in _questions for effect in question(proposed, on)]


def cases_by_kind(found: Iterable[Effect]) -> dict[str, int]:
    """How many cases of each kind something would change for."""
    cases = {(effect.case._meta.model_name, effect.case.pk) for effect in found}
    return dict(sorted(Counter(kind for kind, _ in cases).items()))


def otherwise(case: Any, what: str, before: str, after: str) -> Iterator[Effect]:
    """The effect, if there is one."""
    if before != after:
        yield Effect(case, what, before, after)


def lines_otherwise(case: Any, *, before: Any, after: Any) -> Iterator[Effect]:
    """Every rule of the case's next moves that stands otherwise under the other facts."""
    for move in case.MOVES.from_state(case.state):
        pairs = zip(judge(move, before), judge(move, after), strict=True)
        for old, new in pairs:
            yield from otherwise(
                case, f"{move.label}: {old.rule.sentence}", _words(old), _words(new)
            )


def _words(line: Line) -> str:
    """How a rule stands, with its reasons where it is not met."""
    if line.standing in (Standing.MET, Standing.NOT_APPLICABLE):
        return spoken(line.standing).capitalize()
    return " ".join(reason.text for reason in line.reasons)
