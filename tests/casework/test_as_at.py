"""Two times: what was true of a case on a day, and what had been recorded of it by an instant."""

from datetime import date, datetime, timedelta

import pytest

from casework.actions.undoing import undo
from casework.as_at import AsAt
from contracts.actions import contract_records, practice_contracts
from contracts.models import PracticeContract
from core.clock import end_of
from gp_relationships.actions import participations
from gp_relationships.models import Participation
from tests.casework.placing import place
from tests.support import consent
from tests.support.people import NOW, TODAY
from tests.support.programme import ready_to_suspend

WEEK = timedelta(days=7)
RECORDED = NOW + 3 * WEEK


def status(moment: AsAt) -> str | None:
    rows = PracticeContract.objects.with_status_as_at(moment)
    return rows.values_list("status", flat=True).first()


def suspended_on(moment: AsAt) -> date | None:
    rows = PracticeContract.objects.with_status_as_at(moment)
    return rows.values_list("at_suspended_on", flat=True).first()


def level(on: date, known_at: datetime | None = None) -> tuple[str, str] | None:
    moment = AsAt(on, known_at)
    rows = moment.opened(Participation.objects.all()).annotate(
        level_then=moment.recorded(Participation, "level"), then=moment.state(Participation)
    )
    return rows.values_list("then", "level_then").first()


def test_a_day_in_england_ends_at_its_midnight():
    assert end_of(date(2026, 11, 23)).isoformat() == "2026-11-23T23:59:59.999999+00:00"
    assert end_of(date(2026, 7, 1)).isoformat() == "2026-07-01T22:59:59.999999+00:00"


def test_a_suspension_recorded_late_is_true_from_its_day_and_known_from_its_recording(
    practice_contract, full_contract, officer, approver
):
    ready_to_suspend(practice_contract, full_contract, officer)
    practice_contracts.suspend(contract_id=practice_contract.pk, by=approver, at=RECORDED)
    assert status(AsAt(TODAY)) == "suspended"
    assert status(AsAt(TODAY, end_of(TODAY))) == "retained"
    assert status(AsAt(TODAY, RECORDED - timedelta(seconds=1))) == "retained"
    assert status(AsAt(TODAY, RECORDED)) == "suspended"
    assert status(AsAt(TODAY - timedelta(days=1), RECORDED)) == "retained"


def test_a_contract_is_reactivatable_on_a_day_to_come_by_what_is_known_now(
    practice_contract, full_contract, officer, approver
):
    ready_to_suspend(practice_contract, full_contract, officer)
    practice_contracts.suspend(contract_id=practice_contract.pk, by=approver, at=NOW)
    point = TODAY.replace(year=TODAY.year + 2)
    assert status(AsAt(point - timedelta(days=1))) == "suspended"
    assert status(AsAt(point)) == "reactivatable"


def test_nothing_is_known_of_a_contract_before_it_was_recorded(practice_contract):
    assert status(AsAt(TODAY)) == "retained"
    assert status(AsAt(TODAY - timedelta(days=1))) is None
    assert status(AsAt(TODAY, NOW - timedelta(seconds=1))) is None


def test_a_correction_recorded_later_changes_what_was_true_and_not_what_was_known(
    participation, officer, partner
):
    """The practice is first on record with one decision, and then with the one it really made."""
    (pat,) = consent.everybody_signed(participation, "partial", by=officer)
    said = {"participation_id": participation.pk, "by": officer}
    decided = TODAY + WEEK
    participations.decide(**said, level="partial", decided_on=decided, at=NOW + WEEK)
    consent.signature(participation, pat, "decision", level="full", by=officer, signed_on=decided)
    participations.decide(**said, level="full", decided_on=decided, at=RECORDED)
    assert level(decided) == ("decided", "full")
    assert level(decided, end_of(decided)) == ("decided", "partial")
    assert level(decided, RECORDED) == ("decided", "full")
    assert level(TODAY) == ("invited", None)


