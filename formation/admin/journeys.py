"""The officers' pages of journeys."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from casework.admin import CaseAdmin, MovePage
from casework.verdicts import Verdict
from contracts.selectors import contracts_of_practices
from core.admin.acts import ActPage, Opening
from core.admin.presenting import Table, link_to, tag
from core.clock import today
from core.wording import count, day
from formation.actions import journeys, successors
from formation.admin.assurance import assurance_table, engagement_table
from formation.admin.template_forms import AdoptTemplateForm
from formation.admin.timelines import (
    adopted_preview,
    milestones_table,
    moved_preview,
    moved_table,
)
from formation.forms import (
    GoLiveDateForm,
    IdentifyForm,
    ModelForm,
    ScreeningForm,
    StandstillForm,
    SucceedForm,
)
from formation.models import Journey
from formation.presenters import moving_lines, stages
from formation.rules.journey import MOVES
from formation.selectors import (
    contract_of,
    moving_with_go_live,
    open_moves,
    participations_of,
    standstill_ends_on,
)
from notifications.selectors import messages_about_any
from rulebook.presenters import pins_table
from rulebook.selectors import figures_for

MOST_PRACTICES = 60

_NOTES_ALONE = (
    "begin_engagement",
    "draft_alliance",
    "sign_alliance",
    "begin_early_engagement",
    "engage_market",
    "pass_checkpoint_1",
    "begin_procurement",
    "name_preferred_bidder",
    "pass_checkpoint_2",
    "award",
    "begin_mobilisation",
    "pass_checkpoint_3",
    "resume",
)


@admin.register(Journey)
class JourneyAdmin(CaseAdmin):
    """Every vanguard's journey, and on one page all that officers need to conduct it."""

    id_argument = "journey_id"
    list_display = ["vanguard", "model_name", "state_tag", "planned", "officer"]
    list_filter = ["state", "model"]
    list_select_related = ["vanguard", "officer"]
    search_fields = ["vanguard__name", "vanguard__code"]
    search_help_text = "Search by the vanguard's name or code."
    ordering = ["vanguard__code", "-created_at"]
    linked_by = ("vanguard__id__exact",)
    facts = [
        "vanguard",
        "model_name",
        "succeeds",
        "officer",
        "planned",
        "isap_screening",
        "isap_screened_on",
        "standstill_started_on",
        "standstill_ends",
        "went_live_on",
    ]
    awaiting = (
        "market_engagement",
        "preferred_bidder",
        "standstill",
        "mobilising",
        "checkpoint_3",
        "alliance_signed",
    )
    openings = {
        "identify": Opening(
            "Begin a journey",
            IdentifyForm,
            journeys.identify,
            MOVES["identify"].roles,
            "The vanguard is on record as identified. Nobody is told by e-mail.",
        ),
        "succeed": Opening(
            "Go on from a live alliance",
            SucceedForm,
            successors.succeed,
            MOVES["identify"].roles,
            "The alliance stays live until its successor is. Each of its practices is asked anew.",
        ),
    }
    pages = {
        **{name: MovePage(getattr(journeys, name)) for name in _NOTES_ALONE},
        "select_model": MovePage(
            journeys.select_model,
            ModelForm,
            "The milestones of the model are set, dated from the planned day of going live.",
        ),
        "change_model": MovePage(
            journeys.change_model,
            ModelForm,
            "Milestones that are still open are dropped and those of the new model are set. "
            "What was met stays met. A running standstill is forgotten.",
        ),
        "begin_standstill": MovePage(
            journeys.begin_standstill,
            StandstillForm,
            "The standstill runs from the day the letters went out, and ends on a working day. "
            "Milestone B16 is met by it.",
        ),
        "record_isap_screening": MovePage(
            journeys.record_isap_screening,
            ScreeningForm,
            "Where ISAP applies, the alliance is signed after checkpoint 2 and goes live after "
            "checkpoint 3. Milestone V04 is met by it.",
        ),
        "go_live": MovePage(
            journeys.go_live,
            consequence="The MCP contract comes into service and every signed agreement of a "
            "practice takes effect, today and all together; or nothing does.",
        ),
        "end": MovePage(journeys.end, consequence="This cannot be undone."),
        "pause": MovePage(
            journeys.pause, consequence="Nobody is reminded of milestones until it is resumed."
        ),
        "abandon": MovePage(
            journeys.abandon,
            consequence="This cannot be undone. Every milestone that is still open is dropped.",
        ),
        "plan_go_live": MovePage(
            journeys.plan_go_live,
            GoLiveDateForm,
            "Open milestones that still follow the planned day move with it. Those that were "
            "given a date of their own stay.",
        ),
        "adopt_template": MovePage(
            journeys.adopt_template,
            AdoptTemplateForm,
            "Open milestones become as the newer version says. What was met stays as it was.",
        ),
    }

    @admin.display(description="Model", ordering="model")
    def model_name(self, journey: Journey) -> str:
        """The model, once there is one."""
        return journey.get_model_display() or "Not chosen yet"

    @admin.display(description="Planned to go live", ordering="planned_go_live_on")
    def planned(self, journey: Journey) -> str:
        """The planned day."""
        return day(journey.planned_go_live_on) if journey.planned_go_live_on else "No date yet"

    @admin.display(description="Standstill ends")
    def standstill_ends(self, journey: Journey) -> str:
        """The last day of the standstill, once it has begun."""
        figures = figures_for(journey.vanguard_id, today())
        ends = standstill_ends_on(journey.standstill_started_on, figures=figures)
        return day(ends) if ends else ""

    def verdicts(self, case: Journey, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves(case, viewer=viewer, on=on)

    def more_context(self, request: HttpRequest, row: Journey, *, on: date) -> dict[str, Any]:
        reached = row.changes.order_by("version").values_list("after", flat=True)
        over = row.state in ("abandoned", "ended")
        return {
            **super().more_context(request, row, on=on),
            "stages": stages(row, reached=reached if over else ()),
        }

    def act_page(self, request: HttpRequest, row: Journey, name: str) -> ActPage | None:
        """The page of a change of the day says first which milestones would move."""
        page = super().act_page(request, row, name)
        if page is not None and name == "plan_go_live":
            page.consequences = [*moving_lines(*moving_with_go_live(row)), *page.consequences]
            page.preview = lambda typed: moved_preview(row, typed["planned_go_live_on"])
        if page is not None and name == "adopt_template":
            page.preview = lambda typed: adopted_preview(row, typed["template_id"])
        return page

    def told(self, case: Journey) -> Any:
        kept = case.milestones.values_list("pk", flat=True)
        about = {"formation.journey": [case.pk], "formation.milestone": list(kept)}
        return messages_about_any(about).order_by("-posted_at")

    def tables(self, request: HttpRequest, row: Journey, *, on: date) -> list[Table]:
        return [
            milestones_table(request, row, on=on, site=self.admin_site),
            moved_table(row, on=on),
            assurance_table(row, site=self.admin_site),
            engagement_table(row, site=self.admin_site),
            self._practices(row),
            self._contract(row),
            pins_table(row.vanguard_id, site=self.admin_site),
        ]

    def _practices(self, journey: Journey) -> Table:
        asked = list(participations_of(journey))
        shown = asked[:MOST_PRACTICES]
        held = contracts_of_practices([row.practice_id for row in shown])
        site = self.admin_site
        whole_list = reverse(f"{site.name}:gp_relationships_participation_changelist")
        every = f"{whole_list}?vanguard__id__exact={journey.vanguard_id}"
        more = format_html('<a href="{}">Show all {} practices</a>', every, len(asked))
        return Table(
            title="Practices",
            anchor="practices",
            columns=("Practice", "Level", "Participation", "Own contract", "Needed to go live"),
            rows=[
                (
                    link_to(row, site=site, text=str(row.practice)),
                    row.get_level_display() or "Not decided",
                    tag(row.state),
                    _contract_cell(held.get(row.practice_id), site),
                    "Yes" if row.required_for_go_live else "No",
                )
                for row in shown
            ],
            empty="No practice has been invited.",
            more=more if len(asked) > len(shown) else "",
            summary=count(len(asked), "practice") + " asked or taking part" if asked else "",
        )

    def _contract(self, journey: Journey) -> Table:
        contract = contract_of(journey)
        site = self.admin_site
        rows = [] if contract is None else [contract]
        return Table(
            title="Contract or alliance agreement",
            anchor="contract",
            columns=("Contract", "Model", "Holder", "State"),
            rows=[
                (
                    link_to(row, site=site),
                    row.get_integration_display(),
                    row.holder_name or "Not named",
                    tag(row.state),
                )
                for row in rows
            ],
            empty="None is on record.",
        )


def _contract_cell(contract: Any, site: admin.AdminSite) -> SafeString | str:
    if contract is None:
        return "None on record"
    kind = contract.get_contract_type_display()
    return format_html("{} {}", link_to(contract, site=site, text=kind), tag(contract.state))
