"""The lists of the API: which rows a viewer may see, by which filters, and what is told of each.

Every one begins at the row filter of its own app (`accounts.scopes`); rows are flat, so that a
page, a file and a table of an analyst have the same columns.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce

from accounts.models import User
from accounts.permissions import roles_of
from accounts.roles import ADMIN_READERS
from accounts.scopes import practices_seen_by
from contracts import selectors as contracts
from formation import selectors as formation
from gp_relationships import selectors as gp_relationships
from organisations.models import (
    ListSize,
    PracticeCommissioner,
    PracticeContractType,
    SearchText,
    Vanguard,
    VanguardCommissioner,
    VanguardPractice,
)
from reporting.selectors.expressions import JsonRow
from reporting.selectors.history import (
    date_recorded_on,
    history,
    opened_by,
    recorded_on,
    state_on,
    version_on,
)
from reporting.selectors.listings import Listing

Filters = Mapping[str, Any]

JOURNEY_DATES = ("planned_go_live_on", "standstill_started_on", "went_live_on")
CONTRACT_DATES = (
    "notice_given_on",
    "starts_under_mcp_on",
    "letters_completed_on",
    "suspended_on",
    "reactivation_noticed_on",
    "reactivation_on",
    "reactivated_on",
    "ended_on",
)
VANGUARD = {"vanguard_id": F("vanguard_id"), "vanguard_code": F("vanguard__code")}
PRACTICE = {"practice_id": F("practice_id"), "practice_code": F("practice__code")}


def practices(*, viewer: User, on: date, filters: Filters) -> Listing:
    """Practices, with their commissioner, contract type and registered list of today."""
    rows = practices_seen_by(viewer, on=on)
    lookups = {"code": "code", "status": "status"}
    rows = _filtered(rows, filters, lookups)
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
        **_columns("id", "code", "name", "postcode", "status", "opened_on", "closed_on"),
        "commissioner_code": Subquery(held.filter(**mine).values("commissioner__ods_code")[:1]),
        "contract_type": Subquery(typed.filter(**mine).values("contract_type")[:1]),
        "registered_patients": Subquery(latest.values("registered")[:1]),
        "counted_on": Subquery(latest.values("counted_on")[:1]),
        "is_fictional": F("is_fictional"),
    }
    children = {
        "address": F("address"),
        "lists": _many(ListSize, "practice", "counted_on", "registered", by="counted_on"),
        "commissioners": _many(
            PracticeCommissioner, "practice", "starts_on", "ends_on", code="commissioner__ods_code"
        ),
        "contract_types": _many(
            PracticeContractType, "practice", "starts_on", "ends_on", "contract_type"
        ),
        "vanguards": _many(
            VanguardPractice, "practice", "starts_on", "ends_on", code="vanguard__code"
        ),
    }
    orderings = {"name": "name", "code": "code"}
    return Listing(rows, columns, orderings, children, ties={"name": "code"})


def vanguards(*, viewer: User, on: date, filters: Filters) -> Listing:
    """The sites of the programme: public facts, so there is no row filter."""
    lookups = {"code": "code", "kind": "kind", "membership": "membership"}
    rows = _filtered(Vanguard.objects.all(), filters, lookups)
    columns = _columns(
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
        "commissioners": _many(
            VanguardCommissioner, "vanguard", "starts_on", "ends_on", code="commissioner__ods_code"
        ),
        "practices": _many(
            VanguardPractice, "vanguard", "starts_on", "ends_on", code="practice__code"
        ),
    }
    return Listing(rows, columns, {"code": "code", "name": "name"}, children)


def journeys(*, viewer: User, on: date, filters: Filters) -> Listing:
    """Journeys as they are, or as their events had left them at the end of a day."""
    rows = formation.journeys(viewer=viewer, on=on)
    day = filters.get("as_at")
    case = rows.model
    if day is None:
        told = _columns("model", "state", "version", *JOURNEY_DATES)
    else:
        rows = opened_by(rows, day).annotate(
            at_model=Coalesce(recorded_on(case, "model", day), Value("")),
            at_state=state_on(case, day),
        )
        told = {
            "model": F("at_model"),
            "state": F("at_state"),
            "version": version_on(case, day),
            **{name: date_recorded_on(case, name, day) for name in JOURNEY_DATES},
        }
    at = "" if day is None else "at_"
    lookups = {"vanguard": "vanguard__code", "model": f"{at}model", "state": f"{at}state"}
    columns = {"id": F("id"), **VANGUARD, "vanguard_name": F("vanguard__name"), **told}
    return Listing(
        _filtered(rows, filters, lookups),
        columns,
        {"vanguard": "vanguard__code"},
        {"history": history(case)},
    )


def practice_contracts(*, viewer: User, on: date, filters: Filters) -> Listing:
    """Practice contracts with their status today, or as at a day by their events."""
    rows = contracts.practice_contracts(viewer=viewer, on=on)
    day = filters.get("as_at")
    case = rows.model
    if day is None:
        told = _columns("state", "status", "version", "mcp_contract_id", "letters_sent")
        told |= _columns(*CONTRACT_DATES)
    else:
        rows = opened_by(rows, day).annotate(
            at_state=state_on(case, day),
            at_suspended_on=date_recorded_on(case, "suspended_on", day),
        )
        rows = rows.with_status(day, state="at_state", suspended_on="at_suspended_on")
        told = {
            "state": F("at_state"),
            "status": F("status"),
            "version": version_on(case, day),
            "mcp_contract_id": recorded_on(case, "mcp_contract", day),
            "letters_sent": Cast(recorded_on(case, "letters_sent", day), IntegerField()),
            **{name: date_recorded_on(case, name, day) for name in CONTRACT_DATES},
        }
    lookups = {
        "practice": "practice__code",
        "contract_type": "contract_type",
        "status": "status",
        "state": "state" if day is None else "at_state",
    }
    columns = {"id": F("id"), **PRACTICE, "contract_type": F("contract_type"), **told}
    return Listing(
        _filtered(rows, filters, lookups),
        columns,
        {"practice": "practice__code"},
        {"history": history(case)},
    )


def participations(*, viewer: User, on: date, filters: Filters) -> Listing:
    """What each practice does about each vanguard; who signed is not told."""
    rows = gp_relationships.participations(viewer=viewer, on=on)
    lookups = {
        "vanguard": "vanguard__code",
        "practice": "practice__code",
        "level": "level",
        "state": "state",
    }
    columns = {
        "id": F("id"),
        **VANGUARD,
        **PRACTICE,
        **_columns("level", "state", "version", "required_for_go_live"),
        **_columns("decided_on", "agreement_signed_on", "in_effect_on", "left_on"),
    }
    return Listing(
        _filtered(rows, filters, lookups),
        columns,
        {"vanguard": "vanguard__code", "practice": "practice__code"},
        {"history": history(rows.model)},
    )


def gp_roles(*, viewer: User, on: date, filters: Filters) -> Listing:
    """GPs' roles. Names and GMC numbers leave the database only for those who see them in the
    officers' admin; for analysts both are null."""
    rows = gp_relationships.gp_roles(viewer=viewer, on=on)
    lookups = {
        "vanguard": "vanguard__code",
        "practice": "practice__code",
        "kind": "kind",
        "state": "state",
    }
    rows = _filtered(rows, filters, lookups)
    if "held_on" in filters:
        rows = gp_relationships.held_on(rows, filters["held_on"])
    named = not roles_of(viewer, on=on).isdisjoint(ADMIN_READERS)
    nothing = Value(None, output_field=TextField())
    columns = {
        "id": F("id"),
        "gp_id": F("gp_id"),
        "gp_name": F("gp__full_name") if named else nothing,
        "gmc_number": F("gp__gmc_number") if named else nothing,
        **VANGUARD,
        **PRACTICE,
        "kind": F("kind"),
        "share": Cast("share", TextField()),
        **_columns("starts_on", "ends_on", "state", "version"),
    }
    return Listing(
        rows,
        columns,
        {"vanguard": "vanguard__code", "starts_on": "starts_on"},
        {"history": history(rows.model)},
    )


