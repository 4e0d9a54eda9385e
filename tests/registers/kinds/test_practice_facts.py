"""Lists, headcounts and positions: facts about practices that the register knows."""

from datetime import date
from decimal import Decimal

import pytest

from organisations.models import (
    GpHeadcount,
    ImportRun,
    ListSize,
    OrganisationChange,
    PracticeLocation,
)
from registers.outcome import ImportState
from tests.registers.files import A, B, lists, practice_row, register, table

pytestmark = pytest.mark.django_db

HEADCOUNT = ["practice_code", "gp_headcount", "gp_fte"]
PLACES = ["practice_code", "postcode", "lat", "lon", "match"]


def sizes():
    return list(
        ListSize.objects.order_by("practice__code", "counted_on").values_list(
            "practice__code", "counted_on", "registered"
        )
    )


def test_a_list_for_all_ages_counts_on_its_own_day_and_parts_are_passed_over(take, two_practices):
    file = lists(
        (A, "01APR2018", "ALL", "ALL", "5,100"),
        (A, "01APR2018", "MALE", "ALL", "2500"),
        (A, "01APR2018", "ALL", "95+", "25"),
        (B, "01APR2018", "ALL", "ALL", "3000"),
    )
    outcome = take("list-sizes", file, as_of=None)
    assert (outcome.created, outcome.skipped) == (2, 2)
    assert (outcome.as_of, outcome.as_of_from) == (date(2018, 4, 1), "rows")
    assert sizes() == [(A, date(2018, 4, 1), 5100), (B, date(2018, 4, 1), 3000)]


def test_a_file_of_which_no_row_counts_is_not_applied(take, two_practices):
    in_parts = lists((A, "01APR2018", "MALE", "ALL", "9"), (B, "01APR2018", "ALL", "95+", "9"))
    unknown = lists(("X99999", "01APR2018", "ALL", "ALL", "9"))
    for file, rows in ((in_parts, 2), (unknown, 1)):
        for dry_run in (True, False):
            outcome = take("list-sizes", file, as_of=None, dry_run=dry_run)
            assert outcome.state is ImportState.REFUSED
            assert (outcome.read, outcome.skipped) == (rows, rows)
            assert "No row of this file can be taken" in outcome.problems[0]
    assert not ImportRun.objects.filter(kind="list-sizes").exists()


def test_columns_by_age_and_sex_are_added_up(take, two_practices):
    header = [
        "PCO Name",
        "PCO Code",
        "Practice Code",
        "Male 0-4",
        "Female 0-4",
        "Male 75+",
        "Female 75+",
    ]
    outcome = take("list-sizes", table(header, ["X", "99A00", A, "10", "20.4", "30.1", ""]))
    assert outcome.created == 1, outcome.problems
    assert sizes() == [(A, date(2018, 5, 31), 61)], "a fraction of a person rounds at the end"


def test_a_total_goes_before_its_parts(take, two_practices):
    header = ["GP_PRACTICE_CODE", "POSTCODE", "ONS_CCG_CODE", "TOTAL_ALL", "Male_0-4", "TOTAL_MALE"]
    take("list-sizes", table(header, [A, "ZZ1 1ZZ", "E38000999", "500", "7", "250"]))
    assert sizes() == [(A, date(2018, 5, 31), 500)]


@pytest.mark.parametrize(("written", "kept"), [("0", 0), ("3", 3), ("10.5", 11), (" 7 ", 7)])
def test_nought_tiny_and_fractional_lists_are_lists(take, two_practices, written, kept):
    take("list-sizes", table(["code", "number_of_patients"], [A, written]))
    assert sizes() == [(A, date(2018, 5, 31), kept)]


def test_a_list_without_a_number_fails(take, two_practices):
    outcome = take("list-sizes", table(["code", "number_of_patients"], [A, "N/A"]))
    assert (outcome.state, outcome.rows[0].reason) == (ImportState.REFUSED, "no_number")


def test_a_list_needs_a_column_of_numbers(take, two_practices):
    outcome = take("list-sizes", table(["code", "postcode"], [A, "ZZ1 1ZZ"]))
    assert "The column of numbers is missing" in outcome.problems[0]


