"""How an MCP is shared among the GPs who own it: drawn up, signed, reopened when an owner changes.

The shares are those of the owners' roles (`gp_role`); this is the table of them that all sign.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.law import Move, Moves, Party, Reason, rule
from core.wording import day, per_cent
from gp_relationships.rules.authorities import FRAMEWORK_2016, PROGRAMME_RULE, ROLES_IN_FULL


class OwnershipState(StrEnum):
    """Whether the table of shares is signed as it stands."""

    OPEN = "open"
    SIGNED = "signed"
    CLOSED = "closed"


S = OwnershipState

LIVING = frozenset({S.OPEN, S.SIGNED})
"""The MCP has owners, or is to have them."""

OVER = frozenset({S.CLOSED})
"""Nobody owns it by this table any more."""

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class OwnershipFacts:
    """What the law asks about the shares of one MCP.

    `total` is what all who agreed to own a part own together on `holds_from`, in per cent.
    """

    on: date
    vanguard: str
    model: str = ""
    holds_from: date | None = None
    signed_on: date | None = None
    owners: int = 0
    total: Decimal = Decimal(0)


Facts = OwnershipFacts


@rule("R33", whose=Party.COMMISSIONER)
def there_is_a_body_to_own(facts: Facts) -> Iterator[Reason]:
    """A virtual MCP is an alliance: there is nothing to own a part of."""
    if facts.model == "virtual":
        yield Reason(
            "no_body_to_own",
            f"{facts.vanguard} is virtual: there is no MCP body to own a part of.",
            FRAMEWORK_2016,
        )


@rule(whose=Party.HOLDER, mended_by="gp_role.agree")
def shares_are_the_whole(facts: Facts) -> Iterator[Reason]:
    """The shares that are signed come to the whole of the MCP, to the hundredth of a per cent."""
    if not facts.owners:
        yield Reason(
            "owners_missing", f"Nobody has agreed to own a part of {facts.vanguard}.", ROLES_IN_FULL
        )
    elif facts.total != WHOLE:
        yield Reason(
            "shares_not_whole",
            f"Shares must add up to 100%. They add up to {per_cent(facts.total)}.",
            PROGRAMME_RULE,
        )


@rule(whose=Party.TIME)
def signing_is_dated_in_the_past(facts: Facts) -> Iterator[Reason]:
    """The table is recorded as signed on the day on which it was, or later."""
    if facts.signed_on is None or facts.holds_from is None:
        yield Reason(
            "ownership_day_missing",
            "Say on which day it was signed, and from which day the shares hold.",
            PROGRAMME_RULE,
        )
    elif facts.signed_on > facts.on:
        yield Reason(
            "ownership_signed_in_the_future",
            f"The signatures are dated {day(facts.signed_on)}, which has not come yet.",
            PROGRAMME_RULE,
        )


OFFICER = ("programme_officer", "approving_officer")

MOVES: Moves[Facts] = Moves(
    "ownership",
    S,
    Move("draw_up", "Draw up the shares", (), S.OPEN, OFFICER, (there_is_a_body_to_own,)),
    Move(
        "sign",
        "Record that the owners signed",
        (S.OPEN,),
        S.SIGNED,
        OFFICER,
        (there_is_a_body_to_own, shares_are_the_whole, signing_is_dated_in_the_past),
        effective="signed_on",
    ),
    Move("reopen", "Reopen the shares", (S.SIGNED,), S.OPEN, OFFICER, needs_reason=True),
    Move("close", "Close the table", (S.OPEN, S.SIGNED), S.CLOSED, OFFICER, needs_reason=True),
)
