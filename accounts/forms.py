"""What officers enter about people and their roles."""

from typing import Any

from django import forms

from accounts.models import Nature, User
from accounts.roles import PRACTICE_ROLES, PROGRAMME_ROLES, label
from accounts.selectors import people_of_the_programme
from core.admin.forms import ActForm, CodeField, DayField, NotedForm, offer
from organisations.models import Vanguard
from organisations.selectors import find_practice


def _labelled(roles: frozenset[Any]) -> list[tuple[str, str]]:
    return sorted((role.value, label(role)) for role in roles)


ROLES = [
    ("", "Choose one"),
    ("Of one practice", _labelled(PRACTICE_ROLES)),
    ("Over the whole programme", _labelled(PROGRAMME_ROLES)),
]


class DeclareForm(NotedForm):
    """Who has which interest in which vanguard, or none."""

    user = forms.ModelChoiceField(
        User.objects.none(), label="Person", empty_label="Choose one", help_text="Yourself, mostly."
    )
    vanguard = forms.ModelChoiceField(Vanguard.objects.none(), empty_label="Choose one")
    nature = forms.ChoiceField(
        label="Interest", choices=[("", "Choose one"), *Nature.choices], help_text="Of any size."
    )
    body = forms.CharField(
        required=False,
        max_length=200,
        label="Body through which (if there is one)",
        help_text="Such as a bidder, a practice, a federation or an employer.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "user", people_of_the_programme())
        offer(self, "vanguard", Vanguard.objects.filter(closed_on=None))

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        return {
            **{key: typed[key] for key in ("nature", "body", "note")},
            "user_id": typed["user"].pk,
            "vanguard_id": typed["vanguard"].pk,
        }


class GrantForm(NotedForm):
    """A role, and for a practice's role the practice."""

    role = forms.ChoiceField(choices=ROLES)
    practice = CodeField(
        required=False,
        max_length=12,
        label="ODS code of the practice",
        help_text="For a role of one practice. A letter and five digits, such as A12345.",
    )
    starts_on = DayField(label="From")
    ends_on = DayField(
        required=False, label="Until, and not on (if agreed)", help_text="Leave it empty if open."
    )

    def clean_practice(self) -> Any:
        """The practice with this code."""
        code = self.cleaned_data["practice"]
        if not code:
            return None
        practice = find_practice(code)
        if practice is None:
            text = f"No practice has the ODS code {code}. A code is a letter and five digits."
            raise forms.ValidationError(text, code="unknown")
        return practice

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        practice = typed.pop("practice")
        typed["practice_id"] = practice.pk if practice else None
        return typed


class EndForm(NotedForm):
    """From which day the role no longer counts."""

    ends_on = DayField(label="First day on which the role no longer counts")


class _PasswordForm(ActForm):
    password = forms.CharField(
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="At least 12 characters. Hand it over in person or by telephone, not by e-mail.",
    )


class SetPasswordForm(_PasswordForm):
    """A first or a new password."""


class ChangePasswordForm(ActForm):
    """The password one has, and a new one twice."""

    old = forms.CharField(
        label="Current password",
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="New password",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="At least 12 characters, and not a common password.",
    )
    again = forms.CharField(
        label="New password again",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Both times the same."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError("The two new passwords must be the same.", code="differ")
        return again

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        del typed["again"]
        return typed


class AddPersonForm(_PasswordForm):
    """Somebody who is to sign in."""

    full_name = forms.CharField(max_length=200)
    email = forms.CharField(label="E-mail address", max_length=254)
    field_order = ["full_name", "email", "password"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = False
        self.fields["password"].label = "First password (if you wish)"
