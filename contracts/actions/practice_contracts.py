"""Acts upon a practice's own contract: record, notice, suspension and end."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Subquery

from accounts.models import User
from accounts.selectors import who_speaks_for
from casework.runner import Doing, Telling, lock, make, open_case, permit
from contracts.actions.letters import strike_all
from contracts.models import McpContract, PracticeContract
from contracts.rules.letters import Purpose
from contracts.rules.practice_contract import MOVES
from contracts.selectors import contracts_of_practices
from contracts.selectors.facts import practice_contract_facts, practice_contract_facts_ahead
from contracts.taking_part import end_what_hangs_on_it, hold_parts
from core.clock import civil_date
from core.errors import Busy, Refused
from core.law import Reason
from core.prepared import prepared
from core.together import Answer, together
from core.transactions import step, use_case
from organisations.selectors import get_practice


@use_case
def record(
    *,
    practice_id: UUID,
    contract_type: str,
    held_as: str = "",
    by: User,
    at: datetime,
    note: str = "",
) -> PracticeContract:
    """Record the contract that a practice holds; it begins retained.

    Raises:
        Refused: the practice is closed, or has a living contract already.
    """
    doing = Doing(by, at, note)
    practice = get_practice(practice_id, lock=True)
    permit(MOVES["record"], doing)
    existing = contracts_of_practices([practice_id]).get(practice_id)
    if existing is not None:
        text = f"{practice} already has a contract: {existing}."
        raise Refused((Reason("contract_exists", text),), move="record")
    contract = PracticeContract(practice=practice, contract_type=contract_type, held_as=held_as)
    return open_case(
        contract,
        MOVES["record"],
        facts=practice_contract_facts(contract, on=civil_date(at)),
        doing=doing,
        recorded={"contract_type": contract_type, "held_as": held_as},
    )


@use_case
def give_suspension_notice(
    *,
    contract_id: UUID,
    mcp_contract_id: UUID,
    notice_given_on: date,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> PracticeContract:
    """Record the practice's written notice, and the MCP contract that it names.

    Raises:
        Refused: that contract does not integrate fully, or the practice has not decided to.
    """
    mcp = lock(McpContract, mcp_contract_id)
    hold_parts(contract_id)
    stamps = {"notice_given_on": notice_given_on, "mcp_contract": mcp}
    return carry_out("give_suspension_notice", contract_id, Doing(by, at, note, seen), stamps)


@use_case
def withdraw_suspension_notice(
    *, contract_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> PracticeContract:
    """The practice takes its notice back; what was recorded for it lapses, the letters too."""
    return take_notice_back(contract_id, Doing(by, at, note, seen))


@step
def take_notice_back(contract_id: UUID, doing: Doing) -> PracticeContract:
    """The same, as a part of an act that takes more with it."""
    lapsed = dict.fromkeys(("notice_given_on", "mcp_contract", "starts_under_mcp_on"))
    told = dict.fromkeys(("letters_sent", "letters_completed_on"))
    contract = carry_out("withdraw_suspension_notice", contract_id, doing, lapsed, recorded=told)
    strike_all(contract, Purpose.SUSPENSION, doing)
    return contract


def record_start_date(
    *,
    contract_id: UUID,
    starts_under_mcp_on: date,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> PracticeContract:
    """The practice has told NHS England when it starts under the MCP contract."""
    stamps = {"starts_under_mcp_on": starts_under_mcp_on}
    return _act("record_start_date", contract_id, Doing(by, at, note, seen), stamps)


@use_case
def suspend(
    *, contract_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> PracticeContract:
    """NHS England suspends the contract from the day the practice starts under the MCP contract.

    Raises:
        Refused: with every reason, until notice, start date and letters are recorded.
    """
    doing = Doing(by, at, note, seen)
    with together():
        contract = _lock_with_the_mcps(contract_id)
        return make(
            contract,
            MOVES["suspend"],
            facts=practice_contract_facts_ahead(contract, on=civil_date(at)),
            doing=doing,
            stamps={"suspended_on": contract.starts_under_mcp_on},
            telling=telling_of(contract, doing),
        )


@use_case
def terminate(
    *, contract_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> PracticeContract:
    """The contract ends, and with it what the practice agreed to while it kept it; there is no
    right of return from an ended contract."""
    return _end("terminate", contract_id, Doing(by, at, note, seen))


@use_case
def expire(
    *, contract_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> PracticeContract:
    """The contract's own term is over, and with it what the practice agreed to while it kept it;
    there is no right of return from an expired contract."""
    return _end("expire", contract_id, Doing(by, at, note, seen))


def _end(name: str, contract_id: UUID, doing: Doing) -> PracticeContract:
    on = civil_date(doing.at)
    hold_parts(contract_id)
    contract = carry_out(name, contract_id, doing, {"ended_on": on})
    end_what_hangs_on_it(contract.practice_id, on, Doing(doing.by, doing.at, doing.note))
    return contract


@use_case
def _act(name: str, contract_id: UUID, doing: Doing, stamps: Mapping[str, Any]) -> PracticeContract:
    return carry_out(name, contract_id, doing, stamps)


@step
def carry_out(
    name: str,
    contract_id: UUID,
    doing: Doing,
    stamps: Mapping[str, Any],
    *,
    recorded: Mapping[str, Any] | None = None,
    **asked: Any,
) -> PracticeContract:
    """One move of a practice's contract by name, as a part of an act that takes more with it;
    `asked` are facts that only this act knows."""
    contract = lock(PracticeContract, contract_id, beside=("practice",))
    asked |= {name: value for name, value in stamps.items() if name != "ended_on"}
    with together():
        return make(
            contract,
            MOVES[name],
            facts=practice_contract_facts_ahead(contract, on=civil_date(doing.at), **asked),
            doing=doing,
            stamps=stamps,
            recorded=recorded,
            telling=telling_of(contract, doing),
        )


def _lock_with_the_mcps(contract_id: UUID) -> PracticeContract:
    """The practice's contract, locked after the MCP contract that its notice names and after the
    practice's parts in MCPs (ADR 0002).

    Raises:
        Busy: the notice came to name another MCP contract meanwhile.
    """
    held = _named_by.ahead(contract_id=contract_id)
    hold_parts(contract_id)
    contract = lock(PracticeContract, contract_id, beside=("practice",))
    mcp = next(iter(held()), None)
    if contract.mcp_contract_id != (mcp.pk if mcp else None):
        raise Busy
    contract.mcp_contract = mcp
    return contract


@prepared
def _named_by(*, contract_id: UUID) -> QuerySet[McpContract]:
    """The MCP contract that the notice of this contract names, if any; it is locked."""
    held = McpContract.objects.select_for_update(of=("self",), no_key=True)
    named = PracticeContract.objects.filter(pk=contract_id).values("mcp_contract_id")
    return held.select_related("vanguard").filter(pk=Subquery(named)).order_by()


def telling_of(contract: PracticeContract, doing: Doing) -> Answer[Telling]:
    """The practice's own people hear what is done with their contract, as it is until then."""
    people = who_speaks_for.ahead(practice_ids=[contract.practice_id], on=civil_date(doing.at))
    facts = said_of(contract)
    return people.then(lambda found: Telling(to={person for _, person in found}, facts=facts))


def said_of(
    contract: PracticeContract, *, named: Callable[[McpContract], str] = str
) -> dict[str, Any]:
    """What a practice's people are told of their contract; `named` may remember names."""
    return {
        "practice": str(contract.practice),
        "contract_type": contract.contract_type.upper(),
        "starts_under_mcp_on": contract.starts_under_mcp_on,
        "mcp_contract": named(contract.mcp_contract) if contract.mcp_contract else "",
    }
