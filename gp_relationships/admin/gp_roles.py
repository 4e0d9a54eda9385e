"""The officers' pages of GPs, their roles, and how an MCP is shared among them."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import User
from accounts.permissions import may
from casework.admin import CaseAdmin, MovePage
from casework.verdicts import Verdict
from core.admin.acts import ActPage, Opening
from core.admin.forms import ActForm
from core.admin.presenting import Table, link_to, page_of, shown, tag, whom
from core.admin.records import RecordAdmin
from core.clock import now, today
from core.wording import day, per_cent
from gp_relationships.actions import gp_lists, gp_roles, ownerships
from gp_relationships.forms import (
    CodeForm,
    DrawUpForm,
    EndRoleForm,
    PerformersListForm,
    ProposeForm,
    RegisterGpForm,
    SignSharesForm,
)
from gp_relationships.models import Gp, GpRole, Ownership
from gp_relationships.rules.gp_role import MOVES, OFFICER
from gp_relationships.rules.ownership import MOVES as OWNERSHIP_MOVES
from gp_relationships.selectors import open_moves_of_gp_role
from gp_relationships.selectors.shares import open_moves_of_ownership, owners_on


def roles_table(roles: Any, *, site: admin.AdminSite) -> Table:
    """Roles with their shares, as a table of a page."""
    return Table(
        title="GP roles",
        columns=("Role", "Share", "From", "State"),
        rows=[
            (
                link_to(role, site=site, text=f"{role.gp}, {role.get_kind_display().lower()}"),
                per_cent(role.share) if role.share is not None else "–",
                day(role.starts_on),
                tag(role.state),
            )
            for role in roles
        ],
    )


@admin.register(GpRole)
class GpRoleAdmin(CaseAdmin):
    """Each GP's role in an MCP."""

    id_argument = "role_id"
    list_display = ["gp", "kind", "vanguard", "practice", "share", "starts_on", "state_tag"]
    list_filter = ["state", "kind"]
    list_select_related = ["gp", "vanguard", "practice"]
    practice_search = "practice"
    also_searched = ("gp__full_name", "gp__gmc_number")
    search_help_text = "Search by the GP's name or GMC number, or by practice."
    ordering = ["vanguard__code", "gp__full_name", "starts_on"]
    linked_by = ("vanguard__id__exact", "gp__id__exact")
    facts = [
        "gp",
        "vanguard",
        "kind",
        "for_services",
        "share",
        "practice",
        "directly_hired",
        "starts_on",
        "ends_on",
    ]
    awaiting = ("agreed",)
    instead = {"come_through": "This is part of making the merger of the GP's practice."}
    openings = {
        "propose": Opening("Propose a role", ProposeForm, gp_roles.propose, MOVES["propose"].roles)
    }
    pages = {
        "offer": MovePage(gp_roles.offer),
        "agree": MovePage(gp_roles.agree),
        "put_in_effect": MovePage(gp_roles.put_in_effect),
        "end": MovePage(gp_roles.end, EndRoleForm, "This cannot be undone."),
    }

    def verdicts(self, case: GpRole, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves_of_gp_role(case, viewer=viewer, on=on)


@admin.register(Gp)
class GpAdmin(RecordAdmin):
    """The GPs on record: where they work and which roles they hold."""

    list_display = ["full_name", "gmc_number"]
    search_fields = ["full_name", "gmc_number"]
    search_help_text = "Search by name or GMC number."
    ordering = ["full_name", "gmc_number"]
    facts = ["full_name", "gmc_number", "codes", "performers_list_on"]
    openings = {
        "register": Opening(
            "Register a GP", RegisterGpForm, gp_roles.register_gp, MOVES["propose"].roles
        )
    }
    acts: ClassVar[dict[str, tuple[str, type[ActForm], Callable[..., Gp]]]] = {
        "confirm_performers_list": (
            "Confirm the performers list",
            PerformersListForm,
            gp_lists.confirm_performers_list,
        ),
        "add_code": ("Record a GNC code", CodeForm, gp_lists.add_code),
    }

    @admin.display(description="GNC codes")
    def codes(self, gp: Gp) -> str:
        """The codes of the prescribing authority, if any are on record."""
        return ", ".join(code.code for code in gp.codes.all())

    def act_page(self, request: HttpRequest, row: Gp, name: str) -> ActPage | None:
        if name not in self.acts:
            return None
        label, form, act = self.acts[name]
        return ActPage(
            title=label,
            about=str(row),
            form=form,
            call=lambda inputs: act(gp_id=row.pk, by=request.user, at=now(), **inputs),
            permitted=self.may(request, OFFICER, row=row),
            by_whom=self.by_whom(OFFICER),
            back=page_of(row, site=self.admin_site),
            done=lambda made: page_of(made, site=self.admin_site),
            success=lambda made: f"“{label}” is done: {made}.",
        )

    def more_context(self, request: HttpRequest, row: Gp, *, on: date) -> dict[str, Any]:
        if not self.may(request, OFFICER, row=row):
            return {}
        return {
            "row_acts": [
                (label, self.url("move", row.pk, n)) for n, (label, *_) in self.acts.items()
            ]
        }

    def may(self, request: HttpRequest, roles: Sequence[str], *, row: Any = None) -> bool:
        return may(request.user, roles, on=today())  # type: ignore[arg-type]

    def by_whom(self, roles: Sequence[str]) -> str:
        return whom(roles)

    def tables(self, request: HttpRequest, row: Gp, *, on: date) -> list[Table]:
        site = self.admin_site
        posts = row.posts.select_related("practice")
        roles = row.roles.select_related("gp", "vanguard").order_by("starts_on")
        return [
            Table(
                title="Posts",
                columns=("Practice", "Post", "From", "Until"),
                rows=[
                    (
                        link_to(post.practice, site=site),
                        post.get_post_display(),
                        day(post.starts_on),
                        shown(post.ends_on) if post.ends_on else "–",
                    )
                    for post in posts
                ],
            ),
            roles_table(roles, site=site),
        ]


@admin.register(Ownership)
class OwnershipAdmin(CaseAdmin):
    """How each MCP is shared among the GPs who own it."""

    id_argument = "ownership_id"
    list_display = ["vanguard", "state_tag", "signed_on", "holds_from"]
    list_filter = ["state"]
    list_select_related = ["vanguard"]
    search_fields = ["vanguard__name"]
    search_help_text = "Search by vanguard."
    ordering = ["vanguard__code", "created_at"]
    linked_by = ("vanguard__id__exact",)
    facts = ["vanguard", "signed_on", "holds_from"]
    openings = {
        "draw_up": Opening(
            "Draw up the shares", DrawUpForm, ownerships.draw_up, OWNERSHIP_MOVES["draw_up"].roles
        )
    }
    pages = {
        "sign": MovePage(
            ownerships.sign,
            SignSharesForm,
            "The shares are kept as they are signed. They must come to exactly 100%.",
        ),
        "reopen": MovePage(ownerships.reopen),
        "close": MovePage(ownerships.close, consequence="This cannot be undone."),
    }

    def verdicts(self, case: Ownership, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves_of_ownership(case, viewer=viewer, on=on)

    def tables(self, request: HttpRequest, row: Ownership, *, on: date) -> list[Table]:
        agreed = list(owners_on(row.vanguard_id, on=max(row.holds_from or on, on)))
        total = sum((role.share or Decimal(0) for role in agreed), Decimal(0))
        return [
            Table(
                title="As it was last signed",
                columns=("GP", "GMC number", "Share"),
                rows=[
                    (line["gp"], line["gmc_number"], per_cent(Decimal(line["share"])))
                    for line in row.shares
                ],
                empty="It was never signed.",
            ),
            Table(
                title="Owners who have agreed",
                columns=("GP", "Share", "From", "State"),
                rows=[
                    (
                        link_to(role, site=self.admin_site, text=str(role.gp)),
                        per_cent(role.share or Decimal(0)),
                        day(role.starts_on),
                        tag(role.state),
                    )
                    for role in agreed
                ],
                summary=f"Together {per_cent(total)}.",
            ),
        ]
