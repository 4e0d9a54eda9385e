"""Waivers: asked for, granted by another without an interest, in force for a time, withdrawn."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib import admin

from accounts.actions import interests, tokens
from casework.actions import waivers
from casework.models import Waiver
from casework.rules.waiver import MOVES
from core.errors import NotFound
from formation.actions import journeys
from formation.lawbook import MACHINES, grounds, rules_of
from formation.models import Journey
from formation.rules.authorities import PROGRAMME_RULE
from formation.selectors import open_moves
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet
from tests.casework.attempts import codes_of, failure_of
from tests.casework.world import TOMORROW, YESTERDAY, World
from tests.support.people import NOW, TODAY
from tests.support.programme import signed_full_contract

pytestmark = pytest.mark.django_db

OFFICERS = frozenset({"officer", "approver"})
RULE = "holder_is_recorded"


def journey_of(world: World) -> Journey:
    found = Journey.objects.filter(vanguard=world.vanguard).first()
    return found or procuring(world, world.vanguard)


def procuring(world: World, vanguard: Any) -> Journey:
    """A journey at which only the holder is wanting before a preferred bidder can be named."""
    declare(world, vanguard, nature="none", body="")
    return world.journey("procuring", vanguard=vanguard)


def asked(world: World, **changed: Any) -> dict[str, Any]:
    return {
        "about_type": "formation.journey",
        "about_id": journey_of(world).pk,
        "rule": RULE,
        "expires_on": TOMORROW,
        "note": "The bidder is being founded.",
        **changed,
    }


def of_state(world: World, state: str, **columns: Any) -> Waiver:
    return world.waiver(state, about=journey_of(world), **columns)


def declare(world: World, vanguard: Any = None, **changed: str) -> None:
    """Who approves declares an interest in the vanguard, or that there is none."""
    interests.declare(
        user_id=world.approver.pk,
        vanguard_id=(vanguard or world.vanguard).pk,
        by=world.approver,
        at=NOW,
        **{"nature": "financial", "body": "A bidder", **changed},
    )


def over(world: World) -> None:
    world.journey("abandoned")


ACTS = [
    Act(
        waivers.ask,
        MOVES["ask"],
        "",
        None,
        "asked",
        OFFICERS,
        says=asked,
        unmet=(
            Unmet("rule_unknown", says={"rule": "be_kind"}),
            Unmet("rule_not_waivable", says={"rule": "standstill_is_over"}),
            Unmet("expiry_missing", says={"expires_on": None}),
            Unmet("expiry_in_the_past", says={"expires_on": YESTERDAY}),
            Unmet("expiry_too_far", says={"expires_on": TODAY + timedelta(days=366)}),
            Unmet("waiver_stands_already", around=lambda world: of_state(world, "asked")),
            Unmet("waiver_stands_already", around=lambda world: of_state(world, "granted")),
            Unmet("case_is_over", around=over),
        ),
    ),
    Act(
        waivers.grant,
        MOVES["grant"],
        "waiver_id",
        of_state,
        "granted",
        frozenset({"approver"}),
        unmet=(
            Unmet("asked_by_the_same_person", columns=lambda world: {"asked_by": world.approver}),
            Unmet(
                "expiry_in_the_past",
                columns={"asked_on": YESTERDAY, "expires_on": YESTERDAY},
            ),
            Unmet("rule_not_waivable", columns={"rule": "standstill_is_over"}),
            Unmet("interest_declared", around=declare),
        ),
    ),
    Act(waivers.refuse, MOVES["refuse"], "waiver_id", of_state, "refused", frozenset({"approver"})),
    Act(waivers.withdraw, MOVES["withdraw"], "waiver_id", of_state, "withdrawn", OFFICERS),
]


class TestActs(ActsKeepTheirPromises):
    acts = ACTS


def granted(world: World, **changed: Any) -> Waiver:
    waiver = waivers.ask(**asked(world, **changed), by=world.officer, at=NOW)
    return waivers.grant(waiver_id=waiver.pk, by=world.approver, at=NOW)


def named(world: World, **changed: Any) -> set[str]:
    """Why no preferred bidder can be named; empty if one can."""
    given = {"journey_id": journey_of(world).pk, "by": world.officer, "at": NOW, **changed}
    return codes_of(lambda: journeys.name_preferred_bidder(**given))


def test_a_waived_rule_does_not_stand_in_the_way_and_the_event_says_so(world: World):
    assert named(world) == {"holder_missing"}
    waiver = waivers.ask(**asked(world), by=world.officer, at=NOW)
    assert named(world) == {"holder_missing"}, "asked for is not granted"
    waivers.grant(waiver_id=waiver.pk, by=world.approver, at=NOW)
    verdict = next(
        found
        for found in open_moves(journey_of(world), viewer=world.officer, on=TODAY)
        if found.name == "name_preferred_bidder"
    )
    assert verdict.open
    line = next(line for line in verdict.lines if line.rule.name == RULE)
    assert line.standing == "waived"
    assert verdict.waiver_of(line) == (
        "Waived until 24 November 2026 because: The bidder is being founded. Granted by Approver."
    )
    done = journeys.name_preferred_bidder(journey_id=journey_of(world).pk, by=world.officer, at=NOW)
    assert done.changes.get(version=done.version).waived == [RULE]
    assert done.changes.get(version=done.version - 1).waived == []


@time_machine.travel(NOW, tick=False)
def test_the_api_tells_until_when_and_neither_why_nor_by_whom(world: World, client: Any):
    granted(world)
    _, secret = tokens.issue(user=world.officer, by=world.officer, at=NOW)
    headers = {"Authorization": f"Token {secret}"}
    journey = journey_of(world)
    told = client.get(f"/api/v1/journeys/{journey.pk}/", headers=headers)
    lines = {
        line["rule"]: line
        for move in told.json()["verdict"]
        for line in move["lines"]
        if move["move"] == "name_preferred_bidder"
    }
    assert lines[RULE]["standing"] == "waived"
    assert lines[RULE]["waived_until"] == TOMORROW.isoformat()
    assert "founded" not in told.content.decode()
    assert all(line["waived_until"] is None for name, line in lines.items() if name != RULE)


def test_it_counts_to_the_end_of_its_last_day_and_not_longer(world: World):
    granted(world)
    assert named(world, at=NOW + timedelta(days=1)) == set()
    assert named(world, at=NOW + timedelta(days=2)) == {"holder_missing"}


def test_withdrawn_it_closes_the_way_again(world: World):
    waiver = granted(world)
    waivers.withdraw(
        waiver_id=waiver.pk, by=world.officer, at=NOW, note="No such body will be founded."
    )
    assert named(world) == {"holder_missing"}


def test_what_has_run_out_can_be_asked_for_anew(world: World):
    granted(world)
    later = NOW + timedelta(days=2)
    again = asked(world, expires_on=TODAY + timedelta(days=9))
    assert codes_of(lambda: waivers.ask(**again, by=world.officer, at=later)) == set()


def test_a_waiver_is_for_one_case_alone(world: World):
    granted(world)
    other = procuring(world, world.other_vanguard)
    assert named(world, journey_id=other.pk) == {"holder_missing"}


@pytest.mark.parametrize(
    "changed", [{"about_type": "formation.nothing"}, {"about_type": "accounts.user"}]
)
def test_what_is_no_case_is_not_found(world: World, changed: dict[str, Any]):
    given = asked(world, **changed)
    failure = failure_of(lambda: waivers.ask(**given, by=world.officer, at=NOW))
    assert isinstance(failure, NotFound)


def test_only_a_rule_of_the_programme_is_waivable():
    """Every reason of a rule that can be waived rests on the programme's own authority. That the
    public is involved is a duty of statute, and no officer lets a commissioner off it."""
    waivable = {r.name: r for moves in MACHINES for r in rules_of(moves) if r.waivable}
    assert set(waivable) == {"every_required_practice_has_decided", "holder_is_recorded"}
    for name, rule in waivable.items():
        cited = {cite for ground in grounds(rule) for cite in ground.authorities}
        assert cited == {PROGRAMME_RULE}, name


@time_machine.travel(NOW, tick=False)
def test_the_case_and_the_list_show_it(world: World, client: Any):
    journey = journey_of(world)
    client.force_login(world.officer)
    page = client.get(f"/admin/formation/journey/{journey.pk}/change/").content.decode()
    assert "Ask for a waiver" in page
    waiver = granted(world)
    page = client.get(f"/admin/formation/journey/{journey.pk}/change/").content.decode()
    assert f"/admin/casework/waiver/{waiver.pk}/change/" in page
    assert "The bidder is being founded." in page
    listed = client.get("/admin/formation/journey/").content.decode()
    assert "Waiver</span>" in listed
    door: Any = admin.site.get_model_admin(Waiver)
    asking = f"{door.url('open', 'ask')}?about_type=formation.journey&about_id={journey.pk}"
    form = client.get(f"{asking}&rule={RULE}").content.decode()
    assert str(journey.pk) in form
    without = client.post(door.url("open", "ask"), {"expires_on": "2026-11-30", "note": "x"})
    assert without.status_code == 422
    assert "Ask for a waiver on the page of the case" in without.content.decode()


def test_a_contract_has_nothing_that_could_be_waived_by_its_statute(world: World):
    contract = signed_full_contract(world.vanguard, world.officer, world.approver)
    given = asked(
        world,
        about_type="contracts.mcpcontract",
        about_id=contract.pk,
        rule="end_date_has_come",
    )
    assert codes_of(lambda: waivers.ask(**given, by=world.officer, at=NOW)) == {"rule_not_waivable"}
