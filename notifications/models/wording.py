"""The words of messages, as they stood when the messages were promised."""

from django.db import models

from core.models import AppendOnly


class MessageWording(AppendOnly):
    """The text of one kind of message as it stood at some time: its template and its constants.

    A message keeps the `digest` of the wording under which it was promised. What it says follows
    from that wording and its own facts alone, whatever release sends it.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=60)
    source = models.JSONField()

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:8]}"
