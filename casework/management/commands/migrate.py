"""`migrate`, as the owner of the schema, followed by the guards, grants and lawful moves."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate

from casework.database.furnish import furnish, is_current
from casework.database.grants import owner_alias


class Command(DjangoMigrate):
    """Django's own command on the owner's connection; a full run then furnishes the database."""

    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"] == "default":
            options["database"] = owner_alias()
        super().handle(*args, **options)
        looking_only = options["plan"] or options["check_unapplied"]
        if looking_only or options["app_label"] is not None:
            return
        if not is_current(options["database"]):
            furnish(options["database"])
        if options["verbosity"] >= 1:
            self.stdout.write("  Guards, grants and lawful moves are in place.")
