"""The API's lists of the consent ledger: the wordings, and who signed which."""

from datetime import date
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, TextField, Value
from django.db.models.functions import TruncDate

from accounts.models import User
from core.clock import LONDON
from gp_relationships.selectors import consent
from reporting.selectors.cases import may_read_names
from reporting.selectors.listings import Listing
from reporting.selectors.moments import moment_of
from reporting.selectors.parts import Filters, columns_of, filtered

VANGUARD = {"vanguard_id": F("vanguard_id"), "vanguard_code": F("vanguard__code")}


def wordings(*, on: date, filters: Filters) -> Listing:
    """Every wording that was published by the day: whether it is the newest, and whether what was
    signed under it still counts."""
    moment = moment_of(filters)
    rows = consent.wordings().filter(published_on__lte=on if moment is None else moment.on)
    if moment is not None and moment.known_at is not None:
        rows = rows.filter(recorded_at__lte=moment.known_at)
    later = rows.filter(
        vanguard=OuterRef("vanguard"), document=OuterRef("document"), number__gt=OuterRef("number")
    )
    told = rows.annotate(is_current=_not(later), is_binding=_not(later.filter(corrects_slip=False)))
    lookups = {
        "vanguard": "vanguard__code",
        "is_current": "is_current",
        "is_binding": "is_binding",
        **{name: name for name in ("document", "sha256")},
    }
    columns = {
        "id": F("id"),
        **VANGUARD,
        **columns_of("document", "number", "published_on", "corrects_slip"),
        **columns_of("is_current", "is_binding", "sha256"),
    }
    orders = {"vanguard": "vanguard__code", "published_on": "published_on"}
    return Listing(filtered(told, filters, lookups), columns, orders, {"text": F("text")})


def signatures(*, viewer: User, on: date, filters: Filters) -> Listing:
    """Who signed which wording, when, and whether it was taken back. Names leave the database only
    for those who see them in the officers' admin."""
    rows: Any = consent.signatures(viewer=viewer, on=on, moment=moment_of(filters))
    named = may_read_names(viewer, on=on)
    columns = {
        "id": F("id"),
        "participation_id": F("participation_id"),
        "vanguard_code": F("participation__vanguard__code"),
        "practice_code": F("participation__practice__code"),
        "holder_id": F("holder_id"),
        "holder": F("holder__name") if named else Value(None, output_field=TextField()),
        "document": F("wording__document"),
        "wording_id": F("wording_id"),
        "wording": F("wording__number"),
        "sha256": F("wording__sha256"),
        **columns_of("level", "signed_on"),
        "recorded_on": TruncDate("recorded_at", tzinfo=LONDON),
        "withdrawn_on": F("taken_back_on"),
    }
    lookups = {
        "vanguard": "participation__vanguard__code",
        "practice": "participation__practice__code",
        "document": "wording__document",
        "wording": "wording_id",
        "holder": "holder_id",
    }
    if "is_withdrawn" in filters:
        rows = rows.filter(taken_back_on__isnull=not filters["is_withdrawn"])
    return Listing(filtered(rows, filters, lookups), columns, {"signed_on": "signed_on"})


def _not(rows: Any) -> ExpressionWrapper:
    return ExpressionWrapper(~Exists(rows), BooleanField())
