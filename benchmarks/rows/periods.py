"""A thousand periods written: list sizes, each from its day until the next one's.

A period here is a row that says from when it holds; it ends where the next begins, so that no two
can overlap and a unique index is all that the database need ask. Floor: one INSERT … SELECT by hand
over typed arrays. Ours is `core.sets`, by which whole sets are written. Stock is `bulk_create`.
"""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from benchmarks import database
from benchmarks.harness import FLOOR, Case, Variant
from benchmarks.programme import DAY, PATIENTS, programme
from core.sets import insert_set
from core.transactions import use_case
from organisations.models import ListSize, Practice

WRITTEN = 1_000
NEXT = DAY + timedelta(days=90)

INSERT = """
INSERT INTO organisations_listsize (practice_id, counted_on, registered)
SELECT practice, %s, %s FROM unnest(%s::uuid[]) AS given(practice)
"""


def cases(scale: int, folder: Path) -> list[Case]:
    """A thousand practices, spread over all, with the next quarter's list."""
    programme(scale)
    ids = list(Practice.objects.order_by("pk").values_list("pk", flat=True))
    step = len(ids) // WRITTEN
    return [_case(ids[: step * WRITTEN : step])]


def _case(ids: list[UUID]) -> Case:
    plain = database.application()
    plain.prepare_threshold = 0

    def floor() -> None:
        with plain.transaction():
            plain.execute(INSERT, [NEXT, PATIENTS, ids])

    @use_case
    def ours() -> None:
        insert_set(ListSize, {"practice": ids}, same={"counted_on": NEXT, "registered": PATIENTS})

    def stock() -> None:
        rows = (ListSize(practice_id=each, counted_on=NEXT, registered=PATIENTS) for each in ids)
        with transaction.atomic():  # noqa: TID251 - what the stock recipe does
            ListSize.objects.bulk_create(rows)

    variants = [Variant(FLOOR, floor), Variant("ours", ours), Variant("stock", stock)]
    return Case("1,000 periods", variants, _as_before, _written, goal=1.5)


def _as_before() -> None:
    with database.superuser(database.DATABASE) as admin:
        admin.execute("DELETE FROM organisations_listsize WHERE counted_on = %s", [NEXT])
    database.vacuum(["organisations_listsize"])


def _written() -> tuple[int, int]:
    with database.superuser(database.DATABASE) as admin:
        found = admin.execute(
            "SELECT count(*), sum(registered) FROM organisations_listsize WHERE counted_on = %s",
            [NEXT],
        ).fetchone()
    return found or (0, 0)
