"""A row's own page: what is known of it, what may be done with it, and what belongs to it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from core.admin.acts import ActPage, Opening, respond
from core.admin.presenting import NOTHING, Table, fact_of, page_of
from core.admin.reading import ReadOnlyAdmin
from core.clock import now, today


class RecordAdmin(ReadOnlyAdmin):
    """Lists and pages of rows that are changed only by acts, each on a page of its own.

    `facts` are the columns (or methods) that the page shows; `openings` the acts that bring such a
    row into being. A subclass says what acts there are upon a row (`act_page`).
    """

    change_list_template = "admin/records.html"
    record_template = "admin/record.html"
    facts: Sequence[str] = ()
    openings: Mapping[str, Opening] = {}

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path("open/<str:name>/", wrap(self.opening_view), name=f"{name}_open"),
            path("<str:object_id>/moves/<str:name>/", wrap(self.act_view), name=f"{name}_move"),
        ]
        return [*own, *super().get_urls()]

    def url(self, kind: str, *args: Any) -> str:
        """The address of a page of these rows."""
        where = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{kind}"
        return reverse(where, args=args)

    def find(self, request: HttpRequest, object_id: str) -> Model:
        """The row, or a page that says there is none; nothing at all to whoever may not look."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        identifier = unquote(object_id)
        # Python reads the digits of every script as numbers; an address has one spelling.
        row = self.get_object(request, identifier) if identifier.isascii() else None
        if row is None:
            raise Http404(f"There is no {self.opts.verbose_name} with this identifier.")
        return row

    # The list

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        buttons = [
            (opening.label, self.url("open", name))
            for name, opening in self.openings.items()
            if self.may(request, opening.roles)
        ]
        return super().changelist_view(request, {"openings": buttons, **(extra_context or {})})

    def may(self, request: HttpRequest, roles: Sequence[str], *, row: Any = None) -> bool:
        """Whether this person holds one of these roles (for this row's practice) today."""
        raise NotImplementedError

    def by_whom(self, roles: Sequence[str]) -> str:
        """Roles in words."""
        raise NotImplementedError

    # The row's page

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The row as it stands. Nothing is ever sent to this address."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        row = self.find(request, object_id)
        context = {
            **self.page_context(request),
            "title": self.title_of(row),
            "record": row,
            **self.facts_on_record(row),
            "tables": self.tables(request, row, on=today()),
            **self.more_context(request, row, on=today()),
        }
        return TemplateResponse(request, self.record_template, context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's own history knows nothing of acts; the row's page has the real one."""
        raise Http404

    def page_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of these rows carries."""
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "list_url": self.url("changelist"),
        }

    def facts_on_record(self, row: Any) -> dict[str, Any]:
        """What is known of the row, and the names of what is not recorded."""
        said = [fact_of(row, name, site=self.admin_site, owner=self) for name in self.facts_of(row)]
        return {
            "facts": [fact for fact in said if fact[1] != NOTHING],
            "not_recorded": [name for name, value in said if value == NOTHING],
        }

    def facts_of(self, row: Any) -> Sequence[str]:
        """The columns (or methods) that the page of this row shows."""
        return self.facts

    def title_of(self, row: Any) -> str:
        """The page's heading."""
        return str(row)

    def tables(self, request: HttpRequest, row: Any, *, on: date) -> list[Table]:
        """What belongs to the row."""
        return []

    def more_context(self, request: HttpRequest, row: Any, *, on: date) -> dict[str, Any]:
        """What the page says besides."""
        return {}

    # Acts

    def act_page(self, request: HttpRequest, row: Any, name: str) -> ActPage | None:
        """The page of one act upon this row; none if there is no such act."""
        return None

    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """One act upon one row."""
        row = self.find(request, object_id)
        page = self.act_page(request, row, name)
        if page is None:
            raise Http404(f"There is no act of this name upon a {self.opts.verbose_name}.")
        return respond(request, {**self.page_context(request), "record": row}, page)

    def opening_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """One act that brings a row into being."""
        opening = self.openings.get(name)
        if opening is None:
            raise Http404(f"No {self.opts.verbose_name} begins like that.")
        page = ActPage(
            title=opening.label,
            form=opening.form,
            call=lambda inputs: opening.act(by=request.user, at=now(), **inputs),
            permitted=self.may(request, opening.roles),
            by_whom=self.by_whom(opening.roles),
            back=self.url("changelist"),
            done=lambda made: page_of(made, site=self.admin_site),
            success=lambda made: f"Done: {opening.label.lower()}. {made}.",
            consequences=[opening.consequence] if opening.consequence else [],
            initial={key: value for key, value in request.GET.items() if key != "next"},
        )
        return respond(request, self.page_context(request), page)
