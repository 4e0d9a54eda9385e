"""Reads of contracts, scoped to a viewer where they are about practices; and facts for the law."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import (
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    prefetch_related_objects,
)

from accounts.models import User
from accounts.scopes import practices_seen_by
from casework.verdicts import Verdict, verdicts
from contracts.gathered import gathered
from contracts.models import Holder, McpContract, NoticeRun, PracticeContract
from contracts.models.practice_contract import PracticeContractQuerySet
from contracts.rules.mcp_states import IN_FORCE, Integration
from contracts.rules.practice_facts import PracticeContractFacts
from contracts.rules.practice_states import DORMANT, ENDED
from contracts.standing import integrating_fully
from core.law import Reason, reasons_against
from organisations.models import ListSize, PracticeStatus, Vanguard
from organisations.selectors import latest_lists
from rulebook.rules.editions import Edition
from rulebook.rules.figures import Figures
from rulebook.selectors import edition_for, figures_for, figures_for_many

ON_RECORD = (
    "contract_type",
    "held_as",
    "notice_given_on",
    "starts_under_mcp_on",
    "suspended_on",
    "reactivation_noticed_on",
    "reactivation_on",
    "reactivated_on",
    "eligibility",
    "live_process",
    "type_change_noticed_on",
    "type_change_on",
    "type_change_persons",
)
"""Facts that stand in columns of a practice's contract of the same name."""

ASKED = (
    "entering",
    "leaving",
    "run",
    "excepting",
    "consenting",
    "consented_on",
    "later_on",
    "finding",
    "patients",
    "opening_process",
    "corrected",
)
"""Facts of a practice's contract that an act brings with it."""


def mcp_contracts() -> QuerySet[McpContract]:
    """Every MCP contract; they hold nothing of one practice."""
    return McpContract.objects.select_related("vanguard")


def vanguards_without_contract() -> QuerySet[Vanguard]:
    """The vanguards for which a contract or alliance agreement may be drafted."""
    in_the_making = McpContract.objects.in_the_making()
    procured = McpContract.objects.in_service().exclude(integration=Integration.VIRTUAL)
    return (
        Vanguard.objects.filter(closed_on=None)
        .exclude(pk__in=in_the_making.values("vanguard_id"))
        .exclude(pk__in=procured.values("vanguard_id"))
    )


def contracts_to_practise_under() -> QuerySet[McpContract]:
    """The contracts that a practice's notice of suspension may name; the law says which will do."""
    return McpContract.objects.current().select_related("vanguard").order_by("vanguard__code")


def practice_contracts(*, viewer: User, on: date) -> PracticeContractQuerySet:
    """The practice contracts that this viewer may see, with their status on the day."""
    seen = practices_seen_by(viewer, on=on)
    return (
        PracticeContract.objects.filter(practice__in=seen)
        .select_related("practice", "mcp_contract__vanguard")
        .annotate(
            letters_sent=Subquery(_runs().annotate(n=Sum(REACHED)).values("n")),
            letters_completed_on=Subquery(_runs().annotate(n=Max("sent_until")).values("n")),
        )
        .with_status(on)
    )


REACHED = F("posted") - F("returned")


def _runs() -> QuerySet[Any, Any]:
    """The letters before the suspension of the contract outside, as one group."""
    mine = NoticeRun.objects.before_suspension().filter(contract=OuterRef("pk"))
    return mine.order_by().values("contract")


def contract_in_the_making(vanguard_id: UUID, *, lock: bool = False) -> McpContract | None:
    """The contract or alliance agreement under which the vanguard's services have yet to start."""
    return _of_vanguard(McpContract.objects.in_the_making(), vanguard_id, lock=lock)


def contract_in_service(vanguard_id: UUID, *, lock: bool = False) -> McpContract | None:
    """The contract or alliance agreement under which the vanguard's services run."""
    return _of_vanguard(McpContract.objects.in_service(), vanguard_id, lock=lock)


