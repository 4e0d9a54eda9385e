"""Columns with the checks that every door needs alike."""

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core.law import Reason

EARLIEST = date(1948, 7, 5)
"""The day the National Health Service began; nothing in this system is older."""

LATEST = date(2100, 12, 31)


class CivilDateField(models.DateField):
    """A day on the calendar in England, within the life of the health service."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.validators.extend(
            [
                MinValueValidator(EARLIEST, "Enter a date on or after 5 July 1948."),
                MaxValueValidator(LATEST, "Enter a date before 2101."),
            ]
        )


LONGEST_NOTE = 5_000
"""Characters that a written reason may have."""


def reasons_against_text(name: str, label: str, text: str, *, longest: int = 0) -> list[Reason]:
    """Why a text cannot be kept: characters that PostgreSQL or UTF-8 does not have, or its length.

    A zero byte or half of a surrogate pair comes from a broken or a hostile client, never from a
    keyboard.
    """
    reasons = []
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        said = f"{label}: this holds characters that cannot be stored. Type it again."
        reasons.append(Reason(f"invalid_{name}", said))
    if longest and len(text) > longest:
        said = f"{label}: this has {len(text):,} characters; at most {longest:,} can be kept."
        reasons.append(Reason(f"invalid_{name}", said))
    return reasons
