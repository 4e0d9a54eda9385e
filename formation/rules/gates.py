"""What a journey may not pass by: ISAP, the involvement of the public, and the standstill."""

from collections.abc import Iterator

from core.law import Party, Reason, rule
from core.wording import count, day
from formation.rules.authorities import ISAP, NHS_ACT_14Z2, PCR_87, PROGRAMME_RULE
from formation.rules.engagement import EngagementState
from formation.rules.facts import NO_REVIEW, JourneyFacts, ReviewStanding
from formation.rules.isap import STAGE_LABELS, Stage
from formation.rules.states import Model, Screening

Facts = JourneyFacts


def _is_screened_in(facts: Facts) -> bool:
    """Whether this is a virtual MCP to which ISAP applies all the same."""
    return facts.model == Model.VIRTUAL and facts.isap_screening == Screening.APPLIES


def _review(facts: Facts, stage: Stage) -> ReviewStanding:
    """What became of a stage; nothing yet, where there is no review of it."""
    return facts.reviews.get(stage, NO_REVIEW)


def _unpassed(facts: Facts, stage: Stage) -> str:
    return f"{STAGE_LABELS[stage]} of {facts.vanguard} is not recorded as passed."


def _still_open(facts: Facts, stage: Stage) -> str:
    still = count(_review(facts, stage).conditions_open, "condition")
    return f"{STAGE_LABELS[stage]} was passed with conditions: {still} not discharged yet."


@rule("R37", whose=Party.NHS_ENGLAND, mended_by="assurance.pass_review")
def checkpoint_1_is_passed(facts: Facts) -> Iterator[Reason]:
    """NHS England and NHS Improvement have passed checkpoint 1."""
    if not _review(facts, Stage.CHECKPOINT_1).is_passed:
        yield Reason("checkpoint_1_not_passed", _unpassed(facts, Stage.CHECKPOINT_1), ISAP)


@rule("R37", whose=Party.COMMISSIONER, mended_by="assurance_condition.discharge")
def checkpoint_1_conditions_are_discharged(facts: Facts) -> Iterator[Reason]:
    """Nothing that checkpoint 1 asked for is open when the contract notice is published."""
    if _review(facts, Stage.CHECKPOINT_1).conditions_open:
        yield Reason("checkpoint_1_conditions_open", _still_open(facts, Stage.CHECKPOINT_1), ISAP)


@rule("R37", whose=Party.NHS_ENGLAND, mended_by="assurance.pass_review")
def checkpoint_2_is_passed(facts: Facts) -> Iterator[Reason]:
    """NHS England and NHS Improvement have passed checkpoint 2."""
    if not _review(facts, Stage.CHECKPOINT_2).is_passed:
        yield Reason("checkpoint_2_not_passed", _unpassed(facts, Stage.CHECKPOINT_2), ISAP)


@rule("R37", whose=Party.COMMISSIONER, mended_by="assurance_condition.discharge")
def checkpoint_2_conditions_are_discharged(facts: Facts) -> Iterator[Reason]:
    """Nothing that checkpoint 2 asked for is open when the contract is awarded."""
    if _review(facts, Stage.CHECKPOINT_2).conditions_open:
        yield Reason("checkpoint_2_conditions_open", _still_open(facts, Stage.CHECKPOINT_2), ISAP)


@rule("R37", whose=Party.NHS_ENGLAND, mended_by="assurance.pass_review")
def checkpoint_3_is_passed(facts: Facts) -> Iterator[Reason]:
    """NHS England and NHS Improvement have passed checkpoint 3."""
    if not _review(facts, Stage.CHECKPOINT_3).is_passed:
        yield Reason("checkpoint_3_not_passed", _unpassed(facts, Stage.CHECKPOINT_3), ISAP)


@rule("R37", whose=Party.COMMISSIONER, mended_by="assurance_condition.discharge")
def checkpoint_3_conditions_are_discharged(facts: Facts) -> Iterator[Reason]:
    """Nothing that checkpoint 3 asked for is open when services commence."""
    if _review(facts, Stage.CHECKPOINT_3).conditions_open:
        yield Reason("checkpoint_3_conditions_open", _still_open(facts, Stage.CHECKPOINT_3), ISAP)


@rule("R37", whose=Party.COMMISSIONER, mended_by="journey.record_isap_screening")
def isap_screening_is_recorded(facts: Facts) -> Iterator[Reason]:
    """It has been decided whether ISAP applies to this alliance, before its members sign."""
    if not facts.isap_screening:
        yield Reason(
            "isap_screening_missing",
            f"It is not recorded whether ISAP applies to {facts.vanguard}.",
            ISAP,
        )


