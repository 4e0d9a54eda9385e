"""The lists of the cases: as they are, or as at a day and as it was known at an instant.

Filters `as_at` (a day) and `known_at` (a day, taken to its end) turn every column that an act sets
into what the case's events say of that time (`casework.as_at`); without them a case is as it is.
"""

from datetime import date
from typing import Any

from django.db.models import BooleanField, F, IntegerField, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast, Coalesce

from accounts.models import User
from accounts.permissions import roles_of
from accounts.roles import ADMIN_READERS
from casework.as_at import AsAt
from contracts import selectors as contracts
from core.clock import end_of
from formation import selectors as formation
from gp_relationships import selectors as gp_relationships
from reporting.selectors.history import history
from reporting.selectors.listings import Listing
from reporting.selectors.parts import Filters, columns_of, filtered
from rulebook.selectors import number_on

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
MCP_CONTRACT_DATES = ("awarded_on", "signed_on", "starts_on", "ends_on", "end_noticed_on")
NOTHING = Value("", output_field=TextField())
PARTICIPATION_DATES = ("decided_on", "agreement_signed_on", "in_effect_on", "left_on")
VANGUARD = {"vanguard_id": F("vanguard_id"), "vanguard_code": F("vanguard__code")}
PRACTICE = {"practice_id": F("practice_id"), "practice_code": F("practice__code")}


def moment_of(filters: Filters) -> AsAt | None:
    """The day that was asked about, and what was known when; None for now."""
    known_on = filters.get("known_at")
    on = filters.get("as_at", known_on)
    if on is None:
        return None
    return AsAt(on, end_of(known_on) if known_on is not None else None)


def journeys(*, viewer: User, on: date, filters: Filters) -> Listing:
    """Journeys of the vanguards."""
    rows, told = _told(
        formation.journeys(viewer=viewer, on=on), filters, texts=("model",), dates=JOURNEY_DATES
    )
    lookups = {"vanguard": "vanguard__code", **_lookups(filters, "model", "state")}
    columns = {
        "id": F("id"),
        **VANGUARD,
        "vanguard_name": F("vanguard__name"),
        **_in_order(told, "model", "state", "version", *JOURNEY_DATES),
    }
    return Listing(
        filtered(rows, filters, lookups),
        columns,
        {"vanguard": "vanguard__code"},
        {"rulebook": number_on("vanguard_id", _day(filters, on)), **_history(rows, filters)},
    )


def _day(filters: Filters, on: date) -> date:
    """The day that was asked about, or today."""
    moment = moment_of(filters)
    return on if moment is None else moment.on


def mcp_contracts(*, viewer: User, on: date, filters: Filters) -> Listing:
    """MCP contracts and alliance agreements; what they say in full is told of one at a time."""
    texts = ("form", "holder_name", "holder_form", "holder_number")
    rows, told = _told(contracts.mcp_contracts(), filters, texts=texts, dates=MCP_CONTRACT_DATES)
    moment = moment_of(filters)
    years = F("term_years") if moment is None else moment.recorded(rows.model, "term_years")
    columns = {
        "id": F("id"),
        **VANGUARD,
        "integration": F("integration"),
        **_in_order(told, *texts, "state", "version"),
        "term_years": Cast(years, IntegerField()),
        **_in_order(told, *MCP_CONTRACT_DATES),
    }
    lookups = {
        "vanguard": "vanguard__code",
        "integration": "integration",
        **_lookups(filters, "form", "state"),
    }
    return Listing(
        filtered(rows, filters, lookups),
        columns,
        {"vanguard": "vanguard__code"},
        _history(rows, filters),
    )


def practice_contracts(*, viewer: User, on: date, filters: Filters) -> Listing:
    """Practice contracts with their type and status."""
    rows, told = _told(
        contracts.practice_contracts(viewer=viewer, on=on), filters, dates=CONTRACT_DATES
    )
    moment = moment_of(filters)
    if moment is None:
        told |= columns_of("mcp_contract_id", "letters_sent", "contract_type")
    else:
        case = rows.model
        letters = Cast(moment.recorded(case, "letters_sent"), IntegerField())
        mcp = Cast(moment.recorded(case, "mcp_contract"), UUIDField())
        told |= {
            "mcp_contract_id": mcp,
            "letters_sent": letters,
            "contract_type": F("at_contract_type"),
        }
        rows = rows.with_status_as_at(moment)
    lookups = {
        "practice": "practice__code",
        "status": "status",
        **_lookups(filters, "state", "contract_type"),
    }
    columns = {
        "id": F("id"),
        **PRACTICE,
        **_in_order(told, "contract_type", "state"),
        "status": F("status"),
        **_in_order(told, "version", "mcp_contract_id", "letters_sent", *CONTRACT_DATES),
    }
    return Listing(
        filtered(rows, filters, lookups),
        columns,
        {"practice": "practice__code"},
        _history(rows, filters),
    )


