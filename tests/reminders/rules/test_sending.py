"""Why a reminder is not sent: one fact changed beside one that is, and all reasons at once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from formation.rules.reminders import LADDER
from reminders.rules.sending import OBJECTIONS, PASSING, Told, against_sending

TODAY = date(2026, 11, 23)
DUE = TODAY + timedelta(days=7)
SAID = Told(on=TODAY, due_on=DUE, step=-7, dated_on=DUE, ladder=LADDER)

CHANGED = {
    "person_is_inactive": {"is_active": False},
    "milestone_is_closed": {"state": "met"},
    "journey_rests": {"journey": "paused"},
    "journey_is_over": {"journey": "abandoned"},
    "milestone_has_another_date": {"dated_on": DUE + timedelta(days=1)},
    "person_left": {"is_looked_after": False},
    "person_is_told_already": {"told_by": "milestone.owner"},
    "step_is_overtaken": {"on": DUE},
    "vanguard_is_muted": {"muted_since": TODAY},
    "milestone_is_snoozed": {"snoozed_until": TODAY + timedelta(days=1)},
}


def codes(told: Told) -> list[str]:
    return [reason.code for reason in against_sending(told)]


def test_nothing_stands_against_a_reminder_of_what_is_still_to_be_done():
    assert codes(SAID) == []


@pytest.mark.parametrize("code", CHANGED)
def test_one_fact_gives_exactly_its_reason(code):
    assert codes(replace(SAID, **CHANGED[code])) == [code]


def test_every_reason_is_given_at_once_in_the_order_of_the_law():
    everything = {key: value for facts in CHANGED.values() for key, value in facts.items()}
    wrong = replace(SAID, **everything | {"on": DUE, "snoozed_until": DUE + timedelta(days=1)})
    given = codes(wrong)
    assert set(given) == set(CHANGED) - {"journey_rests"}
    assert len(OBJECTIONS) == len(given)


def test_what_statute_demands_is_said_though_the_vanguard_is_muted():
    assert codes(replace(SAID, muted_since=TODAY, is_statutory=True)) == []


def test_what_was_put_off_until_today_is_said_today():
    assert codes(replace(SAID, snoozed_until=TODAY)) == []


def test_only_reasons_that_the_law_gives_may_pass():
    assert set(PASSING) < set(CHANGED)


def test_a_dropped_milestone_is_called_dropped():
    reason = against_sending(replace(SAID, state="dropped"))[0]
    assert reason.text == "The milestone was dropped."
