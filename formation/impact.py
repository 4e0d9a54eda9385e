"""What another version of the rulebook would change for journeys, asked before it is published."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from contracts.selectors import current_contracts
from core.wording import day
from formation.models import Journey
from formation.rules.conditions import JourneyFacts
from formation.rules.states import OVER
from formation.selectors import standstill_ends_on
from rulebook.impact import Effect, lines_otherwise, otherwise
from rulebook.rules.editions import Edition
from rulebook.rules.figures import Figures
from rulebook.selectors import figures_for_many

NO_STANDSTILL = "None"

JOURNEY_FACTS = frozenset(
    {"on", "vanguard", "model", "planned_go_live_on", "contract_signed_on", "figures"}
    | {"standstill_started_on", "standstill_ends_on"}
)
"""What is gathered of a journey: all that its rules read beside a figure."""


def journey_effects(proposed: Edition, on: date) -> Iterator[Effect]:
    """For running journeys: their next moves, and the end of a standstill."""
    rows = Journey.objects.exclude(state__in=sorted(OVER)).select_related("vanguard")
    rows = list(rows.order_by("vanguard__code"))
    vanguards = {row.vanguard_id for row in rows}
    bound, signed = figures_for_many(vanguards, on), current_contracts(vanguards)
    new = proposed.figures(on)
    for row in rows:
        before = _facts(row, signed.get(row.vanguard_id), bound[row.vanguard_id], on)
        ends = standstill_ends_on(row.standstill_started_on, figures=new)
        after = replace(before, figures=new, standstill_ends_on=ends)
        yield from lines_otherwise(row, before=before, after=after)
        said = (day(end) if end else NO_STANDSTILL for end in (before.standstill_ends_on, ends))
        yield from otherwise(row, "End of the standstill", *said)


def _facts(row: Journey, contract: Any, figures: Figures, on: date) -> JourneyFacts:
    return JourneyFacts(
        on=on,
        vanguard=row.vanguard.name,
        model=row.model,
        planned_go_live_on=row.planned_go_live_on,
        standstill_started_on=row.standstill_started_on,
        standstill_ends_on=standstill_ends_on(row.standstill_started_on, figures=figures),
        contract_signed_on=contract.signed_on if contract else None,
        figures=figures,
    )
