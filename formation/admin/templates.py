"""The officers' pages of templates of milestones."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.models import User
from casework.admin import CaseAdmin, MovePage
from casework.verdicts import Verdict
from core.admin.acts import ActPage, Opening
from core.admin.presenting import Table
from formation.actions import templates
from formation.admin.template_forms import DraftForm, RemoveForm, RowForm
from formation.admin.template_tables import comparison, journeys_table, rows_table
from formation.models import MilestoneTemplate
from formation.rules.template import IN_THE_MAKING, MOVES, TemplateState
from formation.selectors.templates import open_moves_of_template


@admin.register(MilestoneTemplate)
class MilestoneTemplateAdmin(CaseAdmin):
    """Every version of the milestones of each model."""

    id_argument = "template_id"
    list_display = ["__str__", "state_tag", "published_on", "retired_on", "supersedes"]
    list_filter = ["model", "state"]
    list_select_related = ["supersedes"]
    ordering = ["model", "-number"]
    facts = ["model", "number", "published_on", "retired_on", "supersedes", "compare"]
    awaiting = ("checked",)
    openings = {
        "draft": Opening(
            "Draft a new version",
            DraftForm,
            templates.draft,
            MOVES["draft"].roles,
            "It begins as a copy of the version in force. No journey runs under it until another "
            "officer has published it.",
        )
    }
    pages = {
        "add_row": MovePage(
            templates.add_row, RowForm, "The whole template is checked before it is saved."
        ),
        "change_row": MovePage(
            templates.change_row, RowForm, "The whole template is checked before it is saved."
        ),
        "remove_row": MovePage(
            templates.remove_row, RemoveForm, "It cannot go while others wait for it."
        ),
        "mark_checked": MovePage(
            templates.mark_checked, consequence="The milestones are frozen until it is published."
        ),
        "return_for_work": MovePage(
            templates.return_for_work, consequence="The milestones can be changed again."
        ),
        "publish": MovePage(
            templates.publish,
            consequence="This cannot be undone, and the version never changes again. The one "
            "before it is retired. Journeys that choose the model from now on run under this; "
            "those that run already stay under their own until they adopt it.",
        ),
        "withdraw": MovePage(templates.withdraw, consequence="This cannot be undone."),
    }
    instead = {"retire": "A version is retired when the next one is published."}

    @admin.display(description="Compare with")
    def compare(self, template: MilestoneTemplate) -> SafeString:
        """Every other version of the model, each with a link to how this one differs from it."""
        others = MilestoneTemplate.objects.filter(model=template.model).exclude(pk=template.pk)
        here = reverse("admin:formation_milestonetemplate_change", args=[template.pk])
        links = ((here, other.number, other.number) for other in others.order_by("number"))
        return format_html_join(", ", '<a href="{}?against={}#differences">version {}</a>', links)

    def verdicts(self, case: MilestoneTemplate, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves_of_template(case, viewer=viewer, on=on)

    def tables(self, request: HttpRequest, row: MilestoneTemplate, *, on: date) -> list[Table]:
        """How it differs stands first while it can still be kept from being published."""
        editable = row.state == TemplateState.DRAFTED
        made = [rows_table(row, editable=editable)]
        other = self._compared_with(request, row)
        if other is not None:
            made.insert(0, comparison(other, row))
        if row.state in IN_THE_MAKING and row.supersedes is not None:
            title = f"Journeys that run under version {row.supersedes.number} and may adopt it"
            made.append(journeys_table(row.supersedes, site=self.admin_site, title=title))
        else:
            made.append(
                journeys_table(row, site=self.admin_site, title="Journeys that run under it")
            )
        return made

    def _compared_with(
        self, request: HttpRequest, row: MilestoneTemplate
    ) -> MilestoneTemplate | None:
        """The version that was asked for, or the one that this was copied from."""
        asked = request.GET.get("against", "")
        if asked.isascii() and asked.isdigit() and len(asked) < 9:
            return MilestoneTemplate.objects.filter(model=row.model, number=int(asked)).first()
        return row.supersedes

    def act_page(self, request: HttpRequest, row: MilestoneTemplate, name: str) -> ActPage | None:
        """Changing begins with the milestone that the link names; whoever publishes sees first how
        the version differs, and whom it concerns."""
        page = super().act_page(request, row, name)
        if page is None:
            return None
        if name in ("change_row", "remove_row"):
            page.initial = {**page.initial, "code": request.GET.get("code", "")}
        if name == "publish" and page.refusal is None and row.supersedes is not None:
            title = f"Journeys that run under version {row.supersedes.number} and may adopt it"
            tables: list[Any] = [
                comparison(row.supersedes, row),
                journeys_table(row.supersedes, site=self.admin_site, title=title),
            ]
            page.context = {**page.context, "tables": tables}
        return page
