"""The officers' view of the outbox: what waits, what was said, what needs a look."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.permissions import may
from accounts.roles import OFFICERS
from core.admin.acting import ActingAdmin, ReasonForm, RowAct
from core.admin.acts import Opening
from core.admin.presenting import Table, link_to, moment, tag
from core.admin.reading import ReadOnlyAdmin
from core.clock import now, today
from core.doors import door
from core.law import spoken
from notifications import notices
from notifications.actions import bounces, breakers, webhooks
from notifications.actions.messages import give_up, resend, tell_otherwise
from notifications.forms import RegisterWebhookForm, ResendForm
from notifications.models import Bounce, Breaker, Heartbeat, Message, MessageState, Webhook


def _person(request: HttpRequest) -> User:
    """Who is signed in; the site lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _officers(row: Any) -> frozenset[str]:
    return frozenset(OFFICERS)


def _in_review(message: Message) -> bool:
    return message.state == MessageState.NEEDS_REVIEW


class OfficersAdmin(ActingAdmin):
    """Rows of the outbox upon which officers act."""

    def may(self, request: HttpRequest, roles: Any, *, row: Any = None) -> bool:
        return may(_person(request), roles, on=today())


class OfKind(admin.SimpleListFilter):
    """Messages of one kind, by the kinds that have a text."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind, spoken(kind).capitalize()) for kind in sorted(notices.kinds())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Message)
class MessageAdmin(OfficersAdmin):
    """Messages and what became of each; what needs review is settled here by an officer."""

    id_argument = "message_id"
    actions = ["send_again"]
    list_display = ["kind", "to", "about", "state", "due_at", "sent_at", "outcome"]
    list_filter = ["state", OfKind, "channel", "receipt"]
    list_select_related = ["to"]
    search_fields = ["to__email", "sent_to"]
    search_help_text = "Search by e-mail address."
    ordering = ["-posted_at"]
    facts = (
        "kind", "to", "about", "says", "standing", "outcome", "channel", "webhook", "provider",
        "provider_ref", "receipt", "receipt_at", "attempts", "in_doubt", "posted_at", "due_at",
        "tried_at", "try_after", "sent_at", "sent_to", "said", "held_back_by", "key",
    )  # fmt: skip
    acts = {
        "send-again": RowAct(
            "Send again",
            resend,
            ResendForm,
            _officers,
            _in_review,
            "It is sent within a few minutes, if it is still needed.",
        ),
        "told-otherwise": RowAct(
            "The person was told by other means",
            tell_otherwise,
            ReasonForm,
            _officers,
            _in_review,
            "Nothing more is sent. Say how the person was told, and when.",
        ),
        "give-up": RowAct(
            "Give up",
            give_up,
            ReasonForm,
            _officers,
            _in_review,
            "Nothing more is sent, and the person is not told.",
        ),
    }

    @admin.display(description="About")
    def about(self, message: Message) -> str:
        """Which row gave rise to it."""
        return f"{message.about_type} {message.about_id}"

    @admin.display(description="State")
    def standing(self, message: Message) -> SafeString:
        """Where it is on its way."""
        return tag(message.state)

    @admin.display(description="What it says")
    def says(self, message: Message) -> SafeString:
        """The letter as it is, or will be, sent."""
        try:
            letter = notices.letter(message)
        except notices.CannotBeWritten as error:
            return linebreaksbr(str(error))
        return linebreaksbr(f"{letter.subject}\n\n{letter.body}")

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Whether the person is an officer, for whom the action is shown."""
        return self.may(request, OFFICERS)

    @admin.action(description="Send again", permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """Have the chosen messages tried again, each in a transaction of its own."""
        for message in queryset:
            with door(message=str(message.pk)) as passing:
                resend(message_id=message.pk, by=_person(request), at=now())
            if passing.failure is None:
                text = f"The message to {message.to} will be sent within a few minutes."
                self.message_user(request, text, messages.SUCCESS)
            else:
                reasons = " ".join(reason.text for reason in passing.failure.reasons)
                text = f"The message to {message.to} was not sent again. {reasons}"
                self.message_user(request, text, messages.ERROR)


@admin.register(Bounce)
class BounceAdmin(OfficersAdmin):
    """Addresses that take no mail: each a task until it is lifted."""

    id_argument = "bounce_id"
    list_display = ["address", "person", "why", "at", "lapses_at", "lifted_at"]
    list_select_related = ["person"]
    search_fields = ["address", "person__full_name"]
    search_help_text = "Search by address or name."
    linked_by = ("person__id__exact", "lifted_at__isnull")
    facts = (
        "address", "person", "why", "message", "at", "lapses_at", "lifted_at", "lifted_by",
        "lifted_note",
    )  # fmt: skip
    acts = {
        "lift": RowAct(
            "The address is right now",
            bounces.lift,
            ReasonForm,
            _officers,
            lambda bounce: bounce.lifted_at is None,
            "It is written to again, and what was held back is sent if it is still needed.",
        )
    }

    def tables(self, request: HttpRequest, row: Bounce, *, on: date) -> list[Table]:
        held = row.held_back.order_by("-posted_at")[:25]
        rows = [
            (link_to(each, site=self.admin_site, text=spoken(each.kind).capitalize()), each.outcome)
            for each in held
        ]
        return [Table(title="Held back for it", columns=("Message", "Why"), rows=rows)]


@admin.register(Breaker)
class BreakerAdmin(OfficersAdmin):
    """Providers that failed, and whether they are asked."""

    list_display = ["circuit", "is_asked", "failures", "open_until", "why"]
    facts = ("circuit", "is_asked", "failures", "openings", "open_until", "why")
    id_argument = "breaker_id"
    acts = {
        "ask-again": RowAct(
            "Ask it again now",
            breakers.ask_again,
            ReasonForm,
            _officers,
            lambda breaker: breaker.open_until is not None,
            "Every sender asks it at once. If it still fails, it is left alone again.",
        )
    }

    @admin.display(description="Asked", boolean=True)
    def is_asked(self, breaker: Breaker) -> bool:
        """Whether senders ask it at present."""
        return breaker.open_until is None


@admin.register(Webhook)
class WebhookAdmin(OfficersAdmin):
    """Other systems that are told what happens."""

    id_argument = "webhook_id"
    list_display = ["name", "url", "owner", "ended_at"]
    list_select_related = ["owner"]
    facts: Sequence[str] = (
        "name", "url", "kinds", "owner", "key_number", "created_at", "ended_at", "ended_by",
    )  # fmt: skip
    openings = {
        "register": Opening(
            "Register a webhook",
            RegisterWebhookForm,
            webhooks.register,
            tuple(sorted(OFFICERS)),
            "It is told that something happened, and to what; it asks the API for the rest.",
        )
    }
    acts = {
        "rotate-key": RowAct(
            "Sign with another key",
            webhooks.rotate_key,
            ReasonForm,
            _officers,
            lambda webhook: webhook.ended_at is None,
            "The next posting is signed with it: give it to the receiver at once.",
        ),
        "end": RowAct(
            "End",
            webhooks.end,
            ReasonForm,
            _officers,
            lambda webhook: webhook.ended_at is None,
            "Nothing more is posted, not even what waits.",
        ),
    }

    def tables(self, request: HttpRequest, row: Webhook, *, on: date) -> list[Table]:
        """The key, for officers alone, and what was posted last."""
        tables = []
        if self.may(request, OFFICERS) and row.ended_at is None:
            shown = [(str(row.key_number), webhooks.key_shown(row))]
            tables.append(Table(title="Key of the receiver", columns=("No.", "Key"), rows=shown))
        rows = [
            (
                link_to(each, site=self.admin_site, text=spoken(each.kind).capitalize()),
                moment(each.posted_at),
                tag(each.state),
                each.outcome,
            )
            for each in row.messages.order_by("-posted_at")[:25]
        ]
        columns = ("Event", "Posted", "State", "What became of it")
        return [*tables, Table(title="Events", columns=columns, rows=rows)]


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    """When the clock's work last ran to its end."""

    list_display = ["name", "at", "note"]
    fields = ["name", "at", "note"]
