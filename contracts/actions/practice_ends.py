"""What becomes of a practice's contract when the practice itself changes: parts of acts above."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from casework.runner import Doing, lock, open_case
from contracts.actions.holders import enter_holder, let_holder_go
from contracts.actions.practice_contracts import carry_out, take_notice_back
from contracts.models import McpContract, PracticeContract
from contracts.rules.holders import NamedHolder
from contracts.rules.practice_contract import MOVES
from contracts.rules.practice_states import PracticeContractState
from contracts.selectors import contracts_of_practices
from contracts.selectors.facts import practice_contract_facts
from core.clock import civil_date
from core.transactions import step
from organisations.models import Practice


@step
def hold_contracts(practice_ids: Collection[UUID]) -> None:
    """Lock the living contracts of these practices, so that they stay as the law sees them."""
    held = contracts_of_practices(list(practice_ids)).values()
    for contract in sorted(held, key=lambda each: each.pk):
        lock(PracticeContract, contract.pk)


@step
def end_with_practice(*, practice_id: UUID, ended_on: date, doing: Doing) -> None:
    """The contract of a practice that closes, or whose contract another takes the place of."""
    contract = living(practice_id)
    if contract is not None:
        carry_out("terminate", contract.pk, doing, {"ended_on": ended_on})


@step
def merge_with_practice(*, practice_id: UUID, into: Practice, ended_on: date, doing: Doing) -> None:
    """The contract of a practice that goes into another becomes part of that one's."""
    contract = living(practice_id)
    if contract is None:
        return
    stamps, recorded = {"ended_on": ended_on}, {"merged_into": into.code}
    carry_out("merge", contract.pk, doing, stamps, recorded=recorded, merging_into=str(into))


@step
def lapse_notices_of(practice_ids: Collection[UUID], *, vanguard_id: UUID, doing: Doing) -> None:
    """These practices will not start in the MCP of this vanguard: what they told of it lapses."""
    _lapse({"practice__in": practice_ids, "mcp_contract__vanguard": vanguard_id}, doing)


@step
def lapse_notices_naming(mcp: McpContract, *, doing: Doing) -> None:
    """There is no such MCP contract any more for a practice to start under."""
    _lapse({"mcp_contract": mcp}, doing)


def _lapse(naming: Mapping[str, Any], doing: Doing) -> None:
    noticed = PracticeContract.objects.filter(
        **naming, state=PracticeContractState.SUSPENSION_NOTICED
    )
    for contract_id in noticed.order_by("pk").values_list("pk", flat=True):
        take_notice_back(contract_id, doing)


@step
def begin_with_practice(*, practice: Practice, contract_type: str, doing: Doing) -> None:
    """The practice that has parted, or has changed its type, enters into a contract of its own."""
    contract = PracticeContract(practice=practice, contract_type=contract_type)
    open_case(
        contract,
        MOVES["record"],
        facts=practice_contract_facts(contract, on=civil_date(doing.at)),
        doing=doing,
        recorded={"contract_type": contract_type},
    )


@step
def change_holders(
    *, practice_id: UUID, joining: Sequence[NamedHolder], leaving: Collection[UUID], left_on: date,
    held_as: str, doing: Doing,
) -> None:  # fmt: skip
    """Who joins holds the contract before who leaves lets it go; each has an event of their own."""
    contract = living(practice_id)
    if contract is None:
        return
    for new in joining:
        enter_holder(contract.pk, new, doing)
    for holder_id in leaving:
        let_holder_go(contract.pk, holder_id, left_on, doing)
    if held_as and held_as != contract.held_as:
        carry_out("record_form", contract.pk, doing, {"held_as": held_as})


def living(practice_id: UUID) -> PracticeContract | None:
    """The contract of this practice that has not ended."""
    return contracts_of_practices([practice_id]).get(practice_id)
