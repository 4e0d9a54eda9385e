"""The outbox: what must be said, kept until it is said or a reason is recorded why not."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from core.models import BaseModel


class MessageState(StrEnum):
    """Where a message is on its way."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    SUPPRESSED = "suppressed"
    NEEDS_REVIEW = "needs_review"


OPEN_STATES = (MessageState.WAITING, MessageState.SENDING)
"""Still to be dealt with by a sweep; the others are settled."""

KNOWN_STATES = [state.value for state in MessageState]


class Message(BaseModel):
    """One thing to tell one person, promised in the transaction of the act that gave rise to it.

    `key` is unique: whatever posts the same message twice changes nothing. `facts` are frozen at
    commit; the text is made from them and never from the live row. A sender holds a message by
    `claim_token` until `lease_until`, by the database's clock. `due_at` is when it is to be said;
    `try_after` is when it may be tried again after a failure. `attempts` counts the tries that
    were begun. `in_doubt` is true once a try ended without our learning whether the mail server
    took the message; it stays true, because such a message may arrive twice. `sent_to` is the
    address as it was when the message was sent. `outcome` says in words what became of it.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    to = models.ForeignKey("accounts.User", models.PROTECT, related_name="messages")
    about_type = models.CharField(max_length=60)
    about_id = models.UUIDField()
    facts = models.JSONField(default=dict)
    posted_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(
        max_length=16,
        choices=[(s.value, s.value.replace("_", " ").capitalize()) for s in MessageState],
        default=MessageState.WAITING.value,
        db_default=MessageState.WAITING.value,
    )
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    try_after = models.DateTimeField(null=True, editable=False)
    claim_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    in_doubt = models.BooleanField(default=False, db_default=False)
    sent_at = models.DateTimeField(null=True)
    sent_to = models.EmailField(max_length=254, blank=True, db_default="")
    outcome = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        ordering = ["-posted_at"]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="notifications_open",
                condition=Q(state__in=[s.value for s in OPEN_STATES]),
            ),
            models.Index(
                fields=["posted_at"],
                name="notifications_needs_review",
                condition=Q(state=MessageState.NEEDS_REVIEW.value),
            ),
            models.Index(fields=["posted_at", "id"], name="notifications_by_time"),
            models.Index(fields=["about_type", "about_id"], name="notifications_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=KNOWN_STATES), name="notifications_message_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="notifications_message_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", claim_token__isnull=False, lease_until__isnull=False)
                | (~Q(state="sending") & Q(claim_token__isnull=True, lease_until__isnull=True)),
                name="notifications_message_held_while_sending",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["suppressed", "needs_review"]) | ~Q(outcome=""),
                name="notifications_message_unsent_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to_id} ({self.state})"


class Heartbeat(BaseModel):
    """The last sign of life of something that must keep running; a live process proves nothing."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%d %B %Y %H:%M:%S}"
