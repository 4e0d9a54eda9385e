"""Acts upon MCP contracts and alliance agreements."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from casework.runner import Doing, lock, make, open_case, permit
from contracts.actions.mcp_terms import NamedParty, keep_parties, party_rows
from contracts.actions.practice_ends import lapse_notices_naming
from contracts.actions.reactivations import returns_follow
from contracts.mcp_selectors import agreed_end_of, commissioners_of, mcp_contract_facts
from contracts.models import McpContract
from contracts.rules.mcp_contract import MOVES
from core.clock import civil_date
from core.transactions import step, use_case
from organisations.selectors import get_vanguard

TERMS = (
    "form",
    "holder_name",
    "holder_form",
    "holder_trust",
    "holder_number",
    "term_years",
    "starts_on",
    "ends_on",
)


@use_case
def draft(
    *,
    vanguard_id: UUID,
    integration: str,
    form: str,
    by: User,
    at: datetime,
    note: str = "",
    **terms: Any,
) -> McpContract:
    """Begin the contract of a vanguard, or the alliance agreement in its place.

    The vanguard's commissioners of the day are party to it until others are recorded.

    Raises:
        Refused: the vanguard has one already, or the form does not fit the model.
    """
    doing = Doing(by, at, note)
    vanguard = get_vanguard(vanguard_id, lock=True)
    permit(MOVES["draft"], doing)
    terms, on = _known(terms), civil_date(at)
    contract = McpContract(vanguard=vanguard, integration=integration, form=form, **terms)
    parties = party_rows([NamedParty(each) for each in commissioners_of(vanguard, on=on)])
    recorded = {"integration": integration, "form": form, **terms}
    if parties:
        recorded["parties"] = [str(party) for party in parties]
    facts = mcp_contract_facts(contract, on=on)
    open_case(contract, MOVES["draft"], facts=facts, doing=doing, recorded=recorded)
    keep_parties(contract, parties)
    return contract


def record_terms(
    *,
    contract_id: UUID,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
    **terms: Any,
) -> McpContract:
    """Record who will hold the contract, its form, term and dates."""
    return _act("record_terms", contract_id, Doing(by, at, note, seen), **_known(terms))


def award(
    *,
    contract_id: UUID,
    by: User,
    at: datetime,
    awarded_on: date | None = None,
    note: str = "",
    seen: int | None = None,
) -> McpContract:
    """The commissioners award the contract: today, or on an earlier day that is recorded now."""
    stamps = {"awarded_on": awarded_on or civil_date(at)}
    return _act("award", contract_id, Doing(by, at, note, seen), **stamps)


def sign(
    *,
    contract_id: UUID,
    signed_on: date,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> McpContract:
    """Commissioners and holder have signed the procured contract."""
    return _act("sign", contract_id, Doing(by, at, note, seen), signed_on=signed_on)


def sign_alliance(
    *,
    contract_id: UUID,
    signed_on: date,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> McpContract:
    """The members have signed their alliance agreement."""
    return _act("sign_alliance", contract_id, Doing(by, at, note, seen), signed_on=signed_on)


@use_case
def give_notice_of_end(
    *,
    contract_id: UUID,
    ends_on: date,
    by: User,
    at: datetime,
    note: str,
    seen: int | None = None,
) -> McpContract:
    """The contract will end before its term: on `ends_on` it is no longer in force, and practices
    suspended under it may be reactivated from that day. A practice that had given notice to return
    on that end, or later, returns on the day on which it comes now."""
    stamps = {"ends_on": ends_on, "end_noticed_on": civil_date(at)}
    return _move_end("give_notice_of_end", contract_id, Doing(by, at, note, seen), stamps)


@use_case
def withdraw_notice_of_end(
    *, contract_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> McpContract:
    """The contract runs until the end that was agreed, and whoever was to return on the end that
    was noticed returns on that one."""
    contract = lock(McpContract, contract_id)
    stamps = {"ends_on": agreed_end_of(contract), "end_noticed_on": None}
    return _move_end("withdraw_notice_of_end", contract_id, Doing(by, at, note, seen), stamps)


def _move_end(name: str, contract_id: UUID, doing: Doing, stamps: Mapping[str, Any]) -> McpContract:
    was = lock(McpContract, contract_id).ends_on
    contract = _make(name, contract_id, doing, **stamps)
    returns_follow(contract, was, Doing(doing.by, doing.at, doing.note))
    return contract


def expire(
    *, contract_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> McpContract:
    """The contract has come to the end of its term; a practice's notice that named it lapses."""
    return _end("expire", contract_id, Doing(by, at, note, seen))


def terminate(
    *, contract_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> McpContract:
    """The contract ends before its term, or is given up before it is made; a practice's notice
    that named it lapses."""
    return _end("terminate", contract_id, Doing(by, at, note, seen))


@use_case
def _end(name: str, contract_id: UUID, doing: Doing) -> McpContract:
    return _ended(name, contract_id, doing)


def _ended(name: str, contract_id: UUID, doing: Doing) -> McpContract:
    contract = _make(name, contract_id, doing)
    why = Doing(doing.by, doing.at, doing.note.strip() or f"{contract} has ended.")
    lapse_notices_naming(contract, doing=why)
    return contract


@step
def give_up(*, contract_id: UUID, doing: Doing) -> McpContract:
    """The MCP will not be formed, and its contract not be made: part of giving up the journey
    (`formation.actions.journeys.abandon`)."""
    return _ended("terminate", contract_id, doing)


@step
def start_service(*, contract_id: UUID, doing: Doing) -> McpContract:
    """Services start: part of the MCP's going live (`formation.actions.journeys.go_live`)."""
    return _make("start_service", contract_id, doing)


@step
def end_by_succession(*, contract_id: UUID, doing: Doing) -> McpContract:
    """An alliance agreement ends on the day on which the contract that succeeds it comes into
    service: part of that going live (`formation.actions.successors.end_predecessor`)."""
    return _make("terminate", contract_id, doing)


@use_case
def _act(name: str, contract_id: UUID, doing: Doing, **stamps: Any) -> McpContract:
    return _make(name, contract_id, doing, **stamps)


def _make(name: str, contract_id: UUID, doing: Doing, **stamps: Any) -> McpContract:
    contract = lock(McpContract, contract_id)
    facts = mcp_contract_facts(contract, on=civil_date(doing.at), **stamps)
    return make(contract, MOVES[name], facts=facts, doing=doing, stamps=stamps)


def _known(terms: dict[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(terms) - set(TERMS))
    if unknown:
        raise TypeError(f"These are no terms of an MCP contract: {unknown}")
    trust = terms.get("holder_trust")
    if trust is not None:  # the register says what it is called
        return {**terms, "holder_name": trust.name, "holder_number": trust.ods_code}
    if "holder_name" in terms:  # another name is another body
        return {**terms, "holder_trust": None}
    return terms
