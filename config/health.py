"""Whether this process can serve: every check by name, and no more said than yes or no."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.database import furnish
from config.startup import danger_of_database_role
from core.clock import now
from core.health import Check, answer
from notifications.selectors import NO_FAULT, SWEEP, VERIFICATION, last_beat, not_asked


def database_answers() -> bool:
    """The database can be reached and is willing to write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        return cursor.fetchone() == (False,)


def database_role_is_safe() -> bool:
    """We are neither superuser nor owner; a developer with DEBUG may be either."""
    return settings.DEBUG or not danger_of_database_role()


def migrations_are_applied() -> bool:
    """No migration of this code is missing in the database."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def guards_are_current() -> bool:
    """The database enforces what this code expects it to."""
    return furnish.is_current()


def sweep_is_recent() -> bool:
    """A worker swept the outbox lately. It tells of beat, broker and worker, not of this process,
    and so does not decide whether this process is ready."""
    beat = last_beat(SWEEP)
    longest = max(timedelta(minutes=5), 3 * timedelta(seconds=settings.SWEEP_EVERY_SECONDS))
    return beat is not None and now() - beat.at < longest


def record_is_verified() -> bool:
    """The check of last night found no fault; it tells of the record, and of beat and worker."""
    beat = last_beat(VERIFICATION)
    return beat is not None and now() - beat.at < timedelta(hours=36) and beat.note == NO_FAULT


def providers_are_asked() -> bool:
    """No provider of e-mail fails so that it is left alone; it tells of them, not of us."""
    return not not_asked().exists()


CHECKS = (
    Check("database", database_answers),
    Check("database_role", database_role_is_safe),
    Check("migrations", migrations_are_applied),
    Check("guards", guards_are_current),
    Check("sweep", sweep_is_recent, decides=False),
    Check("verification", record_is_verified, decides=False),
    Check("providers", providers_are_asked, decides=False),
)


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 if requests may be sent here, else 503; with the name of each check and its answer."""
    return answer(CHECKS)
