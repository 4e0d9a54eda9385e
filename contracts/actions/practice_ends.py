"""What becomes of a practice's contract when the practice itself changes: parts of acts above."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from casework.runner import Doing, lock, make, open_case
from contracts.models import PracticeContract
from contracts.rules.practice_contract import MOVES
from contracts.selectors import contracts_of_practices, practice_contract_facts
from core.clock import civil_date
from core.transactions import step
from organisations.models import Practice


@step
def hold_contracts(practice_ids: Collection[UUID]) -> None:
    """Lock the living contracts of these practices, so that they stay as the law sees them."""
    for _, contract in sorted(contracts_of_practices(list(practice_ids)).items()):
        lock(PracticeContract, contract.pk)


@step
def end_with_practice(*, practice_id: UUID, ended_on: date, doing: Doing) -> None:
    """The contract of a practice that closes, or is merged into another, ends on the day."""
    living = contracts_of_practices([practice_id]).get(practice_id)
    if living is None:
        return
    contract = lock(PracticeContract, living.pk)
    facts = practice_contract_facts(contract, on=civil_date(doing.at))
    make(contract, MOVES["terminate"], facts=facts, doing=doing, stamps={"ended_on": ended_on})


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
