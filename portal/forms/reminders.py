"""The shape of what people of a practice choose about their reminders."""

from typing import Any

from django import forms

from reminders.rules.rhythm import Often, Rhythm


def _hour(label: str) -> forms.IntegerField:
    wrong = f"{label}: choose an hour"
    return forms.IntegerField(
        min_value=0, max_value=23, error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), wrong
        ),
    )  # fmt: skip


class RhythmForm(forms.Form):
    """How often, and at which hours."""

    often = forms.ChoiceField(
        choices=[(often.value, often.value) for often in Often],
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose how often you want to hear"
        ),
    )
    weekday = forms.IntegerField(
        min_value=1,
        max_value=7,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Choose a day of the week"
        ),
    )
    hour = _hour("Hour of the e-mail")
    quiet_from = _hour("Start of the quiet hours")
    quiet_until = _hour("End of the quiet hours")

    def inputs(self) -> dict[str, Any]:
        """The act's argument."""
        return {"rhythm": Rhythm(**self.cleaned_data)}
