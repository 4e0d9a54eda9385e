"""An MCP contract in full: its commissioners, its scope and its budgets, as at a day too."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from accounts.actions import tokens
from contracts.actions import mcp_budgets, mcp_terms
from contracts.mcp_selectors import scope_of
from contracts.models import McpContract
from tests.casework.world import World
from tests.reporting.conftest import got
from tests.support.contract_terms import budget
from tests.support.people import NOW, TODAY

TOMORROW = TODAY + timedelta(days=1)
LATER = NOW + timedelta(days=2)


@pytest.fixture
def contract(full_contract) -> McpContract:
    return full_contract


def detail(api, contract, **asked):
    return got(api, f"mcp-contracts/{contract.pk}/", **asked)


def test_what_it_says_is_told_to_the_penny(api, contract):
    told = detail(api, contract)
    assert told["commissioners"] == [
        {
            "name": "NHS Testshire CCG (99X)",
            "commissioner_code": "99X",
            "section_75_decided_on": None,
        }
    ]
    assert [(line["service"], line["in_scope"]) for line in told["scope"]] == [
        ("primary_medical", True),
        ("public_health", True),
    ]
    (year,) = told["budgets"]
    assert (year["year"], year["number"], year["is_approved"]) == (2026, 1, True)
    assert (year["payment"], year["improvement_per_cent"]) == ("90000000.00", "0.00")
    assert sum(Decimal(line["amount"]) for line in year["lines"]) == Decimal(year["payment"])


def test_of_a_time_gone_by_it_says_what_stood_then(contract, officer, approver, analyst):
    taken_out = scope_of(contract).get(service="public_health")
    mcp_terms.vary_scope(
        contract_id=contract.pk,
        agreement=mcp_terms.Agreement(TOMORROW, "All", "Minute 1"),
        removals=[taken_out.pk],
        effective_on=TOMORROW,
        by=approver,
        at=LATER,
    )
    next_year = budget(2027, Decimal("91000000.00"))
    mcp_budgets.set_budget(contract_id=contract.pk, budget=next_year, by=officer, at=LATER)
    with time_machine.travel(LATER, tick=False):
        _, secret = tokens.issue(user=analyst, by=analyst, at=LATER)
        api = Client(headers={"Authorization": f"Token {secret}"})
        now, then = detail(api, contract), detail(api, contract, as_at=TODAY.isoformat())
        known = detail(api, contract, known_at=TODAY.isoformat())
    assert [line["in_scope"] for line in now["scope"]] == [True, False]
    assert [line["out_of_scope_on"] for line in now["scope"]] == [None, TOMORROW.isoformat()]
    assert [line["in_scope"] for line in then["scope"]] == [True, True]
    assert [line["out_of_scope_on"] for line in then["scope"]] == [None, None]
    assert [year["year"] for year in now["budgets"]] == [2026, 2027]
    assert [year["is_approved"] for year in now["budgets"]] == [True, False]
    assert [year["year"] for year in then["budgets"]] == [2026]
    assert (known["budgets"], known["scope"]) == (then["budgets"], then["scope"])
    assert then["verdict"] == []


def test_the_practices_that_signed_an_agreement_are_told_with_it(api, world: World):
    contract = world.mcp_contract("signed")
    world.participation("signed", level="partial", agreement_signed_on=TODAY)
    world.participation("invited", practice=world.other_practice)
    world.participation("signed", vanguard=world.other_vanguard, level="virtual")
    (told,) = detail(api, contract)["agreements"]
    assert (told["practice_code"], told["level"]) == (world.practice.code, "partial")
    assert told["agreement_signed_on"] == TODAY.isoformat()
    assert "agreements" not in detail(api, contract, as_at=TODAY.isoformat())


def test_a_line_that_is_not_met_leads_officers_to_the_page_that_mends_it(reader, api, world: World):
    contract = world.mcp_contract("drafting", holder_name="", holder_form="", holder_number="")
    officers = Client()
    officers.force_login(world.approver)

    def unmet(client: Client) -> list[dict]:
        told = detail(client, contract)["verdict"]
        lines = [line for move in told for line in move["lines"]]
        return [line for line in lines if line["standing"] == "unmet" and line["mended_by"]]

    pages = {line["mended_at"] for line in unmet(reader(world.approver))}
    assert pages
    for page in pages:
        assert officers.get(page.removeprefix("http://testserver")).status_code == 200
    assert {line["mended_at"] for line in unmet(api)} == {None}
