"""The officers' pages of ISAP reviews, of their conditions, and of the public's engagement."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from accounts.models import User
from casework.admin import CaseAdmin, MovePage
from casework.verdicts import Verdict
from core.admin.acts import Opening
from core.admin.presenting import Table, link_to, page_of, tag, whole_day
from core.wording import day
from formation.actions import assurance, engagements
from formation.assurance import (
    open_moves_of_condition,
    open_moves_of_engagement,
    open_moves_of_review,
)
from formation.forms import (
    ClosingForm,
    ConditionsForm,
    DischargeForm,
    EngagementForm,
    EvidenceForm,
    ReportForm,
    ResubmitForm,
    ReviewDecisionForm,
    SubmitForm,
)
from formation.models import AssuranceCondition, AssuranceReview, Engagement, Journey
from formation.rules import assurance as law
from formation.rules import engagement as engagement_law
from formation.rules.isap import ENGAGEMENT_REPORT
from formation.selectors import report_of


@admin.register(AssuranceReview)
class AssuranceReviewAdmin(CaseAdmin):
    """What NHS England and NHS Improvement think of each stage of each journey."""

    id_argument = "review_id"
    list_display = ["__str__", "model", "state_tag", "submitted_on", "decided_on"]
    list_filter = ["state", "stage", "model"]
    list_select_related = ["journey__vanguard"]
    search_fields = ["journey__vanguard__name", "journey__vanguard__code"]
    search_help_text = "Search by the vanguard's name or code."
    ordering = ["-submitted_on", "stage"]
    linked_by = ("journey__id__exact",)
    facts = ["journey", "model", "stage", "submitted_on", "decided_on"]
    awaiting = ("submitted",)
    openings = {
        "submit": Opening(
            "Submit a stage for assurance",
            SubmitForm,
            assurance.submit,
            law.MOVES["submit"].roles,
            "What the stage needs is listed on the review's own page.",
        )
    }
    pages = {
        "receive_evidence": MovePage(assurance.receive_evidence, EvidenceForm),
        "pass_review": MovePage(
            assurance.pass_review,
            ReviewDecisionForm,
            "The milestone of this stage is met by it.",
        ),
        "pass_with_conditions": MovePage(
            assurance.pass_with_conditions,
            ConditionsForm,
            "The milestone of this stage is met by it. The conditions must be discharged before "
            "the gate that follows.",
        ),
        "refuse": MovePage(assurance.refuse, ReviewDecisionForm),
        "resubmit": MovePage(assurance.resubmit, ResubmitForm),
    }

    def verdicts(self, case: AssuranceReview, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves_of_review(case, viewer=viewer, on=on)

    def tables(self, request: HttpRequest, row: AssuranceReview, *, on: date) -> list[Table]:
        return [self._pack(row), self._conditions(row)]

    def _pack(self, review: AssuranceReview) -> Table:
        """What is typically sent for the stage, and what has come of it."""
        marks = dict(review.evidence)
        report = report_of(review.journey)
        if ENGAGEMENT_REPORT in review.pack and report is not None:
            received = report.report_received_on.isoformat()  # type: ignore[union-attr]
            marks[ENGAGEMENT_REPORT] = {"title": str(report), "received_on": received}
        came = len(set(marks) & set(review.pack))
        return Table(
            title="Evidence",
            anchor="evidence",
            columns=("Item", "Document", "Received"),
            rows=[
                (
                    label,
                    marks[item]["title"] if item in marks else "Not received",
                    whole_day(date.fromisoformat(marks[item]["received_on"]))
                    if item in marks
                    else "",
                )
                for item, label in review.pack.items()
            ],
            summary=f"{came} of {len(review.pack)} received",
        )

    def _conditions(self, review: AssuranceReview) -> Table:
        return Table(
            title="Conditions",
            anchor="conditions",
            columns=("What is to be done", "Due", "State", "Discharged by"),
            rows=[
                (
                    link_to(row, site=self.admin_site, text=row.text),
                    whole_day(row.due_on),
                    tag(row.state),
                    f"{row.evidence}, {day(row.discharged_on)}" if row.discharged_on else "",
                )
                for row in review.conditions.all()
            ],
        )


@admin.register(AssuranceCondition)
class AssuranceConditionAdmin(CaseAdmin):
    """What must be done because a stage was passed on conditions."""

    id_argument = "condition_id"
    list_display = ["text", "review", "due_on", "state_tag"]
    list_filter = ["state"]
    list_select_related = ["review__journey__vanguard"]
    search_fields = ["text", "review__journey__vanguard__name"]
    search_help_text = "Search by what is to be done, or by vanguard."
    ordering = ["due_on"]
    facts = ["review", "text", "due_on", "discharged_on", "evidence"]
    pages = {"discharge": MovePage(assurance.discharge, DischargeForm)}

    def verdicts(self, case: AssuranceCondition, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves_of_condition(case, viewer=viewer, on=on)

    def after(self, case: Any) -> str:
        return f"{page_of(case.review, site=self.admin_site)}#conditions"


@admin.register(Engagement)
class EngagementAdmin(CaseAdmin):
    """How the public was involved, from the opening to the report."""

    id_argument = "engagement_id"
    list_display = ["__str__", "opened_on", "closed_on", "report_received_on", "state_tag"]
    list_filter = ["state"]
    list_select_related = ["journey__vanguard"]
    search_fields = ["journey__vanguard__name", "journey__vanguard__code"]
    search_help_text = "Search by the vanguard's name or code."
    ordering = ["-opened_on"]
    linked_by = ("journey__id__exact",)
    facts = ["journey", "opened_on", "closed_on", "report_received_on", "summary"]
    openings = {
        "open_engagement": Opening(
            "Open an engagement",
            EngagementForm,
            engagements.open_engagement,
            engagement_law.MOVES["open_engagement"].roles,
            "The milestone for the start of public involvement is met by it.",
        )
    }
    pages = {
        "close": MovePage(engagements.close, ClosingForm),
        "receive_report": MovePage(
            engagements.receive_report,
            ReportForm,
            "Procurement may begin once the report is on record. Its milestone is met by it.",
        ),
    }

    def verdicts(self, case: Engagement, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves_of_engagement(case, viewer=viewer, on=on)


def assurance_table(journey: Journey, *, site: admin.AdminSite) -> Table:
    """The stages of ISAP on the page of a journey."""
    rows = list(journey.reviews.prefetch_related("conditions"))
    return Table(
        title="ISAP",
        anchor="assurance",
        columns=("Stage", "Model", "State", "Submitted", "Decided", "Conditions open"),
        rows=[
            (
                link_to(row, site=site, text=row.get_stage_display()),
                row.get_model_display(),
                tag(row.state),
                whole_day(row.submitted_on),
                whole_day(row.decided_on) if row.decided_on else "",
                sum(each.state == "open" for each in row.conditions.all()),
            )
            for row in rows
        ],
        empty="No stage has been submitted.",
        more=_opening(journey, "formation_assurancereview_open", "submit", "Submit a stage"),
    )


def engagement_table(journey: Journey, *, site: admin.AdminSite) -> Table:
    """How the public was involved, on the page of a journey."""
    return Table(
        title="Engagement of the public",
        anchor="engagement",
        columns=("Opened", "Closed", "Report received", "State"),
        rows=[
            (
                link_to(row, site=site, text=day(row.opened_on)),
                whole_day(row.closed_on) if row.closed_on else "",
                whole_day(row.report_received_on) if row.report_received_on else "",
                tag(row.state),
            )
            for row in journey.engagements.order_by("opened_on")
        ],
        empty="None is on record.",
        more=_opening(
            journey, "formation_engagement_open", "open_engagement", "Open an engagement"
        ),
    )


def _opening(journey: Journey, where: str, name: str, label: str) -> Any:
    url = reverse(f"admin:{where}", args=[name])
    return format_html('<a href="{}?journey={}">{}</a>', url, journey.pk, label)
