"""One sweep: ten thousand steps are reached, of 100,000 open milestones (1x), a million (10x) and
ten million (100x).

Floor: one bare `INSERT … SELECT … ON CONFLICT DO NOTHING` by hand in psycopg that writes the very
same rows, for officers who are known. Ours finds the ladders in use, the people and their rhythm,
and keeps its marks. The stock recipe is the task of every tutorial: ask for each step of the ladder
what is due, and `get_or_create` a message for each.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import Connection

from accounts.models import Membership, User
from accounts.roles import Role
from accounts.selectors import system_user
from benchmarks import database, memory
from benchmarks.harness import FLOOR, Case, Variant
from core.transactions import use_case
from formation.models import Milestone
from formation.rules.reminders import LADDER
from notifications.models import Message
from notifications.notices import find_wording
from organisations.models import Vanguard
from reminders.actions.sweep import post_due
from reminders.models import Mark
from reminders.rules.rhythm import USUAL, due_at

DAY, SINCE = date(2026, 11, 23), date(2015, 3, 10)
NOW = datetime(2026, 11, 23, 0, 1, tzinfo=UTC)
MILESTONES, DUE, JOURNEYS, OFFICERS = 100_000, 10_000, 1_000, 50
TABLES = (
    "notifications_message",
    "reminders_mark",
    "formation_milestone",
    "formation_journey",
    "organisations_vanguard",
    "accounts_membership",
)

MADE = """
INSERT INTO formation_journey (id, vanguard_id, model, officer_id, version, state, isap_screening,
                               paused_from)
SELECT gen_random_uuid(), v.id, 'full', u.id, 1, 'market_engagement', '', ''
  FROM (SELECT id, row_number() OVER (ORDER BY code) AS n FROM organisations_vanguard
         WHERE code LIKE 'MCP%') v
  JOIN (SELECT id, row_number() OVER (ORDER BY email) AS n FROM accounts_user
         WHERE email LIKE 'sweep.%') u ON u.n = v.n % {officers} + 1;
INSERT INTO formation_milestone (id, journey_id, code, title, owner, is_statutory, weeks, due_on,
                                 ladder, follows_go_live, version, state)
SELECT gen_random_uuid(), j.id, 'M' || n, 'Milestone ' || n, 'commissioner', n % 20 = 0, 0,
       CASE WHEN n <= {due} THEN date '{day}' - ('{{{ladder}}}'::int[])[n % {steps} + 1]
            ELSE date '{day}' + 40 + n % 700 END,
       '{{{ladder}}}'::smallint[], true, 1, 'due'
  FROM generate_series(1, {milestones}) n
  JOIN (SELECT id, row_number() OVER (ORDER BY id) AS k FROM formation_journey) j
    ON j.k = n % {journeys} + 1;
"""

FLOOR_SQL = """
INSERT INTO notifications_message
       (key, kind, to_id, about_type, about_id, facts, rule, occurrence, roles, vanguard_id, state,
        posted_at, due_at, wording)
SELECT 'milestone.owner:' || m.id || ':' || m.due_on || ':' || s.step || ':' || j.officer_id,
       CASE WHEN s.step > 0 THEN 'milestone_overdue' ELSE 'milestone_reminder' END,
       j.officer_id, 'formation.milestone', m.id,
       jsonb_build_object('milestone', m.title, 'code', m.code, 'vanguard', v.name,
           'due_on', m.due_on, 'step', s.step, 'statutory', m.is_statutory,
           'owner', 'Commissioner', 'path', '/admin/formation/milestone/' || m.id || '/change/'),
       'milestone.owner', m.due_on || ':' || s.step, ARRAY['programme_officer'], v.id,
       CASE WHEN m.is_statutory THEN 'waiting' ELSE 'held' END, %(now)s,
       CASE WHEN m.is_statutory THEN %(at_once)s ELSE %(digest)s END::timestamptz,
       CASE WHEN s.step > 0 THEN %(late)s ELSE %(soon)s END
  FROM unnest(%(ladder)s::int[]) AS s (step)
  JOIN formation_milestone m ON m.state = 'due' AND m.due_on = %(day)s::date - s.step
  JOIN formation_journey j ON j.id = m.journey_id
  JOIN organisations_vanguard v ON v.id = j.vanguard_id
    ON CONFLICT DO NOTHING
