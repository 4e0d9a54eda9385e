"""The officers' lists of organisations: read-only, counted up to a cap, searched by the index."""

from datetime import date

import pytest
from django.contrib import admin
from django.db import connection
from django.urls import reverse

from organisations.models import Commissioner, Practice, PracticeCommissioner
from organisations.selectors import search_practices

pytestmark = pytest.mark.django_db

LISTS = (
    "practice", "commissioner", "stp", "trust", "vanguard", "boundary", "organisationchange",
    "importrun",
)  # fmt: skip
MANY = 60


@pytest.fixture
def door(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def many():
    ccg = Commissioner.objects.create(ods_code="99A", name="NHS ONE")
    made = Practice.objects.bulk_create(
        Practice(code=f"X9{n:04}", name=f"SURGERY {n}", status="active", postcode="ZZ1 1ZZ")
        for n in range(MANY)
    )
    PracticeCommissioner.objects.bulk_create(
        PracticeCommissioner(practice=p, commissioner=ccg, starts_on=date(2013, 4, 1)) for p in made
    )
    return made


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_read_and_never_written(door, name):
    assert door.get(reverse(f"admin:organisations_{name}_changelist")).status_code == 200
    assert door.get(reverse(f"admin:organisations_{name}_add")).status_code == 403


def test_a_list_asks_as_many_questions_for_sixty_as_for_none(
    door, many, django_assert_max_num_queries
):
    url = reverse("admin:organisations_practice_changelist")
    with django_assert_max_num_queries(10):
        response = door.get(url)
    assert "Surgery 0" in response.content.decode()
    with django_assert_max_num_queries(10):
        response = door.get(url, {"q": "surgery 59"})
    assert "X90059" in response.content.decode()


def test_a_practices_page_shows_its_history_in_few_questions(
    door, many, django_assert_max_num_queries
):
    url = reverse("admin:organisations_practice_change", args=[many[0].pk])
    with django_assert_max_num_queries(13):
        response = door.get(url)
    assert "NHS ONE" in response.content.decode()
    assert door.post(url, {"name": "FORGED"}).status_code == 403


def test_other_lookups_in_the_address_are_refused(door):
    url = reverse("admin:organisations_practice_changelist")
    for query in ("run__by_name__startswith=x", "opened_on__year=99999", "name__regex=("):
        assert door.get(f"{url}?{query}").status_code in (302, 400)


def test_no_list_filters_by_an_open_ended_key():
    for model, options in admin.site._registry.items():
        if model._meta.app_label == "organisations":
            for given in options.list_filter:
                assert not model._meta.get_field(given).is_relation, (model, given)


def test_the_search_is_answered_by_the_trigram_index(many):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = search_practices("surgery 59").order_by().explain()
    assert "organisations_practice_search" in plan
