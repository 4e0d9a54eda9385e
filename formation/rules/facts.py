"""What the law asks about a journey."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from core.law import Reason
from formation.rules.isap import PASSED
from rulebook.rules.figures import FIRST, Figures


@dataclass(frozen=True, slots=True)
class PracticeStanding:
    """Where one practice stands towards going live.

    `against_suspension` is everything that stands against suspending its contract as the MCP goes
    live; None where that cannot be asked, because there is no such contract. `agreement_lapsed`:
    the agreement was signed, and since then some of the holders must sign it (again).
    """

    name: str
    level: str
    participation: str
    contract_status: str
    contract_type: str
    required: bool = True
    starts_under_mcp_on: date | None = None
    against_suspension: tuple[Reason, ...] | None = None
    agreement_lapsed: bool = False
    code: str = ""

    @property
    def is_suspended(self) -> bool:
        """Whether its own contract sleeps."""
        return self.contract_status in ("suspended", "reactivatable")


@dataclass(frozen=True, slots=True)
class ReviewStanding:
    """What became of one stage of ISAP, and how many of its conditions are not discharged."""

    state: str
    decided_on: date | None = None
    conditions_open: int = 0

    @property
    def is_passed(self) -> bool:
        return self.state in PASSED


NO_REVIEW = ReviewStanding("")


@dataclass(frozen=True, slots=True)
class Adopting:
    """The version of a template of milestones that a journey is about to go on under."""

    name: str
    model: str
    number: int
    state: str


@dataclass(frozen=True, slots=True)
class JourneyFacts:
    """What the law asks about a journey, as true on the day `on`.

    `model` is the one that holds once the move is made, `present_model` the one until then.
    `levels_offered` are those that the model offers practices; None where there is no model yet.
    `reviews` are those of the model, by stage. `isap_screening` is what is on record, “applies”,
    “does_not_apply” or nothing; `screening` and `screened_on` are about to be recorded.
    `predecessor` is the (state, model) of the journey that is about to be followed by this one.
    `template_number` is the version of the milestones that it runs under, and `adopting` the one
    that it is about to adopt; None where there is none.
    `engagements` are the states of the journey's engagements. `approvers_undeclared`
    are the approving officers who have not said whether they have an interest in the vanguard.
    """

    on: date
    vanguard: str
    model: str = ""
    present_model: str = ""
    planned_go_live_on: date | None = None
    contract_form: str = ""
    contract_state: str = ""
    contract_integration: str = ""
    contract_starts_on: date | None = None
    contract_signed_on: date | None = None
    holder_is_named: bool = False
    standstill_started_on: date | None = None
    standstill_ends_on: date | None = None
    isap_screening: str = ""
    screening: str = ""
    screened_on: date | None = None
    reviews: Mapping[str, ReviewStanding] = field(default_factory=dict)
    engagements: tuple[str, ...] = ()
    is_successor: bool = False
    predecessor: tuple[str, str] | None = None
    successor_exists: bool = False
    practices: tuple[PracticeStanding, ...] = ()
    levels_offered: frozenset[str] | None = None
    approvers_undeclared: tuple[str, ...] = ()
    template_number: int | None = None
    adopting: Adopting | None = None
    figures: Figures = FIRST
