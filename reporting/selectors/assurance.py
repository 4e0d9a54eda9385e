"""The API's list of ISAP's reviews, and of the conditions on which stages were passed."""

from datetime import date

from django.db.models import F

from accounts.models import User
from formation.assurance import assurance_reviews, conditions_of_reviews
from reporting.selectors.listings import Listing
from reporting.selectors.moments import history_at, in_order, lookups_at, told_of
from reporting.selectors.parts import Filters, columns_of, dated_facts, filtered

LOOKUPS = {
    "vanguard": "journey__vanguard__code",
    "journey": "journey_id",
    "model": "model",
    "stage": "stage",
}


def reviews(*, viewer: User, on: date, filters: Filters) -> Listing:
    """One row a stage of a journey under a model; a detail has its conditions and its evidence."""
    rows, told = told_of(
        assurance_reviews(viewer=viewer, on=on), filters, dates=("submitted_on", "decided_on")
    )
    columns = {
        "id": F("id"),
        "journey_id": F("journey_id"),
        "vanguard_code": F("journey__vanguard__code"),
        **columns_of("model", "stage"),
        **in_order(told, "state", "version", "submitted_on", "decided_on"),
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
        **history_at(rows, filters),
    }
    found = filtered(rows, filters, LOOKUPS | lookups_at(filters, "state"))
    return Listing(found, columns, {"submitted_on": "submitted_on"}, children)
