# ruff: noqa: S608 - the SQL is made of this program's own words; what files say comes by COPY
"""What the register of practices writes: practices, and whose they are over time.

A newer register ends what it no longer lists and links what went on in another; it deletes nothing.
What an officer recorded (a merger, a closure, a move) stands against a register that says
otherwise: the row is taken in all else, and the import warns of it.
"""

from registers.kinds import succession
from registers.staging.spec import Intake
from registers.staging.writing import end, insert, log, refuse_too_many, update

PRACTICE = "organisations_practice"
LINK = "organisations_practicecommissioner"
FIELDS = ("name", "address", "postcode", "telephone", "status", "opened_on", "closed_on")

_UNKNOWN_COMMISSIONERS = """
INSERT INTO organisations_commissioner (id, ods_code, ons_code, name, is_fictional, run_id)
SELECT gen_random_uuid(), s.commissioner, '', s.commissioner, false, %(run)s::uuid
  FROM (SELECT DISTINCT commissioner FROM staged
         WHERE bad = 0 AND skip IS NULL AND commissioner IS NOT NULL) s
 WHERE NOT EXISTS (SELECT 1 FROM organisations_commissioner c WHERE c.ods_code = s.commissioner)
"""

# A body that only practices of the past were under had ended when the last of them left it. The
# list of commissioners cannot end it, having come before it was known.
_CLOSE_OF_THE_PAST = f"""
UPDATE organisations_commissioner c SET closed_on =
       coalesce((SELECT max(l.ends_on) FROM {LINK} l WHERE l.commissioner_id = c.id),
                %(as_of)s::date)
 WHERE c.run_id = %(run)s::uuid AND c.closed_on IS NULL
   AND NOT EXISTS (SELECT 1 FROM {LINK} l WHERE l.commissioner_id = c.id AND l.ends_on IS NULL)
"""

# `ends` is the day on which the register says that the practice left its commissioner. Of what it
# says against a record of ours nothing is read: no status, no successor, no commissioner.
_READ = """
SELECT row_no, code, name, coalesce(address, '') AS address, coalesce(postcode, '') AS postcode,
       coalesce(telephone, '') AS telephone, status, opened_on, closed_on, left_on,
       CASE WHEN NOT against_closing THEN successor END AS successor, against_closing,
       CASE WHEN NOT against_closing AND NOT against_moving THEN commissioner END AS commissioner,
       joined_on, coalesce(joined_on, opened_on, %(as_of)s::date) AS first_day,
       coalesce(left_on, CASE WHEN status = 'closed' THEN coalesce(closed_on, %(as_of)s::date) END)
       AS ends
  FROM staged WHERE bad = 0 AND skip IS NULL
"""

# The last known link of each practice, by the index on (practice, starts_on) read backwards.
_LAST_LINK = f"""
SELECT DISTINCT ON (practice_id) practice_id, id, commissioner_id, starts_on, ends_on
  FROM {LINK} ORDER BY practice_id DESC, starts_on DESC
"""

_STEP = """
CASE WHEN s.commissioner IS NULL THEN NULL
     WHEN l.id IS NULL THEN 'open'
     WHEN l.ends_on IS NULL AND l.commissioner_id = c.id
          THEN CASE WHEN s.ends IS NOT NULL THEN 'end' END
     WHEN l.ends_on IS NULL THEN CASE WHEN s.joined_on > l.starts_on
          OR %(as_of)s::date > l.starts_on THEN 'move' ELSE 'correct' END
     WHEN s.ends IS NULL THEN 'open' END
"""

_BEGINS = """
CASE WHEN l.id IS NULL THEN s.first_day
     WHEN l.ends_on IS NULL THEN
          CASE WHEN s.joined_on > l.starts_on THEN s.joined_on ELSE %(as_of)s::date END
     WHEN s.joined_on >= l.ends_on THEN s.joined_on ELSE greatest(%(as_of)s::date, l.ends_on) END
"""

_DIFF = f"""
CREATE TEMP TABLE diff ON COMMIT DROP AS
SELECT q.*, CASE WHEN is_new THEN 'created' ELSE 'updated' END AS effect FROM (
  SELECT s.row_no, s.code, s.name, s.address, s.postcode, s.telephone,
         CASE WHEN s.against_closing THEN p.status ELSE s.status END AS status, s.opened_on,
         CASE WHEN s.against_closing THEN p.closed_on
              WHEN s.status = 'closed' THEN coalesce(s.closed_on, s.left_on, p.closed_on,
              %(as_of)s::date) ELSE s.closed_on END AS closed_on,
         s.ends, s.successor, p.id IS NULL AS is_new,
         coalesce(p.id, gen_random_uuid()) AS target_id,
         c.id AS commissioner_id, l.id AS link_id, l.commissioner_id AS old_commissioner_id,
         {_STEP} AS step, {_BEGINS} AS begins,
         p.status AS old_status, p.name AS old_name, p.address AS old_address,
         p.postcode AS old_postcode, p.telephone AS old_telephone, p.opened_on AS old_opened_on,
         p.closed_on AS old_closed_on
    FROM ({_READ} OFFSET 0) s
    LEFT JOIN {PRACTICE} p ON p.code = s.code
    LEFT JOIN organisations_commissioner c ON c.ods_code = s.commissioner
    LEFT JOIN ({_LAST_LINK}) l ON l.practice_id = p.id
  OFFSET 0) q
 WHERE is_new OR step IS NOT NULL OR ROW({", ".join(FIELDS)})
       IS DISTINCT FROM ROW({", ".join(f"old_{name}" for name in FIELDS)})
"""

