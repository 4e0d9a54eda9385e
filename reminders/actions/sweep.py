"""Turn what has been reached into promises of the outbox. Running it again changes nothing.

Three questions, each one statement whose cost follows what is due and not what there is:

1. which steps were reached since the day up to which the ladder was swept last;
2. what was dated, reopened, resumed, joined or put off until today since then: of those the last
   step reached, so that nobody waits for the next one;
3. which signatures are waited for (`reminders.actions.signatures`).

Whether a reminder is still wanted is asked when it is sent, and not here: a reason not to send is a
row that says so.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from accounts.models import User
from accounts.permissions import check_may
from accounts.roles import OFFICERS, Role
from core.clock import civil_date
from core.transactions import step, use_case
from notifications.outbox import post_selected
from notifications.selectors import REMINDERS
from reminders.models import Mark
from reminders.selectors.posting import BETWEEN, last_of, values

LADDER = "ladder"
SETTLED_AFTER = timedelta(minutes=15)
"""No transaction lasts as long; so an event that is numbered lower is visible by then."""

IN_FLIGHT = 1_000
"""More events than can be under way at one instant."""

AFRESH = {
    "formation_milestonechange": (
        "SELECT subject_id FROM formation_milestonechange WHERE id > %(milestonechange)s"
    ),
    "formation_journeychange": (
        "SELECT m.id FROM formation_milestone m WHERE m.journey_id IN ("
        "SELECT subject_id FROM formation_journeychange WHERE id > %(journeychange)s)"
    ),
    "gp_relationships_participationchange": (
        "SELECT m.id FROM formation_milestone m JOIN formation_journey j ON j.id = m.journey_id"
        " WHERE m.owner = 'practice' AND j.vanguard_id IN ("
        "SELECT p.vanguard_id FROM gp_relationships_participationchange c"
        " JOIN gp_relationships_participation p ON p.id = c.subject_id"
        " WHERE c.id > %(participationchange)s)"
    ),
}
"""Which milestones an event may have dated, or given to somebody else."""

BY_THE_DAY = (
    "SELECT milestone_id FROM reminders_snooze"
    " WHERE until_on >= %(since)s AND until_on <= %(today)s"
    " UNION SELECT m.id FROM accounts_membership h"
    " CROSS JOIN LATERAL (SELECT vanguard_id FROM gp_relationships_participation"
    " WHERE practice_id = h.practice_id OFFSET 0) p"
    " CROSS JOIN LATERAL (SELECT id FROM formation_journey"
    " WHERE vanguard_id = p.vanguard_id OFFSET 0) j"
    " CROSS JOIN LATERAL (SELECT id FROM formation_milestone"
    " WHERE journey_id = j.id AND owner = 'practice' AND state = 'due' OFFSET 0) m"
    " WHERE h.starts_on > %(joined)s AND h.starts_on <= %(today)s"
)
"""Which milestones were put off until one of these days, or have somebody new to keep them."""

EVERY = "SELECT id FROM formation_milestone WHERE state = 'due'"


@use_case
def post_due(*, by: User, at: datetime) -> int:
    """Promise every reminder that was reached and is not decided; how many were new.

    Each person is told once for each step of each milestone by each rule, whatever the number of
    runs, because the key is unique. A second sweep at the same time finds the mark held and leaves
    the work to the first.

    Raises:
        NotPermitted: the person is neither the clock nor an officer.
    """
    today = civil_date(at)
    check_may(by, (Role.SYSTEM, *OFFICERS), on=today)
    mark = _held(LADDER)
    if mark is None:
        return 0
    return _post_events(at) + _post_days(mark, today, at)


@step
def _post_days(mark: Mark, today: date, at: datetime) -> int:
    """What the days since the last sweep have reached; on the first sweep of all, the last step of
    everything that is open."""
    since = mark.until_on
    if since is not None and since >= today:
        return 0
    given = values(at)
    if since is None:
        posted = _post(last_of(EVERY), given)
    else:
        given |= {"since": since, "joined": since - timedelta(days=1)}
        posted = _post(BETWEEN, given) + _post(last_of(BY_THE_DAY), given)
    Mark.objects.filter(pk=mark.pk).update(until_on=today)
    return posted


@step
def _post_events(at: datetime) -> int:
    """The last step reached of every milestone that an event has touched since the last sweep."""
    seen = {table: _seen(table) for table in AFRESH}
    if not any(newest > after for after, newest in seen.values()):
        return 0
    given = values(at)
    given |= {table.rpartition("_")[2]: after for table, (after, _) in seen.items()}
    return _post(last_of(" UNION ".join(AFRESH.values())), given)


@step
def _post(query: str, given: Mapping[str, Any]) -> int:
    """Promise what this query selects. To compile it would take longer than to run it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
    return post_selected(query, given, kinds=REMINDERS)


def _seen(table: str) -> tuple[int, int]:
    """After which event of this table to read, and its newest; moves the mark on."""
    mark = _held(table) or Mark(name=table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0), statement_timestamp() FROM {table}")  # noqa: S608 - our own tables
        newest, at = cursor.fetchone()
    if mark.latest_at is None:
        mark.seen_id, mark.latest_id, mark.latest_at = max(0, newest - IN_FLIGHT), newest, at
    after = mark.seen_id
    if at - mark.latest_at > SETTLED_AFTER:
        mark.seen_id, mark.latest_id, mark.latest_at = mark.latest_id, newest, at
    mark.save()
    return after, newest


def _held(name: str) -> Mark | None:
    """This mark, locked; None where another sweep holds it."""
    Mark.objects.bulk_create([Mark(name=name)], ignore_conflicts=True)
    rows = Mark.objects.select_for_update(skip_locked=True, no_key=True)
    return rows.filter(name=name).first()
