# ruff: noqa: S608 - the SQL is made of this program's own words; what files say comes by COPY
"""Every skipped, failed and warned row, with its number, column, value and what was expected."""

import csv
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import IO, Any

from registers.staging.judge import Judge, Tally
from registers.staging.load import copying
from registers.staging.spec import FAILED, SKIPPED, WARNED, Check

COLUMNS = ("row", "column", "value", "verdict", "reason", "expected")
_FORMULA = tuple("=+-@\t\r\n|%＝＋－＠")
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about one row of the file."""

    row: int
    column: str
    value: str
    verdict: str
    reason: str
    expected: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def neutral(text: str) -> str:
    """The text as a spreadsheet shows it and never runs it."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


class Report:
    """The findings of one judged file, as SQL that is run only where somebody asks for rows."""

    def __init__(self, judge: Judge, tally: Tally) -> None:
        self.judge = judge
        self.tally = tally

    def _select(self, check: Check, verdict: str, source: str, *, expected: str = "") -> str:
        heading = _quoted(self.judge.layout.heading(check.column))
        return (
            f"SELECT r.row_no, {heading}, {self.judge.raw(check.column)}, '{verdict}',"
            f" {_quoted(check.code)}, {expected or _quoted(check.expected)} FROM {source}"
        )

    def _staged(self, check: Check, verdict: str, when: str) -> str:
        return self._select(check, verdict, f"staged s JOIN raw r ON r.ctid = s.place WHERE {when}")

    def _failed(self) -> Iterator[str]:
        if self.tally.reasons.get((FAILED, "not_a_row")):
            yield f"SELECT row_no, '', value, '{FAILED}', 'not_a_row', expected FROM broken"
        for at, check in enumerate(self.judge.flaws):
            if self.tally.reasons.get((FAILED, check.code)):
                yield self._staged(check, FAILED, f"s.bad & {1 << at} <> 0")
        if self.tally.reasons.get((FAILED, "twice_in_file")):
            yield self._doubles()

    def _doubles(self) -> str:
        same = " AND ".join(f"s.{name} = d.{name}" for name in self.judge.spec.key)
        source = (
            f"staged s JOIN raw r ON r.ctid = s.place JOIN doubled d ON {same} WHERE s.skip IS NULL"
        )
        rows = "'one row only: it is on rows ' || array_to_string(d.rows[1:9], ', ')"
        return self._select(self.judge.double(), FAILED, source, expected=rows)

    def _skipped(self) -> Iterator[str]:
        for check in self.judge.skips:
            if self.tally.reasons.get((SKIPPED, check.code)):
                yield self._staged(check, SKIPPED, f"s.bad = 0 AND s.skip = '{check.code}'")
        for check in self.judge.spec.passed_over:
            if self.tally.reasons.get((SKIPPED, check.code)):
                source = f"raw r WHERE ({self.judge.passing()}) = '{check.code}'"
                yield self._select(check, SKIPPED, source)

    def _warned(self) -> Iterator[str]:
        for at, check in enumerate(self.judge.warnings):
            if self.tally.reasons.get((WARNED, check.code)):
                good = "s.bad = 0 AND s.skip IS NULL"
                yield self._staged(check, WARNED, f"s.warned & {1 << at} <> 0 AND {good}")

    def _parts(self) -> list[str]:
        return [*self._failed(), *self._skipped(), *self._warned()]

    def rows(self) -> Iterator[Finding]:
        """All findings in the order of the file, one at a time as the database gives them."""
        if parts := self._parts():
            yield from _rows(" UNION ALL ".join(parts) + " ORDER BY 1")

    def first_of_each(self, most: int) -> list[Finding]:
        """A few rows of each reason: what a page or a JSON object can hold."""
        if not (parts := self._parts()) or most == 0:
            return []
        limited = (f"({part} LIMIT {most})" for part in parts)
        return list(_rows(" UNION ALL ".join(limited) + " ORDER BY 1"))

    def write_csv(self, file: IO[str]) -> int:
        """All findings as CSV that no spreadsheet runs; returns how many there were."""
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        written = 0
        for found in self.rows():
            texts = (neutral(found.column), neutral(found.value), found.verdict, found.reason)
            writer.writerow((found.row, *texts, neutral(found.expected)))
            written += 1
        return written


def _rows(sql: str) -> Iterator[Finding]:
    with copying(f"COPY ({sql.replace('%%', '%')}) TO STDOUT") as copy:
        for row, column, value, *rest in copy.rows():
            yield Finding(int(row), column or "", (value or "")[:LONGEST_VALUE], *rest)
