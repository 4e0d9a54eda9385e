"""Acts upon what an MCP contract says besides its columns: its commissioners and its scope."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from casework.runner import Doing, lock, make, permit, reasons_against_fields
from contracts.mcp_selectors import as_party, mcp_contract_facts, scope_of
from contracts.models import (
    ContractParty,
    McpContract,
    McpContractChange,
    ScopeEnd,
    ScopeItem,
)
from contracts.rules.mcp_contract import MOVES
from contracts.rules.mcp_facts import Decision, ScopeChange
from core.clock import civil_date
from core.errors import NotFound, refuse_if
from core.transactions import use_case
from organisations.models import Commissioner


@dataclass(frozen=True, slots=True)
class NamedParty:
    """A commissioner of the register, or a local authority by its name."""

    commissioner: Commissioner | None = None
    local_authority: str = ""
    section_75_decided_on: date | None = None
    section_75_reference: str = ""


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service line that comes into scope: its kind, its name and from which day."""

    service: str
    line: str
    in_scope_from: date


@dataclass(frozen=True, slots=True)
class Agreement:
    """When and by whom a change of scope was agreed, and where the decision is recorded."""

    agreed_on: date
    agreed_by: str
    decision_reference: str = ""


@use_case
def record_parties(
    *,
    contract_id: UUID,
    parties: Sequence[NamedParty],
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> McpContract:
    """Record which commissioners are party to the contract; they take the place of those before.

    Raises:
        Refused: no NHS commissioner is named, or a local authority has not decided to pool.
    """
    doing = Doing(by, at, note, seen)
    contract, rows = begun("record_parties", contract_id, doing), party_rows(parties)
    entered = {"local_authority", "section_75_decided_on", "section_75_reference"}
    check_columns(rows, "record_parties", entered)
    facts = mcp_contract_facts(
        contract,
        on=civil_date(at),
        about={"naming": tuple(as_party(row) for row in rows)},
    )
    recorded = {"parties": [str(row) for row in rows]}
    make(contract, MOVES["record_parties"], facts=facts, doing=doing, recorded=recorded)
    keep_parties(contract, rows)
    return contract


def agree_scope(
    *,
    contract_id: UUID,
    agreement: Agreement,
    additions: Sequence[ServiceLine] = (),
    removals: Collection[int] = (),
    effective_on: date | None = None,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> McpContract:
    """Agree which service lines are in scope, before checkpoint 1.

    `removals` are scope items that are out of scope from `effective_on` on.
    """
    doing = Doing(by, at, note, seen)
    return _scope("agree_scope", contract_id, agreement, additions, removals, effective_on, doing)


def vary_scope(
    *,
    contract_id: UUID,
    agreement: Agreement,
    additions: Sequence[ServiceLine] = (),
    removals: Collection[int] = (),
    effective_on: date | None = None,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> McpContract:
    """Vary the scope by a recorded decision of the commissioners (R40)."""
    doing = Doing(by, at, note, seen)
    return _scope("vary_scope", contract_id, agreement, additions, removals, effective_on, doing)


@use_case
def _scope(
    name: str,
    contract_id: UUID,
    agreement: Agreement,
    additions: Sequence[ServiceLine],
    removals: Collection[int],
    effective_on: date | None,
    doing: Doing,
) -> McpContract:
    contract = begun(name, contract_id, doing)
    on, agreed = civil_date(doing.at), asdict(agreement)
    open_items = {item.pk: item for item in scope_of(contract) if not hasattr(item, "end")}
    if not set(removals) <= set(open_items):
        raise NotFound("A service line that is to be taken out is not in scope of this contract.")
    new = [ScopeItem(contract=contract, **asdict(line), **agreed) for line in additions]
    ends = [
        ScopeEnd(item=open_items[pk], out_of_scope_on=effective_on or on, **agreed)
        for pk in dict.fromkeys(removals)
    ]
    checked = {"service", "line", "in_scope_from", "out_of_scope_on", *agreed}
    check_columns([*new, *ends], name, checked)
    stay = [item for pk, item in open_items.items() if pk not in set(removals)]
    change = ScopeChange(
        coming=tuple(item.line for item in new),
        going=tuple(end.item.line for end in ends),
        after=tuple((item.service, item.line) for item in (*stay, *new)),
        misdated=tuple(
            end.item.line for end in ends if end.out_of_scope_on < end.item.in_scope_from
        ),
    )
    decision = Decision(agreement.agreed_on, agreement.decision_reference)
    recorded = {
        **agreed,
        "in_scope": change.coming,
        "out_of_scope": change.going,
    }
    facts = mcp_contract_facts(contract, on=on, about={"scope": change, "decision": decision})
    make(contract, MOVES[name], facts=facts, doing=doing, recorded=recorded)
    event = event_of_last_move(contract)
    for item in new:
        item.event = event
    for end in ends:
        end.event = event
    ScopeItem.objects.bulk_create(new)
    ScopeEnd.objects.bulk_create(ends)
    return contract


def event_of_last_move(contract: McpContract) -> McpContractChange:
    """The event that the move just made has written."""
    return McpContractChange.objects.get(subject=contract, version=contract.version)


def party_rows(parties: Sequence[NamedParty]) -> list[ContractParty]:
    """The parties as rows that are not kept yet."""
    return [
        ContractParty(
            commissioner=party.commissioner,
            local_authority=party.local_authority.strip(),
            section_75_decided_on=party.section_75_decided_on,
            section_75_reference=party.section_75_reference,
        )
        for party in parties
    ]


def keep_parties(contract: McpContract, rows: Sequence[ContractParty]) -> None:
    """Keep the rows under the event that recorded them."""
    if not rows:
        return
    event = event_of_last_move(contract)
    for row in rows:
        row.contract, row.event = contract, event
    ContractParty.objects.bulk_create(rows)


def begun(name: str, contract_id: UUID, doing: Doing) -> McpContract:
    """The contract, locked, for somebody who may make this move."""
    contract = lock(McpContract, contract_id)
    permit(MOVES[name], doing)
    return contract


def check_columns(rows: Sequence[Any], move: str, names: set[str]) -> None:
    """Refuse what the rows' own columns cannot hold."""
    found = {
        reason: None
        for row in rows
        for reason in reasons_against_fields(
            row, names & {field.name for field in row._meta.fields}
        )
    }
    refuse_if(tuple(found), move=move)
