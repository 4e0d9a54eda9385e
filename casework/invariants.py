"""What must be true of every case and its events at all times, each asked in one query.

Constraints and guards keep these promises as rows are written. The nightly check asks them of the
rows that are there: after a restore, a repair by hand, or a mistake in the guards themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from django.db.models import CharField, DateField

from casework.database import grants, guards
from casework.models import Case

MOST = 100
"""No more faults of one kind are named: whoever must look into a hundred has enough to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of which a promise does not hold: which promise, which row, what is wrong."""

    invariant: str
    about: str
    text: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.about}: {self.text}"


class Cursor(Protocol):
    """Django's, or a plain one of the database."""

    def execute(self, sql: str, /) -> object: ...

    def fetchall(self) -> list[tuple[str, str]]: ...


@dataclass(frozen=True, slots=True)
class Invariant:
    """One promise: its name, its sentence, and a query of (which row, what is wrong) that finds
    nothing where it holds."""

    name: str
    sentence: str
    sql: str

    def faults(self, cursor: Cursor) -> list[Fault]:
        """Where it does not hold, at most `MOST` of them."""
        cursor.execute(f"SELECT * FROM ({self.sql}) AS found LIMIT {MOST}")  # noqa: S608 - our own text
        return [Fault(self.name, about, text) for about, text in cursor.fetchall()]


_STATE = """
SELECT s.id::text, '{label} is “' || s.state || '”, and its last event says '
       || coalesce('“' || last.after || '”', 'nothing')
  FROM {table} s LEFT JOIN (
       SELECT DISTINCT ON (subject_id) subject_id, after FROM {history}
        ORDER BY subject_id, version DESC) last ON last.subject_id = s.id
 WHERE last.after IS DISTINCT FROM s.state"""

_EDGE = """
SELECT c.subject_id::text, '{label}: “' || c.move || '” from “' || c.before || '” to “' || c.after
       || '” (version ' || c.version || ') is no lawful move'
  FROM {history} c LEFT JOIN casework_lawfulmove m ON m.machine = '{machine}'
   AND m.move = c.move AND m.before = c.before AND m.after = c.after
 WHERE m.id IS NULL"""

_VERSIONS = """
SELECT s.id::text, '{label} is at version ' || s.version || ', and has ' || coalesce(kept.n, 0)
       || ' events, the last of version ' || coalesce(kept.most, 0)
  FROM {table} s LEFT JOIN (
       SELECT subject_id, count(*) AS n, min(version) AS least, max(version) AS most
         FROM {history} GROUP BY subject_id) kept ON kept.subject_id = s.id
 WHERE (kept.n, kept.least, kept.most) IS DISTINCT FROM (s.version::bigint, 1, s.version)"""

_CHAIN = """
SELECT subject_id::text, '{label}: version ' || version || ' begins at “' || before
       || '”, and the one before it ended at “' || was || '”'
  FROM (SELECT subject_id, version, before,
               lag(after, 1, '') OVER (PARTITION BY subject_id ORDER BY version) AS was
          FROM {history}) chained
 WHERE before <> was"""

_RECORDED = """
SELECT s.id::text, '{label}: ' || said.key || ' is ' || coalesce(to_jsonb(s)->>said.key, 'nothing')
       || ', and its events say ' || coalesce(said.value, 'nothing')
  FROM (SELECT DISTINCT ON (c.subject_id, each.key) c.subject_id, each.key, each.value
          FROM {history} c CROSS JOIN LATERAL jsonb_each_text(c.facts) each
         WHERE each.key IN ({columns})
         ORDER BY c.subject_id, each.key, c.version DESC) said
  JOIN {table} s ON s.id = said.subject_id
 WHERE to_jsonb(s)->>said.key IS DISTINCT FROM said.value"""

_AUDITED = """
SELECT coalesce(kept.id, told.id), '{label}: “' || coalesce(kept.move, told.move) || '” has '
       || coalesce(kept.n, 0) || ' events, and the audit tells of ' || coalesce(told.n, 0)
  FROM (SELECT subject_id::text AS id, move, count(*) AS n FROM {history} GROUP BY 1, 2) kept
  FULL JOIN (SELECT about_id AS id, substr(kind, {prefix}) AS move, count(*) AS n
               FROM audit_auditevent
              WHERE about_type = '{type}' AND kind IN (
                    SELECT machine || '.' || move FROM casework_lawfulmove
                     WHERE machine = '{machine}') GROUP BY 1, 2) told
    ON told.id = kept.id AND told.move = kept.move
 WHERE kept.n IS DISTINCT FROM told.n"""

_OF_EVERY_CASE = (
    ("state_is_the_last_events", "The state of a case is where its last event led.", _STATE),
    ("events_are_lawful_moves", "Every event is a move of the table of its machine.", _EDGE),
    (
        "versions_have_no_gap",
        "A case has one event for each of its versions, from 1 on.",
        _VERSIONS,
    ),
    ("events_follow_each_other", "Each event begins where the one before it ended.", _CHAIN),
    ("columns_stand_as_recorded", "What a case says is what its events recorded last.", _RECORDED),
    ("nothing_is_deleted", "The audit tells of every event, and of none that is gone.", _AUDITED),
)


def of_every_case() -> tuple[Invariant, ...]:
    """The promises that hold for cases of every kind; each asks of all kinds at once."""
    models = guards.guarded(grants.all_models())
    return tuple(
        Invariant(name, sentence, "\nUNION ALL".join(_of(model, sql) for model in models))
        for name, sentence, sql in _OF_EVERY_CASE
    )


def _of(model: type[Case], sql: str) -> str:
    machine = model.MOVES.machine
    return sql.format(
        table=model._meta.db_table,
        history=model.history_model()._meta.db_table,
        machine=machine,
        label=str(model._meta.verbose_name).replace("'", "''"),
        type=model._meta.label_lower,
        prefix=len(machine) + 2,
        columns=", ".join(f"'{name}'" for name in _plain_columns(model)) or "NULL",
    )


def _plain_columns(model: type[Case]) -> Iterator[str]:
    """The columns that an event keeps as the database would write them: days and words."""
    for field in model._meta.concrete_fields:
        if isinstance(field, DateField | CharField) and field.name != "state":
            yield field.name
