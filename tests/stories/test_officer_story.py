"""An officer conducts a journey; an approving officer decides; each sees what the other may not."""

import pytest

from contracts.models import McpContract
from core.clock import now
from formation.models import Journey
from tests.admin.test_in_a_browser import check, sign_in
from tests.casework.world import World
from tests.support.browser import Visitor
from tests.support.programme import assured

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def act(visitor: Visitor, name: str, **typed: str) -> None:
    """Choose a move on the page, fill in its form, and make it."""
    visitor.page.get_by_role("link", name=name, exact=True).click()
    for label, value in typed.items():
        field = visitor.page.get_by_label(label.replace("_", " "), exact=False).first
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    visitor.press(name)


def test_an_officer_walks_a_journey_and_an_approving_officer_approves(visit):
    world = World().populated()
    olive, ada = visit(), visit()
    sign_in(olive, world.officer)
    sign_in(ada, world.approver)

    # Given a vanguard that sets out under the full model
    olive.go("/admin/formation/journey/")
    olive.press("Begin a journey")
    olive.page.get_by_label("Vanguard").select_option(label=str(world.vanguard))
    olive.page.get_by_label("Officer who looks after it").select_option(str(world.officer.pk))
    olive.press("Begin a journey")
    assert olive.heading() == "Journey of Testshire Together Identified"
    act(olive, "Begin engagement")
    act(olive, "Select the model", Model="full", Planned_day="2027-12-01")
    assert "Model selected" in olive.heading()
    assert "0 met, 30 open" in olive.text()
    act(olive, "Begin ISAP early engagement")
    act(olive, "Engage the market")
    olive.picture("story-journey")
    assert check(olive) == []

    # When she would pass checkpoint 1, she sees why not yet and that it is not hers to pass
    moves = olive.page.locator("#moves").inner_text()
    assert "No contract or alliance agreement of Testshire Together is on record." in moves
    assert "For the approving officer." in moves
    journey = Journey.objects.get()
    address = f"/admin/formation/journey/{journey.pk}/moves/pass_checkpoint_1/"
    assert olive.go(address) == 403
    assert "the approving officer" in olive.text()

    # And the approving officer is refused too, with the reason
    assert ada.go(address) == 200
    assert "is on record" in ada.text()
    assert ada.page.get_by_role("button", name="Pass ISAP checkpoint 1").count() == 0

    # Then she drafts the contract, and he passes the checkpoint
    olive.go("/admin/contracts/mcpcontract/open/draft/")
    olive.page.get_by_label("Vanguard").select_option(label=str(world.vanguard))
    olive.page.get_by_label("Model").select_option("full")
    olive.page.get_by_label("Form of contract").select_option("aco_2017")
    olive.press("Draft a contract")
    assert McpContract.objects.get().state == "drafting"
    ada.go(address)
    assert "ISAP checkpoint 1 of Testshire Together is not recorded as passed." in ada.text()
    assured(journey, "ee", "cp1", by=world.approver, at=now())
    ada.go(f"/admin/formation/journey/{journey.pk}/change/")
    act(ada, "Pass ISAP checkpoint 1", Note="The panel agreed.")
    assert "Checkpoint 1" in ada.heading()
    history = ada.page.locator("#history").inner_text()
    assert "The panel agreed." in history
    assert world.approver.full_name in history

    # And whoever presses an old page is told what has been done meanwhile
    olive.go(f"/admin/formation/journey/{journey.pk}/moves/pause/")
    ada.go(f"/admin/formation/journey/{journey.pk}/change/")
    act(ada, "Pause the journey", Reason="Elections.")
    olive.page.get_by_label("Reason").fill("My own reason.")
    olive.press("Pause the journey")
    assert f"was already done by {world.approver.full_name}" in olive.text()
    olive.picture("story-already")
    assert check(olive) == []

    # And the milestones are met from the journey's own page
    ada.go(f"/admin/formation/journey/{journey.pk}/change/")
    act(ada, "Resume the journey")
    ada.page.get_by_role("link", name="Record as met of B01").click()
    ada.page.get_by_label("Day it was met").fill(journey.changes.first().made_on.isoformat())
    ada.page.get_by_label("What shows that it is done").fill("Minute of the governing body")
    ada.press("Record as met")
    assert "3 met, 27 open" in ada.text()
    ada.picture("story-met")
    assert check(ada) == []
