"""The shape of what a practice says about its participation. The law is asked elsewhere."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from gp_relationships.rules.participation_states import Level
from portal.forms.fields import CivilDate, PlainText

LONGEST_NAMES = 500
LONGEST_NOTE = 2000


class PreferenceForm(forms.Form):
    """A level, and anything that the programme office should know."""

    level = forms.ChoiceField(
        choices=[(level.value, level.value) for level in Level],
        error_messages={
            "required": "Select how far the practice will integrate",
            "invalid_choice": "Select how far the practice will integrate",
        },
    )
    note = PlainText(
        name="What the programme office should know",
        lines=True,
        max_length=LONGEST_NOTE,
        required=False,
    )

    def answers(self) -> dict[str, Any]:
        """What was answered, under the names that the act uses."""
        return dict(self.cleaned_data)


class PrincipleForm(PreferenceForm):
    """A level, and who agreed to it."""

    signatories = PlainText(
        name="Names of the partners",
        max_length=LONGEST_NAMES,
        error_messages={"required": "Enter the names of the partners who agreed"},
    )

    field_order: Sequence[str] = ("level", "signatories", "note")


class DecisionForm(PreferenceForm):
    """A level and the day of the decision; who decided are those who signed the decision sheet."""

    decided_on = CivilDate(name="Date of the decision", missing="Enter the date of the decision")

    field_order: Sequence[str] = ("level", "decided_on", "note")


FORMS: dict[str, type[PreferenceForm]] = {
    "state_preference": PreferenceForm,
    "decide_in_principle": PrincipleForm,
    "decide": DecisionForm,
}


def plain(answers: dict[str, Any]) -> dict[str, str]:
    """The answers as JSON keeps them, in a session or a seal."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in answers.items()
    }


def restored(kept: dict[str, str]) -> dict[str, Any]:
    """The answers out of a session or a seal."""
    return {
        key: date.fromisoformat(value) if key == "decided_on" else value
        for key, value in kept.items()
    }
