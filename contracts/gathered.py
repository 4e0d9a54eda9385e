"""What belongs to practices' contracts in rows of their own, read for many at once as facts."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet

from contracts.models import (
    Holder,
    NoticeRun,
    PracticeContract,
    PracticeContractChange,
    ReactivationConsent,
)
from contracts.models.holder import HELD, period_of
from contracts.rules.holders import HolderPeriod
from contracts.rules.letters import Purpose
from contracts.rules.practice_states import DORMANT
from core.prepared import prepared
from core.together import Answer

NOTICE = "give_reactivation_notice"


def gathered(contracts: Collection[PracticeContract]) -> Answer[dict[UUID, dict[str, Any]]]:
    """Holders, letters and consents of each contract, by name of the fact; a fixed number of
    queries for all of them, asked now."""
    keys = [contract.pk for contract in contracts]
    asked_holders, asked_runs = _holders.ahead(contract_ids=keys), _runs.ahead(contract_ids=keys)
    asleep = [row.pk for row in contracts if row.state in DORMANT]
    agreed = _consents_ahead(asleep)

    def by_contract() -> dict[UUID, dict[str, Any]]:
        holders: defaultdict[UUID, list[HolderPeriod]] = defaultdict(list)
        runs: defaultdict[UUID, list[_Run]] = defaultdict(list)
        for contract_id, *held in asked_holders():
            holders[contract_id].append(period_of(*held))
        for run in map(_Run._make, asked_runs()):
            runs[run.contract_id].append(run)
        return {
            row.pk: {
                "holders": tuple(holders[row.pk]),
                "is_dormant": row.state in DORMANT,
                "consents": agreed().get(row.pk, frozenset()),
                **_letters(runs[row.pk], dormant=row.state in DORMANT),
            }
            for row in contracts
        }

    return Answer(by_contract)


class _Run(NamedTuple):
    """A run of letters as far as the law counts it."""

    contract_id: UUID
    purpose: str
    reference: str
    reached: int
    excepted: int
    addressed: int | None
    sent_until: date
    listed: int | None
    listed_on: date | None


@prepared
def _holders(*, contract_ids: list[UUID]) -> QuerySet[Any, Any]:
    rows = Holder.objects.filter(contract__among=contract_ids)
    return rows.values_list("contract_id", *HELD)


@prepared
def _runs(*, contract_ids: list[UUID]) -> QuerySet[Any, Any]:
    runs = NoticeRun.objects.filter(contract__among=contract_ids).standing().order_by("sent_until")
    reached = {"reached_by_it": F("posted") - F("returned")}
    return runs.annotate(**reached).values_list(
        *(name if name != "reached" else "reached_by_it" for name in _Run._fields)
    )


def notice_version(contract: PracticeContract) -> int:
    """The version of the contract that its latest notice of reactivation made."""
    return max((version for _, version in _notices(contract_ids=[contract.pk])), default=0)


def consents_to_the_notice(contract_ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """The holders who agreed to the notice that stands, of each contract that has one."""
    return _consents_ahead(contract_ids)()


def _consents_ahead(contract_ids: Collection[UUID]) -> Answer[dict[UUID, frozenset[str]]]:
    if not contract_ids:
        return Answer(dict)
    keys = list(contract_ids)
    notices, consents = _notices.ahead(contract_ids=keys), _consents.ahead(contract_ids=keys)

    def by_contract() -> dict[UUID, frozenset[str]]:
        latest, agreed = dict(notices()), defaultdict(set)
        for contract_id, version, holder_id in consents():
            if version == latest.get(contract_id):
                agreed[contract_id].add(str(holder_id))
        return {key: frozenset(holders) for key, holders in agreed.items()}

    return Answer(by_contract)


@prepared
def _notices(*, contract_ids: list[UUID]) -> QuerySet[Any, Any]:
    """The notices of reactivation of each contract; the latest last."""
    events = PracticeContractChange.objects.filter(subject__among=contract_ids, move=NOTICE)
    return events.order_by("version").values_list("subject", "version")


@prepared
def _consents(*, contract_ids: list[UUID]) -> QuerySet[Any, Any]:
    rows = ReactivationConsent.objects.filter(contract__among=contract_ids).order_by()
    return rows.values_list("contract_id", "notice_version", "holder_id")


def _letters(runs: Sequence[_Run], *, dormant: bool) -> dict[str, Any]:
    """What the runs come to, for the suspension and for the return."""
    before = [run for run in runs if run.purpose == Purpose.SUSPENSION]
    after = [run for run in runs if run.purpose == Purpose.REACTIVATION]
    sent = [run for run in before if not run.excepted]
    last = sent[-1] if sent else None
    present = after if dormant else before
    return {
        "letters_sent": sum(run.reached for run in sent) if sent else None,
        "letters_completed_on": last.sent_until if last else None,
        "letters_excepted": sum(run.excepted for run in before),
        "listed_when_written": last.listed if last else None,
        "listed_when_written_on": last.listed_on if last else None,
        "run_references": frozenset(run.reference for run in present if not run.excepted),
        "return_letters_sent": sum(run.reached for run in after) if after else None,
        "return_letters_due": max((run.addressed or 0 for run in after), default=None),
        "return_letters_completed_on": after[-1].sent_until if after else None,
    }
