"""`flush`, as transactional tests call it: the whole database is copied from its template again."""

from typing import Any

from django.core.management.commands.flush import Command as DjangoFlush

from tests.support.database import recreate


class Command(DjangoFlush):
    """The application's role cannot truncate, and history cannot be truncated by anyone."""

    def handle(self, **options: Any) -> None:
        recreate()
