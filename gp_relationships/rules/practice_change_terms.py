"""What must be true where a practice keeps its patients and changes its terms: commissioner, type
of contract, partners, branch surgeries."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from core.law import Party, Reason, rule, spoken
from core.wording import count, day
from gp_relationships.rules.authorities import (
    DRS_BRANCH,
    DRS_HOLDERS,
    FORM_CHANGE,
    PMS_TO_GMS,
    PROGRAMME_RULE,
)
from gp_relationships.rules.practice_change_conditions import REVISE, of
from gp_relationships.rules.practice_change_facts import ChangeKind, Standing
from gp_relationships.rules.practice_change_facts import PracticeChangeFacts as Facts

K = ChangeKind
PERSON_OR_PARTNERS = frozenset({"individual", "partnership"})


def months_before(on: date, months: int) -> date:
    """The corresponding day so many months earlier; the month's last day where it has none."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


@rule("R29", whose=Party.PROGRAMME, mended_by=REVISE, applies=of(K.COMMISSIONER_MOVE))
def commissioner_is_another_that_works(facts: Facts) -> Iterator[Reason]:
    """A practice moves to a commissioner that has not ended and is not its own already."""
    if not facts.commissioner:
        yield Reason(
            "commissioner_missing",
            f"Say to which commissioner {facts.practice} moves.",
            PROGRAMME_RULE,
        )
    elif not facts.commissioner_is_open:
        yield Reason(
            "commissioner_ended",
            f"{facts.commissioner} has ended by that day; name the one that follows it.",
            PROGRAMME_RULE,
        )
    elif not facts.commissioner_is_new:
        yield Reason(
            "commissioner_unchanged",
            f"{facts.practice} is under {facts.commissioner} already.",
            PROGRAMME_RULE,
        )


@rule("R24", "R25", whose=Party.PRACTICE, applies=of(K.TYPE_CHANGE, K.SPLIT))
def contract_is_not_suspended(facts: Facts) -> Iterator[Reason]:
    """A suspended contract keeps its type, and its practice stays whole, until it returns."""
    if facts.standing == Standing.SUSPENDED:
        yield Reason(
            "contract_is_suspended",
            f"The contract of {facts.practice} is suspended; its type and its list are as they "
            "were on the day of suspension.",
            PROGRAMME_RULE,
        )


@rule("R24", whose=Party.PRACTICE, mended_by=REVISE, applies=of(K.TYPE_CHANGE))
def type_goes_from_pms_to_gms(facts: Facts) -> Iterator[Reason]:
    """A PMS practice has the right to a GMS contract; there is no right the other way."""
    if facts.contract_type != "pms":
        held = facts.contract_type.upper() or "no contract on record"
        yield Reason(
            "not_a_pms_practice",
            f"{facts.practice} holds {held}; only a PMS agreement changes to GMS.",
            PMS_TO_GMS,
        )


@rule("R24", whose=Party.PRACTICE, mended_by=REVISE, applies=of(K.TYPE_CHANGE))
def type_change_is_noticed_in_time(facts: Facts) -> Iterator[Reason]:
    """The practice gives months of notice, and names who will hold the GMS contract."""
    months = facts.figures.pms_to_gms_notice_months
    if not facts.joining.strip():
        yield Reason(
            "persons_missing",
            f"Name the persons of {facts.practice} who will hold the GMS contract.",
            PMS_TO_GMS,
        )
    if facts.notice_given_on is None:
        yield Reason(
            "type_notice_missing",
            f"Record the day on which {facts.practice} gave notice of the change.",
            PMS_TO_GMS,
        )
    elif facts.planned_on is not None:
        last = months_before(facts.planned_on, months)
        if facts.notice_given_on > last:
            yield Reason(
                "type_notice_too_late",
                f"Notice for {day(facts.planned_on)} had to be given by {day(last)}, "
                f"{months} months before. It was given on {day(facts.notice_given_on)}.",
                PMS_TO_GMS,
            )


