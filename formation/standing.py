"""What the law of contracts asks about a vanguard's journey (`contracts.standing`): the answers."""

from datetime import date
from uuid import UUID

from contracts.standing import ON_NO_WAY, OnItsWay
from core.law import spoken
from formation.models import Journey
from formation.rules.states import (
    AFTER_AWARD,
    BEFORE_AWARD,
    COMMON,
    FORMING,
    VIRTUAL_ONLY,
    WORKING,
    JourneyState,
    Model,
)
from formation.selectors import current_journey, standstill_ends_on
from gp_relationships.rules.participation_states import COMMITTED
from gp_relationships.selectors import involved_participations
from organisations.selectors import population
from rulebook.selectors import figures_for

NOT_YET_AWARDED = frozenset({*COMMON, *BEFORE_AWARD})
PAST_CHECKPOINT_1 = frozenset(
    {*BEFORE_AWARD[BEFORE_AWARD.index(JourneyState.CHECKPOINT_1) :], *AFTER_AWARD, *WORKING}
)


def is_live(vanguard_id: UUID) -> bool:
    """Whether the vanguard's MCP serves its population today."""
    return Journey.objects.filter(vanguard_id=vanguard_id, state__in=WORKING).exists()


def checkpoint_1_is_passed(vanguard_id: UUID) -> bool:
    """Whether the vanguard's present journey stands past checkpoint 1: neither was the step undone,
    nor has the model been changed since."""
    journey = current_journey(vanguard_id)
    return (
        journey is not None
        and journey.model != Model.VIRTUAL
        and _stands_at(journey) in PAST_CHECKPOINT_1
    )


AT_THE_AWARD = frozenset({JourneyState.STANDSTILL, *AFTER_AWARD})


def way_of(vanguard_id: UUID) -> OnItsWay:
    """How far the vanguard's journey under way has come; one that rests or is live is on none."""
    journey = current_journey(vanguard_id)
    if journey is None or journey.state not in FORMING:
        return ON_NO_WAY
    return OnItsWay(
        model=journey.model,
        stands_at=spoken(journey.state),
        may_award=journey.state in AT_THE_AWARD,
        may_sign=journey.state in AFTER_AWARD,
        may_ally=journey.state in VIRTUAL_ONLY,
    )


def standstill_of(vanguard_id: UUID, on: date) -> tuple[bool, date | None]:
    """Whether the vanguard's present journey has still to begin its standstill, and the last day
    of it. A vanguard that is on no journey has none to wait for."""
    journey = current_journey(vanguard_id)
    if journey is None:
        return False, None
    started = journey.standstill_started_on
    ends = standstill_ends_on(started, figures=figures_for(vanguard_id, on))
    return started is None and _stands_at(journey) in NOT_YET_AWARDED, ends


def population_served(vanguard_id: UUID, on: date) -> int | None:
    """How many people are registered with the practices that take part, by this day; None while
    none does."""
    taking_part = involved_participations(vanguard_id).filter(state__in=COMMITTED)
    practices = list(taking_part.values_list("practice_id", flat=True))
    return population(practices, on=on).registered if practices else None


def _stands_at(journey: Journey) -> str:
    """How far it has come; a paused one so far as it had when it was paused."""
    return journey.paused_from or journey.state
