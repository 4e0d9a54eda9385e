"""Officers revise the milestones of a model with four eyes, see what moves before it does, and a
practice records what it has kept; in a real browser."""

import pytest
import time_machine

from formation.actions import journeys, milestones
from formation.models import Journey, MilestoneTemplate
from formation.rules.states import Model
from tests.admin.test_in_a_browser import check, sign_in
from tests.casework.attempts import together
from tests.casework.world import World
from tests.stories.test_portal_story import sign_in as sign_in_to_the_portal
from tests.support.browser import NARROW, Visitor
from tests.support.people import NOW, TODAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/admin/formation/milestonetemplate/"


@pytest.fixture(autouse=True)
def fixed_day():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def world() -> World:
    """A journey to a full MCP, dated a year and a half ahead, with one practice that decided."""
    made = World().populated()
    with together():
        made.participation("decided")
        journey = made.journey("engaging", model="", planned_go_live_on=None)
    journeys.select_model(
        journey_id=journey.pk,
        model=Model.FULL,
        planned_go_live_on=TODAY.replace(year=2028, month=6, day=5),
        by=made.officer,
        at=NOW,
    )
    return made


def fill(visitor: Visitor, **typed: str) -> None:
    for label, value in typed.items():
        field = visitor.page.get_by_label(label.replace("_", " "), exact=True)
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def test_officers_revise_a_template_and_a_journey_adopts_it(visit, world):
    olive, ada = visit(), visit()
    sign_in(olive, world.officer)
    sign_in(ada, world.approver)

    # Given a draft, which begins as a copy
    olive.go(LIST)
    assert check(olive) == []
    olive.picture("templates-list")
    olive.press("Draft a new version")
    olive.page.get_by_label("Model").select_option("full")
    olive.press("Draft a new version")
    assert olive.heading() == "Full template 2 Drafted"
    assert "36 milestones, 36 of them to confirm" in olive.text()
    assert check(olive) == []
    olive.picture("templates-draft")

    # When a milestone is saved that would not do, every reason is given at once
    olive.page.get_by_role("link", name="Change B35").click()
    assert olive.page.get_by_label("Title").input_value() == "26-week review"
    assert check(olive) == []
    olive.picture("templates-change")
    fill(olive, Depends_on="B32, B99", Reminders="1, 7", Kept_when="assurance.cp1")
    olive.press("Change a milestone")
    said = olive.text()
    for part in (
        "B35 depends on B99, which is not in this template.",
        "B35: its first reminder would come after the day of which it warns.",
        "which its owner cannot do",
    ):
        assert part in said
    assert check(olive) == []
    olive.picture("templates-refused")
    fill(olive, Depends_on="B32", Reminders="-14, 7", Kept_when="", Title="Half-year review")
    olive.page.get_by_label("How many weeks or working days").fill("30")
    olive.press("Change a milestone")
    assert "What differs from version 1" in olive.text()
    olive.press("Mark as checked")
    olive.press("Mark as checked")
    assert olive.heading() == "Full template 2 Checked"

    # Then another officer publishes it, having seen what differs and whom it concerns
    draft = MilestoneTemplate.objects.get(model="full", number=2)
    ada.go(f"{LIST}{draft.pk}/moves/publish/")
    assert "Half-year review" in ada.text()
    assert "Journey of Testshire Together" in ada.text()
    assert check(ada) == []
    ada.picture("templates-publish")
    ada.press("Publish")
    assert ada.heading() == "Full template 2 Published"

    # And lets the journey adopt it, after a preview
    journey = Journey.objects.get()
    ada.go(f"/admin/formation/journey/{journey.pk}/moves/adopt_template/")
    assert ada.page.get_by_role("button", name="Adopt newer milestones").count() == 0
    ada.page.get_by_label("Reason").fill("The board wishes it.")
    ada.press("Show what would change")
    assert "Every milestone, as it would be" in ada.text()
    assert check(ada) == []
    ada.picture("templates-adopt")
    ada.page.get_by_role("button", name="Adopt newer milestones").click()
    review = journey.milestones.get(code="B35")
    assert (review.title, review.ladder) == ("Half-year review", [-14, 7])
    assert "They are set by the Full template 2." in ada.text()
    assert "What has moved since last week" in ada.text()
    assert check(ada) == []
    ada.picture("journey-milestones")


def test_the_day_is_moved_after_a_preview(visit, world):
    olive = visit()
    sign_in(olive, world.officer)
    journey = Journey.objects.get()
    own = journey.milestones.get(code="B07")
    milestones.redate(
        milestone_id=own.pk, due_on=TODAY, by=world.officer, at=NOW, note="The board meets."
    )
    address = f"/admin/formation/journey/{journey.pk}/moves/plan_go_live/"
    olive.go(address)
    assert olive.page.get_by_role("button", name="Change the go-live date").count() == 0
    olive.page.get_by_label("Planned day of going live").fill("2028-07-03")
    olive.page.get_by_label("Reason").fill("Building works.")
    olive.press("Show what would change")
    assert "It was given a date of its own." in olive.text()
    assert "5 June 2028" in olive.text()
    assert "3 July 2028" in olive.text()
    assert Journey.objects.get().planned_go_live_on.month == 6
    assert check(olive) == []
    olive.picture("journey-preview")
    olive.page.get_by_role("button", name="Change the go-live date").click()
    assert Journey.objects.get().planned_go_live_on.month == 7
    assert journey.milestones.get(code="B32").due_on.isoformat() == "2028-07-03"
    milestone = journey.milestones.get(code="B28")
    olive.go(f"/admin/formation/milestone/{milestone.pk}/change/")
    assert "10 weeks before going live" in olive.text()
    assert "Certificate of posting" in olive.text()
    assert check(olive) == []
    olive.picture("milestone-page")


@pytest.mark.parametrize("window", [{"width": 1200, "height": 900}, NARROW])
def test_a_practice_records_what_it_has_kept(visit, world, window):
    world.partner.set_password("a long enough password")
    world.partner.save()
    partner = visit(window=window)
    sign_in_to_the_portal(partner, world.partner, then="/milestones/")
    assert "First reactivation point" in partner.text()
    assert "Shortlist" not in partner.text()
    assert "What has moved since last week" in partner.text()
    partner.check()
    partner.picture(f"portal-milestones-{window['width']}")
    partner.page.get_by_role("link", name="Record as met for First reactivation point").click()
    assert "What the practice decided" in partner.text()
    partner.check()
    partner.picture(f"portal-milestone-{window['width']}")
    partner.press("Record as met")
    assert partner.page.title().startswith("Error: ")
    partner.check()
    fields = partner.page
    for part, value in {"Day": "23", "Month": "11", "Year": "2026"}.items():
        fields.get_by_label(part, exact=True).fill(value)
    partner.press("Record as met")
    assert "Name what shows that" in partner.text()
    partner.check()
    partner.picture(f"portal-milestone-errors-{window['width']}")
    fields.get_by_label("What shows that it is done?").fill("Minute of the partners' meeting")
    partner.press("Record as met")
    assert "“First reactivation point” is recorded as met." in partner.text()
    partner.check()
    row = Journey.objects.get().milestones.get(code="B34")
    assert (row.state, row.evidence) == ("met", "Minute of the partners' meeting")
