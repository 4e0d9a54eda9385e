"""The whole product on the real files: Dudley, of all vanguards, goes live.

The organisations and their figures are the published ones of 2018; what happens to them here never
happened.
"""

import time
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import system_user
from contracts.actions import mcp_contracts, practice_contracts
from contracts.models import McpContract, PracticeContract
from core.errors import Refused
from formation.actions import journeys
from formation.models import Journey
from gp_relationships.actions import participations
from gp_relationships.models import Participation
from notifications.models import Message, MessageState
from organisations.models import Practice, PracticeContractType, RegisterKind, Vanguard
from organisations.selectors import registered_patients
from registers.actions.imports import take_in
from registers.outcome import ImportState
from registers.reading.source import from_path
from reminders.models import Preference
from tests.celery.conftest import programme, short_folder, valkey  # noqa: F401 - fixtures
from tests.stories import england
from tests.support.consent import everybody_signed
from tests.support.contract_terms import agree_services, give_budget
from tests.support.people import NOW, TODAY, person
from tests.support.programme import (
    FULL_PATH,
    assured,
    begun,
    declared,
    engaged,
    held_contract,
    send_letters,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_data]

FILES = (
    ("commissioners", "ccg_2018.csv"),
    ("stp-commissioners", "stp_ccg_2017_ons.csv"),
    ("ods-practices", england.REGISTER),
    ("list-sizes", england.LISTS),
    ("gp-payments", england.PAYMENTS),
    ("gp-headcount", "gp_headcount_2017-09.csv"),
    ("practice-locations", "practice_coords.csv"),
    ("vanguards", "vanguards.csv"),
    ("boundaries", "ccg_2018.geojson"),
)

COVERAGE = """
WITH latest AS (
    SELECT DISTINCT ON (l.practice_id) l.practice_id, l.registered
      FROM organisations_listsize l JOIN organisations_practice p ON p.id = l.practice_id
     WHERE l.counted_on <= %(on)s AND p.status = 'active'
       AND p.code !~ '^(W|ALD|GUE|JER)'
     ORDER BY l.practice_id, l.counted_on DESC
), taking_part AS (
    SELECT DISTINCT t.practice_id FROM gp_relationships_participation t
      JOIN formation_journey j ON j.vanguard_id = t.vanguard_id
     WHERE j.model = 'full' AND j.state = 'live' AND t.state <> 'left' AND t.level <> 'outside'
)
SELECT sum(registered) FILTER (WHERE practice_id IN (SELECT practice_id FROM taking_part)),
       sum(registered)
  FROM latest
"""


def test_dudley_goes_live_on_the_published_register(
    transactional_db,
    real_data,
    valkey,  # noqa: F811
    programme,  # noqa: F811
    tmp_path,
):
    officer, approver = person(Role.PROGRAMME_OFFICER), person(Role.APPROVING_OFFICER)
    given_the_published_files_are_imported(real_data, officer)
    dudley = Vanguard.objects.get(code="MCP07")
    practices = then_dudley_is_as_published(real_data)

    journey = when_dudley_chooses_full_integration(dudley, practices, officer)
    when_the_contract_is_procured(journey, officer, approver)
    then_it_cannot_go_live_before_its_practices_are_suspended(journey, approver)
    when_every_practice_is_suspended(dudley, practices, officer, approver)
    journeys.go_live(journey_id=journey.pk, by=approver, at=NOW)
    assert Journey.objects.get().state == "live"
    assert set(Participation.objects.exclude(level="outside").values_list("state", flat=True)) == {
        "in_effect"
    }

    then_a_real_worker_delivers_the_reminders(valkey, programme, tmp_path)
    then_the_api_reports_the_coverage_that_sql_finds()


def given_the_published_files_are_imported(folder, officer):
    for kind, name in FILES:
        source = from_path(str(folder / name))
        outcome = take_in(kind=RegisterKind(kind), source=source, by=officer, at=NOW)
        assert outcome.state is ImportState.APPLIED, (kind, outcome.problems)
        assert outcome.reconciles
        assert outcome.failed == 0
        again = take_in(kind=RegisterKind(kind), source=source, by=officer, at=NOW)
        assert (again.created, again.updated) == (0, 0), f"{kind} again changes nothing"


