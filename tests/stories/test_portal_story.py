"""A practice decides, in a real browser: wide, narrow, by keyboard, without scripts."""

import pytest
import time_machine
from django.db import OperationalError

from accounts.models import Membership
from contracts.actions import practice_contracts
from gp_relationships.actions import gp_roles, holder_logins, participations
from gp_relationships.models import Participation
from portal.views import home
from tests.support.browser import NARROW
from tests.support.consent import everybody_signed, holder, wording
from tests.support.people import NOW, TODAY
from tests.support.programme import begun, ready_to_suspend

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def fixed_day():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def scene(full_contract, journey, officer, practice_contract, participation, partner, manager):
    """A full MCP in the making; the practice is invited; its contract is retained."""
    begun(journey, "full", officer, go_live_on=TODAY.replace(year=2027, month=6, day=1))
    for person in (partner, manager):
        person.set_password(PASSWORD)
        person.save()
    everybody_signed(participation, "full", by=officer, names=["Dr Amina Khan"])
    return participation


def sign_in(visitor, person, *, then="/"):
    visitor.go(then)
    visitor.page.get_by_label("E-mail address").fill(person.email)
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.press("Sign in")


def fill_decision(visitor, *, day="20", month="11", year="2026"):
    page = visitor.page
    page.get_by_label("Fully integrated").check()
    page.get_by_label("Day").fill(day)
    page.get_by_label("Month").fill(month)
    page.get_by_label("Year").fill(year)


def test_a_partner_signs_in_and_records_the_decision(scene, partner, visitor):
    # given a sign-in that fails first
    visitor.go("/")
    visitor.check()
    visitor.picture("01-sign-in")
    visitor.page.get_by_label("E-mail address").fill(partner.email)
    visitor.page.get_by_label("Password", exact=True).fill("wrong")
    visitor.press("Sign in")
    assert visitor.page.title().startswith("Error: Sign in")
    assert visitor.page.evaluate("document.activeElement.className") == "nhsuk-error-summary"
    visitor.check()
    visitor.picture("02-sign-in-error")
    # when the partner signs in and starts to decide
    sign_in(visitor, partner)
    assert visitor.heading() == "Practice X00001 Riverside Surgery"
    visitor.check()
    visitor.picture("03-home")
    visitor.press("Record the decision")
    visitor.check()
    visitor.picture("04-ask")
    # then an empty form says all that is missing, and links to each field
    visitor.press("Continue")
    assert visitor.page.title().startswith("Error: Record the decision")
    visitor.check()
    visitor.picture("05-ask-errors")
    visitor.page.get_by_role("link", name="Enter the date of the decision").click()
    assert visitor.page.evaluate("document.activeElement.id") == "decided_on-day"
    # and a decision of tomorrow is refused by the law, at its field
    fill_decision(visitor, day="24")
    visitor.press("Continue")
    assert "which has not come yet" in visitor.text()
    assert visitor.page.get_by_label("Day").input_value() == "24"
    visitor.check()
    visitor.picture("06-ask-refused")
    visitor.page.get_by_label("Day").fill("20")
    visitor.press("Continue")
    # and what was answered is checked, changed, and recorded once
    assert visitor.heading().endswith("Check your answers")
    visitor.check()
    visitor.picture("07-check")
    visitor.press("Change date of the decision")
    visitor.page.get_by_label("Day").fill("19")
    visitor.press("Continue")
    assert "19 November 2026" in visitor.text()
    visitor.press("Record the decision")
    assert visitor.heading() == "Decision recorded"
    assert "MCP99-X00001-2" in visitor.text()
    visitor.check()
    visitor.picture("08-recorded")
    visitor.page.reload()
    visitor.page.go_back()
    assert visitor.heading() == "Decision recorded"
    decided = Participation.objects.get(pk=scene.pk)
    assert (decided.state, decided.version) == ("decided", 2)
    visitor.go("/")
    visitor.check()
    visitor.picture("09-home-decided")


def press_sign(visitor):
    """The button, and not the one that signs out."""
    visitor.page.get_by_role("button", name="Sign", exact=True).click()


