"""Who is told of which step on which day: one query, which the sweep, the question before sending
and the rehearsal all use.

`reached` is the list of steps to ask about, each with its milestone and `told_on`. Whoever uses it
says where that list comes from; the rest, `AUDIENCE`, is the same for all, so that what is
rehearsed is what is posted. It says in SQL what `reminders.rules.ladder.tells` says in Python.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

OF_MILESTONE = (
    "m.id AS milestone_id, m.journey_id, m.owner, m.is_statutory, m.practice_id, m.due_on, m.title,"
    " m.code"
)
"""What is carried along of each milestone, so that it is looked up once."""

REACHED_BETWEEN = f"""
WITH RECURSIVE ladders (ladder) AS (
    (SELECT ladder FROM formation_milestone WHERE state = 'due' ORDER BY ladder LIMIT 1)
    UNION ALL
    SELECT (SELECT m.ladder FROM formation_milestone m
             WHERE m.state = 'due' AND m.ladder > l.ladder ORDER BY m.ladder LIMIT 1)
      FROM ladders l WHERE l.ladder IS NOT NULL),
steps AS (SELECT l.ladder, s.step::int AS step FROM ladders l, unnest(l.ladder) AS s (step)),
reached AS MATERIALIZED (
    SELECT m.*, s.step, %(today)s::date AS told_on
      FROM steps s CROSS JOIN LATERAL (
           SELECT {OF_MILESTONE} FROM formation_milestone m
            WHERE m.state = 'due' AND m.ladder = s.ladder
              AND m.due_on > %(since)s::date - s.step AND m.due_on <= %(today)s::date - s.step
           OFFSET 0) m),
"""  # noqa: S608 - our own text
"""Every step that was reached after one day and by another: each ladder that is in use is found by
its first entry in the index, each of its steps is one range of that index (ADR 0030). The
planner cannot know how few ladders there are: OFFSET 0 keeps it from reading all instead."""

REACHED_LAST = f"""
WITH afresh (id) AS ({{afresh}}),
reached AS (
    SELECT m.*, %(today)s::date AS told_on
      FROM (SELECT DISTINCT id FROM afresh) a CROSS JOIN LATERAL (
           SELECT {OF_MILESTONE}, (
                  SELECT max(s.step)::int FROM unnest(m.ladder) AS s (step)
                   WHERE m.due_on <= %(today)s::date - s.step::int) AS step
             FROM formation_milestone m
            WHERE m.id = a.id AND m.state = 'due'
           OFFSET 0) m
     WHERE m.step IS NOT NULL),
"""  # noqa: S608 - our own text
"""The last step reached of each milestone that a query of identifiers names."""

REACHED_AHEAD = f"""
WITH reached AS (
    SELECT {OF_MILESTONE}, s.step::int AS step, m.due_on + s.step::int AS told_on
      FROM formation_milestone m
      LEFT JOIN json_to_recordset(%(ladders)s::json) AS tried (code text, ladder smallint[])
        ON tried.code = m.code
     CROSS JOIN LATERAL unnest(coalesce(tried.ladder, m.ladder)) AS s (step)
     WHERE m.state = 'due' AND m.due_on + s.step::int > %(since)s::date
       AND m.due_on + s.step::int <= %(until)s::date),
"""  # noqa: S608 - our own text
"""Every step that will be reached after one day and by another, as milestones stand; by other
ladders where some are tried."""

REACHED_AS_GIVEN = f"""
WITH reached AS (
    SELECT {OF_MILESTONE}, given.step, given.told_on
      FROM json_to_recordset(%(asked)s::json) AS given (milestone_id uuid, step int, told_on date)
      JOIN formation_milestone m ON m.id = given.milestone_id),
"""  # noqa: S608 - our own text

AUDIENCE = """
told AS (
    SELECT r.*, j.vanguard_id, j.officer_id, j.state AS journey_state, v.name AS vanguard
      FROM reached r
      JOIN formation_journey j ON j.id = r.journey_id AND j.state NOT IN ('ended', 'abandoned')
      JOIN organisations_vanguard v ON v.id = j.vanguard_id),
days AS (SELECT DISTINCT journey_id, officer_id, told_on FROM told),
holds AS (
    SELECT h.user_id, h.role, h.starts_on, h.ends_on
      FROM accounts_membership h JOIN accounts_user u ON u.id = h.user_id AND u.is_active
     WHERE h.role IN ('programme_officer', 'approving_officer')),