"""


@cache
def programme(scale: int) -> None:
    """So many open milestones, of which ten thousand reach a step today."""
    database.empty(TABLES)
    _officers()
    Vanguard.objects.bulk_create(
        Vanguard(code=f"MCP{n:04}", name=f"Vanguard {n}", kind="mcp", membership="part")
        for n in range(JOURNEYS)
    )
    given = {
        "officers": OFFICERS,
        "journeys": JOURNEYS,
        "due": DUE,
        "day": DAY,
        "ladder": ",".join(map(str, LADDER)),
        "steps": len(LADDER),
        "milestones": MILESTONES * scale,
    }
    with database.superuser(database.DATABASE) as admin, _unguarded(admin):
        for statement in MADE.format(**given).split(";\n"):
            admin.execute(statement)
    database.vacuum([*TABLES, "accounts_user"])


@contextmanager
def _unguarded(admin: Connection) -> Iterator[None]:
    """Invented rows have no history: the guards of these two tables rest while they are written."""
    rows = admin.execute(
        "SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)",
        [["formation_journey", "formation_milestone"]],
    ).fetchall()
    awake = [(table, name, how) for table, name, how in rows if how in "OA"]
    for table, name, _ in awake:
        admin.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    try:
        yield
    finally:
        for table, name, how in awake:
            always = "ALWAYS" if how == "A" else ""
            admin.execute(f"ALTER TABLE {table} ENABLE {always} TRIGGER {name}")


def _officers() -> None:
    """Fifty officers, who look after the journeys in turn."""
    people = [
        User(email=f"sweep.{n}@example.org", full_name=f"Officer {n}") for n in range(OFFICERS)
    ]
    User.objects.bulk_create(people, ignore_conflicts=True)
    Membership.objects.bulk_create(
        Membership(user=user, role=Role.PROGRAMME_OFFICER, starts_on=SINCE, granted_by=user)
        for user in User.objects.filter(email__startswith="sweep.")
    )


def as_before() -> None:
    """Nothing is posted, and everything up to yesterday is swept."""
    database.empty(["notifications_message"])
    yesterday = DAY - timedelta(days=1)
    Mark.objects.update_or_create(name="ladder", defaults={"until_on": yesterday})
    database.vacuum(["notifications_message", "reminders_mark"])


def posted() -> tuple[int, str]:
    """How many messages there are, and what they are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), md5(string_agg(key || kind || facts::text || state || due_at::text"
            " || roles::text || wording, '|' ORDER BY key)) FROM notifications_message"
        )
        return tuple(cursor.fetchone())


def ours() -> None:
    """The product's sweep."""
    post_due(by=system_user(), at=NOW)


def cases(scale: int, folder: Path) -> list[Case]:
    """The first sweep of a day."""
    programme(scale)
    plain = database.application()
    said = _said()

    def floor() -> None:
        with plain.transaction():
            plain.execute(FLOOR_SQL, said)

    variants = [
        Variant(FLOOR, floor),
        Variant("ours", ours),
        Variant("stock loop", lambda: _stock(said), rounds=1),
    ]
    name = f"{DUE:,} due of {MILESTONES * scale:,}"
    return [Case(name, variants, prepare=as_before, answer=posted, goal=1.2)]


def memory_of(scale: int, folder: Path) -> memory.Peak:
    """How much memory the sweep takes, in a process of its own."""
    programme(scale)
    as_before()
    return memory.peak("benchmarks.rows.sweep", "swept", folder)


def swept(folder: Path) -> None:
    """The same, as the child is asked."""
    ours()


def _said() -> dict[str, Any]:
    soon, late = find_wording("milestone_reminder"), find_wording("milestone_overdue")
    if soon is None or late is None:
        raise LookupError("Reminders have no words.")
    return {
        "now": NOW,
        "day": DAY,
        "ladder": list(LADDER),
        "at_once": due_at(USUAL, NOW, statutory=True),
        "digest": due_at(USUAL, NOW, statutory=False),
        "soon": soon.digest,
        "late": late.digest,
    }


@use_case
def _stock(said: dict[str, Any]) -> None:
    """What is due, one after another, each looked for and made."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    for step in LADDER:
        rows = Milestone.objects.filter(state="due", due_on=DAY - timedelta(days=step))
        for row in rows.select_related("journey__vanguard", "journey__officer"):
            _get_or_create(row, step, row.journey.officer, said)


def _get_or_create(row: Milestone, step: int, officer: User, said: dict[str, Any]) -> None:
    occurrence = f"{row.due_on}:{step}"
    Message.objects.get_or_create(
        key=f"milestone.owner:{row.pk}:{occurrence}:{officer.pk}",
        defaults={
            "kind": "milestone_overdue" if step > 0 else "milestone_reminder",
            "to": officer,
            "about_type": "formation.milestone",
            "about_id": row.pk,
            "facts": {
                "milestone": row.title,
                "code": row.code,
                "vanguard": row.journey.vanguard.name,
                "due_on": row.due_on.isoformat(),
                "step": step,
                "statutory": row.is_statutory,
                "owner": row.get_owner_display(),
                "path": f"/admin/formation/milestone/{row.pk}/change/",
            },
            "rule": "milestone.owner",
            "occurrence": occurrence,
            "roles": ["programme_officer"],
            "vanguard": row.journey.vanguard,
            "state": "waiting" if row.is_statutory else "held",
            "posted_at": NOW,
            "due_at": said["at_once"] if row.is_statutory else said["digest"],
            "wording": said["late"] if step > 0 else said["soon"],
        },
    )
