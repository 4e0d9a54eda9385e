"""Put in place, after every migration, what the database enforces: guards, grants, lawful moves."""

import hashlib
from functools import cache

from django.db import connections, transaction

from casework.database import grants, guards
from casework.models import LawfulMove

_REMEMBER = "COMMENT ON TABLE casework_lawfulmove IS %s"
_RECALL = "SELECT obj_description('casework_lawfulmove'::regclass)"
_COUNT_TRIGGERS = """
SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE NOT t.tgisinternal AND t.tgenabled = 'A' AND c.relnamespace = 'public'::regnamespace
"""


@cache
def _script() -> tuple[str, ...]:
    models = grants.all_models()
    return (*guards.statements(models), *grants.statements(models))


def edges() -> list[tuple[str, str, str, str]]:
    """Every lawful move of every machine: (machine, move, before, after)."""
    return sorted(
        (model.MOVES.machine, *edge)
        for model in guards.guarded(grants.all_models())
        for edge in (*model.MOVES.edges(), *model.MOVES.undoing())
    )


def fingerprint() -> str:
    """What the code wants the database to enforce, as one hash."""
    return hashlib.sha256(repr((_script(), edges())).encode()).hexdigest()


def furnish(alias: str) -> None:
    """Bring guards, grants and lawful moves to what the code says, in one transaction."""
    wanted = edges()
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:  # noqa: TID251
        for statement in _script():
            cursor.execute(statement)
        rows = LawfulMove.objects.using(alias)
        rows.all().delete()
        rows.bulk_create(
            LawfulMove(machine=machine, move=move, before=before, after=after)
            for machine, move, before, after in wanted
        )
        cursor.execute(_REMEMBER, [fingerprint()])


def is_current(alias: str = "default") -> bool:
    """Whether the database enforces what this code expects; readiness asks it.

    The remembered fingerprint alone would not notice a trigger that was dropped or disabled since,
    so the triggers that always fire are counted as well.
    """
    with connections[alias].cursor() as cursor:
        cursor.execute(_RECALL)
        remembered = cursor.fetchone()
        cursor.execute(_COUNT_TRIGGERS)
        standing = cursor.fetchone()
    return remembered == (fingerprint(),) and standing == (_wanted_triggers(),)


@cache
def _wanted_triggers() -> int:
    return sum(statement.count(" ENABLE ALWAYS TRIGGER ") for statement in _script())
