"""What one version of the rulebook holds: each figure's dated values. Pure Python."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rulebook.rules.figures import KEYS, KINDS, Figures

BEGINNING = date(1948, 7, 5)
"""From this day on every figure has a value: nothing in this system is older."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a figure, and from when until (and not on) which day it is in force."""

    key: str
    value: Any
    authority: str
    confirmed: bool
    in_force_from: date = BEGINNING
    in_force_until: date | None = None

    def is_in_force(self, on: date) -> bool:
        """Whether the value counts on this day."""
        return self.in_force_from <= on and (
            self.in_force_until is None or on < self.in_force_until
        )

    def meets(self, start: date, end: date | None) -> bool:
        """Whether the value counts on any day of this period."""
        begins = end is None or self.in_force_from < end
        return begins and (self.in_force_until is None or start < self.in_force_until)


def given(entries: Iterable[Entry], new: Entry) -> list[Entry]:
    """The figure's values once the new one stands: on its days it alone, on all others what was."""
    start, end = new.in_force_from, new.in_force_until
    made = [new]
    for old in entries:
        if not old.meets(start, end):
            made.append(old)
            continue
        if old.in_force_from < start:
            made.append(replace(old, in_force_until=start))
        if end is not None and (old.in_force_until is None or end < old.in_force_until):
            made.append(replace(old, in_force_from=end))
    return sorted(made, key=lambda entry: entry.in_force_from)


def first_entry(key: str) -> Entry:
    """The figure as the programme began with it."""
    kind = KINDS[key]
    return Entry(key, kind.first, kind.authority, kind.confirmed)


class Edition:
    """One version of the rulebook. A figure that came into the law after the version was published
    has its first value in it."""

    def __init__(self, number: int, entries: Mapping[str, tuple[Entry, ...]]) -> None:
        self.number = number
        self._entries = {key: entries.get(key) or (first_entry(key),) for key in KEYS}

    def __iter__(self) -> Iterator[Entry]:
        """Every value of every figure, in the order of the law and of time."""
        for key in KEYS:
            yield from self._entries[key]

    def of(self, key: str) -> tuple[Entry, ...]:
        """Every value of one figure, in order of time."""
        return self._entries[key]

    def entry(self, key: str, on: date) -> Entry:
        """The figure as in force on the day, with its authority. Before the first day that it is
        known for, the earliest value counts."""
        known = self._entries[key]
        return next((entry for entry in known if entry.is_in_force(on)), known[0])

    def figures(self, on: date) -> Figures:
        """Every figure as in force on the day."""
        return Figures(version=self.number, **{key: self.entry(key, on).value for key in KEYS})
