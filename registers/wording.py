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
    "commissioners_added": "commissioner{s} {were} added that the register names",
    "commissioners_of_the_past": "commissioner{s} {were} ended: no practice is under such now",
    "commissioners_ended": "commissioner{s} no longer listed {were} ended",
    "commissioners_named": "commissioner{s} known by code only {were} given a name",
    "commissioner_successions": "succession{s} of commissioners {were} linked",
    "practices_ended": "practice{s} no longer listed {were} closed",
    "practice_successions": "succession{s} of practices {were} linked",
    "contract_types_ended": "contract type{s} of closed practices {were} ended",
    "past_commissioners_filled_in": "earlier commissioner{s} of practices {were} filled in",
    "stps_added": "STP{s} {were} added",
    "stps_ended": "STP{s} no longer listed {were} ended",
    "stp_links_added": "commissioner{s} {were} given an STP",
    "stp_links_ended": "commissioner{s} left an STP",
    "vanguards_ended": "vanguard{s} no longer listed {were} ended",
    "vanguard_successions": "succession{s} of vanguards {were} linked",
    "vanguard_commissioners_added": "commissioner{s} of vanguards {were} added",
    "vanguard_commissioners_ended": "commissioner{s} left a vanguard",
    "vanguard_practices_added": "member practice{s} of vanguards {were} added",
    "vanguard_practices_ended": "member practice{s} left a vanguard",
}
TOLD = {
    "given": "as you said",
    "file name": "from the name of the file",
    "later": "today, as the name of the file tells a later day",
    "rows": "from its rows",
    "today": "today, as neither you nor the file's name says",
}


def changes_of(changes: Mapping[str, int]) -> list[str]:
    """What else changed beside the file's own rows."""
    return [f"{number:,} {_change(what, number)}" for what, number in changes.items()]


def _change(what: str, number: int) -> str:
    one = number == 1
    return _CHANGES[what].format(s="" if one else "s", were="was" if one else "were")


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
        told = TOLD[outcome.as_of_from]
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