def milestones(*, viewer: User, on: date, filters: Filters) -> Listing:
    """Milestones of every journey, by the day on which they are due."""
    rows = formation.milestones(viewer=viewer, on=on)
    lookups = {
        "vanguard": "journey__vanguard__code",
        "journey": "journey_id",
        "code": "code",
        "owner": "owner",
        "state": "state",
        "is_statutory": "is_statutory",
        "due_from": "due_on__gte",
        "due_before": "due_on__lt",
    }
    columns = {
        "id": F("id"),
        "journey_id": F("journey_id"),
        "vanguard_code": F("journey__vanguard__code"),
        **_columns("code", "title", "owner", "is_statutory", "due_on", "follows_go_live"),
        **_columns("met_on", "state", "version"),
    }
    return Listing(
        _filtered(rows, filters, lookups),
        columns,
        {"due_on": "due_on"},
        {"history": history(rows.model)},
    )


def _columns(*names: str) -> dict[str, Any]:
    return {name: F(name) for name in names}


def _filtered(rows: Any, filters: Filters, lookups: Mapping[str, str]) -> Any:
    """The rows that pass every filter that was given; nothing here is a lookup of the caller's."""
    given = {lookup: filters[name] for name, lookup in lookups.items() if name in filters}
    return rows.filter(**given) if given else rows


def _many(model: Any, owner: str, *names: str, by: str = "starts_on", **renamed: str) -> Any:
    """Dated facts of one row, in order of time, as an array of objects."""
    members = _columns(*names) | {name: F(path) for name, path in renamed.items()}
    rows: QuerySet[Any] = model.objects.filter(**{owner: OuterRef("pk")}).order_by(by, "pk")
    return ArraySubquery(rows.annotate(item=JsonRow(members)).values("item"))
