"""Text: what a message says, made from its wording and its facts, both frozen when it was promised.

One file for each kind in `templates/emails/`: its first line is the subject, the rest the body.
Every letter is closed by `closing.txt`, and in a demonstration says first of all that it is one. A
release may change the files; a message that was promised before says what it was to say.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from textwrap import shorten
from typing import Any

from django.conf import settings
from jinja2 import Environment, StrictUndefined, Template, TemplateError

from core.wording import weekday
from notifications.channels.base import Letter
from notifications.models import Message, MessageWording
from notifications.rules.channels import Channel
from notifications.rules.delivery import reference

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails"
SERVICE = "MCP formation programme"
CLOSING = "closing"
LONGEST_SUBJECT = 150

FICTION = (
    "This is a demonstration. The practices and people in it are fictional.\n"
    "Nobody needs to do anything.\n\n"
)


class CannotBeWritten(Exception):
    """There is no text for this message, or a fact that the text needs is missing."""


@dataclass(frozen=True)
class Wording:
    """The words of one kind of message, and the constants that they name."""

    kind: str
    subject: str
    body: str
    closing: str
    opening: str
    service: str
    site: str
    contact: str

    @cached_property
    def digest(self) -> str:
        """Its own name: the SHA-256 of all of it."""
        return hashlib.sha256(json.dumps(self.source, sort_keys=True).encode()).hexdigest()

    @cached_property
    def source(self) -> dict[str, str]:
        """All of it, as it is kept."""
        return asdict(self)

    def text(self, facts: Mapping[str, Any]) -> tuple[str, str]:
        """The subject and the body with these facts."""
        context = {**facts, "service": self.service, "site": self.site, "contact": self.contact}
        try:
            subject, body, closing = (
                _template(part).render(context) for part in (self.subject, self.body, self.closing)
            )
        except (TemplateError, TypeError, ValueError) as error:
            why = f"The text of “{self.kind}” cannot be made: {error}"
            raise CannotBeWritten(why) from error
        # A fact may hold any kind of line break; a header may hold none.
        heading = shorten(" ".join(subject.split()), LONGEST_SUBJECT, placeholder=" …")
        return heading, f"{self.opening}{body.strip()}\n\n{closing.strip()}\n"


def kinds() -> frozenset[str]:
    """Every kind of message that has a text."""
    return frozenset(path.stem for path in FOLDER.glob("*.txt")) - {CLOSING}


def wording_of(kind: str) -> Wording:
    """The words of this kind as they are in this release.

    Raises:
        CannotBeWritten: there are none.
    """
    opening = FICTION if settings.DEMONSTRATION else ""
    return _present(kind, opening, settings.SITE_URL, settings.CONTACT_EMAIL)


def text(kind: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """The subject and the body of a kind of message with these facts, in today's words."""
    return wording_of(kind).text(facts)


def text_of(message: Message) -> tuple[str, str]:
    """What this message says, in the words under which it was promised.

    Raises:
        CannotBeWritten: with a sentence for the officer who looks into it.
    """
    present = find_wording(message.kind)
    if not message.wording or (present and present.digest == message.wording):
        return wording_of(message.kind).text(message.facts)
    return _kept(message.wording).text(message.facts)


def letter(message: Message) -> Letter:
    """This message, to the person's address of today or to the other system.

    Raises:
        CannotBeWritten: with a sentence for the officer who looks into it.
    """
    if message.channel == Channel.WEBHOOK and message.webhook is not None:
        return _posting(message)
    subject, body = text_of(message)
    named = reference(message.pk, resent=message.resent)
    return Letter(to=message.to.email, subject=subject, body=body, reference=named)


def _posting(message: Message) -> Letter:
    """That something happened, and to what: the receiver asks the API for what it may know."""
    said = {
        "id": str(message.pk),
        "kind": message.kind,
        "about": {"type": message.about_type, "id": str(message.about_id)},
        "at": message.posted_at.isoformat(),
        "site": settings.SITE_URL,
    }
    webhook: Any = message.webhook
    return Letter(
        to=webhook.url,
        subject=message.kind,
        body=json.dumps(said, sort_keys=True),
        reference=reference(message.pk),
        webhook=webhook.pk,
        key_number=webhook.key_number,
    )


def digest_of(letter: Letter) -> str:
    """The SHA-256 of what a letter says."""
    return hashlib.sha256(f"{letter.subject}\n\n{letter.body}".encode()).hexdigest()


def subject_of(kind: str, facts: Mapping[str, Any]) -> str:
    """What a message is about, in one line; of one without a text, its kind."""
    try:
        return text(kind, facts)[0]
    except CannotBeWritten:
        return kind.replace("_", " ").capitalize()


def full_date(value: str | date) -> str:
    """Friday 4 December 2026, from a date or its ISO form."""
    return weekday(date.fromisoformat(value[:10]) if isinstance(value, str) else value)


def find_wording(kind: str) -> Wording | None:
    """The words of this kind in this release, if there are any."""
    try:
        return wording_of(kind)
    except CannotBeWritten:
        return None


@lru_cache(maxsize=100)
def _present(kind: str, opening: str, site: str, contact: str) -> Wording:
    path = FOLDER / f"{kind}.txt"
    if path.parent != FOLDER or not path.is_file():
        raise CannotBeWritten(f"There is no text for messages of the kind “{kind}”.")
    subject, _, body = path.read_text(encoding="utf-8").partition("\n")
    closing = (FOLDER / f"{CLOSING}.txt").read_text(encoding="utf-8")
    return Wording(kind, subject, body, closing, opening, SERVICE, site, contact)


@lru_cache(maxsize=100)
def _kept(digest: str) -> Wording:
    found = MessageWording.objects.filter(pk=digest).first()
    if found is None:
        raise CannotBeWritten("The words under which this message was promised are not there.")
    return Wording(**found.source)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        undefined=StrictUndefined,  # a letter with a hole in it is worse than none
        autoescape=False,  # noqa: S701 - plain text, never HTML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["full_date"] = full_date
    return environment


@lru_cache(maxsize=300)
def _template(source: str) -> Template:
    return _environment().from_string(source)
