"""Print a token for the reporting API, for a person or a scheduled job of theirs."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actions import tokens
from accounts.selectors import find_person, system_user
from core.clock import now
from core.errors import ActFailed


class Command(BaseCommand):
    """`issue_token EMAIL [--days N]`: the token, alone on its line."""

    help = "Issue a token for the reporting API and print it. It cannot be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="of a person with a role that reads the API")
        parser.add_argument("--days", type=int, default=30, help="how long it lasts (1 to 365)")

    def handle(self, *args: Any, **options: Any) -> None:
        person = find_person(options["email"])
        if person is None:
            raise CommandError(f"Nobody has the e-mail address {options['email']}.")
        lasts = timedelta(days=max(-1, min(options["days"], 10_000)))
        try:
            _, secret = tokens.issue(user=person, by=system_user(), at=now(), lasts=lasts)
        except ActFailed as error:
            raise CommandError(f"{person.email}: {error}") from error
        self.stdout.write(secret)
