"""Reads of contracts: what is open, by whom, and what the law asks about."""

import pytest

from contracts import mcp_selectors, selectors
from contracts.apps import ContractsConfig
from tests.casework.world import TERMS
from tests.support.people import TODAY


def test_a_live_alliance_and_the_contract_that_follows_it_are_both_found(world):
    alliance = world.alliance("in_service")
    assert world.vanguard in selectors.vanguards_without_contract()
    drafted = world.mcp_contract("signed")
    assert selectors.contract_in_service(world.vanguard.pk) == alliance
    assert selectors.contract_in_the_making(world.vanguard.pk) == drafted
    assert selectors.current_contract(world.vanguard.pk) == drafted
    assert world.vanguard not in selectors.vanguards_without_contract()


def test_the_current_contract_is_the_one_that_is_not_over(world):
    world.mcp_contract("terminated")
    assert selectors.current_contract(world.vanguard.pk) is None
    drafted = world.mcp_contract()
    assert selectors.current_contract(world.vanguard.pk) == drafted
    assert set(selectors.mcp_contracts()) == {drafted, *world.vanguard.mcp_contracts.all()}


def test_the_living_contract_of_each_practice(world):
    world.practice_contract("terminated")
    living = world.practice_contract("suspended")
    practices = [world.practice.pk, world.other_practice.pk]
    assert selectors.contracts_of_practices(practices) == {world.practice.pk: living}


def test_facts_are_of_the_row_and_of_what_is_about_to_be_recorded(world):
    contract = world.mcp_contract()
    facts = mcp_selectors.mcp_contract_facts(contract, on=TODAY, holder_name="Another")
    assert (facts.holder_name, facts.changed) == ("Another", {"holder_name"})
    assert (facts.form, facts.budgets) == (TERMS["form"], {2016: True})
    assert facts.services == {"primary_medical", "secondary_care"}
    assert [party.name for party in facts.parties] == ["NHS Testshire CCG (99X)"]
    assert facts.name == "ACO contract, August 2017 of Testshire Together"


def test_a_fact_that_there_is_not_is_a_fault_of_the_program(world):
    contract = world.practice_contract()
    with pytest.raises(TypeError, match=r"no facts of a practice contract: \['colour'\]"):
        selectors.practice_contract_facts(contract, on=TODAY, colour="blue")


def test_what_is_open_and_by_whom(world):
    contract = world.practice_contract("suspended")
    found = selectors.open_moves_of_practice_contract(contract, viewer=world.approver, on=TODAY)
    assert {v.name: v.open for v in found} == {
        "add_holder": True,
        "end_holder": True,
        "record_form": True,
        "record_patient_letters": True,
        "strike_letter_run": True,
        "give_reactivation_notice": True,
        "confirm_eligibility": True,
        "open_process": True,
        "close_process": False,
        "correct_record": True,
        "terminate": True,
        "merge": False,
        "expire": True,
    }
    found = selectors.open_moves_of_practice_contract(contract, viewer=world.partner, on=TODAY)
    assert not any(verdict.open for verdict in found)
    world.journey("awarded")
    mcp = world.mcp_contract("awarded")
    found = mcp_selectors.open_moves_of_mcp_contract(mcp, viewer=world.officer, on=TODAY)
    assert {v.name: v.open for v in found} == {
        "record_terms": True,
        "record_parties": True,
        "vary_scope": False,
        "set_budget": True,
        "approve_budget": False,
        "sign": True,
        "terminate": False,
    }


def test_how_contracts_are_called(world):
    assert str(world.practice_contract()) == "GMS contract of Riverside Surgery (X00001)"
    assert world.mcp_contract("signed").is_agreed
    assert ContractsConfig.name == "contracts"
