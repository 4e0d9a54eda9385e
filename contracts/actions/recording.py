"""Record the contracts of many practices at once, as a register of them is taken over."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from accounts.models import User
from casework.runner import Doing, open_many, permit
from contracts.models import PracticeContract
from contracts.rules.practice_conditions import PracticeContractFacts
from contracts.rules.practice_contract import MOVES
from contracts.selectors import contracts_of_practices
from core.clock import civil_date
from core.errors import refuse_if
from core.law import Reason
from core.transactions import use_case
from organisations.selectors import get_practices


@use_case
def record_all(
    *, contract_types: Mapping[UUID, str], by: User, at: datetime, note: str = ""
) -> dict[UUID, PracticeContract]:
    """Record the contract that each of these practices holds: all of them, or none.

    Raises:
        Refused: a practice has a living contract already; every such practice is named.
    """
    doing = Doing(by, at, note)
    practices = get_practices(contract_types, lock=True)
    permit(MOVES["record"], doing)
    living = contracts_of_practices(list(contract_types))
    refuse_if(
        tuple(
            Reason("contract_exists", f"{contract.practice} already has a contract: {contract}.")
            for contract in living.values()
        ),
        move="record",
    )
    contracts = [
        PracticeContract(practice=practice, contract_type=contract_types[practice.pk])
        for practice in practices
    ]
    open_many(
        contracts,
        MOVES["record"],
        facts=PracticeContractFacts(on=civil_date(at), practice="", contract_type=""),
        doing=doing,
        recorded=lambda contract: {"contract_type": contract.contract_type},
    )
    return {contract.practice_id: contract for contract in contracts}
