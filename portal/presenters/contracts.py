"""A practice's own contract in plain words: what it is today, and the dates that hang on it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.rules.periods import next_point, notice_deadline, reactivation_points
from contracts.rules.practice_states import PracticeContractStatus as Status
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

    @property
    def has_unconfirmed(self) -> bool:
        """Whether a date rests on a draft or on guidance as reported."""
        return any(line.to_confirm for line in self.lines)


def card(contract: Any, on: date, edition: Edition) -> ContractCard | None:
    """The contract's type, status, meaning and dates; None where none is on record.

    `edition` is the rulebook that binds it.
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
    )


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
