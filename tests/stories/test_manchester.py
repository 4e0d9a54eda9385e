"""Manchester, 2016 to 2018: ninety practices agreed in principle, and the award was deferred.

The local care organisation went live in April 2018 on the contracts that there were.
"""

from datetime import date

import pytest

from contracts.models import McpContract
from formation.models import Journey
from formation.standing import population_served
from tests.stories.sites import Site, untouched

pytestmark = pytest.mark.django_db

LIVE = date(2018, 4, 3)
PRACTICES = 90


@pytest.fixture
def manchester(db) -> Site:
    # Manchester was no vanguard, but one of the six systems that developed the contract.
    return Site("MCP16", "Manchester LCO", commissioner=("14L", "NHS Manchester CCG"))


def it_procures_a_partial_contract(manchester: Site) -> None:
    manchester.on(2016, 9, 1).sets_out("partial", LIVE)
    manchester.on(2016, 11, 7).moves("begin_early_engagement")
    manchester.on(2017, 1, 9).moves("engage_market")
    manchester.drafts("partial", "mcp_2016", term_years=10, starts_on=LIVE)
    manchester.agrees_scope(("public_health", "Community services"))
    manchester.on(2017, 3, 6).assured("ee", "cp1")
    manchester.moves("pass_checkpoint_1")
    manchester.engaged()
    manchester.on(2017, 3, 20).moves("begin_procurement")


def test_ninety_practices_of_manchester_go_live_on_the_contracts_that_they_hold(manchester):
    # given ninety practices that agree in principle to integrate partially
    lists = [6_667] * PRACTICES
    practices = manchester.on(2016, 8, 1).practices("P", lists)
    asked = manchester.invites(practices)
    manchester.agree_in_principle(asked, "partial")
    it_procures_a_partial_contract(manchester)

    # when no single body can hold the contract, and its award is deferred
    assert manchester.may_not("name_preferred_bidder") == {"holder_missing", "interests_undeclared"}
    why = "A consortium is no single body, and would pay VAT that it cannot recover."
    assert manchester.on(2017, 9, 4).may_not("pause", note="") == {"reason_missing"}
    manchester.moves("pause", note=why)
    assert manchester.may_not("name_preferred_bidder") == {"wrong_state"}
    assert manchester.may_not("change_model", **virtual(), note=why) == {"wrong_state"}

    # and the partners go on without it, by agreement
    manchester.on(2017, 12, 4).moves("resume")
    assert manchester.journey.state == "procuring"
    manchester.moves("change_model", **virtual(), note="The award of the contract is deferred.")
    manchester.gives_up_contract("Its award is deferred.")
    manchester.moves("draft_alliance")
    manchester.drafts("virtual", "alliance_agreement", starts_on=LIVE)
    manchester.screened_out()
    manchester.on(2018, 2, 5).signs_alliance()
    assert manchester.may_not("sign_alliance") == {"practices_undecided"}
    manchester.decide(asked, "virtual")
    manchester.sign(asked)
    manchester.on(2018, 3, 5).moves("sign_alliance")

    # then all ninety go live in one act, on the contracts that they hold
    live = manchester.on(2018, 4, 3).moves("go_live")
    assert (live.state, live.model) == ("live", "virtual")
    assert manchester.states() == {"in_effect": PRACTICES}
    assert untouched(practices)
    assert set(McpContract.objects.values_list("integration", "state")) == {
        ("partial", "terminated"), ("virtual", "in_service"),
    }  # fmt: skip
    assert population_of(manchester.journey) == sum(lists)


def virtual() -> dict:
    return {"model": "virtual", "planned_go_live_on": LIVE}


def population_of(journey: Journey) -> int | None:
    return population_served(journey.vanguard_id, LIVE)
