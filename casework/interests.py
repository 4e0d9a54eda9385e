"""Nobody decides where they have an interest (R47): asked of every move that approves.

Which practices take part in a vanguard besides its registered members is known to an app above,
which hands in its question when Django starts.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.permissions import Held
from accounts.roles import Role
from accounts.selectors import interests_in, practices_spoken_for
from casework.selectors import vanguard_of
from core.handing import HandedIn
from core.law import Line, Move, Party, Reason, Standing, line_of, rule
from core.together import Answer
from organisations.selectors import practices_of_vanguard

PROGRAMME_RULE = "Rule of the programme: conflicts of interest"

Question = Callable[[UUID], Iterable[UUID]]

_questions: HandedIn[Question] = HandedIn()


def ask(question: Question) -> None:
    """Have this name the practices that take part in a vanguard; twice the same is once."""
    _questions.take(question)


@dataclass(frozen=True, slots=True)
class InterestFacts:
    """Who is about to approve, and what interest they have in it, in words."""

    person: str
    interests: tuple[str, ...] = ()


@rule("R47", whose=Party.PROGRAMME)
def approver_has_no_interest(facts: InterestFacts) -> Iterator[Reason]:
    """Nobody decides about a vanguard in which they have an interest."""
    for interest in facts.interests:
        yield Reason(
            "interest_declared",
            f"{facts.person} has an interest: {interest}. Somebody else must decide.",
            PROGRAMME_RULE,
        )


NOT_ASKED = Line(approver_has_no_interest, Standing.NOT_APPLICABLE)
"""How the rule stands for somebody who may not decide here at all."""


def approves(move: Move[Any]) -> bool:
    """Whether the move is a decision that only approving officers take."""
    return bool(move.roles) and set(move.roles) <= {Role.APPROVING_OFFICER}


def standing_of(
    by: User, *, on: date, holds: Answer[Held] | None = None, ahead: Iterable[Any] = ()
) -> Callable[[Any], Line]:
    """How this person stands to any case on the day: asked only when needed, or at once for those
    `ahead`, and once for what several cases have in common."""
    own = cache(
        lambda: frozenset(practices_spoken_for(by, on=on, known=holds() if holds else None))
    )
    declared = cache(
        lambda vanguard_id: interests_in.ahead(vanguard_id=vanguard_id, of=by.pk, on=on).then(
            lambda found: tuple(interest.words for interest in found)
        )
    )
    taking_part = cache(lambda vanguard_id: _take_part(own(), vanguard_id, on=on))
    line = cache(_line)
    known: dict[Any, UUID | None] = {}
    for case in ahead:
        if (vanguard_id := vanguard_of(case, known)) is not None:
            declared(vanguard_id)

    def standing(case: Any) -> Line:
        vanguard_id = vanguard_of(case, known)
        found = declared(vanguard_id)() if vanguard_id else ()
        concerned = getattr(case, "practice_id", None) in own()
        if concerned or (own() and vanguard_id and taking_part(vanguard_id)):
            found += ("speaks for a practice that is concerned",)
        return line(by.full_name, found)

    return standing


def _line(person: str, interests: tuple[str, ...]) -> Line:
    return line_of(approver_has_no_interest, InterestFacts(person, interests))


def _take_part(own: frozenset[UUID], vanguard_id: UUID, *, on: date) -> bool:
    """Whether one of these practices is a member of the vanguard, or is asked or takes part."""
    members = practices_of_vanguard(vanguard_id, on=on).filter(pk__in=own)
    return members.exists() or any(own & set(asked(vanguard_id)) for asked in _questions)