def then_dudley_is_as_published(folder):
    published = england.dudley(folder)
    on = TODAY
    practices = list(
        Practice.objects.filter(
            status="active",
            commissioners__commissioner__ods_code="05C",
            commissioners__ends_on=None,
        ).order_by("code")
    )
    assert [practice.code for practice in practices] == [each.code for each in published]
    population = registered_patients([practice.pk for practice in practices], on=on)
    assert population == sum(each.registered for each in published)
    return practices


def when_dudley_chooses_full_integration(dudley, practices, officer):
    journey = journeys.identify(vanguard_id=dudley.pk, officer=officer, by=officer, at=NOW)
    journey = begun(journey, "full", officer)
    types = dict(
        PracticeContractType.objects.filter(practice__in=practices, ends_on=None).values_list(
            "practice_id", "contract_type"
        )
    )
    assert sorted(set(types.values())) == ["apms", "gms"]
    for practice in practices:
        kind = types[practice.pk]
        held_contract(practice, officer, kind)
        asked = participations.invite(
            vanguard_id=dudley.pk, practice_id=practice.pk, by=officer, at=NOW
        )
        level = "full" if kind == "gms" else "outside"
        everybody_signed(asked, level, by=officer)
        participations.decide(
            participation_id=asked.pk,
            level=level,
            decided_on=TODAY - timedelta(days=300),
            by=officer,
            at=NOW,
        )
        if level == "full":
            participations.sign_agreement(
                participation_id=asked.pk,
                agreement_signed_on=TODAY - timedelta(days=250),
                by=officer,
                at=NOW,
            )
    return journey


def when_the_contract_is_procured(journey, officer, approver):
    contract = mcp_contracts.draft(
        vanguard_id=journey.vanguard_id,
        integration="full",
        form="icp_2019",
        holder_name="An NHS trust of Dudley",
        holder_form="nhs_trust",
        holder_number="RX9",
        term_years=15,
        starts_on=TODAY,
        by=officer,
        at=NOW,
    )
    agree_services(contract, by=officer)
    give_budget(contract, by=officer, approver=approver, payment=Decimal(360_000_000))
    month_ago = NOW - timedelta(days=30)
    engaged(journey, officer, at=month_ago)
    assured(journey, "ee", "cp1", "cp2", "cp3", by=approver, at=month_ago)
    declared(journey.vanguard, approver)
    for name in FULL_PATH:
        over = name in ("award", "begin_mobilisation", "pass_checkpoint_3")
        at = NOW if over else month_ago  # the standstill takes ten days
        if name == "award":
            mcp_contracts.award(contract_id=contract.pk, by=approver, at=at)
        if name == "begin_mobilisation":
            mcp_contracts.sign(contract_id=contract.pk, signed_on=TODAY, by=officer, at=at)
        sent = {"standstill_started_on": at.date()} if name == "begin_standstill" else {}
        getattr(journeys, name)(journey_id=journey.pk, by=approver, at=at, **sent)


def then_it_cannot_go_live_before_its_practices_are_suspended(journey, approver):
    with pytest.raises(Refused) as refused:
        journeys.go_live(journey_id=journey.pk, by=approver, at=NOW)
    reasons = refused.value.reasons
    codes = [reason.code for reason in reasons]
    full = Participation.objects.filter(level="full").count()
    assert codes.count("practice_not_suspended") == full
    assert codes.count("suspension_notice_missing") == full


def when_every_practice_is_suspended(dudley, practices, officer, approver):
    mcp = McpContract.objects.get()
    contracts = list(
        PracticeContract.objects.filter(practice__in=practices, contract_type="gms").order_by("pk")
    )
    first_is_refused_with_each_reason(contracts[0], mcp, officer, approver)
    for contract in contracts[1:]:
        give_notice(contract, mcp, officer)
        give_start(contract, officer)
        write_letters(contract, officer)
        practice_contracts.suspend(contract_id=contract.pk, by=approver, at=NOW)
    states = set(
        PracticeContract.objects.filter(contract_type="gms").values_list("state", flat=True)
    )
    assert states == {"suspended"}


