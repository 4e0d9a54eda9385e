"""A practice in a vanguard that forms the full model; and a second one beside it."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from gp_relationships.actions import participations
from gp_relationships.models import Participation
from tests.support.consent import everybody_signed
from tests.support.people import NOW, TODAY
from tests.support.programme import begun


@pytest.fixture(autouse=True)
def fixed_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def as_person(db) -> Callable[[User], Client]:
    """A browser in which this person is signed in."""

    def enter(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return enter


@pytest.fixture
def full_model(full_contract, journey, officer):
    """The vanguard forms the full model, to go live next summer."""
    return begun(journey, "full", officer, go_live_on=TODAY.replace(year=2027, month=6, day=1))


@pytest.fixture
def other_participation(vanguard, other_practice, officer) -> Participation:
    """The other practice, invited to the same vanguard."""
    return participations.invite(
        vanguard_id=vanguard.pk, practice_id=other_practice.pk, by=officer, at=NOW
    )


DECISION = {
    "level": "full",
    "signatories": "Dr Amina Khan",
    "decided_on-day": "20",
    "decided_on-month": "11",
    "decided_on-year": "2026",
    "note": "",
}


class Flow:
    """The three pages of one move, as a browser walks through them."""

    def __init__(self, client: Client, participation: Participation, slug: str = "decide") -> None:
        self.client, self.participation, self.slug = client, participation, slug

    def url(self, name: str = "ask", **kwargs) -> str:
        given = {"participation_id": self.participation.pk, "slug": self.slug, **kwargs}
        return reverse(f"portal:{name}", kwargs=given)

    def ask(self, **answers):
        """Open the form and send it; `answers` replace those of a good decision."""
        opened = self.client.get(self.url())
        return self.client.post(self.url(), {**DECISION, **answers, "sealed": sealed_in(opened)})

    def check(self):
        """Open the check page and press its button."""
        opened = self.client.get(self.url("check"))
        return self.client.post(self.url("check"), {"sealed": sealed_in(opened)})


def sealed_in(response) -> str:
    """The seal that the page carries."""
    return response.content.decode().split('name="sealed" value="')[1].split('"')[0]


@pytest.fixture
def flow(full_model, participation, practice_contract, partner, officer, as_person) -> Flow:
    """A partner about to decide what all have signed."""
    everybody_signed(participation, "full", by=officer)
    return Flow(as_person(partner), participation)
