"""What an officer's act writes of the practices themselves; registers may confirm it later.

Each is a step of an act above, with its own line in the audit. Nothing is removed: a practice is
closed, a period is ended, and a list that was counted stays as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Greatest

from audit.record import Actor, record
from core.transactions import step
from organisations.models import (
    Branch,
    Commissioner,
    ListSize,
    Practice,
    PracticeCommissioner,
    PracticeContractType,
    PracticeRecord,
    PracticeStatus,
    PracticeSuccession,
    Recorded,
    SuccessionBasis,
)
from organisations.models.dated import Dated


@dataclass(frozen=True, slots=True)
class Recording:
    """Who records it, when, by which case, and the day from which it is true."""

    by: Actor
    at: datetime
    about_id: UUID
    on: date


def _noted(practice: Practice, what: Recorded, told: Recording, code: str = "") -> None:
    PracticeRecord.objects.create(
        practice=practice,
        what=what,
        on=told.on,
        code=code,
        about_id=told.about_id,
        at=told.at,
        by_id=told.by.pk,
        by_name=told.by.full_name,
    )
    _audit(practice, what.value, told, {"code": code} if code else {})


def _audit(practice: Practice, what: str, told: Recording, facts: Mapping[str, Any]) -> None:
    said = {"on": told.on.isoformat(), "case": str(told.about_id), **facts}
    record(kind=f"practice.{what}", about=practice, by=told.by, at=told.at, facts=said)


@step
def close_practice(practice: Practice, told: Recording, *, successor: Practice | None) -> None:
    """The practice is closed from the day on, and what was dated of it ends there."""
    practice.status, practice.closed_on = PracticeStatus.CLOSED, told.on
    practice.save(update_fields=["status", "closed_on"])
    for model in (PracticeCommissioner, PracticeContractType, Branch):
        _end(model, practice, told.on)
    if successor is not None:
        _succeeds(practice, successor, told)
    _noted(practice, Recorded.CLOSED, told, successor.code if successor else "")


def _succeeds(practice: Practice, successor: Practice, told: Recording) -> None:
    PracticeSuccession.objects.get_or_create(
        predecessor=practice,
        successor=successor,
        defaults={"on": told.on, "basis": SuccessionBasis.RECORDED},
    )


def _end(model: type[Dated], practice: Practice, on: date) -> None:
    """End what still holds of a practice; a period lasts a day at least."""
    rows: Any = model._default_manager
    rows.filter(practice=practice, ends_on=None).update(
        ends_on=Greatest(Value(on), F("starts_on") + timedelta(days=1))
    )


@step
def open_practice(
    practice: Practice, told: Recording, *, code: str, name: str, contract_type: str
) -> Practice:
    """A practice that parts from this one: it opens at the same commissioner and address.

    A register that listed its code already as proposed is taken at its word, and the practice
    opened.
    """
    known = {"name": name, "status": PracticeStatus.ACTIVE, "opened_on": told.on}
    opened, _ = Practice.objects.update_or_create(
        code=code,
        defaults=known,
        create_defaults={
            **known,
            "code": code,
            "address": practice.address,
            "postcode": practice.postcode,
            "is_fictional": practice.is_fictional,
        },
    )
    holds = PracticeCommissioner.objects.filter(practice=practice).on(told.on).first()
    if holds is not None and not opened.commissioners.filter(ends_on=None).exists():
        opened.commissioners.create(commissioner_id=holds.commissioner_id, starts_on=told.on)
    change_contract_type(opened, told, contract_type=contract_type)
    _noted(opened, Recorded.OPENED, told, practice.code)
    return opened


@step
def change_contract_type(practice: Practice, told: Recording, *, contract_type: str) -> None:
    """From the day on the practice is paid under this type of contract."""
    holds = practice.contract_types.filter(ends_on=None).first()
    if holds is not None and holds.contract_type == contract_type:
        return
    _end(PracticeContractType, practice, told.on)
    starts = max(told.on, holds.starts_on + timedelta(days=1)) if holds else told.on
    practice.contract_types.create(contract_type=contract_type, starts_on=starts)
    _audit(practice, "contract_type", told, {"contract_type": contract_type})


@step
def move_to_commissioner(practice: Practice, told: Recording, commissioner: Commissioner) -> None:
    """From the day on another commissioner holds the practice's contract; the past stays."""
    holds = practice.commissioners.filter(ends_on=None).first()
    if holds is not None and holds.commissioner_id != commissioner.pk:
        _end(PracticeCommissioner, practice, told.on)
        starts = max(told.on, holds.starts_on + timedelta(days=1))
        practice.commissioners.create(commissioner=commissioner, starts_on=starts)
    elif holds is None:
        practice.commissioners.create(commissioner=commissioner, starts_on=told.on)
    _noted(practice, Recorded.MOVED, told, commissioner.ods_code)


@step
def open_branch(
    practice: Practice,
    told: Recording,
    *,
    name: str,
    address: str = "",
    postcode: str = "",
    formerly: Practice | None = None,
) -> Branch:
    """A branch surgery of the practice, under the next free code of its own."""
    used = Branch.objects.filter(code__startswith=practice.code).values_list("code", flat=True)
    number = max((int(code[-3:]) for code in used), default=0) + 1
    branch = Branch.objects.create(
        practice=practice,
        code=f"{practice.code}{number:03}",
        name=name,
        address=address,
        postcode=postcode,
        starts_on=told.on,
        formerly=formerly,
    )
    _audit(practice, "branch_opened", told, {"branch": branch.code})
    return branch


@step
def close_branch(branch: Branch, told: Recording) -> None:
    """A branch surgery closes; its practice's list and contract are as they were."""
    branch.ends_on = max(told.on, branch.starts_on + timedelta(days=1))
    branch.save(update_fields=["ends_on"])
    _audit(branch.practice, "branch_closed", told, {"branch": branch.code})


@step
def count_list(
    practice: Practice, told: Recording, *, registered: int, weighted: Decimal | None = None
) -> None:
    """The list of the practice as of the day, until the next one is published."""
    counted = {"registered": registered, "weighted": weighted}
    ListSize.objects.update_or_create(practice=practice, counted_on=told.on, defaults=counted)
    _audit(practice, "list", told, {"registered": registered})
