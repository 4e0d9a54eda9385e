"""What came of an import: the one answer that the command line, the page and the log show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from registers.staging.judge import Tally
from registers.staging.report import Finding
from registers.staging.spec import Spec


class ImportState(StrEnum):
    """How an import ended."""

    APPLIED = "applied"
    CHECKED = "checked"
    NOTHING_TO_DO = "nothing_to_do"
    REFUSED = "refused"


REASONS = {
    "not_a_row": "could not be read as a row",
    "not_understood": "has a value that is missing or not understood",
    "twice_in_file": "is about something that another row is about too",
    "not_a_gp_practice": "is not a GP practice",
    "national_pseudo_code": "is a national code, not a practice",
    "no_such_practice": "names a practice that is not in the register",
    "no_such_commissioner": "names a commissioner that is not known",
    "one_age_or_sex": "is about one age or one sex only",
    "did_not_report": "is of a practice that did not report",
    "no_number": "has no number of patients",
    "closed_before_opened": "closes a practice before it opened",
    "closed_by_record": "says otherwise of a closing that an officer recorded",
    "moved_by_record": "says otherwise of a move of commissioner that an officer recorded",
    "under_ended_commissioner": "puts an open practice under a commissioner that has ended",
    "closed_with_patients": "has patients at a closed practice",
    "another_commissioner": "names another commissioner than the register",
    "another_postcode": "has another postcode than the register",
    "weighted_without_patients": "has weighted patients and no registered ones",
    "stp_without_name": "has the code of an STP and no name",
}
"""Each reason as the end of the sentence “the row …”."""

WAITING = ("no_such_practice", "no_such_commissioner")
"""Reasons that another import may cure: such a file is worth importing again."""


@dataclass(slots=True)
class Outcome:
    """One import: what was read and what came of it. The counts always reconcile."""

    kind: str
    file: str
    state: ImportState
    as_of: date | None = None
    as_of_from: str = ""
    sha256: str = ""
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0
    warned: int = 0
    blank_lines: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    reasons: list[dict[str, Any]] = field(default_factory=list)
    rows: list[Finding] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    run: UUID | None = None

    @property
    def reconciles(self) -> bool:
        """Whether every row that was read is accounted for."""
        parts = self.created + self.updated + self.unchanged + self.skipped + self.failed
        return self.read == parts

    @property
    def succeeded(self) -> bool:
        return self.state is not ImportState.REFUSED

    def counts(self) -> dict[str, Any]:
        """What the run's own record keeps."""
        return {
            **{name: getattr(self, name) for name in COUNTED},
            "changes": dict(self.changes),
            "reasons": self.reasons,
            "notes": self.notes,
        }

    def as_dict(self) -> dict[str, Any]:
        """One object for the command's JSON."""
        return {
            "kind": self.kind,
            "file": self.file,
            "state": self.state.value,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "as_of_from": self.as_of_from,
            "sha256": self.sha256,
            **self.counts(),
            "problems": self.problems,
            "rows": [finding.as_dict() for finding in self.rows],
            "run": str(self.run) if self.run else None,
        }


COUNTED = (
    "read", "created", "updated", "unchanged", "skipped", "failed", "warned", "blank_lines",
)  # fmt: skip


def reasons(spec: Spec, tally: Tally) -> list[dict[str, Any]]:
    """Each reason with its number of rows, failures first."""
    expected = {check.code: check.expected for check in (*spec.passed_over, *spec.checks)}
    order = {"failed": 0, "skipped": 1, "warned": 2}
    found: Sequence[tuple[tuple[str, str], int]] = sorted(
        tally.reasons.items(), key=lambda item: (order[item[0][0]], -item[1])
    )
    return [
        {
            "verdict": verdict,
            "reason": code,
            "rows": number,
            "text": f"{number:,} {'row' if number == 1 else 'rows'}: the row {REASONS[code]}",
            "expected": expected.get(code, ""),
        }
        for (verdict, code), number in found
    ]


def waiting(counts: Mapping[str, Any]) -> bool:
    """Whether rows were skipped for want of something that another import may bring."""
    return any(reason["reason"] in WAITING for reason in counts.get("reasons", ()))
