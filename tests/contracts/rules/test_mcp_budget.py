"""Pounds and pence: exact, to the penny, and said as people read them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.rules.mcp_budget import (
    MOST_POUNDS,
    financial_year,
    is_money,
    lines_add_up_to_the_payment,
    per_cent_of,
    per_head,
    pounds,
    year_label,
)
from contracts.rules.mcp_facts import Budget, McpContractFacts

ON = date(2026, 11, 23)
PENCE = st.integers(min_value=0, max_value=10**9).map(lambda pence: Decimal(pence) / 100)


def against(budget: Budget) -> list[str]:
    facts = McpContractFacts(ON, "It", "full", "aco_2017", budget=budget)
    return [reason.text for reason in lines_add_up_to_the_payment(facts)]


@given(st.lists(PENCE, min_size=1, max_size=30))
def test_lines_that_add_up_to_the_penny_reconcile(amounts):
    lines = tuple((f"Line {number}", amount) for number, amount in enumerate(amounts))
    assert against(Budget(2026, sum(amounts, Decimal(0)), lines)) == []


@given(
    st.lists(PENCE, min_size=1, max_size=30), st.sampled_from([Decimal("0.01"), Decimal("-0.01")])
)
def test_a_penny_is_a_difference(amounts, penny):
    lines = tuple((f"Line {number}", amount) for number, amount in enumerate(amounts))
    payment = sum(amounts, Decimal(0)) + penny
    said = against(Budget(2026, payment, lines))
    if payment < 0:
        assert said == []  # no amount at all, which another rule says
    else:
        assert len(said) == 1
        assert f"£0.01 {'less' if penny > 0 else 'more'} than the payment of" in said[0]


def test_the_difference_is_named():
    budget = Budget(2018, Decimal("1000.00"), (("A", Decimal("400.00")), ("B", Decimal("599.99"))))
    assert against(budget) == [
        "The lines of 2018/19 add up to £999.99: £0.01 less than the payment of £1,000.00."
    ]


@pytest.mark.parametrize("wrong", [1.5, 3, "12", None])
def test_an_amount_that_is_no_decimal_is_a_fault_of_the_program(wrong):
    with pytest.raises(TypeError, match="given as Decimal"):
        Budget(2026, wrong)
    with pytest.raises(TypeError, match="given as Decimal"):
        Budget(2026, Decimal(1), (("A", wrong),))


@pytest.mark.parametrize(
    ("amount", "is_one"),
    [
        ("0", True), ("0.01", True), ("12.5", True), ("1.500", True), (str(MOST_POUNDS), True),
        ("0.001", False), ("-0.01", False), (str(MOST_POUNDS + Decimal("0.01")), False),
        ("NaN", False), ("sNaN", False), ("Infinity", False), ("1E+999999", False),
    ],
)  # fmt: skip
def test_what_an_amount_is(amount, is_one):
    assert is_money(Decimal(amount)) is is_one


@pytest.mark.parametrize(
    ("day", "year", "label"),
    [
        (date(2018, 3, 31), 2017, "2017/18"),
        (date(2018, 4, 1), 2018, "2018/19"),
        (date(2019, 3, 31), 2018, "2018/19"),
        (date(2099, 12, 31), 2099, "2099/00"),
    ],
)
def test_a_financial_year_begins_in_april(day, year, label):
    assert (financial_year(day), year_label(financial_year(day))) == (year, label)


def test_shares_and_what_each_person_has():
    assert per_cent_of(Decimal("1"), Decimal("3")) == Decimal("33.33")
    assert per_cent_of(Decimal("1"), Decimal("0")) == 0
    assert per_head(Decimal("100.00"), 3) == Decimal("33.33")
    assert per_head(Decimal("100.00"), 0) is per_head(Decimal("100.00"), None) is None
    assert pounds(Decimal("1234567.8")) == "£1,234,567.80"
