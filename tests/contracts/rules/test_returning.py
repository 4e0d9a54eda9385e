"""One fact at a time that stands against a contract's return."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.rules.holders import HolderPeriod
from contracts.rules.practice_contract import MOVES
from tests.contracts.rules.baseline import ANN, BEA, LAWFUL, ON
from tests.core.conditions import broken, codes_against

CAI = HolderPeriod("c", "Cai Doctor", "7777777", date(2025, 1, 1))
GONE = replace(BEA, left_on=date(2025, 1, 1))
SECOND = {"reactivation_on": date(2026, 11, 23), "suspended_on": date(2022, 11, 23)}
FIRST_POINT = {"reactivation_on": date(2026, 11, 23), "suspended_on": date(2024, 11, 23)}
LETTERS = {
    "return_letters_sent": 90,
    "return_letters_due": 90,
    "return_letters_completed_on": date(2026, 9, 1),
}
AT_END = {
    "reactivation_on": date(2026, 11, 23),
    "suspended_on": date(2025, 11, 23),
    "mcp_contract_ends_on": date(2026, 11, 23),
}
LATE_END = {**AT_END, "suspended_on": date(2023, 11, 23)}
"""The MCP contract ends a year after the first point has come."""

BOTH = frozenset({"a", "b"})

RETURN_ROWS = [
    broken("give_reactivation_notice", "return_notice_in_the_future",
           reactivation_noticed_on=date(2026, 11, 24)),
    broken("give_reactivation_notice", "reactivation_before_notice",
           reactivation_on=date(2026, 1, 15)),
    broken("give_reactivation_notice", **{**AT_END, "reactivation_noticed_on": date(2026, 11, 22)}),
    broken("give_reactivation_notice", "reactivation_before_notice", **AT_END),
    broken("give_reactivation_notice", "not_a_reactivation_point",
           **{**AT_END, "mcp_contract_ends_on": date(2026, 12, 1)},
           reactivation_noticed_on=date(2026, 11, 1)),
    broken("approve_later_date", later_on=date(2028, 1, 16)),
    broken("approve_later_date", "not_a_later_day", later_on=date(2028, 1, 15)),
    broken("record_consent", consenting=ANN, consents=frozenset(), consented_on=ON),
    broken("record_consent", "consent_on_record", consenting=ANN, consents=BOTH, consented_on=ON),
    broken("record_consent", "consent_not_asked", consenting=CAI, holders=(ANN, BEA, CAI),
           consents=BOTH, consented_on=ON),
    broken("record_consent", "consent_not_asked", consenting=GONE, holders=(ANN, GONE),
           consents=frozenset(), consented_on=ON),
    broken("record_consent", consenting=CAI, consents=frozenset(), consented_on=ON,
           holders=(ANN, replace(GONE, successor="c"), CAI)),
    broken("record_consent", "consent_day_wrong", consenting=ANN, consents=frozenset(),
           consented_on=date(2026, 11, 24)),
    broken("record_consent", "consent_day_wrong", consenting=ANN, consents=frozenset(),
           consented_on=date(2026, 11, 22)),
    broken("confirm_eligibility", finding="conduct"),
    broken("confirm_eligibility", eligibility=""),
    broken("confirm_eligibility", "finding_missing", finding=""),
    broken("reactivate", **SECOND),
    broken("reactivate", "consent_missing", **SECOND, consents=frozenset({"a"})),
    broken("reactivate", "consent_missing", "consent_missing", **SECOND, consents=frozenset()),
    broken("reactivate", "holders_unknown", **SECOND, holders=()),
    broken("reactivate", "holders_unknown", **SECOND, holders=(CAI,)),
    broken("reactivate", **SECOND, holders=(ANN, BEA, CAI)),
    broken("reactivate", "successor_unknown", **SECOND, holders=(ANN, GONE)),
    broken("reactivate", **SECOND, holders=(ANN, replace(GONE, successor="a"))),
    broken("reactivate", "consent_missing", **SECOND,
           holders=(ANN, replace(GONE, successor="c"), CAI)),
    broken("reactivate", "successor_unknown", **SECOND,  # each names the other: nobody speaks
           holders=(ANN, replace(GONE, successor="c"),
                    replace(CAI, left_on=date(2025, 6, 1), successor="b"))),
    broken("reactivate", "eligibility_to_confirm", **SECOND, eligibility=""),
    broken("reactivate", "not_eligible", **SECOND, eligibility="not_eligible"),
    broken("reactivate", "conduct_gives_right_to_terminate", **SECOND, eligibility="conduct"),
    broken("reactivate", **FIRST_POINT, **LETTERS),
    broken("reactivate", "resident_letters_missing", **FIRST_POINT),
    broken("reactivate", "resident_letters_incomplete", **FIRST_POINT,
           **{**LETTERS, "return_letters_sent": 89}),
    broken("reactivate", "resident_letters_too_late", **FIRST_POINT,
           **{**LETTERS, "return_letters_completed_on": ON}),
    broken("reactivate", **AT_END),
    broken("reactivate", "patients_not_decided", **AT_END, patients=""),
    broken("reactivate", **AT_END, patients="return"),
    broken("reactivate", "patients_not_decided", **LATE_END, patients=""),
    broken("reactivate", **LATE_END, patients="stay"),
]  # fmt: skip


@pytest.mark.parametrize("row", RETURN_ROWS, ids=str)
def test_one_changed_fact_gives_exactly_its_reasons(row):
    assert codes_against(MOVES, row, LAWFUL) == row.codes
