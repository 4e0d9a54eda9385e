"""Lists and details: their rows, filters, orders, pages, files and ETags."""

import csv
import io
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.actions import practice_contracts
from formation.actions import assurance, journeys
from formation.selectors import open_moves
from gp_relationships.actions import gp_roles
from gp_relationships.models import GpRole
from organisations.models import (
    Commissioner,
    Practice,
    PracticeCommissioner,
    PracticeContractType,
)
from tests.reporting.conftest import got, problem
from tests.reporting.rows import FLAT, LISTS, ORDERINGS, add_rows
from tests.support.people import NOW, TODAY
from tests.support.programme import begun, ready_to_suspend


@pytest.fixture
def programme(officer):
    """Four of everything."""
    add_rows(4, officer)


def test_a_detail_has_its_row_and_more(api, programme):
    for name in LISTS:
        for row in got(api, f"{name}/", limit=4)["results"]:
            assert row.items() < got(api, f"{name}/{row['id']}/").items()


def test_pages_hold_every_row_once_and_in_order(api, programme):
    for name, orders in ORDERINGS.items():
        for ordering in [sign + order for order in orders for sign in ("", "-")]:
            seen = pages(api, name, ordering)
            whole = got(api, f"{name}/", limit=1000, ordering=ordering)
            assert whole["next"] is None
            assert seen == whole["results"], (name, ordering)
            key = ordering.lstrip("-")
            key = {"vanguard": "vanguard_code", "practice": "practice_code"}.get(key, key)
            values = [row[key] for row in seen]
            assert values == sorted(values, reverse=ordering.startswith("-"))
            assert len({row["id"] for row in seen}) == len(seen) >= 4


def pages(api, name: str, ordering: str) -> list[dict]:
    """Every row, three at a time, by following `next`."""
    path, seen = f"{name}/?ordering={ordering}&limit=3", []
    while path:
        page = got(api, path)
        seen += page["results"]
        assert len(page["results"]) == 3 or page["next"] is None
        path = page["next"] and page["next"].split("/api/v1/")[1]
    return seen


def test_a_cursor_belongs_to_its_own_question(api, programme):
    link = got(api, "practices/", limit=1, ordering="name")["next"]
    cursor = link.split("cursor=")[1]
    for path in ("practices/?ordering=code", "vanguards/?x=", "practices/?status=active"):
        changed = path.replace("x=", "ordering=name")
        answer = problem(api.get(f"/api/v1/{changed}&limit=1&cursor={cursor}"), 400)
        assert answer["errors"][0]["code"] == "invalid_cursor"


def test_a_count_is_given_only_when_asked_for(api, programme):
    assert "count" not in got(api, "milestones/")
    rows = got(api, "practices/", count="true", limit=1)
    assert rows["count"] == {"value": 4, "text": "4", "is_capped": False}


def test_a_count_stops_at_a_thousand(api):
    Practice.objects.bulk_create(
        Practice(code=f"C{n:05}", name="SURGERY", status="active") for n in range(1_001)
    )
    rows = got(api, "practices/", count="true", limit=1)
    assert rows["count"] == {"value": 1_000, "text": "1,000+", "is_capped": True}


def codes(page, name="code"):
    return sorted(row[name] for row in page["results"])


def test_practices_are_found_by_what_holds_of_them_today(api, programme):
    first = Practice.objects.get(code="B00001")
    body = Commissioner.objects.create(ods_code="05C", name="Dudley")
    old = Commissioner.objects.create(ods_code="05D", name="Before")
    ago = TODAY - timedelta(days=90)
    PracticeCommissioner.objects.create(
        practice=first, commissioner=old, starts_on=ago, ends_on=TODAY
    )
    PracticeCommissioner.objects.create(practice=first, commissioner=body, starts_on=TODAY)
    PracticeContractType.objects.create(practice=first, contract_type="pms", starts_on=ago)
    Practice.objects.filter(code="B00002").update(status="closed", postcode="DY1 1AA")
    assert codes(got(api, "practices/", code="B00001")) == ["B00001"]
    assert codes(got(api, "practices/", commissioner="05C")) == ["B00001"]
    assert codes(got(api, "practices/", commissioner="05D")) == []
    assert codes(got(api, "practices/", contract_type="pms")) == ["B00001"]
    assert codes(got(api, "practices/", status="closed")) == ["B00002"]
    assert codes(got(api, "practices/", search="dy1 1a")) == ["B00002"]
    assert codes(got(api, "practices/", search="50%_off")) == []
    row = got(api, "practices/", code="B00001")["results"][0]
    assert (row["commissioner_code"], row["contract_type"]) == ("05C", "pms")
    assert (row["registered_patients"], row["counted_on"]) == (1_001, "2026-10-24")
    detail = got(api, f"practices/{row['id']}/")
    assert [c["code"] for c in detail["commissioners"]] == ["05D", "05C"]


