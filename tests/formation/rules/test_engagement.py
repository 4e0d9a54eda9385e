"""The law of the public's engagement, each condition by itself."""

from datetime import date

import pytest

from formation.rules.engagement import MOVES, EngagementFacts
from tests.core.conditions import broken, codes_against, untried

ON = date(2026, 11, 23)
EARLIER, LATER = date(2026, 11, 2), date(2026, 11, 24)
LAWFUL = EngagementFacts(
    on=ON,
    vanguard="Testshire Together",
    opened_on=date(2026, 10, 1),
    closed_on=date(2026, 11, 5),
    report_received_on=ON,
    summary="Most were for it.",
)
ROWS = [
    broken("open_engagement"),
    broken("open_engagement", "engagement_exists", another_runs=True),
    broken("open_engagement", "opening_date_missing", opened_on=None),
    broken("open_engagement", "opening_in_the_future", opened_on=LATER),
    broken("close"),
    broken("close", "closing_date_missing", closed_on=None),
    broken("close", "closing_in_the_future", closed_on=LATER),
    broken("close", "closed_before_opening", closed_on=date(2026, 9, 30)),
    broken("receive_report"),
    broken("receive_report", "report_summary_missing", summary=" "),
    broken("receive_report", "report_date_missing", report_received_on=None),
    broken("receive_report", "report_in_the_future", report_received_on=LATER),
    broken("receive_report", "report_before_closing", report_received_on=EARLIER),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_one_changed_fact_gives_exactly_its_reasons(row):
    assert codes_against(MOVES, row, LAWFUL) == row.codes


def test_every_reason_is_tried():
    assert untried(MOVES, ROWS) == set()
