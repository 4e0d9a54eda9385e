"""Rows of a CSV, one physical line each: the careful reader that names what is wrong. Pure Python.

No field of these publications holds a line break, so a quote that is still open at the end of its
line is a fault of that line. Python's own reader would swallow every row up to the next quote.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper

from registers.reading.source import SAVE_AS, Facts, Source, Unreadable

LONGEST_HEADER = 20
"""Lines that a header may be spread over: some vintages break a heading's words."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: its number as a spreadsheet shows it, and its cells or its fault."""

    number: int
    cells: tuple[str, ...] = ()
    fault: str = ""
    text: str = ""

    @property
    def blank(self) -> bool:
        return not self.fault and not any(cell.strip() for cell in self.cells)


def _parse(text: str) -> list[str]:
    return next(csv.reader([text], strict=True), [])


def _fault(text: str, error: csv.Error) -> str:
    if "unexpected end of data" in str(error):
        return "the quote is not closed"
    if "larger than field limit" in str(error):
        return "a field is longer than 131,072 characters"
    return "a quote stands where none may be"


def lines(source: Source, facts: Facts) -> Iterator[Line]:
    """Every line of the file; nothing is held in memory."""
    encoding = "utf-8-sig" if facts.encoding == "utf-8" else facts.encoding
    with source.open() as raw, TextIOWrapper(raw, encoding=encoding, newline=None) as text:
        for number, line in enumerate(text, start=1):
            line = line.rstrip("\n")
            try:
                yield Line(number, tuple(_parse(line)), text=line)
            except csv.Error as error:
                yield Line(number, fault=_fault(line, error), text=line)


@dataclass(frozen=True, slots=True)
class Top:
    """The first record of the file: its cells, and on how many lines it stands."""

    cells: tuple[str, ...]
    height: int


def top(source: Source, facts: Facts) -> Top:
    """The first record, which is the header where there is one.

    Raises:
        Unreadable: it is no row of a CSV, or other signs part its columns.
    """
    text = ""
    for line in lines(source, facts):
        text = f"{text} {line.text}".strip(" ")
        if not text:
            continue
        _refuse_other_signs(text)
        try:
            cells = tuple(_parse(text))
        except csv.Error as error:
            if "unexpected end of data" in str(error) and line.number < LONGEST_HEADER:
                continue
            raise Unreadable(f"Row 1: {_fault(text, error)}.") from error
        return Top(cells, line.number)
    raise Unreadable("Row 1: the quote is not closed.")


def _refuse_other_signs(text: str) -> None:
    """Say so where the columns are parted by something else, or the file is something else."""
    for sign, name in ((";", ";"), ("\t", "tabs"), ("|", "|")):
        if text.count(sign) > text.count(","):
            raise Unreadable(f"This file uses {name} between columns, not commas. {SAVE_AS}")
    if text.lstrip("\ufeff ")[:1] in ("{", "["):
        raise Unreadable("This is JSON, not a CSV.")
