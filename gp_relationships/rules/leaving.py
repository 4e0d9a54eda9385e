"""How a practice leaves an agreement in effect: by the notice that the agreement asks for.

The facts are a participation's (`gp_relationships.rules.participation`), whose table asks these.
How long the notice is stands in the wording that the practice signed; what is recorded is the day
on which it was given and the day on which it has run.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.law import Party, Reason, rule
from core.wording import day
from gp_relationships.rules.authorities import (
    FRAMEWORK_2016,
    GMS_SCHEDULE_3A_2,
    PROGRAMME_RULE,
)

BY_NOTICE = ("partial", "virtual")
"""Levels at which the practice keeps its own contract, so that only an agreement is to be ended."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """The notice to leave: whether the agreement is in effect, when it was given and has run.

    `giving_on` and `giving_until` are the days of a notice that is about to be recorded.
    """

    is_in_effect: bool = False
    notice_given_on: date | None = None
    leaves_on: date | None = None
    giving_on: date | None = None
    giving_until: date | None = None


STAYS = Leaving()


@rule("R31", whose=Party.PRACTICE, mended_by="practice_contract.give_reactivation_notice")
def notice_is_for_who_keeps_the_contract(facts: Any) -> Iterator[Reason]:
    """A practice that integrates fully gives no notice to leave: it resumes its own contract."""
    if facts.level not in BY_NOTICE:
        yield Reason(
            "full_leaves_by_return",
            f"{facts.practice} integrates fully. It leaves {facts.vanguard} by resuming its own "
            "contract, which has a notice of its own, or when that is ended.",
            GMS_SCHEDULE_3A_2,
        )


@rule("R31", whose=Party.PRACTICE)
def notice_is_dated(facts: Any) -> Iterator[Reason]:
    """Notice is recorded on its day or later, and runs from then on."""
    given, ends = facts.leaving.giving_on, facts.leaving.giving_until
    if given is None or ends is None:
        yield Reason(
            "leaving_days_missing",
            "Say on which day the notice was given, and from which day the practice has left.",
            PROGRAMME_RULE,
        )
    elif given > facts.on:
        yield Reason(
            "leaving_notice_in_the_future",
            f"The notice is dated {day(given)}, which has not come yet.",
            PROGRAMME_RULE,
        )
    elif ends < given:
        yield Reason(
            "leaves_before_notice",
            f"The notice was given on {day(given)}; the practice cannot leave before it.",
            PROGRAMME_RULE,
        )


@rule("R31", whose=Party.PRACTICE)
def notice_was_given(facts: Any) -> Iterator[Reason]:
    """Only a notice that was given is taken back."""
    if facts.leaving.notice_given_on is None:
        yield Reason(
            "no_notice_to_withdraw",
            f"{facts.practice} has given no notice to leave {facts.vanguard}.",
            PROGRAMME_RULE,
        )


@rule("R31", whose=Party.PRACTICE)
def notice_to_leave_has_run(facts: Any) -> Iterator[Reason]:
    """An agreement in effect in a live MCP ends with the notice that it asks for."""
    leaving = facts.leaving
    if not (facts.joining.mcp_is_live and leaving.is_in_effect and facts.level in BY_NOTICE):
        return
    if leaving.leaves_on is None:
        yield Reason(
            "leaving_notice_missing",
            f"{facts.practice} leaves {facts.vanguard} by the notice of its agreement; none is "
            "recorded.",
            FRAMEWORK_2016,
        )
    elif leaving.leaves_on > facts.on:
        yield Reason(
            "leaving_notice_runs",
            f"The notice of {facts.practice} runs until {day(leaving.leaves_on)}.",
            FRAMEWORK_2016,
        )
