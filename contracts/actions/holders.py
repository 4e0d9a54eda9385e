"""Acts upon who holds a practice's contract: joining, leaving, and the legal form."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from casework.runner import Doing, lock, make, permit, reasons_against_fields
from contracts.models import Holder, PracticeContract
from contracts.rules.holders import NamedHolder
from contracts.rules.practice_contract import MOVES
from contracts.rules.practice_states import DORMANT
from contracts.selectors.facts import practice_contract_facts
from core.clock import civil_date
from core.errors import NotFound, refuse_if
from core.transactions import step, use_case

ENTERED = ("name", "gmc_number", "kind", "joined_on")

NOT_CONFIRMED: Mapping[str, Any] = {"eligibility": "", "eligibility_confirmed_on": None}
"""Nothing that NHS England found stands any longer."""


@use_case
def add_holder(
    *,
    contract_id: UUID,
    name: str,
    kind: str,
    joined_on: date,
    gmc_number: str = "",
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> PracticeContract:
    """Somebody holds the contract from this day, alone or with the others.

    Raises:
        Refused: the same person or body is on record for the time.
    """
    new = NamedHolder(name=name.strip(), kind=kind, joined_on=joined_on, gmc_number=gmc_number)
    return enter_holder(contract_id, new, Doing(by, at, note, seen))


@step
def enter_holder(contract_id: UUID, new: NamedHolder, doing: Doing) -> PracticeContract:
    """The same, as a part of an act that takes more with it."""
    contract = lock(PracticeContract, contract_id)
    permit(MOVES["add_holder"], doing)
    (row,) = holder_rows(contract, [new], doing, move="add_holder")
    facts = practice_contract_facts(contract, on=civil_date(doing.at), entering=new)
    recorded = {name: getattr(new, name) for name in ENTERED}
    _make(contract, "add_holder", facts, doing, recorded)
    row.save(force_insert=True)
    return contract


@use_case
def end_holder(
    *,
    contract_id: UUID,
    holder_id: UUID,
    left_on: date,
    successor_id: UUID | None = None,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> PracticeContract:
    """A holder holds the contract no longer from this day; a successor may take the place.

    Raises:
        NotFound: the contract has no such holder.
        Refused: the holder has left already, is the last one, or the successor is none.
    """
    return let_holder_go(
        contract_id, holder_id, left_on, Doing(by, at, note, seen), successor_id=successor_id
    )


@step
def let_holder_go(
    contract_id: UUID,
    holder_id: UUID,
    left_on: date,
    doing: Doing,
    *,
    successor_id: UUID | None = None,
) -> PracticeContract:
    """The same, as a part of an act that takes more with it."""
    contract = lock(PracticeContract, contract_id)
    permit(MOVES["end_holder"], doing)
    row = holder_of(contract, holder_id)
    named = str(successor_id) if successor_id else None
    leaving = replace(row.period, left_on=left_on, successor=named)
    facts = practice_contract_facts(contract, on=civil_date(doing.at), leaving=leaving)
    row.left_on = left_on
    refuse_if(reasons_against_fields(row, {"left_on"}), move="end_holder")
    recorded = {"name": row.name, "gmc_number": row.gmc_number, "left_on": left_on}
    heir = contract.holders.filter(pk=successor_id).first() if successor_id else None
    recorded |= {"successor": str(heir)} if heir else {}
    _make(contract, "end_holder", facts, doing, recorded)
    row.successor, row.ended_at, row.ended_by = heir, doing.at, doing.by
    row.save(update_fields=["left_on", "successor", "ended_at", "ended_by"])
    return contract


@use_case
def record_form(
    *,
    contract_id: UUID,
    held_as: str,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> PracticeContract:
    """Record the legal form in which the practice holds its contract."""
    contract = lock(PracticeContract, contract_id)
    facts = practice_contract_facts(contract, on=civil_date(at), held_as=held_as)
    return make(
        contract,
        MOVES["record_form"],
        facts=facts,
        doing=Doing(by, at, note, seen),
        stamps={"held_as": held_as},
    )


def _make(
    contract: PracticeContract, move: str, facts: Any, doing: Doing, recorded: Mapping[str, Any]
) -> None:
    """While the contract is suspended, what NHS England found of its partners lapses (R27)."""
    lapses = contract.state in DORMANT and contract.eligibility
    stamps = NOT_CONFIRMED if lapses else {}
    make(contract, MOVES[move], facts=facts, doing=doing, recorded=recorded, stamps=stamps)


def holder_of(contract: PracticeContract, holder_id: UUID) -> Holder:
    """One who holds or held this contract.

    Raises:
        NotFound: the contract has no such holder.
    """
    row = contract.holders.filter(pk=holder_id).first()
    if row is None:
        raise NotFound("This contract has no such holder.")
    return row


def holder_rows(
    contract: PracticeContract, named: Iterable[NamedHolder], doing: Doing, *, move: str
) -> list[Holder]:
    """Rows for these holders, each checked by its columns.

    Raises:
        Refused: a value cannot be kept, in the column's own words.
    """
    rows = [
        Holder(
            contract=contract,
            name=each.name,
            gmc_number=each.gmc_number,
            kind=each.kind,
            person=each.person,
            joined_on=each.joined_on,
            recorded_at=doing.at,
            recorded_by=doing.by,
        )
        for each in named
    ]
    for row in rows:
        refuse_if(reasons_against_fields(row, set(ENTERED)), move=move)
    return rows
