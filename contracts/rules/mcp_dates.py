"""Conditions of the dates of an MCP contract: signature, service, term and end."""

from collections.abc import Iterator

from contracts.rules.authorities import (
    GMS_SCHEDULE_3A_8,
    MCP_FRAMEWORK_2016,
    PROCUREMENT_2015,
    PROGRAMME_RULE,
    SI_2019_248_REG_15,
)
from contracts.rules.forms import PUBLISHED
from contracts.rules.mcp_facts import McpContractFacts
from contracts.rules.mcp_states import ContractForm, Integration
from contracts.rules.periods import add_months
from core.law import Party, Reason, rule
from core.wording import count, day

Facts = McpContractFacts


@rule(whose=Party.TIME)
def award_is_not_in_the_future(facts: Facts) -> Iterator[Reason]:
    """An award is recorded on the day on which it was made, or later."""
    if facts.awarded_on and facts.awarded_on > facts.on:
        yield Reason(
            "awarded_in_the_future",
            f"The award is dated {day(facts.awarded_on)}, which has not come yet.",
            str(PROGRAMME_RULE),
        )


@rule(whose=Party.COMMISSIONER)
def signature_follows_the_award(facts: Facts) -> Iterator[Reason]:
    """A procured contract is signed on the day of its award or later."""
    if facts.awarded_on and facts.signed_on and facts.signed_on < facts.awarded_on:
        yield Reason(
            "signed_before_award",
            f"The signature is dated {day(facts.signed_on)}; {facts.name} was awarded on "
            f"{day(facts.awarded_on)}.",
            str(MCP_FRAMEWORK_2016),
        )


@rule("R37", "R38", whose=Party.TIME, mended_by="journey.begin_standstill")
def signature_follows_the_standstill(facts: Facts) -> Iterator[Reason]:
    """A procured contract is signed after the standstill, which follows checkpoint 2."""
    ends, signed = facts.standstill_ends_on, facts.signed_on or facts.on
    if facts.awaits_standstill:
        yield Reason(
            "standstill_not_begun",
            f"The standstill before {facts.name} can be signed has not begun. It begins once "
            "checkpoint 2 is passed and the letters to the bidders are sent.",
            str(PROCUREMENT_2015),
        )
    elif ends is not None and signed <= ends:
        yield Reason(
            "signed_in_the_standstill",
            f"The standstill runs until the end of {day(ends)}; {facts.name} can be signed from "
            f"the day after, and not on {day(signed)}.",
            str(PROCUREMENT_2015),
        )


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.award")
def procured_contract_is_awarded_first(facts: Facts) -> Iterator[Reason]:
    """A contract is signed after it was awarded; an alliance agreement needs no award."""
    if facts.integration != Integration.VIRTUAL:
        yield Reason(
            "not_awarded",
            f"{facts.name} has not been awarded; a procured contract is signed after its award.",
            str(MCP_FRAMEWORK_2016),
        )


@rule(whose=Party.TIME)
def signature_is_not_in_the_future(facts: Facts) -> Iterator[Reason]:
    """A signature is recorded on the day it was given, or later."""
    if facts.signed_on and facts.signed_on > facts.on:
        yield Reason(
            "signed_in_the_future",
            f"The signature is dated {day(facts.signed_on)}, which has not come yet.",
            str(PROGRAMME_RULE),
        )


@rule("R08", whose=Party.COMMISSIONER)
def icp_is_dated_in_force(facts: Facts) -> Iterator[Reason]:
    """An ICP contract is entered into on or after 1 April 2019."""
    if (
        facts.form == ContractForm.ICP_2019
        and facts.signed_on
        and facts.signed_on < facts.figures.icp_contract_from
    ):
        yield Reason(
            "before_icp_law",
            f"The contract is dated {day(facts.signed_on)}; an ICP contract is entered into on or "
            f"after {day(facts.figures.icp_contract_from)}.",
            str(SI_2019_248_REG_15),
        )


