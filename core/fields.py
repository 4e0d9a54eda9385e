"""Columns with the checks that every door needs alike."""

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

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
