"""Record the contracts of many practices at once, as a register of them is taken over."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from accounts.models import User
from casework.runner import Doing, open_many, permit
from contracts.actions.holders import holder_rows
from contracts.models import Holder, PracticeContract
from contracts.rules.holders import NamedHolder
from contracts.rules.practice_conditions import practice_may_take_a_contract
from contracts.rules.practice_contract import MOVES
from contracts.rules.practice_facts import PracticeContractFacts
from contracts.selectors import contracts_of_practices
from core.clock import civil_date
from core.errors import refuse_if
from core.law import Reason
from core.transactions import use_case
from organisations.models import Practice, PracticeStatus
from organisations.selectors import get_practices


@use_case
def record_all(
    *,
    contract_types: Mapping[UUID, str],
    holders: Mapping[UUID, Sequence[NamedHolder]] = MappingProxyType({}),
    by: User,
    at: datetime,
    note: str = "",
) -> dict[UUID, PracticeContract]:
    """Record the contract that each of these practices holds: all of them, or none.

    `holders` are those who hold the contract of each practice, by practice.

    Raises:
        Refused: a practice is closed or has a living contract already; every such is named.
    """
    doing = Doing(by, at, note)
    practices = get_practices(contract_types, lock=True)
    permit(MOVES["record"], doing)
    living = contracts_of_practices(list(contract_types))
    refuse_if(
        tuple(
            Reason("contract_exists", f"{contract.practice} already has a contract: {contract}.")
            for contract in living.values()
        )
        + tuple(_closed(practices, on=civil_date(at)))
        + tuple(_named_twice(holders)),
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
        recorded=lambda contract: {
            "contract_type": contract.contract_type,
            "holders": [each.name for each in holders.get(contract.practice_id, ())],
        },
    )
    Holder.objects.bulk_create(
        row
        for contract in contracts
        for row in holder_rows(
            contract, holders.get(contract.practice_id, ()), doing, move="record"
        )
    )
    return {contract.practice_id: contract for contract in contracts}


def _closed(practices: Iterable[Practice], *, on: date) -> Iterator[Reason]:
    for practice in practices:
        is_active = practice.status == PracticeStatus.ACTIVE
        facts = PracticeContractFacts(
            on=on, practice=str(practice), contract_type="", practice_is_active=is_active
        )
        yield from practice_may_take_a_contract(facts)


def _named_twice(holders: Mapping[UUID, Sequence[NamedHolder]]) -> Iterator[Reason]:
    for named in holders.values():
        if len({each.person for each in named}) < len(named):
            text = f"A holder is named twice: {', '.join(each.name for each in named)}."
            yield Reason("holder_on_record", text)
