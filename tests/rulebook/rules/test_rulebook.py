"""The law of publishing figures: each condition by itself."""

from datetime import date

import pytest

from rulebook.rules.rulebook import MOVES, RulebookFacts, Setting
from tests.core.conditions import broken, codes_against, untried

ON = date(2026, 11, 23)
SETTING = Setting("standstill_days", "14", "A text", ON, None)
LAWFUL = RulebookFacts(
    on=ON,
    number=2,
    supersedes=1,
    current=1,
    changes=1,
    acting="approver",
    authors=frozenset({"officer"}),
)


def setting(**changed: object) -> dict[str, Setting]:
    given = {"key": "standstill_days", "value": "14", "authority": "A text"}
    period = {"in_force_from": ON, "in_force_until": None}
    return {"setting": Setting(**{**given, **period, **changed})}


ROWS = [
    broken("set_figure", **setting()),
    broken("set_figure", "figure_unknown", **setting(key="length_of_tea_break")),
    broken("set_figure", "figure_value_invalid", **setting(value="a fortnight")),
    broken("set_figure", "figure_authority_missing", **setting(authority="  ")),
    broken("set_figure", "figure_period_backwards", **setting(in_force_until=ON)),
    broken("restore_figure", restoring="standstill_days"),
    broken("restore_figure", "figure_unknown", restoring="length_of_tea_break"),
    broken("propose"),
    broken("propose", acting="officer"),
    broken("propose", "rulebook_changes_nothing", changes=0),
    broken("propose", "rulebook_overtaken", current=3),
    broken("publish"),
    broken("publish", "approver_is_author", acting="officer"),
    broken("publish", "rulebook_changes_nothing", changes=0),
    broken("publish", "rulebook_overtaken", current=3),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_fact_that_is_not_as_demanded_is_given_as_its_reason(row):
    assert codes_against(MOVES, row, LAWFUL) == row.codes


def test_every_reason_has_a_row():
    assert untried(MOVES, ROWS) == set()
