"""The outbox: what must be said, kept until it is said or a reason is recorded why not."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.models import BaseModel
from notifications.rules.channels import Channel, Provider, Receipt


class MessageState(StrEnum):
    """Where a message is on its way: by itself, or held until it is bundled into a digest."""

    HELD = "held"
    BUNDLED = "bundled"
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    SUPPRESSED = "suppressed"
    NEEDS_REVIEW = "needs_review"
    TOLD_OTHERWISE = "told_otherwise"
    GIVEN_UP = "given_up"


OPEN_STATES = (MessageState.WAITING, MessageState.SENDING)
"""Still to be dealt with by a sweep; the others are settled."""

KNOWN_STATES = [state.value for state in MessageState]


def _choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    return [(word.value, word.value.replace("_", " ").capitalize()) for word in words]


class Message(BaseModel):
    """One thing to tell one person, promised in the transaction of the act that gave rise to it.

    `key` is unique: whatever posts the same message twice changes nothing. `facts` are frozen at
    commit, and so is the `wording`; the text is made from these two and never from the live row.
    `channel` is the way by which it is told: a person's e-mail, or a `webhook` of that person's.

    A sender holds a message by `claim_token` until `lease_until`, by the database's clock. `due_at`
    is when it is to be said; `try_after` is when it may be tried again after a failure. `attempts`
    counts the tries that were begun; the last one was by `provider` at `tried_at`. `resent` counts
    how often a person had it sent anew, each time under another reference. `in_doubt` is true while
    we do not know whether a provider took the message: one that can be asked is asked before the
    next try; of one that cannot, it stays true, because the message may arrive twice.

    `sent_to` is the address as it was when the message was sent, and `said` the SHA-256 of the
    text. `provider_ref` is the provider's own name for it, and `receipt` what the provider told of
    its arrival, which it is asked for after `ask_after`. `outcome` says in words what became of it,
    and `reason` is the code of the reason for which it was not sent; `held_back_by` is the bounce
    for which it was suppressed.

    What is reminded of says more: which `rule` of the ladder asked for it, which `occurrence` it is
    (the date reminded of and the step), in which `roles` the person is told, and about which
    `vanguard`. One that is held is said by a `digest`, another message to the same person.
    `read_at` is when the person marked it as read.
    """

    kind = models.CharField(max_length=60)
    channel = models.CharField(
        max_length=16,
        choices=_choices(Channel),
        default=Channel.EMAIL.value,
        db_default=Channel.EMAIL.value,
    )
    webhook = models.ForeignKey(
        "notifications.Webhook",
        models.PROTECT,
        null=True,
        related_name="messages",
        db_index=False,
    )
    key = models.CharField(max_length=200, unique=True)
    to = models.ForeignKey("accounts.User", models.PROTECT, related_name="messages", db_index=False)
    rule = models.CharField(max_length=40, blank=True, db_default="")
    occurrence = models.CharField(max_length=40, blank=True, db_default="")
    roles = ArrayField(models.CharField(max_length=32), default=list, db_default=[], blank=True)
    vanguard = models.ForeignKey(
        "organisations.Vanguard", models.PROTECT, null=True, related_name="+", db_index=False
    )
    digest = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="items", db_index=False
    )
    about_type = models.CharField(max_length=60)
    about_id = models.UUIDField()
    facts = models.JSONField(default=dict)
    wording = models.CharField(max_length=64, blank=True, db_default="", editable=False)
    posted_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(
        max_length=16,
        choices=_choices(MessageState),
        default=MessageState.WAITING.value,
        db_default=MessageState.WAITING.value,
    )
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    resent = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    try_after = models.DateTimeField(null=True, editable=False)
    claim_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    in_doubt = models.BooleanField(default=False, db_default=False)
    tried_at = models.DateTimeField(null=True)
    provider = models.CharField(
        max_length=16, blank=True, db_default="", choices=_choices(Provider)
    )
    provider_ref = models.CharField(
        "provider's reference", max_length=100, blank=True, db_default=""
    )
    sent_at = models.DateTimeField(null=True)
    sent_to = models.EmailField(max_length=254, blank=True, db_default="")
    said = models.CharField("SHA-256 of what was said", max_length=64, blank=True, db_default="")
    receipt = models.CharField(max_length=20, blank=True, db_default="", choices=_choices(Receipt))
    receipt_at = models.DateTimeField(null=True)
    ask_after = models.DateTimeField(null=True, editable=False)
    held_back_by = models.ForeignKey(
        "notifications.Bounce",
        models.PROTECT,
        null=True,
        related_name="held_back",
        db_index=False,
    )
    outcome = models.CharField(max_length=500, blank=True, db_default="")
    reason = models.CharField(max_length=40, blank=True, db_default="")
    read_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-posted_at"]
        indexes = [
            models.Index(fields=["to", "-posted_at"], name="notifications_to"),
            models.Index(
                fields=["due_at"],
                name="notifications_held",
                condition=Q(state=MessageState.HELD.value),
            ),
            models.Index(
                fields=["posted_at"],
                name="notifications_taken_back",
                condition=Q(reason__in=["nothing_is_left", "digest_is_replaced"]),
            ),
            models.Index(
                fields=["digest"],
                name="notifications_in_digest",
                condition=Q(digest__isnull=False),
            ),
            models.Index(
                fields=["channel", "due_at"],
                name="notifications_open",
                condition=Q(state__in=[s.value for s in OPEN_STATES]),
            ),
            models.Index(
                fields=["posted_at"],
                name="notifications_needs_review",
                condition=Q(state=MessageState.NEEDS_REVIEW.value),
            ),
            models.Index(
                fields=["ask_after"],
                name="notifications_to_be_asked",
                condition=Q(ask_after__isnull=False),
            ),
            models.Index(
                fields=["held_back_by"],
                name="notifications_held_back",
                condition=Q(held_back_by__isnull=False),
            ),
            models.Index(
                fields=["webhook", "posted_at"],
                name="notifications_by_webhook",
                condition=Q(webhook__isnull=False),
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
                condition=Q(state__in=["held", "bundled", "waiting", "sending", "sent"])
                | ~Q(outcome=""),
                name="notifications_message_unsent_says_why",
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(state=MessageState.SUPPRESSED.value),
                name="notifications_message_reason_not_to_send",
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.BUNDLED.value, digest__isnull=False)
                | (~Q(state=MessageState.BUNDLED.value) & Q(digest__isnull=True)),
                name="notifications_message_bundled_names_its_digest",
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.EMAIL.value, webhook__isnull=True)
                | Q(channel=Channel.WEBHOOK.value, webhook__isnull=False),
                name="notifications_message_webhook_of_its_channel",
            ),
            models.CheckConstraint(
                condition=Q(in_doubt=False) | Q(tried_at__isnull=False),
                name="notifications_message_doubted_after_a_try",
            ),
            models.CheckConstraint(
                condition=Q(held_back_by__isnull=True) | Q(state="suppressed"),
                name="notifications_message_held_back_is_suppressed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to_id} ({self.state})"
