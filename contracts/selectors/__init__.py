"""Reads of contracts, scoped to a viewer where they are about practices; and facts for the law."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
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
)

from accounts.models import User
from accounts.scopes import practices_seen_by
from casework.verdicts import Verdict, verdicts
from contracts.models import Holder, McpContract, NoticeRun, PracticeContract
from contracts.models.practice_contract import PracticeContractQuerySet
from contracts.rules.mcp_states import IN_FORCE, Integration
from contracts.rules.practice_states import DORMANT, ENDED
from contracts.selectors.facts import facts_of_practice_contracts, practice_contract_facts
from core.law import Reason, reasons_against
from organisations.models import Vanguard
from rulebook.rules.editions import Edition
from rulebook.selectors import edition_for


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


def edition_of_practice_contract(contract: PracticeContract, *, on: date) -> Edition:
    """The rulebook that binds this contract: that of the vanguard whose MCP contract it names."""
    mcp = contract.mcp_contract
    return edition_for(mcp.vanguard_id if mcp else None, on)


def open_moves_of_practice_contract(
    contract: PracticeContract, *, viewer: User, on: date
) -> list[Verdict]:
    """What may be done with this practice's contract next, and why not yet."""
    facts = practice_contract_facts(contract, on=on)
    return verdicts(contract, facts=facts, viewer=viewer, on=on)
