"""Reads of what an MCP contract says: its parties, scope and budgets; and facts for its law."""

from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import User
from casework.as_at import AsAt
from casework.verdicts import Verdict, verdicts
from contracts.models import (
    BudgetApproval,
    BudgetLine,
    BudgetYear,
    ContractParty,
    McpContract,
    McpContractChange,
    ScopeEnd,
    ScopeItem,
)
from contracts.rules.mcp_facts import Beside, CommissionerParty, McpContractFacts
from contracts.rules.mcp_states import IN_FORCE, McpContractState
from contracts.selectors import mcp_contracts, practices_suspended_under
from contracts.standing import checkpoint_1_is_passed, is_live, standstill_of, way_of
from core.errors import NotFound
from organisations.models import Commissioner, Trust, Vanguard
from rulebook.selectors import figures_for

T = TypeVar("T", bound=Model)

TERMS = (
    "integration",
    "form",
    "holder_name",
    "holder_form",
    "holder_number",
    "term_years",
    "awarded_on",
    "signed_on",
    "starts_on",
    "ends_on",
)
"""The columns that the law reads as they stand, or as they are about to be."""


def get_mcp_contract(contract_id: UUID) -> McpContract:
    """One MCP contract as it stands.

    Raises:
        NotFound: there is no such contract.
    """
    contract = mcp_contracts().filter(pk=contract_id).first()
    if contract is None:
        raise NotFound("There is no MCP contract with this identifier.")
    return contract


def counted(rows: QuerySet[T], moment: AsAt | None) -> QuerySet[T]:
    """Of these rows, those whose event is true by the day and was recorded by the instant."""
    if moment is None:
        return rows
    rows = rows.filter(event__effective_on__lte=moment.on)
    return rows if moment.known_at is None else rows.filter(event__made_at__lte=moment.known_at)


def parties_of(contract: McpContract, *, moment: AsAt | None = None) -> list[ContractParty]:
    """The commissioners who are party to the contract, as they were last recorded."""
    rows = counted(ContractParty.objects.filter(contract=contract.pk), moment)
    latest = rows.order_by("-event_id").values("event_id")[:1]
    return list(rows.filter(event_id=Subquery(latest)).select_related("commissioner"))


def scope_of(contract: McpContract) -> QuerySet[ScopeItem]:
    """Every service line that the contract covers, will cover or has covered, and its end."""
    rows = ScopeItem.objects.filter(contract=contract.pk).select_related("event", "end__event")
    return rows.order_by("service", "in_scope_from", "id")


def scope_on(contract: McpContract, *, on: date) -> QuerySet[ScopeItem]:
    """The service lines in scope on the day."""
    begun = scope_of(contract).filter(in_scope_from__lte=on)
    return begun.filter(Q(end=None) | Q(end__out_of_scope_on__gt=on))


def kinds_in_scope(contracts: Collection[McpContract], *, on: date) -> dict[UUID, frozenset[str]]:
    """The kinds of service that each of these contracts covers on the day, or once its services
    start; one query for all of them."""
    from_day = {row.pk: max(on, row.starts_on or on) for row in contracts}
    kinds: dict[UUID, set[str]] = {pk: set() for pk in from_day}
    items = ScopeItem.objects.filter(contract__in=list(from_day)).select_related("end")
    for item in items:
        day, end = from_day[item.contract_id], getattr(item, "end", None)
        if item.in_scope_from <= day and (end is None or end.out_of_scope_on > day):
            kinds[item.contract_id].add(item.service)
    return {pk: frozenset(found) for pk, found in kinds.items()}


def ends_of_scope(contract: McpContract, *, moment: AsAt | None = None) -> dict[int, ScopeEnd]:
    """How each service line that goes out of scope does so, by the service line."""
    rows = counted(ScopeEnd.objects.filter(item__contract=contract.pk), moment)
    return {row.item_id: row for row in rows}


def budgets_of(contract: McpContract, *, moment: AsAt | None = None) -> list[BudgetYear]:
    """The budget that stands for each financial year, with its lines and its approval."""
    every = counted(BudgetYear.objects.all(), moment)
    later = every.filter(
        contract=OuterRef("contract"), year=OuterRef("year"), number__gt=OuterRef("number")
    )
    rows = every.filter(~Exists(later), contract=contract.pk).order_by("year")
    lines = Prefetch("lines", BudgetLine.objects.order_by("id"))
    return list(
        rows.select_related("event__made_by", "approval__event__made_by").prefetch_related(lines)
    )


def budgets_to_approve(contract: McpContract) -> QuerySet[BudgetYear]:
    """The budgets that stand and that nobody has approved yet."""
    waiting = [budget.pk for budget in budgets_of(contract) if not is_approved(budget)]
    return BudgetYear.objects.filter(pk__in=waiting).order_by("year")


def approved_of(contract: McpContract, *, moment: AsAt | None = None) -> set[int]:
    """The versions of its budgets that a second person has approved."""
    rows = counted(BudgetApproval.objects.filter(budget__contract=contract.pk), moment)
    return set(rows.values_list("budget_id", flat=True))


