"""The coverage report: equal to a slow count on every day, and its arithmetic."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from casework.actions.undoing import undo
from formation.actions import journeys
from formation.rules.states import OVER, JourneyState, Model
from gp_relationships.actions import participations
from organisations.models import ListSize, Practice, Vanguard, VanguardPractice
from reporting.rules.coverage import FURTHEST, MODELS, Coverage, Group
from reporting.selectors.coverage import coverage
from tests.reporting.conftest import got, problem
from tests.reporting.generated import generate, slowly
from tests.support.people import NOW, TODAY
from tests.support.programme import make_practice


def test_every_state_of_a_journey_that_is_not_over_has_its_place_in_the_order():
    assert sorted(FURTHEST) == sorted(str(s) for s in JourneyState if s not in OVER)
    assert set(MODELS) == {"", *(str(m) for m in Model)}


@pytest.mark.parametrize("seed", [1, 2])
def test_it_equals_the_slow_count_on_days_on_which_something_happened_and_beside_them(
    seed, officer, approver
):
    days = generate(seed, officer=officer, approver=approver)
    counted = 0
    for day in [*Random(seed).sample(days, 30), days[-1]]:
        found = coverage(as_at=day)
        groups, england = slowly(day)
        fast = {(g.model, g.state): (g.practices, g.population) for g in found.groups}
        assert fast == groups, day
        assert found.registered_patients == england, day
        counted += found.total.practices
    assert counted > 100  # the days are not empty ones


def test_what_the_api_tells_adds_up(api, officer, approver):
    generate(3, officer=officer, approver=approver)
    report = got(api, "reports/coverage/")
    for name in ("vanguards", "practices", "population", "practices_shared"):
        for rows in ("by_model", "by_state", "by_model_and_state"):
            assert sum(row[name] for row in report[rows]) == report["total"][name]
    assert report["total"]["practices_shared"] > 0
    assert [row["model"] for row in report["by_model"]] == list(MODELS)
    assert [row["state"] for row in report["by_state"]] == list(FURTHEST)
    expected = Decimal(100 * report["total"]["population"]) / Decimal(
        report["denominator"]["registered_patients"]
    )
    assert abs(Decimal(report["total"]["per_cent"]) - expected) <= Decimal("0.005")


def test_a_practice_of_two_vanguards_counts_once_with_the_one_that_stands_furthest(
    api, journey, officer, practice, today
):
    other = Vanguard.objects.create(code="MCP98", name="Elsewhere", kind="mcp", membership="part")
    VanguardPractice.objects.create(vanguard=journey.vanguard, practice=practice, starts_on=today)
    VanguardPractice.objects.create(vanguard=other, practice=practice, starts_on=today)
    begun = _identified_and_engaged(other, officer)
    total = got(api, "reports/coverage/")["total"]
    assert (total["vanguards"], total["practices"], total["practices_shared"]) == (2, 1, 1)
    assert total["population"] == 8_000
    states = {r["state"]: r["practices"] for r in got(api, "reports/coverage/")["by_state"]}
    assert (states[begun.state], states["identified"]) == (1, 0)


def test_a_practice_that_stays_outside_does_not_count(api, journey, participation, officer):
    assert got(api, "reports/coverage/")["total"]["practices"] == 1
    participations.state_preference(
        participation_id=participation.pk, level="outside", by=officer, at=NOW
    )
    assert got(api, "reports/coverage/")["total"]["practices"] == 0


def test_only_the_latest_list_on_or_before_the_day_counts(api, journey, participation, practice):
    ListSize.objects.create(practice=practice, counted_on=TODAY, registered=9_000)
    ListSize.objects.create(practice=practice, counted_on=TODAY + timedelta(days=1), registered=1)
    report = got(api, "reports/coverage/")
    assert report["total"]["population"] == 9_000
    assert report["denominator"]["newest_list_on"] == TODAY.isoformat()


def test_the_programme_is_as_it_was_on_a_day_gone_by(api, journey, participation):
    before = (TODAY - timedelta(days=1)).isoformat()
    assert got(api, "reports/coverage/", as_at=before)["total"]["vanguards"] == 0
    assert got(api, "reports/coverage/", as_at=TODAY.isoformat())["total"]["vanguards"] == 1


def test_a_step_that_was_undone_never_counted_on_its_day_and_the_lists_say_the_same(
    api, journey, participation, officer, approver
):
    """A preference to stay outside, of a day gone by, was recorded by a slip and taken back."""
    later = NOW + timedelta(days=2)
    participations.state_preference(
        participation_id=participation.pk, level="outside", by=officer, at=NOW
    )
    undo(
        case_type="gp_relationships.participation", case_id=participation.pk, by=approver,
        at=later, note="Another practice's.",
    )  # fmt: skip
    between = NOW + timedelta(days=1)
    assert coverage(as_at=TODAY, known_at=between).total.practices == 0
    assert coverage(as_at=TODAY).total.practices == 1
    rows = got(api, "participations/", as_at=TODAY.isoformat())["results"]
    assert [(row["state"], row["level"]) for row in rows] == [("invited", "")]


def test_a_practice_of_wales_or_closed_is_no_part_of_england(api, practice):
    make_practice("W00001", "Y FEDDYGFA")
    closed = make_practice("X00009", "CLOSED SURGERY")
    Practice.objects.filter(pk=closed.pk).update(status="closed", closed_on=TODAY)
    assert got(api, "reports/coverage/")["denominator"]["practices"] == 1
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    report = got(api, "reports/coverage/", as_at=yesterday)
    assert report["denominator"]["practices"] == 2


def test_an_empty_programme_has_no_percentage_and_reaches_nothing(api):
    report = got(api, "reports/coverage/")
    assert report["total"]["per_cent"] is None
    assert [target["is_reached"] for target in report["targets"]] == [False, False]


def test_it_is_one_statement(django_assert_num_queries, officer, approver):
    generate(4, officer=officer, approver=approver)
    with django_assert_num_queries(1):
        coverage(as_at=TODAY)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-11-24", "2026-02-30", "now", ""])
def test_a_day_that_is_none_or_has_not_come_is_refused(api, day):
    answer = problem(api.get("/api/v1/reports/coverage/", {"as_at": day}), 400)
    assert [fault["field"] for fault in answer["errors"]] == ["as_at"]


def test_the_file_has_the_rows_of_the_report(api, journey, participation):
    response = api.get("/api/v1/reports/coverage/", {"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode())))
    told = got(api, "reports/coverage/")["by_model_and_state"]
    assert rows == [
        {"as_at": TODAY.isoformat()} | {name: str(value) for name, value in row.items()}
        for row in told
    ]


def whole(population: int, registered: int) -> Coverage:
    return Coverage(
        as_at=date(2017, 1, 1),
        groups=(Group("full", "live", 1, 1, population),),
        registered_patients=registered,
        practices_in_england=1,
        oldest_list_on=None,
        newest_list_on=None,
    )


@pytest.mark.parametrize(
    ("population", "registered", "per_cent", "reached", "short"),
    [
        (8, 100, "8.00", True, 0),
        (7_999, 100_000, "8.00", False, 1),  # the figure is rounded, the verdict is not
        (0, 3, "0.00", False, 1),
        (1, 3, "33.33", True, 0),
        (2, 3, "66.67", True, 0),
    ],
)
def test_percentages_are_rounded_and_targets_are_exact(
    population, registered, per_cent, reached, short
):
    found = whole(population, registered)
    assert str(found.per_cent(population)) == per_cent
    assert found.reaches(8) is reached
    assert found.patients_short_of(8) == short


def _identified_and_engaged(vanguard, officer):
    journey = journeys.identify(vanguard_id=vanguard.pk, officer=officer, by=officer, at=NOW)
    return journeys.begin_engagement(journey_id=journey.pk, by=officer, at=NOW)
