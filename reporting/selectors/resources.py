"""The lists of the API: which rows a viewer may see, by which filters, and what is told of each.

Every one begins at the row filter of its own app (`accounts.scopes`); rows are flat, so that a
page, a file and a table of an analyst have the same columns.
"""

from datetime import date

from django.db.models import F, OuterRef, Subquery

from accounts.models import User
from accounts.scopes import practices_seen_by
from organisations.models import (
    ListSize,
    PracticeCommissioner,
    PracticeContractType,
    SearchText,
    Vanguard,
    VanguardCommissioner,
    VanguardPractice,
)
from reporting.selectors.listings import Listing
from reporting.selectors.parts import Filters, columns_of, dated_facts, filtered


def practices(*, viewer: User, on: date, filters: Filters) -> Listing:
    """Practices, with their commissioner, contract type and registered list of today."""
    rows = practices_seen_by(viewer, on=on)
    lookups = {"code": "code", "status": "status"}
    rows = filtered(rows, filters, lookups)
    held = PracticeCommissioner.objects.on(on)
    typed = PracticeContractType.objects.on(on)
    if "commissioner" in filters:
        under = held.filter(commissioner__ods_code=filters["commissioner"])
        rows = rows.filter(pk__in=under.values("practice_id"))
    if "contract_type" in filters:
        of_type = typed.filter(contract_type=filters["contract_type"])
        rows = rows.filter(pk__in=of_type.values("practice_id"))
    if "search" in filters:
        rows = rows.alias(text=SearchText()).filter(text__contains=filters["search"].upper())
    mine = {"practice": OuterRef("pk")}
    latest = ListSize.objects.filter(**mine, counted_on__lte=on).order_by("-counted_on")
    columns = {
        **columns_of("id", "code", "name", "postcode", "status", "opened_on", "closed_on"),
        "commissioner_code": Subquery(held.filter(**mine).values("commissioner__ods_code")[:1]),
        "contract_type": Subquery(typed.filter(**mine).values("contract_type")[:1]),
        "registered_patients": Subquery(latest.values("registered")[:1]),
        "counted_on": Subquery(latest.values("counted_on")[:1]),
        "is_fictional": F("is_fictional"),
    }
    children = {
        "address": F("address"),
        "lists": dated_facts(ListSize, "practice", "counted_on", "registered", by="counted_on"),
        "commissioners": dated_facts(
            PracticeCommissioner, "practice", "starts_on", "ends_on", code="commissioner__ods_code"
        ),
        "contract_types": dated_facts(
            PracticeContractType, "practice", "starts_on", "ends_on", "contract_type"
        ),
        "vanguards": dated_facts(
            VanguardPractice, "practice", "starts_on", "ends_on", code="vanguard__code"
        ),
    }
    orderings = {"name": "name", "code": "code"}
    return Listing(rows, columns, orderings, children, ties={"name": "code"})


def vanguards(*, viewer: User, on: date, filters: Filters) -> Listing:
    """The sites of the programme: public facts, so there is no row filter."""
    lookups = {"code": "code", "kind": "kind", "membership": "membership"}
    rows = filtered(Vanguard.objects.all(), filters, lookups)
    columns = columns_of(
        "id",
        "code",
        "name",
        "kind",
        "lead_organisation",
        "membership",
        "stated_population",
        "closed_on",
        "is_fictional",
    )
    children = {
        "commissioners": dated_facts(
            VanguardCommissioner, "vanguard", "starts_on", "ends_on", code="commissioner__ods_code"
        ),
        "practices": dated_facts(
            VanguardPractice, "vanguard", "starts_on", "ends_on", code="practice__code"
        ),
    }
    return Listing(rows, columns, {"code": "code", "name": "name"}, children)
