"""The proof sheet: what was sent to patients, against the list that was known on the day."""

from datetime import date
from typing import Any

from contracts.models import PracticeContract
from contracts.rules.letters import every_patient_has_been_written_to
from contracts.selectors.facts import practice_contract_facts


def proof_of(contract: PracticeContract, *, on: date) -> dict[str, Any]:
    """Each run with its hash, the sums, the list, and what still stands against it."""
    facts = practice_contract_facts(contract, on=on)
    return {
        "on": on,
        "facts_now": facts,
        "runs": contract.notice_runs.select_related("recorded_by").order_by("sent_until"),
        "reasons": tuple(every_patient_has_been_written_to(facts)),
    }
