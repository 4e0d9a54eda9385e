"""The law's figures in the API, and which of them a journey runs under."""

from datetime import date

import pytest

from rulebook.actions import pins, rulebooks
from rulebook.models import Rulebook
from rulebook.rules.figures import KEYS
from tests.reporting.conftest import got, problem
from tests.support.people import NOW, TODAY


@pytest.fixture
def published(officer, approver) -> Rulebook:
    """Rulebook 2: six months of notice from 2027 on."""
    made = rulebooks.draft(by=officer, at=NOW)
    rulebooks.set_figure(
        rulebook_id=made.pk, key="reactivation_notice_months", value="6", authority="The text",
        confirmed=True, in_force_from=date(2027, 1, 1), by=officer, at=NOW,
    )  # fmt: skip
    rulebooks.propose(rulebook_id=made.pk, by=officer, at=NOW)
    return rulebooks.publish(rulebook_id=made.pk, by=approver, at=NOW)


def test_a_version_is_told_with_every_figure_and_its_authority(api, published):
    rows = got(api, "rulebooks/")["results"]
    assert [(row["number"], row["supersedes"]) for row in rows] == [(1, None), (2, 1)]
    detail = got(api, "rulebooks/2/")
    assert {figure["key"] for figure in detail["figures"]} == set(KEYS)
    told = [each for each in detail["figures"] if each["key"] == "reactivation_notice_months"]
    assert [(each["value"], each["in_force_from"], each["is_confirmed"]) for each in told] == [
        ("12", "1948-07-05", False),
        ("6", "2027-01-01", True),
    ]
    assert [each["in_force_until"] for each in told] == ["2027-01-01", None]
    assert (told[1]["unit"], told[1]["authority"]) == ("months", "The text")


def test_a_draft_is_not_told(api, officer):
    rulebooks.draft(by=officer, at=NOW)
    assert [row["number"] for row in got(api, "rulebooks/")["results"]] == [1]
    for number in (2, 99, 2**63):
        assert problem(api.get(f"/api/v1/rulebooks/{number}/"), 404)


def test_a_journey_names_the_version_that_it_runs_under(api, journey, published, approver):
    """It set out before rulebook 2 was published."""
    path = f"journeys/{journey.pk}/"
    assert got(api, path)["rulebook"] == 1
    pins.adopt(
        vanguard_id=journey.vanguard_id, rulebook_id=published.pk, by=approver, at=NOW, note="Law."
    )
    assert got(api, path)["rulebook"] == 2
    assert got(api, path, as_at=TODAY.isoformat())["rulebook"] == 2
