"""Acts upon the letters to patients: runs, runs struck out, and people excepted."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from casework.runner import Doing, lock, make, permit, reasons_against_fields
from contracts.models import NoticeRun, PracticeContract
from contracts.rules.letters import Purpose
from contracts.rules.practice_contract import MOVES
from contracts.rules.practice_facts import LetterRun
from contracts.rules.practice_states import DORMANT
from contracts.selectors.facts import practice_contract_facts
from core.clock import civil_date
from core.errors import NotFound, Refused, refuse_if
from core.fields import EARLIEST
from core.law import Reason
from core.transactions import step, use_case
from organisations.selectors import latest_lists

TOLD = ("letters_sent", "letters_completed_on")
"""What all runs together come to, as each event about them keeps it."""

WRITTEN = ("reference", "posted", "returned", "failed", "addressed", "sent_from", "sent_until")


@use_case
def record_patient_letters(
    *,
    contract_id: UUID,
    reference: str,
    posted: int,
    sent_from: date,
    sent_until: date,
    file_sha256: str,
    returned: int = 0,
    failed: int = 0,
    addressed: int | None = None,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> PracticeContract:
    """Record one run of letters: before the suspension to registered patients, afterwards to the
    MCP's service users in the former practice area. Counts, days and a hash are kept, and no name.
    """
    contract, doing = lock(PracticeContract, contract_id), Doing(by, at, note, seen)
    permit(MOVES["record_patient_letters"], doing)
    run = NoticeRun(
        contract=contract,
        purpose=_purpose(contract),
        reference=reference.strip(),
        posted=posted,
        returned=returned,
        failed=failed,
        addressed=addressed,
        file_sha256=file_sha256.strip().lower(),
        sent_from=sent_from,
        sent_until=sent_until,
        recorded_at=at,
        recorded_by=by,
    )
    refuse_if(_against(run), move="record_patient_letters")
    known = latest_lists([contract.practice_id], on=sent_until).get(contract.practice_id)
    if known is not None:
        run.listed, run.listed_on = known.registered, known.counted_on
    told = LetterRun(run.reference, posted, returned, sent_from, sent_until, addressed)
    facts = practice_contract_facts(contract, on=civil_date(at), run=told)
    return _recorded(contract, "record_patient_letters", facts, doing, run)


@use_case
def except_from_letters(
    *,
    contract_id: UUID,
    excepted: int,
    by: User,
    at: datetime,
    note: str,
    seen: int | None = None,
) -> PracticeContract:
    """So many registered patients cannot be written to, for the reason given; a count, no names."""
    contract, doing = lock(PracticeContract, contract_id), Doing(by, at, note, seen)
    permit(MOVES["except_from_letters"], doing)
    on = civil_date(at)
    run = NoticeRun(
        contract=contract,
        purpose=Purpose.SUSPENSION,
        reference="Exception",
        excepted=excepted,
        reason=note.strip(),
        sent_from=on,
        sent_until=on,
        recorded_at=at,
        recorded_by=by,
    )
    refuse_if(reasons_against_fields(run, {"excepted"}), move="except_from_letters")
    facts = practice_contract_facts(contract, on=on, excepting=excepted)
    return _recorded(contract, "except_from_letters", facts, doing, run)


@use_case
def strike_letter_run(
    *,
    contract_id: UUID,
    run_id: UUID,
    by: User,
    at: datetime,
    note: str,
    seen: int | None = None,
) -> PracticeContract:
    """A run, or an exception, was recorded wrongly and counts no more; it stays on record.

    Raises:
        NotFound: the contract has no such run.
        Refused: it has been struck out already.
    """
    contract, doing = lock(PracticeContract, contract_id), Doing(by, at, note, seen)
    permit(MOVES["strike_letter_run"], doing)
    run = contract.notice_runs.filter(pk=run_id).first()
    if run is None:
        raise NotFound("This contract has no such run of letters.")
    if run.struck_at is not None:
        text = f"The run {run} has been struck out already."
        raise Refused((Reason("run_struck_out", text),), move="strike_letter_run")
    facts = practice_contract_facts(contract, on=civil_date(at))
    run.struck_at, run.struck_by = at, by
    run.save(update_fields=["struck_at", "struck_by"])
    left = practice_contract_facts(contract, on=civil_date(at))
    recorded = {"reference": run.reference}
    if run.purpose == Purpose.SUSPENSION:
        recorded |= {name: getattr(left, name) for name in TOLD}
    return make(contract, MOVES["strike_letter_run"], facts=facts, doing=doing, recorded=recorded)


@step
def strike_all(contract: PracticeContract, purpose: Purpose, doing: Doing) -> None:
    """What was sent for a notice that is withdrawn counts no more."""
    runs = contract.notice_runs.standing().filter(purpose=purpose)
    runs.update(struck_at=doing.at, struck_by=doing.by)


def _recorded(
    contract: PracticeContract, move: str, facts: Any, doing: Doing, run: NoticeRun
) -> PracticeContract:
    """The move is judged, then the run is kept, with what all of them come to in the event."""
    said: dict[str, Any] = {name: getattr(run, name) for name in WRITTEN if getattr(run, name)}
    if run.excepted:
        said = {"excepted": run.excepted}
    elif run.purpose == Purpose.SUSPENSION:
        said["letters_sent"] = (facts.letters_sent or 0) + run.reached
        said["letters_completed_on"] = max(facts.letters_completed_on or EARLIEST, run.sent_until)
    make(contract, MOVES[move], facts=facts, doing=doing, recorded=said)
    run.save(force_insert=True)
    return contract


def _purpose(contract: PracticeContract) -> Purpose:
    return Purpose.REACTIVATION if contract.state in DORMANT else Purpose.SUSPENSION


def _against(run: NoticeRun) -> tuple[Reason, ...]:
    reasons = reasons_against_fields(run, {*WRITTEN, "file_sha256"})
    if not run.file_sha256:
        text = "Enter the SHA-256 hash of the mailing file, so that the run can be proved."
        reasons += (Reason("invalid_file_sha256", f"Hash of the mailing file: {text}"),)
    return reasons
