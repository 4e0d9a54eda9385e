# ruff: noqa: S608 - the SQL is made of this program's own words; what files say comes by COPY
"""Who goes on with the work of a body that ended, as far as the registers show it."""

from registers.staging.spec import Intake

# A commissioner that has lost practices but goes on has not been succeeded; one that has none left
# has: each commissioner that took some of them succeeds it, with the share that it took.
_COMMISSIONERS = """
WITH moved AS (
  SELECT old, new, count(*) AS number, mode() WITHIN GROUP (ORDER BY day) AS day
    FROM moves GROUP BY 1, 2),
shared AS (
  SELECT old, new, day, round(number / sum(number) OVER (PARTITION BY old), 3) AS share FROM moved)
INSERT INTO organisations_commissionersuccession
  (id, predecessor_id, successor_id, "on", share, run_id)
SELECT gen_random_uuid(), old, new, day, share, %(run)s::uuid FROM shared
 WHERE NOT EXISTS (SELECT 1 FROM organisations_practicecommissioner l
                    WHERE l.commissioner_id = old AND l.ends_on IS NULL)
ON CONFLICT (predecessor_id, successor_id) DO NOTHING
"""

_CLOSE_SUCCEEDED = """
UPDATE organisations_commissioner c SET closed_on = s.day, run_id = %(run)s
  FROM (SELECT predecessor_id, max("on") AS day FROM organisations_commissionersuccession
         WHERE run_id = %(run)s::uuid GROUP BY 1) s
 WHERE c.id = s.predecessor_id AND c.closed_on IS NULL
"""

_PUBLISHED = """
INSERT INTO organisations_practicesuccession
  (id, predecessor_id, successor_id, "on", basis, run_id)
SELECT gen_random_uuid(), p.id, n.id, coalesce(p.closed_on, %(as_of)s::date), 'published',
       %(run)s::uuid
  FROM diff d JOIN organisations_practice p ON p.id = d.target_id
  JOIN organisations_practice n ON n.code = d.successor AND n.id <> p.id
ON CONFLICT (predecessor_id, successor_id) DO NOTHING
"""

# Only practices that this very import closed, and only where one single practice is left there.
_SAME_PREMISES = """
WITH ended AS (
  SELECT p.id, p.postcode, p.closed_on FROM diff d JOIN organisations_practice p
      ON p.id = d.target_id
   WHERE d.old_status = 'active' AND p.status = 'closed' AND p.postcode <> ''
  UNION
  SELECT p.id, p.postcode, p.closed_on FROM gone g JOIN organisations_practice p ON p.id = g.id
   WHERE p.postcode <> ''),
left_there AS (
  SELECT e.id, e.closed_on, min(n.id::text)::uuid AS successor_id
    FROM ended e JOIN organisations_practice n
      ON n.postcode = e.postcode AND n.status = 'active' AND NOT n.is_fictional
   WHERE NOT EXISTS (SELECT 1 FROM organisations_practicesuccession s WHERE s.predecessor_id = e.id)
   GROUP BY 1, 2 HAVING count(*) = 1)
INSERT INTO organisations_practicesuccession
  (id, predecessor_id, successor_id, "on", basis, run_id)
SELECT gen_random_uuid(), t.id, t.successor_id, coalesce(t.closed_on, %(as_of)s::date),
       'same_premises', %(run)s::uuid
  FROM left_there t
 WHERE (SELECT l.commissioner_id FROM organisations_practicecommissioner l
         WHERE l.practice_id = t.id ORDER BY l.starts_on DESC LIMIT 1)
     = (SELECT l.commissioner_id FROM organisations_practicecommissioner l
         WHERE l.practice_id = t.successor_id ORDER BY l.starts_on DESC LIMIT 1)
ON CONFLICT (predecessor_id, successor_id) DO NOTHING
"""


def of_commissioners(intake: Intake, *, moves: str) -> None:
    """Link each commissioner that lost all its practices with those that took them.

    `moves` selects, for each practice that moved: old commissioner, new commissioner, day.
    """
    if not intake.run(f"CREATE TEMP TABLE moves (old, new, day) ON COMMIT DROP AS {moves}"):
        return
    linked = intake.run(_COMMISSIONERS)
    intake.count("commissioner_successions", linked)
    if linked:
        intake.count("commissioners_ended", intake.run(_CLOSE_SUCCEEDED))


def of_practices(intake: Intake) -> None:
    """Link each practice that closed with the one that the file names, or that stays there."""
    linked = 0
    if intake.value("SELECT 1 FROM diff WHERE successor IS NOT NULL LIMIT 1"):
        linked = intake.run(_PUBLISHED)
    closed = "SELECT 1 FROM diff WHERE old_status = 'active' AND status = 'closed'"
    if intake.value(f"{closed} UNION ALL SELECT 1 FROM gone LIMIT 1"):
        linked += intake.run(_SAME_PREMISES)
    intake.count("practice_successions", linked)
