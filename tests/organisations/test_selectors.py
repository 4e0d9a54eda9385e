"""Practices and patients as at a day."""

from datetime import date

import pytest

from core.errors import NotFound
from organisations import selectors
from organisations.models import (
    Commissioner,
    ListSize,
    Practice,
    PracticeCommissioner,
    Vanguard,
    VanguardCommissioner,
    VanguardPractice,
)

pytestmark = pytest.mark.django_db

SPRING, AUTUMN, LATER = date(2018, 4, 1), date(2018, 10, 1), date(2019, 4, 1)


def practice(number, *, ccg=None, lists=(), **values):
    made = Practice.objects.create(
        **{"code": f"X9100{number}", "name": f"SURGERY {number}", "status": "active", **values}
    )
    if ccg:
        PracticeCommissioner.objects.create(
            practice=made, commissioner=ccg, starts_on=date(2013, 4, 1)
        )
    for day, patients in lists:
        ListSize.objects.create(practice=made, counted_on=day, registered=patients)
    return made


@pytest.fixture
def ccg():
    return Commissioner.objects.create(ods_code="99A", name="NHS ONE")


def test_each_practice_counts_once_with_its_latest_list_by_the_day():
    one = practice(1, lists=[(SPRING, 100), (AUTUMN, 110)])
    two = practice(2, lists=[(SPRING, 50)])
    both = [one.pk, two.pk]
    assert selectors.registered_patients(both, on=date(2018, 3, 31)) == 0
    assert selectors.registered_patients(both, on=SPRING) == 150
    assert selectors.registered_patients(both, on=LATER) == 160
    assert selectors.registered_patients([], on=LATER) == 0
    assert selectors.registered_patients(None, on=LATER) == 160


def test_closed_dormant_proposed_and_unopened_practices_do_not_count():
    lists = [(SPRING, 100)]
    practice(1, lists=lists, status="closed", closed_on=AUTUMN)
    practice(2, lists=lists, status="dormant")
    practice(3, lists=lists, status="proposed")
    practice(4, lists=lists, opened_on=LATER)
    assert selectors.registered_patients(None, on=SPRING) == 100, "it closed later"
    assert selectors.registered_patients(None, on=AUTUMN) == 0
    assert selectors.registered_patients(None, on=LATER) == 100, "the fourth has opened"


def test_a_population_says_what_it_rests_on():
    practice(1, lists=[(SPRING, 100)])
    practice(2, lists=[(AUTUMN, 50)])
    practice(3)
    found = selectors.population(Practice.objects.all(), on=LATER)
    assert (found.registered, found.practices, found.without_list) == (150, 3, 1)
    assert (found.oldest, found.newest) == (SPRING, AUTUMN)


def test_a_population_is_one_question(django_assert_num_queries):
    for number in range(5):
        practice(number, lists=[(SPRING, 10)])
    with django_assert_num_queries(1):
        selectors.population(Practice.objects.all(), on=LATER)


def test_a_whole_vanguard_has_all_practices_of_its_commissioners_that_day(ccg):
    one, _ = practice(1, ccg=ccg), practice(2)
    practice(3, ccg=ccg, status="closed", closed_on=SPRING)
    site = Vanguard.objects.create(code="MCP91", name="S", kind="mcp", membership="whole")
    assert not selectors.practices_of_vanguard(site.pk, on=SPRING)
    VanguardCommissioner.objects.create(
        vanguard=site, commissioner=ccg, starts_on=SPRING, ends_on=LATER
    )
    assert list(selectors.practices_of_vanguard(site.pk, on=AUTUMN)) == [one]
    assert selectors.member_codes(site.pk, on=AUTUMN) == ["X91001"]
    assert not selectors.practices_of_vanguard(site.pk, on=LATER)


def test_named_members_go_before_the_default(ccg):
    practice(1, ccg=ccg)
    two = practice(2, ccg=ccg)
    site = Vanguard.objects.create(code="MCP91", name="S", kind="mcp", membership="whole")
    VanguardCommissioner.objects.create(vanguard=site, commissioner=ccg, starts_on=SPRING)
    VanguardPractice.objects.create(vanguard=site, practice=two, starts_on=SPRING, ends_on=LATER)
    assert list(selectors.practices_of_vanguard(site.pk, on=AUTUMN)) == [two]
    assert not selectors.practices_of_vanguard(site.pk, on=LATER), "its members are known"


def test_a_part_vanguard_without_named_members_has_none_that_are_known(ccg):
    practice(1, ccg=ccg)
    site = Vanguard.objects.create(code="MCP91", name="S", kind="mcp", membership="part")
    VanguardCommissioner.objects.create(vanguard=site, commissioner=ccg, starts_on=SPRING)
    assert not selectors.practices_of_vanguard(site.pk, on=AUTUMN)


def test_whose_a_practice_was_depends_on_the_day(ccg):
    other = Commissioner.objects.create(ods_code="99B", name="NHS TWO")
    one = practice(1)
    for body, starts, ends in ((ccg, SPRING, AUTUMN), (other, AUTUMN, None)):
        PracticeCommissioner.objects.create(
            practice=one, commissioner=body, starts_on=starts, ends_on=ends
        )
    assert [link.commissioner for link in selectors.history_of(one.pk)] == [ccg, other]


def test_latest_lists_by_practice():
    one = practice(1, lists=[(SPRING, 100), (AUTUMN, 110)])
    assert selectors.latest_lists([one.pk], on=LATER)[one.pk].registered == 110
    assert selectors.latest_lists([one.pk], on=date(2018, 1, 1)) == {}


def test_codes_are_found_however_they_are_typed():
    one = practice(1)
    assert selectors.find_practice(" x91001 ") == one
    assert selectors.find_practice("X99999") is None
    assert selectors.find_practices(["x91001", "X99999"]) == [one]


@pytest.mark.parametrize("words", ["surgery", "x91001", "SURGERY zz1", "zz1 1zz surg"])
def test_search_looks_at_code_name_and_postcode_together(words):
    one = practice(1, postcode="ZZ1 1ZZ")
    practice(2, name="OTHER PLACE")
    assert list(selectors.search_practices(words)) == [one]


@pytest.mark.parametrize("words", ["", "su", "%", "_ _", "  "])
def test_a_search_too_short_finds_nothing_instead_of_all(words):
    practice(1)
    assert not selectors.search_practices(words)


def test_signs_of_patterns_are_looked_for_as_such():
    practice(1)
    assert not selectors.search_practices("S%RY")
    assert not selectors.search_practices("S__GERY")


def test_those_who_are_not_there_are_not_found():
    missing = "00000000-0000-4000-8000-000000000000"
    for find in (selectors.get_practice, selectors.get_vanguard):
        with pytest.raises(NotFound):
            find(missing)