def participations(*, viewer: User, on: date, filters: Filters) -> Listing:
    """What each practice does about each vanguard; who signed is not told."""
    rows, told = _told(
        gp_relationships.participations(viewer=viewer, on=on),
        filters,
        texts=("level",),
        dates=PARTICIPATION_DATES,
        flags=("required_for_go_live",),
    )
    lookups = {
        "vanguard": "vanguard__code",
        "practice": "practice__code",
        **_lookups(filters, "level", "state"),
    }
    columns = {
        "id": F("id"),
        **VANGUARD,
        **PRACTICE,
        **_in_order(told, "level", "state", "version"),
        **_in_order(told, "required_for_go_live", *PARTICIPATION_DATES),
    }
    return Listing(
        filtered(rows, filters, lookups),
        columns,
        {"vanguard": "vanguard__code", "practice": "practice__code"},
        _history(rows, filters),
    )


def gp_roles(*, viewer: User, on: date, filters: Filters) -> Listing:
    """GPs' roles. Names and GMC numbers leave the database only for those who see them in the
    officers' admin; for analysts both are null."""
    rows, told = _told(gp_relationships.gp_roles(viewer=viewer, on=on), filters, dates=("ends_on",))
    lookups = {
        "vanguard": "vanguard__code",
        "practice": "practice__code",
        "kind": "kind",
        **_lookups(filters, "state"),
    }
    rows = filtered(rows, filters, lookups)
    if "held_on" in filters:
        rows = gp_relationships.held_on(rows, filters["held_on"])
    named = may_read_names(viewer, on=on)
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
        "starts_on": F("starts_on"),
        **_in_order(told, "ends_on", "state", "version"),
    }
    return Listing(
        rows,
        columns,
        {"vanguard": "vanguard__code", "starts_on": "starts_on"},
        _history(rows, filters),
    )


def may_read_names(viewer: User, *, on: date) -> bool:
    """Whether the names of GPs are told to this viewer."""
    return not roles_of(viewer, on=on).isdisjoint(ADMIN_READERS)


def _told(
    rows: Any,
    filters: Filters,
    *,
    texts: tuple[str, ...] = (),
    dates: tuple[str, ...] = (),
    flags: tuple[str, ...] = (),
) -> tuple[Any, dict[str, Any]]:
    """The cases that there were, and their state, version and columns of the time asked about.

    Of a time gone by, state and texts are annotated as `at_…`, so that a list can be filtered.
    """
    moment = moment_of(filters)
    if moment is None:
        return rows, columns_of("state", "version", *texts, *dates, *flags)
    case = rows.model
    rows = moment.opened(rows).annotate(
        at_state=moment.state(case),
        **{f"at_{name}": Coalesce(moment.recorded(case, name), NOTHING) for name in texts},
    )
    then: dict[str, Any] = {name: moment.date_recorded(case, name) for name in dates}
    for name in flags:
        then[name] = Coalesce(Cast(moment.recorded(case, name), BooleanField()), F(name))
    told = {name: F(f"at_{name}") for name in ("state", *texts)}
    return rows, {**told, "version": moment.version(case), **then}


def _in_order(told: dict[str, Any], *names: str) -> dict[str, Any]:
    """These columns in this order, which is that of every answer and file, of whatever time."""
    return {name: told[name] for name in names}


def _lookups(filters: Filters, *names: str) -> dict[str, str]:
    at = "" if moment_of(filters) is None else "at_"
    return {name: f"{at}{name}" for name in names}


def _history(rows: QuerySet[Any], filters: Filters) -> dict[str, Any]:
    return {"history": history(rows.model, moment_of(filters))}
