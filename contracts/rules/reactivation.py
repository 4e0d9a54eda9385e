"""Every condition of a suspended contract's return (Schedule 3A, paragraphs 7 and 8)."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from contracts.rules.authorities import (
    GMS_SCHEDULE_3A_7_DRAFT,
    GMS_SCHEDULE_3A_8,
    PROGRAMME_RULE,
    REACTIVATION_AT_CONTRACT_END,
    TWO_YEARLY_POINTS,
)
from contracts.rules.holders import must_consent
from contracts.rules.periods import next_point, notice_deadline, reactivation_points
from contracts.rules.practice_facts import Facts
from contracts.rules.practice_states import Eligibility
from contracts.rules.windows import number_of_window
from core.law import Party, Reason, rule
from core.wording import day


class Patients(StrEnum):
    """Where former patients go when the contract resumes, unless they ask otherwise."""

    RETURN = "return"
    STAY = "stay"


@rule("R16", whose=Party.PRACTICE)
def contract_was_never_reactivated(facts: Facts) -> Iterator[Reason]:
    """A contract can be reactivated only once."""
    if facts.reactivated_on is not None:
        yield Reason(
            "already_reactivated_once",
            f"{facts.practice} reactivated its contract on {day(facts.reactivated_on)}; "
            "that can be done only once.",
            str(TWO_YEARLY_POINTS),
        )


def _at_the_contracts_end(facts: Facts) -> bool:
    return facts.reactivation_on is not None and facts.reactivation_on == facts.mcp_contract_ends_on


def day_of_return(noticed: date | None, *, was: date | None, ends_on: date | None) -> date | None:
    """On which day a contract resumes whose notice names a day, now that the MCP contract ends
    otherwise than it was to: a return at its end stays one, and none lies after it."""
    if noticed is None or ends_on is None:
        return noticed
    return ends_on if noticed == was or noticed > ends_on else noticed


@rule("R13", "R23", whose=Party.PRACTICE, mended_by="practice_contract.give_reactivation_notice")
def return_comes_by_the_contracts_end(facts: Facts) -> Iterator[Reason]:
    """Nobody returns later than on the end of the MCP contract: patients are never without one."""
    wanted, ends_on = facts.later_on or facts.reactivation_on, facts.mcp_contract_ends_on
    if wanted and ends_on and wanted > ends_on:
        yield Reason(
            "return_after_contract_end",
            f"{facts.mcp_contract_name} ends on {day(ends_on)}; from that day {facts.practice} "
            f"would have no contract to serve under until {day(wanted)}.",
            str(GMS_SCHEDULE_3A_8),
        )


@rule("R19", "R23", whose=Party.COMMISSIONER, mended_by="mcp_contract.give_notice_of_end")
def return_follows_the_contract(facts: Facts) -> Iterator[Reason]:
    """The day of a return is moved only as the end of the MCP contract is."""
    if facts.following is None or facts.following != facts.mcp_contract_ends_on:
        yield Reason(
            "contract_end_not_moved",
            f"The day on which {facts.practice} returns moves with the end of the MCP contract, "
            "and not by itself.",
            str(GMS_SCHEDULE_3A_8),
        )


@rule("R13", "R23", whose=Party.PRACTICE, mended_by="practice_contract.give_reactivation_notice")
def reactivation_falls_on_a_point(facts: Facts) -> Iterator[Reason]:
    """The day named is a reactivation point, or the day on which the MCP contract is over."""
    start, wanted = facts.suspended_on, facts.reactivation_on
    if start is None or wanted is None or _at_the_contracts_end(facts):
        return
    if wanted in reactivation_points(start, facts.figures):
        return
    coming = next_point(start, facts.on, facts.figures)
    hint = f" The next for which notice can still be given is {day(coming)}." if coming else ""
    yield Reason(
        "not_a_reactivation_point",
        f"{day(wanted)} is not a reactivation point of {facts.practice}.{hint}",
        str(GMS_SCHEDULE_3A_8),
    )


@rule("R13", whose=Party.PRACTICE, mended_by="practice_contract.give_reactivation_notice")
def reactivation_lies_ahead(facts: Facts) -> Iterator[Reason]:
    """A contract is not made to resume on a day before the notice."""
    given, wanted = facts.reactivation_noticed_on, facts.reactivation_on
    if given and wanted and wanted <= given:
        yield Reason(
            "reactivation_before_notice",
            f"The notice is dated {day(given)} and names {day(wanted)}. "
            "A reactivation is not made to reach back.",
            str(GMS_SCHEDULE_3A_8),
        )


@rule("R14", whose=Party.PRACTICE, mended_by="practice_contract.give_reactivation_notice")
def notice_of_reactivation_is_in_time(facts: Facts) -> Iterator[Reason]:
    """Notice is given the required number of months before the day named."""
    start, given, wanted = facts.suspended_on, facts.reactivation_noticed_on, facts.reactivation_on
    if start is None or given is None or wanted is None or _at_the_contracts_end(facts):
        return
    if wanted not in reactivation_points(start, facts.figures):
        return
    last = notice_deadline(wanted, facts.figures)
    if last < given < wanted:
        yield Reason(
            "reactivation_notice_too_late",
            f"Notice for {day(wanted)} had to be given by {day(last)}, "
            f"{facts.figures.reactivation_notice_months} months before. "
            f"It was given on {day(given)}.",
            str(GMS_SCHEDULE_3A_7_DRAFT),
        )


@rule(whose=Party.TIME)
def return_notice_is_not_in_the_future(facts: Facts) -> Iterator[Reason]:
    """A notice of reactivation is recorded on the day it was given, or later."""
    given = facts.reactivation_noticed_on
    if given and given > facts.on:
        yield Reason(
            "return_notice_in_the_future",
            f"The notice is dated {day(given)}, which has not come yet.",
            str(PROGRAMME_RULE),
        )


@rule("R13", whose=Party.NHS_ENGLAND)
def approved_day_is_later(facts: Facts) -> Iterator[Reason]:
    """NHS England may approve a day later than the one in the notice, and none earlier."""
    named, later = facts.reactivation_on, facts.later_on
    if named and later and later <= named:
        yield Reason(
            "not_a_later_day",
            f"The notice names {day(named)}. NHS England can approve a later day only.",
            str(GMS_SCHEDULE_3A_8),
        )


@rule("R17", whose=Party.PRACTICE)
def consent_is_asked_of_this_holder(facts: Facts) -> Iterator[Reason]:
    """Consent is given once, by a holder of the day of suspension or a lawful successor."""
    asked = facts.consenting
    if asked is None or facts.suspended_on is None:
        return
    needed = {
        each.id for _, each in must_consent(facts.holders, facts.suspended_on, facts.on) if each
    }
    if asked.id not in needed:
        yield Reason(
            "consent_not_asked",
            f"{asked.name} neither held the contract on {day(facts.suspended_on)}, and still does, "
            "nor is on record as the successor of one who did.",
            str(TWO_YEARLY_POINTS),
        )
    if asked.id in facts.consents:
        yield Reason(
            "consent_on_record",
            f"The consent of {asked.name} to this notice is on record already.",
            str(PROGRAMME_RULE),
        )
    given, noticed = facts.consented_on, facts.reactivation_noticed_on
    if given and (given > facts.on or (noticed and given < noticed)):
        yield Reason(
            "consent_day_wrong",
            f"The consent is dated {day(given)}. It is given to the notice of "
            f"{day(noticed or facts.on)}, on that day or later, and not in the future.",
            str(PROGRAMME_RULE),
        )


@rule("R17", whose=Party.PRACTICE, mended_by="practice_contract.record_consent")
def every_holder_has_consented(facts: Facts) -> Iterator[Reason]:
    """All who held the contract when it was suspended, or their lawful successors, consent."""
    if facts.suspended_on is None:
        return
    asked = must_consent(facts.holders, facts.suspended_on, facts.on)
    if not asked:
        yield Reason(
            "holders_unknown",
            f"Nobody is on record as holding the contract on {day(facts.suspended_on)}, the day "
            "of its suspension. Record the holders of that day first.",
            str(TWO_YEARLY_POINTS),
        )
    for was, now in asked:
        if now is None:
            left = f" on {day(was.left_on)}" if was.left_on else ""
            yield Reason(
                "successor_unknown",
                f"{was.name} left{left}, and no successor is on record.",
                str(TWO_YEARLY_POINTS),
            )
    for name in dict.fromkeys(e.name for _, e in asked if e and e.id not in facts.consents):
        yield Reason(
            "consent_missing",
            f"{name} has not consented to the return of {facts.practice}.",
            str(TWO_YEARLY_POINTS),
        )


@rule("R18", whose=Party.NHS_ENGLAND)
def finding_is_given(facts: Facts) -> Iterator[Reason]:
    """NHS England found one thing or another."""
    if facts.finding == "":
        yield Reason(
            "finding_missing",
            "Say what NHS England found: eligible, not eligible, or a ground to terminate.",
            str(GMS_SCHEDULE_3A_8),
        )


@rule("R18", "R27", whose=Party.NHS_ENGLAND, mended_by="practice_contract.confirm_eligibility")
def eligibility_is_confirmed(facts: Facts) -> Iterator[Reason]:
    """NHS England confirms that the practice is still eligible and gave no right to terminate."""
    if not facts.eligibility:
        yield Reason(
            "eligibility_to_confirm",
            f"NHS England has not confirmed that {facts.practice} is still eligible, or its "
            "partners have changed since.",
            str(GMS_SCHEDULE_3A_8),
        )
    elif facts.eligibility == Eligibility.NOT_ELIGIBLE:
        yield Reason(
            "not_eligible",
            f"{facts.practice} is not eligible to hold its contract, as NHS England found.",
            str(GMS_SCHEDULE_3A_8),
        )
    elif facts.eligibility == Eligibility.CONDUCT:
        yield Reason(
            "conduct_gives_right_to_terminate",
            f"During the suspension {facts.practice} did something that gives a right to "
            "terminate, as NHS England found.",
            str(GMS_SCHEDULE_3A_8),
        )


@rule("R19", whose=Party.TIME)
def reactivation_date_has_come(facts: Facts) -> Iterator[Reason]:
    """The contract resumes on the day after the last day under the MCP contract, which has come."""
    if facts.reactivation_on and facts.reactivation_on > facts.on:
        yield Reason(
            "reactivation_date_not_come",
            f"{facts.practice} resumes its contract on {day(facts.reactivation_on)}.",
            str(GMS_SCHEDULE_3A_8),
        )


@rule("R15", "R23", whose=Party.NHS_ENGLAND)
def where_patients_go_is_known(facts: Facts) -> Iterator[Reason]:
    """Where former patients go is settled by the point, or decided where the MCP contract ends."""
    start, wanted = facts.suspended_on, facts.reactivation_on
    if start is None or wanted is None or facts.patients is None or facts.patients:
        return
    if number_of_window(start, wanted, facts.figures, ends_on=facts.mcp_contract_ends_on) == 0:
        yield Reason(
            "patients_not_decided",
            f"{facts.practice} returns because the MCP contract ends on {day(wanted)}. Say whether "
            "its former patients return or stay; it is not assumed.",
            str(REACTIVATION_AT_CONTRACT_END),
        )