def test_a_partner_reads_the_decision_sheet_and_signs_it(scene, partner, manager, officer, visit):
    # given another partner, who has not signed, and whose sign-in is linked
    mine = holder(scene, "Dr Peter Lowe", by=officer)
    holder_logins.link(
        participation_id=scene.pk, holder_id=mine.pk, user=partner, by=officer, at=NOW
    )
    visitor = visit()
    sign_in(visitor, partner, then=f"/participations/{scene.pk}/")
    assert "Dr Peter Lowe has not signed the decision sheet." in visitor.text()
    visitor.press("Decision sheet")
    assert visitor.heading().endswith("Decision sheet")
    visitor.check()
    visitor.picture("11-decision-sheet")
    # when they press without a word, it says what is missing
    press_sign(visitor)
    assert visitor.page.title().startswith("Error: Decision sheet")
    visitor.check()
    visitor.picture("12-decision-sheet-errors")
    # and once they choose and tick, they have signed
    visitor.page.get_by_label("Fully integrated").check()
    visitor.page.get_by_label("I, Dr Peter Lowe, have read").check()
    press_sign(visitor)
    assert "Signed by all" in visitor.text()
    visitor.check()
    visitor.picture("13-decision-sheet-signed")
    # then the manager sees who has signed, and signs nothing
    reader = visit()
    sign_in(reader, manager, then=f"/participations/{scene.pk}/documents/decision/")
    assert "Dr Peter Lowe" in reader.text()
    assert reader.page.get_by_role("button", name="Sign", exact=True).count() == 0
    reader.check()
    # and when the wording changes, everybody signs again
    wording(scene, "decision", by=officer, number=2, text="Otherwise.", published_on=TODAY)
    reader.page.reload()
    assert "3 of 3 holders must sign again" in reader.text()


def test_every_other_page_is_clean(scene, partner, practice, officer, approver, vanguard, visitor):
    gp = gp_roles.register_gp(
        full_name="Dr Amina Khan", gmc_number="1234567", practice_id=practice.pk, post="partner",
        starts_on=TODAY.replace(year=2020), by=officer, at=NOW,
    )  # fmt: skip
    gp_roles.propose(
        gp_id=gp.pk, vanguard_id=vanguard.pk, practice_id=practice.pk, kind="employee",
        starts_on=TODAY, by=officer, at=NOW,
    )  # fmt: skip
    sign_in(visitor, partner)
    for name in ("milestones", "contract", "gp-roles", "practice", "history", "account"):
        assert visitor.go(f"/{name}/") == 200
        visitor.check()
        visitor.picture(f"10-{name}")
    assert visitor.go(f"/participations/{scene.pk}/next/") == 200
    visitor.check()
    visitor.picture("10-next-steps")
    assert visitor.go("/account/password/") == 200
    visitor.check()
    visitor.press("Change password")
    assert "Enter your current password" in visitor.text()
    visitor.check()
    visitor.picture("10-password-refused")
    assert visitor.go(f"/participations/{scene.pk}/") == 200
    visitor.check()
    visitor.picture("11-participation")
    assert visitor.go("/nowhere/") == 404
    visitor.check()
    visitor.picture("12-not-found")


def test_error_pages_look_alike_and_a_demonstration_says_so(
    scene, partner, visitor, settings, monkeypatch
):
    settings.DEMONSTRATION = True
    sign_in(visitor, partner)
    visitor.check()
    visitor.picture("25-home-demonstration")
    for fault, status in ((RuntimeError("a fault"), 500), (OperationalError("away"), 503)):

        def fail(here, fault=fault):
            raise fault

        monkeypatch.setattr(home.selectors, "participations_of", fail)
        assert visitor.go("/") == status
        assert "Demonstration: practices and people are fictional." in visitor.everything()
        visitor.check()
        visitor.picture(f"26-error-{status}")
    # a form whose marks were lost on the way
    visitor.go(f"/participations/{scene.pk}/decide/")
    fill_decision(visitor)
    visitor.page.locator("[name=sealed]").evaluate("field => field.value = 'changed'")
    visitor.press("Continue")
    assert visitor.heading() == "Something was wrong with the request"
    visitor.check()
    visitor.picture("27-error-400")
    visitor.go("/account/")
    visitor.page.locator("[name=csrfmiddlewaretoken]").first.evaluate("field => field.remove()")
    visitor.press("Sign out")
    assert visitor.heading() == "Nothing was saved"
    visitor.check()
    visitor.picture("28-error-403")


