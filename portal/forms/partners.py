"""The shape of what a practice tells of its partners. The law is asked elsewhere."""

from typing import Any

from django import forms

from portal.forms.fields import CivilDate, PlainText

LONGEST_NAMES = 500
LONGEST_NOTE = 2000


class PartnersForm(forms.Form):
    """Who joins, who leaves, and from which day."""

    joining = PlainText(name="Who joins", max_length=LONGEST_NAMES, required=False)
    leaving = PlainText(name="Who leaves", max_length=LONGEST_NAMES, required=False)
    planned_on = CivilDate(name="The day", missing="Enter the day from which it is so")
    note = PlainText(
        name="What the programme office should know",
        lines=True,
        max_length=LONGEST_NOTE,
        required=False,
    )

    def inputs(self) -> dict[str, Any]:
        """The act's arguments."""
        terms = dict(self.cleaned_data)
        note = terms.pop("note")
        return {"terms": terms, "note": note}
