"""A practice's own contract in plain words: what it is today, and the dates that hang on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.rules.practice_states import PracticeContractStatus as Status
from contracts.rules.windows import Window, earliest_return
from core.wording import count, day
from portal.presenters.words import Line, Tag, lines
from rulebook.rules.editions import Edition

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
    """What the home page says about the practice's contract; its own page says the rest."""

    kind: str
    tag: Tag
    meaning: str
    under_way: str
    coming: str


@dataclass(frozen=True, slots=True)
class WindowRow:
    """One day on which the contract may come back, and what hangs on it."""

    day: str
    called: str
    notice: str
    advised: str
    patients: str
    letters: str
    to_confirm: bool


@dataclass(frozen=True, slots=True)
class WayBack:
    """When a suspended contract may come back: from today's notice, by whom, and every day."""

    earliest: str
    must_agree: str
    coming: list[WindowRow]
    gone: list[WindowRow]
    rests_on: list[str]

    @property
    def has_unconfirmed(self) -> bool:
        """Whether a date rests on a draft or on guidance as reported."""
        return any(row.to_confirm for row in (*self.coming, *self.gone))


def card(
    contract: Any, on: date, edition: Edition, windows: Sequence[Window] = ()
) -> ContractCard | None:
    """The contract's type, status and meaning; None where none is on record.

    `edition` is the rulebook that binds it, and `windows` every day on which it may come back.
    """
    if contract is None:
        return None
    status = contract.status_on(on, edition.figures(on))
    return ContractCard(
        kind=TYPES[contract.contract_type],
        tag=Tag(status.value.capitalize(), COLOURS[status]),
        meaning=MEANINGS[status],
        under_way=UNDER_WAY.get(contract.state, ""),
        coming=_coming(contract, windows, on),
    )


def _coming(contract: Any, windows: Sequence[Window], on: date) -> str:
    """The one date to know of a suspended contract: that by which notice is to be given."""
    if contract.state == "reactivation_noticed":
        return f"It resumes on {day(contract.reactivation_on)}."
    earliest = earliest_return(tuple(windows), on)
    if earliest is None:
        return ""
    return (
        f"The next day on which it can come back is {day(earliest.day)}, if notice is given by "
        f"{day(earliest.notice_by)}."
    )


PATIENTS = {
    True: "Return with you, unless they ask to stay",
    False: "Stay with the MCP, unless they ask to return",
    None: "To be decided and recorded then",
}


def way_back(windows: Sequence[Window], must_agree: Sequence[str], on: date) -> WayBack | None:
    """Every day on which the contract may come back, those that are still open first; None for a
    contract that is not suspended. `must_agree` are those whose consent it needs."""
    if not windows:
        return None
    earliest = earliest_return(tuple(windows), on)
    said = f"{day(earliest.day)}, {_called(earliest)}" if earliest else ""
    rests_on = dict.fromkeys(authority for each in windows for authority in each.authorities)
    return WayBack(
        earliest=said or "It would be too late for every day",
        must_agree=", ".join(must_agree),
        coming=[_window(each) for each in windows if each.is_open_on(on)],
        gone=[_window(each) for each in windows if not each.is_open_on(on)],
        rests_on=list(rests_on),
    )


def _window(each: Window) -> WindowRow:
    moved = each.advised_by != each.notice_by
    return WindowRow(
        day=day(each.day),
        called=_called(each),
        notice=day(each.notice_by),
        advised=f"Better by {day(each.advised_by)}, a working day" if moved else "",
        patients=PATIENTS[each.patients_return],
        letters=f"NHS England writes to people in your former area by {day(each.letters_by)}"
        if each.letters_by
        else "",
        to_confirm=each.to_confirm,
    )


def _called(window: Window) -> str:
    return "end of the MCP contract" if window.is_contract_end else f"point {window.number}"


def dates(contract: Any) -> list[Line]:
    """What is on record of the contract, in the order in which it happens."""
    sent = contract.letters_sent
    return lines(
        ("Notice of suspension given", contract.notice_given_on),
        ("Start under the MCP contract", contract.starts_under_mcp_on),
        ("Letters to registered patients", count(sent, "letter") if sent is not None else ""),
        ("Letters completed", contract.letters_completed_on),
        ("Suspended from", contract.suspended_on),
        ("Notice of reactivation given", contract.reactivation_noticed_on),
        ("Contract resumes on", contract.reactivation_on),
        ("Reactivated on", contract.reactivated_on),
        ("Ended on", contract.ended_on),
    )


def holders(rows: Sequence[Any]) -> list[Line]:
    """Who holds the contract today, and since when."""
    return [Line(str(row.name), f"{_as(row.kind)}, since {day(row.joined_on)}") for row in rows]


def _as(kind: str) -> str:
    return kind.replace("_", " ").capitalize()
