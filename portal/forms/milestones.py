"""The shape of what a practice tells of a milestone that it has kept."""

from typing import Any

from django import forms

from portal.forms.fields import CivilDate, PlainText

LONGEST_EVIDENCE = 300


class MetForm(forms.Form):
    """On which day it was kept, and what shows it."""

    met_on = CivilDate(name="The day", missing="Enter the day on which it was done")
    evidence = PlainText(name="What shows it", max_length=LONGEST_EVIDENCE, required=False)
    seen = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def inputs(self) -> dict[str, Any]:
        """The act's arguments."""
        return dict(self.cleaned_data)
