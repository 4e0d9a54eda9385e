"""The words every law in this system is written in. Pure Python: it knows no Django.

A *machine* is a table of *moves*. A move is lawful when the case is in one of its sources and every
rule it requires yields no reason. Rules are sentences that must hold; each yields a `Reason` for
every way in which it does not, so that a refusal always names everything that is missing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

F = TypeVar("F")

NEW = ""
"""The state of a case before it is opened; every machine's opening moves start here."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground against a move: a stable code (it is API), a sentence and its authority."""

    code: str
    text: str
    authority: str = ""


Rule = Callable[[Any], Iterable[Reason]]


@dataclass(frozen=True, slots=True)
class Move(Generic[F]):
    """One lawful step. The row holds everything that the step entails.

    `sources` is empty for an opening move. `target` is a state; or None for a move that records a
    fact and leaves the state as it is; or a tuple of states where the case returns to one that it
    was in before (the model says which). `roles` are the roles that may take the step. `notices`
    are the kinds of message that follow from it.
    """

    name: str
    label: str
    sources: tuple[StrEnum, ...]
    target: StrEnum | tuple[StrEnum, ...] | None
    roles: tuple[str, ...]
    requires: tuple[Callable[[F], Iterable[Reason]], ...] = ()
    notices: tuple[str, ...] = ()
    needs_reason: bool = False

    @property
    def opens(self) -> bool:
        """Whether this move brings the case into being."""
        return not self.sources

    def edges(self) -> Iterator[tuple[str, str]]:
        """Every pair (before, after) that this move may write."""
        if self.opens:
            yield NEW, str(self.target)
        for source in self.sources:
            if self.target is None:
                yield source.value, source.value
            elif isinstance(self.target, tuple):
                yield from ((source.value, target.value) for target in self.target)
            else:
                yield source.value, self.target.value


class Moves(Mapping[str, Move[F]], Generic[F]):
    """A machine's whole table, by name and in the order in which it is written."""

    def __init__(self, machine: str, states: type[StrEnum], *moves: Move[F]) -> None:
        self.machine = machine
        self.states = states
        self._moves = {move.name: move for move in moves}
        if len(self._moves) != len(moves):
            raise ValueError(f"{machine}: two moves have one name.")

    def __getitem__(self, name: str) -> Move[F]:
        return self._moves[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._moves)

    def __len__(self) -> int:
        return len(self._moves)

    def from_state(self, state: str) -> tuple[Move[F], ...]:
        """The moves whose sources include this state, lawful or not."""
        return tuple(move for move in self._moves.values() if state in move.sources)

    def edges(self) -> Iterator[tuple[str, str, str]]:
        """Every (move, before, after) of the machine: what the database guard lets by."""
        for move in self._moves.values():
            for before, after in move.edges():
                yield move.name, before, after


def spoken(state: str) -> str:
    """A state's value as words: `preferred_bidder` is "preferred bidder"."""
    return state.replace("_", " ")


def reasons_against(move: Move[F], *, state: str, facts: F, note: str = "") -> tuple[Reason, ...]:
    """Every reason the law gives against this move; none means that it may be made."""
    if not move.opens and state not in move.sources:
        allowed = ", ".join(spoken(source) for source in move.sources)
        text = f"“{move.label}” can be done when the case is {allowed}. It is now {spoken(state)}."
        return (Reason("wrong_state", text),)
    reasons = [reason for rule in move.requires for reason in rule(facts)]
    if move.needs_reason and not note.strip():
        reasons.append(Reason("reason_missing", f"Say why: “{move.label}” needs a written reason."))
    return tuple(reasons)


def mermaid(moves: Moves[Any]) -> str:
    """The machine as a Mermaid state diagram, in the order of the table."""
    lines = ["stateDiagram-v2"]
    seen: set[str] = set()
    for name, before, after in moves.edges():
        lines.append(f"    {before or '[*]'} --> {after}: {name}")
        seen.update((before, after))
    sources = {before for _, before, after in moves.edges() if before != after}
    ends = sorted(state.value for state in moves.states if state.value in seen - sources)
    lines.extend(f"    {end} --> [*]" for end in ends)
    return "\n".join(lines) + "\n"
