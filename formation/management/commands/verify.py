"""`verify`: ask every promise of the record now; a line for each fault, and exit code 1 if any."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.wording import count
from formation.verifying import faults, invariants


class Command(BaseCommand):
    """Read the whole record and change nothing."""

    help = "Check that every promise of the record holds; exit code 1 and a line for each fault."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = faults()
        asked = [each.name for each in invariants()]
        if options["json"]:
            answer = {"asked": asked, "faults": [asdict(fault) for fault in found]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            for fault in found:
                self.stdout.write(str(fault))
        if found:
            raise CommandError(f"{count(len(found), 'fault')} found.", returncode=1)
        if not options["json"]:
            self.stdout.write(f"All is well: {count(len(asked), 'promise')} asked, no fault.")
