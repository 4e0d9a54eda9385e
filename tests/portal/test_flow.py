"""Ask, check, record: one call, once, for what the person saw; and why not, where it belongs."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit.models import AuditEvent
from contracts.actions import practice_contracts
from core.errors import Busy
from gp_relationships.actions import participations
from gp_relationships.models import Participation, ParticipationChange
from notifications.models import Message
from portal.views import participations as views
from tests.portal.conftest import DECISION, Flow, sealed_in
from tests.support.people import NOW, TODAY, person


def state_of(participation) -> tuple[str, int]:
    now = Participation.objects.get(pk=participation.pk)
    return now.state, now.version


def test_a_partner_records_the_decision(flow):
    asked = flow.ask(note="We voted on Friday.")
    assert asked["Location"] == flow.url("check")
    shown = flow.client.get(flow.url("check")).content.decode()
    for answer in ("Fully integrated", "20 November 2026", "We voted on Friday."):
        assert answer in shown
    assert state_of(flow.participation) == ("invited", 1)
    done = flow.check()
    assert done["Location"] == flow.url("recorded", version=2)
    decided = Participation.objects.get(pk=flow.participation.pk)
    assert (decided.state, decided.level, decided.signatories) == (
        "decided",
        "full",
        "Ann Doctor, Bea Doctor",
    )
    event = ParticipationChange.objects.get(subject=decided, version=2)
    assert (event.made_by.email.split(".")[0], event.note) == ("gp_partner", "We voted on Friday.")
    assert "MCP99-X00001-2" in flow.client.get(done["Location"]).content.decode()
    assert Message.objects.filter(kind="participation_decided").exists()


@pytest.mark.parametrize(
    ("slug", "state"),
    [("state-preference", "preference"), ("decide-in-principle", "in_principle")],
)
def test_the_two_steps_before_it_are_recorded_alike(flow, slug, state):
    flow.slug = slug
    flow.ask()
    assert flow.check().status_code == 302
    assert state_of(flow.participation) == (state, 2)


def test_a_manager_states_a_preference_and_leaves_deciding_to_a_partner(
    participation, manager, as_person
):
    flow = Flow(as_person(manager), participation, "state-preference")
    flow.ask()
    assert flow.check().status_code == 302
    flow.slug = "decide"
    for response in (flow.client.get(flow.url()), flow.client.post(flow.url(), DECISION)):
        assert response.status_code == 403
        assert "GP partner of your practice" in response.content.decode()
    assert state_of(participation) == ("preference", 2)


def test_a_manager_with_a_partner_s_check_page_is_refused_by_the_act(flow, manager, as_person):
    flow.ask()
    sealed = sealed_in(flow.client.get(flow.url("check")))
    flow.client.force_login(manager)
    assert flow.client.post(flow.url("check"), {"sealed": sealed}).status_code == 400
    assert state_of(flow.participation) == ("invited", 1)


def test_sent_twice_it_is_recorded_once(flow):
    flow.ask()
    sealed = sealed_in(flow.client.get(flow.url("check")))
    first = flow.client.post(flow.url("check"), {"sealed": sealed})
    again = flow.client.post(flow.url("check"), {"sealed": sealed})
    assert first["Location"] == again["Location"] == flow.url("recorded", version=2)
    assert state_of(flow.participation) == ("decided", 2)
    assert AuditEvent.objects.filter(kind="participation.decide").count() == 1
    # and going back leads to what was recorded, not to the form
    assert flow.client.get(flow.url("check"))["Location"] == flow.url("recorded", version=2)


@pytest.mark.django_db(transaction=True)
def test_sent_by_two_connections_at_once_it_is_recorded_once(raced, flow, as_person, partner):
    flow.ask()
    sealed = sealed_in(flow.client.get(flow.url("check")))
    responses = raced(
        lambda: as_person(partner).post(flow.url("check"), {"sealed": sealed}), times=3
    )
    assert {r["Location"] for r in responses} == {flow.url("recorded", version=2)}
    assert state_of(flow.participation) == ("decided", 2)
    assert Message.objects.filter(kind="participation_decided", to=partner).count() == 1


def test_a_change_meanwhile_is_shown_with_the_answers_and_nothing_is_recorded(flow, officer):
    flow.ask()
    sealed = sealed_in(flow.client.get(flow.url("check")))
    participations.state_preference(
        participation_id=flow.participation.pk,
        level="partial",
        by=officer,
        at=NOW,
        note="By phone.",
    )
    response = flow.client.post(flow.url("check"), {"sealed": sealed})
    body = response.content.decode()
    assert response.status_code == 409
    for words in ("By phone.", officer.full_name, "Partially integrated", "20 November 2026"):
        assert words in body
    assert state_of(flow.participation) == ("preference", 2)
    # the answers are kept; looked at again, they can be recorded
    assert 'value="20"' in flow.client.get(flow.url()).content.decode()
    assert flow.client.get(flow.url("check"))["Location"] == flow.url()
    flow.ask()
    assert flow.check()["Location"] == flow.url("recorded", version=3)


@pytest.mark.parametrize("who", ["myself, otherwise", "a colleague, the same"])
def test_only_the_very_same_act_of_the_same_person_counts_as_sent_twice(
    flow, partner, practice, who
):
    flow.ask()
    sealed = sealed_in(flow.client.get(flow.url("check")))
    mine = who.startswith("myself")
    participations.decide(
        participation_id=flow.participation.pk,
        level="full",
        decided_on=TODAY.replace(day=19 if mine else 20),
        by=partner if mine else person(Role.GP_PARTNER, practice=practice),
        at=NOW,
    )
    response = flow.client.post(flow.url("check"), {"sealed": sealed})
    assert response.status_code == 409
    assert state_of(flow.participation) == ("decided", 2)


def test_a_form_that_grew_old_meets_the_same_page(flow, officer):
    sealed = sealed_in(flow.client.get(flow.url()))
    participations.state_preference(
        participation_id=flow.participation.pk, level="partial", by=officer, at=NOW
    )
    assert flow.client.post(flow.url(), {**DECISION, "sealed": sealed}).status_code == 409


@pytest.mark.parametrize(
    ("answers", "words", "place"),
    [
        ({"level": ""}, "Select how far the practice will integrate", "#level"),
        ({"level": "wholly"}, "Select how far the practice will integrate", "#level"),
        ({"note": "x" * 2001}, "must be 2000 characters or less", "#note"),
        ({"decided_on-month": ""}, "must include a month", "#decided_on-month"),
        (
            {"decided_on-day": "", "decided_on-month": ""},
            "must include a day and month",
            "#decided_on-day",
        ),
        ({"decided_on-day": "31"}, "Date of the decision must be a real date", "#decided_on-day"),
        ({"decided_on-day": "١"}, "Date of the decision must be a real date", "#decided_on-day"),
        ({"decided_on-year": "26"}, "Year must include 4 numbers", "#decided_on-year"),
        ({"decided_on-year": "1947"}, "must be between 5 July 1948", "#decided_on-year"),
        ({"decided_on-year": "9999"}, "must be between 5 July 1948", "#decided_on-year"),
        # from here on it is the law that speaks, at the same places
        ({"decided_on-day": "24"}, "which has not come yet", "#decided_on-day"),
        ({"level": "virtual"}, "does not offer practices the virtual level", "#level"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_cleared(flow, answers, words, place):
    response = flow.ask(**answers)
    body = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: Record the decision" in body
    assert "There is a problem" in body
    assert f'href="{place}"' in body
    assert f'id="{place[1:]}"' in body
    assert body.count(words) == 2, "once in the summary and once by the field"
    kept = {**DECISION, **answers}
    assert f'value="{kept["decided_on-day"]}"' in body or not kept["decided_on-day"]
    assert state_of(flow.participation) == ("invited", 1)


def test_the_law_s_reason_comes_with_its_authority(flow):
    body = flow.ask(**{"decided_on-day": "24"}).content.decode()
    assert "Rule of the programme (to confirm)" in body


def test_what_the_law_refuses_only_at_the_end_is_said_at_its_field_as_well(flow, monkeypatch):
    monkeypatch.setattr(views.selectors, "reasons_against_answers", lambda *given: ())
    flow.ask(**{"decided_on-day": "24"})
    response = flow.check()
    assert response.status_code == 422
    assert response.content.decode().count("which has not come yet") == 2


def test_a_closed_practice_is_told_why(flow, practice):
    practice.status = "closed"
    practice.save()
    response = flow.client.get(flow.url())
    assert response.status_code == 422
    assert "is closed or not yet open" in response.content.decode()
    home = flow.client.get("/").content.decode()
    assert "Cannot start yet" in home


def test_a_step_that_is_over_says_so_and_who_to_ask(flow, officer):
    flow.ask()
    flow.check()
    flow.slug = "state-preference"
    for response in (flow.client.get(flow.url()), flow.client.post(flow.url(), DECISION)):
        assert response.status_code == 409
        assert "It is now decided" in response.content.decode()
    participations.sign_agreement(
        participation_id=flow.participation.pk, agreement_signed_on=TODAY, by=officer, at=NOW
    )
    flow.slug = "decide"
    assert flow.client.get(flow.url()).status_code == 409
    page = flow.client.get(reverse("portal:participation", args=[flow.participation.pk]))
    assert "There is nothing for your practice to record now" in page.content.decode()


def test_a_busy_record_keeps_the_answers_and_says_when_to_try_again(flow, monkeypatch):
    def busy(**given):
        raise Busy

    flow.ask()
    monkeypatch.setitem(views.ACTS, "decide", busy)
    response = flow.check()
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "20 November 2026" in flow.client.get(flow.url("check")).content.decode()


def test_the_check_page_without_answers_leads_to_the_form(flow):
    assert flow.client.get(flow.url("check"))["Location"] == flow.url()


@pytest.mark.parametrize("sealed", ["", "nonsense", "a:b:c"])
def test_a_seal_that_was_tampered_with_is_refused(flow, sealed):
    flow.ask()
    for name in ("ask", "check"):
        response = flow.client.post(flow.url(name), {**DECISION, "sealed": sealed})
        assert response.status_code == 400
    assert state_of(flow.participation) == ("invited", 1)


def test_a_seal_of_another_step_is_refused(flow):
    flow.ask()
    sealed = sealed_in(flow.client.get(flow.url("check")))
    flow.slug = "decide-in-principle"
    assert flow.client.post(flow.url("check"), {"sealed": sealed}).status_code == 400


def test_only_events_of_the_step_have_a_confirmation(flow):
    for version in (1, 2, 999_999_999_999):
        assert flow.client.get(flow.url("recorded", version=version)).status_code == 404
    flow.slug = "no-such-step"
    assert flow.client.get(flow.url()).status_code == 404


def test_what_people_type_is_text_everywhere(flow):
    typed = "<script>alert(1)</script> {{ 7*7 }} %s ${x} ‮evil"
    flow.ask(note=typed)
    flow.check()
    pages = (flow.url("recorded", version=2), "/", "/history/")
    for page in pages:
        body = flow.client.get(page).content.decode()
        assert "<script>alert" not in body
        assert "‮" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} %s ${x} evil" in body


def test_a_session_keeps_few_drafts(flow):
    session = flow.client.session
    session["portal_drafts"] = {f"old-{n}": {} for n in range(6)}
    session.save()
    flow.ask()
    kept = flow.client.session["portal_drafts"]
    assert len(kept) == 6
    assert "old-0" not in kept


def test_home_says_what_is_asked_now(flow, practice_contract, officer):
    body = flow.client.get("/").content.decode()
    for words in ("Model chosen", "Tuesday 1 June 2027", "Retained", "Not yet started", "Overdue"):
        assert words in body
    practice_contracts.give_suspension_notice(
        contract_id=practice_contract.pk,
        mcp_contract_id=flow.participation.vanguard.mcp_contracts.get().pk,
        notice_given_on=TODAY, by=officer, at=NOW,
    )  # fmt: skip
    assert "Your notice of suspension is on record" in flow.client.get("/").content.decode()


def test_a_practice_that_nobody_asked_is_told_so(as_person, partner):
    client = as_person(partner)
    body = client.get("/").content.decode()
    assert "No vanguard has asked your practice" in body
    assert "No contract of your practice is on record" in body
    assert "Nothing has been recorded yet" in client.get("/history/").content.decode()
    assert "no milestones to keep" in client.get("/milestones/").content.decode()
