"""The words every law in this system is written in. Pure Python: it knows no Django.

A *machine* is a table of *moves*. A move is lawful when the case is in one of its sources and every
rule it requires yields no reason. Rules are sentences that must hold; each yields a `Reason` for
every way in which it does not, so that a refusal always names everything that is missing.

`judge` is the one judgement: a line for each rule, met, unmet, waived or not applicable. The pages
show its lines and the runner refuses by them, so that what is shown and what is done cannot differ.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Generic, Protocol, TypeVar

F = TypeVar("F")

UNDO = "undo"
"""The one move that every machine has besides its table: it takes the last step back."""

NEW = ""
"""The state of a case before it is opened; every machine's opening moves start here."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground against a move: a stable code (it is API), a sentence and its authority.

    `about` are the codes of the practices of which the sentence speaks, where it speaks of any: a
    practice is shown what is about itself alone, and never another's name.
    """

    code: str
    text: str
    authority: str = ""
    about: tuple[str, ...] = ()


class Party(StrEnum):
    """Whose move it is to put a thing right."""

    PRACTICE = "practice"
    HOLDER = "holder"
    COMMISSIONER = "commissioner"
    NHS_ENGLAND = "nhs_england"
    PROGRAMME = "programme"
    TIME = "time"


SPOKEN_PARTY = {
    Party.PRACTICE: "The practice",
    Party.HOLDER: "The MCP",
    Party.COMMISSIONER: "The commissioner",
    Party.NHS_ENGLAND: "NHS England",
    Party.PROGRAMME: "The programme office",
    Party.TIME: "Nobody: the day must come",
}


@dataclass(frozen=True, slots=True, eq=False)
class Rule(Generic[F]):
    """One truth that a move demands: what must hold, whose move it is where it does not.

    `check` yields a reason for every way in which it does not hold. `numbers` are the rules of the
    domain that it states (R01 to R47), none for a rule of the system alone. `mended_by` names the
    move or page that puts it right, as `machine.move`. `applies` says whether the rule has anything
    to say of these facts; without it, it always has. `waivable` rules are the programme's own: an
    approving officer may waive one for a case. No rule of statute is waivable. A rule that only
    `warns` says what is unusual and does not stand in the way; the event keeps what it said.
    """

    check: Callable[[F], Iterable[Reason]]
    numbers: tuple[str, ...] = ()
    whose: Party = Party.PROGRAMME
    mended_by: str = ""
    applies: Callable[[F], bool] | None = None
    waivable: bool = False
    warns: bool = False

    def __call__(self, facts: F) -> Iterable[Reason]:
        return self.check(facts)

    @property
    def name(self) -> str:
        """The truth that it demands, as the function is called: stable, and part of the API."""
        return str(getattr(self.check, "__name__", "rule"))

    @property
    def sentence(self) -> str:
        """What must hold, in one sentence: the first paragraph of the function's own words."""
        return " ".join((self.check.__doc__ or "").strip().split("\n\n")[0].split())


class Making(Protocol):
    """What turns a function into a rule over the same facts."""

    def __call__(self, check: Callable[[F], Iterable[Reason]], /) -> Rule[F]: ...


def rule(
    *numbers: str,
    whose: Party = Party.PROGRAMME,
    mended_by: str = "",
    applies: Callable[[Any], bool] | None = None,
    waivable: bool = False,
    warns: bool = False,
) -> Making:
    """Make this function a rule of the law, with what the pages need to say besides."""

    def made(check: Callable[[F], Iterable[Reason]]) -> Rule[F]:
        return Rule(check, numbers, whose, mended_by, applies, waivable, warns)

    return made


class Standing(StrEnum):
    """How one rule stands in one case."""

    MET = "met"
    UNMET = "unmet"
    WARNED = "warned"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"


SPOKEN_STANDING = {
    Standing.MET: "Met",
    Standing.UNMET: "Not met",
    Standing.WARNED: "Unusual",
    Standing.WAIVED: "Waived",
    Standing.NOT_APPLICABLE: "Does not apply",
}


@dataclass(frozen=True, slots=True)
class Line:
    """What one rule says of a case: how it stands, and each reason why it does not hold.

    A waived line keeps the reasons that it would have given; a warned one says what is unusual.
    """

    rule: Rule[Any]
    standing: Standing
    reasons: tuple[Reason, ...] = ()

    @property
    def stands_in_the_way(self) -> bool:
        return self.standing is Standing.UNMET


