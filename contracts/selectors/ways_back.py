"""Reads of how a suspended contract may come back: on which days, and by whose consent."""

from datetime import date

from contracts.models import PracticeContract
from contracts.rules.authorities import Authority
from contracts.rules.holders import must_consent
from contracts.rules.practice_states import DORMANT, SUSPENDABLE_TYPES
from contracts.rules.windows import Window, windows
from contracts.selectors import edition_of_practice_contract
from core.working_days import is_working_day


def windows_of(contract: PracticeContract, *, on: date) -> tuple[Window, ...]:
    """Every day on which this suspended contract may come back, in order; none for another."""
    is_asleep = contract.state in DORMANT and contract.contract_type in SUSPENDABLE_TYPES
    if not is_asleep or contract.suspended_on is None:
        return ()
    edition = edition_of_practice_contract(contract, on=on)

    def cited(key: str) -> Authority:
        entry = edition.entry(key, on)
        return Authority(entry.authority, entry.confirmed)

    return windows(
        contract.suspended_on,
        edition.figures(on),
        ends_on=contract.mcp_contract.ends_on if contract.mcp_contract else None,
        is_working_day=is_working_day,
        cited=cited,
    )


def must_agree(contract: PracticeContract, *, on: date) -> list[str]:
    """Whose consent the return of this suspended contract needs, by name."""
    if contract.suspended_on is None:
        return []
    holders = [each.period for each in contract.holders.all()]
    asked = must_consent(holders, contract.suspended_on, on)
    return list(dict.fromkeys((now or was).name for was, now in asked))
