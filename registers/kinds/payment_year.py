# ruff: noqa: S608 - the SQL is made of this program's own words; what files say comes by COPY
"""What one year's payments write: lists, contract types, and commissioners of the past.

The file speaks of a whole financial year, so a contract type begins with that year. An older
year's file that comes later only fills history before what is known.
"""

from datetime import date

from registers.kinds import succession
from registers.staging.spec import Intake
from registers.staging.writing import differs, insert, log, update

LIST = "organisations_listsize"
TYPE = "organisations_practicecontracttype"
LINK = "organisations_practicecommissioner"
FIELDS = ("counted_on", "registered", "weighted")


def financial_year(day: date) -> tuple[date, date]:
    """The last financial year that had ended by this day: its first and its last day."""
    year = day.year if (day.month, day.day) >= (3, 31) else day.year - 1
    return date(year - 1, 4, 1), date(year, 3, 31)


# A list of “no known patients” is no list of nought: nothing is known, so nothing is written.
_COUNTED = """
CASE quarter WHEN '1' THEN %(year_start)s::date + 90 WHEN '2' THEN %(year_start)s::date + 182
     WHEN '3' THEN %(year_start)s::date + 274 ELSE %(year_end)s::date END
"""
_READ = f"""
SELECT row_no, practice_code AS code, practice_id, {_COUNTED} AS counted_on,
       CASE WHEN quarter = 'none' AND registered = 0 THEN NULL ELSE registered END AS registered,
       weighted, coalesce(contract_type, 'unknown') AS contract_type, closed_on, ccg_code, ccg_name,
       greatest(%(year_start)s::date, opened_on) AS first_day
  FROM staged WHERE bad = 0 AND skip IS NULL
"""

_FIRST = f"SELECT DISTINCT ON (practice_id) * FROM {TYPE} ORDER BY practice_id, starts_on"
_LAST = f"SELECT DISTINCT ON (practice_id) * FROM {TYPE} ORDER BY practice_id DESC, starts_on DESC"

_STEP = """
CASE WHEN s.closed_on <= s.first_day THEN NULL
     WHEN l.id IS NULL THEN 'open'
     WHEN s.contract_type = 'unknown' THEN NULL
     WHEN f.starts_on > s.first_day THEN
          CASE WHEN f.contract_type = s.contract_type THEN 'extend' ELSE 'before' END
     WHEN l.starts_on > s.first_day THEN NULL
     WHEN l.ends_on IS NULL AND l.contract_type = s.contract_type THEN NULL
     WHEN l.ends_on IS NULL AND l.starts_on = s.first_day THEN 'correct'
     WHEN l.ends_on IS NULL THEN 'move'
     WHEN l.ends_on <= s.first_day THEN 'open' END
"""

_DIFF = f"""
CREATE TEMP TABLE diff ON COMMIT DROP AS
SELECT q.*, CASE WHEN (list_step IS NULL OR list_step = 'new') AND (step IS NULL OR step = 'open')
                 THEN 'created' ELSE 'updated' END AS effect FROM (
  SELECT s.*, coalesce(o.id, gen_random_uuid()) AS target_id,
         CASE WHEN s.registered IS NULL THEN NULL WHEN o.id IS NULL THEN 'new'
              WHEN {differs(FIELDS, old="o", new="s")} THEN 'changed' END AS list_step,
         {_STEP} AS step, l.id AS last_id, l.contract_type AS last_type,
         f.id AS first_id, f.starts_on AS first_starts
    FROM ({_READ} OFFSET 0) s
    LEFT JOIN {LIST} o ON o.practice_id = s.practice_id AND o.counted_on = s.counted_on
    LEFT JOIN ({_FIRST}) f ON f.practice_id = s.practice_id
    LEFT JOIN ({_LAST}) l ON l.practice_id = s.practice_id
  OFFSET 0) q WHERE list_step IS NOT NULL OR step IS NOT NULL
"""

