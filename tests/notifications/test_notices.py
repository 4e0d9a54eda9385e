"""The texts: each kind has one, with what to do and by when, and no hole in it."""

import re

import pytest
from django.apps import apps

from casework.models import Case
from notifications import notices
from notifications.notices import CannotBeWritten, full_date, kinds, text
from notifications.selectors import REMINDERS

NEEDED = {
    "milestone_reminder",
    "milestone_overdue",
    "journey_moved",
    "suspension_noticed",
    "contract_suspended",
    "participation_decided",
    "practice_invited",
    "demonstration_proof",
    "record_faulty",
}

EVERY_FACT = {
    "milestone": "Agree the population",
    "about": "Journey of Dudley",
    "vanguard": "Dudley",
    "practice": "The Fiction Surgery",
    "contract_type": "GMS",
    "mcp_contract": "Dudley MCP contract",
    "starts_under_mcp_on": "2027-04-01",
    "due_on": "2026-12-11",
    "on": "2026-12-04",
    "what": "the proposal is approved",
    "decision": "Takes part",
    "note": "As agreed at the meeting.",
    "what_to_do": "Send the agreed list of practices.",
    "path": "/milestones/1/",
    "asked_at": "2026-12-04T09:00:00+00:00",
    "number": "1 fault",
    "asked": "25 promises",
    "milestones": "2 milestones",
    "listed": [
        {
            "milestone": "Agree the population",
            "vanguard": "Dudley",
            "due_on": "2026-12-11",
            "statutory": True,
            "overdue": False,
            "path": "/milestones/",
        }
    ],
    "left_out": 3,
    "late": 0,
    "first_due_on": "2026-12-11",
    "faults": ["one_share: GP 1234567: two shares of MCP99"],
}

OPTIONAL = {"what_to_do", "path", "note", "starts_under_mcp_on", "mcp_contract"}


def test_every_kind_that_is_needed_has_a_text():
    assert kinds() >= NEEDED
    assert set(REMINDERS) <= kinds()


def test_every_notice_of_every_move_has_a_text():
    machines = [model.MOVES for model in apps.get_models() if issubclass(model, Case)]
    noticed = {kind for moves in machines for move in moves.values() for kind in move.notices}
    assert noticed
    assert noticed <= kinds()


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_text_is_whole_plain_and_says_where_to_ask(kind, settings):
    settings.SITE_URL, settings.CONTACT_EMAIL = "https://mcp.test", "help@mcp.test"
    subject, body = text(kind, EVERY_FACT)
    assert subject == subject.strip()
    assert 10 < len(subject) <= 150
    assert "\n" not in subject
    for unwanted in ("{{", "{%", "None", "<a ", "\n\n\n", "2026-12", "2027-04"):
        assert unwanted not in subject + body
    assert notices.SERVICE in body
    assert "help@mcp.test" in body
    links = re.findall(r"https?://\S+", body)
    assert {link.split("/", 3)[2] for link in links} == {"mcp.test"}
    assert not any("?" in link for link in links), "a link leads somewhere; it does not act"
    assert "fictional" not in body


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_text_can_be_made_without_the_facts_that_may_be_absent(kind):
    facts = {name: value for name, value in EVERY_FACT.items() if name not in OPTIONAL}
    _, body = text(kind, facts)
    assert "\n\n\n" not in body
    empty = facts | dict.fromkeys(OPTIONAL - {"path"})
    assert "None" not in text(kind, empty)[1]


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_in_a_demonstration_every_mail_says_first_that_it_is_fiction(kind, settings):
    settings.DEMONSTRATION = True
    _, body = text(kind, EVERY_FACT)
    assert body.startswith("This is a demonstration. The practices and people in it are fictional.")


def test_a_reminder_says_what_to_do_and_by_when():
    subject, body = text("milestone_reminder", EVERY_FACT)
    assert subject == "By Friday 11 December 2026: Agree the population (Dudley)"
    assert "What you need to do\nSend the agreed list of practices." in body
    assert "/milestones/1/" in body


def test_nhs_england_writes_to_the_patients_and_the_practice_names_its_day():
    """Schedule 3A, paragraph 2(2): the letters are NHS England's, the start date the practice's."""
    facts = {name: fact for name, fact in EVERY_FACT.items() if name != "starts_under_mcp_on"}
    _, body = text("suspension_noticed", facts)
    assert "Tell NHS England the day on which the practice starts" in body
    assert "NHS England writes to every registered patient of the practice." in body
    assert "\nWrite to" not in body
    _, body = text("suspension_noticed", EVERY_FACT)
    assert "practice before Thursday 1 April 2027. You do not need to write to them." in body
    assert "Tell us at once if that is not the day" in body


def test_a_fact_cannot_smuggle_a_header_into_the_subject():
    name = "Agree\r\nBcc: all@example.invalid\u2028and \x0b more"
    subject, _ = text("milestone_reminder", EVERY_FACT | {"milestone": name})
    assert len(subject.splitlines()) == 1


def test_a_fact_is_shown_as_it_is_and_never_run_as_a_template():
    subject, body = text("milestone_reminder", EVERY_FACT | {"milestone": "{{ site }} <b>& more"})
    assert "{{ site }} <b>& more" in subject
    assert "{{ site }} <b>& more" in body


def test_a_long_subject_is_cut_between_words():
    subject, _ = text("milestone_reminder", EVERY_FACT | {"milestone": "very long " * 40})
    assert len(subject) <= 150
    assert subject.endswith(" …")


@pytest.mark.parametrize("kind", ["never_written", "../emails/closing", "", "milestone_reminder/"])
def test_a_kind_without_a_text_is_said_so(kind):
    with pytest.raises(CannotBeWritten, match="There is no text"):
        text(kind, EVERY_FACT)


@pytest.mark.parametrize(
    "facts",
    [
        {"milestone": "X", "vanguard": "Y"},
        EVERY_FACT | {"due_on": "soon"},
        EVERY_FACT | {"due_on": None},
    ],
)
def test_a_fact_that_is_missing_or_makes_no_sense_stops_the_text(facts):
    with pytest.raises(CannotBeWritten, match="milestone_reminder"):
        text("milestone_reminder", facts)


def test_dates_are_written_in_full():
    assert full_date("2026-12-04") == "Friday 4 December 2026"
    assert full_date("2028-02-29T23:59:00+00:00") == "Tuesday 29 February 2028"
