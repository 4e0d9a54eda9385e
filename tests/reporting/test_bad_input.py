"""What nobody should send: each gets a clear answer, and never a 500."""

import json

import pytest

from tests.reporting.conftest import problem

LISTS = (
    "vanguards/",
    "practices/",
    "journeys/",
    "mcp-contracts/",
    "practice-contracts/",
    "participations/",
    "gp-roles/",
    "milestones/",
    "practice-changes/",
    "assurance-reviews/",
)
ADDRESSES = (*LISTS, "", "schema/", "reports/coverage/")


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize(
    "query",
    ["x=1", "owner__password=1", "name__regex=(a%2B)%2B$", "d__year=0", "%00=1", "=", "page=1e9"],
)
def test_an_unknown_parameter_is_named(api, path, query):
    answer = problem(api.get(f"/api/v1/{path}?{query}"), 400)
    assert [fault["code"] for fault in answer["errors"]] == ["unknown_parameter"]
    assert answer["errors"][0]["text"]


def test_an_unknown_parameter_comes_with_a_suggestion(api):
    answer = problem(api.get("/api/v1/practices/?stauts=active"), 400)
    assert answer["errors"] == [
        {
            "field": "stauts",
            "code": "unknown_parameter",
            "text": "There is no such parameter. Did you mean “status”?",
        }
    ]


@pytest.mark.parametrize("path", LISTS)
def test_a_repeated_parameter_is_named(api, path):
    answer = problem(api.get(f"/api/v1/{path}?limit=1&limit=1"), 400)
    assert [(f["field"], f["code"]) for f in answer["errors"]] == [("limit", "repeated_parameter")]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=1001",
        "limit=1000000",
        "limit=9223372036854775808",
        "limit=" + "9" * 5000,
        "limit=1e3",
        "limit=NaN",
        "limit=",
        "limit=%00",
        "ordering=owner__password",
        "ordering=--code",
        "ordering=",
        "ordering=%2Ccode",
        "cursor=x",
        "cursor=",
        "cursor=%00",
        "cursor=" + "a" * 1001,
        "cursor=eyJhIjoxfQ:aaaa",
        "cursor=%F0%9F%92%A9",
        "cursor=%ED%A0%80",
        "count=maybe",
        "count=%00",
    ],
)
def test_paging_that_means_nothing_is_refused(api, path, query):
    answer = problem(api.get(f"/api/v1/{path}?{query}"), 400)
    assert [fault["field"] for fault in answer["errors"]] == [query.split("=")[0]]


@pytest.mark.parametrize(
    "query",
    [
        "practices/?code=a00001",
        "practices/?code=%D9%A3",
        "practices/?code=A00001%0AB",
        "practices/?code=A%D9%A3%D9%A3%D9%A3%D9%A3%D9%A3",
        "practices/?code=" + "A" * 5000,
        "practices/?status=open",
        "practices/?search=ab",
        "practices/?search=" + "a," * 3000,
        "practices/?search=%00%00%00",
        "practices/?commissioner='--",
        "vanguards/?code=%00",
        "journeys/?as_at=0001-01-01",
        "journeys/?as_at=20261101",
        "journeys/?as_at=2026-W01-1",
        "journeys/?as_at=2026-13-01",
        "journeys/?as_at=2026-11-24",
        "journeys/?as_at=%D9%A2026-11-01",
        "practice-contracts/?as_at=1948-07-04",
        "practice-contracts/?status=dormant",
        "gp-roles/?held_on=0000-00-00",
        "gp-roles/?held_on=2101-01-01",
        "milestones/?journey=1",
        "milestones/?journey=" + "9" * 5000,
        "milestones/?journey=%00",
        "milestones/?due_from=99999999",
        "milestones/?is_statutory=2",
        "milestones/?code=" + "9" * 5000,
    ],
)
def test_a_value_that_means_nothing_is_refused(api, query):
    field = query.split("?")[1].split("=")[0]
    answer = problem(api.get(f"/api/v1/{query}"), 400)
    assert {fault["field"] for fault in answer["errors"]} == {field}


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/v2/",
        "/api/v1/nothing/",
        "/api/v1/practices",
        "/api/v1/practices/%00/",
        "/api/v1/practices/..%2f..%2fetc/",
        "/api/v1/practices/" + "9" * 5000 + "/",
        "/api/v1/practices/%ED%A0%80/",
        "/api/v1/practices.xml",
    ],
)
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options", "trace"])
def test_an_unknown_address_is_a_problem_by_every_method(client, db, path, method):
    answer = problem(getattr(client, method)(path), 404)
    assert answer["type"] == "not_found"


