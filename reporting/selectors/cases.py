"""The lists of the cases: as they are, or as at a day and as it was known at an instant."""

from datetime import date

from django.db.models import F, IntegerField, TextField, UUIDField, Value
from django.db.models.functions import Cast

from accounts.models import User
from accounts.permissions import roles_of
from accounts.roles import ADMIN_READERS
from contracts import selectors as contracts
from contracts.selectors.next_window import with_next_window
from formation import selectors as formation
from gp_relationships import selectors as gp_relationships
from reporting.selectors.listings import Listing
from reporting.selectors.moments import (
    day_of,
    history_at,
    in_order,
    lookups_at,
    moment_of,
    told_of,
)
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
PARTICIPATION_DATES = ("decided_on", "agreement_signed_on", "in_effect_on", "left_on")
VANGUARD = {"vanguard_id": F("vanguard_id"), "vanguard_code": F("vanguard__code")}
PRACTICE = {"practice_id": F("practice_id"), "practice_code": F("practice__code")}


def journeys(*, viewer: User, on: date, filters: Filters) -> Listing:
    """Journeys of the vanguards."""
    rows, told = told_of(
        formation.journeys(viewer=viewer, on=on), filters, texts=("model",), dates=JOURNEY_DATES
    )
    lookups = {"vanguard": "vanguard__code", **lookups_at(filters, "model", "state")}
    columns = {
        "id": F("id"),
        **VANGUARD,
        "vanguard_name": F("vanguard__name"),
        **in_order(told, "model", "state", "version", *JOURNEY_DATES),
    }
    return Listing(
        filtered(rows, filters, lookups),
        columns,
        {"vanguard": "vanguard__code"},
        {"rulebook": number_on("vanguard_id", day_of(filters, on)), **history_at(rows, filters)},
    )


def mcp_contracts(*, viewer: User, on: date, filters: Filters) -> Listing:
    """MCP contracts and alliance agreements; what they say in full is told of one at a time."""
    texts = ("form", "holder_name", "holder_form", "holder_number")
    rows, told = told_of(contracts.mcp_contracts(), filters, texts=texts, dates=MCP_CONTRACT_DATES)
    moment = moment_of(filters)
    years = F("term_years") if moment is None else moment.recorded(rows.model, "term_years")
    columns = {
        "id": F("id"),
        **VANGUARD,
        "integration": F("integration"),
        **in_order(told, *texts, "state", "version"),
        "term_years": Cast(years, IntegerField()),
        **in_order(told, *MCP_CONTRACT_DATES),
    }
    lookups = {
        "vanguard": "vanguard__code",
        "integration": "integration",
        **lookups_at(filters, "form", "state"),
    }
    return Listing(
        filtered(rows, filters, lookups),
        columns,
        {"vanguard": "vanguard__code"},
        history_at(rows, filters),
    )


def practice_contracts(*, viewer: User, on: date, filters: Filters) -> Listing:
    """Practice contracts with their type, their status, and the next day of return."""
    rows, told = told_of(
        contracts.practice_contracts(viewer=viewer, on=on), filters, dates=CONTRACT_DATES
    )
    moment = moment_of(filters)
    if moment is None:
        told |= columns_of("mcp_contract_id", "letters_sent", "contract_type", "eligibility")
        rows = with_next_window(rows, on)
    else:
        case = rows.model
        rows = rows.with_status_as_at(moment).annotate(
            at_mcp_contract=Cast(moment.recorded(case, "mcp_contract"), UUIDField())
        )
        rows = with_next_window(rows, moment.on, at="at_")
        told |= {
            "mcp_contract_id": F("at_mcp_contract"),
            "letters_sent": Cast(moment.recorded(case, "letters_sent"), IntegerField()),
            **{name: F(f"at_{name}") for name in ("contract_type", "eligibility")},
        }
    if "vanguard" in filters:
        under = contracts.mcp_contracts().filter(vanguard__code=filters["vanguard"])
        named = "mcp_contract" if moment is None else "at_mcp_contract"
        rows = rows.filter(**{f"{named}__in": under.values("pk")})
    lookups = {
        "practice": "practice__code",
        "status": "status",
        "notice_by_from": "next_notice_by__gte",
        "notice_by_before": "next_notice_by__lt",
        **lookups_at(filters, "state", "contract_type", "eligibility"),
    }
    columns = {
        "id": F("id"),
        **PRACTICE,
        **in_order(told, "contract_type", "state"),
        "status": F("status"),
        **in_order(told, "version", "mcp_contract_id", "letters_sent", *CONTRACT_DATES),
        **in_order(told, "eligibility"),
        **columns_of("next_return_on", "next_notice_by"),
    }
    return Listing(
        filtered(rows, filters, lookups),
        columns,
        {"practice": "practice__code"},
        history_at(rows, filters),
    )


def participations(*, viewer: User, on: date, filters: Filters) -> Listing:
    """What each practice does about each vanguard; who signed is not told."""
    rows, told = told_of(
        gp_relationships.participations(viewer=viewer, on=on),
        filters,
        texts=("level",),
        dates=PARTICIPATION_DATES,
        flags=("required_for_go_live",),
    )
    lookups = {
        "vanguard": "vanguard__code",
        "practice": "practice__code",
        **lookups_at(filters, "level", "state"),
    }
    columns = {
        "id": F("id"),
        **VANGUARD,
        **PRACTICE,
        **in_order(told, "level", "state", "version"),
        **in_order(told, "required_for_go_live", *PARTICIPATION_DATES),
    }
    return Listing(
        filtered(rows, filters, lookups),
        columns,
        {"vanguard": "vanguard__code", "practice": "practice__code"},
        history_at(rows, filters),
    )


def gp_roles(*, viewer: User, on: date, filters: Filters) -> Listing:
    """GPs' roles. Names and GMC numbers leave the database only for those who see them in the
    officers' admin; for analysts both are null."""
    rows, told = told_of(
        gp_relationships.gp_roles(viewer=viewer, on=on), filters, dates=("ends_on",)
    )
    lookups = {
        "vanguard": "vanguard__code",
        "practice": "practice__code",
        "kind": "kind",
        **lookups_at(filters, "state"),
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
        **in_order(told, "ends_on", "state", "version"),
    }
    return Listing(
        rows,
        columns,
        {"vanguard": "vanguard__code", "starts_on": "starts_on"},
        history_at(rows, filters),
    )


def may_read_names(viewer: User, *, on: date) -> bool:
    """Whether the names of GPs are told to this viewer."""
    return not roles_of(viewer, on=on).isdisjoint(ADMIN_READERS)
