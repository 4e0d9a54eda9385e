"""Dates, numbers and lists as people in England read them. Pure Python."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal


def day(value: date) -> str:
    """4 December 2026."""
    return f"{value.day} {value:%B %Y}"


def weekday(value: date) -> str:
    """Friday 4 December 2026."""
    return f"{value:%A} {day(value)}"


def number(value: int) -> str:
    """12,345."""
    return f"{value:,}"


def per_cent(value: Decimal) -> str:
    """33.4%."""
    return f"{value.normalize():f}%"


def listed(items: Sequence[str], *, most: int = 5) -> str:
    """“A, B and C”; beyond `most`, “A, B and 7 more”."""
    if len(items) > most:
        return f"{', '.join(items[: most - 1])} and {len(items) - most + 1} more"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def count(value: int, one: str, many: str | None = None) -> str:
    """1 practice, 2 practices."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"
