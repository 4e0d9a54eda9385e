"""A practice's contract at the officers' door: its tables, and the proof of its letters."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.admin.conftest import text_of
from tests.casework.world import LETTERS, World
from tests.support.people import TODAY
from tests.support.programme import LIST_SIZE

pytestmark = pytest.mark.django_db
PAGE = "/admin/contracts/practicecontract/{}/"


def test_a_suspended_contract_says_when_it_may_come_back_and_who_must_agree(at, world: World):
    case = world.practice_contract("suspended")
    page = text_of(at("officer").get(PAGE.format(case.pk) + "change/"))
    assert "If notice were given today, the earliest return would be 15 January 2028." in page
    assert "15 January 2026, point 1" in page
    assert "15 January 2025 (has passed)" in page
    assert "Stay with the MCP, unless they ask to return" in page
    assert "to confirm" in page
    assert "Consent of the holders to a return" in page
    assert "Not given" in page


def test_the_proof_sheet_reconciles_the_letters_with_the_list(at, world: World):
    told = {"letters_sent": LIST_SIZE - 40, "letters_completed_on": LETTERS}
    case = world.practice_contract("suspension_noticed", **told)
    address = PAGE.format(case.pk) + "proof/"
    page = text_of(at("officer").get(address))
    assert "40 more must be written to." in page
    assert "ab" * 32 in page
    assert "Batch 1" in page
    world.letters(case, 40, LETTERS, reference="Batch 2")
    assert "Every registered patient has been written to" in text_of(at("officer").get(address))
    assert at("officer").post(address).status_code == 405
    assert at("officer").get(PAGE.format(world.vanguard.pk) + "proof/").status_code == 404


def test_a_contract_without_letters_or_holders_says_so(at, world: World):
    case = world.practice_contract(holder=False)
    page = text_of(at("auditor").get(PAGE.format(case.pk) + "change/"))
    assert "No holder is recorded yet." in page
    assert "No letters are recorded." in page
    proof = text_of(at("auditor").get(PAGE.format(case.pk) + "proof/"))
    assert "No letters are recorded." in proof


def test_a_contract_lists_the_practices_party_to_an_agreement_with_the_mcp(
    at: Callable[[str], Client], world: World
):
    contract = world.mcp_contract("signed")
    asked = world.participation("signed", level="partial", agreement_signed_on=TODAY)
    world.participation("invited", practice=world.other_practice)
    world.participation("signed", vanguard=world.other_vanguard, level="virtual")
    response = at("officer").get(f"/admin/contracts/mcpcontract/{contract.pk}/change/")
    table = next(t for t in response.context["tables"] if t.anchor == "agreements")
    ((name, agreement, signed_on, *_),) = table.rows
    assert f"/admin/gp_relationships/participation/{asked.pk}/change/" in name
    assert (agreement, signed_on) == ("Integration agreement", "23 November 2026")
    assert table.summary == "1 practice, each with Testshire NHS Foundation Trust"


def test_an_alliance_lists_the_practices_that_signed_it(at: Callable[[str], Client], world: World):
    alliance = world.alliance("signed")
    world.participation("signed", level="virtual", agreement_signed_on=TODAY)
    response = at("officer").get(f"/admin/contracts/mcpcontract/{alliance.pk}/change/")
    table = next(t for t in response.context["tables"] if t.anchor == "agreements")
    assert [row[1] for row in table.rows] == ["Alliance agreement"]