FOUND = {
    "vanguards/?code=MCP101": 1,
    "vanguards/?kind=pacs": 0,
    "journeys/?vanguard=MCP101": 1,
    "journeys/?model=virtual": 4,
    "journeys/?state=identified": 0,
    "mcp-contracts/?vanguard=MCP101": 1,
    "mcp-contracts/?state=drafting": 4,
    "mcp-contracts/?form=icp_2019": 4,
    "mcp-contracts/?integration=virtual": 0,
    "practice-contracts/?practice=B00001": 1,
    "practice-contracts/?contract_type=pms": 0,
    "practice-contracts/?status=retained": 4,
    "practice-contracts/?status=suspended": 0,
    "participations/?vanguard=MCP101&practice=B00001": 1,
    "participations/?vanguard=MCP101&practice=B00002": 0,
    "participations/?state=invited": 4,
    "gp-roles/?kind=employee": 0,
    "gp-roles/?vanguard=MCP101": 1,
    "gp-roles/?held_on=2026-11-24": 0,
    "milestones/?state=met": 4,  # the screening is recorded
    "practice-changes/?practice=B00001": 1,
    "practice-changes/?kind=merger": 0,
    "practice-changes/?state=noted": 4,
    "assurance-reviews/?stage=ee": 4,
    "assurance-reviews/?stage=cp1": 0,
    "assurance-reviews/?vanguard=MCP101&state=submitted": 1,
}


def test_filters_keep_what_they_say(api, programme):
    assert {path: len(got(api, path)["results"]) for path in FOUND} == FOUND


def test_a_role_is_held_once_it_is_taken_up_and_until_it_ends(api, officer, approver):
    add_rows(2, officer, role={"kind": "employee"})
    taken_up, given_up = GpRole.objects.order_by("starts_on")
    by = {"by": officer, "at": NOW}
    gp_roles.offer(role_id=taken_up.pk, **by)
    gp_roles.agree(role_id=taken_up.pk, **by)
    gp_roles.put_in_effect(role_id=taken_up.pk, by=approver, at=NOW)
    until = TODAY + timedelta(days=5)
    for role in (taken_up, given_up):
        gp_roles.end(role_id=role.pk, ends_on=until, note="Agreed.", **by)
    found = {
        day: [row["id"] for row in got(api, f"gp-roles/?held_on={day}")["results"]]
        for day in (TODAY - timedelta(days=1), TODAY, until - timedelta(days=1), until)
    }
    assert list(found.values()) == [[], [str(taken_up.pk)], [str(taken_up.pk)], []]


