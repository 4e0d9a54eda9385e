"""The cost of a page does not grow with the tables."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.actions.practice_contracts import record
from formation.actions.journeys import begin_engagement, identify, pause, resume, select_model
from gp_relationships.actions.participations import invite
from notifications.models import Message
from organisations.models import Practice, Vanguard
from tests.casework.world import World
from tests.support.people import NOW, TODAY

pytestmark = pytest.mark.django_db

MOST = {
    "/admin/": 29,
    "/admin/formation/journey/": 8,
    "/admin/formation/milestone/": 8,
    "/admin/contracts/practicecontract/": 8,
    "/admin/gp_relationships/participation/": 8,
    "/admin/accounts/user/": 8,
    "/admin/accounts/membership/": 8,
    "/admin/audit/auditevent/": 8,
    "journey": 42,
}
"""The most queries that each page may make, session and signed-in person included."""


def grow(world: World, upto: int) -> None:
    """Practices with contracts and participations, and one journey each, up to this number."""
    have = Practice.objects.filter(code__startswith="Y").count()
    practices = Practice.objects.bulk_create(
        Practice(code=f"Y{n:05}", name=f"SURGERY {n}", status="active") for n in range(have, upto)
    )
    for number, practice in enumerate(practices, start=have):
        record(practice_id=practice.pk, contract_type="gms", by=world.officer, at=NOW)
        invite(vanguard_id=world.vanguard.pk, practice_id=practice.pk, by=world.officer, at=NOW)
        if number < 30:
            own = Vanguard.objects.create(
                code=f"MCP{300 + number}", name=f"Site {number}", kind="mcp", membership="part"
            )
            identify(vanguard_id=own.pk, officer=world.officer, by=world.officer, at=NOW)


def counted(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_no_page_asks_more_of_a_large_programme_than_of_a_small_one(
    at: Callable[[str], Client], world: World
):
    by: dict[str, Any] = {"by": world.officer, "at": NOW}
    journey = identify(vanguard_id=world.vanguard.pk, officer=world.officer, **by)
    begin_engagement(journey_id=journey.pk, **by)
    select_model(journey_id=journey.pk, model="full", planned_go_live_on=TODAY, **by)
    pause(journey_id=journey.pk, note="x", **by)
    resume(journey_id=journey.pk, **by)
    grow(world, 10)
    paths = {**{path: path for path in MOST if path != "journey"}}
    paths["journey"] = f"/admin/formation/journey/{journey.pk}/change/"
    readers = {name: at("auditor" if "audit" in name else "officer") for name in paths}
    for client in readers.values():
        client.get("/admin/")
    small = {name: counted(readers[name], path) for name, path in paths.items()}
    grow(world, 200)
    for _ in range(30):
        pause(journey_id=journey.pk, note="x", **by)
        resume(journey_id=journey.pk, **by)
    Message.objects.bulk_create(
        Message(
            kind="journey_moved",
            key=f"k{n}",
            to=world.officer,
            about_type="formation.journey",
            about_id=journey.pk,
            posted_at=NOW,
            due_at=NOW,
        )
        for n in range(100)
    )
    large = {name: counted(readers[name], path) for name, path in paths.items()}
    assert large == small
    assert {name: n for name, n in large.items() if n > MOST[name]} == {}


def test_a_list_counts_no_further_than_it_must(at: Callable[[str], Client], world: World):
    Practice.objects.bulk_create(
        Practice(code=f"Y{n:05}", name=f"SURGERY {n}", status="active") for n in range(1010)
    )
    response = at("officer").get("/admin/organisations/practice/")
    assert "More than 1000 practices" in " ".join(response.content.decode().split())
    with CaptureQueriesContext(connection) as queries:
        at("officer").get("/admin/organisations/practice/?p=3")
    counts = [q["sql"] for q in queries if "COUNT(*)" in q["sql"]]
    assert counts
    assert all("LIMIT 1001" in sql for sql in counts)
