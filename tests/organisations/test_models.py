"""What the database itself refuses about organisations."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection
from django.db.transaction import atomic  # noqa: TID251 - a refusal spoils its transaction

from organisations.models import (
    Commissioner,
    ContractType,
    ListSize,
    Practice,
    PracticeCommissioner,
    PracticeContractType,
    PracticeLocation,
    PracticeSuccession,
    Vanguard,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def one():
    return Practice.objects.create(code="X91001", name="ONE", status="active")


@pytest.fixture
def ccg():
    return Commissioner.objects.create(ods_code="99A", name="NHS ONE")


def refused(make, **values):
    with pytest.raises(IntegrityError), atomic():
        make.objects.create(**values)


@pytest.mark.parametrize("code", ["x91001", "X9100", "910001", "ABC001"])
def test_a_practice_has_an_ods_code(code):
    refused(Practice, code=code, name="N", status="active")


@pytest.mark.parametrize("code", ["W91001", "ALD001", "GUE002", "JER003"])
def test_codes_of_wales_and_the_islands_are_codes(code):
    assert Practice.objects.create(code=code, name="N", status="active").is_active


def test_codes_are_never_used_twice(one):
    refused(Practice, code=one.code, name="N", status="active")


def test_a_status_is_one_of_four():
    refused(Practice, code="X91002", name="N", status="open")


def test_a_practice_is_under_one_commissioner_at_a_time(one, ccg):
    link = {"practice": one, "commissioner": ccg}
    PracticeCommissioner.objects.create(**link, starts_on=date(2013, 4, 1))
    refused(PracticeCommissioner, **link, starts_on=date(2018, 4, 1))
    refused(PracticeCommissioner, **link, starts_on=date(2013, 4, 1), ends_on=date(2014, 4, 1))


def test_a_period_ends_after_it_begins(one):
    period = {"starts_on": date(2018, 4, 1), "ends_on": date(2018, 4, 1)}
    refused(PracticeContractType, practice=one, contract_type="gms", **period)
    refused(PracticeContractType, practice=one, contract_type="xms", starts_on=date(2018, 4, 1))


def test_a_type_is_kept_in_small_letters_and_shown_in_capitals(one):
    held = PracticeContractType(practice=one, contract_type="apms", starts_on=date(2018, 4, 1))
    assert held.get_contract_type_display() == "APMS"
    assert str(held).startswith(f"{one}: APMS, ")
    assert [kind.label for kind in ContractType] == ["GMS", "PMS", "APMS", "Unknown"]
    refused(PracticeContractType, practice=one, contract_type="GMS", starts_on=date(2018, 4, 1))


@pytest.mark.parametrize("number", [-1, 1_000_001])
def test_a_list_is_credible(one, number):
    refused(ListSize, practice=one, counted_on=date(2018, 4, 1), registered=number)


def test_one_list_a_day(one):
    ListSize.objects.create(practice=one, counted_on=date(2018, 4, 1), registered=5)
    refused(ListSize, practice=one, counted_on=date(2018, 4, 1), registered=6)


def test_not_a_number_is_no_weighted_list(one):
    with pytest.raises(IntegrityError), atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO organisations_listsize (practice_id, counted_on, registered, weighted)"
            " VALUES (%s, '2018-04-01', 5, 'NaN')",
            [one.pk],
        )


def test_positions_lie_in_the_british_isles(one):
    refused(PracticeLocation, practice=one, latitude=-1.5, longitude=53)


def test_nobody_succeeds_himself(one):
    refused(
        PracticeSuccession, predecessor=one, successor=one, on=date(2018, 4, 1), basis="published"
    )


def test_a_vanguards_code_says_what_it_is():
    refused(Vanguard, code="ABC01", name="N", kind="mcp", membership="whole")


def test_the_application_ends_organisations_and_never_deletes_them(one):
    with pytest.raises(ProgrammingError, match="permission denied"), atomic():
        Practice.objects.filter(pk=one.pk)._raw_delete("default")


def test_things_say_what_they_are(one, ccg):
    link = PracticeCommissioner(practice=one, commissioner=ccg, starts_on=date(2013, 4, 1))
    assert str(link) == "One (X91001) under NHS ONE (99A), from 01 April 2013 and still"
    link.ends_on = date(2018, 4, 1)
    assert link.period == "from 01 April 2013 until 01 April 2018"
    assert str(Commissioner(ods_code="99B", name="99B")) == "99B"