def test_milestones_are_found_by_due_day_and_owner(api, journey, officer):
    begun(journey, "virtual", officer, go_live_on=TODAY)
    rows = got(api, "milestones/", limit=1000)["results"]
    some = rows[len(rows) // 2]
    later = got(api, "milestones/", due_from=some["due_on"], limit=1000)["results"]
    sooner = got(api, "milestones/", due_before=some["due_on"], limit=1000)["results"]
    assert sorted(r["id"] for r in later + sooner) == sorted(r["id"] for r in rows)
    assert all(r["due_on"] >= some["due_on"] for r in later)
    mine = got(api, "milestones/", owner=some["owner"], journey=str(journey.pk), limit=1000)
    assert {r["owner"] for r in mine["results"]} == {some["owner"]}


def test_a_suspended_contract_is_found_by_its_status_and_so_is_what_it_was(
    api, practice_contract, full_contract, officer, approver
):
    ready_to_suspend(practice_contract, full_contract, officer)
    tomorrow = NOW + timedelta(days=1)
    practice_contracts.suspend(contract_id=practice_contract.pk, by=approver, at=tomorrow)
    was = {"known_at": TODAY.isoformat()}
    assert len(got(api, "practice-contracts/", status="suspended")["results"]) == 1
    then = got(api, "practice-contracts/", **was, status="retained")["results"]
    assert (then[0]["state"], then[0]["version"]) == ("suspension_noticed", 4)
    assert then[0]["suspended_on"] is None
    assert then[0]["letters_sent"] == 8_000
    assert then[0]["mcp_contract_id"] == str(full_contract.pk)
    assert got(api, "practice-contracts/", **was, status="suspended")["results"] == []
    before = (TODAY - timedelta(days=1)).isoformat()
    assert got(api, "practice-contracts/", known_at=before)["results"] == []


def test_as_at_today_tells_of_journeys_and_contracts_what_they_are(
    api, full_contract, programme, journey, practice_contract, officer
):
    ready_to_suspend(practice_contract, full_contract, officer)
    for name in ("journeys", "practice-contracts"):
        now = got(api, f"{name}/")["results"]
        then = got(api, f"{name}/", as_at=TODAY.isoformat())["results"]
        assert then == now


def test_a_journey_is_told_as_it_was(api, journey, officer):
    tomorrow = NOW + timedelta(days=1)
    journeys.begin_engagement(journey_id=journey.pk, by=officer, at=tomorrow)
    assert got(api, "journeys/")["results"][0]["state"] == "engaging"
    then = got(api, "journeys/", as_at=TODAY.isoformat(), state="identified")["results"]
    assert [(row["state"], row["version"]) for row in then] == [("identified", 1)]


def test_a_journey_lists_every_move_with_the_verdict_of_the_other_doors(
    reader, journey, officer, analyst
):
    journey = journeys.begin_engagement(journey_id=journey.pk, by=officer, at=NOW)
    for person in (officer, analyst):
        detail = got(reader(person), f"journeys/{journey.pk}/")
        expected = open_moves(journey, viewer=person, on=TODAY)
        assert [
            (m["move"], m["lawful"], m["permitted"], m["open"], [r["code"] for r in m["reasons"]])
            for m in detail["verdict"]
        ] == [
            (v.name, v.lawful, v.permitted, v.open, [r.code for r in v.reasons]) for v in expected
        ]
        assert any(m["permitted"] for m in detail["verdict"]) is (person is officer)
    assert [event["move"] for event in detail["history"]] == ["identify", "begin_engagement"]


def test_names_and_gmc_numbers_are_for_officers_and_auditors_only(
    reader, programme, officer, approver, auditor, analyst
):
    for person in (officer, approver, auditor):
        row = got(reader(person), "gp-roles/", vanguard="MCP101")["results"][0]
        assert (row["gp_name"], row["gmc_number"]) == ("Dr Ann Other1", "7000001")
    client = reader(analyst)
    row = got(client, "gp-roles/", vanguard="MCP101")["results"][0]
    assert (row["gp_name"], row["gmc_number"]) == (None, None)
    assert row["share"] == "12.50"
    for path in ("gp-roles/?format=csv", f"gp-roles/{row['id']}/"):
        answer = client.get(f"/api/v1/{path}")
        assert b"Ann Other" not in answer.getvalue()
        assert b"7000001" not in answer.getvalue()


def test_an_etag_names_the_version_and_answers_304(api, journey, officer):
    path = f"/api/v1/journeys/{journey.pk}/"
    first = api.get(path)
    etag = first.headers["ETag"]
    assert etag.startswith(f'"journey-{journey.pk}-v1-')
    again = api.get(path, headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    journeys.begin_engagement(journey_id=journey.pk, by=officer, at=NOW)
    changed = api.get(path, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["ETag"].startswith(f'"journey-{journey.pk}-v2-')


def test_an_etag_changes_when_what_is_open_changes_though_the_version_stays(
    reader, journey, officer, analyst
):
    path = f"/api/v1/journeys/{journey.pk}/"
    officers, analysts = (reader(p).get(path).headers["ETag"] for p in (officer, analyst))
    assert officers != analysts


def test_there_is_no_such_row(api, journey):
    answer = problem(api.get(f"/api/v1/practices/{journey.pk}/"), 404)
    assert answer["type"] == "notfound"
    problem(api.get("/api/v1/practices/٣/"), 404)
    problem(api.get(f"/api/v1/practices/{str(journey.pk).upper()}/"), 404)


def test_a_file_has_every_row_and_the_columns_of_the_list(api, programme):
    for name in LISTS + FLAT:
        response = api.get(f"/api/v1/{name}/", {"format": "csv"})
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert response.headers["Content-Disposition"].startswith("attachment; filename=")
        assert response.streaming
        table = csv.DictReader(io.StringIO(response.getvalue().decode()))
        told = got(api, f"{name}/", limit=1000)["results"]
        assert list(table) == [
            {column: cell(value) for column, value in row.items()} for row in told
        ]


def test_a_file_is_whole_before_its_first_byte_is_sent(api, programme):
    whole = api.get("/api/v1/practices/", {"format": "csv"}).getvalue()
    response = api.get("/api/v1/practices/", {"format": "csv"})
    with CaptureQueriesContext(connection) as later:
        Practice.objects.update(name="RENAMED")
        sent = b"".join(response.streaming_content)
    assert sent == whole
    assert len(later) == 1


def cell(value) -> str:
    """A value of JSON as PostgreSQL writes it in a file."""
    if isinstance(value, bool):
        return "t" if value else "f"
    return "" if value is None else str(value)


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "|calc", "%0A", "\t=1", "＝1", '="a",b', "\n=1"]
)
def test_no_cell_of_a_file_is_taken_for_a_formula(api, name):
    Practice.objects.create(code="B00001", name=name, status="active")
    response = api.get("/api/v1/practices/", {"format": "csv"})
    row = next(csv.DictReader(io.StringIO(response.getvalue().decode(), newline="")))
    assert row["name"] == "'" + name


def test_a_harmless_name_and_a_negative_number_stay_as_they_are(api):
    Practice.objects.create(code="B00001", name="O'NEIL & SONS - EAST", status="active")
    body = api.get("/api/v1/practices/", {"format": "csv"}).getvalue().decode()
    assert "B00001,O'NEIL & SONS - EAST," in body


def queries(api, path) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        response = api.get(f"/api/v1/{path}")
        assert response.status_code == 200
        b"".join(response) if response.streaming else response.content
    return len(seen)


BASELINES = {
    "vanguards/": 3,
    "practices/": 4,
    "journeys/": 4,
    "mcp-contracts/": 3,
    "practice-contracts/": 6,
    "participations/": 4,
    "gp-roles/": 5,
    "milestones/": 4,
    "practice-changes/": 4,
    "assurance-reviews/": 4,
    "wordings/": 3,
    "signatures/": 5,
    "waivers/": 4,
    "holders/": 5,
    "contract-parties/": 3,
    "scope-lines/": 3,
    "budgets/": 3,
    "budget-lines/": 3,
    "reports/coverage/": 3,
}


def test_queries_of_each_list_are_few_and_do_not_grow_with_the_rows(api, programme, officer):
    few = {path: queries(api, path) for path in BASELINES}
    add_rows(4, officer, start=10)
    more = {path: queries(api, path) for path in BASELINES}
    assert few == more == BASELINES


def test_a_page_of_practices_starts_where_the_index_says(api, programme):
    """The next page reads on in the index, however far down the list it begins."""
    Practice.objects.bulk_create(
        Practice(code=f"C{n:05}", name=f"SURGERY {n % 50:03}", status="active")
        for n in range(3_000)
    )
    link = got(api, "practices/", limit=1000)["next"]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE organisations_practice")
    link = link.replace("limit=1000", "limit=10")
    with CaptureQueriesContext(connection) as seen:
        assert len(api.get(link).json()["results"]) == 10
    with connection.cursor() as cursor:
        # Whoever analyses the table beside us sees none of our rows, and then sorting looks cheap.
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("EXPLAIN " + seen.captured_queries[-1]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "organisations_practice_order" in plan
    assert "Sort" not in plan.split("SubPlan")[0]


def test_each_case_is_told_with_how_every_rule_stands(api, programme, journey, practice_contract):
    for path in (
        "journeys",
        "mcp-contracts",
        "practice-contracts",
        "participations",
        "gp-roles",
        "practice-changes",
        "assurance-reviews",
    ):
        row = got(api, f"{path}/")["results"][0]
        assert "verdict" not in row
        detail = got(api, f"{path}/{row['id']}/")
        assert detail["verdict"], path
        for move in detail["verdict"]:
            unmet = [line for line in move["lines"] if line["standing"] == "unmet"]
            assert move["lawful"] is (unmet == [])
            assert move["reasons"] == [reason for line in unmet for reason in line["reasons"]]
            assert all(line["rule"] and line["sentence"] and line["whose"] for line in unmet)


def test_a_review_is_told_with_its_conditions_and_what_came(api, programme, officer, approver):
    row = got(api, "assurance-reviews/?vanguard=MCP101")["results"][0]
    given = {"review_id": UUID(row["id"]), "at": NOW}
    assurance.receive_evidence(
        item="scope", title="Scope, draft 2", received_on=TODAY, by=officer, **given
    )
    asked = [("Name the clinical lead.", TODAY)]
    assurance.pass_with_conditions(decided_on=TODAY, conditions=asked, by=approver, **given)
    detail = got(api, f"assurance-reviews/{row['id']}/")
    assert (detail["state"], detail["decided_on"]) == ("passed_with_conditions", "2026-11-23")
    (condition,) = detail["conditions"]
    assert (condition["text"], condition["state"]) == ("Name the clinical lead.", "open")
    assert detail["evidence"] == {"scope": {"title": "Scope, draft 2", "received_on": "2026-11-23"}}
