"""The API's list of what happens to practices: mergers, splits, closures, changes of terms."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, Q

from accounts.models import User
from gp_relationships.selectors import practice_changes as changing
from reporting.selectors.history import history
from reporting.selectors.listings import Listing

TOLD = (
    "kind", "state", "version", "planned_on", "made_on", "forms_sent_on", "notice_given_on",
    "new_code", "new_contract_type", "patients_moved", "list_plan",
)  # fmt: skip
LOOKUPS = {"kind": "kind", "state": "state"}


def practice_changes(*, viewer: User, on: date, filters: Mapping[str, Any]) -> Listing:
    """Changes of practices; the persons who join or leave are not told."""
    rows = changing.practice_changes(viewer=viewer, on=on)
    rows = rows.filter(**{LOOKUPS[name]: filters[name] for name in LOOKUPS if name in filters})
    if "practice" in filters:
        code = filters["practice"]
        rows = rows.filter(
            Q(practice__code=code) | Q(other__code=code) | Q(new_code=code, kind="split")
        )
    columns = {
        "id": F("id"),
        "practice_id": F("practice_id"),
        "practice_code": F("practice__code"),
        "other_practice_code": F("other__code"),
        "commissioner_code": F("commissioner__ods_code"),
        "branch_code": F("branch__code"),
        **{name: F(name) for name in TOLD},
    }
    return Listing(rows, columns, {"practice": "practice__code"}, {"history": history(rows.model)})
