"""The API's lists of what MCP contracts say: their parties, scope, budgets and the budgets' lines.

Each is flat, so that sums can be made of a page or a file; as at a day they say what stood then.
"""

from datetime import date
from typing import Any

from django.db.models import F, TextField
from django.db.models.functions import Cast

from contracts.selectors import terms
from reporting.selectors.listings import Listing
from reporting.selectors.moments import moment_of
from reporting.selectors.parts import Filters, columns_of, filtered

ORDERS = {"vanguard": "contract__vanguard__code"}
CONTRACT = {"contract_id": F("contract_id"), "vanguard_code": F("contract__vanguard__code")}
LOOKUPS = {"vanguard": "contract__vanguard__code", "contract": "contract_id"}


def parties(*, on: date, filters: Filters) -> Listing:
    """The commissioners, and the councils with their decisions under section 75."""
    rows = terms.contract_parties(moment=moment_of(filters))
    lookups = LOOKUPS | {"commissioner": "commissioner__ods_code"}
    columns = {
        "id": F("id"),
        **CONTRACT,
        "commissioner_code": F("commissioner__ods_code"),
        "commissioner_name": F("commissioner__name"),
        **columns_of("local_authority", "section_75_decided_on"),
    }
    return Listing(filtered(rows, filters, lookups), columns, ORDERS)


def scope_lines(*, on: date, filters: Filters) -> Listing:
    """Service lines, with whether each is in scope on the day."""
    moment = moment_of(filters)
    rows = terms.scope_lines(on=on if moment is None else moment.on, moment=moment)
    lookups = LOOKUPS | {"service": "service", "in_scope": "in_scope"}
    columns = {
        "id": F("id"),
        **CONTRACT,
        **columns_of("service", "line", "in_scope_from", "out_of_scope_on", "in_scope"),
        **columns_of("agreed_on", "agreed_by"),
    }
    return Listing(filtered(rows, filters, lookups), columns, ORDERS)


def budgets(*, on: date, filters: Filters) -> Listing:
    """Every version of every year's whole-population budget."""
    rows = terms.budgets(moment=moment_of(filters))
    lookups = LOOKUPS | {"year": "year", "stands": "stands", "is_approved": "is_approved"}
    columns = {
        "id": F("id"),
        **CONTRACT,
        **columns_of("year", "number", "stands", "is_approved"),
        **_texts("payment", "improvement_payment", "gain_share", "loss_share", "share_cap"),
    }
    return Listing(filtered(rows, filters, lookups), columns, ORDERS | {"year": "year"})


def budget_lines(*, on: date, filters: Filters) -> Listing:
    """What each service line is paid, by the budgets that stand."""
    rows = terms.budget_lines(moment=moment_of(filters))
    lookups = {
        "vanguard": "budget__contract__vanguard__code",
        "contract": "budget__contract_id",
        "year": "budget__year",
    }
    columns = {
        "id": F("id"),
        "contract_id": F("budget__contract_id"),
        "vanguard_code": F("budget__contract__vanguard__code"),
        "budget_id": F("budget_id"),
        "year": F("budget__year"),
        "service_line": F("service_line"),
        **_texts("amount"),
    }
    orders = {"vanguard": "budget__contract__vanguard__code", "year": "budget__year"}
    return Listing(filtered(rows, filters, lookups), columns, orders)


def _texts(*names: str) -> dict[str, Any]:
    """Numbers as text, so that no reader rounds them."""
    return {name: Cast(name, TextField()) for name in names}
