"""What must hold before a production process starts, and how its memory is kept."""

import gc

import structlog
from django.conf import settings
from django.db import DatabaseError, connection

log = structlog.get_logger(__name__)

NEW_OBJECTS = 50_000
"""How many more objects than before make Python look for rings of them. Seven hundred is its own
figure, and an act upon a thousand practices makes a million."""


def settle_memory() -> None:
    """What was loaded stays loaded: the search for rings passes over it from now on."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)


_WHO = """
SELECT current_user,
       current_setting('is_superuser') = 'on',
       EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
                  AND pg_has_role(current_user, c.relowner, 'USAGE'))
"""


def danger_of_database_role() -> str:
    """Why the role that we connect as must not run the application, or nothing.

    A superuser passes every guard, and the owner of a table can drop its triggers: either could
    rewrite history unseen.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WHO)
        role, is_superuser, owns_tables = cursor.fetchone()
    if is_superuser:
        return f"DATABASE_URL signs in as {role}, a superuser."
    if owns_tables:
        return f"DATABASE_URL signs in as {role}, which owns the tables."
    return ""


def refuse_unsafe_database() -> None:
    """Stop a production process that would run as a superuser or as the owner of the tables.

    Where the database does not answer yet, the process starts: `/readyz` asks again and lets no
    request in until the answer is good.
    """
    if not getattr(settings, "REFUSE_UNSAFE_DATABASE_ROLE", False):
        return
    try:
        danger = danger_of_database_role()
    except DatabaseError as error:
        log.warning("database_role_not_checked", error=type(error).__name__)
        return
    finally:
        connection.close()
    if danger:
        raise SystemExit(
            f"{danger} Use the application's own role (mcp_app), which owns nothing; "
            "DATABASE_OWNER_URL is the place for the role that migrates."
        )
