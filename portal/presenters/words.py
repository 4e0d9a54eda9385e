"""Small words that several pages share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.clock import LONDON
from core.wording import day


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a summary: what, its value, and the authority it rests on."""

    label: str
    value: str
    authority: str = ""
    to_confirm: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """A status; without a colour it is plain text."""

    text: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what was sent: which field, in what words, on what authority."""

    field: str
    text: str
    href: str
    authority: str = ""
    parts: tuple[str, ...] = ()


def moment(at: datetime) -> str:
    """23 November 2026 at 10:05am, in England."""
    there = at.astimezone(LONDON)
    hour = there.hour % 12 or 12
    return f"{day(there.date())} at {hour}:{there:%M}{'am' if there.hour < 12 else 'pm'}"


def lines(*pairs: tuple[str, Any]) -> list[Line]:
    """A line for each pair that has a value; dates in words."""
    return [
        Line(label, day(value) if hasattr(value, "isoformat") else str(value))
        for label, value in pairs
        if value not in (None, "")
    ]


def sentence(parts: Iterable[str]) -> str:
    """“a, b”, with a capital letter."""
    text = ", ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]
