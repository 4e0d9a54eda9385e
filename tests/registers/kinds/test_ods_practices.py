"""The register of practices: what each row says, and what a newer register ends and links."""

from datetime import date
from decimal import Decimal

import pytest

from organisations.models import (
    Commissioner,
    CommissionerSuccession,
    OrganisationChange,
    Practice,
    PracticeCommissioner,
    PracticeSuccession,
)
from registers.outcome import ImportState
from tests.registers.files import A, B, C, practice_row, register, table

pytestmark = pytest.mark.django_db

LATER = date(2018, 6, 30)


def links(code):
    held = PracticeCommissioner.objects.filter(practice__code=code).order_by("starts_on")
    return [(link.commissioner.ods_code, link.starts_on, link.ends_on) for link in held]


def test_a_row_becomes_a_practice(take):
    take(
        "ods-practices",
        register(practice_row(A, closed_on="20171031", left_on="20171031", status="C")),
    )
    practice = Practice.objects.get()
    assert practice.name == "THE FIRST SURGERY"
    assert practice.display_name == "The First Surgery"
    assert practice.address == "1 HIGH STREET, NEWTOWN"
    assert (practice.postcode, practice.telephone) == ("ZZ1 1ZZ", "01632 960001")
    assert practice.status == "closed"
    assert (practice.opened_on, practice.closed_on) == (date(1974, 4, 1), date(2017, 10, 31))
    assert links(A) == [("99A", date(2013, 4, 1), date(2017, 10, 31))]


@pytest.mark.parametrize("postcode", ["ZZ11ZZ", "zz1 1zz", "ZZ1  1ZZ", " ZZ1 1ZZ "])
def test_postcodes_have_one_spelling(take, postcode):
    take("ods-practices", register(practice_row(A, postcode=postcode)))
    assert Practice.objects.get().postcode == "ZZ1 1ZZ"


@pytest.mark.parametrize(
    "written", ["20180401", "01/04/2018", "1/4/2018", "01APR2018", "1-Apr-2018", "2018-04-01"]
)
def test_dates_have_many_spellings(take, written):
    take("ods-practices", register(practice_row(A, opened_on=written)))
    assert Practice.objects.get().opened_on == date(2018, 4, 1)


def test_the_last_days_of_months_are_days(take):
    days = {A: "20160229", B: "31/12/2017", C: "30APR2018"}
    take("ods-practices", register(*(practice_row(code, opened_on=d) for code, d in days.items())))
    assert list(Practice.objects.order_by("code").values_list("opened_on", flat=True)) == [
        date(2016, 2, 29), date(2017, 12, 31), date(2018, 4, 30),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "day", ["20180229", "20180431", "20181301", "20180001", "20180100", "18991231", "21010101",
            "2018040", "201804011", "99999999", "2018O401"]
)  # fmt: skip
def test_a_day_that_no_calendar_has_is_no_date(take, day):
    outcome = take("ods-practices", register(practice_row(A, opened_on=day)))
    assert (outcome.failed, outcome.created) == (1, 0)
    assert outcome.rows[0].column == "column 11 (opened on)"


@pytest.mark.parametrize("code", ["a91001", "x91001"])
def test_a_code_in_small_letters_is_the_same_code(take, code):
    take("ods-practices", register(practice_row(code)))
    assert Practice.objects.get().code == code.upper()


@pytest.mark.parametrize("code", ["91001", "X9100", "X910011", "9X1001", "XX9100"])
def test_what_is_shaped_otherwise_is_no_practice_code(take, code):
    assert take("ods-practices", register(practice_row(code))).failed == 1


@pytest.mark.parametrize("nothing", ["", " ", "-", "N/A", "n/a", "    N/A    "])
def test_null_marks_mean_nothing(take, nothing):
    take("ods-practices", register(practice_row(A, telephone=nothing, postcode=nothing)))
    assert (Practice.objects.get().telephone, Practice.objects.get().postcode) == ("", "")


@pytest.mark.parametrize("code", ["W91001", "ALD001", "GUE002", "JER003"])
def test_wales_and_the_channel_islands_are_practices_too(take, code):
    assert take("ods-practices", register(practice_row(code, commissioner="7A9"))).created == 1


