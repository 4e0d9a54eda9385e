"""Acts that keep a practice's contract true on record: its type, processes, corrections."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from casework.as_at import what_is_corrected
from casework.runner import Doing, lock, make
from contracts.models import PracticeContract
from contracts.rules.practice_contract import MOVES
from contracts.selectors.facts import practice_contract_facts
from core.clock import civil_date
from core.transactions import step, use_case


@use_case
def notice_type_change(
    *,
    contract_id: UUID,
    type_change_noticed_on: date,
    type_change_on: date,
    type_change_persons: str,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> PracticeContract:
    """The practice gives notice that its PMS contract is to become a GMS contract."""
    stamps = {
        "type_change_noticed_on": type_change_noticed_on,
        "type_change_on": type_change_on,
        "type_change_persons": type_change_persons.strip(),
    }
    return record_on(contract_id, "notice_type_change", Doing(by, at, note, seen), stamps, stamps)


@use_case
def change_type(
    *, contract_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> PracticeContract:
    """The PMS contract becomes a GMS contract, on the day that the notice named."""
    return to_gms(contract_id, Doing(by, at, note, seen))


@step
def to_gms(contract_id: UUID, doing: Doing) -> PracticeContract:
    """The same, as a part of an act that takes more with it."""
    contract = lock(PracticeContract, contract_id)
    facts = practice_contract_facts(contract, on=civil_date(doing.at))
    stamps = {"contract_type": "gms", "type_changed_on": contract.type_change_on}
    return make(contract, MOVES["change_type"], facts=facts, doing=doing, stamps=stamps)


@use_case
def open_process(
    *,
    contract_id: UUID,
    live_process: str,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> PracticeContract:
    """The commissioner begins a remedial or termination process against the contract."""
    doing, stamps = Doing(by, at, note, seen), {"live_process": live_process}
    asked = {"opening_process": live_process}
    return record_on(contract_id, "open_process", doing, stamps, asked)


@use_case
def close_process(
    *, contract_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> PracticeContract:
    """The process is over, in the way that the reason says."""
    doing, stamps = Doing(by, at, note, seen), {"live_process": ""}
    return record_on(contract_id, "close_process", doing, stamps, {})


@use_case
def correct_record(
    *,
    contract_id: UUID,
    contract_type: str | None = None,
    notice_given_on: date | None = None,
    starts_under_mcp_on: date | None = None,
    suspended_on: date | None = None,
    by: User,
    at: datetime,
    note: str,
    seen: int | None = None,
) -> PracticeContract:
    """What was recorded wrongly is put right; what stood there before stays in the history.

    Only what is given is corrected. It was true all along: from the day on which what it corrects
    is true, and for reports of any day that are made from now on.
    """
    contract = lock(PracticeContract, contract_id)
    entered = {
        "contract_type": contract_type,
        "notice_given_on": notice_given_on,
        "starts_under_mcp_on": starts_under_mcp_on,
        "suspended_on": suspended_on,
    }
    stamps: dict[str, Any] = {
        name: value
        for name, value in entered.items()
        if value not in (None, "", getattr(contract, name))
    }
    facts = practice_contract_facts(
        contract, on=civil_date(at), corrected=frozenset(stamps), **stamps
    )
    doing = Doing(by, at, note, seen)
    recorded = {"corrects": what_is_corrected(contract, stamps)}
    return make(
        contract,
        MOVES["correct_record"],
        facts=facts,
        doing=doing,
        stamps=stamps,
        recorded=recorded,
    )


@step
def record_on(
    contract_id: UUID,
    move: str,
    doing: Doing,
    stamps: Mapping[str, Any],
    asked: Mapping[str, Any],
) -> PracticeContract:
    """Record these columns on the contract, judged by what is asked."""
    contract = lock(PracticeContract, contract_id)
    facts = practice_contract_facts(contract, on=civil_date(doing.at), **asked)
    return make(contract, MOVES[move], facts=facts, doing=doing, stamps=stamps)