def test_a_suspended_contract_shows_when_it_can_be_resumed(
    scene, practice_contract, officer, approver, partner, visitor
):
    mcp = scene.vanguard.mcp_contracts.get()
    participations.decide(
        participation_id=scene.pk, level="full", decided_on=TODAY, by=officer, at=NOW
    )
    ready_to_suspend(practice_contract, mcp, officer)
    practice_contracts.suspend(contract_id=practice_contract.pk, by=approver, at=NOW)
    sign_in(visitor, partner)
    assert "23 November 2028" in visitor.text()
    assert "23 November 2027" in visitor.text()
    visitor.check()
    visitor.picture("13-home-suspended")
    visitor.press("Your contract in full")
    assert visitor.heading() == "Your contract"
    assert visitor.text().count("23 November 2027") == 1
    visitor.check()
    visitor.picture("13-contract-suspended")
    visitor.page.set_viewport_size(NARROW)
    visitor.page.reload()
    visitor.check()
    visitor.picture("13-contract-suspended-narrow")


def test_a_manager_tells_who_joins_and_reads_that_it_was_told(
    scene, practice_contract, manager, visitor
):
    sign_in(visitor, manager, then="/contract/")
    visitor.press("tell us who")
    assert visitor.heading().endswith("Partners joining or leaving")
    visitor.check()
    visitor.press("Tell the programme office")
    assert visitor.page.title().startswith("Error: Partners joining or leaving")
    visitor.check()
    visitor.picture("32-partners-errors")
    visitor.page.get_by_label("Who joins?").fill("Dr Peter Lowe 7654321")
    for part, value in {"Day": "1", "Month": "2", "Year": "2027"}.items():
        visitor.page.get_by_label(part, exact=True).fill(value)
    visitor.press("Tell the programme office")
    assert "The programme office has been told" in visitor.text()
    assert "Joining: Dr Peter Lowe 7654321" in visitor.text()
    visitor.check()
    visitor.picture("33-partners-told")


def test_a_line_that_is_not_met_leads_to_the_page_that_mends_it(scene, partner, officer, visitor):
    # given another holder who has not signed, so that the decision cannot be recorded
    holder(scene, "Dr Peter Lowe", by=officer)
    sign_in(visitor, partner, then=f"/participations/{scene.pk}/")
    assert "Dr Peter Lowe has not signed the decision sheet." in visitor.text()
    visitor.check()
    visitor.picture("34-participation-unsigned")
    # when the partner follows the link beside it
    visitor.press("See who signs, and sign")
    # then it is the page on which it is signed
    assert visitor.heading().endswith("Decision sheet")
    visitor.check()
    # and the step itself says the same, with the same way
    assert visitor.go(f"/participations/{scene.pk}/decide/") == 422
    assert "Dr Peter Lowe has not signed" in visitor.text()
    visitor.press("See who signs, and sign")
    assert visitor.heading().endswith("Decision sheet")


def test_a_manager_is_told_who_decides(scene, manager, visitor):
    sign_in(visitor, manager)
    visitor.check()
    visitor.picture("14-home-manager")
    assert visitor.go(f"/participations/{scene.pk}/decide/") == 403
    assert "GP partner of your practice" in visitor.text()
    visitor.check()
    visitor.picture("15-closed-to-the-manager")


def test_a_manager_of_two_practices_changes_between_them(scene, manager, other_practice, visitor):
    Membership.objects.create(
        user=manager, role="practice_manager", practice=other_practice, starts_on=TODAY,
        granted_by=manager,
    )  # fmt: skip
    sign_in(visitor, manager)
    assert "Hilltop" in visitor.heading()
    assert "No vanguard has asked your practice" in visitor.text()
    visitor.check()
    visitor.press("Change practice")
    visitor.check()
    visitor.picture("29-account-two-practices")
    visitor.page.get_by_label("Riverside Surgery").check()
    visitor.press("Act for this practice")
    assert "Riverside" in visitor.heading()


def test_what_is_closed_says_why(scene, partner, practice, officer, visitor):
    practice.status = "closed"
    practice.save()
    sign_in(visitor, partner, then=f"/participations/{scene.pk}/decide/")
    assert visitor.heading().endswith("This cannot be done yet")
    visitor.check()
    visitor.picture("30-closed-by-the-law")
    visitor.go(f"/participations/{scene.pk}/")
    visitor.check()
    visitor.picture("31-participation-closed")
    practice.status = "active"
    practice.save()
    for slug in ("state-preference", "decide-in-principle"):
        visitor.go(f"/participations/{scene.pk}/{slug}/")
        visitor.check()
        visitor.press("Continue")
        visitor.check()


