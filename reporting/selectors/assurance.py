"""The API's list of ISAP's reviews, and of the conditions on which stages were passed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F

from accounts.models import User
from formation.assurance import assurance_reviews, conditions_of_reviews
from reporting.selectors.history import history
from reporting.selectors.listings import Listing
from reporting.selectors.parts import columns_of, dated_facts, filtered

LOOKUPS = {
    "vanguard": "journey__vanguard__code",
    "journey": "journey_id",
    "stage": "stage",
    "state": "state",
}


def reviews(*, viewer: User, on: date, filters: Mapping[str, Any]) -> Listing:
    """One row a stage of a journey under a model; a detail has its conditions and its evidence."""
    rows = assurance_reviews(viewer=viewer, on=on)
    columns = {
        "id": F("id"),
        "journey_id": F("journey_id"),
        "vanguard_code": F("journey__vanguard__code"),
        **columns_of("model", "stage", "state", "version", "submitted_on", "decided_on"),
    }
    conditions = dated_facts(
        conditions_of_reviews().model,
        "review",
        *("id", "text", "due_on", "state", "discharged_on", "evidence"),
        by="due_on",
    )
    children = {
        "conditions": conditions,
        "evidence": F("evidence"),
        "history": history(rows.model),
    }
    return Listing(
        filtered(rows, filters, LOOKUPS), columns, {"submitted_on": "submitted_on"}, children
    )
