"""The state of one practice's contract as at a date, a hundred contracts one after another.

Floor: the last event by the unique index on contract and version, by hand in psycopg, prepared.
Ours is the shape of every report of the past (`casework.as_at`) as a prepared query; beside it the
status as lists ask it, with the rulebook that bound each contract, through the ORM. The stock
recipe is what django-simple-history does: the latest row of every history, then the one asked for.
"""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from benchmarks import database
from benchmarks.harness import FLOOR, Case, Variant
from benchmarks.programme import DAY, programme
from casework.as_at import AsAt
from contracts.models import PracticeContract, PracticeContractChange
from core.prepared import prepared

ASKED = 100
ON = DAY - timedelta(days=30)

LAST = """
SELECT after FROM contracts_practicecontractchange
 WHERE subject_id = %s AND effective_on <= %s ORDER BY version DESC LIMIT 1
"""


@prepared
def state_as_at(*, contract_id: UUID, on: date) -> QuerySet[PracticeContract]:
    """The state of this contract on the day."""
    rows = PracticeContract.objects.filter(pk=contract_id).order_by()
    return rows.values_list(AsAt(on).state(PracticeContract), flat=True)


def cases(scale: int, folder: Path) -> list[Case]:
    """A hundred contracts, spread over all."""
    made = programme(scale)
    step = len(made.contracts) // ASKED
    return [_case(made.contracts[: step * ASKED : step])]


def _case(ids: tuple[UUID, ...]) -> Case:
    plain = database.application()
    plain.autocommit, plain.prepare_threshold = True, 0
    found: list[str] = []

    def floor() -> None:
        for each in ids:
            row = plain.execute(LAST, [each, ON]).fetchone()
            found.extend(row or ())

    def ours() -> None:
        for each in ids:
            found.extend(state_as_at(contract_id=each, on=ON))

    def lists() -> None:
        found.extend(_by_list(each) for each in ids)

    def stock() -> None:
        found.extend(_by_stock(each) for each in ids)

    variants = [
        Variant(FLOOR, floor),
        Variant("ours", ours),
        Variant("with status", lists),
        Variant("stock", stock, rounds=1),
    ]
    return Case("as at a date", variants, found.clear, lambda: list(found), goal=1.2)


def _by_list(contract_id: UUID) -> str:
    rows = PracticeContract.objects.filter(pk=contract_id).with_status_as_at(AsAt(ON))
    return str(rows.values_list("at_state", "status")[0][0])


def _by_stock(contract_id: UUID) -> str:
    events = PracticeContractChange.objects.filter(effective_on__lte=ON)
    latest = events.order_by("subject_id", "-version").distinct("subject_id")
    return str(PracticeContractChange.objects.get(pk__in=latest, subject=contract_id).after)
