"""The register of practices: first import, again with 1 % changed, and the very same file.

Floor: COPY into a temporary table, then INSERT … ON CONFLICT DO UPDATE WHERE changed, by hand in
psycopg, into the very tables that the product writes, with their indexes and foreign keys. It
checks nothing, ends nothing and keeps no history. The stock recipe is `update_or_create` by row.
"""

import csv
import itertools
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from accounts.selectors import system_user
from benchmarks import data, database, memory
from benchmarks.harness import FLOOR, Case, Variant
from core.transactions import use_case
from organisations.models import (
    Commissioner,
    ImportRun,
    Practice,
    PracticeCommissioner,
    RegisterKind,
)
from registers.actions.imports import take_in
from registers.reading.source import from_path

AS_OF = date(2018, 5, 31)
_SECONDS = itertools.count()
TABLES = (
    "organisations_practice", "organisations_practicecommissioner", "organisations_commissioner",
    "organisations_importrun", "organisations_organisationchange", "audit_auditevent",
)  # fmt: skip
CHANGED = 0.01
STOCK_ROUNDS = 1

_COLUMNS = ", ".join(f"c{at}" for at in range(1, 28))
_RAW = ", ".join(f"c{at} text" for at in range(1, 28))
STATUSES = {"A": "active", "C": "closed", "D": "dormant", "P": "proposed"}
_STATUS = "CASE c13 " + " ".join(f"WHEN '{k}' THEN '{v}'" for k, v in STATUSES.items()) + " END"
_ADDRESS = "concat_ws(', ', " + ", ".join(f"nullif(c{at}, '')" for at in range(5, 10)) + ")"
_DAY = "to_date(nullif({}, ''), 'YYYYMMDD')"
_FIELDS = ("name", "address", "postcode", "telephone", "status", "opened_on", "closed_on")
_OLD = ", ".join(f"p.{name}" for name in _FIELDS)
_NEW = ", ".join(f"excluded.{name}" for name in _FIELDS)

_PRACTICES = f"""
INSERT INTO organisations_practice AS p
       (id, code, {", ".join(_FIELDS)}, is_fictional, run_id)
SELECT gen_random_uuid(), c1, c2, {_ADDRESS}, c10, c18, {_STATUS}, {_DAY.format("c11")},
       {_DAY.format("c12")}, false, %(run)s FROM raw WHERE c26 = '4'
ON CONFLICT (code) DO UPDATE SET {", ".join(f"{n} = excluded.{n}" for n in _FIELDS)},
       run_id = excluded.run_id
 WHERE ROW({_OLD}) IS DISTINCT FROM ROW({_NEW})
"""
_COMMISSIONERS = """
INSERT INTO organisations_commissioner (id, ods_code, ons_code, name, is_fictional, run_id)
SELECT gen_random_uuid(), c15, '', c15, false, %(run)s
  FROM (SELECT DISTINCT c15 FROM raw WHERE c26 = '4') r
ON CONFLICT (ods_code) DO NOTHING
"""
_LINKS = f"""
INSERT INTO organisations_practicecommissioner AS l
       (id, practice_id, commissioner_id, starts_on, ends_on, run_id)
SELECT gen_random_uuid(), p.id, c.id, {_DAY.format("c16")}, {_DAY.format("c17")}, %(run)s
  FROM raw JOIN organisations_practice p ON p.code = c1
  JOIN organisations_commissioner c ON c.ods_code = c15 WHERE c26 = '4'
ON CONFLICT (practice_id, starts_on) DO UPDATE SET commissioner_id = excluded.commissioner_id,
       ends_on = excluded.ends_on, run_id = excluded.run_id
 WHERE ROW(l.commissioner_id, l.ends_on)
       IS DISTINCT FROM ROW(excluded.commissioner_id, excluded.ends_on)
"""
# Tables as fresh as these have no statistics; without this the floor would not be one.
_HASH_JOINS = "SET LOCAL enable_nestloop = off"
_RUN = """
INSERT INTO organisations_importrun (id, kind, file_name, sha256, size, as_of, at, by_id, by_name,
       good_rows_only, counts)
VALUES (%(run)s, 'ods-practices', 'floor', 'floor', 1, %(as_of)s, %(at)s, %(run)s, 'floor', false,
       '{}')
"""
_ANSWER = """
SELECT count(*), md5(string_agg(md5(ROW(p.code, p.name, p.address, p.postcode, p.telephone,
       p.status, p.opened_on, p.closed_on, c.ods_code, l.starts_on, l.ends_on)::text), ''
       ORDER BY p.code))
  FROM organisations_practice p JOIN organisations_practicecommissioner l ON l.practice_id = p.id
  JOIN organisations_commissioner c ON c.id = l.commissioner_id
"""


