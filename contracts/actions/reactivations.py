"""Acts by which a suspended contract comes back: notice, consent, NHS England's word, return."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from casework.many import lock_many
from casework.runner import Doing, lock, make, permit
from contracts.actions.holders import NOT_CONFIRMED, holder_of
from contracts.actions.letters import strike_all
from contracts.actions.practice_contracts import telling_of
from contracts.gathered import notice_version
from contracts.models import McpContract, PracticeContract, ReactivationConsent
from contracts.rules.letters import Purpose
from contracts.rules.practice_contract import MOVES
from contracts.rules.practice_states import PracticeContractState
from contracts.rules.reactivation import Patients, day_of_return
from contracts.rules.windows import number_of_window, patients_return_by_default
from contracts.selectors.facts import practice_contract_facts
from contracts.taking_part import hold_parts, take_out_of_the_mcp
from core.clock import civil_date
from core.transactions import step, use_case


@use_case
def give_reactivation_notice(
    *,
    contract_id: UUID,
    reactivation_on: date,
    reactivation_noticed_on: date | None = None,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> PracticeContract:
    """The practice gives notice to resume its contract on a day; dated today unless it is said."""
    stamps = {
        "reactivation_noticed_on": reactivation_noticed_on or civil_date(at),
        "reactivation_on": reactivation_on,
    }
    return _move("give_reactivation_notice", contract_id, Doing(by, at, note, seen), stamps)


@use_case
def withdraw_reactivation_notice(
    *, contract_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> PracticeContract:
    """The practice stays with the MCP after all; what was recorded for its return lapses."""
    doing = Doing(by, at, note, seen)
    stamps = {"reactivation_noticed_on": None, "reactivation_on": None, **NOT_CONFIRMED}
    contract = _move("withdraw_reactivation_notice", contract_id, doing, stamps)
    strike_all(contract, Purpose.REACTIVATION, doing)
    return contract


@use_case
def approve_later_date(
    *,
    contract_id: UUID,
    reactivation_on: date,
    by: User,
    at: datetime,
    note: str,
    seen: int | None = None,
) -> PracticeContract:
    """NHS England approves a day of return later than the one that the notice names."""
    contract = lock(PracticeContract, contract_id)
    facts = practice_contract_facts(contract, on=civil_date(at), later_on=reactivation_on)
    return make(
        contract,
        MOVES["approve_later_date"],
        facts=facts,
        doing=Doing(by, at, note, seen),
        stamps={"reactivation_on": reactivation_on},
    )


@use_case
def record_consent(
    *,
    contract_id: UUID,
    holder_id: UUID,
    consented_on: date,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> PracticeContract:
    """A holder agrees in writing to the notice that stands.

    Raises:
        NotFound: the contract has no such holder.
        Refused: this holder is not asked, or has agreed already.
    """
    contract, doing = lock(PracticeContract, contract_id), Doing(by, at, note, seen)
    permit(MOVES["record_consent"], doing)
    holder = holder_of(contract, holder_id)
    facts = practice_contract_facts(
        contract, on=civil_date(at), consenting=holder.period, consented_on=consented_on
    )
    recorded = {"name": holder.name, "consented_on": consented_on}
    make(contract, MOVES["record_consent"], facts=facts, doing=doing, recorded=recorded)
    ReactivationConsent.objects.create(
        contract=contract,
        holder=holder,
        notice_version=notice_version(contract),
        consented_on=consented_on,
        recorded_at=at,
        recorded_by=by,
    )
    return contract


@use_case
def confirm_eligibility(
    *,
    contract_id: UUID,
    eligibility: str,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> PracticeContract:
    """NHS England found that the practice is still eligible and its conduct clear, or is not."""
    contract = lock(PracticeContract, contract_id)
    facts = practice_contract_facts(contract, on=civil_date(at), finding=eligibility)
    return make(
        contract,
        MOVES["confirm_eligibility"],
        facts=facts,
        doing=Doing(by, at, note, seen),
        stamps={"eligibility": eligibility, "eligibility_confirmed_on": civil_date(at)},
    )


@use_case
def reactivate(
    *,
    contract_id: UUID,
    patients: str = "",
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> PracticeContract:
    """The practice resumes its contract on the day named, once and for all, and leaves the MCP.

    `patients` says where former patients go where the law does not: when the MCP contract ends.

    Raises:
        Refused: with every reason, until consents, eligibility and letters are complete.
    """
    hold_parts(contract_id)
    contract = lock(PracticeContract, contract_id)
    facts = practice_contract_facts(contract, on=civil_date(at), patients=patients)
    resumes, doing = contract.reactivation_on, Doing(by, at, note, seen)
    make(
        contract,
        MOVES["reactivate"],
        facts=facts,
        doing=doing,
        stamps={"reactivated_on": resumes, "patients": patients or _by_default(contract, facts)},
        telling=telling_of(contract, doing),
    )
    if contract.mcp_contract is not None and resumes is not None:
        vanguard_id = contract.mcp_contract.vanguard_id
        take_out_of_the_mcp(contract.practice_id, vanguard_id, resumes, doing)
    return contract


@step
def returns_follow(mcp: McpContract, was: date | None, doing: Doing) -> None:
    """The end of this MCP contract moved: who has given notice to return on it, or would return
    only after it, returns on the day on which it ends now."""
    noticed = PracticeContract.objects.filter(
        mcp_contract=mcp, state=PracticeContractState.REACTIVATION_NOTICED
    )
    for contract in lock_many(PracticeContract, list(noticed.values_list("pk", flat=True))):
        day = day_of_return(contract.reactivation_on, was=was, ends_on=mcp.ends_on)
        if day != contract.reactivation_on:
            facts = practice_contract_facts(
                contract, on=civil_date(doing.at), mcp_contract=mcp, following=mcp.ends_on
            )
            stamps = {"reactivation_on": day}
            make(
                contract, MOVES["return_with_contract_end"], facts=facts, doing=doing, stamps=stamps
            )


def _by_default(contract: PracticeContract, facts: Any) -> str:
    if contract.suspended_on is None or contract.reactivation_on is None:
        return ""
    number = number_of_window(
        contract.suspended_on,
        contract.reactivation_on,
        facts.figures,
        ends_on=facts.mcp_contract_ends_on,
    )
    returns = patients_return_by_default(number, facts.figures)
    if returns is None:
        return ""
    return Patients.RETURN if returns else Patients.STAY


def _move(
    name: str, contract_id: UUID, doing: Doing, stamps: Mapping[str, Any]
) -> PracticeContract:
    contract = lock(PracticeContract, contract_id)
    asked = {key: value for key, value in stamps.items() if key != "eligibility_confirmed_on"}
    facts = practice_contract_facts(contract, on=civil_date(doing.at), **asked)
    telling = telling_of(contract, doing)
    return make(contract, MOVES[name], facts=facts, doing=doing, stamps=stamps, telling=telling)
