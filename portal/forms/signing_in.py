"""The shape of a sign-in."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm

WRONG = "Enter the right e-mail address and password. What you entered does not match an account"
"""One sentence for an unknown address, a wrong password and an account that is closed."""


class SignInForm(AuthenticationForm):
    """An e-mail address in any case, and a password as it is."""

    username = forms.EmailField(
        max_length=254,
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address in the correct format, like name@example.com",
            "max_length": "E-mail address must be 254 characters or less",
            "null_characters_not_allowed": (
                "Enter an e-mail address in the correct format, like name@example.com"
            ),
        },
    )
    password = forms.CharField(
        strip=False,
        max_length=4096,
        error_messages={
            "required": "Enter your password",
            "max_length": WRONG,
            "null_characters_not_allowed": WRONG,
        },
    )
    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def clean_username(self) -> str:
        """Addresses are kept in lower case."""
        return self.cleaned_data["username"].lower()
