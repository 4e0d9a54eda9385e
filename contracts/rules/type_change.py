"""Conditions of changing a contract's type, of processes against it, and of corrections."""

from collections.abc import Iterator
from enum import StrEnum

from contracts.rules.authorities import (
    GMS_SCHEDULE_3A_2,
    GMS_SCHEDULE_3A_8,
    PMS_TO_GMS,
    PROGRAMME_RULE,
    SI_2019_248,
)
from contracts.rules.periods import add_months, notice_deadline, reactivation_points
from contracts.rules.practice_facts import Facts
from contracts.rules.practice_states import SUSPENDABLE_TYPES, ContractType
from core.law import Party, Reason, rule
from core.wording import day


class Process(StrEnum):
    """A process that the commissioner runs against a contract."""

    REMEDIAL = "remedial"
    TERMINATION = "termination"


@rule("R24", whose=Party.PRACTICE)
def only_pms_becomes_gms(facts: Facts) -> Iterator[Reason]:
    """A PMS contract may become a GMS contract; no other change of type is a right."""
    if facts.contract_type != ContractType.PMS:
        yield Reason(
            "type_change_not_pms",
            f"{facts.practice} holds a {facts.contract_type.upper()} contract. "
            "Only a PMS contract can be changed to GMS.",
            str(PMS_TO_GMS),
        )


def _is_pms(facts: Facts) -> bool:
    return facts.contract_type == ContractType.PMS


@rule(
    "R24",
    whose=Party.PRACTICE,
    mended_by="practice_contract.notice_type_change",
    applies=_is_pms,
)
def type_change_is_noticed(facts: Facts) -> Iterator[Reason]:
    """The practice has given notice that its contract is to become a GMS contract."""
    if facts.type_change_noticed_on is None or facts.type_change_on is None:
        yield Reason(
            "type_change_not_noticed",
            f"{facts.practice} has not given notice of a change to GMS.",
            str(PMS_TO_GMS),
        )


@rule("R24", whose=Party.PRACTICE, mended_by="practice_contract.notice_type_change")
def type_change_notice_is_whole(facts: Facts) -> Iterator[Reason]:
    """The notice comes some months before the change, and names who will hold the contract."""
    given, wanted = facts.type_change_noticed_on, facts.type_change_on
    if given is None or wanted is None:
        return
    months = facts.figures.pms_to_gms_notice_months
    earliest = add_months(given, months)
    if wanted < earliest:
        yield Reason(
            "type_change_notice_short",
            f"The notice is dated {day(given)}. The contract can change {months} months later, "
            f"from {day(earliest)} on, and not on {day(wanted)}.",
            str(PMS_TO_GMS),
        )
    if given > facts.on:
        yield Reason(
            "type_change_notice_in_the_future",
            f"The notice is dated {day(given)}, which has not come yet.",
            str(PROGRAMME_RULE),
        )
    if not facts.type_change_persons.strip():
        yield Reason(
            "type_change_persons_missing",
            "Name the persons who will hold the GMS contract and meet its conditions.",
            str(PMS_TO_GMS),
        )


@rule("R24", whose=Party.TIME)
def type_change_has_come(facts: Facts) -> Iterator[Reason]:
    """The type changes on the day named in the notice, or later."""
    if facts.type_change_on and facts.type_change_on > facts.on:
        yield Reason(
            "type_change_not_come",
            f"The contract of {facts.practice} becomes a GMS contract on "
            f"{day(facts.type_change_on)}.",
            str(PMS_TO_GMS),
        )


@rule("R09", whose=Party.COMMISSIONER, mended_by="practice_contract.close_process")
def no_process_is_live(facts: Facts) -> Iterator[Reason]:
    """No contract is suspended while a remedial or termination process runs against it."""
    if facts.live_process:
        yield Reason(
            "process_live",
            f"A {facts.live_process} process against {facts.practice} is open. It must be closed "
            "before its contract can be suspended.",
            str(PROGRAMME_RULE),
        )


@rule("R09", whose=Party.COMMISSIONER, mended_by="practice_contract.close_process")
def one_process_at_a_time(facts: Facts) -> Iterator[Reason]:
    """A named process is opened where none is open."""
    if facts.live_process:
        yield Reason(
            "process_open_already",
            f"A {facts.live_process} process against {facts.practice} is open already.",
            str(PROGRAMME_RULE),
        )
    if facts.opening_process == "":
        yield Reason(
            "process_not_named",
            "Say which process is open: remedial or termination.",
            str(PROGRAMME_RULE),
        )


