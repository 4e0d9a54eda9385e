"""A small programme: a vanguard, two practices, and lawful walks to where a test begins."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.actions import interests
from contracts.actions import letters, mcp_contracts, practice_contracts
from contracts.actions.recording import record_all
from contracts.models import McpContract, PracticeContract
from contracts.rules.holders import NamedHolder
from core.clock import civil_date
from formation.actions import assurance, engagements, journeys, milestones
from formation.models import Journey
from gp_relationships.actions import participations
from gp_relationships.models import Participation
from organisations.models import ListSize, Practice, Vanguard
from tests.casework.placing import place
from tests.support.contract_terms import agree_services, commissioned, give_budget
from tests.support.people import LONG_AGO, NOW, TODAY

LIST_SIZE = 8_000


def make_practice(code: str, name: str, *, patients: int = LIST_SIZE) -> Practice:
    """An active practice with a registered list counted last month."""
    practice = Practice.objects.create(code=code, name=name, status="active")
    ListSize.objects.create(
        practice=practice,
        counted_on=TODAY - timedelta(days=30),
        registered=patients,
        created_at=NOW - timedelta(days=30),
    )
    return practice


@pytest.fixture
def practice(db) -> Practice:
    return make_practice("X00001", "RIVERSIDE SURGERY")


@pytest.fixture
def other_practice(db) -> Practice:
    return make_practice("X00002", "HILLTOP SURGERY")


@pytest.fixture
def vanguard(db) -> Vanguard:
    made = Vanguard.objects.create(
        code="MCP99", name="Testshire Together", kind="mcp", membership="part"
    )
    return commissioned(made)


@pytest.fixture
def journey(vanguard, officer) -> Journey:
    """Newly identified."""
    return journeys.identify(vanguard_id=vanguard.pk, officer=officer, by=officer, at=NOW)


@pytest.fixture
def practice_contract(practice, officer) -> PracticeContract:
    """A GMS contract of two partners, retained."""
    return held_contract(practice, officer)


def held_contract(practice: Practice, officer: Any, kind: str = "gms") -> PracticeContract:
    """A contract of two partners, retained."""
    named = [NamedHolder(name, "partner", LONG_AGO) for name in ("Ann Doctor", "Bea Doctor")]
    recorded = record_all(
        contract_types={practice.pk: kind}, holders={practice.pk: named}, by=officer, at=NOW
    )
    return recorded[practice.pk]


def send_letters(
    contract: PracticeContract, sent: int, *, on: date, by: Any, at: Any = NOW
) -> PracticeContract:
    """A run of so many letters, which were all sent on the day."""
    batch = f"Batch {contract.notice_runs.count() + 1}"
    return letters.record_patient_letters(
        contract_id=contract.pk, reference=batch, posted=sent, sent_from=on, sent_until=on,
        file_sha256="ab" * 32, by=by, at=at,
    )  # fmt: skip


@pytest.fixture
def participation(vanguard, practice, officer) -> Participation:
    """Invited."""
    return participations.invite(
        vanguard_id=vanguard.pk, practice_id=practice.pk, by=officer, at=NOW
    )


@pytest.fixture
def full_contract(vanguard, officer, approver) -> McpContract:
    """A fully integrated ACO contract, awarded and signed."""
    return signed_full_contract(vanguard, officer, approver)


def signed_full_contract(vanguard: Vanguard, officer: Any, approver: Any) -> McpContract:
    contract = mcp_contracts.draft(
        vanguard_id=vanguard.pk,
        integration="full",
        form="aco_2017",
        holder_name="Testshire NHS Foundation Trust",
        holder_form="foundation_trust",
        holder_number="RX9",
        term_years=10,
        starts_on=TODAY,
        by=officer,
        at=NOW,
    )
    agree_services(contract, by=officer)
    give_budget(contract, by=officer, approver=approver)
    mcp_contracts.award(contract_id=contract.pk, by=approver, at=NOW)
    return mcp_contracts.sign(contract_id=contract.pk, signed_on=TODAY, by=officer, at=NOW)


def ready_to_suspend(
    contract: PracticeContract, mcp: McpContract, officer: Any, *, on: date = TODAY
) -> PracticeContract:
    """Notice, start date and letters are all recorded; the practice has decided, if not before."""
    if not Participation.objects.filter(practice=contract.practice).exists():
        agreed = {"level": "full", "signatories": "Pat Partner", "decided_on": on}
        asked = Participation(practice=contract.practice, vanguard=mcp.vanguard, **agreed)
        place(asked, "decided", by=officer)
    practice_contracts.give_suspension_notice(
        contract_id=contract.pk,
        mcp_contract_id=mcp.pk,
        notice_given_on=on - timedelta(days=200),
        by=officer,
        at=NOW,
    )
    practice_contracts.record_start_date(
        contract_id=contract.pk, starts_under_mcp_on=on, by=officer, at=NOW
    )
    return send_letters(contract, LIST_SIZE, on=on - timedelta(days=30), by=officer)


FULL_PATH = (
    "begin_early_engagement",
    "engage_market",
    "pass_checkpoint_1",
    "begin_procurement",
    "name_preferred_bidder",
    "pass_checkpoint_2",
    "begin_standstill",
    "award",
    "begin_mobilisation",
    "pass_checkpoint_3",
)


def engaged(journey: Journey, officer: Any, *, at: Any = NOW) -> None:
    """The public was involved, and the governing body has the report."""
    on = civil_date(at)
    given = {"by": officer, "at": at}
    engagement = engagements.open_engagement(journey_id=journey.pk, opened_on=on, **given)
    engagements.close(engagement_id=engagement.pk, closed_on=on, **given)
    engagements.receive_report(
        engagement_id=engagement.pk, report_received_on=on, summary="Most were for it.", **given
    )


def assured(journey: Journey, *stages: str, by: Any, at: Any = NOW) -> None:
    """Each of these stages of ISAP is submitted, and passed on the same day."""
    for stage in stages:
        review = assurance.submit(
            journey_id=journey.pk, stage=stage, submitted_on=civil_date(at), by=by, at=at
        )
        assurance.pass_review(review_id=review.pk, decided_on=civil_date(at), by=by, at=at)


def declared(vanguard: Vanguard, *people: Any) -> None:
    """Each of these people has declared that they have no interest in this vanguard."""
    for person in people:
        interests.declare(
            user_id=person.pk,
            vanguard_id=vanguard.pk,
            nature="none",
            starts_on=LONG_AGO,
            by=person,
            at=NOW,
        )


def begun(journey: Journey, model: str, officer: Any, *, go_live_on: date = TODAY) -> Journey:
    """Engaged, and the model selected."""
    journeys.begin_engagement(journey_id=journey.pk, by=officer, at=NOW)
    return journeys.select_model(
        journey_id=journey.pk, model=model, planned_go_live_on=go_live_on, by=officer, at=NOW
    )


def meet(journey: Journey, code: str, officer: Any) -> None:
    """Meet one milestone today."""
    milestone = journey.milestones.get(code=code, state="due")
    milestones.meet(
        milestone_id=milestone.pk, met_on=TODAY, evidence="Minute 7", by=officer, at=NOW
    )
