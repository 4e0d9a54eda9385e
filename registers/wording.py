"""What came of an import, in sentences. Pure text."""

from collections.abc import Iterator, Mapping
from typing import Any

from registers.outcome import ImportState, Outcome

_STATES = {
    ImportState.APPLIED: "Applied.",
    ImportState.CHECKED: "Checked only: nothing was applied.",
    ImportState.NOTHING_TO_DO: "Nothing to do: this very file is already in.",
    ImportState.REFUSED: "Refused: nothing was applied.",
}
_CHANGES = {
    "commissioners_added": "commissioners were added that the register names",
    "commissioners_of_the_past": "commissioners are of the past: no practice is under them now",
    "commissioners_ended": "commissioners that are listed no more were ended",
    "commissioners_named": "commissioners that were known by code only were given their names",
    "commissioner_successions": "successions of commissioners were linked",
    "practices_ended": "practices that are listed no more were closed",
    "practice_successions": "successions of practices were linked",
    "contract_types_ended": "contract types of closed practices were ended",
    "past_commissioners_filled_in": "practices' commissioners of that year were filled in",
    "stps_added": "STPs were added",
    "stps_ended": "STPs that are listed no more were ended",
    "stp_links_added": "commissioners were given an STP",
    "stp_links_ended": "commissioners left an STP",
    "vanguards_ended": "vanguards that are listed no more were ended",
    "vanguard_successions": "successions of vanguards were linked",
    "vanguard_commissioners_added": "commissioners of vanguards were added",
    "vanguard_commissioners_ended": "commissioners left a vanguard",
    "vanguard_practices_added": "member practices of vanguards were added",
    "vanguard_practices_ended": "member practices left a vanguard",
}
TOLD = {
    "given": "as you said",
    "file name": "from the name of the file",
    "rows": "from its rows",
    "today": "today, as neither you nor the file's name says",
}


def changes_of(changes: Mapping[str, int]) -> list[str]:
    """What else changed beside the file's own rows."""
    return [f"{number:,} {_CHANGES[what]}" for what, number in changes.items()]


def arithmetic_of(counts: Mapping[str, Any]) -> str:
    """The counts as the sum that they are."""
    return (
        f"{counts['read']:,} read = {counts['created']:,} created + {counts['updated']:,} updated"
        f" + {counts['unchanged']:,} unchanged + {counts['skipped']:,} skipped"
        f" + {counts['failed']:,} failed"
    )


def verdict(outcome: Outcome) -> str:
    """How it ended, in one sentence."""
    changed = outcome.created or outcome.updated or outcome.changes
    if outcome.state is ImportState.APPLIED and not changed:
        return "Applied: nothing had changed."
    return _STATES[outcome.state]


def summary(outcome: Outcome, *, most: int) -> Iterator[str]:
    """The whole answer as lines for a terminal."""
    if outcome.as_of:
        told = TOLD.get(outcome.as_of_from, "")
        yield f"{outcome.file}: {outcome.kind}, as of {outcome.as_of:%d %B %Y} ({told})"
    yield from outcome.problems
    if outcome.read:
        yield arithmetic_of(outcome.counts())
    for reason in outcome.reasons:
        yield f"  {reason['verdict']}: {reason['text']}"
    for line in changes_of(outcome.changes):
        yield f"  {line}"
    for note in outcome.notes:
        yield f"  {note}"
    failed = [row for row in outcome.rows if row.verdict == "failed"]
    for row in failed[:most]:
        where = f"Row {row.row}, {row.column}" if row.column else f"Row {row.row}"
        yield f"  {where}: “{row.value[:80]}”; expected {row.expected}"
    if len(failed) > most:
        yield "  … and more: --errors FILE writes them all."
    yield verdict(outcome)
