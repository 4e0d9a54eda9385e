"""Population covered by the programme as at a day: one statement over the histories."""

from datetime import date, datetime
from typing import Any

from django.db import connection

from casework.as_at import recorded_sql, state_sql
from formation.rules.states import OVER
from reporting.rules.coverage import FURTHEST, Coverage, Group

_JOURNEY = ("formation_journeychange", "j.id")
_ASKED = ("gp_relationships_participationchange", "p.id")

SQL = f"""
WITH journey AS MATERIALIZED (
    SELECT DISTINCT ON (j.vanguard_id) j.vanguard_id, v.code, moved.state,
           coalesce(chosen.model, '') AS model
      FROM formation_journey j
      JOIN organisations_vanguard v ON v.id = j.vanguard_id
      JOIN LATERAL ({state_sql(*_JOURNEY)}) moved ON true
      LEFT JOIN LATERAL ({recorded_sql(*_JOURNEY, "model")}) chosen ON true
     WHERE moved.state <> ALL(%(over)s)
     ORDER BY j.vanguard_id, array_position(%(furthest)s::text[], moved.state::text) DESC,
              j.created_at DESC, j.id
), asked AS MATERIALIZED (
    SELECT p.vanguard_id, p.practice_id, moved.state, coalesce(said.level, '') AS level
      FROM gp_relationships_participation p
      JOIN LATERAL ({state_sql(*_ASKED)}) moved ON true
      LEFT JOIN LATERAL ({recorded_sql(*_ASKED, "level")}) said ON true
), member AS (
    SELECT a.vanguard_id, a.practice_id FROM asked a
     WHERE a.state <> 'left' AND a.level <> 'outside'
    UNION
    SELECT m.vanguard_id, m.practice_id FROM organisations_vanguardpractice m
     WHERE m.starts_on <= %(day)s AND (m.ends_on IS NULL OR m.ends_on > %(day)s)
       AND NOT EXISTS (SELECT FROM asked a WHERE a.vanguard_id = m.vanguard_id)
    UNION
    SELECT v.id, pc.practice_id FROM organisations_vanguard v
      JOIN organisations_vanguardcommissioner vc ON vc.vanguard_id = v.id
       AND vc.starts_on <= %(day)s AND (vc.ends_on IS NULL OR vc.ends_on > %(day)s)
      JOIN organisations_practicecommissioner pc ON pc.commissioner_id = vc.commissioner_id
       AND pc.starts_on <= %(day)s AND (pc.ends_on IS NULL OR pc.ends_on > %(day)s)
     WHERE v.membership = 'whole'
       AND NOT EXISTS (SELECT FROM asked a WHERE a.vanguard_id = v.id)
       AND NOT EXISTS (SELECT FROM organisations_vanguardpractice m
                        WHERE m.vanguard_id = v.id AND m.starts_on <= %(day)s)
), england AS MATERIALIZED (
    SELECT p.id, listed.registered, listed.counted_on
      FROM organisations_practice p
      LEFT JOIN LATERAL (SELECT l.registered, l.counted_on FROM organisations_listsize l
                          WHERE l.practice_id = p.id AND l.counted_on <= %(day)s
                            AND l.created_at <= %(known)s
                          ORDER BY l.counted_on DESC LIMIT 1) listed ON true
     WHERE p.code !~ '^(W|ALD|GUE|JER)' AND p.status IN ('active', 'closed')
       AND (p.opened_on IS NULL OR p.opened_on <= %(day)s)
       AND (p.closed_on > %(day)s OR (p.closed_on IS NULL AND p.status = 'active'))
), counted AS (
    SELECT DISTINCT ON (m.practice_id) m.practice_id, j.vanguard_id, e.registered,
           count(*) OVER (PARTITION BY m.practice_id) > 1 AS shared
      FROM member m
      JOIN journey j ON j.vanguard_id = m.vanguard_id
      JOIN england e ON e.id = m.practice_id
     ORDER BY m.practice_id, array_position(%(furthest)s::text[], j.state::text) DESC, j.code
), grouped AS (
    SELECT j.model, j.state, count(DISTINCT j.vanguard_id) AS vanguards,
           count(c.practice_id) AS practices, coalesce(sum(c.registered), 0) AS population,
           count(*) FILTER (WHERE c.shared) AS shared,
           count(*) FILTER (WHERE c.practice_id IS NOT NULL AND c.registered IS NULL) AS unlisted
      FROM journey j LEFT JOIN counted c ON c.vanguard_id = j.vanguard_id
     GROUP BY j.model, j.state
), whole AS (
    SELECT coalesce(sum(registered), 0) AS patients, count(*) AS practices,
           min(counted_on) AS oldest, max(counted_on) AS newest FROM england
)
SELECT w.patients, w.practices, w.oldest, w.newest,
       g.model, g.state, g.vanguards, g.practices, g.population, g.shared, g.unlisted
  FROM whole w LEFT JOIN grouped g ON true
 ORDER BY g.model, array_position(%(furthest)s::text[], g.state::text)
"""  # noqa: S608 - names of our own tables


def coverage(*, as_at: date, known_at: datetime | None = None) -> Coverage:
    """The registered patients of the programme on this day, by model and state of the journeys.

    With `known_at`, as it had been recorded by then.

    - A vanguard counts while it is on a journey that was not over at the end of the day (neither
      ended nor abandoned), and once: a live alliance that goes on to another model counts as live
      until its successor is; model and state are those of the journey's last event on or before it.
    - Its practices are those whose participation was alive on the day and not `outside` (asked,
      preferring, agreed in principle, decided, signed or in effect), if it had asked any practice
      by then; else its dated member practices, if it had any by then; else, where the whole of its
      area belongs to it, every practice of its commissioners on the day.
    - A practice counts if it was open on the day and lies in England (codes of Wales and of the
      Channel Islands are left out; dormant and proposed ones never count), with its latest list
      on or before the day. A practice of two vanguards counts once, with the one that stands
      furthest (`FURTHEST`).
    """
    parameters: dict[str, Any] = {
        "day": as_at,
        "known": known_at or "infinity",
        "over": [str(s) for s in OVER],
        "furthest": list(FURTHEST),
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL, parameters)
        rows = cursor.fetchall()
    patients, practices, oldest, newest = rows[0][:4]
    return Coverage(
        as_at=as_at,
        groups=tuple(Group(*row[4:6], *map(int, row[6:])) for row in rows if row[5] is not None),
        registered_patients=int(patients),
        practices_in_england=practices,
        oldest_list_on=oldest,
        newest_list_on=newest,
    )
