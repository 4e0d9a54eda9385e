"""The API's list of waivers: which rule does not stand in the way of which case, and how long."""

from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import StrIndex, Substr

from accounts.models import User
from casework.rules.waiver import WaiverState
from casework.waivers import waivers as asked_for
from reporting.selectors.history import history
from reporting.selectors.listings import Listing
from reporting.selectors.moments import moment_of
from reporting.selectors.parts import Filters, columns_of, filtered

LOOKUPS = {
    "vanguard": "vanguard__code",
    "practice": "practice__code",
    "case": "about_id",
    "kind": "about_type__endswith",
    "rule": "rule",
    "is_in_force": "is_in_force",
}


def waivers(*, viewer: User, on: date, filters: Filters) -> Listing:
    """Waivers. Why one was asked for, and who asked and granted it, is not told."""
    moment = moment_of(filters)
    rows: Any = asked_for(viewer=viewer, on=on)
    state: Any = F("state")
    version: Any = F("version")
    if moment is not None:
        rows = moment.opened(rows).annotate(at_state=moment.state(rows.model))
        state, version = F("at_state"), moment.version(rows.model)
    day = Value(on if moment is None else moment.on)
    by_state = "state" if moment is None else "at_state"
    counts = Q(**{by_state: WaiverState.GRANTED}, asked_on__lte=day, expires_on__gte=day)
    rows = rows.annotate(is_in_force=ExpressionWrapper(counts, BooleanField()))
    columns = {
        "id": F("id"),
        "kind": _kind(),
        "case_id": F("about_id"),
        "vanguard_code": F("vanguard__code"),
        "practice_code": F("practice__code"),
        "rule": F("rule"),
        "state": state,
        "version": version,
        **columns_of("is_in_force", "asked_on", "expires_on"),
    }
    given = {**filters, "kind": f".{filters['kind']}"} if "kind" in filters else filters
    return Listing(
        filtered(rows, given, LOOKUPS | {"state": by_state}),
        columns,
        {"asked_on": "asked_on", "expires_on": "expires_on"},
        {"history": history(rows.model, moment)},
    )


def _kind() -> Any:
    """`journey` of `formation.journey`."""
    return Substr("about_type", StrIndex("about_type", Value(".")) + 1)
