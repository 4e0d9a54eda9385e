"""A year's payments: lists by quarter, contract types by year, and commissioners of the past."""

from datetime import date
from decimal import Decimal

import pytest

from organisations.models import (
    Commissioner,
    CommissionerSuccession,
    ListSize,
    PracticeCommissioner,
    PracticeContractType,
)
from registers.kinds.payment_year import financial_year
from registers.outcome import ImportState
from tests.registers.files import (
    PAYMENT_HEADER,
    A,
    B,
    payment_row,
    payments,
    practice_row,
    register,
    text,
)

pytestmark = pytest.mark.django_db

YEAR_END = date(2018, 3, 31)


def types(code=A):
    held = PracticeContractType.objects.filter(practice__code=code).order_by("starts_on")
    return list(held.values_list("contract_type", "starts_on", "ends_on"))


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2018, 3, 31), 2018), (date(2018, 3, 30), 2017), (date(2018, 9, 20), 2018),
        (date(2019, 1, 1), 2018),
    ],
)  # fmt: skip
def test_the_financial_year_is_the_last_that_had_ended(day, year):
    assert financial_year(day) == (date(year - 1, 4, 1), date(year, 3, 31))


def test_a_row_becomes_a_list_and_a_contract_type(take, two_practices):
    outcome = take("gp-payments", payments(), as_of=YEAR_END)
    assert outcome.created == 2
    size = ListSize.objects.get(practice__code=A)
    assert (size.counted_on, size.registered, size.weighted) == (YEAR_END, 5000, Decimal("5100.25"))
    assert types() == [("gms", date(2017, 4, 1), None)]
    assert types(B) == [("pms", date(2017, 4, 1), None)]


@pytest.mark.parametrize(
    ("quarter", "day"),
    [
        ("Q1", date(2017, 6, 30)), ("Q2", date(2017, 9, 30)), ("Q3", date(2017, 12, 31)),
        ("Q4", YEAR_END), ("", YEAR_END),
    ],
)  # fmt: skip
def test_a_list_is_of_the_end_of_its_quarter(take, two_practices, quarter, day):
    take("gp-payments", payments(payment_row(A, quarter=quarter)), as_of=YEAR_END)
    assert ListSize.objects.get().counted_on == day


def test_no_known_patients_is_no_list_of_nought(take, two_practices):
    file = payments(payment_row(A, "APMS", "0", weighted="0", quarter="NO KNOWN PATIENTS"))
    assert take("gp-payments", file, as_of=YEAR_END).created == 1
    assert not ListSize.objects.exists()
    assert types() == [("apms", date(2017, 4, 1), None)]


def test_unknown_contract_types_are_kept_as_such_until_one_is_known(take, two_practices):
    take("gp-payments", payments(payment_row(A, "UNKNOWN")), as_of=YEAR_END)
    assert types() == [("unknown", date(2017, 4, 1), None)]
    take("gp-payments", payments(payment_row(A, "GMS")), as_of=date(2019, 3, 31))
    take("gp-payments", payments(payment_row(A, "UNKNOWN")), as_of=date(2020, 3, 31))
    assert types() == [
        ("unknown", date(2017, 4, 1), date(2018, 4, 1)), ("gms", date(2018, 4, 1), None),
    ]  # fmt: skip


def test_an_older_year_fills_history_and_overwrites_nothing(take, two_practices):
    take("gp-payments", payments(payment_row(A, "GMS"), payment_row(B, "PMS")), as_of=YEAR_END)
    older = payments(payment_row(A, "PMS", "4000"), payment_row(B, "PMS", "2000"))
    outcome = take("gp-payments", older, as_of=date(2017, 3, 31))
    assert outcome.state is ImportState.APPLIED
    assert types() == [
        ("pms", date(2016, 4, 1), date(2017, 4, 1)), ("gms", date(2017, 4, 1), None),
    ]  # fmt: skip
    assert types(B) == [("pms", date(2016, 4, 1), None)]
    oldest = payments(payment_row(A, "APMS"))
    take("gp-payments", oldest, as_of=date(2017, 3, 31))
    assert types()[0][0] == "pms", "what is known of a year is not overwritten by an older file"


def test_a_contract_begins_when_the_practice_opened_and_ends_when_it_closed(take):
    rows = [
        practice_row(A, opened_on="20170801", status="C", closed_on="20180201"),
        practice_row(B, status="C", closed_on="20160201"),
    ]
    take("ods-practices", register(*rows))
    take("gp-payments", payments(), as_of=YEAR_END)
    assert types() == [("gms", date(2017, 8, 1), date(2018, 2, 1))]
    assert types(B) == []


def test_closing_ends_the_contract(take, two_practices):
    take("gp-payments", payments(), as_of=YEAR_END)
    closed = practice_row(B, status="C", closed_on="20180615")
    outcome = take("ods-practices", register(practice_row(A), closed), as_of=date(2018, 6, 30))
    assert outcome.changes["contract_types_ended"] == 1
    assert types(B) == [("pms", date(2017, 4, 1), date(2018, 6, 15))]


def test_the_years_commissioner_fills_in_the_past_and_names_the_successor(take):
    rows = [practice_row(code, commissioner="99C", joined_on="20180401") for code in (A, B)]
    take("ods-practices", register(*rows))
    outcome = take("gp-payments", payments(), as_of=YEAR_END)
    assert outcome.warned == 2
    assert outcome.changes["past_commissioners_filled_in"] == 2
    held = PracticeCommissioner.objects.filter(practice__code=A).order_by("starts_on")
    assert list(held.values_list("commissioner__ods_code", "starts_on", "ends_on")) == [
        ("99A", date(2017, 4, 1), date(2018, 4, 1)), ("99C", date(2018, 4, 1), None),
    ]  # fmt: skip
    succession = CommissionerSuccession.objects.get()
    assert (succession.predecessor.ods_code, succession.successor.ods_code) == ("99A", "99C")
    old = Commissioner.objects.get(ods_code="99A")
    assert (old.name, old.closed_on) == ("NHS INVENTED CCG", date(2018, 4, 1))


def test_payment_lines_are_known_and_named_but_not_kept(take, two_practices):
    outcome = take("gp-payments", payments(), as_of=YEAR_END)
    assert "2 columns are not kept: Global Sum; Total NHS Payments" in outcome.notes[0]


def test_a_line_that_is_no_payment_is_an_error(take, two_practices):
    rows = [[*PAYMENT_HEADER, "Favourite colour"], [*payment_row(), "blue"]]
    outcome = take("gp-payments", text(rows), as_of=YEAR_END)
    assert "“Favourite colour” is not known" in outcome.problems[0]


def test_a_misspelt_column_is_not_taken_for_a_payment(take, two_practices):
    header = ["Contract Tpye" if cell == "Contract Type" else cell for cell in PAYMENT_HEADER]
    outcome = take("gp-payments", text([header, payment_row()]), as_of=YEAR_END)
    assert "Did you mean “contract_type”?" in outcome.problems[0]


def test_the_same_year_in_another_order_of_columns(take, two_practices):
    rows = [list(reversed(row)) for row in (PAYMENT_HEADER, payment_row(A), payment_row(B))]
    assert take("gp-payments", text(rows), as_of=YEAR_END).created == 2