NONE_WAIVED: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Move(Generic[F]):
    """One lawful step. The row holds everything that the step entails.

    `sources` is empty for an opening move. `target` is a state; or None for a move that records a
    fact and leaves the state as it is; or a tuple of states where the case returns to one that it
    was in before (the model says which). `roles` are the roles that may take the step. `notices`
    are the kinds of message that follow from it. `effective` names the column, stamped by the move,
    that holds the day from which it is true; without it that is the day on which it is recorded.
    `undoable` moves can be taken back within a time; the others took other cases or people's rights
    with them (ADR 0015).
    """

    name: str
    label: str
    sources: tuple[StrEnum, ...]
    target: StrEnum | tuple[StrEnum, ...] | None
    roles: tuple[str, ...]
    requires: tuple[Rule[F], ...] = ()
    notices: tuple[str, ...] = ()
    needs_reason: bool = False
    effective: str = ""
    undoable: bool = False

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
        """Every (move, before, after) of the machine's table; the guard lets these by."""
        for move in self._moves.values():
            for before, after in move.edges():
                yield move.name, before, after

    def undoing(self) -> Iterator[tuple[str, str, str]]:
        """The reverse of every edge of a move that can be undone: the edges of `undo`."""
        back = ((after, before) for m in self.values() if m.undoable for before, after in m.edges())
        yield from dict.fromkeys((UNDO, before, after) for before, after in back)


def spoken(state: str) -> str:
    """A state's value as words: `preferred_bidder` is "preferred bidder"."""
    return state.replace("_", " ")


def judge(move: Move[F], facts: F, *, waived: Collection[str] = NONE_WAIVED) -> tuple[Line, ...]:
    """How every rule of this move stands, in the order of the table.

    `waived` names the rules that are waived for this case on this day; a rule that may not be
    waived stands all the same.
    """
    return tuple(line_of(rule, facts, waived=waived) for rule in move.requires)


def line_of(rule: Rule[F], facts: F, *, waived: Collection[str] = NONE_WAIVED) -> Line:
    """How one rule stands."""
    if rule.applies is not None and not rule.applies(facts):
        return _silent(rule, Standing.NOT_APPLICABLE)
    reasons = tuple(rule.check(facts))
    if not reasons:
        return _silent(rule, Standing.MET)
    if rule.warns:
        return Line(rule, Standing.WARNED, reasons)
    if rule.waivable and rule.name in waived:
        return Line(rule, Standing.WAIVED, reasons)
    return Line(rule, Standing.UNMET, reasons)


@cache
def _silent(rule: Rule[Any], standing: Standing) -> Line:
    """A line without reasons says the same of every case."""
    return Line(rule, standing)


def warnings_in(lines: Iterable[Line]) -> tuple[Reason, ...]:
    """Everything unusual about a move: it may be made all the same, and its event keeps them."""
    warned = (line for line in lines if line.standing is Standing.WARNED)
    return tuple(reason for line in warned for reason in line.reasons)


def refusals(move: Move[Any], lines: Iterable[Line], *, note: str) -> tuple[Reason, ...]:
    """Every reason that these lines, and a missing note, give against the move."""
    reasons = [reason for line in lines if line.stands_in_the_way for reason in line.reasons]
    if move.needs_reason and not note.strip():
        reasons.append(Reason("reason_missing", f"Say why: “{move.label}” needs a written reason."))
    return tuple(reasons)


def wrong_state(move: Move[F], state: str) -> Reason | None:
    """Why this move cannot be made from this state; None if it can."""
    if move.opens or state in move.sources:
        return None
    allowed = ", ".join(spoken(source) for source in move.sources)
    text = f"“{move.label}” can be done when the case is {allowed}. It is now {spoken(state)}."
    return Reason("wrong_state", text)


def reasons_against(
    move: Move[F],
    *,
    state: str,
    facts: F,
    note: str = "",
    waived: Collection[str] = NONE_WAIVED,
) -> tuple[Reason, ...]:
    """Every reason the law gives against this move; none means that it may be made."""
    wrong = wrong_state(move, state)
    if wrong is not None:
        return (wrong,)
    return refusals(move, judge(move, facts, waived=waived), note=note)


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
