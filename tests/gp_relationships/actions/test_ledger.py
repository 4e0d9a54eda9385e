"""Acts upon the consent ledger: publish, sign, take back, link; and what the database refuses."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError

from audit.models import AuditEvent
from core.errors import ActFailed, NotFound, NotPermitted, Refused
from gp_relationships.actions import holder_logins, signatures, wordings
from gp_relationships.models import HolderLogin, Participation, Signature, Withdrawal, Wording
from gp_relationships.rules.consent import fingerprint, wanting
from gp_relationships.selectors.consent import consents_of
from tests.casework.attempts import Broken, attempt, broken_audit, together
from tests.casework.world import TOMORROW, YESTERDAY, World
from tests.support import consent
from tests.support.people import LONG_AGO, NOW, TODAY

OFFICERS = {"officer", "approver"}


def codes(act: Any) -> set[str]:
    """The reasons with which an act is refused, having written nothing."""
    before = ledger()
    with pytest.raises(Refused) as refused, attempt():
        act()
    assert ledger() == before
    assert all(reason.text for reason in refused.value.reasons)
    return {reason.code for reason in refused.value.reasons}


def ledger() -> tuple[int, ...]:
    tables = (Wording, Signature, Withdrawal, HolderLogin, AuditEvent)
    return tuple(table.objects.count() for table in tables)


def publish(world: World, **changed: Any) -> Wording:
    given = {
        "vanguard_id": world.vanguard.pk,
        "document": "decision",
        "text": "We decide.",
        "by": world.officer,
        "at": NOW,
    }
    return wordings.publish(**{**given, **changed})


class Scene(SimpleNamespace):
    """A practice with two holders, whose decision sheet is published."""

    def paper(self, **changed: Any) -> list[Signature]:
        given = {
            "participation_id": self.case.pk,
            "wording_id": self.sheet.pk,
            "holder_ids": [each.pk for each in self.held],
            "level": "full",
            "signed_on": YESTERDAY,
            "reference": "Cabinet 4",
            "by": self.world.officer,
            "at": NOW,
        }
        return signatures.record_paper(**{**given, **changed})

    def sign(self, **changed: Any) -> Signature:
        given = {
            "participation_id": self.case.pk,
            "wording_id": self.sheet.pk,
            "level": "full",
            "by": self.world.partner,
            "at": NOW,
        }
        return signatures.sign(**{**given, **changed})

    def link(self, **changed: Any) -> HolderLogin:
        given = {
            "participation_id": self.case.pk,
            "holder_id": self.held[0].pk,
            "user": self.world.partner,
            "by": self.world.officer,
            "at": NOW,
        }
        return holder_logins.link(**{**given, **changed})

    def wanting(self) -> list[str]:
        """What is wanting for the decision, by code."""
        (decision, *_) = consents_of(self.fresh, on=TODAY)
        return [reason.code for reason in wanting(decision)]

    @property
    def fresh(self) -> Participation:
        return Participation.objects.get(pk=self.case.pk)


@pytest.fixture
def scene(world) -> Scene:
    case = world.participation("preference", level="full")
    held = [consent.holder(case, name, by=world.officer) for name in ("Dr A", "Dr B")]
    sheet = consent.wording(case, "decision", by=world.officer)
    return Scene(world=world, case=case, held=held, sheet=sheet)


# Wordings


def test_a_wording_is_kept_with_its_hash_and_numbered(world):
    first = publish(world, text="We decide.\r\nAll of us.")
    assert (first.number, first.text, first.published_on) == (1, "We decide.\nAll of us.", TODAY)
    assert first.sha256 == fingerprint("We decide.\nAll of us.")
    second = publish(world, text="We decide. All of us.", note="Clearer.")
    assert (second.number, second.corrects_slip, second.note) == (2, False, "Clearer.")
    assert publish(world, document="alliance").number == 1
    event = AuditEvent.objects.filter(kind="wording.publish").order_by("id").first()
    assert event.facts["sha256"] == first.sha256


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"document": "will"}, "invalid_document"),
        ({"text": " \n"}, "wording_empty"),
        ({"text": "nul\x00"}, "invalid_text"),
        ({"text": "half \ud800"}, "invalid_text"),
        ({"text": "x" * 200_001}, "invalid_text"),
        ({"note": "nul\x00"}, "invalid_note"),
        ({"text": "We decide.\r\n"[:-2]}, "wording_unchanged"),
    ],
)
def test_a_wording_that_cannot_be_kept_is_refused(world, changed, code):
    publish(world)
    given = {"text": "Otherwise.", **changed}
    assert codes(lambda: publish(world, **given)) == {code}


def test_a_slip_is_corrected_by_an_approving_officer(world):
    slip = {"corrects_slip": True, "by": world.approver}
    assert codes(lambda: publish(world, **slip)) == {"nothing_to_correct"}
    publish(world)
    with pytest.raises(NotPermitted):
        publish(world, text="We decide!", corrects_slip=True)
    assert publish(world, text="We decide!", **slip).corrects_slip


def test_only_officers_publish(world):
    for name in set(world.actors) - OFFICERS:
        with pytest.raises(NotPermitted):
            publish(world, by=world.actors[name])


def test_the_database_refuses_a_hash_that_is_not_of_the_text(scene, world):
    with pytest.raises(IntegrityError, match="hash_is_of_the_text"), together():
        consent.wording(scene.case, "alliance", by=world.officer, sha256="0" * 64)
    with pytest.raises(ProgrammingError, match="permission denied"), together():
        Wording.objects.all().update(note="Rewritten.")


# Signatures


def test_officers_record_what_was_signed_on_paper(scene):
    made = scene.paper()
    assert {(each.holder.name, each.level, each.signed_on) for each in made} == {
        ("Dr A", "full", YESTERDAY),
        ("Dr B", "full", YESTERDAY),
    }
    assert scene.wanting() == []
    assert AuditEvent.objects.filter(kind="participation.sign").count() == 2
    assert codes(scene.paper) == {"already_signed"}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"signed_on": TOMORROW}, "signature_day"),
        ({"signed_on": LONG_AGO - timedelta(days=1)}, "signed_before_published"),
        ({"reference": "  "}, "reference_missing"),
        ({"reference": "x" * 201}, "invalid_reference"),
        ({"level": ""}, "level_missing"),
        ({"level": "sideways"}, "level_missing"),
    ],
)
def test_a_signature_that_is_none_is_refused(scene, changed, code):
    assert code in codes(lambda: scene.paper(**changed))


def test_a_level_that_the_model_does_not_offer_is_not_signed_for(scene, world):
    world.alliance()
    assert codes(scene.paper) == {"level_not_offered"}


def test_who_does_not_hold_the_contract_on_the_day_does_not_sign(scene, world):
    late = consent.holder(scene.case, "Dr Late", by=world.officer, joined_on=TODAY)
    refused = codes(lambda: scene.paper(holder_ids=[late.pk]))
    assert refused == {"signer_does_not_hold"}
    with pytest.raises(NotFound):
        scene.paper(holder_ids=[world.vanguard.pk])
    with pytest.raises(NotFound):
        scene.paper(holder_ids=[])


def test_a_superseded_wording_is_not_signed(scene, world):
    publish(world, text="Otherwise.")
    assert codes(scene.paper) == {"wording_superseded"}


def test_a_wording_with_a_slip_corrected_keeps_its_signatures(scene, world):
    scene.paper()
    publish(world, text="We agree!", corrects_slip=True, by=world.approver)
    assert scene.wanting() == []
    publish(world, text="We agree to something else.")
    assert scene.wanting() == ["wording_has_changed"]


def test_an_agreement_is_signed_once_the_practice_has_decided_for_it(scene, world):
    agreement = consent.wording(scene.case, "provision", by=world.officer)
    given = {"wording_id": agreement.pk, "level": ""}
    assert codes(lambda: scene.paper(**given)) == {"not_to_be_signed_now"}
    case = world.participation(
        "decided", vanguard=world.other_vanguard, level="partial", practice=world.practice
    )
    for document, open_now in (("integration", True), ("provision", False)):
        mine = consent.wording(case, document, by=world.officer)
        given = {"participation_id": case.pk, "wording_id": mine.pk, "level": ""}
        if open_now:
            assert len(scene.paper(**given)) == 2
            assert codes(lambda g=given: scene.paper(**{**g, "level": "full"})) == {
                "level_not_asked",
                "already_signed",
            }
        else:
            assert codes(lambda g=given: scene.paper(**g)) == {"not_to_be_signed_now"}


@pytest.mark.parametrize("state", ["in_effect", "left"])
def test_a_decision_in_effect_or_over_is_signed_no_more(scene, world, state):
    case = world.participation(state, vanguard=world.other_vanguard)
    sheet = consent.wording(case, "decision", by=world.officer)
    given = {"participation_id": case.pk, "wording_id": sheet.pk}
    assert codes(lambda: scene.paper(**given)) == {"not_to_be_signed_now"}


def test_a_wording_of_another_mcp_is_none_here(scene, world):
    case = world.participation(vanguard=world.other_vanguard)
    other = consent.wording(case, "decision", by=world.officer)
    with pytest.raises(NotFound):
        scene.paper(wording_id=other.pk)


def test_a_holder_signs_for_themself_once_their_sign_in_is_linked(scene, world):
    assert codes(scene.sign) == {"signer_not_linked"}
    scene.link()
    made = scene.sign()
    assert (made.holder, made.signed_on, made.reference) == (scene.held[0], TODAY, "")
    assert made.recorded_by == world.partner
    assert scene.wanting() == ["holder_has_not_signed"]
    assert codes(scene.sign) == {"already_signed"}
    later = NOW + timedelta(minutes=5)
    assert scene.sign(level="partial", at=later).level == "partial"
    assert scene.wanting() == ["holder_has_not_signed"], "the last that was signed for is in hand"


def test_only_a_partner_of_this_practice_signs_for_themself(scene, world):
    scene.link()
    for name in set(world.actors) - {"partner"}:
        with pytest.raises(NotPermitted):
            scene.sign(by=world.actors[name])
    for name in set(world.actors) - OFFICERS:
        with pytest.raises(NotPermitted):
            scene.paper(by=world.actors[name])
        with pytest.raises(NotPermitted):
            scene.link(by=world.actors[name])
    scene.paper()
    for name in set(world.actors) - OFFICERS:
        with pytest.raises(NotPermitted):
            take_back(scene, by=world.actors[name])


def test_a_link_is_to_a_partner_of_the_practice_and_one_at_a_time(scene, world):
    for user in (None, world.manager, world.actors["other partner"]):
        assert codes(lambda u=user: scene.link(user=u)) == {"not_a_partner"}
    first, second = scene.link(), scene.link()
    first.refresh_from_db()
    assert (first.ended_by, second.ended_at) == (world.officer, None)
    with pytest.raises(NotFound):
        scene.link(holder_id=world.vanguard.pk)


def take_back(scene: Scene, **changed: Any) -> Withdrawal:
    given = {
        "signature_id": Signature.objects.order_by("recorded_at").first().pk,
        "withdrawn_on": TODAY,
        "reason": "Changed their mind.",
        "by": scene.world.officer,
        "at": NOW,
    }
    return signatures.withdraw(**{**given, **changed})


def test_a_signature_is_taken_back_and_given_again(scene):
    scene.paper()
    taken = take_back(scene)
    assert scene.wanting() == ["signature_withdrawn"]
    assert codes(lambda: take_back(scene)) == {"already_withdrawn"}
    scene.paper(holder_ids=[taken.signature.holder_id], signed_on=TODAY)
    assert scene.wanting() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"withdrawn_on": TOMORROW}, "withdrawal_day"),
        ({"withdrawn_on": YESTERDAY - timedelta(days=1)}, "withdrawal_day"),
        ({"withdrawn_on": None}, "withdrawal_day"),
        ({"reason": " "}, "reason_missing"),
        ({"reason": "nul\x00"}, "invalid_reason"),
    ],
)
def test_a_withdrawal_says_when_and_why(scene, changed, code):
    scene.paper()
    assert codes(lambda: take_back(scene, **changed)) == {code}


def test_what_is_in_effect_is_not_undone_by_taking_a_signature_back(scene, world):
    case = world.participation("in_effect", vanguard=world.other_vanguard)
    consent.signature(case, scene.held[0], "provision", by=world.officer)
    assert codes(lambda: take_back(scene)) == {"agreement_in_effect"}
    with pytest.raises(NotFound):
        take_back(scene, signature_id=world.vanguard.pk)


def test_all_holders_of_many_practices_sign_at_once_or_none(scene, world):
    other = world.participation(practice=world.other_practice)
    consent.holder(other, "Dr C", by=world.officer)
    given = {
        "document": "decision",
        "signed_on": YESTERDAY,
        "reference": "Folder 1",
        "by": world.officer,
        "at": NOW,
    }
    levels = {scene.case.pk: "full", other.pk: "partial"}
    wrong = {**levels, other.pk: "sideways"}
    assert codes(lambda: signatures.sign_all(levels=wrong, **given)) == {"level_missing"}
    made = signatures.sign_all(levels=levels, **given)
    assert sorted((each.holder.name, each.level) for each in made) == [
        ("Dr A", "full"),
        ("Dr B", "full"),
        ("Dr C", "partial"),
    ]
    unpublished = {**given, "document": "alliance"}
    assert codes(lambda: signatures.sign_all(levels=levels, **unpublished)) == {
        "wording_not_published"
    }
    assert codes(lambda: signatures.sign_all(levels=levels, **{**given, "reference": ""})) == {
        "reference_missing"
    }
    nobody = {world.vanguard.pk: "full"}
    with pytest.raises(NotFound):
        signatures.sign_all(levels=nobody, **given)


def test_nothing_is_signed_without_audit(scene, monkeypatch):
    scene.link()
    before = ledger()
    broken_audit(monkeypatch)
    for act in (scene.paper, scene.sign, scene.link):
        with pytest.raises(Broken), attempt():
            act()
        assert ledger() == before


def test_of_two_clicks_one_signs(raced):
    with together():
        world = World().populated()
        case = world.participation("preference", level="full")
        held = [consent.holder(case, "Dr A", by=world.officer)]
        sheet = consent.wording(case, "decision", by=world.officer)
        scene = Scene(world=world, case=case, held=held, sheet=sheet)
    scene.link()
    got = raced(scene.sign)
    refused = [each for each in got if isinstance(each, ActFailed)]
    assert [reason.code for each in refused for reason in each.reasons] == ["already_signed"]
    assert Signature.objects.count() == 1


def test_a_day_is_a_day_of_the_health_service(scene):
    assert "signed_before_published" in codes(lambda: scene.paper(signed_on=date(1948, 7, 4)))
