"""The API's list of who holds practices' contracts, from when until when."""

from datetime import date
from typing import Any

from django.db.models import F, TextField, Value

from accounts.models import User
from contracts.selectors.holding import holders as held
from reporting.selectors.cases import may_read_names
from reporting.selectors.listings import Listing
from reporting.selectors.moments import moment_of
from reporting.selectors.parts import Filters, columns_of, filtered

LOOKUPS = {
    "practice": "contract__practice__code",
    "contract": "contract_id",
    "kind": "kind",
}


def holders(*, viewer: User, on: date, filters: Filters) -> Listing:
    """Holders, those who left too. Names and GMC numbers leave the database only for those who see
    them in the officers' admin. As at a day: those who held a contract on it, as it was known."""
    rows: Any = held(viewer=viewer, on=on)
    moment = moment_of(filters)
    if moment is not None:
        rows = rows.on(moment.on, known_at=moment.known_at)
    named = may_read_names(viewer, on=on)
    nothing = Value(None, output_field=TextField())
    columns = {
        "id": F("id"),
        "contract_id": F("contract_id"),
        "practice_id": F("contract__practice_id"),
        "practice_code": F("contract__practice__code"),
        "name": F("name") if named else nothing,
        "gmc_number": F("gmc_number") if named else nothing,
        **columns_of("kind", "joined_on", "left_on", "successor_id"),
    }
    orders = {"practice": "contract__practice__code", "joined_on": "joined_on"}
    return Listing(filtered(rows, filters, LOOKUPS), columns, orders)
