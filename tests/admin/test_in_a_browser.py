"""The officers' pages in a real Chromium: no fault of access, nothing that the policy refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from core.clock import now
from notifications.models import Message
from tests.casework.attempts import together
from tests.casework.world import World
from tests.support.browser import Visitor
from tests.support.consent import wording

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long enough pass phrase"


def sign_in(visitor: Visitor, person: User) -> None:
    person.set_password(PASSWORD)
    person.save()
    visitor.go("/admin/login/?next=/admin/")
    visitor.page.get_by_label("E-mail address").fill(person.email)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.press("Sign in")


def check(visitor: Visitor) -> list[str]:
    """What is wrong with the page. The policy is asked first: axe itself breaks it where a style
    sheet imports another, as Django's forms.css does."""
    refused = visitor.page.evaluate("window.policyViolations")
    complaints = list(visitor.complaints)
    faults = visitor.faults()
    visitor.complaints.clear()
    wide = ["wider than its window"] if visitor.is_wider_than_its_window() else []
    return [*refused, *complaints, *faults, *wide]


@pytest.fixture
def scene() -> World:
    """One of everything, in the real time of the browser."""
    world = World().populated()
    with together():
        journey = world.journey("standstill", standstill_started_on=timezone.localdate())
        world.milestone(journey=journey)
        world.milestone("met", journey=journey, code="B07", title="Budget")
        world.mcp_contract("awarded")
        world.practice_contract("suspension_noticed", **{"notice_given_on": timezone.localdate()})
        world.participation("decided")
        world.gp_role()
        world.ownership()
        world.waiver(about=journey, rule="every_required_practice_has_decided")
        world.engagement(journey=journey)
        world.condition(review=world.review("passed_with_conditions", journey=journey))
        wording(world.takes_part(), "decision", by=world.officer)
        world.practice_change()
        world.template()
    Message.objects.create(
        kind="journey_moved",
        key="k",
        to=world.manager,
        about_type="formation.journey",
        about_id=journey.pk,
        posted_at=now(),
        due_at=now(),
    )
    return world


def pages() -> list[tuple[str, str]]:
    """Every list, and the page of one row of each."""
    found = [("programme", "/admin/"), ("password", "/admin/password_change/")]
    for model, door in admin.site._registry.items():
        if model is AuditEvent:
            continue
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        found.append((model._meta.label_lower, base))
        row: Any = model._default_manager.order_by("pk").last()
        if row is not None:
            found.append((f"{model._meta.label_lower} row", f"{base}{row.pk}/change/"))
        found += [(f"open {name}", f"{base}open/{name}/") for name in getattr(door, "openings", {})]
        acts = [*getattr(door, "pages", {}), *getattr(door, "acts", {})] if row else []
        kind = model._meta.model_name
        found += [(f"{name} {kind}", f"{base}{row.pk}/moves/{name}/") for name in acts]
    for name in ("invite-many", "decide-many"):
        found.append((name, f"/admin/gp_relationships/participation/{name}/"))
    return found


def test_every_page_is_clean(visitor: Visitor, scene: World, settings):
    settings.DEMONSTRATION = True
    visitor.go("/admin/login/")
    wrong = {"sign-in": check(visitor)}
    sign_in(visitor, scene.approver)
    for name, path in pages():
        assert visitor.go(path) == 200, path
        visitor.picture(f"admin-{name}".replace(" ", "-"))
        assert "fictional" in visitor.page.locator(".demonstration").inner_text()
        wrong[name] = check(visitor)
    visitor.page.context.clear_cookies()
    visitor.go("/admin/login/")
    sign_in(visitor, scene.actors["auditor"])
    event = AuditEvent.objects.create(
        kind="journey.go_live",
        about_type="formation.journey",
        about_id="1",
        by_id=scene.officer.pk,
        by_name=scene.officer.full_name,
        at=now(),
    )
    for name, path in {"audit": "", "audit-row": f"{event.pk}/change/"}.items():
        assert visitor.go(f"/admin/audit/auditevent/{path}") == 200
        visitor.picture(f"admin-{name}")
        wrong[name] = check(visitor)
    assert {name: found for name, found in wrong.items() if found} == {}


def test_pages_of_failure_are_clean(visitor: Visitor, scene: World):
    sign_in(visitor, scene.officer)
    contract = scene.practice.practice_contracts.get()
    journey = scene.vanguard.journeys.get()
    wrong: dict[str, list[str]] = {}
    visitor.go(f"/admin/contracts/practicecontract/{contract.pk}/moves/suspend/")
    wrong["not permitted"] = check(visitor)
    visitor.go(f"/admin/formation/journey/{journey.pk}/moves/pause/")
    visitor.press("Pause the journey")
    assert "Say why" in visitor.text()
    wrong["refused"] = check(visitor)
    milestone = journey.milestones.get(state="due")
    visitor.go(f"/admin/formation/milestone/{milestone.pk}/moves/meet/")
    visitor.press("Record as met")
    assert "Something is missing or wrong" in visitor.text()
    wrong["invalid"] = check(visitor)
    assert {name: found for name, found in wrong.items() if found} == {}


def test_one_decision_of_many_is_looked_at_and_refused_on_a_clean_page(
    visitor: Visitor, scene: World
):
    sign_in(visitor, scene.officer)
    path = "/admin/gp_relationships/participation/decide-many/"
    visitor.go(f"{path}?vanguard={scene.vanguard.pk}")
    visitor.page.get_by_label("ODS codes").fill(
        f"{scene.practice.code} {scene.other_practice.code}"
    )
    visitor.page.get_by_label("Level").select_option("full")
    visitor.press("Check")
    assert "All are done together or none is" in visitor.text()
    assert "has not been asked to take part" in visitor.text()
    assert visitor.page.get_by_role("button", name="Record the decision").count() == 0
    wrong = check(visitor)
    visitor.picture("admin-decide-many-checked")
    visitor.page.set_viewport_size({"width": 320, "height": 640})
    assert [*wrong, *check(visitor)] == []


def test_pages_fit_a_narrow_window_and_work_without_scripts(
    visit: Callable[..., Visitor], scene: World
):
    narrow = visit(window={"width": 320, "height": 640}, scripts=False)
    sign_in(narrow, scene.officer)
    journey = scene.vanguard.journeys.get()
    for path in ("/admin/", f"/admin/formation/journey/{journey.pk}/change/"):
        narrow.go(path)
        narrow.picture("admin-narrow" + path.replace("/", "-"))
        assert not narrow.is_wider_than_its_window(), path
    narrow.go(f"/admin/formation/journey/{journey.pk}/moves/pause/")
    narrow.page.get_by_label("Reason").fill("A flood.")
    narrow.press("Pause the journey")
    assert "“Pause the journey” is done" in narrow.text()