def first_is_refused_with_each_reason(contract, mcp, officer, approver):
    """Each fact that is recorded takes exactly its own reasons away."""

    def reasons():
        try:
            practice_contracts.suspend(contract_id=contract.pk, by=approver, at=NOW)
        except Refused as refused:
            return {reason.code for reason in refused.reasons}
        return set()

    assert reasons() == {
        "suspension_notice_missing",
        "start_date_missing",
        "patient_letters_missing",
        "mcp_contract_missing",
    }
    give_notice(contract, mcp, officer)
    assert reasons() == {"start_date_missing", "patient_letters_missing"}
    give_start(contract, officer)
    assert reasons() == {"patient_letters_missing"}
    write_letters(contract, officer, missing=1)
    assert reasons() == {"patient_letters_incomplete"}
    write_letters(contract, officer, only=1)
    assert reasons() == set()
    assert PracticeContract.objects.get(pk=contract.pk).suspended_on == TODAY


def give_notice(contract, mcp, officer):
    practice_contracts.give_suspension_notice(
        contract_id=contract.pk,
        mcp_contract_id=mcp.pk,
        notice_given_on=TODAY - timedelta(days=200),
        by=officer,
        at=NOW,
    )


def give_start(contract, officer):
    practice_contracts.record_start_date(
        contract_id=contract.pk, starts_under_mcp_on=TODAY, by=officer, at=NOW
    )


def write_letters(contract, officer, *, missing=0, only=0):
    everyone = registered_patients([contract.practice_id], on=TODAY)
    send_letters(contract, only or everyone - missing, on=TODAY - timedelta(days=40), by=officer)


def hear_at_once():
    """Everybody wants to hear at any hour, because the worker's clock is the real one."""
    everybody = [
        Preference(user=user, often="each", quiet_from=0, quiet_until=0, changed_at=NOW)
        for user in User.objects.all()
    ]
    Preference.objects.bulk_create(everybody)


def then_a_real_worker_delivers_the_reminders(broker, programme, tmp_path):  # noqa: F811
    mailbox = tmp_path / "mail"
    mailbox.mkdir()
    hear_at_once()
    running = programme(broker, email=f"file:///{mailbox}", backend="filebased")
    running.worker()
    running.beat()
    reminders = Message.objects.filter(kind__startswith="milestone_")
    until = time.monotonic() + 60
    settled = (MessageState.SENT, MessageState.SUPPRESSED)
    while not reminders.exists() or reminders.exclude(state__in=settled).exists():
        assert time.monotonic() < until, "the worker has not delivered every reminder"
        time.sleep(0.2)
    written = "".join(path.read_text() for path in mailbox.iterdir())
    sent = reminders.filter(state=MessageState.SENT)
    assert all(str(reminder.pk) in written for reminder in sent)
    assert set(sent.values_list("to__email", flat=True)) >= {Journey.objects.get().officer.email}
    assert system_user().email not in written


def then_the_api_reports_the_coverage_that_sql_finds():
    with connection.cursor() as cursor:
        cursor.execute(COVERAGE, {"on": TODAY})
        covered, everyone = cursor.fetchone()
    analyst = person(Role.ANALYST)
    analyst.set_password("a password for this story")
    analyst.save(update_fields=["password"])
    client = Client()
    with time_machine.travel(NOW):
        signed_in = client.post(
            "/api/v1/tokens/",
            {"email": analyst.email, "password": "a password for this story"},
            content_type="application/json",
        ).json()
        report = client.get(
            f"/api/v1/reports/coverage/?as_at={TODAY}",
            headers={"Authorization": f"Token {signed_in['token']}"},
        ).json()
    assert report["denominator"]["registered_patients"] == everyone
    live = [g for g in report["by_model_and_state"] if (g["model"], g["state"]) == ("full", "live")]
    assert [group["population"] for group in live] == [covered]