def test_what_is_no_gp_practice_is_passed_over_whatever_else_it_says(take):
    rows = [practice_row(code, setting=s, status="?") for code, s in ((A, "0"), (B, "9"), (C, ""))]
    outcome = take("ods-practices", register(*rows, practice_row("V81997")))
    assert (outcome.read, outcome.skipped, outcome.failed) == (4, 4, 0)
    assert {r["reason"]: r["rows"] for r in outcome.reasons} == {
        "not_a_gp_practice": 3,
        "national_pseudo_code": 1,
    }
    assert {finding.row for finding in outcome.rows} == {1, 2, 3, 4}


def test_a_vintage_with_a_header_is_read_by_name_in_any_order(take):
    file = table(
        ["Prescribing Setting", "Name", "ORGANISATION CODE ", "Status Code", "Open Date",
         "Close Date", "Commissioner", "Address Line 1", "Address Line 2", "Postcode", "Null",
         "Null"],
        ["RO76|RO80", "The Mixed Case Surgery", A, "ACTIVE", "01/04/1974", "", "99A", "1 Road",
         "Town", "ZZ11ZZ", "", ""],
        ["RO80", "A Walk-in Centre", B, "ACTIVE", "", "", "99A", "", "", "", "", ""],
    )  # fmt: skip
    outcome = take("ods-practices", file)
    assert (outcome.created, outcome.skipped) == (1, 1), outcome.problems
    assert str(Practice.objects.get()) == "The Mixed Case Surgery (X91001)"
    assert Practice.objects.get().address == "1 Road, Town"


def test_a_rename_is_kept_with_what_it_was(take):
    take("ods-practices", register())
    outcome = take(
        "ods-practices",
        register(practice_row(A, "NEW"), practice_row(B, "THE SECOND SURGERY")),
        as_of=LATER,
    )
    assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 1, 1)
    change = OrganisationChange.objects.get()
    assert (change.about, change.code, change.run_id) == ("practice", A, outcome.run)
    assert (change.before, change.after) == ({"name": "THE FIRST SURGERY"}, {"name": "NEW"})


def test_a_practice_that_is_listed_no_more_is_closed_and_never_deleted(take):
    take("ods-practices", register())
    outcome = take("ods-practices", register(practice_row(A)), as_of=LATER)
    gone = Practice.objects.get(code=B)
    assert (gone.status, gone.closed_on) == ("closed", LATER)
    assert links(B) == [("99A", date(2013, 4, 1), LATER)]
    assert outcome.changes["practices_ended"] == 1
    assert OrganisationChange.objects.get(code=B).before == {"status": "active", "closed_on": None}


def test_one_that_comes_back_is_open_again(take):
    take("ods-practices", register())
    take("ods-practices", register(practice_row(A)), as_of=LATER)
    take("ods-practices", register(practice_row(A), practice_row(B)), as_of=date(2018, 9, 30))
    assert Practice.objects.get(code=B).status == "active"
    assert links(B) == [
        ("99A", date(2013, 4, 1), LATER), ("99A", date(2018, 9, 30), None),
    ]  # fmt: skip


def test_practices_of_the_demonstration_are_left_alone(take):
    Practice.objects.create(code="X99999", name="Made up", status="active", is_fictional=True)
    take("ods-practices", register())
    assert Practice.objects.get(code="X99999").status == "active"


def test_a_merger_of_commissioners_moves_the_practices_and_links_the_successor(take):
    take(
        "ods-practices",
        register(practice_row(A), practice_row(B), practice_row(C, commissioner="99B")),
    )
    moved = {"commissioner": "99C", "joined_on": "20180601"}
    rows = [
        practice_row(A, **moved),
        practice_row(B, commissioner="99D"),
        practice_row(C, commissioner="99B"),
    ]
    outcome = take("ods-practices", register(*rows), as_of=LATER)
    assert outcome.updated == 2
    assert links(A) == [
        ("99A", date(2013, 4, 1), date(2018, 6, 1)), ("99C", date(2018, 6, 1), None),
    ]  # fmt: skip
    assert links(B)[1] == ("99D", LATER, None), "without its own date the move is the vintage's"
    successions = CommissionerSuccession.objects.order_by("successor__ods_code")
    assert [(s.successor.ods_code, s.share) for s in successions] == [
        ("99C", Decimal("0.5")), ("99D", Decimal("0.5")),
    ]  # fmt: skip
    assert Commissioner.objects.get(ods_code="99A").closed_on == LATER
    assert Commissioner.objects.get(ods_code="99B").closed_on is None
    change = OrganisationChange.objects.get(code=A)
    assert change.after == {"commissioner": "99C", "from": "2018-06-01"}


