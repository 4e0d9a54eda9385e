"""An analyst asks how much of England the programme covers, today and on days gone by."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from formation.actions import journeys
from organisations.models import (
    Commissioner,
    ListSize,
    Practice,
    PracticeCommissioner,
    Vanguard,
    VanguardCommissioner,
    VanguardPractice,
)
from tests.support.people import NOW, TODAY

PASSWORD = "correct horse battery staple"
WEEK = timedelta(days=7)

INDEPENDENT = """
SELECT count(DISTINCT p.code), sum(l.registered)
  FROM organisations_practice p
  JOIN organisations_listsize l ON l.practice_id = p.id
   AND l.counted_on = (SELECT max(counted_on) FROM organisations_listsize
                        WHERE practice_id = p.id AND counted_on <= %(day)s)
 WHERE (p.closed_on IS NULL OR p.closed_on > %(day)s) AND p.code = ANY(%(codes)s)
"""
"""Patients of these practices: written apart from the report, and told by name whom to count."""


def independently(day: Any, codes: list[str]) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(INDEPENDENT, {"day": day, "codes": codes})
        practices, patients = cursor.fetchone()
    return practices, int(patients or 0)


@pytest.fixture
def england(db) -> dict[str, Practice]:
    """Twelve practices, each with two lists, under two commissioners; one closes this week."""
    bodies = [Commissioner.objects.create(ods_code=code, name=code) for code in ("05C", "99Z")]
    made = {}
    for n in range(12):
        practice = Practice.objects.create(
            code=f"M{87000 + n}", name=f"SURGERY {n}", status="active"
        )
        PracticeCommissioner.objects.create(
            practice=practice, commissioner=bodies[n % 2], starts_on=TODAY - 60 * WEEK
        )
        for weeks, registered in ((40, 5_000 + 101 * n), (2, 5_100 + 103 * n)):
            ListSize.objects.create(
                practice=practice, counted_on=TODAY - weeks * WEEK, registered=registered
            )
        made[practice.code] = practice
    closing = made["M87002"]
    closing.closed_on = TODAY
    closing.save()
    return made


@pytest.fixture
def asks(analyst, client) -> Callable[..., Any]:
    """`asks(day)`: the analyst signs in by password and gets the report by token."""
    analyst.set_password(PASSWORD)
    analyst.save()
    body = {"email": analyst.email, "password": PASSWORD}
    told = client.post("/api/v1/tokens/", body, content_type="application/json").json()
    reader = Client(headers={"Authorization": f"Token {told['token']}"})

    def ask(day: Any, **more: str) -> Any:
        return reader.get("/api/v1/reports/coverage/", {"as_at": day.isoformat(), **more})

    return ask


@pytest.fixture(autouse=True)
def fixed_day():
    with time_machine.travel(NOW, tick=False):
        yield


def vanguard(code: str, membership: str) -> Vanguard:
    return Vanguard.objects.create(code=code, name=code, kind="mcp", membership=membership)


def sets_out(site: Vanguard, model: str, officer: Any, *, at: datetime) -> Any:
    journey = journeys.identify(vanguard_id=site.pk, officer=officer, by=officer, at=at)
    journeys.begin_engagement(journey_id=journey.pk, by=officer, at=at + WEEK)
    return journeys.select_model(
        journey_id=journey.pk,
        model=model,
        planned_go_live_on=TODAY + 30 * WEEK,
        by=officer,
        at=at + 2 * WEEK,
    )


def test_coverage_from_the_api_equals_independent_sql(england, asks, officer, approver):
    # Given a vanguard to which all of its commissioner's practices belong,
    dudley = vanguard("MCP07", "whole")
    body = Commissioner.objects.get(ods_code="05C")
    VanguardCommissioner.objects.create(
        vanguard=dudley, commissioner=body, starts_on=TODAY - 60 * WEEK
    )
    # and one of three practices, one of which belongs to the first as well,
    part = vanguard("MCP08", "part")
    for code in ("M87000", "M87001", "M87003"):
        VanguardPractice.objects.create(
            vanguard=part, practice=england[code], starts_on=TODAY - 50 * WEEK
        )
    # when the first has set out 20 weeks ago and the second ten, and was given up last week,
    sets_out(dudley, "full", officer, at=NOW - 20 * WEEK)
    second = sets_out(part, "virtual", officer, at=NOW - 10 * WEEK)
    journeys.abandon(journey_id=second.pk, by=approver, at=NOW - WEEK, note="The members withdrew.")

    # then on each day the programme covers those practices, each once, by the lists of that day.
    first_six = [f"M{87000 + n}" for n in range(0, 12, 2)]
    expected = {
        21: [],
        20: first_six,
        10: sorted({*first_six, "M87001", "M87003"}),
        2: sorted({*first_six, "M87001", "M87003"}),
        1: first_six,
        0: first_six,
    }
    for weeks, codes in expected.items():
        day = TODAY - weeks * WEEK
        report = asks(day).json()
        practices, patients = independently(day, codes)
        _, everyone = independently(day, list(england))
        assert (report["total"]["practices"], report["total"]["population"]) == (
            practices,
            patients,
        ), weeks
        assert report["denominator"]["registered_patients"] == everyone
        per_cent = Decimal(100 * patients) / everyone
        rounded = str(per_cent.quantize(Decimal("0.01"), ROUND_HALF_UP))
        assert report["total"]["per_cent"] == rounded
        assert [t["is_reached"] for t in report["targets"]] == [per_cent >= 8, per_cent >= 25]

    # And the practice that closed today is counted until yesterday,
    assert asks(TODAY - timedelta(days=1)).json()["total"]["practices"] == 6
    assert asks(TODAY).json()["total"]["practices"] == 5
    # and the shared practice stood with the one that had come further.
    eight_weeks_ago = {g["state"]: g for g in asks(TODAY - 9 * WEEK).json()["by_state"]}
    assert eight_weeks_ago["model_selected"]["practices_shared"] == 1
    assert eight_weeks_ago["engaging"]["practices"] == 2


def test_the_file_holds_the_same_figures(england, asks, officer):
    site = vanguard("MCP08", "part")
    VanguardPractice.objects.create(
        vanguard=site, practice=england["M87001"], starts_on=TODAY - 50 * WEEK
    )
    sets_out(site, "partial", officer, at=NOW - 20 * WEEK)
    file = asks(TODAY, format="csv").getvalue().decode()
    rows = list(csv.DictReader(io.StringIO(file)))
    practices, patients = independently(TODAY, ["M87001"])
    assert [(r["model"], r["state"], r["practices"], r["population"]) for r in rows] == [
        ("partial", "model_selected", str(practices), str(patients))
    ]
