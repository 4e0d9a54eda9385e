"""The officers' view of the outbox: what waits, what was said, what needs a look. Read-only."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from accounts.permissions import may
from accounts.roles import OFFICERS
from core.admin.reading import ReadOnlyAdmin
from core.clock import now, today
from core.doors import door
from core.law import spoken
from notifications import notices
from notifications.actions.messages import resend
from notifications.models import Heartbeat, Message


def _person(request: HttpRequest) -> User:
    """Who is signed in; the site lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class OfKind(admin.SimpleListFilter):
    """Messages of one kind, by the kinds that have a text."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind, spoken(kind).capitalize()) for kind in sorted(notices.kinds())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """Messages and what became of each; those that need review can be sent again."""

    actions = ["send_again"]
    list_display = ["kind", "to", "about", "state", "due_at", "sent_at", "outcome"]
    list_filter = ["state", OfKind]
    list_select_related = ["to"]
    search_fields = ["to__email", "sent_to"]
    search_help_text = "Search by e-mail address."
    ordering = ["-posted_at"]
    fields = readonly_fields = (
        "kind",
        "to",
        "about",
        "says",
        "state",
        "outcome",
        "attempts",
        "in_doubt",
        "posted_at",
        "due_at",
        "try_after",
        "sent_at",
        "sent_to",
        "key",
    )

    @admin.display(description="About")
    def about(self, message: Message) -> str:
        """Which row gave rise to it."""
        return f"{message.about_type} {message.about_id}"

    @admin.display(description="What it says")
    def says(self, message: Message) -> str:
        """The letter as it is, or will be, sent."""
        try:
            subject, body = notices.text(message.kind, message.facts)
        except notices.CannotBeWritten as error:
            return str(error)
        return f"{subject}\n\n{body}"

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Whether the person is an officer, for whom the action is shown."""
        return may(_person(request), OFFICERS, on=today())

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


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    """When the clock's work last ran to its end."""

    list_display = ["name", "at", "note"]
    fields = ["name", "at", "note"]
