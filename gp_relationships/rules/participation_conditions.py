"""The conditions of a practice's decision about an MCP, and of the agreement that it signs."""

from collections.abc import Iterator

from core.law import Party, Reason, rule
from core.wording import day
from gp_relationships.rules.authorities import FRAMEWORK_2016, PROGRAMME_RULE, VOLUNTARY
from gp_relationships.rules.consent import wanting
from gp_relationships.rules.participation_facts import Facts
from gp_relationships.rules.participation_states import LEVELS, Level


@rule("R30", whose=Party.PRACTICE)
def practice_is_open(facts: Facts) -> Iterator[Reason]:
    """A closed practice takes part in nothing."""
    if not facts.practice_is_active:
        yield Reason(
            "practice_closed", f"{facts.practice} is closed or not yet open.", PROGRAMME_RULE
        )


@rule("R43", whose=Party.PRACTICE, mended_by="participation.decide")
def level_is_offered_by_the_model(facts: Facts) -> Iterator[Reason]:
    """A virtual MCP offers an alliance; only a full one offers full integration."""
    if facts.level not in set(Level):
        yield Reason("level_missing", "Choose how far the practice will integrate.", VOLUNTARY)
    elif facts.model and facts.level not in LEVELS[facts.model]:
        yield Reason(
            "level_not_offered",
            f"{facts.vanguard} forms under the {facts.model} model, which does not offer "
            f"practices the {facts.level} level.",
            FRAMEWORK_2016,
        )


@rule("R43", whose=Party.PRACTICE, mended_by="participation.decide_in_principle")
def agreement_in_principle_names_someone(facts: Facts) -> Iterator[Reason]:
    """What is agreed in principle names who agreed; nothing is signed yet."""
    if not facts.signatories.strip():
        yield Reason(
            "signatories_missing",
            f"Name the partners of {facts.practice} who agreed in principle.",
            VOLUNTARY,
        )


@rule("R43", whose=Party.PRACTICE, mended_by="participation.record_paper")
def every_holder_has_signed_the_decision(facts: Facts) -> Iterator[Reason]:
    """Taking part is voluntary: all who hold the practice's contract sign its decision."""
    if facts.decision is not None:
        yield from wanting(facts.decision)


@rule("R02", "R03", whose=Party.PRACTICE, mended_by="participation.record_paper")
def every_holder_has_signed_the_agreement(facts: Facts) -> Iterator[Reason]:
    """All who hold the practice's contract sign the agreement of its level as it is worded now."""
    if facts.agreement is not None:
        yield from wanting(facts.agreement)


@rule("R43", whose=Party.TIME)
def decision_is_dated_in_the_past(facts: Facts) -> Iterator[Reason]:
    """A decision is recorded on the day it was made, or later."""
    if facts.decided_on is None:
        yield Reason("decision_date_missing", "Say on which day it was decided.", VOLUNTARY)
    elif facts.decided_on > facts.on:
        yield Reason(
            "decision_in_the_future",
            f"The decision is dated {day(facts.decided_on)}, which has not come yet.",
            PROGRAMME_RULE,
        )


@rule("R32", whose=Party.PRACTICE, mended_by="participation.leave")
def full_participation_is_only_here(facts: Facts) -> Iterator[Reason]:
    """A practice integrates fully in one MCP at a time, and never fully and partially at once."""
    if facts.level not in (Level.FULL, Level.PARTIAL):
        return
    for level, where in facts.elsewhere:
        if Level.FULL in (level, facts.level) and level in (Level.FULL, Level.PARTIAL):
            yield Reason(
                "integrated_elsewhere",
                f"{facts.practice} already takes part in {where} at the {level} level.",
                PROGRAMME_RULE,
            )


@rule("R32", whose=Party.PRACTICE, mended_by="participation.decide")
def alliances_beside_each_other_are_meant(facts: Facts) -> Iterator[Reason]:
    """A practice is in several alliances only where it says that it means to be."""
    if facts.level != Level.VIRTUAL or facts.besides:
        return
    for level, where in facts.elsewhere:
        if level == Level.VIRTUAL:
            yield Reason(
                "allied_elsewhere",
                f"{facts.practice} is in the alliance of {where} already. Say that it is to be in "
                "both, and why.",
                PROGRAMME_RULE,
            )


@rule("R43", whose=Party.PRACTICE, mended_by="participation.decide")
def practice_takes_part(facts: Facts) -> Iterator[Reason]:
    """A practice that stays outside signs nothing."""
    if facts.level == Level.OUTSIDE:
        yield Reason(
            "practice_stays_outside",
            f"{facts.practice} decided to stay outside; there is no agreement to sign.",
            VOLUNTARY,
        )


@rule("R43", whose=Party.PRACTICE, mended_by="participation.sign_agreement")
def agreement_is_dated_after_the_decision(facts: Facts) -> Iterator[Reason]:
    """A practice signs after it decided, and not in the future."""
    signed, decided = facts.agreement_signed_on, facts.decided_on
    if signed is None:
        yield Reason("signing_date_missing", "Say on which day it was signed.", PROGRAMME_RULE)
    elif signed > facts.on:
        yield Reason(
            "signing_in_the_future",
            f"The agreement is dated {day(signed)}, which has not come yet.",
            PROGRAMME_RULE,
        )
    elif decided and signed < decided:
        yield Reason(
            "signed_before_decision",
            f"The agreement is dated {day(signed)}, before the decision of {day(decided)}.",
            VOLUNTARY,
        )
