"""The law of waivers: each condition by itself."""

from datetime import date

import pytest

from casework.rules.waiver import MOVES, WaiverFacts, latest_end
from tests.core.conditions import broken, codes_against, untried

ON = date(2026, 11, 23)
LAWFUL = WaiverFacts(
    on=ON,
    case="Journey of Testshire Together",
    rule="holder_is_recorded",
    expires_on=date(2026, 12, 31),
    asked_on=ON,
    asked_by="Olive Officer",
)
ROWS = [
    broken("ask"),
    broken("ask", expires_on=ON),
    broken("ask", expires_on=date(2027, 11, 23)),
    broken("ask", "rule_unknown", is_known=False, is_waivable=False),
    broken("ask", "rule_not_waivable", is_waivable=False),
    broken("ask", "case_is_over", case_is_over=True),
    broken("ask", "expiry_missing", expires_on=None),
    broken("ask", "expiry_in_the_past", expires_on=date(2026, 11, 22)),
    broken("ask", "expiry_too_far", expires_on=date(2027, 11, 24)),
    broken("ask", "waiver_stands_already", standing=ON),
    broken("grant"),
    broken("grant", "asked_by_the_same_person", is_granted_by_the_asker=True),
    broken("grant", "expiry_in_the_past", on=date(2027, 1, 1)),
    broken("grant", "rule_not_waivable", is_waivable=False),
    broken("grant", expires_on=date(2027, 11, 23), on=date(2026, 11, 30)),
    broken("refuse", is_granted_by_the_asker=True),
    broken("withdraw", is_waivable=False),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_one_changed_fact_gives_exactly_its_reasons(row):
    assert codes_against(MOVES, row, LAWFUL) == row.codes


def test_every_reason_is_tried():
    assert untried(MOVES, ROWS) == set()


@pytest.mark.parametrize(
    ("asked", "latest"),
    [
        (date(2026, 11, 23), date(2027, 11, 23)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2028, 2, 29), date(2029, 2, 28)),
    ],
)
def test_a_waiver_lasts_twelve_months_by_the_corresponding_date(asked, latest):
    assert latest_end(asked) == latest
