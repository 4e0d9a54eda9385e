"""Reads of participations and roles: what is open, by whom, and what the law asks about."""

from datetime import timedelta
from decimal import Decimal

import pytest

from gp_relationships import selectors
from gp_relationships.models import GpPost
from tests.casework.world import YESTERDAY
from tests.support.consent import everybody_signed
from tests.support.people import LONG_AGO, TODAY


def test_who_works_at_a_practice_on_a_day(world):
    GpPost.objects.filter(gp=world.gp).update(ends_on=TODAY)
    assert not selectors.posts_on(world.practice.pk, on=TODAY)
    assert [post.gp for post in selectors.posts_on(world.practice.pk, on=YESTERDAY)] == [world.gp]
    before = LONG_AGO - timedelta(days=1)
    assert not selectors.posts_on(world.practice.pk, on=before)


def test_a_fact_that_there_is_not_is_a_fault_of_the_program(world):
    case = world.participation()
    with pytest.raises(TypeError, match=r"no facts of a participation: \['colour'\]"):
        selectors.participation_facts(case, on=TODAY, colour="blue")


def test_the_shares_of_others_are_counted_on_the_days_on_which_they_hold(world):
    other = world.make_gp("7654321", "Gus Generalist", world.practice)
    owner = {"kind": "part_owner", "share": Decimal("10.25")}
    world.gp_role("ended", gp=other, ends_on=TODAY, **owner)
    world.gp_role("in_effect", gp=other, starts_on=LONG_AGO, ends_on=TODAY, **owner)
    world.gp_role("agreed", gp=other, starts_on=TODAY, **owner)
    mine = world.gp_role(**owner)
    facts = selectors.gp_role_facts(mine, on=TODAY)
    assert facts.shares_of_others == Decimal("10.25")
    assert facts.overlapping == ()
    past = selectors.gp_role_facts(mine, on=TODAY, ends_on=TODAY + timedelta(days=1))
    assert past.ends_on == TODAY + timedelta(days=1)
    assert selectors.model_of(world.vanguard.pk) == ""


def test_shares_one_after_the_other_are_not_added_up(world):
    first = world.make_gp("7654321", "Gus Generalist", world.practice)
    later = world.make_gp("7654322", "Lia Later", world.practice)
    day = TODAY + timedelta(days=30)
    world.gp_role("ended", gp=first, kind="part_owner", share=Decimal(60), ends_on=day)
    world.gp_role("agreed", gp=later, kind="part_owner", share=Decimal(50), starts_on=day)
    mine = world.gp_role(kind="part_owner", share=Decimal(39))
    assert selectors.gp_role_facts(mine, on=TODAY).shares_of_others == Decimal(60)
    overlap = world.make_gp("7654323", "Ola Overlap", world.practice)
    world.gp_role("offered", gp=overlap, kind="part_owner", share=Decimal("0.5"), starts_on=day)
    assert selectors.gp_role_facts(mine, on=TODAY).shares_of_others == Decimal(60)
    world.gp_role("proposed", gp=overlap, vanguard=world.other_vanguard)
    last = day - timedelta(days=1)
    more = world.make_gp("7654324", "Mo More", world.practice)
    world.gp_role("offered", gp=more, kind="part_owner", share=Decimal(1), starts_on=last)
    assert selectors.gp_role_facts(mine, on=TODAY).shares_of_others == Decimal(61)


def test_a_role_closed_on_its_first_day_stands_in_nobodys_way(world):
    world.gp_role("ended", kind="part_owner", share=Decimal(90), ends_on=TODAY)
    mine = world.gp_role(kind="part_owner", share=Decimal(90), starts_on=LONG_AGO)
    facts = selectors.gp_role_facts(mine, on=TODAY)
    assert (facts.shares_of_others, facts.overlapping) == (Decimal(0), ())


def test_what_a_form_asks_for_does_not_stand_against_a_move(world):
    case = world.participation()
    everybody_signed(case, "full", by=world.officer)
    found = selectors.open_moves_of_participation(case, viewer=world.partner, on=TODAY)
    assert {v.name: v.open for v in found} == {
        "state_preference": True,
        "decide_in_principle": True,
        "decide": True,
        "set_required": False,
        "leave": False,
    }
    found = selectors.open_moves_of_participation(case, viewer=world.manager, on=TODAY)
    assert [v.name for v in found if v.open] == ["state_preference"]


def test_the_open_moves_of_a_role(world):
    world.takes_part()
    role = world.gp_role("agreed")
    found = selectors.open_moves_of_gp_role(role, viewer=world.officer, on=TODAY)
    assert {v.name: v.open for v in found} == {
        "put_in_effect": False,
        "end": True,
        "come_through": False,
    }
    assert found[0].lawful
