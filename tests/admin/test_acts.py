"""The page of one act: what it says before, what came of it, and what is never lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from accounts.models import Membership, User
from audit.models import AuditEvent
from contracts.models import McpContract, PracticeContract
from formation.actions import journeys
from formation.models import Journey, Milestone
from gp_relationships.models import Gp, GpRole, Participation
from organisations.models import VanguardPractice
from tests.admin.conftest import text_of
from tests.casework.attempts import written
from tests.casework.world import World
from tests.support.people import NOW, TODAY
from tests.support.programme import make_practice

pytestmark = pytest.mark.django_db
At = Callable[[str], Client]


def move(case: Any, name: str) -> str:
    meta = case._meta
    return f"/admin/{meta.app_label}/{meta.model_name}/{case.pk}/moves/{name}/"


def test_the_page_says_what_follows_and_carries_the_version_seen(at: At, world: World):
    journey = world.journey("engaging", model="")
    page = text_of(at("officer").get(move(journey, "select_model")))
    assert "The milestones of the model are set" in page
    assert "The case moves from engaging to model selected." in page
    assert "The people concerned are told by e-mail." in page
    assert f'name="seen" value="{journey.version}"' in page


def test_looking_at_any_page_writes_nothing(at: At, world: World):
    journey = world.journey("engaging", model="")
    before = written()
    for name in ("select_model", "pause", "abandon", "go_live"):
        at("approver").get(move(journey, name))
        at("approver").head(move(journey, name))
    assert written() == before


def test_an_act_is_done_once_and_said(at: At, world: World):
    journey = world.journey("identified", model="", planned_go_live_on=None)
    sent = {"seen": journey.version, "note": "Letters out."}
    response = at("officer").post(move(journey, "begin_engagement"), sent, follow=True)
    assert response.status_code == 200
    assert "“Begin engagement” is done" in text_of(response)
    event = journey.changes.get(version=2)
    assert (event.move, event.made_by, event.note) == (
        "begin_engagement", world.officer, "Letters out.",
    )  # fmt: skip
    assert event.made_at == NOW


def test_pressing_twice_says_that_it_was_done_already_and_by_whom(at: At, world: World):
    journey = world.journey("identified", model="")
    sent = {"seen": journey.version}
    at("officer").post(move(journey, "begin_engagement"), sent)
    before = written()
    mine = at("officer").post(move(journey, "begin_engagement"), sent)
    theirs = at("approver").post(move(journey, "begin_engagement"), sent)
    assert (mine.status_code, theirs.status_code) == (409, 409)
    when = "23 November 2026 at 10:00"
    assert f"“Begin engagement” was already done by you on {when}." in text_of(mine)
    assert f"was already done by {world.officer.full_name} on {when}." in text_of(theirs)
    assert "<form" not in text_of(mine).split("<main")[1], "there is nothing left to press"
    assert written() == before


def test_a_move_made_long_ago_is_refused_with_who_made_it(at: At, world: World):
    journey = world.journey("engaging", model="")
    sent = {"seen": journey.version}
    response = at("approver").post(move(journey, "begin_engagement"), sent)
    assert response.status_code == 409
    assert f"was already done by {world.officer.full_name}" in text_of(response)
    assert "It is now engaging." in text_of(response)


def test_a_stale_page_says_what_changed_and_keeps_what_was_typed(at: At, world: World):
    journey = world.journey("model_selected")
    seen = journey.version
    journeys.plan_go_live(
        journey_id=journey.pk, planned_go_live_on=TODAY, by=world.approver, at=NOW, note="Later."
    )
    sent = {"seen": seen, "note": "My own long reason."}
    response = at("officer").post(move(journey, "pause"), sent)
    page = text_of(response)
    assert response.status_code == 409
    assert "Someone changed this while you were working" in page
    assert "What changed since you looked" in page
    assert "Change the go-live date" in page
    assert "Later." in page
    assert "My own long reason." in page
    assert f'name="seen" value="{seen + 1}"' in page, "pressing again decides from this version"
    again = {"seen": seen + 1, "note": "My own long reason."}
    assert at("officer").post(move(journey, "pause"), again).status_code == 302


def test_a_refusal_gives_every_reason_and_keeps_what_was_typed(at: At, world: World):
    contract = world.practice_contract("suspension_noticed")
    sent = {"seen": contract.version, "note": "As agreed by telephone."}
    response = at("approver").post(move(contract, "suspend"), sent)
    page = text_of(response)
    assert response.status_code == 422
    codes = [reason.code for reason in response.context["failure"].reasons]
    assert codes == [
        "suspension_notice_missing",
        "start_date_missing",
        "patient_letters_missing",
        "mcp_contract_missing",
    ]
    for reason in response.context["failure"].reasons:
        assert escape(reason.text) in page
        assert escape(reason.authority) in page
    assert "As agreed by telephone." in page
    assert PracticeContract.objects.get(pk=contract.pk).state == "suspension_noticed"


def test_who_may_not_is_told_who_may(at: At, world: World):
    contract = world.practice_contract("suspension_noticed")
    for actor in ("officer", "auditor", "superuser"):
        for sent in ({"seen": contract.version}, {}):
            response = at(actor).post(move(contract, "suspend"), sent)
            assert response.status_code == 403
            assert "the approving officer" in text_of(response)
        assert at(actor).get(move(contract, "suspend")).status_code == 403


def test_a_form_without_its_version_is_sent_back(at: At, world: World):
    journey = world.journey("identified", model="")
    for seen in ("", "x", "0", "9" * 30):
        response = at("officer").post(move(journey, "begin_engagement"), {"seen": seen})
        assert response.status_code in (409, 422), seen
    assert Journey.objects.get(pk=journey.pk).version == 1


BAD_DAYS = ("", "2026-02-30", "1940-01-01", "2101-01-01", "10000-01-01", "yesterday", "\0")


@pytest.mark.parametrize("day", BAD_DAYS)
def test_a_day_that_is_none_is_named(day: str, at: At, world: World):
    milestone = world.milestone()
    response = at("officer").post(move(milestone, "meet"), {"seen": 1, "met_on": day})
    assert response.status_code == 422
    assert "Day it was met:" in text_of(response)
    assert Milestone.objects.get(pk=milestone.pk).state == "due"


def test_markup_in_a_reason_is_shown_as_text(at: At, world: World):
    journey = world.journey("model_selected")
    note = "<script>alert(1)</script> {{ 7*7 }} %s ‮"
    at("officer").post(move(journey, "pause"), {"seen": journey.version, "note": note})
    page = at("officer").get(f"/admin/formation/journey/{journey.pk}/change/").content.decode()
    assert escape(note) in page
    assert "<script>alert" not in page


def test_after_a_milestone_one_is_back_on_the_journey(at: At, world: World):
    milestone = world.milestone()
    sent = {"seen": 1, "met_on": TODAY.isoformat()}
    response = at("officer").post(move(milestone, "meet"), sent)
    assert response["Location"] == (
        f"/admin/formation/journey/{milestone.journey_id}/change/#milestones"
    )


# What begins something


def opened(at: At, path: str, sent: dict[str, Any]) -> Any:
    return at("officer").post(f"/admin/{path}/", sent)


def test_every_opening_act(at: At, world: World):
    vanguard, practice = world.vanguard, world.practice
    begun = opened(
        at,
        "formation/journey/open/identify",
        {"vanguard": vanguard.pk, "officer": world.officer.pk},
    )
    assert begun.status_code == 302
    assert Journey.objects.get().vanguard == vanguard
    terms = {"vanguard": vanguard.pk, "integration": "full", "form": "aco_2017"}
    assert opened(at, "contracts/mcpcontract/open/draft", terms).status_code == 302
    assert McpContract.objects.get().integration == "full"
    held = {"practice": " x0000 1", "contract_type": "gms"}
    assert opened(at, "contracts/practicecontract/open/record", held).status_code == 302
    assert PracticeContract.objects.get().practice == practice
    asked = {"vanguard": vanguard.pk, "practice": "x00001"}
    assert opened(at, "gp_relationships/participation/open/invite", asked).status_code == 302
    assert Participation.objects.get().required_for_go_live is False
    role = {"gp": world.gp.gmc_number, "vanguard": vanguard.pk, "practice": "X00001",
            "kind": "part_owner", "share": "12.5", "starts_on": "2026-11-23"}  # fmt: skip
    assert opened(at, "gp_relationships/gprole/open/propose", role).status_code == 302
    assert str(GpRole.objects.get().share) == "12.50"
    gp = {"full_name": "New Doctor", "gmc_number": "7654321", "practice": "X00001",
          "post": "salaried", "starts_on": "2026-01-01"}  # fmt: skip
    assert opened(at, "gp_relationships/gp/open/register", gp).status_code == 302
    assert Gp.objects.filter(gmc_number="7654321").exists()


def test_an_opening_act_is_refused_with_its_reasons(at: At, world: World):
    world.mcp_contract()
    held = world.practice_contract()
    sent = {"practice": held.practice.code, "contract_type": "pms"}
    response = opened(at, "contracts/practicecontract/open/record", sent)
    assert response.status_code == 422
    assert [r.code for r in response.context["failure"].reasons] == ["contract_exists"]
    assert 'value="X00001"' in text_of(response)


def test_an_unknown_code_is_named(at: At, world: World):
    sent = {"practice": "Z99999", "contract_type": "pms"}
    response = opened(at, "contracts/practicecontract/open/record", sent)
    assert response.status_code == 422
    assert "No practice has the ODS code Z99999." in text_of(response)
    sent = {"gp": "0000000", "vanguard": world.vanguard.pk, "kind": "employee"}
    response = opened(at, "gp_relationships/gprole/open/propose", sent)
    assert "No GP with the GMC number 0000000 is on record." in text_of(response)


def test_many_practices_are_tried_first_and_then_invited_each_by_itself(at: At, world: World):
    world.participation()  # X00001 has been asked
    closed = make_practice("X00003", "SHUT SURGERY")
    type(closed).objects.filter(pk=closed.pk).update(status="closed")
    assert world.other_practice.code == "X00002"
    path = "/admin/gp_relationships/participation/invite-many/"
    sent = {
        "vanguard": world.vanguard.pk,
        "codes": "x00001, X00002\nX00003",
        "required_for_go_live": 1,
    }
    before = written()
    tried = at("officer").post(path, sent)
    page = text_of(tried)
    assert written() == before
    assert "1 of 3 practices can be invited. Nothing has been done yet." in page
    assert "has been invited to Testshire Together already" in page
    assert "is closed or not yet open" in page
    done = at("officer").post(path, {**sent, "do": "1"})
    assert "1 of 3 practices were invited to Testshire Together." in text_of(done)
    assert Participation.objects.filter(practice__code="X00002").exists()
    again = at("officer").post(path, {**sent, "do": "1"})
    assert "0 of 3 practices were invited" in text_of(again)
    assert at("auditor").post(path, {**sent, "do": "1"}).status_code == 403


def test_codes_that_nobody_has_are_named(at: At, world: World):
    path = "/admin/gp_relationships/participation/invite-many/"
    sent = {"vanguard": world.vanguard.pk, "codes": "Z99999 Z99998"}
    response = at("officer").post(path, sent)
    assert response.status_code == 422
    assert "No practice has these ODS codes: Z99999, Z99998." in text_of(response)
    too_many = {**sent, "codes": " ".join(f"Z{n:05}" for n in range(501))}
    assert "give 500 at most" in text_of(at("officer").post(path, too_many))


# People


def test_people_and_roles_are_managed_by_acts(at: At, world: World):
    sent = {"full_name": "Nia New", "email": "Nia@Example.org", "password": "a pass phrase of hers"}
    assert opened(at, "accounts/user/open/add", sent).status_code == 302
    nia = User.objects.get(email="nia@example.org")
    base = f"/admin/accounts/user/{nia.pk}/moves"
    assert world.practice.code == "X00001"
    role = {"role": "gp_partner", "practice": "x00001", "starts_on": "2026-11-23"}
    assert at("officer").post(f"{base}/grant/", role).status_code == 302
    held = Membership.objects.get(user=nia)
    assert (held.role, held.granted_by) == ("gp_partner", world.officer)
    over_all = {"role": "programme_officer", "starts_on": "2026-11-23"}
    refused = at("officer").post(f"{base}/grant/", over_all)
    assert refused.status_code == 403
    again = at("officer").post(f"{base}/grant/", role)
    assert [r.code for r in again.context["failure"].reasons] == ["membership_overlaps"]
    ending = {"ends_on": "2026-11-24"}
    end = f"/admin/accounts/membership/{held.pk}/moves/end/"
    assert at("officer").post(end, ending).status_code == 302
    assert at("officer").post(f"{base}/deactivate/", {"note": "Left."}).status_code == 302
    nia.refresh_from_db()
    assert not nia.is_active
    kinds = AuditEvent.objects.filter(by_id=world.officer.pk).values_list("kind", flat=True)
    assert set(kinds) >= {"person.add", "membership.grant", "membership.end", "person.deactivate"}


def test_a_password_is_never_shown_nor_kept_in_words(at: At, world: World):
    secret = "a secret pass phrase"
    base = f"/admin/accounts/user/{world.manager.pk}"
    sent = {"password": secret}
    assert at("officer").post(f"{base}/moves/set-password/", sent).status_code == 302
    page = at("officer").get(f"{base}/change/").content.decode()
    kept = str(list(AuditEvent.objects.values_list("facts", flat=True)))
    assert secret not in page + kept
    world.manager.refresh_from_db()
    assert world.manager.check_password(secret)
    assert world.manager.password not in page


def test_a_practices_suspended_contract_shows_when_it_may_return(at: At, world: World):
    contract = world.practice_contract("suspended")
    page = text_of(at("officer").get(f"/admin/contracts/practicecontract/{contract.pk}/change/"))
    assert "When the contract may come back" in page
    assert "15 January 2028" in page
    assert "15 January 2027" in page


def test_many_invitations_begin_with_the_members_of_the_vanguard_named(at: At, world: World):
    path = "/admin/gp_relationships/participation/invite-many/"
    VanguardPractice.objects.create(
        vanguard=world.vanguard, practice=world.practice, starts_on=TODAY
    )
    filled = at("officer").get(f"{path}?vanguard={world.vanguard.pk}")
    assert filled.context["form"].initial == {"vanguard": world.vanguard, "codes": "X00001"}
    for nonsense in ("x", "1", str(world.practice.pk)):
        response = at("officer").get(path, {"vanguard": nonsense})
        assert response.status_code == 200
        assert response.context["form"].initial == {}
