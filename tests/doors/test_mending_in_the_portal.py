"""What stands against a step and is the practice's to put right has a page of the portal, or a word
to the programme office."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.law import Line, Party, Reason, Rule, Standing
from formation.lawbook import MACHINES, rules_of
from gp_relationships.rules.participation import MOVES
from portal.presenters.mending import SIGNING, TELL, Way, way
from tests.casework.world import World
from tests.support.consent import everybody_signed

PRACTICE = ("practice_manager", "gp_partner")
OURS = [
    pytest.param(rule, id=f"{moves.machine}.{rule.name}")
    for moves in MACHINES
    for rule in rules_of(moves)
    if rule.whose is Party.PRACTICE
]


def line(rule: Rule[Any], standing: Standing = Standing.UNMET) -> Line:
    return Line(rule, standing, (Reason("x", "Something is wanting."),))


def address(found: Way) -> str:
    return reverse(found.page, kwargs=dict(found.arguments))


@pytest.mark.parametrize("rule", OURS)
def test_each_way_leads_its_person_to_a_page_that_opens(rule: Rule[Any], world: World):
    asked = world.participation("in_principle", level="full")
    world.signed_contract()
    everybody_signed(asked, "full", by=world.officer)
    found = way(line(rule), asked)
    if found is None:
        assert not rule.mended_by or rule.name in SIGNING
        return
    if not found.page:
        assert found == TELL
        return
    client = Client()
    client.force_login(world.partner)
    assert client.get(address(found)).status_code == 200


@pytest.mark.parametrize("rule", OURS)
def test_what_the_practice_s_people_do_themselves_has_a_page(rule: Rule[Any], world: World):
    machine, _, move = rule.mended_by.partition(".")
    known = machine == "participation" and move in MOVES
    theirs = known and set(PRACTICE) & set(MOVES[move].roles)
    if theirs:
        found = way(line(rule), world.participation("invited"))
        assert found is not None
        assert found.page


def test_signing_is_found_under_the_names_of_the_rules():
    named = {rule.name for moves in MACHINES for rule in rules_of(moves)}
    assert set(SIGNING) <= named


def test_a_line_that_is_met_or_another_s_move_has_no_way(world: World):
    asked = world.participation("invited")
    ours = next(param.values[0] for param in OURS if param.values[0].mended_by)
    assert way(line(ours, Standing.MET), asked) is None
    theirs = next(
        rule
        for moves in MACHINES
        for rule in rules_of(moves)
        if rule.whose is Party.NHS_ENGLAND and rule.mended_by
    )
    assert way(line(theirs), asked) is None
