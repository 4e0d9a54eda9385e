"""The audit is read by auditors alone: in sentences, found by who, what and about what."""

import pytest

from accounts.actions import memberships
from audit.models import AuditEvent
from audit.presenters import lines, printable, sentence
from tests.casework.attempts import world
from tests.casework.world import World
from tests.support.people import NOW, TODAY

__all__ = ["world"]


def test_each_kind_is_a_sentence():
    granted = {"person": "pat@example.org", "role": "gp_partner"}
    said = sentence("membership.grant", granted, by="Olive Officer")
    assert said == "Olive Officer granted pat@example.org the role of gp partner."
    moved = {"before": "engaging", "after": "model_selected"}
    said = sentence("journey.select_model", moved, by="Ada")
    assert said == "Ada made the move “select model” of a journey, from engaging to model selected."
    assert sentence("gp.register", {}, by="Ada").endswith("GMC number ….")
    assert sentence("odd", {}, by="Ada") == "Ada made the move “odd”."


def test_half_characters_can_be_shown():
    assert printable("a\ud800b") == "a?b"
    assert dict(lines({"note": "\udfff", "n": 1})) == {"Note": "?", "N": "1"}


@pytest.fixture
def grant(world: World):
    return memberships.grant(
        user_id=world.actors["stranger"].pk, role="auditor", starts_on=TODAY,
        by=world.approver, at=NOW,
    )  # fmt: skip


@pytest.mark.django_db
def test_it_is_found_by_who_by_kind_and_by_what_it_is_about(world: World, grant, client):
    client.force_login(world.actors["auditor"])
    AuditEvent.objects.create(
        kind="journey.go_live", about_type="x", about_id="1", by_id=world.officer.pk,
        by_name="Somebody else", at=NOW,
    )  # fmt: skip
    name = world.approver.full_name
    for words in (name, "membership.gr", str(grant.pk), str(world.approver.pk)):
        response = client.get("/admin/audit/auditevent/", {"q": words})
        found = list(response.context["cl"].result_list)
        assert [event.kind for event in found] == ["membership.grant"], words
    assert client.get("/admin/audit/auditevent/", {"q": "nothing"}).status_code == 200


@pytest.mark.django_db
def test_it_is_open_to_auditors_and_to_the_technical_administrator_alone(
    world: World, grant, client
):
    event = AuditEvent.objects.get(kind="membership.grant")
    pages = ("/admin/audit/auditevent/", f"/admin/audit/auditevent/{event.pk}/change/")
    for who, status in {"auditor": 200, "superuser": 200, "officer": 403, "approver": 403}.items():
        client.force_login(world.actors[who])
        assert [client.get(page).status_code for page in pages] == [status] * 2, who
        assert client.get("/admin/audit/").status_code == (200 if status == 200 else 404), who
        index = client.get("/admin/").content.decode()
        assert ("/admin/audit/auditevent/" in index) == (status == 200), who


@pytest.mark.django_db
def test_the_newest_is_first_and_every_fact_is_there(world: World, grant, client):
    event = AuditEvent.objects.create(
        kind="x.y", about_type="x", about_id="1", by_id=world.officer.pk, by_name="N",
        at=NOW, facts={"note": "<b>kept</b>"},
    )  # fmt: skip
    client.force_login(world.actors["auditor"])
    page = client.get("/admin/audit/auditevent/")
    assert page.context["cl"].result_list[0] == event
    text = client.get(f"/admin/audit/auditevent/{event.pk}/change/").content.decode()
    assert "&lt;b&gt;kept&lt;/b&gt;" in text
    assert "What can be done" not in text