own AS (
    SELECT d.journey_id, d.told_on, h.user_id, h.role
      FROM days d JOIN holds h ON h.user_id = d.officer_id
       AND h.starts_on <= d.told_on AND (h.ends_on IS NULL OR h.ends_on > d.told_on)),
office AS (
    SELECT journey_id, told_on, user_id, role FROM own
    UNION ALL
    SELECT d.journey_id, d.told_on, h.user_id, h.role
      FROM days d JOIN holds h
        ON h.starts_on <= d.told_on AND (h.ends_on IS NULL OR h.ends_on > d.told_on)
       AND h.role = CASE WHEN EXISTS (
               SELECT FROM holds x WHERE x.role = 'programme_officer'
                  AND x.starts_on <= d.told_on AND (x.ends_on IS NULL OR x.ends_on > d.told_on))
           THEN 'programme_officer' ELSE 'approving_officer' END
     WHERE NOT EXISTS (
           SELECT FROM own o WHERE o.journey_id = d.journey_id AND o.told_on = d.told_on)),
each AS (
    SELECT t.milestone_id, t.step, t.told_on, 'milestone.owner' AS rule, o.user_id, o.role
      FROM told t JOIN office o ON o.journey_id = t.journey_id AND o.told_on = t.told_on
     WHERE t.owner <> 'practice'
    UNION ALL
    SELECT t.milestone_id, t.step, t.told_on, 'milestone.owner', h.user_id, h.role
      FROM told t
      JOIN gp_relationships_participation p
        ON p.vanguard_id = t.vanguard_id AND p.state <> 'left'
       AND NOT (p.state = 'decided' AND p.level = 'outside')
       AND (t.practice_id IS NULL OR p.practice_id = t.practice_id)
      JOIN accounts_membership h ON h.practice_id = p.practice_id
       AND h.starts_on <= t.told_on AND (h.ends_on IS NULL OR h.ends_on > t.told_on)
     WHERE t.owner = 'practice'
    UNION ALL
    SELECT t.milestone_id, t.step, t.told_on, 'milestone.officer', o.user_id, o.role
      FROM told t JOIN office o ON o.journey_id = t.journey_id AND o.told_on = t.told_on
     WHERE t.owner = 'practice' AND (t.is_statutory OR t.step > 0)
    UNION ALL
    SELECT t.milestone_id, t.step, t.told_on, 'milestone.approver', h.user_id, h.role
      FROM told t JOIN holds h ON h.role = 'approving_officer'
       AND h.starts_on <= t.told_on AND (h.ends_on IS NULL OR h.ends_on > t.told_on)
     WHERE t.is_statutory AND t.step > 0),
audience AS (
    SELECT milestone_id, step, told_on, rule, user_id,
           array_agg(DISTINCT role ORDER BY role) AS roles
      FROM each GROUP BY milestone_id, step, told_on, rule, user_id)
"""

OF_THE_GIVEN = REACHED_AS_GIVEN + AUDIENCE + "SELECT * FROM audience"  # noqa: S608 - our own text

OF_WHAT_COMES = REACHED_AHEAD + AUDIENCE + "SELECT * FROM audience"  # noqa: S608 - our own text

Asked = tuple[UUID, int, date]
Whom = tuple[UUID, int, date, str, UUID]


def audience_of(asked: Iterable[Asked]) -> dict[Whom, list[str]]:
    """Who is told of these steps on these days, by which rule, and in which roles."""
    given = [
        {"milestone_id": str(milestone), "step": step, "told_on": on.isoformat()}
        for milestone, step, on in set(asked)
    ]
    if not given:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(OF_THE_GIVEN, {"asked": json.dumps(given)})
        return {tuple(row[:5]): list(row[5]) for row in cursor.fetchall()}  # type: ignore[misc]


def audience_ahead(
    since: date, until: date, *, ladders: Mapping[str, Sequence[int]]
) -> dict[Whom, list[str]]:
    """Who will be told of what is reached between these days; `ladders` are tried, by code."""
    tried = [{"code": code, "ladder": list(ladder)} for code, ladder in ladders.items()]
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"since": since, "until": until, "ladders": json.dumps(tried)}
        cursor.execute(OF_WHAT_COMES, values)
        return {tuple(row[:5]): list(row[5]) for row in cursor.fetchall()}  # type: ignore[misc]
