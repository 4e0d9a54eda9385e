"""Every condition of recording a practice's contract, and of its suspension."""

from collections.abc import Iterator

from contracts.rules.authorities import (
    GMS_SCHEDULE_3A_2,
    NO_APMS_SCHEDULE,
    PROGRAMME_RULE,
    SI_2019_248,
    TWO_YEARLY_POINTS,
)
from contracts.rules.holders import named_on
from contracts.rules.practice_facts import Facts
from contracts.rules.practice_states import SUSPENDABLE_TYPES
from core.law import Party, Reason, rule
from core.wording import day


@rule("R09", whose=Party.PRACTICE, mended_by="practice_contract.terminate")
def contract_is_gms_or_pms(facts: Facts) -> Iterator[Reason]:
    """Only GMS and PMS contracts can be suspended; an APMS contract must end instead."""
    if facts.contract_type not in SUSPENDABLE_TYPES:
        yield Reason(
            "contract_type_not_suspendable",
            f"{facts.practice} holds an {facts.contract_type.upper()} contract. "
            "Only a GMS or PMS contract can be suspended.",
            str(NO_APMS_SCHEDULE),
        )


@rule("R30", whose=Party.PRACTICE)
def practice_may_take_a_contract(facts: Facts) -> Iterator[Reason]:
    """A contract is recorded for a practice that is open."""
    if not facts.practice_is_active:
        yield Reason(
            "practice_closed",
            f"{facts.practice} is not an active practice, and holds no contract. "
            "Check the ODS code, or import the register that opens it.",
            str(PROGRAMME_RULE),
        )


@rule("R30", whose=Party.PRACTICE)
def practice_is_open(facts: Facts) -> Iterator[Reason]:
    """The practice whose contract is suspended is open, and so has patients to move."""
    if not facts.practice_is_active:
        yield Reason(
            "practice_not_active",
            f"{facts.practice} is not an active practice; the contract of a closed practice ends "
            "and is not suspended.",
            str(PROGRAMME_RULE),
        )


@rule("R06", whose=Party.PRACTICE, mended_by="practice_contract.give_suspension_notice")
def practice_has_given_notice(facts: Facts) -> Iterator[Reason]:
    """The practice has told NHS England in writing that it wishes to be suspended."""
    if facts.notice_given_on is None:
        yield Reason(
            "suspension_notice_missing",
            f"{facts.practice} has not given its written notice of suspension.",
            str(GMS_SCHEDULE_3A_2),
        )


@rule(whose=Party.TIME)
def notice_is_not_in_the_future(facts: Facts) -> Iterator[Reason]:
    """A notice is recorded on the day it was given, or later."""
    if facts.notice_given_on and facts.notice_given_on > facts.on:
        yield Reason(
            "notice_in_the_future",
            f"The notice is dated {day(facts.notice_given_on)}, which has not come yet.",
            str(PROGRAMME_RULE),
        )


@rule("R06", whose=Party.PRACTICE, mended_by="practice_contract.record_start_date")
def start_date_is_given(facts: Facts) -> Iterator[Reason]:
    """NHS England knows the day on which the practice starts under the MCP contract."""
    if facts.starts_under_mcp_on is None:
        yield Reason(
            "start_date_missing",
            f"{facts.practice} has not given the date on which it starts under the MCP contract.",
            str(GMS_SCHEDULE_3A_2),
        )


@rule("R06", whose=Party.PRACTICE, mended_by="practice_contract.give_suspension_notice")
def notice_comes_before_the_start(facts: Facts) -> Iterator[Reason]:
    """The practice gives its notice by the day on which it starts, and not afterwards."""
    given, start = facts.notice_given_on, facts.starts_under_mcp_on
    if given and start and given > start:
        yield Reason(
            "notice_after_start",
            f"The notice is dated {day(given)}, after the start under the MCP contract on "
            f"{day(start)}. A suspension is not made to reach back.",
            str(GMS_SCHEDULE_3A_2),
        )


@rule("R06", whose=Party.PRACTICE, mended_by="practice_contract.record_start_date")
def start_is_within_the_mcp_contract(facts: Facts) -> Iterator[Reason]:
    """No practice starts under a contract before it is signed and its services start."""
    start = facts.starts_under_mcp_on
    known = [on for on in (facts.mcp_contract_signed_on, facts.mcp_contract_starts_on) if on]
    if start and known and start < max(known):
        yield Reason(
            "start_before_mcp_contract",
            f"The start date is {day(start)}. No practice can start under "
            f"{facts.mcp_contract_name} before {day(max(known))}.",
            str(GMS_SCHEDULE_3A_2),
        )