_MOVES = """
SELECT d.old_commissioner_id, d.commissioner_id, d.begins FROM diff d WHERE d.step = 'move'
"""

_ENDS_AFTER = "CASE WHEN d.ends IS NOT NULL THEN greatest(d.ends, d.begins + 1) END"


def apply(intake: Intake) -> None:
    """Write the practices, whose they are, what ended and what went on elsewhere."""
    intake.run("CREATE TEMP TABLE gone (id uuid, code text, day date) ON COMMIT DROP")
    intake.count("commissioners_added", intake.run(_UNKNOWN_COMMISSIONERS))
    intake.run(_DIFF)
    intake.run("ANALYZE diff (target_id)")
    if intake.value("SELECT 1 FROM diff WHERE NOT is_new LIMIT 1"):
        changed = f"NOT d.is_new AND ROW({_of('d')}) IS DISTINCT FROM ROW({_of('o')})"
        update(intake, "practice", PRACTICE, FIELDS, code="o.code", where=changed)
        _move_links(intake)
    insert(
        intake,
        PRACTICE,
        ("code", *FIELDS, "is_fictional"),
        select=f"d.target_id, d.code, {_of('d')}, false",
        source="diff d WHERE d.is_new",
    )
    insert(
        intake,
        LINK,
        ("practice_id", "commissioner_id", "starts_on", "ends_on"),
        select=f"gen_random_uuid(), d.target_id, d.commissioner_id, d.begins, {_ENDS_AFTER}",
        source="diff d WHERE d.step IN ('open', 'move')",
    )
    if intake.complete:
        _end_unlisted(intake)
    _end_contracts_of_closed(intake)
    succession.of_commissioners(intake, moves=_MOVES)
    succession.of_practices(intake)
    intake.count("commissioners_of_the_past", intake.run(_CLOSE_OF_THE_PAST))


def _of(side: str) -> str:
    return ", ".join(f"{side}.{name}" for name in FIELDS)


def _move_links(intake: Intake) -> None:
    """End the links that the register ends or moves, and keep the move in the log of changes."""
    log(
        intake,
        "practice",
        "SELECT d.target_id, d.code, jsonb_build_object('commissioner', b.ods_code),"
        " jsonb_build_object('commissioner', a.ods_code, 'from', d.begins) FROM diff d"
        " JOIN organisations_commissioner b ON b.id = d.old_commissioner_id"
        " JOIN organisations_commissioner a ON a.id = d.commissioner_id"
        " WHERE d.step IN ('move', 'correct')",
    )
    intake.run(
        f"UPDATE {LINK} l SET ends_on = CASE WHEN d.step = 'move' THEN d.begins"
        " ELSE greatest(d.ends, l.starts_on + 1) END, run_id = %(run)s"
        " FROM diff d WHERE l.id = d.link_id AND d.step IN ('move', 'end') AND l.ends_on IS NULL"
    )
    intake.run(
        f"UPDATE {LINK} l SET commissioner_id = d.commissioner_id, run_id = %(run)s"
        " FROM diff d WHERE l.id = d.link_id AND d.step = 'correct'"
    )


def _end_unlisted(intake: Intake) -> None:
    """Close the practices that the register no longer lists, as of its day."""
    ending = intake.run(
        "INSERT INTO gone SELECT p.id, p.code, coalesce(p.closed_on, %(as_of)s::date)"
        f" FROM {PRACTICE} p WHERE p.status <> 'closed' AND p.run_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM staged s WHERE s.code = p.code)"
    )
    if not ending:
        return
    known = intake.value(f"SELECT count(*) FROM {PRACTICE} WHERE status <> 'closed'")
    refuse_too_many(intake, "open practices", ending, known)
    log(
        intake,
        "practice",
        f"SELECT p.id, p.code, jsonb_build_object('status', p.status, 'closed_on', p.closed_on),"
        f" jsonb_build_object('status', 'closed', 'closed_on', g.day) FROM {PRACTICE} p"
        " JOIN gone g ON g.id = p.id",
    )
    intake.run(
        f"UPDATE {PRACTICE} p SET status = 'closed', closed_on = g.day, run_id = %(run)s"
        " FROM gone g WHERE g.id = p.id"
    )
    intake.run(
        f"UPDATE {LINK} l SET ends_on = greatest(g.day, l.starts_on + 1), run_id = %(run)s"
        " FROM gone g WHERE g.id = l.practice_id AND l.ends_on IS NULL"
    )
    intake.count("practices_ended", ending)


def _end_contracts_of_closed(intake: Intake) -> None:
    """A closed practice holds no contract from the day of its closing."""
    contract = "organisations_practicecontracttype"
    gone = (
        f"SELECT t.id, greatest(p.closed_on, t.starts_on + 1) FROM {contract} t"
        f" JOIN {PRACTICE} p ON p.id = t.practice_id WHERE t.ends_on IS NULL AND p.id IN"
        " (SELECT target_id FROM diff WHERE status = 'closed' UNION ALL SELECT id FROM gone)"
    )
    ended = end(
        intake, "practice_contract_type", contract, "ends_on", code="o.contract_type", gone=gone
    )
    intake.count("contract_types_ended", ended)
