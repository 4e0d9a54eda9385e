"""The officers' pages of imports: what came in, and the two steps by which a file comes in."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.admin.presenting import moment
from core.admin.reading import ReadOnlyAdmin
from organisations.models import ImportRun
from registers import views
from registers.wording import arithmetic_of, changes_of


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    """Every import that was applied, with what it changed."""

    change_list_template = "admin/registers/runs.html"
    list_display = ["publication", "as_of", "file_name", "when", "by_name", "sum"]
    list_filter = ["kind"]
    ordering = ["-at"]
    fields: ClassVar[Any] = [
        "publication", "as_of", "file_name", "size", "sha256", "when", "by_name",
        "good_rows_only", "sum", "reasons", "consequences",
    ]  # fmt: skip
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        name = "organisations_importrun"
        own = [
            path("import/", wrap(self.send_view), name=f"{name}_import"),
            path("import/<uuid:upload_id>/", wrap(self.check_view), name=f"{name}_check"),
            path("import/<uuid:upload_id>/apply/", wrap(self.apply_view), name=f"{name}_apply"),
            path(
                "import/<uuid:upload_id>/errors.csv", wrap(self.errors_view), name=f"{name}_errors"
            ),
        ]
        return [*own, *super().get_urls()]

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts}

    def send_view(self, request: HttpRequest) -> Any:
        """Choose a publication and a file, and have it checked."""
        return views.send(request, self._context(request))

    def check_view(self, request: HttpRequest, upload_id: Any) -> Any:
        """What the check found."""
        return views.checked(request, self._context(request), upload_id)

    def apply_view(self, request: HttpRequest, upload_id: Any) -> Any:
        """Apply the file that was checked."""
        return views.apply(request, self._context(request), upload_id)

    def errors_view(self, request: HttpRequest, upload_id: Any) -> Any:
        """Every finding of the check as a CSV file."""
        return views.errors(request, upload_id)

    @admin.display(description="Publication", ordering="kind")
    def publication(self, run: ImportRun) -> str:
        return run.get_kind_display()

    @admin.display(description="Imported", ordering="at")
    def when(self, run: ImportRun) -> str:
        return moment(run.at)

    @admin.display(description="Rows")
    def sum(self, run: ImportRun) -> str:
        return arithmetic_of(run.counts)

    @admin.display(description="Reasons")
    def reasons(self, run: ImportRun) -> SafeString | str:
        said = ((r["verdict"], r["text"]) for r in run.counts.get("reasons", ()))
        return format_html_join("", "<div>{}: {}</div>", said) or "None"

    @admin.display(description="Changed beside the rows")
    def consequences(self, run: ImportRun) -> SafeString | str:
        said = ((line,) for line in changes_of(run.counts.get("changes", {})))
        return format_html_join("", "<div>{}</div>", said) or "Nothing"
