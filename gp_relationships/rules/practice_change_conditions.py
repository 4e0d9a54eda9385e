"""What must be true of any change of a practice, and of mergers, splits and closures."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from core.law import Party, Reason, rule
from core.wording import day, number
from gp_relationships.rules.authorities import (
    COUNTED_ONCE,
    FRAMEWORK_2016,
    PCSE_CHANGES,
    PROGRAMME_RULE,
)
from gp_relationships.rules.practice_change_facts import NEEDS_FORMS, ChangeKind
from gp_relationships.rules.practice_change_facts import PracticeChangeFacts as Facts

K = ChangeKind
REVISE = "practice_change.revise"
CODE = re.compile(r"[A-Z][0-9]{5}\Z")
CONTRACT_TYPES = ("gms", "pms", "apms")


def of(*kinds: str) -> Callable[[Facts], bool]:
    """Whether a rule speaks of this kind of change."""
    return lambda facts: facts.kind in kinds


@rule(whose=Party.PROGRAMME)
def kind_is_known(facts: Facts) -> Iterator[Reason]:
    """It is said what happens to the practice."""
    if facts.kind not in set(K):
        yield Reason("kind_missing", "Say what happens to the practice.", PROGRAMME_RULE)


@rule("R44", whose=Party.PROGRAMME)
def practice_tells_of_its_partners_alone(facts: Facts) -> Iterator[Reason]:
    """A practice says who joins or leaves its partnership; officers note everything else."""
    if facts.told_by_the_practice and facts.kind != K.PARTNERS:
        yield Reason(
            "officers_note_this",
            "A practice can tell here who joins or leaves its partnership. "
            "Ask the programme office to note any other change.",
            PROGRAMME_RULE,
        )


@rule("R30", whose=Party.PRACTICE)
def practice_is_open(facts: Facts) -> Iterator[Reason]:
    """Only an open practice changes; a closed one has gone on in another or ended."""
    if not facts.practice_is_open:
        yield Reason("practice_closed", f"{facts.practice} is not open.", PROGRAMME_RULE)


@rule(whose=Party.PRACTICE, mended_by=REVISE)
def day_is_planned(facts: Facts) -> Iterator[Reason]:
    """It is known from which day the change is to be true."""
    if facts.planned_on is None:
        yield Reason(
            "planned_day_missing", "Say from which day the change is to be true.", PROGRAMME_RULE
        )


@rule(whose=Party.PRACTICE, mended_by=REVISE)
def nothing_is_recorded_before_it_happened(facts: Facts) -> Iterator[Reason]:
    """A notice, forms or a consultation are recorded on their day, or later."""
    dated = {
        "The notice": facts.notice_given_on,
        "The sending of the forms": facts.forms_sent_on,
        **{f"The consultation of {who}": on for who, on in facts.consulted.items()},
    }
    for what, on in dated.items():
        if on is not None and on > facts.on:
            yield Reason(
                "recorded_too_early",
                f"{what} is dated {day(on)}, which has not come yet.",
                PROGRAMME_RULE,
            )


@rule(whose=Party.TIME)
def planned_day_has_come(facts: Facts) -> Iterator[Reason]:
    """A change is made on the day from which it is true, or later."""
    if facts.planned_on is not None and facts.planned_on > facts.on:
        yield Reason(
            "planned_day_not_come",
            f"The change is planned for {day(facts.planned_on)} and can be made from that day.",
            PROGRAMME_RULE,
        )


@rule("R29", "R30", whose=Party.COMMISSIONER, mended_by=REVISE, applies=of(*NEEDS_FORMS))
def forms_went_in_time(facts: Facts) -> Iterator[Reason]:
    """Primary Care Support England has its forms weeks before patients move."""
    weeks = facts.figures.merger_notice_weeks
    if facts.forms_sent_on is None:
        yield Reason(
            "forms_missing",
            "Record the day on which the forms went to Primary Care Support England.",
            PCSE_CHANGES,
        )
    elif facts.planned_on is not None:
        last = facts.planned_on - timedelta(weeks=weeks)
        if facts.forms_sent_on > last:
            yield Reason(
                "forms_too_late",
                f"For {day(facts.planned_on)} the forms had to be sent by {day(last)}, "
                f"{weeks} weeks before. They were sent on {day(facts.forms_sent_on)}.",
                PCSE_CHANGES,
            )


@rule("R29", whose=Party.PROGRAMME, mended_by=REVISE)
def other_practice_is_another(facts: Facts) -> Iterator[Reason]:
    """The other practice of a change is not the same one again."""
    if facts.successor_is_itself:
        yield Reason(
            "successor_is_itself",
            f"{facts.practice} cannot merge into itself; name the other practice.",
            PCSE_CHANGES,
        )


@rule("R29", whose=Party.PROGRAMME, mended_by=REVISE, applies=of(K.MERGER))
def successor_is_an_open_practice(facts: Facts) -> Iterator[Reason]:
    """A practice merges into an open one, which keeps its own code."""
    if not facts.successor:
        yield Reason(
            "successor_missing", f"Say into which practice {facts.practice} merges.", PCSE_CHANGES
        )
    elif not facts.successor_is_open:
        yield Reason("successor_closed", f"{facts.successor} is not open.", PCSE_CHANGES)


@rule("R29", whose=Party.COMMISSIONER, applies=of(K.MERGER))
def both_contracts_have_one_standing(facts: Facts) -> Iterator[Reason]:
    """Both practices work under their own contracts, or both are suspended under one MCP."""
    if not facts.successor:
        return
    if facts.standing != facts.successor_standing:
        yield Reason(
            "standings_differ",
            f"The contract of {facts.practice} is {facts.standing} and that of "
            f"{facts.successor} is {facts.successor_standing}. "
            "An active and a suspended practice cannot be merged.",
            PROGRAMME_RULE,
        )
    elif facts.mcp != facts.successor_mcp:
        yield Reason(
            "mcps_differ",
            f"{facts.practice} is suspended under {facts.mcp or 'no contract on record'} and "
            f"{facts.successor} under {facts.successor_mcp or 'no contract on record'}.",
            PROGRAMME_RULE,
        )


@rule("R29", whose=Party.COMMISSIONER, mended_by=REVISE, applies=of(K.SPLIT))
def new_practice_has_a_code_and_a_contract(facts: Facts) -> Iterator[Reason]:
    """The practice that parts has a name, an ODS code that is nobody's, and its own contract."""
    if not facts.new_name.strip():
        yield Reason("new_name_missing", "Give the name of the new practice.", PROGRAMME_RULE)
    if not CODE.match(facts.new_code):
        yield Reason(
            "new_code_missing",
            "Give the ODS code of the new practice: a letter and five digits, like A12345.",
            PCSE_CHANGES,
        )
    elif facts.new_code_is_taken:
        yield Reason(
            "new_code_taken",
            f"{facts.new_code} is the code of another practice; codes are never used again.",
            PCSE_CHANGES,
        )
    if facts.new_contract_type not in CONTRACT_TYPES:
        yield Reason(
            "new_contract_missing",
            "Say which type of contract the new practice holds: GMS, PMS or APMS.",
            PROGRAMME_RULE,
        )