@rule("R09", whose=Party.COMMISSIONER, mended_by="practice_contract.open_process")
def a_process_is_open(facts: Facts) -> Iterator[Reason]:
    """Only a process that is open is closed."""
    if not facts.live_process:
        yield Reason(
            "no_process_open",
            f"No process against {facts.practice} is open.",
            str(PROGRAMME_RULE),
        )


@rule(whose=Party.NHS_ENGLAND)
def correction_corrects(facts: Facts) -> Iterator[Reason]:
    """A correction changes something that is on record."""
    if facts.corrected is not None and not facts.corrected:
        yield Reason(
            "nothing_corrected",
            "Nothing that you entered differs from what is on record.",
            str(PROGRAMME_RULE),
        )


@rule("R08", "R25", whose=Party.NHS_ENGLAND)
def corrected_suspension_is_lawful(facts: Facts) -> Iterator[Reason]:
    """What is corrected of a suspension leaves a suspension that could have been."""
    if not facts.is_dormant:
        if facts.suspended_on is not None and "suspended_on" in (facts.corrected or ()):
            yield Reason(
                "correction_without_suspension",
                f"The contract of {facts.practice} is not suspended; there is no day to correct.",
                str(PROGRAMME_RULE),
            )
        return
    if facts.contract_type not in SUSPENDABLE_TYPES:
        yield Reason(
            "corrected_type_not_suspendable",
            f"The contract is suspended, and so was a GMS or PMS contract, not "
            f"{facts.contract_type.upper()}.",
            str(SI_2019_248),
        )
    start = facts.suspended_on
    if start is not None and not facts.figures.suspension_law_from <= start <= facts.on:
        yield Reason(
            "corrected_suspension_wrong",
            f"{day(start)} cannot be the day of suspension: it lies between "
            f"{day(facts.figures.suspension_law_from)} and today.",
            str(SI_2019_248),
        )


def _corrects_a_suspension(facts: Facts) -> bool:
    """Whether a day on which the suspension rests is about to be corrected."""
    days = {"suspended_on", "starts_under_mcp_on", "notice_given_on"}
    return facts.is_dormant and bool(days & (facts.corrected or frozenset()))


@rule("R04", "R06", "R07", whose=Party.NHS_ENGLAND, applies=_corrects_a_suspension)
def corrected_suspension_keeps_its_order(facts: Facts) -> Iterator[Reason]:
    """However it is corrected, a suspension takes effect on the day on which the practice starts
    under the MCP contract, after its notice and after the letters to its patients."""
    slept, start = facts.suspended_on, facts.starts_under_mcp_on
    given, letters = facts.notice_given_on, facts.letters_completed_on
    if slept is None:
        return
    if start is not None and start != slept:
        yield Reason(
            "corrected_start_differs",
            f"The contract would be suspended from {day(slept)}, and the practice start under the "
            f"MCP contract on {day(start)}. They are one day: correct both.",
            str(GMS_SCHEDULE_3A_2),
        )
    if given is not None and given > slept:
        yield Reason(
            "corrected_notice_after_suspension",
            f"The notice would be dated {day(given)}, after the suspension of {day(slept)}.",
            str(GMS_SCHEDULE_3A_2),
        )
    if letters is not None and letters >= slept:
        yield Reason(
            "corrected_suspension_before_letters",
            f"The letters to patients were completed on {day(letters)}; they came before the "
            f"suspension, which cannot have taken effect on {day(slept)}.",
            str(GMS_SCHEDULE_3A_2),
        )


@rule(
    "R13",
    "R14",
    whose=Party.PRACTICE,
    mended_by="practice_contract.withdraw_reactivation_notice",
    applies=_corrects_a_suspension,
)
def notice_of_return_still_fits(facts: Facts) -> Iterator[Reason]:
    """A notice of return that stands is counted from the day of suspension, and fits it still."""
    start, given, wanted = facts.suspended_on, facts.reactivation_noticed_on, facts.reactivation_on
    if start is None or given is None or wanted is None or wanted == facts.mcp_contract_ends_on:
        return
    points = reactivation_points(start, facts.figures)
    if wanted not in points or given > notice_deadline(wanted, facts.figures):
        yield Reason(
            "return_notice_no_longer_fits",
            f"The notice of {day(given)} names {day(wanted)} for the return. Of a contract "
            f"suspended on {day(start)} that is no reactivation point, or it was given too late. "
            "The practice withdraws its notice first, and gives another.",
            str(GMS_SCHEDULE_3A_8),
        )
