"""How many questions each page asks of the database; more rows ask no more."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gp_relationships.actions import gp_roles, participations
from tests.support.people import NOW, TODAY

MOST = {
    "/": 33,
    "/contract/": 14,
    "/milestones/": 22,
    "/gp-roles/": 7,
    "/practice/": 7,
    "/practice/partners/": 4,
    "/history/": 10,
    "/account/": 5,
    "/account/password/": 4,
    "participation": 23,
    "ask": 19,
}
"""Session, person, practice and role are four of them on every page."""


def asked(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("page", sorted(MOST))
def test_a_page_asks_no_more_than_before(flow, practice_contract, page):
    paths = {
        "participation": reverse("portal:participation", args=[flow.participation.pk]),
        "ask": flow.url(),
    }
    assert asked(flow.client, paths.get(page, page)) <= MOST[page]


@pytest.mark.parametrize("page", ["/", "/contract/", "/milestones/", "/gp-roles/", "/history/"])
def test_more_rows_ask_no_more_questions(flow, vanguard, practice, officer, page):
    before = asked(flow.client, page)
    for number in range(5):
        participations.state_preference(
            participation_id=flow.participation.pk, level="full", by=officer, at=NOW
        )
        gp = gp_roles.register_gp(
            full_name=f"Dr {number}", gmc_number=f"100000{number}", practice_id=practice.pk,
            post="partner", starts_on=date(2020, 1, 1), by=officer, at=NOW,
        )  # fmt: skip
        gp_roles.propose(
            gp_id=gp.pk, vanguard_id=vanguard.pk, practice_id=practice.pk, kind="employee",
            starts_on=TODAY + timedelta(days=1), by=officer, at=NOW,
        )  # fmt: skip
    assert asked(flow.client, page) == before