def current_contract(vanguard_id: UUID, *, lock: bool = False) -> McpContract | None:
    """The contract or agreement that the vanguard is working on: the one in the making, or else
    the one in service. `lock` holds it, so that it stays as it is until the act that asks is done.

    A live alliance that goes on to a procured contract has both.
    """
    return _of_vanguard(_being_worked_on(), vanguard_id, lock=lock)


def current_contracts(vanguard_ids: Collection[UUID]) -> dict[UUID, McpContract]:
    """The same for many vanguards, in one query."""
    rows = _being_worked_on().filter(vanguard__in=vanguard_ids).select_related("vanguard")
    found: dict[UUID, McpContract] = {}
    for row in rows:
        found.setdefault(row.vanguard_id, row)
    return found


def _being_worked_on() -> QuerySet[McpContract]:
    return McpContract.objects.current().alias(serves=Q(state__in=IN_FORCE)).order_by("serves")


def _of_vanguard(
    contracts: QuerySet[McpContract], vanguard_id: UUID, *, lock: bool
) -> McpContract | None:
    rows = contracts.filter(vanguard_id=vanguard_id).select_related("vanguard")
    return (rows.select_for_update(of=("self",), no_key=True) if lock else rows).first()


def contracts_of_practices(practice_ids: list[UUID]) -> dict[UUID, PracticeContract]:
    """The living contract of each of these practices, by practice."""
    rows = PracticeContract.objects.filter(practice__among=practice_ids).exclude(state__in=ENDED)
    return {row.practice_id: row for row in rows.select_related("practice")}


def holders_on(
    contract_ids: Collection[UUID], *, on: date, known_at: datetime | None = None
) -> dict[UUID, list[Holder]]:
    """Who holds each of these practice contracts on the day, by name; one query for all of them.

    With `known_at`, as it had been recorded by then.
    """
    held: dict[UUID, list[Holder]] = {each: [] for each in contract_ids}
    rows = Holder.objects.filter(contract__in=list(held)).on(on, known_at=known_at)
    for row in rows.order_by("name", "joined_on"):
        held[row.contract_id].append(row)
    return held


def against_suspending(
    contracts: Sequence[PracticeContract], *, on: date
) -> dict[UUID, tuple[Reason, ...]]:
    """For each of these contracts, everything that stands against suspending it on this day; in a
    fixed number of queries."""
    facts = facts_of_practice_contracts(contracts, on=on)
    move = PracticeContract.MOVES["suspend"]
    return {
        each.pk: reasons_against(move, state=each.state, facts=facts[each.pk]) for each in contracts
    }


def holders_of_practices(practice_ids: Collection[UUID]) -> dict[UUID, list[Holder]]:
    """All who ever held the contract of each of these practices, by practice: the contract that
    stands, or else the last that ended. Two queries, whatever their number."""
    rows = PracticeContract.objects.filter(practice_id__in=practice_ids).order_by("created_at")
    latest = {row.practice_id: row.pk for row in rows if row.state in ENDED}
    latest |= {row.practice_id: row.pk for row in rows if row.state not in ENDED}
    practice_of = {contract: practice for practice, contract in latest.items()}
    held: dict[UUID, list[Holder]] = {practice: [] for practice in practice_ids}
    for holder in Holder.objects.filter(contract__in=practice_of).order_by("name", "joined_on"):
        held[practice_of[holder.contract_id]].append(holder)
    return held


def practices_suspended_under(contract: McpContract) -> int:
    """How many practices' own contracts sleep while they serve under this one."""
    return PracticeContract.objects.filter(mcp_contract=contract.pk, state__in=DORMANT).count()