@pytest.mark.parametrize("path", [*LISTS, "reports/coverage/", "schema/", ""])
def test_an_unknown_form_is_not_served(api, path):
    problem(api.get(f"/api/v1/{path}?format=xxx"), 404)
    problem(api.get(f"/api/v1/{path}", headers={"Accept": "text/html"}), 406)


@pytest.mark.parametrize("query", ["limit=1", "cursor=x", "count=true"])
def test_a_file_is_not_paged(api, query):
    answer = problem(api.get(f"/api/v1/practices/?format=csv&{query}"), 400)
    assert answer["errors"][0]["code"] == "not_with_csv"


def test_a_query_of_a_thousand_parameters_is_refused(api):
    query = "&".join(f"p{n}=1" for n in range(900))
    answer = problem(api.get(f"/api/v1/practices/?{query}"), 400)
    assert len(answer["errors"]) == 10
    query = "&".join(f"p{n}=1" for n in range(3000))
    problem(api.get(f"/api/v1/practices/?{query}"), 400)
    long = "x" * 60_000
    answer = problem(api.get(f"/api/v1/practices/?{long}=1"), 400)
    assert len(json.dumps(answer)) < 1_000


@pytest.mark.parametrize("header", ["xyz", "*", '"unclosed', 'W/"a"', "\x80", '"' + "a" * 5000])
def test_an_odd_if_none_match_gets_the_row(api, journey, header):
    answer = api.get(f"/api/v1/journeys/{journey.pk}/", headers={"If-None-Match": header})
    assert answer.status_code in (200, 304)
    assert (answer.status_code == 304) is (header == "*")


BODIES = {
    "null character": b'{"email": "a\\u0000@b.c", "password": "x"}',
    "null character in a name": b'{"em\\u0000ail": "a", "password": "x"}',
    "lone surrogate": b'{"email": "\\ud800", "password": "x"}',
    "lone surrogate in a name": b'{"\\ud800": 1}',
    "deep list": b"[" * 10_000,
    "deep object": b'{"a":' * 2_000 + b"1" + b"}" * 2_000,
    "rather deep": b'{"email": ' + b"[" * 30 + b"]" * 30 + b"}",
    "repeated member": b'{"email": "a", "email": "b", "password": "x"}',
    "not UTF-8": b'{"email": "\xff"}',
    "UTF-16": '{"email": "a"}'.encode("utf-16"),
    "list": b"[]",
    "null": b"null",
    "text": b'"x"',
    "NaN": b'{"email": NaN}',
    "infinity": b'{"email": -Infinity}',
    "long number": b'{"email": ' + b"9" * 5_000 + b"}",
    "big number": b'{"email": 9223372036854775808, "password": "x"}',
    "number for text": b'{"email": 5, "password": "x"}',
    "truth for text": b'{"email": true, "password": "x"}',
    "unknown field": b'{"email": "a@b.c", "password": "x", "is_staff": true}',
    "nothing": b"",
    "not JSON": b"{email: 1}",
    "byte order mark": b'\xef\xbb\xbf{"email": "a", "password": "x"}',
    "long text": b'{"email": "' + b"a" * 300 + b'", "password": "x"}',
    "null value": b'{"email": null, "password": "x"}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_that_means_nothing_is_refused(client, db, body):
    answer = client.post("/api/v1/tokens/", body, content_type="application/json")
    told = problem(answer, 400)
    assert told["title"]


def test_an_unknown_field_is_named(client, db):
    answer = client.post(
        "/api/v1/tokens/", BODIES["unknown field"], content_type="application/json"
    )
    assert [(f["field"], f["code"]) for f in problem(answer, 400)["errors"]] == [
        ("is_staff", "unknown_field")
    ]


def test_a_body_that_is_too_large_is_refused(client, db):
    body = b'{"email": "' + b"a" * 10_000_000 + b'"}'
    answer = client.post("/api/v1/tokens/", body, content_type="application/json")
    assert problem(answer, 413)["type"] == "body_too_large"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/xml"])
def test_only_json_is_taken(client, db, kind):
    problem(client.post("/api/v1/tokens/", b"email=a&password=b", content_type=kind), 415)


@pytest.mark.parametrize(
    "header",
    [
        "Token",
        "Token a b",
        "Token " + "0" * 64,
        "Token \x80\xff",
        "Token " + "a" * 5000,
        "Token \x00",
        "Bearer " + "0" * 64,
        "Basic YTpi",
    ],
)
def test_a_token_that_is_none_is_not_taken(client, db, header):
    answer = client.get("/api/v1/practices/", headers={"Authorization": header})
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Token"
