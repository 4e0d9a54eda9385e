"""A practice's contract as the law would have it: nothing stands against any of its moves."""

from datetime import date

from contracts.rules.holders import HolderPeriod
from contracts.rules.practice_facts import PracticeContractFacts

ON = date(2026, 11, 23)
ANN = HolderPeriod("a", "Ann Doctor", "1234567", date(2015, 1, 1))
BEA = HolderPeriod("b", "Bea Doctor", "7654321", date(2015, 1, 1))
LAWFUL = PracticeContractFacts(
    on=ON,
    practice="Riverside Surgery (X00001)",
    contract_type="gms",
    notice_given_on=date(2026, 5, 1),
    starts_under_mcp_on=ON,
    letters_completed_on=date(2026, 10, 1),
    letters_sent=8_000,
    registered_patients=8_000,
    mcp_contract_name="ACO contract of Testshire",
    mcp_contract_is_signed=True,
    mcp_contract_is_full=True,
    mcp_contract_signed_on=ON,
    mcp_contract_starts_on=ON,
    integrates_fully=True,
    suspended_on=date(2024, 1, 15),
    reactivation_noticed_on=ON,
    reactivation_on=date(2028, 1, 15),
    holders=(ANN, BEA),
    consents=frozenset({"a", "b"}),
    eligibility="confirmed",
)