@rule("R26", whose=Party.PRACTICE, mended_by=REVISE, applies=of(K.TYPE_CHANGE, K.PARTNERS))
def holder_form_may_hold_the_contract(facts: Facts) -> Iterator[Reason]:
    """Whoever holds the contract from then on has a form in which one of its type can be held."""
    if not facts.form_may_hold_it:
        held = "gms" if facts.kind == K.TYPE_CHANGE else facts.contract_type
        yield Reason(
            "holder_form_not_eligible",
            f"No {held.upper()} contract is held in this form: {spoken(facts.form_after)}.",
            DRS_HOLDERS,
        )


@rule("R27", whose=Party.PRACTICE, mended_by=REVISE, applies=of(K.PARTNERS))
def somebody_joins_or_leaves(facts: Facts) -> Iterator[Reason]:
    """A change of partners names who joins or leaves, or the new form of the holder."""
    if not (facts.joining.strip() or facts.leaving.strip() or facts.form_after):
        yield Reason(
            "nobody_joins_or_leaves",
            f"Name who joins or who leaves the partnership of {facts.practice}.",
            FORM_CHANGE,
        )


@rule("R27", whose=Party.PRACTICE, mended_by=REVISE, applies=of(K.PARTNERS))
def leavers_hold_the_contract(facts: Facts) -> Iterator[Reason]:
    """Whoever leaves the partnership is one of those who hold the contract."""
    if facts.unknown_leavers:
        yield Reason(
            "leaver_unknown",
            f"{count(len(facts.unknown_leavers), 'person', 'persons')} named to leave "
            f"{facts.practice} cannot be found among the holders of its contract. "
            "Write the name as it stands there, or give the GMC number.",
            FORM_CHANGE,
        )


@rule("R28", whose=Party.PRACTICE, mended_by=REVISE, applies=of(K.PARTNERS))
def change_of_form_is_noticed_in_time(facts: Facts) -> Iterator[Reason]:
    """Between one person and partners, the contract changes form only after days of notice."""
    forms = {facts.form_before, facts.form_after}
    if forms != PERSON_OR_PARTNERS:
        return
    days = facts.figures.partnership_change_notice_days
    if facts.notice_given_on is None:
        yield Reason(
            "form_notice_missing",
            f"From {spoken(facts.form_before)} to {spoken(facts.form_after)} takes {days} days' "
            "notice. Record the day on which it was given.",
            FORM_CHANGE,
        )
    elif facts.planned_on is not None:
        last = facts.planned_on - timedelta(days=days)
        if facts.notice_given_on > last:
            yield Reason(
                "form_notice_too_late",
                f"Notice for {day(facts.planned_on)} had to be given by {day(last)}, {days} days "
                f"before. It was given on {day(facts.notice_given_on)}.",
                FORM_CHANGE,
            )


@rule("R30", whose=Party.PRACTICE, mended_by=REVISE, applies=of(K.BRANCH_OPENING))
def new_branch_has_a_name(facts: Facts) -> Iterator[Reason]:
    """A branch surgery that opens has a name, by which patients find it."""
    if not facts.new_name.strip():
        yield Reason("branch_name_missing", "Give the name of the branch surgery.", DRS_BRANCH)


@rule("R30", whose=Party.PRACTICE, mended_by=REVISE, applies=of(K.BRANCH_CLOSURE))
def branch_is_the_practices_own(facts: Facts) -> Iterator[Reason]:
    """Only an open branch of this practice can be closed by it."""
    if not facts.branch or not facts.branch_is_open:
        yield Reason(
            "branch_missing",
            f"Choose an open branch surgery of {facts.practice}.",
            DRS_BRANCH,
        )


@rule("R30", whose=Party.COMMISSIONER, mended_by=REVISE, applies=of(K.BRANCH_CLOSURE))
def everyone_was_consulted(facts: Facts) -> Iterator[Reason]:
    """Before a branch closes, the LMC, the patient participation group and patients were asked."""
    for who, on in facts.consulted.items():
        if on is None:
            yield Reason(
                "not_consulted",
                f"Record the day on which {who} had been consulted about the branch.",
                DRS_BRANCH,
            )
