"""What the demonstration holds: every model and status, invented and said to be so, in order."""

from datetime import timedelta

from django.core import mail
from django.test import TestCase, override_settings

from accounts.models import Membership, User
from accounts.selectors import system_user
from casework.models import Change
from contracts.models import McpContract, PracticeContract
from demonstration.actions.load import PAST, load
from formation.models import Journey, JourneyChange
from formation.verifying import faults
from gp_relationships.models import Gp, GpRole, Participation
from notifications.actions.delivery import deliver_due
from notifications.models import Message, MessageState
from organisations.models import Practice, Vanguard
from reminders.actions.digests import compose_due
from reminders.actions.sweep import post_due
from tests.demonstration.loading import EVERY_STORY, MORNING


@override_settings(DEMONSTRATION=True)
class TestTheProgramme(TestCase):
    """Loaded once for all of these: a class of Django's own, because it can share its data."""

    @classmethod
    def setUpTestData(cls) -> None:
        load(at=MORNING, sites=EVERY_STORY)

    def test_every_promise_of_the_record_holds(self):
        assert faults() == []

    def test_every_model_and_every_status_is_there(self):
        stands = dict(Journey.objects.values_list("vanguard__code", "state"))
        assert stands | {"MCP91": ""} == {
            "MCP01": "procuring",
            "MCP02": "live",
            "MCP03": "drafting_alliance",
            "MCP04": "alliance_signed",
            "MCP05": "checkpoint_3",
            "MCP06": "live",
            "MCP07": "mobilising",
            "MCP08": "standstill",
            "MCP09": "paused",
            "MCP10": "early_engagement",
            "MCP11": "engaging",
            "MCP12": "market_engagement",
            "MCP13": "abandoned",
            "MCP14": "preferred_bidder",
            "MCP90": "live",
            "MCP91": "",
        }
        larkdale = Journey.objects.filter(vanguard__code="MCP91").values_list("state", flat=True)
        assert sorted(larkdale) == ["ended", "identified"]
        assert set(Journey.objects.exclude(model="").values_list("model", flat=True)) == {
            "virtual",
            "partial",
            "full",
        }
        assert set(Participation.objects.values_list("state", flat=True)) == {
            "invited",
            "preference",
            "in_principle",
            "decided",
            "signed",
            "in_effect",
            "left",
        }
        statuses = PracticeContract.objects.with_status(MORNING.date())
        assert set(statuses.values_list("status", flat=True)) == {
            "retained",
            "suspended",
            "reactivatable",
            "terminated",
        }
        assert set(PracticeContract.objects.values_list("state", flat=True)) == {
            "retained",
            "suspension_noticed",
            "suspended",
            "reactivation_noticed",
            "reactivated",
            "terminated",
        }
        assert {"drafting", "signed", "in_service", "terminated"} <= set(
            McpContract.objects.values_list("state", flat=True)
        )
        assert set(GpRole.objects.values_list("kind", flat=True)) == {
            "employee",
            "subcontractor",
            "part_owner",
        }
        assert {"offered", "agreed", "in_effect", "ended"} <= set(
            GpRole.objects.values_list("state", flat=True)
        )
        assert set(PracticeContract.objects.values_list("contract_type", flat=True)) == {
            "gms",
            "pms",
            "apms",
        }

    def test_what_is_invented_says_so_and_what_is_real_is_what_was_published(self):
        assert not Practice.objects.filter(is_fictional=False).exists()
        assert not Practice.objects.exclude(code__startswith="Z").exists()
        assert not Gp.objects.exclude(gmc_number__startswith="99").exists()
        assert not User.objects.exclude(email__regex=r"@(demonstration\.example|system\.invalid)$")
        invented = Vanguard.objects.filter(is_fictional=True)
        assert set(invented.values_list("code", flat=True)) == {"MCP90", "MCP91"}
        assert all("fictional" in site.name and "FICTIONAL" in site.note for site in invented)
        assert Vanguard.objects.filter(is_fictional=False).count() == 14
        live_full = Journey.objects.filter(model="full", state="live")
        assert all(journey.vanguard.is_fictional for journey in live_full)

    def test_the_past_lies_in_the_past_and_in_order(self):
        for history in Change.__subclasses__():
            events = history._default_manager
            assert not events.filter(made_on__gte=MORNING.date()).exists()
            for subject in set(events.values_list("subject_id", flat=True)):
                times = list(
                    events.filter(subject_id=subject)
                    .order_by("version")
                    .values_list("made_at", flat=True)
                )
                assert times == sorted(times)
        assert JourneyChange.objects.filter(
            made_on__lt=MORNING.date() - timedelta(days=1500)
        ).exists()

    def test_sunderland_changed_its_model_and_dudley_has_slipped(self):
        moves = JourneyChange.objects.values_list("move", flat=True)
        assert "change_model" in set(moves.filter(subject__vanguard__code="MCP06"))
        assert list(moves.filter(subject__vanguard__code="MCP07")).count("plan_go_live") == 3
        levels = Participation.objects.filter(vanguard__code="MCP07").values_list(
            "level", flat=True
        )
        assert {"full", "partial", "outside"} <= set(levels)

    def test_the_letters_of_the_past_are_settled_and_those_of_today_can_be_sent(self):
        settled = Message.objects.filter(state=MessageState.SUPPRESSED)
        assert set(settled.values_list("outcome", flat=True)) == {PAST}
        post_due(by=system_user(), at=MORNING)
        next_day = MORNING + timedelta(days=1)
        compose_due(by=system_user(), at=next_day)
        deliver_due(at=next_day)
        said = (MessageState.SENT, MessageState.BUNDLED)
        unsent = Message.objects.exclude(state__in=said).exclude(outcome=PAST)
        why_not = {"person_is_told_already", "step_is_overtaken", "journey_rests"}
        assert {message.reason for message in unsent} <= why_not
        assert mail.outbox
        assert all("fictional" in letter.body for letter in mail.outbox)

    def test_the_partner_of_the_sign_ins_still_has_a_decision_to_make(self):
        partner = User.objects.get(email="partner@demonstration.example")
        manager = User.objects.get(email="manager@demonstration.example")
        own = Membership.objects.get(user=manager).practice
        assert Membership.objects.filter(user=partner, practice=own).exists()
        participation = Participation.objects.get(practice=own)
        assert participation.state == "in_principle"
        assert participation.required_for_go_live
