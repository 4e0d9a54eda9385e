"""The investigators' view of the audit. It can be read and searched, and never changed."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from audit.models import AuditEvent
from audit.presenters import lines, printable, sentence
from core.admin.presenting import Table, moment
from core.admin.records import RecordAdmin


@admin.register(AuditEvent)
class AuditEventAdmin(RecordAdmin):
    """Every act, newest first: who, what, upon what, when. For investigators alone."""

    list_display = ["said", "when", "kind", "about"]
    list_display_links = ["said"]
    search_fields = ["kind"]
    search_help_text = (
        "Search by who acted (name or identifier), by kind (such as journey.go_live), "
        "or by the identifier of what it was about."
    )
    ordering = ["-id"]
    sortable_by = ()
    linked_by = ("about_id", "about_type", "by_id", "kind")
    facts = ["said", "when", "kind", "by_name", "by_id", "about", "request_id"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Auditors and the technical administrator; the site knows who that is."""
        site: Any = self.admin_site
        return bool(site.may_investigate(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description="What was done")
    def said(self, event: AuditEvent) -> str:
        """The sentence."""
        return printable(sentence(event.kind, event.facts, by=event.by_name))

    @admin.display(description="When")
    def when(self, event: AuditEvent) -> str:
        """By London's clocks."""
        return moment(event.at)

    @admin.display(description="About")
    def about(self, event: AuditEvent) -> str:
        """The kind and identifier of what it was done to."""
        return f"{event.about_type} {event.about_id}"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By exact identifiers where it is one; else by the actor's name or the kind."""
        words = search_term.strip()
        if not words:
            return queryset, False
        try:
            wanted = Q(about_id=str(UUID(words))) | Q(by_id=UUID(words))
        except ValueError:
            wanted = Q(kind__startswith=words.lower()) | Q(by_name__icontains=words)
        return queryset.filter(wanted), False

    def tables(self, request: HttpRequest, row: AuditEvent, *, on: date) -> list[Table]:
        return [
            Table(title="What was recorded", columns=("Fact", "Value"), rows=[*lines(row.facts)])
        ]
