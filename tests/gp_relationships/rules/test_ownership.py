"""The law of how an MCP is shared: each condition by itself."""

from datetime import date
from decimal import Decimal

import pytest

from core.law import reasons_against
from gp_relationships.rules.ownership import MOVES, OwnershipFacts
from tests.core.conditions import broken, codes_against, untried

ON = date(2026, 11, 23)
LAWFUL = OwnershipFacts(
    on=ON,
    vanguard="Testshire Together",
    model="full",
    holds_from=date(2026, 12, 1),
    signed_on=ON,
    owners=2,
    total=Decimal("100.00"),
)
ROWS = [
    broken("draw_up"),
    broken("draw_up", model="", owners=0, total=Decimal(0)),
    broken("draw_up", "no_body_to_own", model="virtual"),
    broken("sign"),
    broken("sign", "owners_missing", owners=0, total=Decimal(0)),
    broken("sign", "shares_not_whole", total=Decimal("99.99")),
    broken("sign", "shares_not_whole", total=Decimal("100.01")),
    broken("sign", "ownership_day_missing", signed_on=None),
    broken("sign", "ownership_day_missing", holds_from=None),
    broken("sign", "ownership_signed_in_the_future", signed_on=date(2026, 11, 24)),
    broken("reopen", total=Decimal(5)),
    broken("close"),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_one_changed_fact_gives_exactly_its_reasons(row):
    assert codes_against(MOVES, row, LAWFUL) == row.codes


def test_every_reason_is_tried():
    assert untried(MOVES, ROWS) == set()


def test_a_hundredth_too_little_is_said_in_words():
    facts = OwnershipFacts(
        on=ON, vanguard="V", model="full", holds_from=ON, signed_on=ON, owners=3,
        total=Decimal("99.99"),
    )  # fmt: skip
    reasons = reasons_against(MOVES["sign"], state="open", facts=facts)
    assert [r.text for r in reasons] == ["Shares must add up to 100%. They add up to 99.99%."]