def facts_of_practice_contracts(
    contracts: Sequence[PracticeContract], *, on: date
) -> dict[UUID, PracticeContractFacts]:
    """What the law asks about each of these contracts, by identifier; in a fixed number of
    queries. What `practice_contract_facts` reads of other rows is read here for all of them."""
    if not contracts:
        return {}
    prefetch_related_objects(contracts, "practice", "mcp_contract__vanguard")
    lists = latest_lists([contract.practice_id for contract in contracts], on=on)
    figures = figures_for_many({_vanguard_of(each.mcp_contract) for each in contracts}, on)
    rows, of_the_mcp = gathered(contracts), cache(_of_the_mcp)
    joining = integrating_fully({each.practice_id for each in contracts}, figures.keys() - {None})
    return {
        each.pk: practice_contract_facts(
            each,
            on=on,
            lists=lists,
            figures=figures[_vanguard_of(each.mcp_contract)],
            rows=rows,
            of_the_mcp=of_the_mcp,
            joining=joining,
        )
        for each in contracts
    }


def edition_of_practice_contract(contract: PracticeContract, *, on: date) -> Edition:
    """The rulebook that binds this contract: that of the vanguard whose MCP contract it names."""
    return edition_for(_vanguard_of(contract.mcp_contract), on)


def _vanguard_of(mcp: McpContract | None) -> UUID | None:
    return mcp.vanguard_id if mcp else None


def practice_contract_facts(
    contract: PracticeContract,
    *,
    on: date,
    lists: Mapping[UUID, ListSize] | None = None,
    figures: Figures | None = None,
    rows: Mapping[UUID, Mapping[str, Any]] | None = None,
    of_the_mcp: Callable[[McpContract | None], dict[str, Any]] | None = None,
    joining: Collection[tuple[UUID, UUID]] | None = None,
    **changed: Any,
) -> PracticeContractFacts:
    """What the law asks about this contract on the day; `changed` is about to be recorded.

    `lists` are the latest lists of practices by the day, `figures` those that bind the contract,
    `rows` what was gathered of the rows that belong to contracts, where they were read already;
    `of_the_mcp` remembers what many contracts have in common, and `joining` are the practices that
    integrate fully, each with its vanguard.
    """
    mcp = changed.pop("mcp_contract", contract.mcp_contract)
    facts = {name: changed.pop(name, getattr(contract, name)) for name in ON_RECORD}
    facts |= {name: changed.pop(name) for name in ASKED if name in changed}
    if changed:
        raise TypeError(f"These are no facts of a practice contract: {sorted(changed)}")
    lists = latest_lists([contract.practice_id], on=on) if lists is None else lists
    known = lists.get(contract.practice_id)
    pair = (contract.practice_id, _vanguard_of(mcp))
    if joining is None:
        joining = integrating_fully({pair[0]}, {pair[1]}) if mcp else ()
    return PracticeContractFacts(
        on=on,
        practice=str(contract.practice),
        practice_is_active=contract.practice.status == PracticeStatus.ACTIVE,
        registered_patients=known.registered if known else None,
        registered_on=known.counted_on if known else None,
        integrates_fully=pair in joining,
        figures=figures or figures_for(_vanguard_of(mcp), on),
        **(of_the_mcp or _of_the_mcp)(mcp),
        **(gathered([contract]) if rows is None else rows)[contract.pk],
        **facts,
    )


def _of_the_mcp(mcp: McpContract | None) -> dict[str, Any]:
    """What the law asks of the MCP contract that a practice's notice names."""
    if mcp is None:
        return {}
    return {
        "mcp_contract_name": str(mcp),
        "mcp_contract_is_signed": mcp.is_agreed,
        "mcp_contract_is_full": mcp.integration == Integration.FULL,
        "mcp_contract_signed_on": mcp.signed_on,
        "mcp_contract_starts_on": mcp.starts_on,
        "mcp_contract_ends_on": mcp.ends_on,
    }


def open_moves_of_practice_contract(
    contract: PracticeContract, *, viewer: User, on: date
) -> list[Verdict]:
    """What may be done with this practice's contract next, and why not yet."""
    facts = practice_contract_facts(contract, on=on)
    return verdicts(contract, facts=facts, viewer=viewer, on=on)
