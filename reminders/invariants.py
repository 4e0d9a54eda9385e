"""What the reminders promise of the rows that are there, asked each night."""

from casework.invariants import Invariant
from reminders.selectors.audience import AUDIENCE, OF_MILESTONE

REACHED_STEPS_ARE_DECIDED = Invariant(
    "reached_steps_are_decided",
    "The last step reached of every open milestone was told to somebody, or says why not.",
    f"""
WITH ladder AS (SELECT until_on FROM reminders_mark WHERE name = 'ladder'),
settled AS (SELECT coalesce(max(seen_id) FILTER (WHERE name = 'formation_milestonechange'), 0) AS m,
                   coalesce(max(seen_id) FILTER (WHERE name = 'formation_journeychange'), 0) AS j
              FROM reminders_mark),
reached AS (
    SELECT {OF_MILESTONE}, max(s.step)::int AS step, ladder.until_on AS told_on
      FROM formation_milestone m CROSS JOIN ladder, unnest(m.ladder) AS s (step)
     WHERE m.state = 'due' AND m.due_on + s.step::int <= ladder.until_on
     GROUP BY m.id, ladder.until_on),
{AUDIENCE}
SELECT t.vanguard || ', ' || t.code,
       'the step of ' || t.step || ' days towards ' || t.due_on || ' was reached and not decided'
  FROM (SELECT DISTINCT milestone_id, step FROM audience) a
  JOIN told t ON t.milestone_id = a.milestone_id
 WHERE NOT EXISTS (
       SELECT FROM notifications_message x
        WHERE x.about_type = 'formation.milestone' AND x.about_id = t.milestone_id
          AND (x.occurrence = t.due_on || ':' || t.step
               OR x.occurrence LIKE t.due_on || ':' || t.step || ':%'))
   AND NOT EXISTS (
       SELECT FROM formation_milestonechange c, settled
        WHERE c.subject_id = t.milestone_id AND c.id > settled.m)
   AND NOT EXISTS (
       SELECT FROM formation_journeychange c, settled
        WHERE c.subject_id = t.journey_id AND c.id > settled.j)""",  # noqa: S608 - our own text
)
"""What an event touched a moment ago is left to the next sweep."""
