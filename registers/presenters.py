"""What the page of a check says."""

from datetime import date
from typing import Any

from core.wording import day
from registers.models import Upload
from registers.outcome import ImportState
from registers.wording import TOLD, arithmetic_of, changes_of

VERDICTS = {
    "failed": "Failed",
    "skipped": "Skipped",
    "warned": "Taken, with a warning",
}


class CheckPage:
    """An outcome, ready to be shown."""

    def __init__(self, upload: Upload, outcome: dict[str, Any]) -> None:
        self.upload = upload
        self.outcome = outcome

    @property
    def publication(self) -> str:
        return self.upload.get_kind_display()

    @property
    def as_of(self) -> str:
        told = self.outcome.get("as_of")
        if not told:
            return "Not known"
        return f"{day(date.fromisoformat(told))} ({TOLD[self.outcome['as_of_from']]})"

    @property
    def arithmetic(self) -> str:
        return arithmetic_of(self.outcome)

    @property
    def is_refused(self) -> bool:
        return self.outcome["state"] == ImportState.REFUSED

    @property
    def is_nothing_to_do(self) -> bool:
        return self.outcome["state"] == ImportState.NOTHING_TO_DO

    @property
    def problems(self) -> list[str]:
        """What stands against the file as a whole; failed rows are one such problem."""
        found = list(self.outcome["problems"])
        if self.outcome["failed"] and self.is_refused:
            found.append(
                f"{self.outcome['failed']:,} of {self.outcome['read']:,} rows failed. "
                "Put them right in the file and send it again."
            )
        return found

    @property
    def changes(self) -> list[str]:
        return changes_of(self.outcome["changes"])

    @property
    def notes(self) -> list[str]:
        return list(self.outcome["notes"])

    @property
    def good(self) -> int:
        """Rows that could be applied by themselves."""
        return int(self.outcome["read"] - self.outcome["failed"] - self.outcome["skipped"])

    @property
    def offers_good_rows(self) -> bool:
        """Whether the rows that failed may be left out."""
        return self.is_refused and self.outcome["failed"] > 0 and self.good > 0

    @property
    def offers_endings(self) -> bool:
        """Whether the file was refused only because it would end so much."""
        return self.is_refused and not self.outcome["failed"] and self.outcome["read"] > 0

    @property
    def may_be_applied(self) -> bool:
        return self.upload.content is not None and (
            self.outcome["state"] == ImportState.CHECKED
            or self.offers_good_rows
            or self.offers_endings
        )

    @property
    def has_findings(self) -> bool:
        return bool(self.outcome["reasons"]) and self.upload.content is not None

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Each reason with its first rows."""
        return [
            {
                "verdict": VERDICTS[reason["verdict"]],
                "text": reason["text"],
                "rows": [
                    row
                    for row in self.outcome["rows"]
                    if (row["verdict"], row["reason"]) == (reason["verdict"], reason["reason"])
                ],
                "number": reason["rows"],
            }
            for reason in self.outcome["reasons"]
        ]
