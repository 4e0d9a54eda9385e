"""The shape of what officers type. No rules of law: those are the act's, and it says why."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet

from core.fields import EARLIEST, LATEST

LONGEST_NOTE = 4000


class DayInput(forms.DateInput):
    """The browser's own date entry: no script, usable by keyboard and screen reader."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        limits = {"min": EARLIEST.isoformat(), "max": LATEST.isoformat()}
        super().__init__(attrs={**limits, **(attrs or {})}, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day on the calendar in England, within the life of the health service."""

    widget = DayInput
    default_error_messages = {"invalid": "Enter a real date, such as 31 3 2027 as 31/03/2027."}
    default_validators = [
        MinValueValidator(EARLIEST, "Enter a date on or after 5 July 1948."),
        MaxValueValidator(LATEST, "Enter a date before 2101."),
    ]


class CodeField(forms.CharField):
    """A code as registers write it: in capitals, without spaces."""

    def to_python(self, value: Any) -> str:
        return "".join(str(super().to_python(value)).split()).upper()


def chosen(choices: Any, *, blank: str = "Choose one") -> list[tuple[str, str]]:
    """Choices for a select, with nothing chosen at first."""
    return [("", blank), *choices]


def offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a field choose among the rows as they are now."""
    choosing: Any = form.fields[name]
    choosing.queryset = rows


class ActForm(forms.Form):
    """What an act asks for. The law's own demands are left to the act, which names them all."""

    use_required_attribute = False

    def inputs(self) -> dict[str, Any]:
        """The act's arguments, from what was typed."""
        return dict(self.cleaned_data)


class NotedForm(ActForm):
    """An act that keeps a note beside what it does."""

    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 4}),
        help_text="Kept in the history for good. Do not name patients.",
    )

    def __init__(self, *args: Any, needs_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = "Reason" if needs_reason else "Note (if you wish)"
        self.order_fields([name for name in self.fields if name != "note"])