def test_an_undone_step_says_nothing_of_days_before_the_step_that_it_followed(
    practice_contract, full_contract, officer, approver
):
    """A notice of long ago was recorded of a contract by a slip; the contract is known since today,
    and neither the notice nor its undoing makes it older."""
    given, between = TODAY - 10 * WEEK, TODAY - WEEK
    decided = {"level": "full", "signatories": "Pat Partner", "decided_on": given}
    asked = Participation(
        practice=practice_contract.practice, vanguard=full_contract.vanguard, **decided
    )
    place(asked, "decided", by=officer)
    practice_contracts.give_suspension_notice(
        contract_id=practice_contract.pk, mcp_contract_id=full_contract.pk, notice_given_on=given,
        by=officer, at=NOW + timedelta(hours=1),
    )  # fmt: skip
    undo(
        case_type="contracts.practicecontract", case_id=practice_contract.pk, by=approver,
        at=NOW + timedelta(hours=2), note="Another practice's.",
    )  # fmt: skip
    assert status(AsAt(between, NOW + timedelta(hours=1))) == "retained"
    assert status(AsAt(between)) is None
    assert status(AsAt(TODAY)) == "retained"
    rows = AsAt(TODAY).opened(PracticeContract.objects.all())
    told = rows.annotate(then=AsAt(TODAY).recorded(PracticeContract, "notice_given_on"))
    assert told.values_list("then", flat=True).get() is None
    assert rows.annotate(v=AsAt(TODAY).version(PracticeContract)).get().v == 3


@pytest.mark.parametrize("days", [-9, 9])
def test_a_corrected_suspension_was_true_all_along_and_is_known_since(world, days):
    """Suspended from Monday by what was recorded, and from another day by what is corrected."""
    contract, wrong, right = world.suspendable(), TODAY, TODAY + timedelta(days=days)
    practice_contracts.suspend(contract_id=contract.pk, by=world.approver, at=NOW)
    found = NOW + 5 * WEEK
    contract_records.correct_record(
        contract_id=contract.pk, suspended_on=right, starts_under_mcp_on=right,
        by=world.approver, at=found, note="The letter says so.",
    )  # fmt: skip
    event = contract.changes.latest("version")
    assert event.facts["corrects"] == {"suspended_on": event.version - 1}
    day = timedelta(days=1)
    assert [status(AsAt(on)) for on in (right - day, right, right + day)] == [
        None if right < wrong else "retained",
        "suspended",
        "suspended",
    ]
    for on in (wrong, right, TODAY + 2 * WEEK):
        assert suspended_on(AsAt(on)) == (right if on >= right else None)
    before = found - day
    assert status(AsAt(wrong, before)) == "suspended"
    assert suspended_on(AsAt(TODAY + 2 * WEEK, before)) == wrong
    assert status(AsAt(wrong - day, before)) is None


def test_the_last_of_two_corrections_is_what_was_true(world):
    contract = world.suspendable()
    practice_contracts.suspend(contract_id=contract.pk, by=world.approver, at=NOW)
    for weeks in (1, 2):
        right = TODAY - weeks * WEEK
        contract_records.correct_record(
            contract_id=contract.pk, suspended_on=right, starts_under_mcp_on=right,
            by=world.approver, at=NOW + weeks * WEEK, note="Misread.",
        )  # fmt: skip
    assert suspended_on(AsAt(TODAY - 2 * WEEK)) == TODAY - 2 * WEEK
    assert suspended_on(AsAt(TODAY, NOW + WEEK)) == TODAY - WEEK
    assert status(AsAt(TODAY - 10 * timedelta(days=1), NOW + WEEK)) is None


def test_a_corrected_notice_and_type_were_so_from_the_first(world):
    """A notice counts from its own day, and a contract was of its type since it is on record."""
    world.decides_fully()
    recorded = practice_contracts.record(
        practice_id=world.practice.pk, contract_type="pms", by=world.officer, at=NOW
    )
    practice_contracts.give_suspension_notice(
        contract_id=recorded.pk, mcp_contract_id=world.signed_contract().pk,
        notice_given_on=TODAY, by=world.officer, at=NOW,
    )  # fmt: skip
    contract_records.correct_record(
        contract_id=recorded.pk, notice_given_on=TODAY - WEEK, contract_type="gms",
        by=world.approver, at=NOW + WEEK, note="Misread.",
    )  # fmt: skip
    rows = PracticeContract.objects.with_status_as_at(AsAt(TODAY - WEEK))
    assert rows.values_list("at_state", flat=True).get() == "suspension_noticed"
    for moment, held in ((AsAt(TODAY), "gms"), (AsAt(TODAY, end_of(TODAY)), "pms")):
        rows = PracticeContract.objects.with_status_as_at(moment)
        assert rows.values_list("at_contract_type", flat=True).get() == held
