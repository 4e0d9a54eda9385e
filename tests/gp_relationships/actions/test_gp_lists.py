"""Taking over a list of GPs: all of them or none."""

from dataclasses import replace
from datetime import date

import pytest

from audit.models import AuditEvent
from core.errors import NotPermitted, Refused
from gp_relationships.actions.gp_lists import Entry, register_all
from gp_relationships.models import Gp, GpPost
from tests.support.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(practice, other_practice) -> list[Entry]:
    since = date(2020, 1, 1)
    return [
        Entry("Dr Invented One", "9900001", practice.pk, "partner", since),
        Entry("Dr Invented Two", "9900002", other_practice.pk, "salaried", since),
    ]


def test_every_gp_is_registered_where_they_work_and_audited(entries, officer):
    gps = register_all(entries=entries, by=officer, at=NOW)
    assert [gp.gmc_number for gp in gps] == ["9900001", "9900002"]
    assert [gp.posts.get().post for gp in gps] == ["partner", "salaried"]
    assert AuditEvent.objects.filter(kind="gp.register", by_id=officer.pk).count() == 2


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"gmc_number": "12"}, "invalid_gmc_number"),
        ({"full_name": ""}, "invalid_full_name"),
        ({"post": "owner"}, "invalid_post"),
        ({"gmc_number": "9900001"}, "gp_exists"),
    ],
)
def test_one_wrong_line_stops_the_whole_list_and_is_named(entries, officer, wrong, code):
    first, second = entries
    with pytest.raises(Refused) as refusal:
        register_all(entries=[first, replace(second, **wrong)], by=officer, at=NOW)
    assert [reason.code for reason in refusal.value.reasons] == [code]
    assert not Gp.objects.exists()
    assert not GpPost.objects.exists()


def test_a_number_that_is_somebodys_already_stops_it(entries, officer):
    register_all(entries=entries[:1], by=officer, at=NOW)
    with pytest.raises(Refused, match="9900001 is registered already"):
        register_all(entries=entries, by=officer, at=NOW)
    assert Gp.objects.count() == 1


def test_only_officers_may(entries, partner, analyst):
    for other in (partner, analyst):
        with pytest.raises(NotPermitted):
            register_all(entries=entries, by=other, at=NOW)
