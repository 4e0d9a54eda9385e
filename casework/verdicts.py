"""What may be done with a case next, and why not yet: one answer for admin, portal and API."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

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


def verdicts(case: Case, *, facts: Any, roles: Collection[str]) -> list[Verdict]:
    """Every move whose sources include the case's state, in the order of the table."""
    return [
        Verdict(
            move=move,
            lines=judge(move, facts),
            permitted=not set(move.roles).isdisjoint(roles),
        )
        for move in case.MOVES.from_state(case.state)
    ]
