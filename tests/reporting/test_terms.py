"""Budgets, scope, parties, holders and waivers as flat lists, and undone steps in a history."""

from datetime import timedelta
from decimal import Decimal

from casework.actions import undoing
from contracts.actions import holders, mcp_budgets, mcp_terms
from contracts.mcp_selectors import scope_of
from contracts.models import Holder
from formation.actions import journeys
from gp_relationships.actions import practice_changes
from tests.casework.world import World
from tests.reporting.conftest import got
from tests.reporting.rows import draft_contract
from tests.support.contract_terms import budget
from tests.support.people import NOW, TODAY

BEFORE = (TODAY - timedelta(days=1)).isoformat()


def test_the_lines_of_the_budgets_that_stand_add_up_to_their_payments(api, world: World):
    contract = draft_contract(world.vanguard, world.officer)
    given = {"contract_id": contract.pk, "by": world.officer, "at": NOW}
    for year in (2027, 2028):
        mcp_budgets.set_budget(budget=budget(year, Decimal(91_000_000)), **given)
    more = budget(2028, Decimal("92000000.01"))
    mcp_budgets.replace_budget(budget=more, note="The list grew.", **given)
    every = got(api, "budgets/", ordering="year")["results"]
    assert [(row["year"], row["number"], row["stands"]) for row in every] == [
        (2027, 1, True),
        (2028, 1, False),
        (2028, 2, True),
    ]
    assert got(api, "budgets/", is_approved="true")["results"] == []
    for row in got(api, "budgets/", stands="true")["results"]:
        lines = got(api, "budget-lines/", year=row["year"])["results"]
        assert {line["budget_id"] for line in lines} == {row["id"]}
        assert sum(Decimal(line["amount"]) for line in lines) == Decimal(row["payment"])
    assert got(api, "budgets/", as_at=BEFORE)["results"] == []


def test_scope_is_found_by_kind_and_by_whether_it_counts(api, full_contract, approver):
    taken_out = scope_of(full_contract).get(service="public_health")
    mcp_terms.vary_scope(
        contract_id=full_contract.pk, agreement=mcp_terms.Agreement(TODAY, "All", "Minute 1"),
        removals=[taken_out.pk], effective_on=TODAY, by=approver, at=NOW,
    )  # fmt: skip
    code = full_contract.vanguard.code
    told = {row["service"]: row["in_scope"] for row in got(api, "scope-lines/")["results"]}
    assert told == {"primary_medical": True, "public_health": False}
    assert len(got(api, "scope-lines/", in_scope="true", vanguard=code)["results"]) == 1
    assert len(got(api, "scope-lines/", service="secondary_care")["results"]) == 0
    (out,) = got(api, "scope-lines/", in_scope="false")["results"]
    assert out["out_of_scope_on"] == TODAY.isoformat()


def test_parties_are_those_last_recorded(api, full_contract, officer):
    (row,) = got(api, "contract-parties/", contract=str(full_contract.pk))["results"]
    assert (row["commissioner_code"], row["local_authority"]) == ("99X", "")
    assert got(api, "contract-parties/", commissioner="05C")["results"] == []


def test_who_held_a_contract_is_told_as_at_a_day(reader, world: World):
    own = world.practice_contract()
    client = reader(world.officer)
    pat = Holder.objects.get(contract=own)
    world.holder(own, "Ann Doctor", kind="individual")
    holders.end_holder(
        contract_id=own.pk, holder_id=pat.pk, left_on=TODAY, by=world.officer, at=NOW
    )
    row = got(client, "holders/", practice=world.practice.code, kind="partner")["results"][0]
    assert (row["name"], row["left_on"]) == ("Pat Partner", TODAY.isoformat())
    now, then = (got(client, "holders/", as_at=day) for day in (TODAY.isoformat(), BEFORE))
    assert [each["name"] for each in now["results"]] == ["Ann Doctor"]
    assert len(then["results"]) == 2


