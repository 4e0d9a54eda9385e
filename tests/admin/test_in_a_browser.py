"""The officers' pages in a real Chromium: no fault of access, nothing that the policy refuses."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Membership, User
from contracts.models import McpContract, PracticeContract
from formation.models import Journey, Milestone
from gp_relationships.models import Gp, GpRole, Participation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long enough pass phrase"


def sign_in(visitor, user: User) -> None:
    user.set_password(PASSWORD)
    user.save()
    visitor.go("/admin/login/?next=/admin/")
    visitor.page.get_by_label("E-mail address").fill(user.email)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.press("Sign in")


def officer_of_the_demonstration() -> User:
    return Membership.objects.filter(role="programme_officer").first().user


def test_look(visitor, settings):
    settings.DEMONSTRATION = True
    call_command("load_demonstration")
    visitor.go("/admin/")
    visitor.picture("login")
    faults = {}

    def look(name):
        visitor.picture(name)
        faults[name] = (
            visitor.faults(),
            visitor.is_wider_than_its_window(),
            visitor.page.evaluate("window.policyViolations"),
            visitor.complaints[:],
        )
        visitor.complaints.clear()

    look("login")
    sign_in(visitor, officer_of_the_demonstration())
    look("index")
    for state in Journey.objects.values_list("state", flat=True).distinct():
        visitor.go(
            reverse(
                "admin:formation_journey_change",
                args=[Journey.objects.filter(state=state).first().pk],
            )
        )
        look(f"journey-{state}")
    for model in (
        Journey,
        Milestone,
        McpContract,
        PracticeContract,
        Participation,
        GpRole,
        Gp,
        User,
        Membership,
    ):
        m = model._meta
        visitor.go(reverse(f"admin:{m.app_label}_{m.model_name}_changelist"))
        look(f"list-{m.model_name}")
        visitor.go(
            reverse(
                f"admin:{m.app_label}_{m.model_name}_change",
                args=[model.objects.order_by("-created_at").first().pk],
            )
        )
        look(f"page-{m.model_name}")
    for path in (
        "audit/auditevent/",
        "notifications/message/",
        "organisations/practice/",
        "organisations/importrun/",
        "contracts/mcpcontract/open/draft/",
        "gp_relationships/gprole/open/propose/",
        "gp_relationships/participation/invite-many/",
        "formation/journey/open/identify/",
        "accounts/user/open/add/",
    ):
        print(path, visitor.go("/admin/" + path))
        look("at-" + path.replace("/", "_"))
    j = (
        Journey.objects.exclude(model="")
        .exclude(state__in=["live", "ended", "abandoned", "paused"])
        .first()
    )
    for move in ("pause", "plan_go_live", "go_live", "begin_engagement"):
        visitor.go(f"/admin/formation/journey/{j.pk}/moves/{move}/")
        look(f"move-{move}")
    for name, found in faults.items():
        if found[0] or found[1] or found[2] or found[3]:
            print(name, found)
