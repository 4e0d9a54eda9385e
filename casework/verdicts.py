"""What may be done with a case next, and why not yet: one answer for admin, portal and API."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from accounts.roles import label
from casework.models import Case
from core.law import Move, Reason, reasons_against

UNSAID = "…"
"""Stands for the reason that the person has not written yet, when moves are only listed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One move from here: what stands against it in law, and whether this viewer may take it."""

    move: Move[Any]
    reasons: tuple[Reason, ...]
    permitted: bool

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
            reasons=reasons_against(move, state=case.state, facts=facts, note=UNSAID),
            permitted=not set(move.roles).isdisjoint(roles),
        )
        for move in case.MOVES.from_state(case.state)
    ]
