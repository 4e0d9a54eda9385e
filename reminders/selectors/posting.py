"""The queries whose rows the sweep promises: reminders as the outbox wants them."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.urls import reverse

from core.clock import civil_date
from formation.models import Milestone
from reminders.models import Preference
from reminders.rules.rhythm import USUAL, Rhythm, due_at, is_immediate
from reminders.rules.sending import PASSING
from reminders.selectors.audience import AUDIENCE, REACHED_BETWEEN, REACHED_LAST

MILESTONE = Milestone._meta.label_lower
REMINDER, OVERDUE = "milestone_reminder", "milestone_overdue"

_PROMISED = """,
rhythms AS (
    SELECT * FROM json_to_recordset(%(rhythms)s::json) AS given (
        often text, weekday int, hour int, quiet_from int, quiet_until int,
        statutory boolean, state text, due_at timestamptz)),
named AS (
    SELECT a.rule, a.user_id, a.roles, m.*, {number} AS number
      FROM audience a JOIN told m ON m.milestone_id = a.milestone_id AND m.step = a.step {lateral}),
numbered AS (
    SELECT n.*, n.due_on || ':' || n.step || CASE WHEN n.number > 1 THEN ':' || n.number ELSE '' END
           AS occurrence
      FROM named n)
SELECT n.rule || ':' || n.milestone_id || ':' || n.occurrence || ':' || n.user_id,
       CASE WHEN n.step > 0 THEN %(overdue)s ELSE %(reminder)s END,
       n.user_id, %(about_type)s, n.milestone_id,
       jsonb_build_object(
           'milestone', n.title, 'code', n.code, 'vanguard', n.vanguard, 'due_on', n.due_on,
           'step', n.step, 'statutory', n.is_statutory,
           'owner', initcap(left(n.owner, 1)) || replace(substr(n.owner, 2), '_', ' '),
           'path', CASE WHEN n.owner = 'practice' AND n.rule = 'milestone.owner'
                   THEN %(portal)s ELSE replace(%(admin)s, '{nobody}', n.milestone_id::text) END),
       n.rule, n.occurrence, n.roles, n.vanguard_id, r.state, %(at)s::timestamptz, r.due_at
  FROM numbered n
  LEFT JOIN reminders_preference p ON p.user_id = n.user_id
  JOIN rhythms r ON r.statutory = n.is_statutory
   AND r.often = coalesce(p.often, %(often)s) AND r.weekday = coalesce(p.weekday, %(weekday)s)
   AND r.hour = coalesce(p.hour, %(hour)s)
   AND r.quiet_from = coalesce(p.quiet_from, %(quiet_from)s)
   AND r.quiet_until = coalesce(p.quiet_until, %(quiet_until)s)
"""

_NOBODY = "00000000-0000-0000-0000-000000000000"

_EARLIER = """
      CROSS JOIN LATERAL (
          SELECT count(*) AS made, count(*) FILTER (WHERE x.reason = ANY(%(passing)s)) AS passed
            FROM notifications_message x
           WHERE x.about_type = %(about_type)s AND x.about_id = a.milestone_id
             AND x.to_id = a.user_id AND x.rule = a.rule
             AND (x.occurrence = m.due_on || ':' || a.step
                  OR x.occurrence LIKE m.due_on || ':' || a.step || ':%%')) earlier
     WHERE earlier.made = 0 OR m.journey_state <> 'paused' AND NOT EXISTS (
           SELECT FROM reminders_snooze s
            WHERE s.milestone_id = m.milestone_id AND s.user_id = a.user_id
              AND s.until_on > %(today)s)"""
"""How often this step came round for this person, and how often what stood against it may pass.
It does not come round again while it still stands."""

_AGAIN = "CASE WHEN earlier.made > earlier.passed THEN earlier.made ELSE earlier.made + 1 END"

BETWEEN = REACHED_BETWEEN + AUDIENCE + _PROMISED.format(number="1", lateral="", nobody=_NOBODY)
"""What was reached after one day and by another."""

_LAST = AUDIENCE + _PROMISED.format(number=_AGAIN, lateral=_EARLIER, nobody=_NOBODY)


def last_of(afresh: str) -> str:
    """The last step reached of the milestones that a query names; where it was posted and then
    not sent for a reason that has passed, it comes round again."""
    return REACHED_LAST.format(afresh=afresh) + _LAST


def values(at: datetime) -> dict[str, Any]:
    """What these queries are given."""
    return {
        "at": at,
        "today": civil_date(at),
        "rhythms": json.dumps(list(_rhythms(at))),
        "passing": list(PASSING),
        "about_type": MILESTONE,
        "reminder": REMINDER,
        "overdue": OVERDUE,
        "portal": reverse("portal:milestones"),
        "admin": reverse("admin:formation_milestone_change", args=[_NOBODY]),
        **asdict(USUAL),
    }


def _rhythms(at: datetime) -> Iterable[dict[str, Any]]:
    """When each rhythm that somebody chose sends what comes up now; the law says, not the SQL."""
    columns = ("often", "weekday", "hour", "quiet_from", "quiet_until")
    chosen = {Rhythm(*row) for row in Preference.objects.values_list(*columns).distinct()}
    for rhythm in {USUAL, *chosen}:
        for statutory in (True, False):
            alone = is_immediate(rhythm, statutory=statutory)
            yield {
                **asdict(rhythm),
                "statutory": statutory,
                "state": "waiting" if alone else "held",
                "due_at": due_at(rhythm, at, statutory=statutory).isoformat(),
            }
