"""The officers' pages of people and the roles they hold."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.actions import interests, memberships, people
from accounts.forms import AddPersonForm, DeclareForm, EndForm, GrantForm, SetPasswordForm
from accounts.models import Interest, Membership, User
from accounts.permissions import may
from accounts.roles import OFFICERS, Role, label
from core.admin.acting import ActingAdmin, ReasonForm, RowAct
from core.admin.acts import Opening
from core.admin.presenting import Table, called, link_to, page_of, shown, tag
from core.clock import today
from core.wording import day

WRITERS = tuple(sorted(OFFICERS))


class AccountAdmin(ActingAdmin):
    """Pages of people and memberships, with their acts as buttons."""

    def may(self, request: HttpRequest, roles: Any, *, row: Any = None) -> bool:
        return may(request.user, roles, on=today())  # type: ignore[arg-type]

    def after(self, made: Any) -> str:
        """Where the officer goes next: to the person."""
        person = made.user if isinstance(made, Membership | Interest) else made
        return page_of(person, site=self.admin_site)


@admin.register(User)
class UserAdmin(AccountAdmin):
    """Everybody who may sign in, or could."""

    id_argument = "user_id"
    list_display = ["full_name", "email", "standing"]
    list_filter = ["is_active"]
    search_fields = ["full_name", "email"]
    search_help_text = "Search by name or e-mail address."
    ordering = ["full_name", "email"]
    facts = ["full_name", "email", "standing", "signs_in", "last_login", "created_at"]
    openings = {
        "add": Opening(
            "Add a person",
            AddPersonForm,
            people.add_person,
            WRITERS,
            "They see nothing until they are granted a role. No e-mail is sent.",
        )
    }
    acts = {
        "grant": RowAct(
            "Grant a role",
            memberships.grant,
            GrantForm,
            lambda person: OFFICERS,
            lambda person: person.is_active and not person.is_system,
            "Roles over the whole programme are granted by an approving officer.",
        ),
        "set-password": RowAct(
            "Set a password",
            people.set_password,
            SetPasswordForm,
            people.managed_by,
            lambda person: person.is_active and not person.is_system,
            "They are signed out everywhere.",
        ),
        "deactivate": RowAct(
            "Deactivate",
            people.deactivate,
            ReasonForm,
            people.managed_by,
            lambda person: person.is_active and not person.is_system,
            "They can no longer sign in, from this moment. Nothing that they did is changed.",
        ),
        "reactivate": RowAct(
            "Let in again",
            people.reactivate,
            ReasonForm,
            people.managed_by,
            lambda person: not person.is_active,
            "They can sign in again, with the roles that still hold.",
        ),
    }

    @admin.display(description="Standing")
    def standing(self, person: User) -> SafeString:
        """Whether they may sign in."""
        if person.is_system:
            return tag("system", "The system itself")
        if person.is_superuser:
            return tag("sent", "Technical administrator")
        return tag("active") if person.is_active else tag("ended", "Deactivated")

    @admin.display(description="Has a password")
    def signs_in(self, person: User) -> str:
        """Whether there is a password to sign in with."""
        return "Yes" if person.has_usable_password() else "No"

    def tables(self, request: HttpRequest, row: User, *, on: date) -> list[Table]:
        held = row.memberships.select_related("practice", "granted_by").order_by("-starts_on")
        return [
            Table(
                title="Roles",
                columns=("Role", "Practice", "From", "Until", "Granted by"),
                rows=[
                    (
                        link_to(each, site=self.admin_site, text=label(each.role)),
                        str(each.practice) if each.practice else "The whole programme",
                        day(each.starts_on),
                        shown(each.ends_on) if each.ends_on else "–",
                        each.granted_by.full_name,
                    )
                    for each in held
                ],
            ),
            Table(
                title="Declared interests",
                columns=("Declared", "From", "Until"),
                rows=[
                    (
                        link_to(each, site=self.admin_site, text=called(each.words)),
                        day(each.starts_on),
                        shown(each.ends_on) if each.ends_on else "–",
                    )
                    for each in row.interests.select_related("vanguard").order_by("-starts_on")
                ],
                empty="Nothing is declared.",
            ),
        ]


@admin.register(Membership)
class MembershipAdmin(AccountAdmin):
    """Who holds, or held, which role."""

    id_argument = "membership_id"
    list_display = ["user", "role", "practice", "starts_on", "ends_on"]
    list_filter = ["role"]
    list_select_related = ["user", "practice"]
    search_fields = ["user__full_name", "user__email", "practice__code"]
    search_help_text = "Search by name, e-mail address or the practice's code."
    ordering = ["user__full_name", "-starts_on"]
    linked_by = ("user__id__exact", "practice__id__exact")
    facts = ["user", "role", "practice", "starts_on", "ends_on", "granted_by", "ended_by"]
    acts = {
        "end": RowAct(
            "End the role",
            memberships.end,
            EndForm,
            lambda membership: memberships.granted_by(membership.role),
            lambda membership: membership.ends_on is None or membership.ends_on > today(),
            "From that day on it gives no access. What was done under it stays on record.",
        )
    }


@admin.register(Interest)
class InterestAdmin(AccountAdmin):
    """What people declared: who may not decide about which vanguard."""

    id_argument = "interest_id"
    list_display = ["user", "vanguard", "nature", "body", "starts_on", "ends_on"]
    list_filter = ["nature"]
    list_select_related = ["user", "vanguard"]
    search_fields = ["user__full_name", "vanguard__name", "body"]
    search_help_text = "Search by name, vanguard or body."
    ordering = ["user__full_name", "-starts_on"]
    linked_by = ("user__id__exact", "vanguard__id__exact")
    facts = [
        "user",
        "vanguard",
        "nature",
        "body",
        "starts_on",
        "ends_on",
        "declared_by",
        "declared_at",
        "ended_by",
    ]
    openings = {
        "declare": Opening(
            "Declare an interest, or that there is none",
            DeclareForm,
            interests.declare,
            WRITERS,
            "Nobody decides about a vanguard in which they have an interest.",
        )
    }
    acts = {
        "end": RowAct(
            "End the declaration",
            interests.end,
            EndForm,
            lambda interest: (Role.APPROVING_OFFICER,),
            lambda interest: interest.ends_on is None,
            "From that day on it keeps nobody from deciding. It stays on record.",
        )
    }
