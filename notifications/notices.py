"""Text: what a message says, made from the facts frozen in it and from nothing else.

One file for each kind in `templates/emails/`: its first line is the subject, the rest the body.
Every letter is closed by `closing.txt`, and in a demonstration says first of all that it is one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from functools import lru_cache
from pathlib import Path
from textwrap import shorten
from typing import Any

from django.conf import settings
from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
)

from core.wording import weekday
from notifications.models import Message
from notifications.rules.delivery import reference

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails"
LOADER = FileSystemLoader(FOLDER)
SERVICE = "MCP formation programme"
CLOSING = "closing"
LONGEST_SUBJECT = 150

FICTION = (
    "This is a demonstration. The practices and people in it are fictional.\n"
    "Nobody needs to do anything.\n\n"
)


class CannotBeWritten(Exception):
    """There is no text for this message, or a fact that the text needs is missing."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message ready to be sent."""

    to: str
    subject: str
    body: str
    reference: str


def kinds() -> frozenset[str]:
    """Every kind of message that has a text."""
    return frozenset(path.stem for path in FOLDER.glob("*.txt")) - {CLOSING}


def letter(message: Message) -> Letter:
    """What this message says, to the person's address of today.

    Raises:
        CannotBeWritten: with a sentence for the officer who looks into it.
    """
    subject, body = text(message.kind, message.facts)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return Letter(
        to=message.to.email,
        subject=subject,
        body=body,
        reference=reference(message.pk, domain=domain),
    )


def text(kind: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """The subject and the body of a kind of message with these facts."""
    context = {**facts, "service": SERVICE, "site": settings.SITE_URL}
    context["contact"] = settings.CONTACT_EMAIL
    try:
        subject, body = (part.render(context) for part in _templates(kind))
        closing = "".join(part.render(context) for part in _templates(CLOSING))
    except (TemplateError, TypeError, ValueError) as error:
        raise CannotBeWritten(f"The text of “{kind}” cannot be made: {error}") from error
    # A fact may hold any kind of line break; a header may hold none.
    heading = shorten(" ".join(subject.split()), LONGEST_SUBJECT, placeholder=" …")
    opening = FICTION if settings.DEMONSTRATION else ""
    return heading, f"{opening}{body.strip()}\n\n{closing.strip()}\n"


def full_date(value: str | date) -> str:
    """Friday 4 December 2026, from a date or its ISO form."""
    return weekday(date.fromisoformat(value[:10]) if isinstance(value, str) else value)


def _environment() -> Environment:
    environment = Environment(
        loader=LOADER,
        undefined=StrictUndefined,  # a letter with a hole in it is worse than none
        autoescape=False,  # noqa: S701 - plain text, never HTML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["full_date"] = full_date
    return environment


@lru_cache(maxsize=100)
def _templates(kind: str) -> tuple[Template, Template]:
    """The subject's template and the body's, out of one file."""
    environment = _environment()
    try:
        source, _, _ = LOADER.get_source(environment, f"{kind}.txt")
    except TemplateNotFound as error:
        raise CannotBeWritten(f"There is no text for messages of the kind “{kind}”.") from error
    subject, _, body = source.partition("\n")
    return environment.from_string(subject + "\n"), environment.from_string(body)