@rule(whose=Party.TIME, mended_by="mcp_contract.record_terms")
def service_date_has_come(facts: Facts) -> Iterator[Reason]:
    """Service starts on the day the contract says, or later."""
    if facts.starts_on is None:
        yield Reason(
            "service_date_missing",
            f"{facts.name} has no date on which services start.",
            str(PROGRAMME_RULE),
        )
    elif facts.starts_on > facts.on:
        yield Reason(
            "service_date_not_come",
            f"Services under {facts.name} start on {day(facts.starts_on)}.",
            str(PROGRAMME_RULE),
        )


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.record_terms")
def term_ends_after_it_starts(facts: Facts) -> Iterator[Reason]:
    """A contract runs for at least a day."""
    if facts.starts_on and facts.ends_on and facts.ends_on <= facts.starts_on:
        yield Reason(
            "ends_before_start",
            f"Services start on {day(facts.starts_on)}; the contract must end after that day.",
            str(PROGRAMME_RULE),
        )


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.record_terms")
def term_is_not_too_long(facts: Facts) -> Iterator[Reason]:
    """A contract runs for no more years than the framework allows."""
    longest = facts.figures.longest_term_years
    if facts.term_years and facts.term_years > longest:
        yield Reason(
            "term_too_long",
            f"The term is {count(facts.term_years, 'year')}; it can be at most {longest}.",
            str(MCP_FRAMEWORK_2016),
        )


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.record_terms", warns=True)
def term_is_as_long_as_advised(facts: Facts) -> Iterator[Reason]:
    """An ACO or ICP contract runs for ten to fifteen years."""
    known = PUBLISHED.get(facts.form)
    advised = facts.figures.advised_term_years
    if known and known.term_is_advised and facts.term_years and facts.term_years < advised:
        yield Reason(
            "term_shorter_than_advised",
            f"The term is {count(facts.term_years, 'year')}; {advised} to "
            f"{facts.figures.longest_term_years} are advised for an ACO or ICP contract.",
            str(MCP_FRAMEWORK_2016),
        )


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.record_terms")
def end_agrees_with_the_term(facts: Facts) -> Iterator[Reason]:
    """The contract ends when its term has run from the start of services."""
    if not (facts.starts_on and facts.ends_on and facts.term_years):
        return
    if facts.term_years > facts.figures.longest_term_years:
        return
    due = add_months(facts.starts_on, 12 * facts.term_years)
    if facts.ends_on != due:
        yield Reason(
            "end_disagrees_with_term",
            f"{count(facts.term_years, 'year')} from {day(facts.starts_on)} end on {day(due)}; "
            f"the end is given as {day(facts.ends_on)}.",
            str(PROGRAMME_RULE),
        )


@rule(whose=Party.COMMISSIONER)
def end_is_still_to_come(facts: Facts) -> Iterator[Reason]:
    """Notice is given of an end that lies ahead, and before the end that was agreed."""
    if facts.ends_on is None or "ends_on" not in facts.changed:
        return
    if facts.ends_on < facts.on:
        yield Reason(
            "end_has_passed",
            f"The end is given as {day(facts.ends_on)}, which has passed.",
            str(PROGRAMME_RULE),
        )
    if facts.end_on_record and facts.ends_on > facts.end_on_record:
        yield Reason(
            "end_after_the_term",
            f"{facts.name} runs until {day(facts.end_on_record)}; notice cannot make it longer.",
            str(PROGRAMME_RULE),
        )


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.give_notice_of_end")
def notice_of_end_can_be_taken_back(facts: Facts) -> Iterator[Reason]:
    """Until the day that it names, a notice is taken back, and the end is as it had been agreed."""
    ends_on = facts.end_on_record or facts.ends_on
    if facts.end_noticed_on is None:
        yield Reason("no_notice_of_end", f"No notice ends {facts.name} early.", str(PROGRAMME_RULE))
    elif ends_on and ends_on <= facts.on:
        yield Reason(
            "noticed_end_has_come",
            f"{facts.name} ended on {day(ends_on)}, as was noticed.",
            str(PROGRAMME_RULE),
        )
    elif facts.agreed_end is None:
        yield Reason(
            "no_end_was_agreed",
            f"No end of {facts.name} was agreed before the notice, to which it could return.",
            str(PROGRAMME_RULE),
        )


@rule(whose=Party.TIME, mended_by="mcp_contract.give_notice_of_end")
def end_date_has_come(facts: Facts) -> Iterator[Reason]:
    """A contract expires at the end of its term."""
    if facts.ends_on is None or facts.ends_on > facts.on:
        when = day(facts.ends_on) if facts.ends_on else "a day that is not recorded"
        yield Reason("end_date_not_come", f"{facts.name} runs until {when}.", str(PROGRAMME_RULE))


@rule("R13", "R23", whose=Party.PRACTICE, mended_by="practice_contract.give_reactivation_notice")
def no_practice_is_suspended_under_it(facts: Facts) -> Iterator[Reason]:
    """While practices' own contracts sleep, the contract that their patients are served under
    stands; at its end they may be reactivated."""
    if not facts.practices_suspended:
        return
    if facts.ends_on is None:
        how = "Give notice of its end; they can be reactivated on the day after its last."
    else:
        how = f"They can be reactivated at its end, on {day(facts.ends_on)}, or ended before."
    yield Reason(
        "practices_suspended_under_contract",
        f"The own contracts of {count(facts.practices_suspended, 'practice')} are suspended "
        f"under {facts.name}. {how}",
        str(GMS_SCHEDULE_3A_8),
    )


@rule(whose=Party.PROGRAMME, mended_by="journey.end")
def mcp_is_ended_first(facts: Facts) -> Iterator[Reason]:
    """A live MCP serves its population under its contract; its journey ends before that does."""
    if facts.mcp_is_live:
        yield Reason(
            "mcp_still_live",
            f"The MCP is live under {facts.name}. End its journey first.",
            str(PROGRAMME_RULE),
        )
