"""The officers' pages of changes of practices: noted, completed, approved, made."""

from collections.abc import Callable

import pytest
from django.test import Client

from gp_relationships.change_forms import ASKED, fields
from gp_relationships.models import PracticeChange
from gp_relationships.rules.practice_change_facts import ChangeKind
from gp_relationships.selectors.following import preview
from organisations.models import Branch, Commissioner, Practice
from tests.admin.conftest import text_of
from tests.casework.world import World
from tests.support.people import LONG_AGO, TODAY

pytestmark = pytest.mark.django_db
At = Callable[[str], Client]
HERE = "/admin/gp_relationships/practicechange/"


def page_of(change: PracticeChange) -> str:
    return f"{HERE}{change.pk}/change/"


def move(change: PracticeChange, name: str) -> str:
    return f"{HERE}{change.pk}/moves/{name}/"


def test_a_merger_from_its_note_to_the_day_it_is_made(at: At, world: World):
    sent = {"practice": "x00001", "other": "X00002", "planned_on": "2026-11-23"}
    assert at("officer").post(f"{HERE}open/merger/", sent).status_code == 302
    change = PracticeChange.objects.get()
    said = text_of(at("officer").get(page_of(change)))
    assert "8,000 patients of Riverside Surgery (X00001) go to the list of Hilltop" in said
    assert "Record the day on which the forms went to Primary Care Support England." in said
    more = {"seen": 1, "other": "X00002", "planned_on": "2026-11-23", "forms_sent_on": "2026-10-01"}
    assert at("officer").post(move(change, "revise"), more).status_code == 302
    for version, name in ((2, "approve"), (3, "make")):
        done = at("approver").post(move(change, name), {"seen": version})
        assert done.status_code == 302, text_of(done)
    assert Practice.objects.get(code="X00001").status == "closed"
    said = text_of(at("officer").get(page_of(change)))
    assert "What followed" in said
    assert "Merges into another practice" in said


def test_each_kind_has_its_form_and_each_term_a_field(at: At, world: World):
    assert set(ASKED) == {kind.value for kind in ChangeKind}
    assert {name for names in ASKED.values() for name in names} == set(fields())
    body = Commissioner.objects.create(ods_code="99B", name="NHS NEWSHIRE CCG")
    branch = Branch.objects.create(
        practice=world.practice, code="X00001001", name="MILL LANE", starts_on=LONG_AGO
    )
    sent = {"practice": "X00001", "commissioner": "99b", "branch": "X00001001", "other": "X00002",
            "new_code": "x00009", "new_name": "LAKESIDE", "patients_moved": "10",
            "joining": "Dr Nia Newcomer"}  # fmt: skip
    for kind in ChangeKind:
        response = at("officer").post(f"{HERE}open/{kind}/", sent)
        assert response.status_code == 302, (kind, text_of(response))
        change = PracticeChange.objects.get(kind=kind)
        assert at("officer").get(page_of(change)).status_code == 200
        assert at("officer").get(move(change, "revise")).status_code == 200
    assert PracticeChange.objects.get(kind="commissioner_move").commissioner == body
    assert PracticeChange.objects.get(kind="branch_closure").branch == branch
    assert PracticeChange.objects.get(kind="split").new_code == "X00009"


def test_a_code_that_is_nobodys_is_said(at: At, world: World):
    for kind, name, said in (
        ("commissioner_move", "commissioner", "No commissioner has the ODS code 00X."),
        ("branch_closure", "branch", "No branch surgery has the code 00X."),
        ("merger", "other", "No practice has the ODS code 00X."),
    ):
        sent = {"practice": "X00001", name: "00x"}
        response = at("officer").post(f"{HERE}open/{kind}/", sent)
        assert response.status_code == 422
        assert said in text_of(response)


@pytest.mark.parametrize(("state", "name"), [("noted", "approve"), ("approved", "make")])
def test_what_follows_is_said_before_a_change_is_approved_or_made(
    at: Callable[[str], Client], world: World, state: str, name: str
):
    world.practice_contract("retained")
    world.participation("invited")
    change = world.practice_change(state, kind="closure", other=None, list_plan="To Hilltop.")
    response = at("approver").get(
        f"/admin/gp_relationships/practicechange/{change.pk}/moves/{name}/"
    )
    said = preview(change, on=TODAY).sentences()
    assert said
    assert response.context["page"].consequences[: len(said)] == list(said)
