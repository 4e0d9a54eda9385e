"""What the law asks about practices' own contracts, gathered for one or for thousands alike."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects

from contracts.gathered import gathered
from contracts.models import McpContract, PracticeContract
from contracts.rules.mcp_states import Integration
from contracts.rules.practice_facts import PracticeContractFacts
from contracts.standing import integrating_fully
from core.together import Answer
from organisations.models import PracticeStatus
from organisations.selectors import latest_lists_ahead
from rulebook.selectors import figures_ahead

ON_RECORD = (
    "contract_type",
    "held_as",
    "notice_given_on",
    "starts_under_mcp_on",
    "suspended_on",
    "reactivation_noticed_on",
    "reactivation_on",
    "reactivated_on",
    "eligibility",
    "live_process",
    "type_change_noticed_on",
    "type_change_on",
    "type_change_persons",
)
"""Facts that stand in columns of a practice's contract of the same name."""

ASKED = (
    "entering",
    "leaving",
    "run",
    "excepting",
    "consenting",
    "consented_on",
    "later_on",
    "finding",
    "patients",
    "opening_process",
    "corrected",
)
"""Facts of a practice's contract that an act brings with it."""

_on_record = attrgetter(*ON_RECORD)

Named = tuple[PracticeContract, McpContract | None]
"""A practice's contract, and the MCP contract that its notice names or is about to name."""

Facts = Callable[[PracticeContract, McpContract | None, dict[str, Any]], PracticeContractFacts]


def facts_of_practice_contracts(
    contracts: Sequence[PracticeContract], *, on: date
) -> dict[UUID, PracticeContractFacts]:
    """What the law asks about each of these contracts, by identifier; in a fixed number of
    queries."""
    return facts_of_practice_contracts_ahead(contracts, on=on)()


def facts_of_practice_contracts_ahead(
    contracts: Sequence[PracticeContract], *, on: date
) -> Answer[dict[UUID, PracticeContractFacts]]:
    """The same, asked now and read later."""
    if not contracts:
        return Answer(dict)
    prefetch_related_objects(contracts, "practice", "mcp_contract__vanguard")
    asked = _facts([(each, each.mcp_contract) for each in contracts], on=on)
    return asked.then(
        lambda facts: {each.pk: facts(each, each.mcp_contract, {}) for each in contracts}
    )


def practice_contract_facts(
    contract: PracticeContract, *, on: date, **changed: Any
) -> PracticeContractFacts:
    """What the law asks about this contract on the day; `changed` is about to be recorded."""
    return practice_contract_facts_ahead(contract, on=on, **changed)()


def practice_contract_facts_ahead(
    contract: PracticeContract, *, on: date, **changed: Any
) -> Answer[PracticeContractFacts]:
    """The same, asked now and read later."""
    mcp = changed.pop("mcp_contract", contract.mcp_contract)
    strange = changed.keys() - {*ON_RECORD, *ASKED}
    if strange:
        raise TypeError(f"These are no facts of a practice contract: {sorted(strange)}")
    asked = _facts([(contract, mcp)], on=on)
    return asked.then(lambda facts: facts(contract, mcp, changed))


def _facts(named: Sequence[Named], *, on: date) -> Answer[Facts]:
    """Ask at once for all that is in other rows; the answer makes the facts of each contract."""
    practices = [contract.practice_id for contract, _ in named]
    vanguards = {mcp.vanguard_id if mcp else None for _, mcp in named}
    asked_lists = latest_lists_ahead(practices, on=on)
    asked_figures = figures_ahead(vanguards, on)
    asked_rows = gathered([contract for contract, _ in named])
    asked_pairs = integrating_fully(practices, vanguards - {None})

    def answered() -> Facts:
        lists, figures, rows = asked_lists(), asked_figures(), asked_rows()
        joining, of_the_mcp = asked_pairs(), cache(_of_the_mcp)

        def facts(
            contract: PracticeContract, mcp: McpContract | None, changed: dict[str, Any]
        ) -> PracticeContractFacts:
            known = lists.get(contract.practice_id)
            vanguard_id = mcp.vanguard_id if mcp else None
            return PracticeContractFacts(
                on=on,
                practice=str(contract.practice),
                practice_is_active=contract.practice.status == PracticeStatus.ACTIVE,
                registered_patients=known.registered if known else None,
                registered_on=known.counted_on if known else None,
                integrates_fully=(contract.practice_id, vanguard_id) in joining,
                figures=figures[vanguard_id],
                **of_the_mcp(mcp),
                **rows[contract.pk],
                **dict(zip(ON_RECORD, _on_record(contract), strict=True)) | changed,
            )

        return facts

    return Answer(answered)


def _of_the_mcp(mcp: McpContract | None) -> dict[str, Any]:
    """What the law asks of the MCP contract that a practice's notice names."""
    if mcp is None:
        return {}
    return {
        "mcp_contract_name": str(mcp),
        "mcp_contract_is_signed": mcp.is_agreed,
        "mcp_contract_is_full": mcp.integration == Integration.FULL,
        "mcp_contract_signed_on": mcp.signed_on,
        "mcp_contract_starts_on": mcp.starts_on,
        "mcp_contract_ends_on": mcp.ends_on,
    }