def test_a_waiver_is_told_without_its_reason_and_whoever_asked(api, world: World):
    row = world.waiver("granted")
    for path in ("waivers/", f"waivers/{row.pk}/", "waivers/?format=csv"):
        body = api.get(f"/api/v1/{path}").getvalue().decode()
        assert row.because not in body
        assert world.officer.full_name not in body
    (told,) = got(api, "waivers/", is_in_force="true", kind="journey")["results"]
    assert (told["rule"], told["case_id"]) == (row.rule, str(row.about_id))
    assert got(api, "waivers/", kind="ownership")["results"] == []
    assert got(api, "waivers/", state="asked")["results"] == []
    assert got(api, "waivers/", rule=row.rule, case=str(row.about_id))["results"] == [told]
    after = row.expires_on + timedelta(days=1)
    assert told["expires_on"] < after.isoformat()


def test_a_step_that_was_undone_is_marked_in_the_history(api, journey, officer):
    journeys.begin_engagement(journey_id=journey.pk, by=officer, at=NOW)
    undoing.undo(
        case_type="formation.journey", case_id=journey.pk, by=officer,
        at=NOW + timedelta(days=1), note="Pressed by mistake.",
    )  # fmt: skip
    told = got(api, f"journeys/{journey.pk}/")["history"]
    assert [(event["move"], event["is_undone"]) for event in told] == [
        ("identify", False), ("begin_engagement", True), ("undo", False),
    ]  # fmt: skip
    then = got(api, f"journeys/{journey.pk}/", known_at=TODAY.isoformat())["history"]
    assert [(event["move"], event["is_undone"]) for event in then] == [
        ("identify", False), ("begin_engagement", False),
    ]  # fmt: skip


def test_a_change_of_a_practice_is_told_as_it_was_noted_then(api, world: World):
    change = practice_changes.note(
        practice_id=world.practice.pk, kind="merger",
        terms={"other_id": world.other_practice.pk, "planned_on": TODAY},
        by=world.officer, at=NOW,
    )  # fmt: skip
    later = TODAY + timedelta(days=30)
    practice_changes.revise(
        change_id=change.pk, terms={"planned_on": later, "other_id": world.other_practice.pk},
        by=world.officer, at=NOW + timedelta(days=1),
    )  # fmt: skip
    now = got(api, f"practice-changes/{change.pk}/")
    then = got(api, f"practice-changes/{change.pk}/", known_at=TODAY.isoformat())
    assert (now["planned_on"], then["planned_on"]) == (later.isoformat(), TODAY.isoformat())
    assert now["other_practice_code"] == then["other_practice_code"] == world.other_practice.code
    assert (len(now["history"]), len(then["history"])) == (2, 1)
    assert got(api, "practice-changes/", known_at=BEFORE)["results"] == []


def test_a_review_is_told_as_it_stood(api, world: World):
    world.review("passed")
    (now,) = got(api, "assurance-reviews/", state="passed", model="full")["results"]
    assert got(api, "assurance-reviews/", known_at=BEFORE)["results"] == []
    (then,) = got(api, "assurance-reviews/", known_at=TODAY.isoformat(), state="passed")["results"]
    assert then["id"] == now["id"]


def test_contracts_are_found_by_the_last_day_of_notice(api, world: World):
    world.signed_contract()
    own = world.practice_contract("suspended", mcp_contract=world.mcp_contract(
        "signed", vanguard=world.other_vanguard, ends_on=TODAY + timedelta(days=3000)
    ))  # fmt: skip
    (row,) = got(api, "practice-contracts/", vanguard=world.other_vanguard.code)["results"]
    assert got(api, "practice-contracts/", vanguard=world.vanguard.code)["results"] == []
    notice = row["next_notice_by"]
    detail = got(api, f"practice-contracts/{own.pk}/")
    first = next(window for window in detail["windows"] if window["is_open"])
    assert (row["next_return_on"], notice) == (first["day"], first["notice_by"])
    assert len(got(api, "practice-contracts/", notice_by_from=notice)["results"]) == 1
    assert got(api, "practice-contracts/", notice_by_before=notice)["results"] == []
    assert got(api, "practice-contracts/", eligibility="confirmed")["results"] == []
