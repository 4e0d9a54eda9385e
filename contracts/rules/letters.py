"""The letters that a suspension or a return demands: runs, counts, and what they must add up to.

Only counts, days and a hash of the mailing file are ever kept: nothing of any patient.
"""

from collections.abc import Iterator
from enum import StrEnum

from contracts.rules.authorities import GMS_SCHEDULE_3A_2, GMS_SCHEDULE_3A_8, PROGRAMME_RULE
from contracts.rules.practice_facts import Facts
from contracts.rules.windows import number_of_window
from core.law import Party, Reason, rule
from core.wording import day, number


class Purpose(StrEnum):
    """What the letters say."""

    SUSPENSION = "suspension"
    REACTIVATION = "reactivation"


@rule(whose=Party.NHS_ENGLAND)
def run_is_plausible(facts: Facts) -> Iterator[Reason]:
    """A run of letters has been sent, its counts and days agree, and it is recorded once."""
    run = facts.run
    if run is None:
        return
    if run.posted < 1 or run.returned > run.posted:
        yield Reason(
            "letter_counts_wrong",
            f"{number(run.posted)} letters were posted and {number(run.returned)} came back. "
            "At least one must have been posted, and no more can come back than were posted.",
            str(PROGRAMME_RULE),
        )
    if run.sent_from > run.sent_until or run.sent_until > facts.on:
        yield Reason(
            "letter_days_wrong",
            f"The run went out from {day(run.sent_from)} until {day(run.sent_until)}. It is "
            "recorded once it is over, and begins before it ends.",
            str(PROGRAMME_RULE),
        )
    if run.reference in facts.run_references:
        yield Reason(
            "letter_run_on_record",
            f"The run {run.reference} is on record already.",
            str(PROGRAMME_RULE),
        )


@rule("R20", whose=Party.NHS_ENGLAND)
def run_says_how_many_it_addresses(facts: Facts) -> Iterator[Reason]:
    """Letters about a return say how many service users live in the former practice area."""
    if facts.run is not None and facts.is_dormant and not facts.run.addressed:
        yield Reason(
            "addressees_missing",
            "Say how many service users live in the former practice area; the letters are "
            "reconciled against that number.",
            str(GMS_SCHEDULE_3A_8),
        )


@rule(whose=Party.NHS_ENGLAND, mended_by="practice_contract.record_patient_letters")
def exception_covers_who_is_left(facts: Facts) -> Iterator[Reason]:
    """An exception is for people whom the letters sent so far did not reach, and no more."""
    if facts.excepting is None:
        return
    if facts.letters_completed_on is None:
        yield Reason(
            "exception_without_letters",
            f"No letters to the patients of {facts.practice} are recorded yet.",
            str(GMS_SCHEDULE_3A_2),
        )
        return
    left = (facts.registered_patients or 0) - (facts.letters_sent or 0) - facts.letters_excepted
    if not 1 <= facts.excepting <= max(left, 0):
        yield Reason(
            "exception_too_large",
            f"{number(max(left, 0))} registered patients of {facts.practice} have not been "
            f"reached; {number(facts.excepting)} cannot be excepted.",
            str(PROGRAMME_RULE),
        )


@rule("R06", whose=Party.NHS_ENGLAND, mended_by="practice_contract.record_patient_letters")
def every_patient_has_been_written_to(facts: Facts) -> Iterator[Reason]:
    """NHS England has written to each person on the registered list."""
    if facts.letters_completed_on is None:
        yield Reason(
            "patient_letters_missing",
            f"The letters to every registered patient of {facts.practice} are not recorded.",
            str(GMS_SCHEDULE_3A_2),
        )
        return
    registered = facts.registered_patients
    told = (facts.letters_sent or 0) + facts.letters_excepted
    if registered is None:
        yield Reason(
            "list_size_unknown",
            f"No registered list of {facts.practice} is known, so that it cannot be said whether "
            "every patient has been written to. Import its list first.",
            str(GMS_SCHEDULE_3A_2),
        )
    elif told < registered and facts.list_grew_since_the_letters:
        then, now = facts.listed_when_written_on or facts.on, facts.registered_on or facts.on
        yield Reason(
            "patient_list_grew",
            f"When the letters were completed on {day(facts.letters_completed_on)}, the list of "
            f"{day(then)} had {number(facts.listed_when_written or 0)} patients, and all had been "
            f"written to. The list of {day(now)} has {number(registered)}: "
            f"{number(registered - told)} more must be written to.",
            str(GMS_SCHEDULE_3A_2),
        )
    elif told < registered:
        excepted = f" and {number(facts.letters_excepted)} excepted" * bool(facts.letters_excepted)
        yield Reason(
            "patient_letters_incomplete",
            f"{number(facts.letters_sent or 0)} letters were sent{excepted}; {facts.practice} has "
            f"{number(registered)} registered patients. {number(registered - told)} more must be "
            "written to.",
            str(GMS_SCHEDULE_3A_2),
        )


@rule("R07", whose=Party.NHS_ENGLAND, mended_by="practice_contract.record_start_date")
def letters_went_before_the_start(facts: Facts) -> Iterator[Reason]:
    """Patients were told before the day on which their practice's contract is suspended."""
    start, letters = facts.starts_under_mcp_on, facts.letters_completed_on
    if start and letters and letters >= start:
        yield Reason(
            "patient_letters_too_late",
            f"The letters were completed on {day(letters)}; they must be completed before the "
            f"suspension takes effect on {day(start)}.",
            str(GMS_SCHEDULE_3A_2),
        )


def _returns_at_the_first_point(facts: Facts) -> bool:
    start, wanted = facts.suspended_on, facts.reactivation_on
    if start is None or wanted is None:
        return False
    ends_on = facts.mcp_contract_ends_on
    return number_of_window(start, wanted, facts.figures, ends_on=ends_on) == 1


@rule(
    "R20",
    whose=Party.NHS_ENGLAND,
    mended_by="practice_contract.record_patient_letters",
    applies=_returns_at_the_first_point,
)
def residents_have_been_written_to(facts: Facts) -> Iterator[Reason]:
    """At the first point, each service user in the former practice area has been written to."""
    sent, due = facts.return_letters_sent, facts.return_letters_due
    completed = facts.return_letters_completed_on
    if sent is None or due is None or completed is None:
        yield Reason(
            "resident_letters_missing",
            "The letters to the MCP's service users who live in the former practice area of "
            f"{facts.practice} are not recorded.",
            str(GMS_SCHEDULE_3A_8),
        )
    elif sent < due:
        yield Reason(
            "resident_letters_incomplete",
            f"{number(sent)} of {number(due)} service users in the former practice area have been "
            f"written to. {number(due - sent)} more must be.",
            str(GMS_SCHEDULE_3A_8),
        )
    elif facts.reactivation_on and completed >= facts.reactivation_on:
        yield Reason(
            "resident_letters_too_late",
            f"The letters were completed on {day(completed)}; they must be completed before the "
            f"contract resumes on {day(facts.reactivation_on)}.",
            str(GMS_SCHEDULE_3A_8),
        )
