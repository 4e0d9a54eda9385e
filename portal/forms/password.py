"""The shape of a change of one's password."""

from typing import Any

from django import forms

LONGEST = 4096


def _password(missing: str) -> forms.CharField:
    too_long = f"A password must be {LONGEST} characters or less"
    control = "A password must not include control characters"
    return forms.CharField(
        strip=False,
        max_length=LONGEST,
        error_messages={
            "required": missing,
            "max_length": too_long,
            "null_characters_not_allowed": control,
        },
    )


class PasswordForm(forms.Form):
    """The current password, the new one, and the new one again."""

    old = _password("Enter your current password")
    new = _password("Enter a new password")
    again = _password("Enter the new password again")

    def clean(self) -> dict[str, Any]:
        """Both times the same."""
        typed = super().clean() or {}
        if "again" in typed and "new" in typed and typed["again"] != typed["new"]:
            self.add_error("again", "The two new passwords must be the same")
        return typed

    def inputs(self) -> dict[str, str]:
        """The act's arguments."""
        return {name: self.cleaned_data[name] for name in ("old", "new")}
