"""The database's own guard over cases: no change without its event, no event without a lawful move.

An act writes its event first and the row second; the triggers then find, for every row that a
statement changed, the event that makes the change lawful. So `.update()`, the admin's form, the
shell and plain SQL are all refused alike, and one check serves one row or ten thousand.
"""

from collections.abc import Iterator

from django.db.models import Model

from casework.models import Case, Part
from core.models import AppendOnly

_REFUSE = """
CREATE OR REPLACE FUNCTION refuse_rewriting_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %: rows of this table are never changed or removed.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation',
              HINT = 'Record a new event that puts it right.';
END $$;
"""

_GUARD_CASE = """
CREATE OR REPLACE FUNCTION guard_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE culprit text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT n.id::text INTO culprit FROM new_rows n WHERE NOT EXISTS (
            SELECT 1 FROM {history} c WHERE c.subject_id = n.id AND c.version = 1
               AND n.version = 1 AND c.before = '' AND c.after = n.state) LIMIT 1;
    ELSE
        SELECT n.id::text INTO culprit FROM new_rows n LEFT JOIN old_rows o ON o.id = n.id
         WHERE o.id IS NULL OR n.version <> o.version + 1 OR NOT EXISTS (
            SELECT 1 FROM {history} c WHERE c.subject_id = n.id AND c.version = n.version
               AND c.before = o.state AND c.after = n.state) LIMIT 1;
    END IF;
    IF culprit IS NOT NULL THEN
        RAISE EXCEPTION '{table} %: this change has no event in {history}.', culprit
            USING ERRCODE = 'integrity_constraint_violation',
                  HINT = 'Change a case only through its use cases.';
    END IF;
    RETURN NULL;
END $$;
"""

_GUARD_HISTORY = """
CREATE OR REPLACE FUNCTION guard_{history}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE culprit text;
BEGIN
    SELECT n.move || ' from "' || n.before || '" to "' || n.after || '"' INTO culprit
      FROM new_rows n WHERE NOT EXISTS (
        SELECT 1 FROM casework_lawfulmove m WHERE m.machine = '{machine}' AND m.move = n.move
           AND m.before = n.before AND m.after = n.after) LIMIT 1;
    IF culprit IS NOT NULL THEN
        RAISE EXCEPTION '{history}: % is no lawful move of {machine}.', culprit
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION settle_{history}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM {table} s WHERE s.id = NEW.subject_id AND s.version >= NEW.version)
    THEN
        RAISE EXCEPTION '{history}: event % of % moved nothing.', NEW.version, NEW.subject_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""

_GUARD_PART = """
CREATE OR REPLACE FUNCTION guard_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE culprit text;
BEGIN
    SELECT n.id::text INTO culprit FROM new_rows n JOIN {whole} w ON w.id = n.{column}
     WHERE w.state NOT IN ({states}) LIMIT 1;
    IF culprit IS NULL AND TG_OP = 'UPDATE' THEN
        SELECT o.id::text INTO culprit FROM old_rows o JOIN {whole} w ON w.id = o.{column}
         WHERE w.state NOT IN ({states}) LIMIT 1;
    END IF;
    IF culprit IS NOT NULL THEN
        RAISE EXCEPTION '{table} %: the row of {whole} that it belongs to is settled.', culprit
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""


def _trigger(name: str, table: str, timing: str, function: str) -> str:
    """(Re)make one trigger, so that it fires whatever `session_replication_role` says."""
    kind = "CONSTRAINT TRIGGER" if "DEFERRABLE" in timing else "TRIGGER"
    return (
        f"DROP TRIGGER IF EXISTS {name} ON {table};"
        f"CREATE {kind} {name} {timing.format(table=table)} EXECUTE FUNCTION {function}();"
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};"
    )


def _never(table: str, *operations: str) -> Iterator[str]:
    for operation in operations:
        timing = f"BEFORE {operation} ON {{table}} FOR EACH STATEMENT"
        yield _trigger(f"never_{operation.lower()}", table, timing, "refuse_rewriting_history")


def _case(model: type[Case]) -> Iterator[str]:
    history = model.history_model()._meta.db_table
    table = model._meta.db_table
    names = {"table": table, "history": history, "machine": model.MOVES.machine}
    yield _GUARD_CASE.format(**names)
    yield _GUARD_HISTORY.format(**names)
    new, old = "NEW TABLE AS new_rows", "OLD TABLE AS old_rows"
    yield _trigger(
        "guard_opening",
        table,
        f"AFTER INSERT ON {{table}} REFERENCING {new} FOR EACH STATEMENT",
        f"guard_{table}",
    )
    yield _trigger(
        "guard_change",
        table,
        f"AFTER UPDATE ON {{table}} REFERENCING {old} {new} FOR EACH STATEMENT",
        f"guard_{table}",
    )
    yield _trigger(
        "guard_event",
        history,
        f"AFTER INSERT ON {{table}} REFERENCING {new} FOR EACH STATEMENT",
        f"guard_{history}",
    )
    yield _trigger(
        "settle_event",
        history,
        "AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
        f"settle_{history}",
    )
    yield from _never(table, "DELETE", "TRUNCATE")
    yield from model.GUARDS


def _part(model: type[Part]) -> Iterator[str]:
    table, key = model._meta.db_table, model._meta.get_field(model.WHOLE)
    whole = key.related_model._meta.db_table  # type: ignore[union-attr]
    column = key.column  # type: ignore[union-attr]
    states = ", ".join(f"'{state}'" for state in model.CHANGES_IN)
    yield _GUARD_PART.format(table=table, whole=whole, column=column, states=states)
    new, old = "NEW TABLE AS new_rows", "OLD TABLE AS old_rows"
    for operation, rows in (("INSERT", new), ("UPDATE", f"{old} {new}")):
        yield _trigger(
            f"guard_{operation.lower()}",
            table,
            f"AFTER {operation} ON {{table}} REFERENCING {rows} FOR EACH STATEMENT",
            f"guard_{table}",
        )
    yield from _never(table, "DELETE", "TRUNCATE")


def statements(models: list[type[Model]]) -> Iterator[str]:
    """Every statement that puts the guards over these models in place; each may be run again."""
    yield _REFUSE
    for model in models:
        if issubclass(model, Case):
            yield from _case(model)  # type: ignore[arg-type]
        if issubclass(model, Part):
            yield from _part(model)
        if issubclass(model, AppendOnly):
            yield from _never(model._meta.db_table, "UPDATE", "DELETE", "TRUNCATE")


def guarded(models: list[type[Model]]) -> list[type[Case]]:
    """The models that are cases."""
    return [model for model in models if issubclass(model, Case)]  # type: ignore[misc]
