"""The milestones of journeys, as a list of the API: by when, and how each stands today."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    DateField,
    F,
    Func,
    IntegerField,
    JSONField,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from accounts.models import User
from formation import selectors as formation
from formation.selectors.timelines import outlooks_in
from reporting.selectors.history import history
from reporting.selectors.listings import Listing
from reporting.selectors.parts import Filters, columns_of, filtered


class LookedUp(Func):
    """What is known of a row by its identifier, where Python has worked it out for all of them."""

    template = "(%(expressions)s)"
    arg_joiner = " ->> "
    output_field = TextField()

    def __init__(self, known: Mapping[UUID, Any]) -> None:
        text = json.dumps({str(pk): value for pk, value in known.items()}, default=str)
        super().__init__(Cast(Value(text), JSONField()), Cast(F("id"), TextField()))


def milestones(*, viewer: User, on: date, filters: Filters) -> Listing:
    """Milestones of every journey, by the day on which they are due. How each stands depends on
    the others of its journey, and is worked out for those that the other filters let by."""
    rows = formation.milestones(viewer=viewer, on=on)
    lookups = {
        "id": "pk",
        "vanguard": "journey__vanguard__code",
        "journey": "journey_id",
        "practice": "practice__code",
        "code": "code",
        "owner": "owner",
        "state": "state",
        "is_statutory": "is_statutory",
        "due_from": "due_on__gte",
        "due_before": "due_on__lt",
    }
    rows = filtered(rows, filters, lookups)
    known = outlooks_in(set(rows.order_by().values_list("journey_id", flat=True)), on=on)
    if "status" in filters:
        wanted = [pk for pk, each in known.items() if each.status == filters["status"]]
        rows = rows.filter(pk__in=wanted)
    if "is_critical" in filters:
        asked = [pk for pk, each in known.items() if each.is_critical]
        rows = rows.filter(pk__in=asked) if filters["is_critical"] else rows.exclude(pk__in=asked)
    columns = {
        "id": F("id"),
        "journey_id": F("journey_id"),
        "vanguard_code": F("journey__vanguard__code"),
        "practice_code": F("practice__code"),
        **columns_of("code", "title", "owner", "is_statutory", "due_on", "keeps_offset"),
        **columns_of("met_on", "evidence", "state"),
        "status": LookedUp({pk: each.status.value for pk, each in known.items()}),
        "expected_on": _typed({pk: each.expected_on for pk, each in known.items()}, DateField()),
        "slack_days": _typed({pk: each.slack for pk, each in known.items()}, IntegerField()),
        "is_critical": _typed({pk: each.is_critical for pk, each in known.items()}, BooleanField()),
        **columns_of("version"),
    }
    return Listing(rows, columns, {"due_on": "due_on"}, {"history": history(rows.model)})


def _typed(known: Mapping[UUID, Any], output_field: Any) -> Cast:
    return Cast(LookedUp(known), output_field)
