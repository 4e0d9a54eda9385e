"""Stories of vanguards on their way: each step is a lawful act, and every refusal says why."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from accounts.actions import interests
from accounts.models import User
from accounts.selectors import system_user
from contracts.actions import mcp_contracts, practice_contracts
from contracts.models import PracticeContract
from core.errors import Refused
from formation.actions import journeys, milestones
from formation.models import Journey
from gp_relationships.actions import gp_roles, ownerships, participations
from gp_relationships.models import Participation
from notifications.actions.delivery import deliver_due
from notifications.models import Message, MessageState
from organisations.models import Practice, Vanguard
from reminders.actions.sweep import post_due
from rulebook.rules.figures import FIRST
from tests.support.consent import everybody_signed
from tests.support.contract_terms import agree_services, give_budget
from tests.support.programme import (
    LIST_SIZE,
    assured,
    engaged,
    held_contract,
    make_practice,
    send_letters,
)
from tests.support.ticking import tick

pytestmark = pytest.mark.django_db

START = date(2026, 11, 23)


class Story:
    """A vanguard, its officers and a day that goes on."""

    def __init__(self, vanguard: Vanguard, officer: User, approver: User) -> None:
        self.vanguard, self.officer, self.approver = vanguard, officer, approver
        self.today = START

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(10), UTC)

    @property
    def journey(self) -> Journey:
        return Journey.objects.get(vanguard=self.vanguard)

    @property
    def by_officer(self) -> dict:
        return {"by": self.officer, "at": self.now}

    @property
    def by_approver(self) -> dict:
        return {"by": self.approver, "at": self.now}

    def later(self, **how_much: int) -> "Story":
        self.today += timedelta(**how_much)
        return self

    def given_a_journey(self, model: str, *, live_in_weeks: int) -> date:
        """Identified, engaged, and the model selected; the day planned for going live."""
        journeys.identify(vanguard_id=self.vanguard.pk, officer=self.officer, **self.by_officer)
        self.move("begin_engagement")
        planned = self.today + timedelta(weeks=live_in_weeks)
        self.move("select_model", model=model, planned_go_live_on=planned)
        return planned

    def given_a_draft(self, model: str, form: str, *, starts_on: date) -> None:
        """A contract, or an alliance agreement, in draft."""
        self.contract = mcp_contracts.draft(
            vanguard_id=self.vanguard.pk,
            integration=model,
            form=form,
            starts_on=starts_on,
            **self.by_officer,
        )

    def move(self, name: str, **details) -> Journey:
        """One move of the journey, by whoever may make it."""
        by_approver = name in (
            "pass_checkpoint_1",
            "pass_checkpoint_2",
            "pass_checkpoint_3",
            "award",
            "go_live",
            "change_model",
            "abandon",
        )
        who = self.by_approver if by_approver else self.by_officer
        return getattr(journeys, name)(journey_id=self.journey.pk, **who, **details)

    def refused(self, name: str, **details) -> set[str]:
        """The codes of every reason for which a move is refused; nothing has changed by it."""
        before = (self.journey.state, self.journey.version, Message.objects.count())
        with pytest.raises(Refused) as refusal:
            self.move(name, **details)
        assert (self.journey.state, self.journey.version, Message.objects.count()) == before
        return {reason.code for reason in refusal.value.reasons}

    def meets(self, code: str) -> None:
        milestone = self.journey.milestones.get(code=code, state="due")
        shown = {"evidence": "Minute 7", **self.by_officer}
        milestones.meet(milestone_id=milestone.pk, met_on=self.today, **shown)

    def declares_no_interest(self) -> None:
        """Who approves has said that they have no interest in this vanguard."""
        who = self.by_approver["by"]
        interests.declare(
            user_id=who.pk, vanguard_id=self.vanguard.pk, nature="none", **self.by_approver
        )

    def procures(self) -> None:
        """From ISAP early engagement to a signed contract in mobilisation."""
        agree_services(self.contract, by=self.officer, at=self.now)
        self.move("begin_early_engagement")
        self.move("engage_market")
        assert self.refused("pass_checkpoint_1") == {"checkpoint_1_not_passed"}
        assured(self.journey, "ee", "cp1", by=self.approver, at=self.now)
        self.move("pass_checkpoint_1")
        assert self.refused("begin_procurement") == {"engagement_report_missing"}
        engaged(self.journey, self.officer, at=self.now)
        self.move("begin_procurement")
        mcp_contracts.record_terms(
            contract_id=self.contract.pk,
            holder_name="Testshire Care NHS Trust",
            holder_form="nhs_trust",
            holder_number="RX9",
            term_years=10,
            **self.by_officer,
        )
        assert self.refused("name_preferred_bidder") == {"interests_undeclared"}
        self.declares_no_interest()
        give_budget(
            self.contract,
            by=self.officer,
            approver=self.approver,
            starts_on=self.contract.starts_on,
            at=self.now,
        )
        self.move("name_preferred_bidder")
        assured(self.journey, "cp2", by=self.approver, at=self.now)
        self.move("pass_checkpoint_2")
        self.move("begin_standstill", standstill_started_on=self.today)
        mcp_contracts.award(contract_id=self.contract.pk, **self.by_approver)
        assert self.refused("award") == {"standstill_running"}
        self.later(days=11)
        self.move("award")
        assert self.refused("begin_mobilisation") == {"contract_not_signed"}
        mcp_contracts.sign(contract_id=self.contract.pk, signed_on=self.today, **self.by_officer)
        self.move("begin_mobilisation")
        assured(self.journey, "cp3", by=self.approver, at=self.now)

    def invites(self, practice: Practice, **details) -> Participation:
        return participations.invite(
            vanguard_id=self.vanguard.pk, practice_id=practice.pk, **details, **self.by_officer
        )

    def decides(self, participation: Participation, level: str) -> None:
        everybody_signed(participation, level, by=self.officer)
        participations.decide(
            participation_id=participation.pk,
            level=level,
            decided_on=self.today,
            **self.by_officer,
        )

    def signs(self, participation: Participation) -> None:
        participations.sign_agreement(
            participation_id=participation.pk, agreement_signed_on=self.today, **self.by_officer
        )

    def holds(self, practice: Practice, contract_type: str = "gms") -> PracticeContract:
        return held_contract(practice, self.officer, contract_type)

    def suspension_refused(self, contract: PracticeContract) -> set[str]:
        with pytest.raises(Refused) as refusal:
            practice_contracts.suspend(contract_id=contract.pk, **self.by_approver)
        contract.refresh_from_db(fields=["suspended_on"])
        assert contract.suspended_on is None
        return {reason.code for reason in refusal.value.reasons}


@pytest.fixture
def story(vanguard, officer, approver) -> Story:
    return Story(vanguard, officer, approver)


def suspend_step_by_step(story: Story, contract: PracticeContract, go_live: date) -> None:
    """A suspension is refused with all its reasons; each one goes as its ground is laid."""
    reasons = {"suspension_notice_missing", "start_date_missing", "patient_letters_missing"}
    assert story.suspension_refused(contract) == {*reasons, "mcp_contract_missing"}
    practice_contracts.give_suspension_notice(
        contract_id=contract.pk,
        mcp_contract_id=story.contract.pk,
        notice_given_on=story.today,
        **story.by_officer,
    )
    assert story.suspension_refused(contract) == {"start_date_missing", "patient_letters_missing"}
    practice_contracts.record_start_date(
        contract_id=contract.pk, starts_under_mcp_on=go_live, **story.by_officer
    )
    assert story.suspension_refused(contract) == {
        "start_date_not_come",
        "patient_letters_missing",
    }
    for letters, still in (
        (LIST_SIZE - 1, {"start_date_not_come", "patient_letters_incomplete"}),
        (1, {"start_date_not_come"}),
    ):
        send_letters(contract, letters, on=story.today, **story.by_officer)
        assert story.suspension_refused(contract) == still


def test_a_fully_integrated_mcp_goes_live(story, practice, other_practice, partner, mailoutbox):
    # given a vanguard that forms under the full model, and two practices that hold GMS contracts
    go_live = story.given_a_journey("full", live_in_weeks=30)
    ours, theirs = story.holds(practice), story.holds(other_practice)
    assert story.refused("go_live") == {"wrong_state"}
    story.given_a_draft("full", "icp_2019", starts_on=go_live)

    # when it procures its contract, the practices decide, and the terms are agreed
    story.procures()
    first, second = story.invites(practice), story.invites(other_practice)
    assert story.refused("pass_checkpoint_3") == {"practices_undecided"}
    for participation in (first, second):
        story.decides(participation, "full")
    assert story.refused("pass_checkpoint_3") == {"practices_unsigned"}
    for participation in (first, second):
        story.signs(participation)
    story.move("pass_checkpoint_3")

    # then no contract is suspended before its practice's notice, date and letters are on record
    suspend_step_by_step(story, ours, go_live)
    suspend_step_by_step(story, theirs, go_live)
    assert story.refused("go_live") == {
        "go_live_day_not_come",
        "service_date_not_come",
        "practice_not_suspended",
        "start_date_not_come",
    }

    # and one may be suspended on the day by itself, and the other is as the MCP goes live
    story.later(days=(go_live - story.today).days)
    practice_contracts.suspend(contract_id=ours.pk, **story.by_approver)
    live = story.move("go_live")
    theirs.refresh_from_db()
    assert (theirs.state, theirs.suspended_on) == ("suspended", go_live)

    # and then it serves its population under its contract, and the participations are in effect
    assert (live.state, live.went_live_on) == ("live", go_live)
    story.contract.refresh_from_db(fields=["state"])
    assert story.contract.state == "in_service"
    assert {p.state for p in Participation.objects.all()} == {"in_effect"}
    ours = PracticeContract.objects.get(pk=ours.pk)
    assert ours.status_on(go_live, FIRST) == "suspended"
    assert ours.status_on(go_live.replace(year=go_live.year + 2), FIRST) == "reactivatable"

    # and everyone was told by letters that could be written and sent
    assert_everything_can_be_said(story)
    subjects = [mail.subject for mail in mailoutbox if partner.email in mail.to]
    assert any("invited to take part" in subject for subject in subjects)
    assert any("the GMS contract is suspended" in subject for subject in subjects)
    assert any("the journey is now live" in subject for subject in subjects)


def assert_everything_can_be_said(story: Story) -> None:
    deliver_due(at=story.now)
    unsaid = Message.objects.exclude(state=MessageState.SENT)
    assert [(message.kind, message.outcome) for message in unsaid] == []
    assert Message.objects.exists()


def test_gps_take_up_their_roles_as_the_mcp_goes_live(story, practice):
    # given a signed contract of a full MCP and a GP of one of its practices
    go_live = story.given_a_journey("full", live_in_weeks=30)
    story.given_a_draft("full", "icp_2019", starts_on=go_live)
    story.procures()
    story.invites(practice)
    gp = gp_roles.register_gp(
        full_name="Dr Invented",
        gmc_number="9900001",
        practice_id=practice.pk,
        post="partner",
        starts_on=START,
        performers_list_on=START,
        **story.by_officer,
    )

    # when the GP agrees to be employed and to own a share
    roles = [
        gp_roles.propose(
            gp_id=gp.pk,
            vanguard_id=story.vanguard.pk,
            practice_id=practice.pk,
            kind=kind,
            share=share,
            starts_on=go_live,
            **story.by_officer,
        )
        for kind, share in (("employee", None), ("part_owner", Decimal(100)))
    ]
    for role in roles:
        gp_roles.offer(role_id=role.pk, **story.by_officer)
        gp_roles.agree(role_id=role.pk, **story.by_officer)

    # then the roles begin on the day the MCP does, and no earlier
    with pytest.raises(Refused, match="starts on"):
        gp_roles.put_in_effect(role_id=roles[0].pk, **story.by_approver)
    story.later(days=(go_live - story.today).days)

    # and the share is held once all who own the MCP have signed how it is shared
    with pytest.raises(Refused, match="is not signed as it stands"):
        gp_roles.put_in_effect(role_id=roles[1].pk, **story.by_approver)
    shares = ownerships.draw_up(vanguard_id=story.vanguard.pk, **story.by_officer)
    ownerships.sign(
        ownership_id=shares.pk, holds_from=go_live, signed_on=story.today, **story.by_officer
    )
    begun = [gp_roles.put_in_effect(role_id=role.pk, **story.by_approver) for role in roles]
    assert [role.state for role in begun] == ["in_effect", "in_effect"]


def test_a_virtual_mcp_goes_live_and_every_practice_keeps_its_contract(story, practice):
    # given a virtual journey with one practice that is asked
    go_live = story.given_a_journey("virtual", live_in_weeks=10)
    contract = story.holds(practice)
    assert story.refused("begin_early_engagement") == {"model_not_procured"}
    story.move("draft_alliance")
    story.given_a_draft("virtual", "alliance_agreement", starts_on=go_live)
    participation = story.invites(practice)

    # when the alliance is signed by all
    assert story.refused("sign_alliance") == {
        "isap_screening_missing",
        "contract_not_signed",
        "practices_undecided",
    }
    story.move(
        "record_isap_screening",
        isap_screening="does_not_apply",
        isap_screened_on=story.today,
        note="Nothing is procured, and no risk is shared.",
    )
    story.decides(participation, "virtual")
    mcp_contracts.sign_alliance(
        contract_id=story.contract.pk, signed_on=story.today, **story.by_officer
    )
    assert story.refused("sign_alliance") == {"practices_unsigned"}
    story.signs(participation)
    story.move("sign_alliance")

    # then it goes live on its day, with nothing suspended
    assert story.refused("go_live") == {"go_live_day_not_come", "service_date_not_come"}
    story.later(weeks=10)
    assert story.move("go_live").state == "live"
    contract.refresh_from_db(fields=["state"])
    assert contract.state == "retained"
    assert_everything_can_be_said(story)


def test_a_partially_integrated_mcp_goes_live_only_with_contracts_retained(
    story, practice, other_practice
):
    # given a partial journey in which one practice's own contract has ended
    go_live = story.given_a_journey("partial", live_in_weeks=30)
    story.holds(practice)
    ended = story.holds(other_practice)
    practice_contracts.terminate(
        contract_id=ended.pk, note="The partners retire.", **story.by_approver
    )
    story.given_a_draft("partial", "aco_2017", starts_on=go_live)
    story.procures()
    first, second = story.invites(practice), story.invites(other_practice)
    for participation in (first, second):
        story.decides(participation, "partial")
        story.signs(participation)
    story.move("pass_checkpoint_3")
    story.later(days=(go_live - story.today).days)

    # when it would go live, then it may not: a partial practice must hold its own contract
    assert story.refused("go_live") == {"practice_contract_not_retained"}

    # and when that practice has a contract again, its holders sign the agreement, and it may
    story.holds(other_practice, "pms")
    assert story.refused("go_live") == {"agreement_to_be_signed_again"}
    everybody_signed(second, "partial", by=story.officer)
    assert story.move("go_live").state == "live"
    assert_everything_can_be_said(story)


def test_going_live_does_not_wait_for_a_practice_that_it_does_not_require(story, practice):
    go_live = story.given_a_journey("partial", live_in_weeks=30)
    story.holds(practice)
    undecided = make_practice("X00003", "SLOW LANE SURGERY")
    story.given_a_draft("partial", "aco_2017", starts_on=go_live)
    story.procures()
    ready = story.invites(practice)
    waits = story.invites(undecided, required_for_go_live=False)
    story.decides(ready, "partial")
    story.signs(ready)
    story.move("pass_checkpoint_3")
    story.later(days=(go_live - story.today).days)
    assert story.move("go_live").state == "live"
    states = dict(Participation.objects.values_list("pk", "state"))
    assert states == {ready.pk: "in_effect", waits.pk: "invited"}


def test_reminders_of_a_journey_are_posted_by_the_sweep_and_delivered(story, mailoutbox):
    # given a journey whose first milestones are near
    story.given_a_journey("virtual", live_in_weeks=45)
    deliver_due(at=story.now)
    mailoutbox.clear()

    # when the clock sweeps every day for six weeks, and the outbox is delivered
    for _ in range(42):
        tick(story.now)
        story.later(days=1)

    # then V01, due after a week, was brought to mind before and after, once each, in the digests
    due = "Monday 30 November 2026"
    lines = [line for mail in mailoutbox for line in mail.body.splitlines()]
    about_v01 = [line for line in lines if due in line]
    assert about_v01 == [f"Due by {due}"] * 2 + [f"Overdue since {due}"] * 2

    # and once it is met, nobody hears of it again
    story.meets("V01")
    mailoutbox.clear()
    tick(story.now)
    assert not [mail for mail in mailoutbox if "Case for change" in mail.body]


def test_a_change_from_full_to_virtual_keeps_history_and_sets_the_milestones_anew(story):
    # given a full journey in procurement, with one milestone met
    go_live = story.given_a_journey("full", live_in_weeks=120)
    story.given_a_draft("full", "aco_2017", starts_on=go_live)
    story.move("begin_early_engagement")
    story.move("engage_market")
    story.meets("B01")
    moves = list(story.journey.changes.order_by("version").values_list("move", flat=True))

    # when the governing body turns to an alliance
    planned = story.today + timedelta(weeks=44)
    change = {"model": "virtual", "planned_go_live_on": planned}
    assert story.refused("change_model", **change, note=" ") == {"reason_missing"}
    story.move("change_model", **change, note="The partners prefer an alliance.")

    # then its history is whole, what was met stays met, and the virtual milestones are due
    journey = story.journey
    changes = journey.changes.order_by("version")
    assert list(changes.values_list("move", flat=True)) == [*moves, "change_model"]
    assert changes.last().note == "The partners prefer an alliance."
    assert (journey.state, journey.model) == ("model_selected", "virtual")
    states = dict(journey.milestones.values_list("code", "state"))
    assert states.pop("B01") == "met"
    assert {states[code] for code in states if code.startswith("B")} == {"dropped"}
    assert {states[code] for code in states if code.startswith("V")} == {"due"}
    assert journey.milestones.get(code="V13").due_on == planned

    # and the contract of the other model stands in the way until it is given up
    assert story.refused("draft_alliance") == {"contract_of_other_model"}
    mcp_contracts.terminate(
        contract_id=story.contract.pk, note="No longer wanted.", **story.by_approver
    )
    assert story.move("draft_alliance").state == "drafting_alliance"


def test_a_paused_journey_rests_and_goes_on_from_where_it_was(story):
    story.given_a_journey("full", live_in_weeks=120)
    story.move("begin_early_engagement")
    assert story.refused("pause", note="") == {"reason_missing"}
    story.move("pause", note="The review of the budget is awaited.")
    assert story.journey.state == "paused"
    assert story.refused("engage_market") == {"wrong_state"}
    tick(story.later(weeks=20).now)
    told = Message.objects.filter(about_type="formation.milestone")
    tick(story.later(days=1).now)
    assert {m.reason for m in told if m.state != "held"} == {"journey_rests"}
    story.move("resume")
    assert (story.journey.state, story.journey.paused_from) == ("early_engagement", "")
    assert story.move("engage_market").state == "market_engagement"


def test_an_abandoned_journey_is_over_and_the_vanguard_may_set_out_again(story):
    story.given_a_journey("full", live_in_weeks=120)
    story.move("abandon", note="NHS England has stopped the programme.")
    abandoned = story.journey
    assert abandoned.state == "abandoned"
    assert set(abandoned.milestones.values_list("state", flat=True)) == {"dropped"}
    assert story.refused("resume") == {"wrong_state"}
    assert post_due(by=system_user(), at=story.later(weeks=20).now) == 0
    again = journeys.identify(
        vanguard_id=story.vanguard.pk, officer=story.officer, **story.by_officer
    )
    assert (again.state, again.pk == abandoned.pk) == ("identified", False)
