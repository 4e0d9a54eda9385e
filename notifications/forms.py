"""The shape of what officers type about messages and webhooks."""

from typing import Any

from django import forms

from core.admin.forms import NotedForm
from core.law import spoken
from notifications.notices import kinds


class ResendForm(NotedForm):
    """What was put right, if the officer wishes to say so."""


class RegisterWebhookForm(NotedForm):
    """Another system: its name, its address and what it is told."""

    name = forms.CharField(max_length=100)
    url = forms.CharField(
        label="Address", max_length=500, help_text="https:// and a host that WEBHOOK_HOSTS allows."
    )
    kinds = forms.MultipleChoiceField(label="What it is told", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told: Any = self.fields["kinds"]
        told.choices = [(kind, spoken(kind).capitalize()) for kind in sorted(kinds())]
