"""The time that a list is asked about: the columns of a case as its events say of it.

Filters `as_at` (a day) and `known_at` (a day, taken to its end) turn the columns of a case into
what its events say of that time (`casework.as_at`); without them a case is as it is.
"""

from datetime import date
from typing import Any

from django.db.models import BooleanField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from casework.as_at import AsAt
from core.clock import end_of
from reporting.selectors.history import history
from reporting.selectors.parts import Filters, columns_of

NOTHING = Value("", output_field=TextField())


def moment_of(filters: Filters) -> AsAt | None:
    """The day that was asked about, and what was known when; None for now."""
    known_on = filters.get("known_at")
    on = filters.get("as_at", known_on)
    if on is None:
        return None
    return AsAt(on, end_of(known_on) if known_on is not None else None)


def day_of(filters: Filters, on: date) -> date:
    """The day that was asked about, or today."""
    moment = moment_of(filters)
    return on if moment is None else moment.on


def told_of(
    rows: Any,
    filters: Filters,
    *,
    texts: tuple[str, ...] = (),
    dates: tuple[str, ...] = (),
    flags: tuple[str, ...] = (),
    numbers: tuple[str, ...] = (),
) -> tuple[Any, dict[str, Any]]:
    """The cases that there were, and their state, version and columns of the time asked about.

    Of a time gone by, state and texts are annotated as `at_…`, so that a list can be filtered.
    """
    moment = moment_of(filters)
    if moment is None:
        return rows, columns_of("state", "version", *texts, *dates, *flags, *numbers)
    case = rows.model
    rows = moment.opened(rows).annotate(
        at_state=moment.state(case),
        **{f"at_{name}": Coalesce(moment.recorded(case, name), NOTHING) for name in texts},
    )
    then: dict[str, Any] = {name: moment.date_recorded(case, name) for name in dates}
    for name in flags:
        then[name] = Coalesce(Cast(moment.recorded(case, name), BooleanField()), F(name))
    for name in numbers:
        then[name] = Cast(moment.recorded(case, name), IntegerField())
    told = {name: F(f"at_{name}") for name in ("state", *texts)}
    return rows, {**told, "version": moment.version(case), **then}


def in_order(told: dict[str, Any], *names: str) -> dict[str, Any]:
    """These columns in this order, which is that of every answer and file, of whatever time."""
    return {name: told[name] for name in names}


def lookups_at(filters: Filters, *names: str) -> dict[str, str]:
    at = "" if moment_of(filters) is None else "at_"
    return {name: f"{at}{name}" for name in names}


def history_at(rows: QuerySet[Any], filters: Filters) -> dict[str, Any]:
    return {"history": history(rows.model, moment_of(filters))}
