"""A practice that joins a live MCP or leaves one; and whether going live waits for a practice.

The facts are a participation's (`gp_relationships.rules.participation`), whose table asks these.
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

SUSPENDED, RETAINED, TERMINATED = "suspended", "retained", "terminated"


@dataclass(frozen=True, slots=True)
class Joining:
    """What the law asks besides about an MCP that is live.

    `model` is that of the contract in service. `own_contract` is the practice's own: suspended,
    retained, or terminated, which it is too where there is none.
    """

    mcp_is_live: bool = False
    model: str = ""
    own_contract: str = TERMINATED
    suspended_on: date | None = None
    in_effect_on: date | None = None


NOT_LIVE = Joining()


@rule("R05", whose=Party.PROGRAMME)
def mcp_has_still_to_go_live(facts: Any) -> Iterator[Reason]:
    """Whether going live waits for a practice can be changed until the MCP is live."""
    if facts.joining.mcp_is_live:
        yield Reason(
            "mcp_went_live",
            f"{facts.vanguard} is live; it no longer waits for {facts.practice}.",
            PROGRAMME_RULE,
        )


@rule("R05", whose=Party.PROGRAMME, mended_by="journey.go_live")
def mcp_is_live(facts: Any) -> Iterator[Reason]:
    """A practice joins by itself only an MCP that is live; before that all begin together."""
    if not facts.joining.mcp_is_live:
        yield Reason(
            "mcp_not_live",
            f"{facts.vanguard} is not live; its practices begin with it when it goes live.",
            FRAMEWORK_2016,
        )


@rule("R43", whose=Party.PRACTICE, mended_by="participation.decide")
def level_is_served(facts: Any) -> Iterator[Reason]:
    """The contract in service offers the level for which the practice has signed."""
    offered = {"virtual": {"virtual"}, "partial": {"partial"}, "full": {"full", "partial"}}
    if facts.joining.mcp_is_live and facts.level not in offered.get(facts.joining.model, set()):
        yield Reason(
            "level_not_served",
            f"{facts.vanguard} is live under the {facts.joining.model or 'unknown'} model, in "
            f"which no practice takes part at the {facts.level} level.",
            FRAMEWORK_2016,
        )


@rule("R03", "R04", whose=Party.NHS_ENGLAND, mended_by="practice_contract.suspend")
def own_contract_is_as_the_level_demands(facts: Any) -> Iterator[Reason]:
    """A practice that integrates fully has its contract suspended or ended; others keep theirs."""
    held = facts.joining.own_contract
    if facts.level == "full" and held == RETAINED:
        yield Reason(
            "own_contract_not_suspended",
            f"{facts.practice} integrates fully; its own contract must be suspended or ended "
            "first.",
            GMS_SCHEDULE_3A_2,
        )
    elif facts.level in ("partial", "virtual") and held != RETAINED:
        yield Reason(
            "own_contract_not_retained",
            f"{facts.practice} takes part at the {facts.level} level and must hold its own "
            f"contract; it is {held}.",
            FRAMEWORK_2016,
        )


@rule("R04", whose=Party.TIME)
def joining_day_is_its_own(facts: Any) -> Iterator[Reason]:
    """A practice joins after it signed, on a day that has come; where its contract is suspended,
    on the day of that."""
    joins, signed = facts.joining.in_effect_on, facts.agreement_signed_on
    suspended = facts.joining.suspended_on
    if joins is None:
        yield Reason("joining_date_missing", "Say on which day the practice joins.", PROGRAMME_RULE)
    elif joins > facts.on:
        yield Reason(
            "joining_in_the_future",
            f"The practice joins on {day(joins)}, which has not come yet.",
            PROGRAMME_RULE,
        )
    elif signed and joins < signed:
        yield Reason(
            "joined_before_signing",
            f"The practice signed on {day(signed)}; it cannot have joined on {day(joins)}.",
            PROGRAMME_RULE,
        )
    elif facts.level == "full" and suspended and joins != suspended:
        yield Reason(
            "joining_not_with_suspension",
            f"The contract of {facts.practice} is suspended from {day(suspended)}; it joins on "
            "the same day.",
            GMS_SCHEDULE_3A_2,
        )


@rule("R31", whose=Party.PRACTICE, mended_by="practice_contract.give_reactivation_notice")
def full_practice_leaves_by_its_return(facts: Any) -> Iterator[Reason]:
    """A practice whose own contract is suspended leaves the MCP by resuming that contract, or when
    it is ended; its patients are never without a practice."""
    if facts.level == "full" and facts.joining.own_contract == SUSPENDED:
        yield Reason(
            "own_contract_still_suspended",
            f"The own contract of {facts.practice} is suspended. It leaves {facts.vanguard} when "
            "that contract is reactivated, which needs its notice, or is terminated.",
            GMS_SCHEDULE_3A_2,
        )
