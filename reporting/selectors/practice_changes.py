"""The API's list of what happens to practices: mergers, splits, closures, changes of terms."""

from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast

from accounts.models import User
from casework.as_at import AsAt
from gp_relationships.selectors import practice_changes as changing
from organisations.models import Branch, Commissioner, Practice
from reporting.selectors.listings import Listing
from reporting.selectors.moments import history_at, in_order, lookups_at, moment_of, told_of
from reporting.selectors.parts import Filters, filtered

DATES = ("planned_on", "made_on", "forms_sent_on", "notice_given_on")
TEXTS = ("new_code", "new_contract_type", "list_plan")


def practice_changes(*, viewer: User, on: date, filters: Filters) -> Listing:
    """Changes of practices; the persons who join or leave are not told."""
    rows, told = told_of(
        changing.practice_changes(viewer=viewer, on=on),
        filters,
        texts=TEXTS,
        dates=DATES,
        numbers=("patients_moved",),
    )
    rows = filtered(rows, filters, {"kind": "kind", **lookups_at(filters, "state")})
    if "practice" in filters:
        code = filters["practice"]
        rows = rows.filter(
            Q(practice__code=code) | Q(other__code=code) | Q(new_code=code, kind="split")
        )
    rows, codes = _named(rows, moment_of(filters))
    columns = {
        "id": F("id"),
        "practice_id": F("practice_id"),
        "practice_code": F("practice__code"),
        **codes,
        "kind": F("kind"),
        **in_order(told, "state", "version", *DATES, *TEXTS[:2], "patients_moved", "list_plan"),
    }
    return Listing(rows, columns, {"practice": "practice__code"}, history_at(rows, filters))


NAMED: dict[str, tuple[str, type[Any], str]] = {
    "other_practice_code": ("other", Practice, "code"),
    "commissioner_code": ("commissioner", Commissioner, "ods_code"),
    "branch_code": ("branch", Branch, "code"),
}
"""What a change names besides its practice: the column of its case, and the code told of it."""


def _named(rows: Any, moment: AsAt | None) -> tuple[Any, dict[str, Any]]:
    """The codes of what a change names; of a time gone by, of what it named then."""
    if moment is None:
        return rows, {told: F(f"{column}__{code}") for told, (column, _, code) in NAMED.items()}
    then = {f"at_{column}": moment.recorded(rows.model, column) for column, *_ in NAMED.values()}
    codes = {
        told: Subquery(
            model.objects.annotate(text=Cast("pk", TextField()))
            .filter(text=OuterRef(f"at_{column}"))
            .values(code)[:1]
        )
        for told, (column, model, code) in NAMED.items()
    }
    return rows.annotate(**then), codes