def test_a_commissioner_that_lost_some_and_goes_on_has_no_successor(take):
    take("ods-practices", register(practice_row(A), practice_row(B)))
    take(
        "ods-practices", register(practice_row(A), practice_row(B, commissioner="99B")), as_of=LATER
    )
    assert not CommissionerSuccession.objects.exists()


def test_a_move_within_one_vintage_is_a_correction(take):
    take("ods-practices", register(practice_row(A, joined_on="20180531")))
    take("ods-practices", register(practice_row(A, joined_on="20180531", commissioner="99B")))
    assert links(A) == [("99B", date(2018, 5, 31), None)]


def test_the_one_practice_left_at_the_premises_goes_on_with_the_closed_one(take):
    take("ods-practices", register())
    closed = practice_row(B, status="C", closed_on="20180615", left_on="20180615")
    outcome = take("ods-practices", register(practice_row(A), closed), as_of=LATER)
    link = PracticeSuccession.objects.get()
    assert (link.predecessor.code, link.successor.code) == (B, A)
    assert (link.on, link.basis) == (date(2018, 6, 15), "same_premises")
    assert outcome.changes["practice_successions"] == 1


def test_where_two_are_left_or_the_commissioner_differs_nothing_is_inferred(take):
    rows = [practice_row(A), practice_row(B), practice_row(C)]
    take("ods-practices", register(*rows))
    take("ods-practices", register(*rows[:2]), as_of=LATER)
    assert not PracticeSuccession.objects.exists()
    rows = [practice_row(A, commissioner="99B"), practice_row(B)]
    take("ods-practices", register(*rows), as_of=date(2018, 7, 31))
    take("ods-practices", register(rows[0]), as_of=date(2018, 8, 31))
    assert not PracticeSuccession.objects.exists()


def test_a_successor_that_the_file_names_is_linked(take):
    header = ["Organisation Code", "Name", "Status Code", "Open Date", "Close Date",
              "Commissioner", "Postcode", "Prescribing Setting", "Successor Code"]  # fmt: skip
    file = table(
        header,
        [A, "ONE", "A", "19740401", "", "99A", "ZZ1 1ZZ", "4", ""],
        [B, "TWO", "C", "19740401", "20180301", "99A", "ZZ2 2ZZ", "4", A],
    )
    outcome = take("ods-practices", file)
    assert outcome.state is ImportState.APPLIED, outcome.problems
    link = PracticeSuccession.objects.get()
    assert (link.predecessor.code, link.successor.code, link.basis) == (B, A, "published")


CCGS = ["ccg_ods_code", "ccg_ons_code", "ccg_name", "stp17_ons_code", "stp17_name"]


@pytest.mark.parametrize("first", ["commissioners", "ods-practices"])
def test_a_commissioner_of_the_past_is_ended_whichever_file_comes_first(take, first):
    left = practice_row(B, commissioner="99B", status="C", closed_on="20150401", left_on="20150331")
    files = {
        "ods-practices": register(practice_row(A), left),
        "commissioners": table(CCGS, ["99A", "E38000991", "NHS ONE", "", ""]),
    }
    second = next(kind for kind in files if kind != first)
    for kind in (first, second):
        take(kind, files[kind])
    assert list(Commissioner.objects.order_by("ods_code").values_list("ods_code", "closed_on")) == [
        ("99A", None), ("99B", date(2015, 3, 31)),
    ]  # fmt: skip


def test_a_commissioner_with_an_open_practice_is_not_of_the_past(take):
    outcome = take("ods-practices", register(practice_row(A), practice_row(B, status="C")))
    assert "commissioners_of_the_past" not in outcome.changes
    assert Commissioner.objects.get().closed_on is None
