"""What people type, as shape alone: text without traps, and a date in three parts."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.fields import EARLIEST, LATEST
from core.wording import day, listed

PARTS = ("day", "month", "year")
JOINERS = "\u200c\u200d"
"""Invisible, and yet letters of Persian or Hindi names need them."""


def cleaned(text: str) -> str:
    """Composed letters, one kind of line break, and none of the marks that hide or turn text."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        letter for letter in text if unicodedata.category(letter) != "Cf" or letter in JOINERS
    )


def printable(text: str) -> str:
    """The same text without what no page can carry, to be shown again after an error."""
    return "".join(
        letter
        for letter in text
        if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs")
    )


class PlainText(forms.CharField):
    """Words of a person: any script, no control characters; on one line unless said otherwise."""

    def __init__(self, *, name: str, lines: bool = False, **kwargs: Any) -> None:
        longest = kwargs["max_length"]
        kwargs["error_messages"] = {
            "max_length": f"{name} must be {longest} characters or less",
            "null_characters_not_allowed": f"{name} must not include control characters",
            **kwargs.get("error_messages", {}),
        }
        super().__init__(**kwargs)
        self.name, self.lines = name, lines

    def to_python(self, value: Any) -> str:
        """The text as it will be kept."""
        return cleaned(super().to_python(value) or "").strip()

    def validate(self, value: str) -> None:
        """No control character, no half of a character, no second line where there is one."""
        super().validate(value)
        allowed = "\n\t" if self.lines else ""
        if any(
            unicodedata.category(letter) in ("Cc", "Cs") and letter not in allowed
            for letter in value
        ):
            raise ValidationError(f"{self.name} must not include control characters")


class DateParts(forms.Widget):
    """Reads day, month and year from three fields."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        return {part: str(data.get(f"{name}-{part}") or "").strip() for part in PARTS}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}-{part}" in data for part in PARTS)


class CivilDate(forms.Field):
    """A day on the calendar in England, typed in three parts.

    `name` begins the sentences of its errors, as the design system words them. Every error carries
    the parts that it is about in its `params`, so that they can be marked.
    """

    widget = DateParts

    def __init__(self, *, name: str, missing: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.name, self.missing = name, missing

    def clean(self, value: Mapping[str, str]) -> date:
        """The date, or an error that says what is wrong with which part."""
        absent = [part for part in PARTS if not value.get(part)]
        if len(absent) == len(PARTS):
            raise self._error(self.missing, PARTS)
        if absent:
            raise self._error(f"{self.name} must include a {listed(absent)}", absent)
        if len(value["year"]) != 4 or not _is_number(value["year"]):
            raise self._error("Year must include 4 numbers", ("year",))
        if not (_is_number(value["day"]) and _is_number(value["month"])):
            raise self._error(f"{self.name} must be a real date", PARTS)
        try:
            found = date(int(value["year"]), int(value["month"]), int(value["day"]))
        except ValueError:
            raise self._error(f"{self.name} must be a real date", PARTS) from None
        if not EARLIEST <= found <= LATEST:
            span = f"{day(EARLIEST)} and {day(LATEST)}"
            raise self._error(f"{self.name} must be between {span}", ("year",))
        return found

    @staticmethod
    def _error(text: str, parts: Any) -> ValidationError:
        return ValidationError(text, params={"parts": tuple(parts)})


def parts_of(value: date | None) -> dict[str, str]:
    """A date as it stands in the three fields."""
    if value is None:
        return dict.fromkeys(PARTS, "")
    return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}


def _is_number(text: str) -> bool:
    """Plain digits, as few as a date can have: other scripts' digits and signs are not."""
    return text.isascii() and text.isdigit() and len(text) <= 4
