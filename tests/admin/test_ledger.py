"""The officers' pages of the consent ledger."""

import pytest

from gp_relationships.models import HolderLogin, Signature, Withdrawal, Wording
from tests.admin.conftest import text_of
from tests.casework.world import YESTERDAY
from tests.support import consent
from tests.support.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    case = world.participation("preference", level="full")
    consent.holder(case, "Dr A", by=world.officer)
    consent.wording(case, "decision", by=world.officer)
    return case


def page(case, name=""):
    where = f"/admin/gp_relationships/participation/{case.pk}/"
    return f"{where}moves/{name}/" if name else f"{where}change/"


def test_a_wording_is_published_and_shown(at, world):
    sent = {"vanguard": world.vanguard.pk, "document": "alliance", "text": "We ally."}
    response = at("officer").post("/admin/gp_relationships/wording/open/publish/", sent)
    assert response.status_code == 302
    wording = Wording.objects.get()
    assert (wording.text, wording.number) == ("We ally.", 1)
    shown = text_of(at("auditor").get(response["Location"]))
    assert "We ally." in shown
    assert wording.sha256 in shown
    again = at("officer").post("/admin/gp_relationships/wording/open/publish/", sent)
    assert again.status_code == 422
    assert "published already" in text_of(again)
    slip = {**sent, "text": "We ally!", "corrects_slip": "on"}
    refused = at("officer").post("/admin/gp_relationships/wording/open/publish/", slip)
    assert refused.status_code == 403
    done = at("approver").post("/admin/gp_relationships/wording/open/publish/", slip)
    assert done.status_code == 302


def test_what_was_signed_on_paper_is_recorded_taken_back_and_shown(at, world, case):
    shown = text_of(at("officer").get(page(case)))
    assert "Record signatures on paper" in shown
    assert "Dr A has not signed the decision sheet." in shown
    assert "Take a signature back" in shown
    assert "Take a signature back" not in text_of(at("auditor").get(page(case)))
    form = text_of(at("officer").get(page(case, "record_paper")))
    assert "Dr A" in form
    holder = case.practice.practice_contracts.get().holders.get()
    sent = {
        "wording_id": Wording.objects.get().pk,
        "holder_ids": [holder.pk],
        "level": "full",
        "signed_on": YESTERDAY.isoformat(),
        "reference": "Cabinet 4",
    }
    wrong = at("officer").post(page(case, "record_paper"), {**sent, "reference": ""})
    assert wrong.status_code == 422
    assert "Say where the signed paper is kept." in text_of(wrong)
    assert at("auditor").post(page(case, "record_paper"), sent).status_code == 403
    assert at("officer").post(page(case, "record_paper"), sent).status_code == 302
    signature = Signature.objects.get()
    back = {
        "signature_id": signature.pk,
        "withdrawn_on": YESTERDAY.isoformat(),
        "reason": "Changed their mind.",
    }
    assert at("officer").post(page(case, "withdraw_signature"), back).status_code == 302
    assert Withdrawal.objects.get().signature == signature
    shown = text_of(at("officer").get(page(case)))
    assert "Changed their mind." in shown
    assert "took back the signature" in shown


def test_a_sign_in_is_linked_to_a_holder(at, world, case):
    holder = case.practice.practice_contracts.get().holders.get()
    sent = {"holder_id": holder.pk, "user": world.partner.pk}
    assert at("officer").post(page(case, "link_login"), sent).status_code == 302
    made = HolderLogin.objects.get()
    assert (made.user, made.linked_by, made.linked_at.date()) == (
        world.partner,
        world.officer,
        NOW.date(),
    )
    missing = at("officer").post(page(case, "link_login"), {"holder_id": holder.pk, "user": ""})
    assert missing.status_code == 422


def test_the_performers_list_and_a_code_are_recorded_on_the_page_of_a_gp(at, world):
    where = f"/admin/gp_relationships/gp/{world.gp.pk}/moves"
    sent = {"performers_list_on": YESTERDAY.isoformat()}
    done = at("officer").post(f"{where}/confirm_performers_list/", sent)
    assert done.status_code == 302
    world.gp.refresh_from_db()
    assert world.gp.performers_list_on == YESTERDAY
    assert at("officer").post(f"{where}/add_code/", {"code": "g123 4567"}).status_code == 302
    assert [each.code for each in world.gp.codes.all()] == ["G1234567"]
    for code, words in (("G1234567", "on record already"), ("G123456", "G and seven digits")):
        refused = at("officer").post(f"{where}/add_code/", {"code": code})
        assert refused.status_code == 422
        assert words in text_of(refused)
    assert at("auditor").post(f"{where}/add_code/", {"code": "G7654321"}).status_code == 403
    future = at("officer").post(
        f"{where}/confirm_performers_list/", {"performers_list_on": "2027-01-01"}
    )
    assert future.status_code == 422
