"""Encompass, 2015 to 2017: three practices found an alliance, and the others of the coast join it.

From 53,000 to 170,000 patients, in two waves and by a list that grew.
"""

from datetime import date

import pytest

from contracts.actions import practice_contracts
from contracts.models import PracticeContract
from gp_relationships.actions import participations
from gp_relationships.models import Participation
from organisations.models import ListSize
from reporting.selectors.coverage import coverage
from tests.stories.sites import Site, codes_of, untouched

pytestmark = pytest.mark.django_db

LIVE, FIRST_WAVE, SECOND_WAVE = date(2016, 4, 4), date(2016, 10, 3), date(2017, 4, 3)
FOUNDERS, FIRST, SECOND = [20_000, 18_000, 15_000], [12_000] * 5, [14_000] * 4
WHITSTABLE_LATER = 21_000


@pytest.fixture
def encompass(db) -> Site:
    return Site("MCP08", "Encompass", commissioner=("09E", "NHS Canterbury and Coastal CCG"))


def joins(encompass: Site, each: Participation, on: date) -> Participation:
    return participations.join_live(
        participation_id=each.pk, in_effect_on=on, **encompass.by_approver
    )


def may_not_join(encompass: Site, each: Participation, on: date) -> set[str]:
    return codes_of(lambda: joins(encompass, each, on))


def three_practices_found_it(encompass: Site, asked: list[Participation]) -> None:
    encompass.on(2015, 4, 13).sets_out("virtual", LIVE)
    encompass.drafts("virtual", "alliance_agreement", starts_on=LIVE)
    encompass.moves("draft_alliance")
    encompass.screened_out()
    encompass.on(2016, 2, 1).decide(asked, "virtual")
    encompass.signs_alliance()
    encompass.sign(asked)
    encompass.moves("sign_alliance")
    assert may_not_join(encompass, asked[0], encompass.today) == {"mcp_not_live"}
    encompass.on(2016, 4, 4).moves("go_live")


def a_wave_joins(encompass: Site, asked: list[Participation], when: date) -> None:
    """Practices of a live alliance decide, sign and join, each in its own right."""
    assert may_not_join(encompass, asked[0], encompass.today) == {"wrong_state"}
    encompass.decide(asked, "virtual")
    encompass.sign(asked)
    assert may_not_join(encompass, asked[0], when) == {"joining_in_the_future"}
    encompass.on(when.year, when.month, when.day)
    for each in asked:
        assert joins(encompass, each, when).state == "in_effect"


def served_on(day: date) -> tuple[int, int]:
    """Practices and patients of the live alliance in the report of a day."""
    (group,) = coverage(as_at=day).groups
    assert (group.model, group.state) == ("virtual", "live")
    return group.practices, group.population


def test_encompass_grows_from_53_000_to_170_000_patients(encompass):
    # given three practices that found an alliance and go live
    encompass.on(2015, 4, 1)
    practices = encompass.practices("G", [*FOUNDERS, *FIRST, *SECOND])
    founders, first, second = practices[:3], practices[3:8], practices[8:]
    three_practices_found_it(encompass, encompass.invites(founders))

    # when five more join it in October, and four in April
    a_wave_joins(encompass, encompass.on(2016, 9, 1).invites(first), FIRST_WAVE)
    asked = encompass.on(2017, 3, 1).invites(second)
    a_wave_joins(encompass, asked, SECOND_WAVE)
    ListSize.objects.create(
        practice=founders[0], counted_on=SECOND_WAVE, registered=WHITSTABLE_LATER
    )

    # then each day has the population of the practices and lists of that day
    assert served_on(LIVE) == (3, 53_000)
    assert served_on(date(2016, 8, 31)) == (3, 53_000)
    assert served_on(FIRST_WAVE) == (8, 113_000)
    assert served_on(date(2017, 2, 28)) == (8, 113_000)
    assert served_on(SECOND_WAVE) == (12, 170_000)
    assert encompass.states() == {"in_effect": 12}
    days = Participation.objects.order_by("practice__code").values_list("in_effect_on", flat=True)
    assert list(days) == [LIVE] * 3 + [FIRST_WAVE] * 5 + [SECOND_WAVE] * 4
    assert untouched(practices)


def test_a_practice_without_a_contract_of_its_own_is_in_no_alliance(encompass):
    encompass.on(2015, 4, 1)
    *founders, late = encompass.practices("G", [*FOUNDERS, 9_000])
    three_practices_found_it(encompass, encompass.invites(founders))
    asked = encompass.on(2016, 9, 1).invites([late])
    encompass.decide(asked, "virtual")
    encompass.sign(asked)
    own = PracticeContract.objects.get(practice=late)
    practice_contracts.terminate(
        contract_id=own.pk, note="The partners retire.", **encompass.by_approver
    )
    part = Participation.objects.get(pk=asked[0].pk)
    assert (part.state, part.left_on) == ("left", encompass.today)
    assert may_not_join(encompass, part, encompass.today) == {"wrong_state"}
