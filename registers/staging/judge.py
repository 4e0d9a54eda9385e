# ruff: noqa: S608 - the SQL is made of this program's own words; what files say comes by COPY
"""The staged rows: cleaned, joined to what is known, each with its verdict, in one statement."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from registers.reading.columns import Layout
from registers.staging.cleaning import freed
from registers.staging.spec import FAILED, SKIPPED, WARNED, Check, Column, Spec

Execute = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows each reason befell: (verdict, code) to the number."""

    reasons: Mapping[tuple[str, str], int]
    failed: int
    skipped: int
    good: int
    warned: int


class Judge:
    """Writes and asks the SQL of one publication in the layout of one file."""

    def __init__(self, spec: Spec, layout: Layout, execute: Execute, *, plain: bool) -> None:
        self.spec = spec
        self.layout = layout
        self.execute = execute
        self.plain = plain
        self.flaws = spec.flaws()
        self.skips = spec.of(SKIPPED)
        self.warnings = spec.of(WARNED)

    def texts(self, column: Column, *, of: str = "") -> list[str]:
        """The freed texts that make up one value, as names of the inner query."""
        places = self.layout.places.get(column.name, ())
        if len(places) == 1:
            return [f"{of}t_{column.name}"]
        return [f"{of}t_{column.name}_{at}" for at in range(len(places))]

    def raw(self, name: str) -> str:
        """What the file says in this column, as it stands."""
        places = self.layout.places.get(name, ())
        if not places:
            return "NULL::text"
        return f"concat_ws('|', {', '.join(f'r.r{at}' for at in places)})"

    def _freed(self) -> str:
        """The innermost columns: the row, where it lies in `raw`, and its freed texts."""
        pieces = ["r.row_no", "r.ctid AS place"]
        for column in self.spec.columns:
            for text, at in zip(
                self.texts(column), self.layout.places.get(column.name, ()), strict=True
            ):
                pieces.append(f"{freed(f'r.r{at}', plain=self.plain)} AS {text}")
        return ", ".join(pieces)

    def passing(self) -> str:
        """Which rows of `raw r` are not read at all, as a CASE that names the reason."""
        if not self.spec.passed_over:
            return ""
        cases = " ".join(f"WHEN {c.when} THEN '{c.code}'" for c in self.spec.passed_over)
        for column in self.spec.columns:
            at = self.layout.places.get(column.name, ())
            text = freed(f"r.r{at[0]}", plain=self.plain) if at else "NULL::text"
            literally = text.replace("\\", r"\\")
            cases = re.sub(rf"t\.t_{column.name}\b", literally, cases)
        return f"CASE {cases} END"

    def _cleaned(self) -> str:
        values = []
        for column in self.spec.columns:
            texts = self.texts(column, of="t.")
            shown = texts[0] if len(texts) == 1 else "NULL::text"
            if len(texts) > 1:
                shown = f"coalesce({', '.join(texts)})"
            values.append(f"{shown} AS t_{column.name}")
            values.append(f"{column.clean.value(texts)} AS {column.name}")
        passing = self.passing()
        where = f" WHERE ({passing}) IS NULL" if passing else ""
        # OFFSET 0 keeps PostgreSQL from writing an inner expression out wherever it is named.
        return (
            f"SELECT t.row_no, t.place, {', '.join(values)} FROM (SELECT {self._freed()}"
            f" FROM raw r{where} OFFSET 0) t OFFSET 0"
        )

    def make_staged(self, parameters: Mapping[str, Any]) -> None:
        """Clean and judge every row; two rows of one key are both failed."""
        bad = " | ".join(
            f"CASE WHEN {flaw.when} THEN {1 << at} ELSE 0 END" for at, flaw in enumerate(self.flaws)
        )
        warned = " | ".join(
            f"CASE WHEN {check.when} THEN {1 << at} ELSE 0 END"
            for at, check in enumerate(self.warnings)
        )
        skip = " ".join(f"WHEN {check.when} THEN '{check.code}'" for check in self.skips)
        joined = f", {self.spec.joined}" if self.spec.joined else ""
        names = ", ".join(f"c.{column.name}" for column in self.spec.columns)
        self.execute(
            "CREATE TEMP TABLE staged ON COMMIT DROP AS"
            f" SELECT c.row_no, c.place, {names}{joined},"
            f" {f'CASE {skip} END' if skip else 'NULL::text'} AS skip,"
            f" ({bad or '0'}) AS bad, ({warned or '0'}) AS warned"
            f" FROM ({self._cleaned()}) c {self.spec.joins}",
            parameters,
        )
        # Without it the planner takes the good rows to be one, and compares by nested loops.
        # A small sample will do: what it needs to know is how many there are.
        self.execute("SET LOCAL default_statistics_target = 10")
        self.execute(f"ANALYZE staged ({', '.join(self.spec.key)}, bad, skip)")

    def _find_doubles(self) -> int:
        key = ", ".join(self.spec.key)
        filled = " AND ".join(f"{name} IS NOT NULL" for name in self.spec.key)
        good = f"FROM staged WHERE skip IS NULL AND {filled} GROUP BY {key} HAVING count(*) > 1"
        if self.execute(f"SELECT 1 {good} LIMIT 1").fetchone() is None:
            return 0
        return self.execute(
            "CREATE TEMP TABLE doubled ON COMMIT DROP AS"
            f" SELECT {key}, array_agg(row_no ORDER BY row_no) AS rows {good}"
        ).rowcount

    def tally(self, rows: int) -> Tally:
        """Count the verdicts over so many rows of the file; failing comes before skipping."""
        if self._find_doubles():
            self._mark_doubles()
        total, failed, skipped, warned = self.execute(
            "SELECT count(*), count(*) FILTER (WHERE bad <> 0),"
            " count(*) FILTER (WHERE bad = 0 AND skip IS NOT NULL),"
            " count(*) FILTER (WHERE bad = 0 AND skip IS NULL AND warned <> 0) FROM staged"
        ).fetchone()
        broken = self._count("SELECT count(*) FROM broken")
        passed = rows - total - broken
        reasons: dict[tuple[str, str], int] = {}
        self._passed_over(reasons, passed)
        if failed or skipped or warned or broken:
            self._reasons(reasons, broken)
        return Tally(reasons, failed + broken, skipped + passed, total - failed - skipped, warned)

    def _mark_doubles(self) -> None:
        same = " AND ".join(f"s.{name} = d.{name}" for name in self.spec.key)
        self.execute(
            f"UPDATE staged s SET bad = bad | {1 << len(self.flaws)} FROM doubled d"
            f" WHERE s.skip IS NULL AND {same}"
        )

    def _passed_over(self, reasons: dict[tuple[str, str], int], passed: int) -> None:
        checks = self.spec.passed_over
        if not passed:
            return
        if len(checks) == 1:
            reasons[SKIPPED, checks[0].code] = passed
            return
        rows = self.execute(f"SELECT {self.passing()}, count(*) FROM raw r GROUP BY 1").fetchall()
        reasons.update({(SKIPPED, code): number for code, number in rows if code})

    def _reasons(self, reasons: dict[tuple[str, str], int], broken: int) -> None:
        if broken:
            reasons[FAILED, "not_a_row"] = broken
        for verdict, bits, checks, when in (
            (FAILED, "bad", [*self.flaws, self.double()], "true"),
            (WARNED, "warned", self.warnings, "bad = 0 AND skip IS NULL"),
        ):
            counts = ", ".join(
                f"count(*) FILTER (WHERE {bits} & {1 << at} <> 0)" for at in range(len(checks))
            )
            if not counts:
                continue
            found = self.execute(f"SELECT {counts} FROM staged WHERE {when}").fetchone()
            for check, number in zip(checks, found, strict=True):
                if number:
                    key = (verdict, check.code)
                    reasons[key] = reasons.get(key, 0) + number
        rows = self.execute(
            "SELECT skip, count(*) FROM staged WHERE bad = 0 AND skip IS NOT NULL GROUP BY skip"
        ).fetchall()
        for code, number in rows:
            reasons[SKIPPED, code] = reasons.get((SKIPPED, code), 0) + number

    def double(self) -> Check:
        """Two rows for one thing."""
        return Check("twice_in_file", FAILED, self.spec.key[0], "", "one row only")

    def _count(self, sql: str) -> int:
        return int(self.execute(sql).fetchone()[0])