def test_rows_of_unknown_practices_are_skipped_and_say_what_to_do(take, two_practices):
    outcome = take(
        "list-sizes", table(["code", "number_of_patients"], ["X90009", 5], ["V81999", 6])
    )
    assert {finding.reason for finding in outcome.rows} == {
        "no_such_practice", "national_pseudo_code",
    }  # fmt: skip
    assert outcome.skipped == 2
    assert "import ods-practices first" in outcome.rows[0].expected


def test_patients_of_a_closed_practice_are_taken_with_a_warning(take):
    take("ods-practices", register(practice_row(A, status="C", closed_on="20180401")))
    outcome = take("list-sizes", table(["code", "number_of_patients"], [A, "120"]))
    assert (outcome.created, outcome.warned) == (1, 1)
    assert outcome.rows[0].reason == "closed_with_patients"


def test_lists_of_many_days_stand_side_by_side_whatever_their_order(take, two_practices):
    for day, number in ((date(2018, 4, 1), 500), (date(2016, 4, 1), 300), (date(2017, 4, 1), 400)):
        take("list-sizes", table(["code", "number_of_patients"], [A, number]), as_of=day)
    assert [number for _, _, number in sizes()] == [300, 400, 500]


def test_a_corrected_list_keeps_what_it_was(take, two_practices):
    take("list-sizes", table(["code", "number_of_patients"], [A, 500]))
    outcome = take("list-sizes", table(["code", "number_of_patients"], [A, 510]))
    assert outcome.updated == 1
    change = OrganisationChange.objects.get()
    assert (change.before, change.after) == ({"registered": 500}, {"registered": 510})


def test_a_row_dated_in_the_future_is_refused(take, two_practices):
    outcome = take("list-sizes", lists((A, "01APR2027", "ALL", "ALL", "5")), as_of=None)
    assert "lies in the future" in outcome.problems[0]


def test_practices_that_did_not_report_gps_are_skipped(take, two_practices):
    file = table(HEADCOUNT, [A, "3", "2.345"], [B, "0", "0"])
    outcome = take("gp-headcount", file)
    assert (outcome.created, outcome.skipped) == (1, 1)
    assert outcome.rows[0].reason == "did_not_report"
    count = GpHeadcount.objects.get()
    assert (count.headcount, count.fte) == (3, Decimal("2.35"))


def test_na_is_no_headcount_and_a_missing_fte_is_no_fault(take, two_practices):
    outcome = take("gp-headcount", table(HEADCOUNT, [A, "NA", "NA"], [B, "4", "NA"]))
    assert (outcome.created, outcome.skipped) == (1, 1)
    assert GpHeadcount.objects.get().fte is None


def test_positions_are_degrees_to_five_places(take, two_practices):
    file = table(
        PLACES, [A, "ZZ1 1ZZ", "53.123456", "-3e-05", "x"], [B, "ZZ9 9ZZ", "51", "-1", "x"]
    )
    outcome = take("practice-locations", file)
    assert (outcome.created, outcome.warned) == (2, 1)
    assert outcome.rows[0].reason == "another_postcode"
    place = PracticeLocation.objects.get(practice__code=A)
    assert (place.latitude, place.longitude) == (Decimal("53.12346"), Decimal("-0.00003"))


@pytest.mark.parametrize(
    ("lat", "lon"), [("400000", "300000"), ("-1.5", "53"), ("NaN", "1"), ("", "1")]
)
def test_positions_elsewhere_fail(take, two_practices, lat, lon):
    outcome = take("practice-locations", table(PLACES, [A, "", lat, lon, ""]))
    assert outcome.state is ImportState.REFUSED
    assert not PracticeLocation.objects.exists()


def test_a_position_moves_and_keeps_where_it_was(take, two_practices):
    take("practice-locations", table(PLACES, [A, "", "53", "-1", ""]))
    outcome = take("practice-locations", table(PLACES, [A, "", "53.5", "-1", ""]))
    assert outcome.updated == 1
    assert OrganisationChange.objects.get().before == {"latitude": 53.0}
