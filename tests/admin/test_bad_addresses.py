"""Addresses that no page of ours makes: a clear answer, never a server error."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.test import Client

from contracts.models import PracticeContract
from tests.casework.world import World

pytestmark = pytest.mark.django_db

NOBODY = "7c0f6ab4-93c5-4a1e-8f5e-2f2b9d8f1d11"
LISTS = [
    f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry
]
QUERIES = {
    "?d__year=99999": 400,
    "?created_at__year=99999": 400,
    "?starts_on__year=0": 400,
    "?created_at__year=-1": 400,
    "?password__regex=(": 400,
    "?changes__made_by__password__startswith=a": 400,
    "?q=%00": 400,
    "?state__exact=%00": 400,
    "?%00=1": 400,
    "?p=abc": 200,
    "?p=0": 200,
    "?p=999999999": 200,
    "?p=" + "9" * 5000: 200,
    "?o=99.-99.x": 200,
    "?all=": 200,
    "?q=" + "a," * 500: 200,
    "?q=%ED%A0%80": 200,
    "?_to_field=password": 400,
}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_answers_every_address(path: str, at: Callable[[str], Client], world: World):
    got = {}
    for query, wanted in QUERIES.items():
        status = at("superuser").get(path + query).status_code
        if status != wanted and not (status == 302 and wanted == 200):
            got[query] = status
    assert got == {}


def test_identifiers_that_are_none_lead_nowhere(at: Callable[[str], Client], world: World):
    wrong = {}
    for path in LISTS:
        for ident in ("x", "0", "-1", "%00", "..%2f", "٣", "9" * 5000, NOBODY, "a" * 36):
            for rest in ("change/", "moves/suspend/", "history/", "delete/"):
                status = at("superuser").get(f"{path}{ident}/{rest}").status_code
                if status not in (302, 404):
                    wrong[path, ident[:40], rest] = status
    assert {k: v for k, v in wrong.items() if not (k[2] == "delete/" and v == 403)} == {}


@pytest.mark.parametrize(
    "name", ["unknown", "save", "delete", "record", "_make", "refresh_from_db", "%00", "clean"]
)
def test_a_move_that_does_not_exist_is_not_found(
    name: str, at: Callable[[str], Client], world: World
):
    contract = world.practice_contract()
    path = f"/admin/contracts/practicecontract/{contract.pk}/moves/{name}/"
    assert at("approver").get(path).status_code == 404
    assert at("approver").post(path, {"seen": 1}).status_code == 404
    assert PracticeContract.objects.get().version == 1


def test_what_begins_nothing_is_not_found(at: Callable[[str], Client]):
    assert at("officer").get("/admin/formation/journey/open/unknown/").status_code == 404


@pytest.mark.parametrize("pk", ["\0", "text", NOBODY])
def test_nothing_can_be_deleted_from_a_list(pk: str, at: Callable[[str], Client], world: World):
    contract = world.practice_contract()
    sent = {"action": "delete_selected", "_selected_action": [pk, str(contract.pk)], "post": "yes"}
    for path in LISTS:
        assert at("superuser").post(path, sent).status_code in (200, 302, 403)
        assert "delete_selected" not in at("superuser").get(path).content.decode()
    assert PracticeContract.objects.count() == 1


def test_other_methods_are_not_allowed(at: Callable[[str], Client], world: World):
    contract = world.practice_contract()
    base = f"/admin/contracts/practicecontract/{contract.pk}"
    for method in ("put", "patch", "delete"):
        assert getattr(at("officer"), method)(f"{base}/change/").status_code == 405
        assert getattr(at("officer"), method)(f"{base}/moves/terminate/").status_code == 405


def test_every_admin_is_of_our_kind():
    """No list counts the whole table, filters by open-ended rows, or is edited in place."""
    for model, door in admin.site._registry.items():
        assert not door.list_editable, model
        assert not door.show_full_result_count, model
        assert door.actions_on_top, "Django writes an inline style where there are no actions"
        for given in door.list_filter:
            if isinstance(given, str):
                column = model._meta.get_field(given)
                declared = column.choices or column.get_internal_type() == "BooleanField"
                assert declared, f"{model}: {given} would list every value there is"
