"""What may be done with a case next, and why not yet: one answer for admin, portal and API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.permissions import roles_of
from accounts.roles import label
from casework.models import Case
from core.law import Line, Move, Reason, Standing, judge


@dataclass(frozen=True, slots=True)
class Verdict:
    """One move from here: how each rule stands, and whether this viewer may take it."""

    move: Move[Any]
    lines: tuple[Line, ...]
    permitted: bool

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Everything that stands against it in law."""
        return tuple(
            reason for line in self.lines if line.stands_in_the_way for reason in line.reasons
        )

    @property
    def warnings(self) -> tuple[Reason, ...]:
        """Everything unusual about it, which does not stand in its way."""
        return tuple(
            reason
            for line in self.lines
            if line.standing is Standing.WARNED
            for reason in line.reasons
        )

    @property
    def name(self) -> str:
        return self.move.name

    @property
    def label(self) -> str:
        return self.move.label

    @property
    def lawful(self) -> bool:
        """Whether nothing stands against it in law."""
        return not self.reasons

    @property
    def open(self) -> bool:
        """Whether this viewer can do it now."""
        return self.permitted and self.lawful

    @property
    def by_whom(self) -> str:
        """Who may take the step, in words."""
        return " or ".join(label(role) for role in self.move.roles)

    @property
    def tally(self) -> tuple[int, int]:
        """How many of the rules that have anything to say here are met, and how many there are."""
        applicable = [line for line in self.lines if line.standing is not Standing.NOT_APPLICABLE]
        return sum(line.standing is Standing.MET for line in applicable), len(applicable)


def verdicts(case: Case, *, facts: Any, viewer: User, on: date) -> list[Verdict]:
    """Every move whose sources include the case's state, in the order of the table, judged for
    this viewer on this day."""
    return verdicts_of_many([(case, facts)], viewer=viewer, on=on)[case.pk]


def verdicts_of_many(
    cases: Sequence[tuple[Case, Any]], *, viewer: User, on: date
) -> dict[UUID, list[Verdict]]:
    """The same for many cases, each with its facts; what they have in common is read once."""
    practices = {getattr(case, "practice_id", None) for case, _ in cases}
    roles = {each: roles_of(viewer, on=on, practice_id=each) for each in practices}
    return {
        case.pk: [
            Verdict(
                move=move,
                lines=judge(move, facts),
                permitted=not roles[getattr(case, "practice_id", None)].isdisjoint(move.roles),
            )
            for move in case.MOVES.from_state(case.state)
        ]
        for case, facts in cases
    }
