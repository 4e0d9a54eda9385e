"""One decision of many practices, on the officers' page: looked at first, then all or none."""

from collections.abc import Callable

import pytest
from django.test import Client

from gp_relationships.models import Participation
from tests.casework.world import World
from tests.support.consent import everybody_signed
from tests.support.people import TODAY

pytestmark = pytest.mark.django_db

PATH = "/admin/gp_relationships/participation/decide-many/"


@pytest.fixture
def asked(world: World) -> list[Participation]:
    world.journey("mobilising")
    world.signed_contract()
    return [world.participation(), world.participation(practice=world.other_practice)]


def sent(client: Client, world: World, **more: str):
    typed = {
        "vanguard": str(world.vanguard.pk),
        "codes": "x00001, X00002",
        "level": "full",
        "decided_on": TODAY.isoformat(),
        "note": "",
    }
    return client.post(PATH, {**typed, **more})


def test_who_is_not_ready_is_listed_with_every_reason_and_no_button_is_offered(
    at: Callable[[str], Client], world: World, asked
):
    everybody_signed(asked[0], "full", by=world.officer, documents=["decision"])
    response = sent(at("officer"), world)
    page = " ".join(response.content.decode().split())
    assert response.status_code == 200
    assert "1 of 2 could be done. All are done together or none is" in page
    assert 'name="do"' not in page
    assert Participation.objects.filter(state="decided").count() == 0


def test_a_ready_list_is_recorded_by_one_press(at: Callable[[str], Client], world: World, asked):
    for row in asked:
        everybody_signed(row, "full", by=world.officer, documents=["decision"])
    client = at("officer")
    looked = sent(client, world)
    assert b"Record the decision of 2 practices" in looked.content
    assert Participation.objects.filter(state="decided").count() == 0
    seen = looked.context["seen"]
    done = sent(client, world, do="1", seen=seen)
    assert done.status_code == 302
    assert Participation.objects.filter(state="decided").count() == 2
    again = sent(client, world, do="1", seen=seen)
    page = " ".join(again.content.decode().split())
    assert again.status_code == 409
    assert "Nothing was recorded of any of them." in page
    assert "changed one of these while you were working" in page
    assert set(Participation.objects.values_list("version", flat=True)) == {2}


def test_a_refusal_of_one_leaves_all_as_they_were(at: Callable[[str], Client], world: World, asked):
    everybody_signed(asked[0], "full", by=world.officer, documents=["decision"])
    response = sent(at("officer"), world, do="1")
    assert response.status_code == 422
    assert Participation.objects.filter(state="decided").count() == 0


def test_wrong_codes_are_named(at: Callable[[str], Client], world: World, asked):
    response = sent(at("officer"), world, codes="X00001 Q99999")
    assert response.status_code == 422
    assert b"Q99999" in response.content


def test_it_is_for_officers_and_for_no_other_method(at: Callable[[str], Client], world: World):
    assert at("auditor").get(PATH).status_code == 403
    assert at("officer").put(PATH).status_code == 405
    prefilled = at("officer").get(PATH, {"vanguard": str(world.vanguard.pk)})
    assert prefilled.status_code == 200