def test_a_stranger_is_told_why_and_whom_to_ask(scene, stranger, officer, visit):
    for person, name in ((stranger, "16-no-practice"), (officer, "17-officer")):
        person.set_password(PASSWORD)
        person.save()
        visitor = visit()
        sign_in(visitor, person)
        assert visitor.heading() == "You speak for no practice"
        visitor.check()
        visitor.picture(name)


def test_a_change_meanwhile_is_shown_and_the_answers_are_kept(scene, partner, officer, visitor):
    sign_in(visitor, partner, then=f"/participations/{scene.pk}/decide/")
    fill_decision(visitor)
    visitor.press("Continue")
    participations.state_preference(
        participation_id=scene.pk, level="partial", by=officer, at=NOW, note="By telephone."
    )
    visitor.press("Record the decision")
    assert visitor.heading() == "Someone changed this while you were working"
    assert "By telephone." in visitor.text()
    visitor.check()
    visitor.picture("18-conflict")
    visitor.press("Look at your answers again")
    assert visitor.page.get_by_label("Day").input_value() == "20"
    visitor.press("Continue")
    visitor.press("Record the decision")
    assert visitor.heading() == "Decision recorded"


def test_a_double_click_records_once(scene, partner, visitor_without_scripts):
    visitor = visitor_without_scripts
    sign_in(visitor, partner, then=f"/participations/{scene.pk}/decide/")
    fill_decision(visitor)
    visitor.press("Continue")
    visitor.page.get_by_role("button", name="Record the decision").dblclick()
    visitor.page.wait_for_url("**/recorded/2/")
    assert visitor.heading() == "Decision recorded"
    assert Participation.objects.get(pk=scene.pk).version == 2


def test_it_all_works_without_scripts(scene, partner, visitor_without_scripts):
    visitor = visitor_without_scripts
    sign_in(visitor, partner)
    visitor.press("Record the decision")
    visitor.press("Continue")
    assert "There is a problem" in visitor.text()
    visitor.picture("19-errors-without-scripts")
    fill_decision(visitor)
    visitor.press("Continue")
    visitor.press("Record the decision")
    assert visitor.heading() == "Decision recorded"
    visitor.picture("20-recorded-without-scripts")
    visitor.press("Sign out")
    assert visitor.heading() == "Sign in"
    assert visitor.complaints == []


def test_a_small_window_needs_no_scrolling_sideways(scene, partner, small):
    sign_in(small, partner)
    small.check()
    small.picture("21-small-home")
    for path in ("milestones/", "history/", f"participations/{scene.pk}/decide/"):
        small.go(f"/{path}")
        small.check()
        small.picture(f"22-small-{path.split('/')[0]}-{path.split('/')[-2][:9]}")
    small.press("Continue")
    small.check()
    small.picture("23-small-errors")
    fill_decision(small)
    small.press("Continue")
    small.check()
    small.picture("24-small-check")


def test_the_decision_can_be_made_by_keyboard_alone(scene, partner, visitor):
    sign_in(visitor, partner)
    keys = visitor.page.keyboard

    def tab_to(name: str) -> None:
        for _ in range(40):
            keys.press("Tab")
            focused = visitor.page.evaluate(
                "(document.activeElement.labels?.[0] ?? document.activeElement).innerText.trim()"
            )
            if focused == name:
                return
        raise AssertionError(f"{name} is not reached by the Tab key")

    tab_to("Record the decision")
    keys.press("Enter")
    visitor.page.wait_for_url("**/decide/")
    tab_to("Fully integrated")
    keys.press("Space")
    for label, value in (("Day", "20"), ("Month", "11"), ("Year", "2026")):
        tab_to(label)
        keys.type(value)
    tab_to("Continue")
    keys.press("Enter")
    visitor.page.wait_for_url("**/check/")
    tab_to("Record the decision")
    keys.press("Enter")
    visitor.page.wait_for_url("**/recorded/2/")
    assert visitor.heading() == "Decision recorded"
