"""Our contract in full, and the contract of the MCP: each thing once, and nothing of another."""

from datetime import date, timedelta
from typing import Any

import pytest

from casework.actions.undoing import undo
from contracts.rules.mcp_states import McpContractState
from gp_relationships.actions import participations
from portal.presenters import rulebooks
from portal.presenters.mcp_contracts import STATES, card
from portal.selectors import Version
from tests.casework.world import World
from tests.support.people import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db) -> World:
    return World().populated()


def text(as_person: Any, person: Any, path: str) -> str:
    response = as_person(person).get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_suspended_contract_tells_the_mcp_contract_and_every_way_back_once(
    as_person, world: World
):
    mcp = world.mcp_contract("signed", ends_on=date(2029, 4, 1))
    world.practice_contract("suspended", mcp_contract=mcp)
    page = text(as_person, world.manager, "/contract/")
    assert "The MCP contract that your notice names" in page
    assert "ACO contract, August 2017 of Testshire Together" in page
    assert "1 April 2029, the first day on which it is no longer in force" in page
    assert "10 years" in page
    assert page.count("15 January 2028, point 2") == 1  # the day itself; the table tells it apart
    assert page.count("15 January 2027") == 1
    assert "Days for which it is too late" in page
    assert "Dates are worked out by version 1 of the programme’s rulebook" in page
    assert "Next reactivation point" not in page


def test_home_tells_of_a_suspended_contract_the_one_date_to_know(as_person, world: World):
    mcp = world.mcp_contract("signed", ends_on=date(2029, 4, 1))
    world.practice_contract("suspended", mcp_contract=mcp)
    page = text(as_person, world.manager, "/")
    assert (
        "The next day on which it can come back is 15 January 2028, if notice is given by "
        "15 January 2027." in page
    )
    assert "point 2" not in page
    assert 'href="/contract/"' in page


def test_a_practice_without_a_contract_is_told_whom_to_ask(as_person, world: World):
    assert world.practice
    page = text(as_person, world.manager, "/contract/")
    assert "No contract of your practice is on record" in page


def test_another_practice_s_contract_is_nowhere_on_the_page(as_person, world: World):
    other = world.practice_contract("suspended", practice=world.other_practice)
    world.holder(other, "Dr Next Door")
    world.practice_contract("retained")
    page = text(as_person, world.manager, "/contract/")
    assert "Dr Next Door" not in page
    assert "Suspended" not in page
    assert "Pat Partner" in page


def test_our_part_tells_the_contract_of_the_mcp_and_its_rulebook(as_person, world: World):
    row = world.participation("invited")
    path = f"/participations/{row.pk}/"
    assert "No contract or alliance agreement" in text(as_person, world.manager, path)
    world.mcp_contract("awarded")
    world.pin()
    page = text(as_person, world.manager, path)
    assert "Awarded, not yet signed" in page
    assert ">Version</dt>" in page.replace("> ", ">").replace(" <", "<")
    assert "August 2017" in page
    assert "The journey has kept to it since 22 November 2026" in page


def test_every_state_of_an_mcp_contract_has_its_words(world: World):
    assert set(STATES) == set(McpContractState)
    alliance = world.alliance(ends_on=None, holder_name="")
    told = {line.label: line.value for line in card(alliance).lines}
    assert told["Form"] == "Alliance agreement"
    assert "Version" not in told


def test_a_version_says_whether_a_newer_one_would_change_the_dates():
    plain = rulebooks.sentence(Version(2, TODAY))
    assert plain.endswith("published on 23 November 2026.")
    pinned = rulebooks.sentence(Version(2, TODAY, TODAY - timedelta(days=1)))
    assert pinned.endswith("a newer version changes nothing until it is adopted.")


def test_a_step_that_was_undone_is_told_in_the_history(as_person, world: World):
    row = world.participation("invited")
    participations.state_preference(
        participation_id=row.pk, level="outside", by=world.manager, at=NOW
    )
    undo(
        case_type="gp_relationships.participation", case_id=row.pk, by=world.approver, at=NOW,
        note="Pressed by mistake.",
    )  # fmt: skip
    page = text(as_person, world.manager, "/history/")
    assert "The step before was undone" in page
    assert "Pressed by mistake." in page


def test_a_long_history_is_shown_from_its_end_and_whole_when_asked(as_person, world: World):
    row = world.participation("invited")
    for number in range(60):
        participations.state_preference(
            participation_id=row.pk, level="outside", by=world.manager, at=NOW,
            note=f"Thought {number}.",
        )  # fmt: skip
    page = text(as_person, world.manager, "/history/")
    assert "Thought 59." in page
    assert "Thought 3." not in page
    assert "Show 11 earlier events" in page
    whole = text(as_person, world.manager, "/history/?all=yes")
    assert "Thought 3." in whole
    assert "earlier event" not in whole
