"""What may be done with a case next, and why not yet: one answer for admin, portal and API."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.permissions import roles_of
from accounts.roles import label
from casework.interests import NOT_ASKED, standing_of
from casework.judging import Waivers, can_be_waived, judged, waivers_in_force
from casework.models import Case, Waiver
from core.law import Line, Move, Reason, Standing


@dataclass(frozen=True, slots=True)
class Verdict:
    """One move from here: how each rule stands, and whether this viewer may take it."""

    move: Move[Any]
    lines: tuple[Line, ...]
    permitted: bool
    waivers: Waivers = field(default_factory=dict)

    def waiver_of(self, line: Line) -> str:
        """Until when, why and by whom the rule of this line is waived; nothing if it is not."""
        waiver = self._waiver(line)
        return waiver.words if waiver else ""

    def waived_until(self, line: Line) -> date | None:
        """The last day of the waiver of this line's rule; None if it is not waived."""
        waiver = self._waiver(line)
        return waiver.expires_on if waiver else None

    def _waiver(self, line: Line) -> Waiver | None:
        return self.waivers.get(line.rule.name) if line.standing is Standing.WAIVED else None

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
    waived = waivers_in_force((case for case, _ in cases if _may_be_waived(case)), on=on)()
    standing = standing_of(viewer, on=on)
    return {
        case.pk: _of_one(
            case,
            facts,
            waivers=waived.get(case.pk, {}),
            roles=roles[getattr(case, "practice_id", None)],
            interest=cache(partial(standing, case)),
        )
        for case, facts in cases
    }


def _may_be_waived(case: Case) -> bool:
    return any(can_be_waived(move) for move in case.MOVES.from_state(case.state))


def _of_one(
    case: Case,
    facts: Any,
    *,
    waivers: Waivers,
    roles: Collection[str],
    interest: Callable[[], Line],
) -> list[Verdict]:
    found = []
    for move in case.MOVES.from_state(case.state):
        permitted = not set(move.roles).isdisjoint(roles)
        # Whoever may not take the step is not asked what interest they have in it.
        own = interest if permitted else lambda: NOT_ASKED
        lines = judged(move, facts=facts, waivers=waivers, interest=own)
        found.append(Verdict(move, lines, permitted, waivers))
    return found