@rule("R29", "R35", whose=Party.COMMISSIONER, mended_by=REVISE, applies=of(K.SPLIT))
def patients_are_shared_out(facts: Facts) -> Iterator[Reason]:
    """The list is shared out between the two practices, so that nobody is counted twice."""
    known, moved = facts.registered_patients, facts.patients_moved
    if known is None:
        yield Reason(
            "list_size_unknown",
            f"No registered list of {facts.practice} is known. Import its list first.",
            COUNTED_ONCE,
        )
    elif moved is None:
        yield Reason(
            "patients_moved_missing",
            f"Estimate how many of the {number(known)} patients go to the new practice.",
            COUNTED_ONCE,
        )
    elif not 0 < moved < known:
        yield Reason(
            "patients_moved_impossible",
            f"{number(moved)} of {number(known)} patients cannot go to the new practice: "
            "both practices keep some.",
            COUNTED_ONCE,
        )


@rule("R30", whose=Party.COMMISSIONER, mended_by=REVISE, applies=of(K.CLOSURE))
def list_plan_is_recorded(facts: Facts) -> Iterator[Reason]:
    """It is known where the patients of a practice that closes will be registered."""
    if not facts.list_plan.strip():
        yield Reason(
            "list_plan_missing",
            f"Say what becomes of the list of {facts.practice}: dispersed, or allocated, and how.",
            PROGRAMME_RULE,
        )


@rule("R30", "R35", whose=Party.PROGRAMME, warns=True, applies=of(*NEEDS_FORMS))
def mcp_stays_large_enough(facts: Facts) -> Iterator[Reason]:
    """An MCP that loses a practice still serves the population that it should have."""
    for mcp, left in facts.mcps_too_small:
        yield Reason(
            "mcp_becomes_too_small",
            f"{mcp} would be left with {number(left)} registered patients, fewer than the "
            f"{number(facts.figures.least_population)} that an MCP should serve.",
            FRAMEWORK_2016,
        )
