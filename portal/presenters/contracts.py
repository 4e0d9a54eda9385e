"""A practice's own contract in plain words: what it is today, and the dates that hang on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contracts.rules.periods import next_point, notice_deadline, reactivation_points
from contracts.rules.practice_states import PracticeContractStatus as Status
from contracts.rules.windows import Window, earliest_return
from core.wording import count, day
from portal.presenters.words import Line, Tag, lines
from rulebook.rules.editions import Edition, Entry

TYPES = {
    "gms": "GMS (General Medical Services, the national contract)",
    "pms": "PMS (Personal Medical Services, a local contract)",
    "apms": "APMS (Alternative Provider Medical Services)",
}

MEANINGS = {
    Status.RETAINED: "Your practice holds its own contract and provides its services under it.",
    Status.SUSPENDED: "Your contract still exists, but nothing is provided under it. Your practice "
    "works under the MCP contract, and your registered patients are on the MCP’s list.",
    Status.REACTIVATABLE: "Your contract is suspended, and its first reactivation point has come. "
    "Your practice can resume it at a reactivation point if it gives notice in time.",
    Status.TERMINATED: "Your contract has ended. There is no contract to return to.",
    Status.MERGED: "Your contract became part of another practice’s contract when the practices "
    "merged.",
    Status.EXPIRED: "The term of your contract is over. There is no contract to return to.",
}

COLOURS = {
    Status.RETAINED: "green",
    Status.SUSPENDED: "yellow",
    Status.REACTIVATABLE: "aqua-green",
    Status.TERMINATED: "grey",
    Status.MERGED: "grey",
    Status.EXPIRED: "grey",
}

UNDER_WAY = {
    "suspension_noticed": "Your notice of suspension is on record. Until the suspension takes "
    "effect, nothing changes.",
    "reactivation_noticed": "Your notice of reactivation is on record.",
}


@dataclass(frozen=True, slots=True)
class ContractCard:
    """What the home page says about the practice's contract."""

    kind: str
    tag: Tag
    meaning: str
    under_way: str
    lines: list[Line]
    windows: list[Line] = field(default_factory=list)

    @property
    def has_unconfirmed(self) -> bool:
        """Whether a date rests on a draft or on guidance as reported."""
        return any(line.to_confirm for line in (*self.lines, *self.windows))


def card(
    contract: Any,
    on: date,
    edition: Edition,
    windows: Sequence[Window] = (),
    must_agree: Sequence[str] = (),
) -> ContractCard | None:
    """The contract's type, status, meaning and dates; None where none is on record.

    `edition` is the rulebook that binds it, `windows` every day on which it may come back, and
    `must_agree` whose consent that needs.
    """
    if contract is None:
        return None
    status = contract.status_on(on, edition.figures(on))
    return ContractCard(
        kind=TYPES[contract.contract_type],
        tag=Tag(status.value.capitalize(), COLOURS[status]),
        meaning=MEANINGS[status],
        under_way=UNDER_WAY.get(contract.state, ""),
        lines=[*_dates(contract), *_points(contract, on, edition)],
        windows=_windows(windows, must_agree, on),
    )


PATIENTS = {
    True: "Former patients return with you, unless they ask to stay",
    False: "Former patients stay with the MCP, unless they ask to return",
    None: "Where former patients go is decided and recorded then",
}


def _windows(windows: Sequence[Window], must_agree: Sequence[str], on: date) -> list[Line]:
    """Every day on which the contract may come back, and what hangs on it."""
    if not windows:
        return []
    earliest = earliest_return(tuple(windows), on)
    today = day(earliest.day) if earliest else "It would be too late for every day below"
    first = Line("If you gave notice today, your earliest return", today)
    return [first, *lines(("Who must agree", ", ".join(must_agree))), *map(_window(on), windows)]


def _window(on: date) -> Callable[[Window], Line]:
    """How one such day is told, on this day."""

    def told(each: Window) -> Line:
        label = f"{day(each.day)}, {_called(each)}"
        notice = f"Notice by {day(each.notice_by)}"
        if not each.is_open_on(on):
            notice += " (has passed)"
        elif each.advised_by != each.notice_by:
            notice += f"; better by {day(each.advised_by)}, a working day"
        by = f" NHS England writes to people in your former area by {day(each.letters_by)}." if (
            each.letters_by
        ) else ""  # fmt: skip
        value = f"{notice}. {PATIENTS[each.patients_return]}.{by}"
        return Line(label, value, "; ".join(each.authorities), to_confirm=each.to_confirm)

    return told


def _called(window: Window) -> str:
    return "end of the MCP contract" if window.is_contract_end else f"point {window.number}"


def _dates(contract: Any) -> list[Line]:
    """What is on record, in the order in which it happens."""
    mcp = contract.mcp_contract
    sent = contract.letters_sent
    return lines(
        ("Notice of suspension given", contract.notice_given_on),
        ("MCP contract that the notice names", str(mcp) if mcp else ""),
        ("Start under the MCP contract", contract.starts_under_mcp_on),
        ("Letters to registered patients", count(sent, "letter") if sent is not None else ""),
        ("Letters completed", contract.letters_completed_on),
        ("Suspended from", contract.suspended_on),
        ("Notice of reactivation given", contract.reactivation_noticed_on),
        ("Contract resumes on", contract.reactivation_on),
        ("Reactivated on", contract.reactivated_on),
        ("Ended on", contract.ended_on),
    )


def _points(contract: Any, on: date, edition: Edition) -> list[Line]:
    """For a suspended contract: the next point of return, and the last day of notice for it."""
    if contract.state != "suspended" or contract.suspended_on is None:
        return []
    figures = edition.figures(on)
    first = next(reactivation_points(contract.suspended_on, figures), None)
    coming = next_point(contract.suspended_on, on, figures)
    if coming is None:
        return []
    step = "first_point_years" if coming == first else "point_interval_years"
    return [
        _line(
            "Next reactivation point that you can give notice for", coming, edition.entry(step, on)
        ),
        _line(
            "Last day of notice for that point",
            notice_deadline(coming, figures),
            edition.entry("reactivation_notice_months", on),
        ),
    ]


def _line(label: str, on: date, entry: Entry) -> Line:
    return Line(label, day(on), entry.authority, to_confirm=not entry.confirmed)
