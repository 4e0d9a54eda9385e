"""Columns by name: what a publication's header says, and what it should say. Pure Python."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

NEAR = 0.75
"""How alike two headings must be before one is suggested for the other (difflib's ratio)."""


def fold(heading: str) -> str:
    """A heading without what vintages differ in: case, spaces, punctuation."""
    return re.sub(r"[^a-z0-9]+", "_", heading.strip().lower()).strip("_")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that is read: its own name, and the other names that vintages gave it (folded)."""

    name: str
    also: tuple[str, ...] = ()
    required: bool = True
    gather: str = ""
    """A pattern: every column whose folded heading matches is gathered into this one."""

    def matches(self, folded: str) -> bool:
        if self.gather and re.fullmatch(self.gather, folded):
            return True
        return folded == self.name or folded in self.also


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The columns of a publication: those that are read, and those that are known and left."""

    read: tuple[Heading, ...]
    left: frozenset[str] = frozenset()
    left_like: str = ""
    """A pattern of headings that are left unread, for files whose money columns change yearly."""

    def find(self, folded: str) -> Heading | None:
        return next((heading for heading in self.read if heading.matches(folded)), None)

    def is_left(self, folded: str) -> bool:
        """Whether the heading is known and not read."""
        return folded in self.left or bool(self.left_like and re.search(self.left_like, folded))

    def names(self) -> list[str]:
        spellings = [name for heading in self.read for name in (heading.name, *heading.also)]
        return [*spellings, *sorted(self.left)]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each column stands in this file, and what is wrong with its header."""

    width: int
    places: dict[str, tuple[int, ...]]
    headings: tuple[str, ...]
    problems: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def heading(self, name: str) -> str:
        """The column's name as this file spells it."""
        at = self.places.get(name)
        return self.headings[at[0]] if at and self.headings else name.replace("_", " ")


def by_position(names: Sequence[str]) -> Layout:
    """The layout of a file that never has a header."""
    places: dict[str, tuple[int, ...]] = {}
    for at, name in enumerate(names):
        if name:
            places[name] = (*places.get(name, ()), at)
    headings = (f"column {at + 1} ({name.replace('_', ' ')})" for at, name in enumerate(names))
    return Layout(len(names), places, tuple(headings))


def by_name(cells: Sequence[str], vocabulary: Vocabulary) -> Layout:
    """The layout that a header gives, with every unknown, missing or doubled column named."""
    places: dict[str, tuple[int, ...]] = {}
    unknown: list[str] = []
    unread: list[str] = []
    for at, cell in enumerate(cells):
        folded = fold(cell)
        heading = vocabulary.find(folded)
        if heading is not None:
            places[heading.name] = (*places.get(heading.name, ()), at)
        elif folded and not vocabulary.is_left(folded):
            unknown.append(cell.strip())
        elif folded and folded not in vocabulary.left:
            unread.append(cell.strip())
    close = [cell for cell in unread if _near(cell, vocabulary.read, places)]
    unknown.extend(close)
    problems = [
        *_doubled(cells, vocabulary, places),
        *_unknown(unknown, vocabulary, places),
        *_missing(vocabulary, places),
    ]
    return Layout(
        width=len(cells),
        places=places,
        headings=tuple(cell.strip() for cell in cells),
        problems=tuple(problems),
        unread=tuple(cell for cell in unread if cell not in close),
    )


def _near(cell: str, read: Iterable[Heading], places: dict[str, tuple[int, ...]]) -> str:
    """The missing column that this heading may be a misspelling of."""
    wanted = [h.name for h in read if h.name not in places and not h.gather]
    found = get_close_matches(fold(cell), wanted, n=1, cutoff=NEAR)
    return found[0] if found else ""


def _doubled(
    cells: Sequence[str], vocabulary: Vocabulary, places: dict[str, tuple[int, ...]]
) -> list[str]:
    twice = [
        name
        for name, at in places.items()
        if len(at) > 1 and not next(h for h in vocabulary.read if h.name == name).gather
    ]
    said = [
        f"Two columns hold the {name.replace('_', ' ')}: "
        + " and ".join(f"“{cells[at].strip()}” (column {at + 1})" for at in places[name])
        + ". Leave one of them out."
        for name in twice
    ]
    known = {cells[at].strip() for name in twice for at in places[name]}
    counted = Counter(cell.strip() for cell in cells if fold(cell) not in ("", "null"))
    said.extend(
        f"The column “{cell}” is there {number} times. Leave one of them out."
        for cell, number in counted.items()
        if number > 1 and cell not in known
    )
    return said


def _unknown(
    unknown: Iterable[str], vocabulary: Vocabulary, places: dict[str, tuple[int, ...]]
) -> list[str]:
    said = []
    for cell in unknown:
        close = get_close_matches(fold(cell), vocabulary.names(), n=1, cutoff=NEAR)
        guess = _near(cell, vocabulary.read, places) or (close[0] if close else "")
        meant = f" Did you mean “{guess}”?" if guess else " Take it out if it is not needed."
        said.append(f"The column “{cell[:80]}” is not known in this publication.{meant}")
    return said


def _missing(vocabulary: Vocabulary, places: dict[str, tuple[int, ...]]) -> list[str]:
    return [
        f"The column “{heading.name}” is missing."
        + (f" It may also be called “{'” or “'.join(heading.also)}”." if heading.also else "")
        for heading in vocabulary.read
        if heading.required and heading.name not in places
    ]
