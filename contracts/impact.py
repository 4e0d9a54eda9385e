"""What another version of the rulebook would change for contracts, asked before it is published.

Facts are gathered for all contracts at once, in a fixed number of queries.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from contracts.mcp_selectors import kinds_in_scope
from contracts.models import McpContract, PracticeContract
from contracts.rules.mcp_facts import McpContractFacts
from contracts.rules.mcp_states import IN_THE_MAKING
from contracts.rules.periods import next_point, notice_deadline
from contracts.rules.practice_states import DORMANT, PracticeContractState
from contracts.selectors.facts import facts_of_practice_contracts
from core.law import spoken
from core.wording import day
from rulebook.impact import Effect, lines_otherwise, otherwise
from rulebook.rules.editions import Edition
from rulebook.rules.figures import Figures
from rulebook.selectors import figures_for_many

NONE = "None"

MCP_FACTS = frozenset(
    {"on", "name", "form", "integration", "holder_name", "holder_form", "services", "term_years"}
    | {"awarded_on", "signed_on", "starts_on", "ends_on", "figures"}
    | {"scope", "budget"}  # what is about to be recorded, which is nothing while one looks on
    | {"awaits_standstill", "standstill_ends_on"}  # the journey's, whose effects tell its new end
)
"""What is gathered of an MCP contract: all that its rules read beside a figure."""


def practice_contract_effects(proposed: Edition, on: date) -> Iterator[Effect]:
    """For contracts on the way to suspension or in it: their next moves, status and dates."""
    states = [PracticeContractState.SUSPENSION_NOTICED, *sorted(DORMANT)]
    rows = list(PracticeContract.objects.filter(state__in=states).order_by("practice__code"))
    facts = facts_of_practice_contracts(rows, on=on)
    new = proposed.figures(on)
    for row in rows:
        before = facts[row.pk]
        yield from lines_otherwise(row, before=before, after=replace(before, figures=new))
        yield from _dates_otherwise(row, before.figures, new, on)


def _dates_otherwise(
    row: PracticeContract, old: Figures, new: Figures, on: date
) -> Iterator[Effect]:
    statuses = (spoken(row.status_on(on, figures)).capitalize() for figures in (old, new))
    yield from otherwise(row, "Status", *statuses)
    if row.suspended_on is None:
        return
    points = [next_point(row.suspended_on, on, figures) for figures in (old, new)]
    yield from otherwise(row, "Next reactivation point", *map(_said, points))
    last_days = [
        notice_deadline(point, figures) if point else None
        for point, figures in zip(points, (old, new), strict=True)
    ]
    yield from otherwise(row, "Last day of notice for it", *map(_said, last_days))


def _said(on: date | None) -> str:
    return day(on) if on else NONE


def mcp_contract_effects(proposed: Edition, on: date) -> Iterator[Effect]:
    """For contracts in the making: their next moves."""
    rows = McpContract.objects.filter(state__in=sorted(IN_THE_MAKING)).select_related("vanguard")
    rows = list(rows.order_by("vanguard__code"))
    bound = figures_for_many({row.vanguard_id for row in rows}, on)
    new = proposed.figures(on)
    kinds = kinds_in_scope(rows, on=on)
    for row in rows:
        before = _facts(row, kinds[row.pk], bound[row.vanguard_id], on)
        yield from lines_otherwise(row, before=before, after=replace(before, figures=new))


def _facts(
    row: McpContract, services: frozenset[str], figures: Figures, on: date
) -> McpContractFacts:
    return McpContractFacts(
        on=on,
        name=str(row),
        integration=row.integration,
        form=row.form,
        holder_name=row.holder_name,
        holder_form=row.holder_form,
        services=services,
        term_years=row.term_years,
        awarded_on=row.awarded_on,
        signed_on=row.signed_on,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        figures=figures,
    )
