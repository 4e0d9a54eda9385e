"""The officers' pages of participations."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.models import User
from casework.admin import CaseAdmin, MovePage
from casework.verdicts import Verdict
from contracts.selectors import contracts_of_practices
from core.admin.acts import ActPage, Opening
from core.admin.many import respond_many
from core.admin.presenting import Table, link_to, tag
from core.clock import now, today
from core.doors import door
from core.errors import NotPermitted
from gp_relationships.actions import participations
from gp_relationships.admin.consent import (
    PAGES,
    ledger_buttons,
    ledger_page,
    ledger_tables,
)
from gp_relationships.admin.gp_roles import roles_table
from gp_relationships.admin.many import decide_page, prefilled
from gp_relationships.forms import (
    AgreementForm,
    DecisionForm,
    InviteForm,
    InviteManyForm,
    JoinForm,
    LeavingNoticeForm,
    LevelForm,
    PrincipleForm,
    RequiredForm,
)
from gp_relationships.models import Participation
from gp_relationships.rules.participation import MOVES
from gp_relationships.selectors import (
    open_moves_of_participation,
    posts_on,
    reasons_against_inviting,
)

INVITED_E_MAIL = "The practice's people are told by e-mail that they are invited."


@admin.register(Participation)
class ParticipationAdmin(CaseAdmin):
    """What each practice does about each vanguard."""

    id_argument = "participation_id"
    list_display = ["practice", "vanguard", "level_name", "state_tag", "required_for_go_live"]
    list_filter = ["state", "level", "required_for_go_live"]
    list_select_related = ["practice", "vanguard"]
    practice_search = "practice"
    also_searched = ("vanguard__name",)
    search_help_text = "Search by the practice's code, name or postcode, or by vanguard."
    ordering = ["vanguard__code", "practice__code"]
    linked_by = ("vanguard__id__exact", "practice__id__exact")
    facts = [
        "practice",
        "vanguard",
        "level_name",
        "decided_on",
        "signatories",
        "agreement_signed_on",
        "besides",
        "in_effect_on",
        "notice_given_on",
        "leaves_on",
        "left_on",
        "required_for_go_live",
    ]
    instead = {"put_in_effect": "This is part of “Go live” on the journey of the vanguard."}
    openings = {
        "invite": Opening(
            "Invite a practice",
            InviteForm,
            participations.invite,
            MOVES["invite"].roles,
            INVITED_E_MAIL,
        )
    }
    besides = {name: page.label for name, page in PAGES.items()}
    pages = {
        "state_preference": MovePage(
            participations.state_preference, LevelForm, "Nobody is bound by a preference."
        ),
        "decide_in_principle": MovePage(participations.decide_in_principle, PrincipleForm),
        "decide": MovePage(participations.decide, DecisionForm),
        "sign_agreement": MovePage(participations.sign_agreement, AgreementForm),
        "join_live": MovePage(participations.join_live, JoinForm),
        "set_required": MovePage(
            participations.set_required,
            RequiredForm,
            "Where going live waits for a practice, it must have decided and signed first.",
        ),
        "reopen_decision": MovePage(
            participations.reopen_decision,
            consequence="What was signed stays on record; the agreement is signed anew.",
        ),
        "give_notice": MovePage(participations.give_notice, LeavingNoticeForm),
        "withdraw_notice": MovePage(participations.withdraw_notice),
        "leave": MovePage(participations.leave, consequence="This cannot be undone."),
    }

    @admin.display(description="Level", ordering="level")
    def level_name(self, participation: Participation) -> str:
        """How far the practice integrates."""
        return participation.get_level_display() or "Not decided"

    def verdicts(self, case: Participation, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves_of_participation(case, viewer=viewer, on=on)

    def tables(self, request: HttpRequest, row: Participation, *, on: date) -> list[Table]:
        held = contracts_of_practices([row.practice_id]).values()
        site = self.admin_site
        roles = row.practice.gp_roles.filter(vanguard=row.vanguard_id).select_related("gp")
        return [
            Table(
                title="The practice's own contract",
                columns=("Contract", "State"),
                rows=[(link_to(each, site=site), tag(each.state)) for each in held],
                empty="None is on record.",
            ),
            Table(
                title="GPs of the practice",
                columns=("GP", "Post"),
                rows=[
                    (link_to(post.gp, site=site), post.get_post_display())
                    for post in posts_on(row.practice_id, on=on)
                ],
            ),
            roles_table(roles, site=site),
            *ledger_tables(row, on=on),
        ]

    # Who signed what

    def act_page(self, request: HttpRequest, row: Participation, name: str) -> ActPage | None:
        if name in PAGES:
            return ledger_page(request, row, name, site=self.admin_site)
        return super().act_page(request, row, name)

    def more_context(self, request: HttpRequest, row: Any, *, on: date) -> dict[str, Any]:
        context = super().more_context(request, row, on=on)
        if self.may(request, MOVES["invite"].roles):
            context["row_acts"] = ledger_buttons(self.url, row)
        return context

    # Many at once

    def get_urls(self) -> list[URLPattern]:
        base = "gp_relationships_participation"
        wrap = self.admin_site.admin_view
        return [
            path("invite-many/", wrap(self.invite_many_view), name=f"{base}_invite_many"),
            path("decide-many/", wrap(self.decide_many_view), name=f"{base}_decide_many"),
            *super().get_urls(),
        ]

    def decide_many_view(self, request: HttpRequest) -> HttpResponse:
        """One decision of many practices: looked at first, then recorded of all of them or none."""
        page = decide_page(request, back=self.url("changelist"))
        return respond_many(request, self.page_context(request), page)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = dict(extra_context or {})
        if self.may(request, MOVES["invite"].roles):
            extra["more_openings"] = [
                ("Invite many practices", self.url("invite_many")),
                ("Record one decision of many", self.url("decide_many")),
            ]
        return super().changelist_view(request, extra)

    def invite_many_view(self, request: HttpRequest) -> HttpResponse:
        """First what would become of each practice, then what did. Nothing is done by looking."""
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        context = {**self.page_context(request), "title": "Invite many practices"}
        if not self.may(request, MOVES["invite"].roles):
            who = self.by_whom(MOVES["invite"].roles)
            failure = NotPermitted(f"You may not do this: it is for {who}.")
            return self._many(request, {**context, "refused": failure}, status=403)
        if request.method != "POST":
            return self._many(
                request, {**context, "form": InviteManyForm(initial=prefilled(request))}
            )
        form = InviteManyForm(request.POST)
        if not form.is_valid():
            return self._many(request, {**context, "form": form}, status=422)
        vanguard = form.cleaned_data["vanguard"]
        against = reasons_against_inviting(vanguard, form.practices, on=today())
        if "do" not in request.POST:
            checked = [(practice, against[practice.pk]) for practice in form.practices]
            able = sum(not reasons for _, reasons in checked)
            return self._many(request, {**context, "form": form, "checked": checked, "able": able})
        results = [self._invite_one(request, form, practice) for practice in form.practices]
        done = sum(failure is None for _, failure in results)
        return self._many(
            request, {**context, "results": results, "done": done, "vanguard": vanguard}
        )

    def _invite_one(self, request: HttpRequest, form: InviteManyForm, practice: Any) -> Any:
        """Each in a transaction of its own, so that one refusal spoils no other."""
        with door(door="admin", practice=practice.code) as passing:
            participations.invite(
                vanguard_id=form.cleaned_data["vanguard"].pk,
                practice_id=practice.pk,
                required_for_go_live=form.cleaned_data["required_for_go_live"],
                by=request.user,  # type: ignore[arg-type]
                at=now(),
            )
        return practice, passing.failure

    def _many(self, request: HttpRequest, context: Any, status: int = 200) -> HttpResponse:
        return TemplateResponse(request, "admin/invite_many.html", context, status=status)
