"""The published files themselves: counts, reasons, and Dudley computed apart in plain Python."""

import csv
from datetime import date

import pytest

from organisations.models import (
    Boundary,
    Commissioner,
    CommissionerStp,
    CommissionerSuccession,
    ImportRun,
    OrganisationChange,
    Practice,
    PracticeCommissioner,
    RegisterKind,
    Vanguard,
)
from organisations.selectors import population, practices_of_vanguard, practices_open_on
from registers.actions.imports import take_in
from registers.outcome import ImportState
from registers.reading.source import Look, from_path
from tests.support.people import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]

REGISTER, PAYMENTS = "epraccur_2018-05.csv", "nhs_payments_gp_2017-18.csv"
DAY = date(2018, 6, 1)

# kind, file, read, skipped; everything else is created or was made by a file before it.
FILES = (
    ("ods-practices", REGISTER, 13_809, 5_620),
    ("commissioners", "ccg_2018.csv", 195, 0),
    ("stp-commissioners", "stp_ccg_2017_ons.csv", 210, 0),
    ("gp-payments", PAYMENTS, 7_543, 12),
    ("list-sizes", "patient_list_size_2016Q1.csv", 7_705, 28),
    ("gp-headcount", "gp_headcount_2017-09.csv", 7_354, 180),
    ("practice-locations", "practice_coords.csv", 8_178, 44),
    ("boundaries", "ccg_2018.geojson", 195, 0),
    ("boundaries", "stp_2017.geojson", 44, 0),
    ("boundaries", "england_outline_simplified.geojson", 1, 0),
    ("vanguards", "vanguards.csv", 23, 0),
)


def take(folder, kind, name, by):
    source = from_path(str(folder / name))
    return take_in(kind=RegisterKind(kind), source=source, by=by, at=NOW)


@pytest.fixture
def england(real_data, officer):
    """All published files, imported."""
    outcomes = {}
    for kind, name, *_ in FILES:
        outcomes[name] = take(real_data, kind, name, officer)
    return outcomes


def rows(folder, name):
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def dudley(folder):
    """Codes of the open practices of 05C, from the register alone."""
    return {
        row[0] for row in rows(folder, REGISTER) if (row[25], row[12], row[14]) == ("4", "A", "05C")
    }


def test_every_row_of_every_file_is_accounted_for_and_again_nothing_changes(
    real_data, officer, england
):
    for _, name, read, skipped in FILES:
        outcome = england[name]
        assert outcome.state is ImportState.APPLIED, (name, outcome.problems)
        assert (outcome.read, outcome.skipped, outcome.failed) == (read, skipped, 0), name
        assert outcome.reconciles
    before = (ImportRun.objects.count(), OrganisationChange.objects.count())
    for kind, name, *_ in FILES:
        again = take(real_data, kind, name, officer)
        assert (again.created, again.updated, again.failed) == (0, 0, 0), name
    assert OrganisationChange.objects.count() == before[1]


def test_the_published_files_are_read_as_they_stand(real_data):
    for kind, name, *_ in FILES:
        if kind != "boundaries":
            assert Look(from_path(str(real_data / name))).facts.regular, name


def test_practices_and_patients_of_dudley_match_a_count_by_hand(real_data, england):
    codes = dudley(real_data)
    ccg = Commissioner.objects.get(ods_code="05C")
    under = PracticeCommissioner.objects.filter(commissioner=ccg).on(DAY)
    found = practices_open_on(DAY).filter(pk__in=under.values("practice_id"))
    assert set(found.values_list("code", flat=True)) == codes
    header, *paid = rows(real_data, PAYMENTS)
    code, number = (
        header.index("Practice Code"),
        next(
            at for at, cell in enumerate(header) if cell.startswith("Number of Registered Patients")
        ),
    )
    by_hand = sum(int(row[number]) for row in paid if row[code] in codes)
    assert population(found, on=DAY).registered == by_hand
    site = Vanguard.objects.get(code="MCP07")
    assert set(practices_of_vanguard(site.pk, on=DAY).values_list("code", flat=True)) == codes


def test_an_earlier_day_has_the_earlier_lists(real_data, england):
    """In 2016 the lists of the quarter count, of the practices that were open then."""
    day = date(2016, 6, 1)
    open_then = {
        row[0]
        for row in rows(real_data, REGISTER)
        if row[25] == "4"
        and row[12] in ("A", "C")
        and row[10] <= "20160601"
        and not (row[11] and row[11] <= "20160601")
    }
    _, *counted = rows(real_data, "patient_list_size_2016Q1.csv")
    by_hand = sum(sum(map(int, row[8:26])) for row in counted if row[7] in open_then)
    assert population(None, on=day).registered == by_hand


def test_the_mergers_of_april_2018_are_linked_and_no_other(england):
    linked = CommissionerSuccession.objects.values_list(
        "predecessor__ods_code", "successor__ods_code", "share"
    )
    pairs = {(old, new) for old, new, share in linked if share == 1}
    assert {("04X", "15E"), ("05P", "15E"), ("13P", "15E"), ("10Y", "14Y"), ("12A", "15C")} <= pairs
    assert len(linked) == 18
    assert Commissioner.objects.filter(closed_on=None).count() == 195
    assert CommissionerStp.objects.filter(commissioner__ods_code="01H").count() == 2
    assert Boundary.objects.count() == 240


def test_the_list_of_commissioners_may_come_before_the_register(real_data, officer):
    for kind, name in (("commissioners", "ccg_2018.csv"), ("ods-practices", REGISTER)):
        assert take(real_data, kind, name, officer).state is ImportState.APPLIED
    assert Commissioner.objects.filter(closed_on=None).count() == 195


def test_codes_that_a_spreadsheet_would_spoil_are_text(england):
    assert Practice.objects.filter(code__contains="+").count() == 0
    assert not Practice.objects.exclude(code__regex=r"^[A-Z]\d{5}$").exists()
