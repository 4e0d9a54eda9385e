"""How a journey makes a move: locked, judged, recorded and told; for the acts of this app."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from accounts.selectors import people_of_practices
from casework.runner import Doing, Telling, lock, make
from core.clock import civil_date
from core.law import Move, spoken
from core.transactions import step, use_case
from formation.actions import plans
from formation.models import Journey
from formation.rules.journey import MOVES
from formation.selectors import journey_facts
from gp_relationships.selectors import involved_participations


@use_case
def act(
    name: str, journey_id: UUID, doing: Doing, stamps: Mapping[str, Any] | None = None
) -> Journey:
    """A move that is an act by itself, and its own transaction."""
    return make_move(name, journey_id, doing, stamps or {})


@step
def keep(journey: Journey, move: str, met_on: date | None, doing: Doing) -> None:
    """The milestone that this move of the journey keeps is met by it."""
    plans.keep(journey, f"{MOVES.machine}.{move}", met_on, doing=doing)


@step
def make_move(name: str, journey_id: UUID, doing: Doing, stamps: Mapping[str, Any]) -> Journey:
    """A move of a journey that is not locked yet."""
    return made(lock(Journey, journey_id), name, doing, stamps)


@step
def made(journey: Journey, name: str, doing: Doing, stamps: Mapping[str, Any]) -> Journey:
    """A move of a journey that is locked already."""
    move = MOVES[name]
    return make(
        journey,
        move,
        facts=journey_facts(journey, on=civil_date(doing.at), **stamps),
        doing=doing,
        stamps=stamps,
        telling=_telling(journey, move, doing),
    )


def _telling(journey: Journey, move: Move[Any], doing: Doing) -> Telling:
    """The officer who looks after the journey, who reads the reason too; and the people of the
    practices that are asked or take part, to whom an officer's own words are not addressed."""
    if not move.notices:
        return Telling()
    practices = list(
        involved_participations(journey.vanguard_id).values_list("practice_id", flat=True)
    )
    people = people_of_practices(practices, on=civil_date(doing.at))
    after = move.target if isinstance(move.target, str) else journey.paused_from
    return Telling(
        to={journey.officer, *(membership.user for membership in people)},
        facts={
            "vanguard": journey.vanguard.name,
            "what": f"the journey is now {spoken(after)}",
            "on": civil_date(doing.at),
        },
        private={journey.officer: {"note": doing.note}},
    )
