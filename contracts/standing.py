"""Questions about the MCP that an app above answers: this app may not import the journey.

Whether a vanguard's MCP is live, whether it has passed checkpoint 1, until when it stands still and
whom it serves are matters of its journey. So the app that owns journeys hands in its answers when
Django starts, and the law of the contract is told them; and so does the app that owns the
practices' decisions. Without an answer, none is live, none has passed, nothing waits for a
standstill, nobody counts, and no practice takes part.
"""

from dataclasses import dataclass
from uuid import UUID

from core.handing import Question
from core.together import Answer


@dataclass(frozen=True, slots=True)
class PartInAnMcp:
    """What a practice has decided about one MCP: to integrate fully, so that its own contract is
    suspended; or to serve, already, by an agreement that leaves it that contract."""

    vanguard_id: UUID
    vanguard: str
    is_full: bool
    keeps_contract: bool


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """How far a vanguard's journey has come, as its contract asks: under which model, where it
    stands, in words, and whether that is where a contract is awarded, where it is signed, and where
    the members of an alliance sign."""

    model: str = ""
    stands_at: str = ""
    may_award: bool = False
    may_sign: bool = False
    may_ally: bool = False


ON_NO_WAY = OnItsWay()

way_of = Question(otherwise=ON_NO_WAY)
"""How far the journey of this vanguard that is under way has come."""

is_live = Question(otherwise=False)
"""Whether the MCP of this vanguard serves its population."""

checkpoint_1_is_passed = Question(otherwise=False)
"""Whether the journey of this vanguard has passed checkpoint 1."""

standstill_of = Question(otherwise=(False, None))
"""Whether the journey of this vanguard has still to begin its standstill, and the last day of it;
asked as (vanguard, on)."""

parts_of = Question(otherwise=Answer(dict))
"""What these practices have decided to take part in: each `PartInAnMcp`, by practice; asked of many
at once, and read later."""

agreements_signed = Question(otherwise=())
"""What the practices of this vanguard do about it that have signed the agreement of their level,
under a contract of this model; asked as (vanguard, integration)."""

population_served = Question(otherwise=None)
"""How many people are registered with the practices of this vanguard's MCP, on a day."""