@rule("R37", whose=Party.TIME, mended_by="journey.record_isap_screening")
def screening_is_decided(facts: Facts) -> Iterator[Reason]:
    """A screening says one or the other, and was decided by today."""
    if facts.screening not in set(Screening):
        yield Reason("screening_missing", "Say whether ISAP applies or does not apply.", ISAP)
    if facts.screened_on is None:
        yield Reason("screening_date_missing", "Say on which day it was decided.", ISAP)
    elif facts.screened_on > facts.on:
        yield Reason(
            "screening_in_the_future",
            f"The screening is dated {day(facts.screened_on)}, which has not come yet.",
            PROGRAMME_RULE,
        )


@rule("R37", whose=Party.NHS_ENGLAND, mended_by="assurance.pass_review", applies=_is_screened_in)
def alliance_is_assured_before_it_is_signed(facts: Facts) -> Iterator[Reason]:
    """An alliance to which ISAP applies has passed checkpoint 2, with nothing left open."""
    review = _review(facts, Stage.CHECKPOINT_2)
    if not review.is_passed:
        yield Reason("alliance_not_assured", _unpassed(facts, Stage.CHECKPOINT_2), ISAP)
    elif review.conditions_open:
        yield Reason("alliance_conditions_open", _still_open(facts, Stage.CHECKPOINT_2), ISAP)


@rule("R37", whose=Party.NHS_ENGLAND, mended_by="assurance.pass_review", applies=_is_screened_in)
def alliance_is_assured_before_it_is_live(facts: Facts) -> Iterator[Reason]:
    """An alliance to which ISAP applies has passed checkpoint 3."""
    if not _review(facts, Stage.CHECKPOINT_3).is_passed:
        yield Reason("alliance_not_ready", _unpassed(facts, Stage.CHECKPOINT_3), ISAP)


@rule("R39", whose=Party.COMMISSIONER, mended_by="engagement.receive_report")
def engagement_report_is_received(facts: Facts) -> Iterator[Reason]:
    """The public was involved, and the governing body has the report, before procurement."""
    if not facts.engagements:
        yield Reason(
            "engagement_report_missing",
            f"No engagement of the public about {facts.vanguard} is on record.",
            NHS_ACT_14Z2,
        )
    elif set(facts.engagements) != {EngagementState.REPORTED}:
        yield Reason(
            "engagement_not_reported",
            f"The engagement of the public about {facts.vanguard} has no report yet.",
            NHS_ACT_14Z2,
        )


@rule("R38", whose=Party.TIME)
def letters_to_bidders_are_sent(facts: Facts) -> Iterator[Reason]:
    """A standstill begins on the day on which its letters went out: not in the future, and not
    before checkpoint 2 was passed."""
    sent, passed = facts.standstill_started_on, _review(facts, Stage.CHECKPOINT_2).decided_on
    if sent is None:
        yield Reason("standstill_date_missing", "Say on which day the letters went out.", PCR_87)
    elif sent > facts.on:
        yield Reason(
            "standstill_in_the_future",
            f"The letters are dated {day(sent)}, which has not come yet.",
            PROGRAMME_RULE,
        )
    elif passed and sent < passed:
        yield Reason(
            "standstill_before_checkpoint_2",
            f"The letters are dated {day(sent)}, before checkpoint 2 was passed on {day(passed)}.",
            ISAP,
        )


@rule("R38", whose=Party.TIME)
def standstill_is_over(facts: Facts) -> Iterator[Reason]:
    """The days of the standstill have passed, and their last was a working day."""
    ends = facts.standstill_ends_on
    if ends is not None and facts.on <= ends:
        yield Reason(
            "standstill_running",
            f"The standstill runs until the end of {day(ends)}; the award can follow the day "
            "after.",
            PCR_87,
        )


@rule("R38", whose=Party.COMMISSIONER, mended_by="mcp_contract.terminate")
def contract_is_signed_after_the_standstill(facts: Facts) -> Iterator[Reason]:
    """The contract bears a date that comes after the standstill."""
    ends, signed = facts.standstill_ends_on, facts.contract_signed_on
    if ends is not None and signed is not None and signed <= ends:
        yield Reason(
            "signed_in_standstill",
            f"The contract of {facts.vanguard} is dated {day(signed)}; the standstill ran until "
            f"the end of {day(ends)}.",
            PCR_87,
        )
