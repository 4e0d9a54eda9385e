"""What a move of a case asks for besides its own facts: the version seen, and a note."""

from typing import Any

from django import forms

from core.admin.forms import NotedForm


class MoveForm(NotedForm):
    """A move that asks for nothing but a note; others add what they record.

    `seen` is the version on the page from which the person decided; the act refuses an older one.
    """

    seen = forms.IntegerField(
        min_value=1,
        widget=forms.HiddenInput,
        error_messages={
            "required": "This page does not say which version you saw. Open it again.",
            "invalid": "This page does not say which version you saw. Open it again.",
        },
    )

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case

    def see_afresh(self, version: int) -> None:
        """Keep what was typed, and decide again from this version."""
        sent: Any = self.data.copy()  # type: ignore[attr-defined]
        sent[self.add_prefix("seen")] = str(version)
        self.data = sent
