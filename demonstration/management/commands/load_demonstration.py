"""Load the demonstration, and print who may sign in."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.roles import label
from core.clock import now
from core.errors import ActFailed
from core.wording import number
from demonstration.actions import load, people
from demonstration.selectors import counts


class Command(BaseCommand):
    """A second run changes nothing and says so; the sign-ins are printed every time."""

    help = "Load the demonstration programme: real vanguards' names, invented practices and people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--reset-passwords", action="store_true", help="give everyone the printed password"
        )

    def handle(self, *, reset_passwords: bool, **options: Any) -> None:
        started = time.monotonic()
        try:
            loaded = load.load(at=now())
            if reset_passwords and not loaded.new:
                people.reset_passwords(at=now())
        except ActFailed as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(_facts(loaded)))
        else:
            self._say(loaded, seconds=time.monotonic() - started)

    def _say(self, loaded: load.Loaded, *, seconds: float) -> None:
        if loaded.new:
            self.stdout.write(f"Loaded by {number(loaded.acts)} acts in {seconds:.1f} s.")
        else:
            self.stdout.write("The demonstration was loaded before: nothing was changed.")
        for name, rows in counts().items():
            self.stdout.write(f"  {name.replace('_', ' '):20} {number(rows):>8}")
        for person in _sign_ins():
            self.stdout.write("  ".join(person.values()))
        self.stdout.write(f"Analyst's token: {people.analyst_token()}")


def _facts(loaded: load.Loaded) -> dict[str, Any]:
    return {
        "loaded": loaded.new,
        "sign_ins": _sign_ins(),
        "analyst_token": people.analyst_token(),
        "counts": counts(),
    }


def _sign_ins() -> list[dict[str, str]]:
    return [
        {
            "role": label(person.role),
            "name": person.name,
            "email": person.email,
            "password": people.password_of(person.email),
            "opens": person.opens,
        }
        for person in people.sign_ins()
    ]
