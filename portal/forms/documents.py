"""The shape of a signature in the portal. Whether it may be given is the law's to say."""

from typing import Any

from django import forms

from gp_relationships.rules.participation_states import Level

LEVEL_MISSING = "Select how far the practice will integrate"
NOT_AGREED = "Tick the box to say that you have read the wording and sign it"


class SignForm(forms.Form):
    """That a holder signs the wording that the page showed them."""

    wording = forms.UUIDField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(error_messages={"required": NOT_AGREED})

    def inputs(self) -> dict[str, Any]:
        """The act's own arguments."""
        return {"wording_id": self.cleaned_data["wording"], "level": self.level()}

    def level(self) -> str:
        """An agreement is signed for no level."""
        return ""


class DecisionSheetForm(SignForm):
    """The same, for a decision: with what the holder decides for."""

    level_of = forms.ChoiceField(
        choices=[(level.value, level.value) for level in Level],
        error_messages={"required": LEVEL_MISSING, "invalid_choice": LEVEL_MISSING},
    )
    field_order = ("wording", "level_of", "agreed")

    def level(self) -> str:
        """What they decide for."""
        return str(self.cleaned_data["level_of"])
