"""What a practice signs, in the portal: who sees it, who may sign, and what is refused."""

from datetime import timedelta

import pytest
from django.urls import reverse

from gp_relationships.actions import holder_logins
from gp_relationships.models import Signature
from tests.support import consent
from tests.support.people import NOW, TODAY


@pytest.fixture
def mine(flow, officer, partner):
    """A second holder, who is the partner and has not signed."""
    held = consent.holder(flow.participation, "Dr Peter Lowe", by=officer)
    given = {"participation_id": flow.participation.pk, "holder_id": held.pk, "user": partner}
    holder_logins.link(**given, by=officer, at=NOW)
    return held


def url(flow, document="decision") -> str:
    given = {"participation_id": flow.participation.pk, "document": document}
    return reverse("portal:document", kwargs=given)


def sent(flow, officer, **changed):
    sheet = consent.wording(flow.participation, "decision", by=officer)
    return {"wording": str(sheet.pk), "level_of": "full", "agreed": "yes", **changed}


def test_a_holder_reads_and_signs(flow, mine, officer):
    page = flow.client.get(url(flow)).content.decode()
    assert "We agree to the decision." in page
    assert "I, Dr Peter Lowe, have read this wording and sign it" in page
    assert "Dr Peter Lowe has not signed the decision sheet." in page
    response = flow.client.post(url(flow), sent(flow, officer))
    assert response["Location"] == url(flow)
    made = Signature.objects.get(holder=mine)
    assert (made.level, made.signed_on, made.reference) == ("full", TODAY, "")
    assert "Signed by all" in flow.client.get(url(flow)).content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"agreed": ""}, "Tick the box"),
        ({"level_of": ""}, "Select how far the practice will integrate"),
        ({"level_of": "wholly"}, "Select how far the practice will integrate"),
        ({"level_of": "virtual"}, "does not offer practices the virtual level"),
    ],
)
def test_what_is_wrong_is_said(flow, mine, officer, changed, words):
    response = flow.client.post(url(flow), sent(flow, officer, **changed))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Signature.objects.filter(holder=mine).exists()


def test_a_wording_that_was_superseded_meanwhile_is_not_signed(flow, mine, officer):
    old = sent(flow, officer)
    yesterday = TODAY - timedelta(days=1)
    consent.wording(
        flow.participation, "decision", by=officer, number=2, text="Else.", published_on=yesterday
    )
    response = flow.client.post(url(flow), old)
    assert response.status_code == 422
    assert "A newer wording of the decision sheet is published" in response.content.decode()


def test_who_is_no_holder_sees_and_does_not_sign(flow, officer, manager):
    page = flow.client.get(url(flow)).content.decode()
    assert "To sign for yourself you must be a GP partner" in page
    response = flow.client.post(url(flow), sent(flow, officer))
    assert response.status_code == 422
    assert "not linked to a holder" in response.content.decode()
    flow.client.force_login(manager)
    assert "Ann Doctor" in flow.client.get(url(flow)).content.decode()
    assert flow.client.post(url(flow), sent(flow, officer)).status_code == 403


def test_what_is_not_ours_to_sign_does_not_exist(flow, mine, other_participation, officer):
    for document in ("alliance", "provision", "will"):
        assert flow.client.get(url(flow, document)).status_code == 404
    theirs = {"participation_id": other_participation.pk, "document": "decision"}
    assert flow.client.get(reverse("portal:document", kwargs=theirs)).status_code == 404
    unknown = sent(flow, officer, wording=str(other_participation.pk))
    assert flow.client.post(url(flow), unknown).status_code == 404
    garbage = sent(flow, officer, wording="none")
    assert flow.client.post(url(flow), garbage).status_code == 422


def test_the_page_of_our_part_leads_to_what_we_sign(flow):
    page = flow.client.get(reverse("portal:participation", args=[flow.participation.pk]))
    assert url(flow) in page.content.decode()
