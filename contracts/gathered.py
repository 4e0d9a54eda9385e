"""What belongs to practices' contracts in rows of their own, read for many at once as facts."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from contracts.models import (
    Holder,
    NoticeRun,
    PracticeContract,
    PracticeContractChange,
    ReactivationConsent,
)
from contracts.rules.letters import Purpose
from contracts.rules.practice_states import DORMANT
from core.prepared import prepared

NOTICE = "give_reactivation_notice"


def gathered(contracts: Collection[PracticeContract]) -> dict[UUID, dict[str, Any]]:
    """Holders, letters and consents of each contract, by name of the fact; a fixed number of
    queries for all of them."""
    keys = [contract.pk for contract in contracts]
    holders: defaultdict[UUID, list[Any]] = defaultdict(list)
    for holder in _holders(contract_ids=keys):
        holders[holder.contract_id].append(holder.period)
    runs: defaultdict[UUID, list[NoticeRun]] = defaultdict(list)
    for run in _runs(contract_ids=keys):
        runs[run.contract_id].append(run)
    agreed = consents_to_the_notice([row.pk for row in contracts if row.state in DORMANT])
    return {
        row.pk: {
            "holders": tuple(holders[row.pk]),
            "is_dormant": row.state in DORMANT,
            "consents": agreed.get(row.pk, frozenset()),
            **_letters(runs[row.pk], dormant=row.state in DORMANT),
        }
        for row in contracts
    }


@prepared
def _holders(*, contract_ids: list[UUID]) -> QuerySet[Holder]:
    rows = Holder.objects.filter(contract__among=contract_ids)
    return rows.defer("created_at", "recorded_at", "ended_at")


@prepared
def _runs(*, contract_ids: list[UUID]) -> QuerySet[NoticeRun]:
    runs = NoticeRun.objects.filter(contract__among=contract_ids).standing()
    return runs.order_by("sent_until").defer("created_at", "recorded_at", "struck_at")


def notice_version(contract: PracticeContract) -> int:
    """The version of the contract that its latest notice of reactivation made."""
    return _notice_versions([contract.pk]).get(contract.pk, 0)


def consents_to_the_notice(contract_ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """The holders who agreed to the notice that stands, of each contract that has one."""
    if not contract_ids:
        return {}
    versions, agreed = _notice_versions(contract_ids), defaultdict(set)
    for consent in ReactivationConsent.objects.filter(contract__among=contract_ids):
        if consent.notice_version == versions.get(consent.contract_id):
            agreed[consent.contract_id].add(str(consent.holder_id))
    return {key: frozenset(holders) for key, holders in agreed.items()}


def _notice_versions(contract_ids: Collection[UUID]) -> dict[UUID, int]:
    events = PracticeContractChange.objects.filter(subject__among=contract_ids, move=NOTICE)
    rows = events.order_by().values("subject").annotate(latest=Max("version"))
    return dict(rows.values_list("subject", "latest"))


def _letters(runs: Sequence[NoticeRun], *, dormant: bool) -> dict[str, Any]:
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
