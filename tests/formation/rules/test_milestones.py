"""The law of a single milestone."""

from datetime import date

import pytest

from core.law import judge, warnings_in
from formation.rules.milestones import MOVES, MilestoneFacts
from tests.core.conditions import broken, codes_against, untried

ON = date(2026, 11, 23)
LAWFUL = MilestoneFacts(on=ON, title="Shortlist", met_on=ON, due_on=ON)
ASKED = {"evidence_asked": "Record of the evaluation"}
ROWS = [
    broken("meet"),
    broken("meet", met_on=date(2026, 11, 1)),
    broken("meet", "met_day_missing", met_on=None),
    broken("meet", "met_in_the_future", met_on=date(2026, 11, 24)),
    broken("meet", evidence="Record 7", **ASKED),
    broken("meet", "evidence_missing", evidence=" ", **ASKED),
    broken("meet", by_act=True, **ASKED),
    broken("meet", "dependency_unmet", is_statutory=True, waits_for=("Shortlist",)),
    broken("meet", "met_out_of_order", waits_for=("Shortlist",)),
    broken("meet", "met_out_of_order", is_statutory=True, by_act=True, waits_for=("Tenders",)),
    broken("redate", met_on=None),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_one_changed_fact_gives_exactly_its_reasons(row):
    assert codes_against(MOVES, row, LAWFUL) == row.codes


def test_every_reason_is_tried():
    assert untried(MOVES, ROWS) == set()


def test_every_dependency_that_is_open_is_named():
    waiting = MilestoneFacts(on=ON, title="Letters", met_on=ON, waits_for=("Notices", "Offers"))
    said = [reason.text for reason in warnings_in(judge(MOVES["meet"], waiting))]
    assert said == [
        "“Letters” depends on “Notices”, which is still open.",
        "“Letters” depends on “Offers”, which is still open.",
    ]