@rule("R08", whose=Party.PRACTICE, mended_by="practice_contract.record_start_date")
def suspension_law_is_in_force(facts: Facts) -> Iterator[Reason]:
    """No suspension takes effect before 1 April 2019."""
    start = facts.starts_under_mcp_on
    if start and start < facts.figures.suspension_law_from:
        yield Reason(
            "before_suspension_law",
            f"The start date is {day(start)}. No contract can be suspended before "
            f"{day(facts.figures.suspension_law_from)}.",
            str(SI_2019_248),
        )


@rule("R04", whose=Party.TIME)
def start_date_has_come(facts: Facts) -> Iterator[Reason]:
    """A suspension is recorded on the day it takes effect, or later."""
    start = facts.starts_under_mcp_on
    if start and start > facts.on:
        yield Reason(
            "start_date_not_come",
            f"{facts.practice} starts under the MCP contract on {day(start)}; "
            "its own contract can be suspended from that day.",
            str(GMS_SCHEDULE_3A_2),
        )


@rule("R06", "R09", whose=Party.PRACTICE, mended_by="practice_contract.give_suspension_notice")
def mcp_contract_is_full(facts: Facts) -> Iterator[Reason]:
    """The contract that the practice names covers its core: it integrates fully."""
    if facts.mcp_contract_name and not facts.mcp_contract_is_full:
        yield Reason(
            "mcp_contract_not_full",
            f"{facts.mcp_contract_name} is not fully integrated; under it practices keep their "
            "own contracts.",
            str(GMS_SCHEDULE_3A_2),
        )


@rule("R06", whose=Party.COMMISSIONER, mended_by="mcp_contract.sign")
def mcp_contract_is_signed(facts: Facts) -> Iterator[Reason]:
    """The contract under which the practice will provide services exists, and is signed."""
    if not facts.mcp_contract_name:
        yield Reason(
            "mcp_contract_missing",
            f"The notice of {facts.practice} names no MCP contract to provide services under.",
            str(GMS_SCHEDULE_3A_2),
        )
    elif not facts.mcp_contract_is_signed:
        yield Reason(
            "mcp_contract_not_signed",
            f"{facts.mcp_contract_name} has not been signed.",
            str(GMS_SCHEDULE_3A_2),
        )


@rule("R09", "R43", whose=Party.PRACTICE, mended_by="participation.decide")
def practice_integrates_fully(facts: Facts) -> Iterator[Reason]:
    """Only the contract of a practice that decided to integrate fully in this MCP is suspended."""
    if facts.mcp_contract_is_full and not facts.integrates_fully:
        yield Reason(
            "not_integrating_fully",
            f"{facts.practice} has not decided to integrate fully under "
            f"{facts.mcp_contract_name}. A practice on any other level keeps its own contract.",
            str(GMS_SCHEDULE_3A_2),
        )


@rule("R02", "R32", whose=Party.PRACTICE, mended_by="participation.leave")
def practice_keeps_its_contract_for_no_other_mcp(facts: Facts) -> Iterator[Reason]:
    """Who serves in another MCP by an agreement that leaves them their contract leaves first."""
    for name in facts.agreements_elsewhere:
        yield Reason(
            "serves_elsewhere_by_its_own_contract",
            f"{facts.practice} serves in {name} at a level at which it keeps its own contract. It "
            "leaves there before that contract is suspended.",
            str(PROGRAMME_RULE),
        )


@rule("R29", whose=Party.PRACTICE, mended_by="practice_change.make")
def practice_is_being_merged(facts: Facts) -> Iterator[Reason]:
    """A contract becomes part of another only as the two practices merge."""
    if not facts.merging_into:
        yield Reason(
            "contract_not_merging",
            f"The contract of {facts.practice} becomes part of another's as the practices merge: "
            "by the change that is recorded of them, and not by itself.",
            str(PROGRAMME_RULE),
        )


@rule("R17", whose=Party.PRACTICE, mended_by="practice_contract.add_holder")
def holders_are_recorded(facts: Facts) -> Iterator[Reason]:
    """Who holds the contract is on record, for all of them must agree to its return."""
    start = facts.starts_under_mcp_on
    if start and not named_on(facts.holders, start):
        yield Reason(
            "holders_missing",
            f"Nobody is on record as holding the contract of {facts.practice} on {day(start)}. "
            "All who hold it then must agree before it can come back.",
            str(TWO_YEARLY_POINTS),
        )
