"""`manage.py import_data KIND FILE`: a published file in, from the command line."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.selectors import system_user
from core.clock import now
from core.errors import ActFailed
from organisations.models import RegisterKind
from registers.actions.imports import take_in
from registers.actions.order import Wish
from registers.outcome import ImportState, Outcome
from registers.reading.source import Source, Unreadable, from_path
from registers.wording import summary

IMPORTER = "import@system.invalid"
MANY_ROWS = 20
KINDS = [kind.value for kind in RegisterKind]

FLAGS = {
    "--dry-run": "check only; apply nothing",
    "--json": "print one JSON object",
    "--good-rows-only": "apply the good rows even though others failed; what is not listed is kept",
    "--allow-endings": "let the file end more than a quarter of what is known",
}


def _day(text: str) -> date:
    """A day as programs and as people here write it.

    Raises:
        ArgumentTypeError: it is no day in either form.
    """
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ArgumentTypeError(f"“{text}” is no day; write YYYY-MM-DD, for example 2018-05-31")


VALUES: dict[str, dict[str, Any]] = {
    "--as-of": {
        "metavar": "DATE",
        "type": _day,
        "help": "the day that the file describes (2018-05-31); else its name tells",
    },
    "--errors": {"metavar": "FILE", "help": "write every finding to this CSV"},
    "--sample": {
        "metavar": "N",
        "type": int,
        "default": 100,
        "help": "rows of each reason in the JSON (default 100)",
    },
    "--by": {"metavar": "EMAIL", "default": IMPORTER, "help": "the acting officer"},
}


class Command(BaseCommand):
    """Checks a published file and applies it in one transaction, or says why not."""

    help = (
        "Import a published file. Every row is accounted for: read = created + updated + unchanged "
        "+ skipped + failed. If a row fails, nothing is applied."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "kind", choices=KINDS, metavar="KIND", help=f"one of {', '.join(KINDS)}"
        )
        parser.add_argument("file", metavar="FILE")
        for name, meaning in VALUES.items():
            parser.add_argument(name, **meaning)
        for name, help_text in FLAGS.items():
            parser.add_argument(name, action="store_true", help=help_text)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = self._outcome(options)
        except CommandError as error:
            if not options["json"]:
                raise
            outcome = Outcome(options["kind"], Path(options["file"]).name, ImportState.REFUSED)
            outcome.problems = [str(error)]
        if options["json"]:
            self.stdout.write(json.dumps(outcome.as_dict(), ensure_ascii=False, indent=1))
        else:
            for line in summary(outcome, most=MANY_ROWS):
                self.stdout.write(line)
        if not outcome.succeeded:
            sys.exit(1)

    def _outcome(self, options: dict[str, Any]) -> Outcome:
        try:
            source = from_path(options["file"])
            by = _actor(options["by"])
            with _opened(options) as errors_to, _progress(self.stderr, source) as told:
                return take_in(
                    kind=RegisterKind(options["kind"]),
                    source=source,
                    by=by,
                    at=now(),
                    as_of=options["as_of"],
                    wish=Wish(
                        dry_run=options["dry_run"],
                        good_rows_only=options["good_rows_only"],
                        allow_endings=options["allow_endings"],
                        sample=max(options["sample"], 0),
                        errors_to=errors_to,
                        progress=told,
                    ),
                )
        except (Unreadable, ActFailed) as error:
            raise CommandError(str(error)) from error


def _actor(email: str) -> User:
    if email == IMPORTER:
        return system_user(IMPORTER)
    person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise CommandError(f"--by: nobody signs in as {email}.")
    return person


@contextmanager
def _opened(options: dict[str, Any]) -> Iterator[IO[str] | None]:
    """The file for the findings, or none; never the file that is read, which it would empty."""
    path = options["errors"]
    if path is None:
        yield None
        return
    if Path(path).exists() and Path(path).samefile(options["file"]):
        raise CommandError(f"--errors: {path} is the file to import; name another.")
    try:
        file = Path(path).open("w", encoding="utf-8-sig", newline="")  # noqa: SIM115 - below
    except OSError as error:
        raise CommandError(f"--errors: {path} cannot be written: {error.strerror}.") from error
    with file:
        yield file


@contextmanager
def _progress(stream: Any, source: Source) -> Iterator[Callable[[int], None]]:
    """A line of per cent on a terminal, and silence elsewhere."""
    if not (hasattr(stream, "isatty") and stream.isatty()):
        yield lambda done: None
        return
    with source.open() as file:
        total = max(file.seek(0, 2), 1)
    seen = {"bytes": 0, "shown": -1}

    def tell(done: int) -> None:
        seen["bytes"] += done
        percent = min(100 * seen["bytes"] // total, 100)
        if percent != seen["shown"]:
            seen["shown"] = percent
            words = f"reading {source.name}: {percent} %" if percent < 100 else "comparing …"
            stream.write(f"\r{words:<70}", ending="")
            stream.flush()

    yield tell
    stream.write(f"\r{'':<70}\r", ending="")
