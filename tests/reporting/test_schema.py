"""The OpenAPI description: it is complete, and every answer is what it says."""

import json
import re
from datetime import timedelta

import jsonschema
import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator

from contracts.actions import practice_contracts
from reporting.api.urls import urlpatterns
from tests.reporting.conftest import got
from tests.reporting.rows import FLAT, LISTS, add_rows
from tests.support.people import NOW
from tests.support.programme import ready_to_suspend

AT_A_TIME = set(LISTS + FLAT) - {"vanguards", "practices", "milestones"}
"""Lists that can be asked as at a day."""

HIDDEN = {"schema", "nothing"}
"""The schema does not describe itself, nor addresses at which there is nothing."""


@pytest.fixture
def openapi(api) -> dict:
    return got(api, "schema/")


def test_every_route_is_described_with_its_own_name(openapi):
    described = {re.sub(r"{\w+}", "{}", path.removeprefix("/api/v1/")) for path in openapi["paths"]}
    routes = {
        re.sub(r"<\w+:\w+>", "{}", str(pattern.pattern))
        for pattern in urlpatterns
        if pattern.name not in HIDDEN
    }
    assert described == routes
    names = [op["operationId"] for item in openapi["paths"].values() for op in item.values()]
    assert len(set(names)) == len(names) == len(routes)
    assert openapi["openapi"].startswith("3.1")


def test_it_is_made_without_a_warning():
    GENERATOR_STATS.reset()
    SchemaGenerator().get_schema(request=None, public=True)
    assert not GENERATOR_STATS


def test_every_operation_tells_its_problems_and_what_it_takes(openapi):
    for path, item in openapi["paths"].items():
        for operation in item.values():
            problems = {
                code: list(answer["content"])
                for code, answer in operation["responses"].items()
                if code.startswith("4")
            }
            assert set(problems) >= {"400", "401", "403", "404", "405", "406"}, path
            assert all(kinds == ["application/problem+json"] for kinds in problems.values())
            assert operation["description"], path
            if operation["operationId"].startswith("list_"):
                taken = {p["name"] for p in operation["parameters"]}
                assert taken >= {"limit", "cursor", "count", "ordering", "format"}, path
    limit = next(
        p
        for p in openapi["paths"]["/api/v1/practices/"]["get"]["parameters"]
        if p["name"] == "limit"
    )
    assert (limit["schema"]["minimum"], limit["schema"]["maximum"]) == (1, 1000)


def closed(schema: dict) -> dict:
    """The same schema, in which nothing that is not described may occur."""
    told = json.loads(json.dumps(schema))
    for part in told["components"]["schemas"].values():
        if part.get("type") == "object" and part.get("properties"):
            part["additionalProperties"] = False
    return told


def check(schema: dict, path: str, code: str, kind: str, answer: object) -> None:
    """The answer is what the description of the address says, and nothing more."""
    method = "post" if code == "201" else "get"
    content = schema["paths"][path][method]["responses"][code]["content"][kind]["schema"]
    whole = {**content, "components": schema["components"]}
    jsonschema.Draft202012Validator(
        whole, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(answer)


def test_every_answer_is_as_described(
    openapi, reader, api, officer, practice_contract, full_contract
):
    add_rows(2, officer)
    ready_to_suspend(practice_contract, full_contract, officer)
    schema = closed(openapi)
    for client in (api, reader(officer)):
        for name in LISTS + FLAT:
            page = got(client, f"{name}/", limit=2, count="true")
            assert page["results"], name
            check(schema, f"/api/v1/{name}/", "200", "application/json", page)
            for row in page["results"] if name in LISTS else ():
                detail = got(client, f"{name}/{row['id']}/")
                path = f"/api/v1/{name}/{{row_id}}/"
                check(schema, path, "200", "application/json", detail)
        page = got(client, "rulebooks/")
        check(schema, "/api/v1/rulebooks/", "200", "application/json", page)
        detail = got(client, "rulebooks/1/")
        check(schema, "/api/v1/rulebooks/{number}/", "200", "application/json", detail)
        for path in ("", "reports/coverage/"):
            check(schema, f"/api/v1/{path}", "200", "application/json", got(client, path))
    for name in AT_A_TIME:
        page = got(api, f"{name}/", as_at=NOW.date().isoformat())
        assert page["results"], name
        check(schema, f"/api/v1/{name}/", "200", "application/json", page)


def test_every_problem_is_as_described(openapi, api, client):
    schema, kind = closed(openapi), "application/problem+json"
    path = "/api/v1/practices/"
    check(schema, path, "400", kind, api.get(f"{path}?x=1").json())
    check(schema, path, "401", kind, client.get(path).json())
    check(schema, path, "404", kind, api.get(f"{path}?format=x").json())
    check(schema, path, "405", kind, api.post(path).json())
    check(schema, path, "406", kind, api.get(path, headers={"Accept": "text/html"}).json())
    missing = api.get(f"{path}00000000-0000-4000-8000-000000000000/")
    check(schema, f"{path}{{row_id}}/", "404", kind, missing.json())


def test_a_token_is_as_described(openapi, client, analyst):
    analyst.set_password("correct horse battery staple")
    analyst.save()
    answer = client.post(
        "/api/v1/tokens/",
        {"email": analyst.email, "password": "correct horse battery staple"},
        content_type="application/json",
    )
    check(closed(openapi), "/api/v1/tokens/", "201", "application/json", answer.json())


def test_the_check_would_see_a_member_too_many_or_too_few(openapi, api, journey):
    schema = closed(openapi)
    page = got(api, "journeys/")
    row = page["results"][0]
    too_few = {name: value for name, value in row.items() if name != "state"}
    for wrong in (row | {"x": 1}, too_few, row | {"state": 1}):
        answer = {**page, "results": [wrong]}
        with pytest.raises(jsonschema.ValidationError):
            check(schema, "/api/v1/journeys/", "200", "application/json", answer)


def test_a_contract_in_suspension_is_as_described(
    openapi, api, practice_contract, full_contract, officer, approver
):
    ready_to_suspend(practice_contract, full_contract, officer)
    later = NOW - timedelta(seconds=1)
    practice_contracts.suspend(contract_id=practice_contract.pk, by=approver, at=later)
    page = got(api, "practice-contracts/", status="suspended")
    assert len(page["results"]) == 1
    check(closed(openapi), "/api/v1/practice-contracts/", "200", "application/json", page)


def test_it_is_given_as_yaml_too(api):
    answer = api.get("/api/v1/schema/", {"format": "yaml"})
    assert answer.status_code == 200
    assert answer.content.startswith(b"openapi: 3.1")
