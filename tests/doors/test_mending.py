"""What stands against a move has a way to put it right, and the way leads somewhere."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from casework.mending import Mending, door_named
from casework.selectors import machines, vanguard_of
from contracts.rules.reactivation import contract_was_never_reactivated
from core.law import Rule, Standing
from formation.lawbook import MACHINES, rules_of
from formation.rules.conditions import contract_is_drafted, contract_is_signed
from gp_relationships.rules.participation_conditions import practice_is_open
from tests.casework.world import World
from tests.support.people import TODAY

RULES = [
    pytest.param(rule, id=f"{moves.machine}.{rule.name}")
    for moves in MACHINES
    for rule in rules_of(moves)
    if rule.mended_by
]


@pytest.mark.parametrize("rule", RULES)
def test_what_mends_a_rule_is_a_move_of_a_machine_with_a_page(rule: Rule[Any]):
    machine, _, name = rule.mended_by.partition(".")
    if machine not in machines():
        assert name in door_named(machine, admin.site).openings
        return
    model = machines()[machine]
    if not admin.site.is_registered(model):
        return
    door: Any = admin.site.get_model_admin(model)
    if name in door.besides:
        return
    move = model.MOVES[name]
    pages = {**door.pages, **door.instead}
    assert door.openings if move.opens else move.name in pages


@pytest.mark.parametrize("rule", RULES)
def test_every_way_leads_to_a_page(rule: Rule[Any], world: World, at_the_admin: Client):
    case = world.journey("mobilising")
    world.signed_contract(), world.participation("decided"), world.practice_contract()
    way = Mending(case, site=admin.site).way(rule)
    if way is None:
        assert not admin.site.is_registered(machines()[rule.mended_by.partition(".")[0]])
        return
    assert at_the_admin.get(way.url).status_code == 200


@pytest.fixture
def at_the_admin(world: World) -> Client:
    client = Client()
    client.force_login(world.approver)
    return client


def test_the_way_leads_to_the_very_case_where_there_is_one(world: World):
    journey = world.journey("awarded")
    contract = world.mcp_contract("awarded")
    way = Mending(journey, site=admin.site).way(contract_is_signed)
    assert way is not None
    assert way.url == f"/admin/contracts/mcpcontract/{contract.pk}/moves/sign/"


def test_the_way_leads_to_the_list_where_no_case_could_make_the_move(world: World):
    journey = world.journey("awarded")
    way = Mending(journey, site=admin.site).way(contract_is_signed)
    assert way is not None
    assert way.url == (f"/admin/contracts/mcpcontract/?vanguard__id__exact={world.vanguard.pk}")


def test_the_way_to_an_opening_is_filled_in(world: World):
    journey = world.journey("market_engagement")
    way = Mending(journey, site=admin.site).way(contract_is_drafted)
    assert way is not None
    assert way.url.startswith("/admin/contracts/mcpcontract/open/draft/?vanguard=")


def test_what_no_page_mends_has_no_way(world: World):
    mending = Mending(world.practice_contract(), site=admin.site)
    assert mending.way(practice_is_open) is None
    assert mending.way(contract_was_never_reactivated) is None


def test_a_case_concerns_the_vanguard_of_the_case_it_belongs_to(world: World):
    assert vanguard_of(world.milestone()) == world.vanguard.pk
    assert vanguard_of(world.practice_contract()) is None
    contract = world.signed_contract()
    other = world.practice_contract(practice=world.other_practice, mcp_contract=contract)
    assert vanguard_of(other) == world.vanguard.pk


def test_the_page_says_how_each_rule_stands_and_whose_move_it_is(
    world: World, at_the_admin: Client
):
    contract = world.practice_contract("suspension_noticed", mcp_contract=world.signed_contract())
    response = at_the_admin.get(f"/admin/contracts/practicecontract/{contract.pk}/change/")
    suspend = next(line for line in response.context["moves"] if line.name == "suspend")
    verdict = next(
        found
        for found in admin.site.get_model_admin(type(contract)).verdicts(  # type: ignore[attr-defined]
            contract, viewer=world.approver, on=TODAY
        )
        if found.name == "suspend"
    )
    met = [line for line in verdict.lines if line.standing is Standing.MET]
    silent = [line for line in verdict.lines if line.standing is Standing.NOT_APPLICABLE]
    assert suspend.tally == f"{len(met)} of {verdict.tally[1]} met"
    assert len(suspend.met) == len(met) + len(silent)
    assert not [line for line in suspend.lines if "Does not apply" in line.standing]
    assert len(suspend.met) + len(suspend.lines) == len(verdict.lines)
    page = " ".join(response.content.decode().split())
    assert "Not met" in page
    assert suspend.tally in page
    for line in suspend.lines:
        if line.reasons:
            assert line.whose in page
            assert line.way is None or line.way.url.replace("&", "&amp;") in page