# The practice had another commissioner in that year than the first that the register tells of.
_PAST = f"""
CREATE TEMP TABLE past ON COMMIT DROP AS
SELECT s.practice_id, s.ccg_code, s.ccg_name, s.first_day, f.starts_on
  FROM ({_READ} OFFSET 0) s
  JOIN (SELECT DISTINCT ON (practice_id) practice_id, commissioner_id, starts_on FROM {LINK}
         ORDER BY practice_id, starts_on) f ON f.practice_id = s.practice_id
  JOIN organisations_commissioner c ON c.id = f.commissioner_id
 WHERE f.starts_on > s.first_day AND c.ods_code <> s.ccg_code
"""
_PAST_COMMISSIONERS = """
INSERT INTO organisations_commissioner (id, ods_code, ons_code, name, is_fictional, run_id)
SELECT gen_random_uuid(), p.ccg_code, '', coalesce(min(p.ccg_name), p.ccg_code), false,
       %(run)s::uuid
  FROM past p WHERE NOT EXISTS
       (SELECT 1 FROM organisations_commissioner c WHERE c.ods_code = p.ccg_code)
 GROUP BY p.ccg_code
"""
# The register names commissioners by code only; this file has the names of those of its year.
_NAMES = """
UPDATE organisations_commissioner c SET name = s.name, run_id = %(run)s
  FROM (SELECT ccg_code, min(ccg_name) AS name FROM staged
         WHERE bad = 0 AND skip IS NULL AND ccg_name IS NOT NULL GROUP BY 1) s
 WHERE s.ccg_code = c.ods_code AND c.name = c.ods_code
"""
_PAST_MOVES = f"""
SELECT h.commissioner_id, n.commissioner_id, n.starts_on FROM {LINK} h JOIN {LINK} n
    ON n.practice_id = h.practice_id AND n.starts_on = h.ends_on WHERE h.run_id = %(run)s::uuid
"""


def apply(intake: Intake) -> None:
    """Write the year's lists and contract types, and what it tells of the past."""
    start, last = financial_year(intake.as_of)
    intake.run(_DIFF, year_start=start, year_end=last)
    intake.run("ANALYZE diff (target_id)")
    _write_lists(intake)
    _write_types(intake)
    if intake.run(_PAST, year_start=start, year_end=last):
        _write_past(intake)
    intake.count("commissioners_named", intake.run(_NAMES))


def _write_lists(intake: Intake) -> None:
    insert(
        intake,
        LIST,
        ("practice_id", *FIELDS),
        select="d.target_id, d.practice_id, d.counted_on, d.registered, d.weighted",
        source="diff d WHERE d.list_step = 'new'",
    )
    changed = "d.list_step = 'changed'"
    if intake.value(f"SELECT 1 FROM diff d WHERE {changed} LIMIT 1"):
        update(intake, "list_size", LIST, FIELDS, code="d.code", where=changed)


def _write_types(intake: Intake) -> None:
    if intake.value("SELECT 1 FROM diff WHERE step IN ('move', 'correct', 'extend') LIMIT 1"):
        log(
            intake,
            "practice",
            "SELECT d.practice_id, d.code, jsonb_build_object('contract_type', d.last_type),"
            " jsonb_build_object('contract_type', d.contract_type, 'from', d.first_day)"
            " FROM diff d WHERE d.step IN ('move', 'correct')",
        )
        for step, sets, row in (
            ("move", "ends_on = d.first_day", "last_id"),
            ("correct", "contract_type = d.contract_type", "last_id"),
            ("extend", "starts_on = d.first_day", "first_id"),
        ):
            intake.run(
                f"UPDATE {TYPE} t SET {sets}, run_id = %(run)s FROM diff d"
                f" WHERE t.id = d.{row} AND d.step = '{step}'"
            )
    insert(
        intake,
        TYPE,
        ("practice_id", "contract_type", "starts_on", "ends_on"),
        select="gen_random_uuid(), d.practice_id, d.contract_type, d.first_day,"
        " CASE WHEN d.step = 'before' THEN d.first_starts ELSE d.closed_on END",
        source="diff d WHERE d.step IN ('open', 'move', 'before')",
    )


def _write_past(intake: Intake) -> None:
    """Fill in whose the practices were before the register's own dates begin."""
    intake.count("commissioners_added", intake.run(_PAST_COMMISSIONERS))
    filled = insert(
        intake,
        LINK,
        ("practice_id", "commissioner_id", "starts_on", "ends_on"),
        select="gen_random_uuid(), p.practice_id, c.id, p.first_day, p.starts_on",
        source="past p JOIN organisations_commissioner c ON c.ods_code = p.ccg_code",
    )
    intake.count("past_commissioners_filled_in", filled)
    succession.of_commissioners(intake, moves=_PAST_MOVES)