def is_approved(budget: BudgetYear) -> bool:
    """Whether a second person has approved this version of the budget."""
    return hasattr(budget, "approval")


def budget_numbers(contract: McpContract) -> dict[int, int]:
    """The latest version of each year's budget."""
    rows = BudgetYear.objects.filter(contract=contract.pk).order_by("number")
    return dict(rows.values_list("year", "number"))


def commissioners_to_name() -> QuerySet[Commissioner]:
    """The commissioners of the register, who may be party to a contract."""
    return Commissioner.objects.order_by("name", "ods_code")


def trusts_to_hold() -> QuerySet[Trust]:
    """The trusts of the register, which may hold a contract."""
    return Trust.objects.order_by("name", "ods_code")


def commissioners_of(vanguard: Vanguard, *, on: date) -> list[Commissioner]:
    """The commissioners in whose area the vanguard works on the day."""
    held = vanguard.commissioners.select_related("commissioner")  # type: ignore[attr-defined]
    rows = held.filter(starts_on__lte=on).filter(Q(ends_on=None) | Q(ends_on__gt=on))
    return [row.commissioner for row in rows.order_by("commissioner__ods_code")]


def as_party(row: ContractParty) -> CommissionerParty:
    """A party as the law asks about it."""
    return CommissionerParty(
        name=row.local_authority if row.commissioner_id is None else str(row),
        is_local_authority=row.commissioner_id is None,
        section_75_decided_on=row.section_75_decided_on,
    )


def mcp_contract_facts(
    contract: McpContract, *, on: date, about: Any = None, **changed: Any
) -> McpContractFacts:
    """What the law asks about this contract on the day.

    `changed` are terms about to be set; `about` maps further facts to what is about to be recorded
    (parties named, a budget, a decision).
    """
    terms = {name: changed.get(name, getattr(contract, name)) for name in TERMS}
    awaits_standstill, standstill_ends_on = standstill_of(contract.vanguard_id, on)
    way = way_of(contract.vanguard_id)
    facts: dict[str, Any] = {
        "beside": _beside(contract),
        "holder_is_linked": changed.get("holder_trust", contract.holder_trust_id) is not None,
        "parties": tuple(as_party(row) for row in parties_of(contract)),
        "services": kinds_in_scope([contract], on=on)[contract.pk],
        "budgets": _budgets(contract),
        "end_on_record": contract.ends_on,
        "end_noticed_on": contract.end_noticed_on,
        "agreed_end": agreed_end_of(contract) if contract.end_noticed_on else None,
        "practices_suspended": practices_suspended_under(contract),
        "mcp_is_live": contract.state in IN_FORCE and is_live(contract.vanguard_id),
        "figures": figures_for(contract.vanguard_id, on),
        "checkpoint_1_is_passed": checkpoint_1_is_passed(contract.vanguard_id),
        "journey_model": way.model,
        "journey_stands_at": way.stands_at,
        "journey_may_award": way.may_award,
        "journey_may_sign": way.may_sign,
        "journey_may_ally": way.may_ally,
        "awaits_standstill": awaits_standstill,
        "standstill_ends_on": standstill_ends_on,
        "is_awarded": contract.state == McpContractState.AWARDED,
        "changed": _differing(contract, changed),
    }
    return McpContractFacts(on=on, name=str(contract), **{**terms, **facts, **(about or {})})


def agreed_end_of(contract: McpContract) -> date | None:
    """When the contract was to end before the first of the notices that stand was given."""
    events = McpContractChange.objects.filter(subject=contract.pk).order_by("version")
    taken_back = events.filter(move="withdraw_notice_of_end").values_list("version", flat=True)
    noticed = events.filter(move="give_notice_of_end", version__gt=taken_back.last() or 0)
    replaced = noticed.values_list("replaced__ends_on", flat=True).first()
    return date.fromisoformat(replaced) if replaced else None


def _beside(contract: McpContract) -> tuple[Beside, ...]:
    others = McpContract.objects.current().filter(vanguard_id=contract.vanguard_id)
    return tuple(
        Beside(str(other), other.state, other.integration)
        for other in others.exclude(pk=contract.pk).select_related("vanguard")
    )


def _budgets(contract: McpContract) -> dict[int, bool]:
    """Of each year that has a budget, whether the one that stands is approved."""
    approved = Exists(BudgetApproval.objects.filter(budget=OuterRef("pk")))
    rows = BudgetYear.objects.filter(contract=contract.pk).annotate(approved=approved)
    return dict(rows.order_by("number").values_list("year", "approved"))


def _differing(contract: McpContract, changed: dict[str, Any]) -> frozenset[str]:
    return frozenset(name for name, value in changed.items() if value != getattr(contract, name))


def open_moves_of_mcp_contract(contract: McpContract, *, viewer: User, on: date) -> list[Verdict]:
    """What may be done with this MCP contract next, and why not yet."""
    facts = mcp_contract_facts(contract, on=on)
    return verdicts(contract, facts=facts, viewer=viewer, on=on)
