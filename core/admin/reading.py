"""Lists that officers read: their cost does not grow with the table, and nobody writes in them."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import capfirst

MOST_COUNTED = 1000
"""Lists are counted up to here; beyond it the page says “more than” and asks for a search."""


class CappedPaginator(Paginator):
    """Counts no further than `MOST_COUNTED` rows, whatever the size of the table."""

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST_COUNTED)

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: MOST_COUNTED + 1].count())

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than were counted."""
        return self._counted > MOST_COUNTED


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that whoever may enter the site reads, and nobody changes through a form.

    `linked_by` names the lookups, besides those of `list_filter`, by which other pages link to a
    part of the list. Any other lookup in the address is refused, because Django would pass it to
    the database (`?created_at__year=99999` was a server error).
    """

    actions: Any = None
    list_per_page = 25
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each would count the whole table
    paginator = CappedPaginator
    linked_by: tuple[str, ...] = ()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list, under its own name."""
        name = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": name, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """A row's page, under the row's own name."""
        context.update(title=str(context["original"]), subtitle=None)
        return super().render_change_form(request, context, *args, **kwargs)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in {*self.linked_by, *self._filtered_by(request)}

    def _filtered_by(self, request: HttpRequest) -> Any:
        for given in self.get_list_filter(request):
            if isinstance(given, str):
                yield from (given, f"{given}__exact", f"{given}__isnull", f"{given}__in")
            elif isinstance(given, type) and issubclass(given, admin.SimpleListFilter):
                yield given.parameter_name
