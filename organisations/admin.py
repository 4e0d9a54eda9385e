"""The officers' lists of organisations. Read-only: only published files change them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin.reading import ReadOnlyAdmin
from organisations.models import (
    Boundary,
    Branch,
    Commissioner,
    CommissionerSuccession,
    OrganisationChange,
    Practice,
    PracticeCommissioner,
    PracticeContractType,
    PracticeSuccession,
    Stp,
    Trust,
    Vanguard,
    VanguardCommissioner,
)
from organisations.selectors import search_practices

MOST_ROWS = 20
"""Rows of history that a page shows; no practice has had as many."""


class Dated(admin.TabularInline):
    """What is known over time, on the page of what it is about."""

    extra = 0
    can_delete = False
    show_change_link = False
    max_num = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)


class OfCommissioners(Dated):
    model = PracticeCommissioner
    verbose_name_plural = "Commissioners"
    fields = ["commissioner", "starts_on", "ends_on"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("commissioner")


class OfContractTypes(Dated):
    model = PracticeContractType
    verbose_name_plural = "Contract types"
    fields = ["contract_type", "starts_on", "ends_on"]


class OfBranches(Dated):
    model = Branch
    fk_name = "practice"
    verbose_name_plural = "Branch surgeries"
    fields = ["code", "name", "starts_on", "ends_on"]


class OfSuccessors(Dated):
    model = PracticeSuccession
    fk_name = "predecessor"
    verbose_name_plural = "Gone on in"
    fields = ["successor", "on", "basis"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("successor")


@admin.register(Practice)
class PracticeAdmin(ReadOnlyAdmin):
    """Every practice of the register, found by code, name or postcode."""

    list_display = ["code", "display_name", "postcode", "status", "opened_on", "closed_on"]
    list_filter = ["status", "is_fictional"]
    search_fields = ["code"]
    search_help_text = "Search by code, name or postcode: three letters or more."
    ordering = ["name", "code"]
    fields: ClassVar[Any] = [
        "code", "display_name", "address", "postcode", "telephone", "status", "opened_on",
        "closed_on", "is_fictional", "lists",
    ]  # fmt: skip
    readonly_fields = fields
    inlines = [OfCommissioners, OfContractTypes, OfBranches, OfSuccessors]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Practice], search_term: str
    ) -> tuple[QuerySet[Practice], bool]:
        """The trigram index answers; a shorter search finds nothing rather than reading all."""
        if not search_term.strip():
            return queryset, False
        return queryset & search_practices(search_term), False

    @admin.display(description="Registered patients")
    def lists(self, practice: Practice) -> str:
        """The latest lists, newest first."""
        latest = practice.lists.order_by("-counted_on")[:MOST_ROWS]
        said = (f"{size.registered:,} on {size.counted_on:%d %B %Y}" for size in latest)
        return "; ".join(said) or "None known"


class OfSuccessorCommissioners(Dated):
    model = CommissionerSuccession
    fk_name = "predecessor"
    verbose_name_plural = "Gone on in"
    fields = ["successor", "on", "share"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("successor")


@admin.register(Commissioner)
class CommissionerAdmin(ReadOnlyAdmin):
    """The clinical commissioning groups, with both their codes."""

    list_display = ["ods_code", "ons_code", "name", "opened_on", "closed_on"]
    search_fields = ["ods_code", "ons_code", "name"]
    fields: ClassVar[Any] = [
        "ods_code",
        "ons_code",
        "name",
        "opened_on",
        "closed_on",
        "is_fictional",
    ]
    readonly_fields = fields
    inlines = [OfSuccessorCommissioners]


@admin.register(Stp)
class StpAdmin(ReadOnlyAdmin):
    """The sustainability and transformation partnerships."""

    list_display = ["ons_code", "name", "closed_on"]
    search_fields = ["ons_code", "name"]
    fields: ClassVar[Any] = ["ons_code", "ods_code", "name", "closed_on"]
    readonly_fields = fields


@admin.register(Trust)
class TrustAdmin(ReadOnlyAdmin):
    """NHS trusts."""

    list_display = ["ods_code", "name"]
    search_fields = ["ods_code", "name"]
    fields: ClassVar[Any] = ["ods_code", "name", "is_fictional"]
    readonly_fields = fields


class OfVanguardCommissioners(Dated):
    model = VanguardCommissioner
    verbose_name_plural = "Commissioners"
    fields = ["commissioner", "starts_on", "ends_on"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("commissioner")


@admin.register(Vanguard)
class VanguardAdmin(ReadOnlyAdmin):
    """The vanguards, MCP and PACS."""

    list_display = ["code", "name", "kind", "membership", "stated_population", "closed_on"]
    list_filter = ["kind", "membership"]
    search_fields = ["code", "name"]
    fields: ClassVar[Any] = [
        "code", "name", "kind", "lead_organisation", "membership", "stated_population",
        "stated_practices", "note", "closed_on", "is_fictional",
    ]  # fmt: skip
    readonly_fields = fields
    inlines = [OfVanguardCommissioners]


@admin.register(Boundary)
class BoundaryAdmin(ReadOnlyAdmin):
    """Areas on the map; their shapes are too long to be shown here."""

    list_display = ["kind", "code", "name", "as_of"]
    list_filter = ["kind"]
    search_fields = ["code", "name"]
    fields: ClassVar[Any] = ["kind", "code", "name", "as_of"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Boundary]:
        return super().get_queryset(request).defer("geometry")


@admin.register(OrganisationChange)
class OrganisationChangeAdmin(ReadOnlyAdmin):
    """What imports changed in rows that were there before."""

    list_display = ["about", "code", "before", "after", "at", "by_name"]
    ordering = ["-id"]
    linked_by = ("run_id__exact", "run__id__exact", "about_id__exact", "code__exact")
    fields: ClassVar[Any] = ["about", "code", "before", "after", "run", "at", "by_name"]
    readonly_fields = fields
