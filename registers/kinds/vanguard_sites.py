# ruff: noqa: S608 - the SQL is made of this program's own words; what files say comes by COPY
"""What a list of vanguards writes: the sites, their commissioners and their member practices."""

from datetime import date

from registers.staging.spec import Intake
from registers.staging.writing import differs, end, insert, refuse_too_many, update

TABLE = "organisations_vanguard"
FIELDS = (
    "name", "kind", "membership", "stated_population", "stated_practices", "note",
    "lead_organisation", "closed_on",
)  # fmt: skip

SELECTED_ON = date(2015, 3, 10)
"""All vanguards were selected on this day; what their first list says of them holds from it."""

_READ = """
SELECT row_no, code, name, kind, membership, stated_population,
       coalesce(stated_practices, '') AS stated_practices, coalesce(note, '') AS note,
       coalesce(lead_organisation, '') AS lead_organisation, NULL::date AS closed_on,
       commissioners, practices, successor
  FROM staged WHERE bad = 0 AND skip IS NULL
"""

_LINKS = (
    ("vanguard_commissioner", "organisations_vanguardcommissioner", "commissioner_id",
     "organisations_commissioner", "ods_code", "commissioners"),
    ("vanguard_practice", "organisations_vanguardpractice", "practice_id",
     "organisations_practice", "code", "practices"),
)  # fmt: skip


def _wanted(table: str, field: str, listed: str) -> str:
    """The links that the file states: (vanguard, other)."""
    return (
        f"SELECT s.row_no, v.id AS vanguard_id, k.id AS other_id FROM staged s"
        f" JOIN {TABLE} v ON v.code = s.code CROSS JOIN LATERAL unnest(s.{listed}) u(code)"
        f" JOIN {table} k ON k.{field} = u.code WHERE s.bad = 0 AND s.skip IS NULL"
    )


def _unlisted(table: str, column: str, wanted: str, listed: str) -> str:
    """The links that hold and that the file, which does list such links, no longer states."""
    return (
        f"SELECT l.id, greatest(%(as_of)s::date, l.starts_on + 1) FROM {table} l"
        f" JOIN {TABLE} v ON v.id = l.vanguard_id JOIN staged s ON s.code = v.code"
        f" WHERE l.ends_on IS NULL AND s.bad = 0 AND s.skip IS NULL AND s.{listed} IS NOT NULL"
        f" AND NOT EXISTS (SELECT 1 FROM ({wanted}) w WHERE w.vanguard_id = l.vanguard_id"
        f" AND w.other_id = l.{column})"
    )


_UNLISTED = f"""
SELECT v.id, %(as_of)s::date FROM {TABLE} v WHERE v.closed_on IS NULL AND v.run_id IS NOT NULL
   AND NOT v.is_fictional AND NOT EXISTS (SELECT 1 FROM staged s WHERE s.code = v.code)
"""

_SUCCESSION = f"""
INSERT INTO organisations_vanguardsuccession (id, predecessor_id, successor_id, "on", run_id)
SELECT gen_random_uuid(), v.id, n.id, %(as_of)s::date, %(run)s::uuid
  FROM staged s JOIN {TABLE} v ON v.code = s.code JOIN {TABLE} n ON n.code = s.successor
 WHERE s.bad = 0 AND s.skip IS NULL AND n.id <> v.id
ON CONFLICT (predecessor_id, successor_id) DO NOTHING
"""


def apply(intake: Intake) -> None:
    """Write the sites and what belongs to each; end what is listed no more."""
    intake.run(
        "CREATE TEMP TABLE diff ON COMMIT DROP AS"
        " SELECT s.*, o.id IS NULL AS is_new, coalesce(o.id, gen_random_uuid()) AS target_id,"
        " CASE WHEN o.id IS NULL THEN 'created' ELSE 'updated' END AS effect"
        f" FROM ({_READ}) s LEFT JOIN {TABLE} o ON o.code = s.code"
        f" WHERE o.id IS NULL OR {differs(FIELDS, old='o', new='s')}"
    )
    insert(
        intake,
        TABLE,
        ("code", *FIELDS, "is_fictional"),
        select=f"d.target_id, d.code, {', '.join(f'd.{name}' for name in FIELDS)}, false",
        source="diff d WHERE d.is_new",
    )
    update(intake, "vanguard", TABLE, FIELDS, code="d.code", where="NOT d.is_new")
    for about, table, column, other, field, listed in _LINKS:
        _write_links(intake, about, table, column, _wanted(other, field, listed), listed)
    if intake.complete:
        ending = intake.value(f"SELECT count(*) FROM ({_UNLISTED}) u")
        known = intake.value(f"SELECT count(*) FROM {TABLE} WHERE closed_on IS NULL")
        refuse_too_many(intake, "vanguards", ending, known)
        ended = end(intake, "vanguard", TABLE, "closed_on", code="o.code", gone=_UNLISTED)
        intake.count("vanguards_ended", ended)
    intake.count("vanguard_successions", intake.run(_SUCCESSION))


def _write_links(
    intake: Intake, about: str, table: str, column: str, wanted: str, listed: str
) -> None:
    """End the links that are gone, make the new ones, and count their rows as updated."""
    gone = _unlisted(table, column, wanted, listed)
    code = f"(SELECT v.code FROM {TABLE} v WHERE v.id = o.vanguard_id)"
    intake.count(f"{about}s_ended", end(intake, about, table, "ends_on", code=code, gone=gone))
    fresh = (
        f"({wanted}) w WHERE NOT EXISTS (SELECT 1 FROM {table} l WHERE l.ends_on IS NULL"
        f" AND l.vanguard_id = w.vanguard_id AND l.{column} = w.other_id)"
    )
    intake.run(
        "INSERT INTO diff (row_no, effect)"
        f" SELECT DISTINCT w.row_no, 'updated' FROM {fresh}"
        " AND NOT EXISTS (SELECT 1 FROM diff d WHERE d.row_no = w.row_no)"
    )
    # The first link of a vanguard holds from the day of selection; later ones from their list's.
    begins = (
        f"CASE WHEN EXISTS (SELECT 1 FROM {table} l WHERE l.vanguard_id = w.vanguard_id)"
        " THEN %(as_of)s::date ELSE %(selected)s::date END"
    )
    made = intake.run(
        f"INSERT INTO {table} (id, vanguard_id, {column}, starts_on, run_id)"
        f" SELECT gen_random_uuid(), w.vanguard_id, w.other_id, {begins}, %(run)s::uuid"
        f" FROM {fresh}",
        selected=SELECTED_ON,
    )
    intake.count(f"{about}s_added", made)