def _at() -> datetime:
    """A later moment each time, so that the latest import is known."""
    return datetime(2026, 11, 23, 10, 0, tzinfo=UTC) + timedelta(seconds=next(_SECONDS))


def floor(path: Path) -> None:
    """By hand: COPY, then upserts in one transaction."""
    parameters = {"run": uuid.uuid4(), "as_of": AS_OF, "at": _at()}
    with database.application() as connection:
        connection.execute(_HASH_JOINS)
        connection.execute(f"CREATE TEMP TABLE raw ({_RAW}) ON COMMIT DROP")
        sql = f"COPY raw ({_COLUMNS}) FROM STDIN (FORMAT csv)"
        with connection.cursor().copy(sql) as copy, path.open("rb") as file:
            while chunk := file.read(1 << 20):
                copy.write(chunk)
        for statement in (_RUN, _COMMISSIONERS, _PRACTICES, _LINKS):
            connection.execute(statement, parameters)


def ours(path: Path) -> None:
    """The product's own act, with every check, the history and the audit."""
    outcome = take_in(
        kind=RegisterKind.ODS_PRACTICES,
        source=from_path(str(path)),
        by=system_user(),
        at=_at(),
        as_of=AS_OF,
    )
    if not outcome.succeeded or not outcome.reconciles:
        raise RuntimeError(f"The import was refused: {outcome.problems or outcome.reasons}")


def _day(text: str) -> date | None:
    return datetime.strptime(text, "%Y%m%d").date() if text else None  # noqa: DTZ007 - a date


@use_case
def stock(path: Path) -> None:
    """What most projects write: read rows, look each up, save it."""
    by = system_user()
    run = ImportRun.objects.create(
        kind="ods-practices", file_name="stock", sha256="stock", size=1, as_of=AS_OF, at=_at(),
        by_id=by.pk, by_name=by.full_name,
    )  # fmt: skip
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            if row[25] == "4":
                _stock_row(row, run)


def _stock_row(row: list[str], run: ImportRun) -> None:
    practice, _ = Practice.objects.update_or_create(
        code=row[0],
        defaults={
            "name": row[1], "address": ", ".join(filter(None, row[4:9])), "postcode": row[9],
            "telephone": row[17], "status": STATUSES[row[12]], "opened_on": _day(row[10]),
            "closed_on": _day(row[11]), "run": run,
        },
    )  # fmt: skip
    commissioner, _ = Commissioner.objects.get_or_create(
        ods_code=row[14], defaults={"name": row[14], "run": run}
    )
    PracticeCommissioner.objects.update_or_create(
        practice=practice,
        starts_on=_day(row[15]),
        defaults={"commissioner": commissioner, "ends_on": _day(row[16]), "run": run},
    )


def answer() -> object:
    """What the practices and their commissioners are now, as one hash."""
    with database.application() as connection:
        connection.execute(_HASH_JOINS)
        return connection.execute(_ANSWER).fetchone()


def cases(scale: int, folder: Path) -> list[Case]:
    """First, again with 1 % changed, and the very same file.

    The stock recipe takes minutes for a whole register, so it is given a tenth of one.
    """
    first = data.register(folder, scale=scale)
    changed = data.register(folder, scale=scale, changed=CHANGED)

    def as_first() -> None:
        floor(first)
        database.vacuum(TABLES)

    large = scale >= 100
    found = [
        Case("import, first", _ways(first), _empty, answer, goal=1.2 if large else 2.5),
        Case("import, again, 1 % changed", _ways(changed), as_first, answer,
             goal=1.2 if large else 1.5),
        Case("import, the very same file", _ways(first), lambda: ours(first), answer, goal=0.1),
    ]  # fmt: skip
    if scale == 1:
        tenth = data.register(folder, scale=0.1)
        ways = [*_ways(tenth), Variant("stock", lambda: stock(tenth), rounds=STOCK_ROUNDS)]
        found.append(Case("import, first, a tenth of it", ways, _empty, answer))
    return found


def _ways(path: Path) -> list[Variant]:
    return [Variant(FLOOR, lambda: floor(path)), Variant("ours", lambda: ours(path))]


def _empty() -> None:
    database.empty(TABLES)


def memory_of(scale: int, folder: Path) -> memory.Peak:
    """How much memory the product's import takes, in a process of its own."""
    _empty()
    return memory.peak(
        "benchmarks.rows.import_register", "ours", data.register(folder, scale=scale)
    )
