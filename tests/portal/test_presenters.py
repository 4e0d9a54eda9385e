"""Every state, move, reason and status has words of its own."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from contracts.rules import practice_contract as contract_law
from contracts.rules import practice_states as contract_states
from contracts.rules.windows import Window
from core.law import Reason
from formation.rules import states as journey_states
from formation.rules.milestones import Owner
from gp_relationships.rules import gp_role_states as role_law
from gp_relationships.rules import participation as law
from gp_relationships.rules import participation_states as states
from gp_relationships.rules.participation_facts import ParticipationFacts
from portal.forms.participation import FORMS
from portal.presenters import (
    answers,
    contracts,
    history,
    journeys,
    milestones,
    participations,
    roles,
)
from portal.presenters.words import moment
from portal.views.participations import ACTS
from rulebook.rules.editions import Edition

TODAY = date(2026, 11, 23)
LEAP = date(2024, 2, 29)


def test_every_state_role_level_and_move_has_words():
    assert set(journeys.STAGES) == set(journey_states.JourneyState)
    assert set(journeys.MODELS) == {model.value for model in journey_states.Model}
    assert set(participations.STATES) == set(states.ParticipationState)
    assert (
        set(participations.LEVEL_NAMES) == set(participations.LEVEL_MEANINGS) == set(states.Level)
    )
    assert set(contracts.TYPES) == {kind.value for kind in contract_states.ContractType}
    assert (
        set(contracts.MEANINGS)
        == set(contracts.COLOURS)
        == set(contract_states.PracticeContractStatus)
    )
    assert set(milestones.OWNERS) == {owner.value for owner in Owner}
    assert set(roles.STATES) == set(role_law.GpRoleState)
    assert set(roles.KINDS) == set(role_law.RoleKind)
    assert set(history.DONE["participation"]) == set(law.MOVES)
    assert set(history.DONE["practice_contract"]) == set(contract_law.MOVES)
    assert set(history.MACHINES) == set(history.DONE) == set(history.ABOUT)


def test_a_stage_waits_for_something_unless_it_is_the_last():
    silent = {state for state, stage in journeys.STAGES.items() if not stage.waiting}
    assert silent == {*journey_states.OVER, *journey_states.WORKING}
    assert all(stage.meaning for stage in journeys.STAGES.values())


def test_the_practice_has_the_moves_that_the_law_gives_it():
    theirs = {
        name
        for name, move in law.MOVES.items()
        if set(move.roles) & {"practice_manager", "gp_partner"}
    }
    assert theirs == set(participations.SAID) == set(FORMS) == set(ACTS)


def reasons_of(name: str) -> set[str]:
    """Every reason that the law can give against a practice's move."""
    facts = [
        ParticipationFacts(TODAY, "P", False, "V", "virtual", "", None),
        ParticipationFacts(TODAY, "P", True, "V", "virtual", "full", date(2027, 1, 1)),
        ParticipationFacts(
            TODAY, "P", True, "V", "full", "full", TODAY, "S", elsewhere=(("full", "W"),)
        ),
    ]
    return {r.code for rule in law.MOVES[name].requires for each in facts for r in rule(each)}


@pytest.mark.parametrize("name", sorted(participations.SAID))
def test_every_reason_of_the_law_has_its_place(name):
    fields = set(FORMS[name].base_fields)
    for code in reasons_of(name):
        place = answers.place_of(Reason(code, "…"))
        assert place in fields or code == "practice_closed"
    assert "level_missing" in reasons_of(name)


def test_reasons_of_fields_are_placed_and_one_that_belongs_nowhere_takes_all_with_it():
    late = Reason("decision_in_the_future", "Not yet.", "A rule.")
    (problem,) = answers.placed([late], FORMS["decide"].base_fields)
    assert (problem.href, problem.text, problem.authority) == (
        "#decided_on-day",
        "Not yet.",
        "A rule.",
    )
    assert answers.placed([late], FORMS["state_preference"].base_fields) is None
    assert answers.placed([late, Reason("wrong_state", "…")], FORMS["decide"].base_fields) is None
    principle = FORMS["decide_in_principle"].base_fields
    assert answers.placed([Reason("invalid_signatories", "…")], principle)


FIRST_EDITION = Edition(1, {})


def contract(**facts):
    empty = dict.fromkeys(
        (
            "mcp_contract", "notice_given_on", "starts_under_mcp_on", "letters_sent",
            "letters_completed_on", "suspended_on", "reactivation_noticed_on", "reactivation_on",
            "reactivated_on", "ended_on",
        )
    )  # fmt: skip
    made = SimpleNamespace(**{**empty, "contract_type": "gms", "state": "suspended", **facts})
    made.status_on = lambda on, figures: contract_states.status_on(
        state=made.state,
        contract_type=made.contract_type,
        suspended_on=made.suspended_on,
        on=on,
        figures=figures,
    )
    return made


@pytest.mark.parametrize(
    ("suspended_on", "on", "status", "point", "last_day", "point_to_confirm"),
    [
        (LEAP, date(2024, 3, 1), "Suspended", "28 February 2026", "28 February 2025", False),
        (LEAP, date(2025, 2, 28), "Suspended", "28 February 2026", "28 February 2025", False),
        (LEAP, date(2025, 3, 1), "Suspended", "29 February 2028", "28 February 2027", True),
        (date(2019, 4, 1), date(2021, 4, 1), "Reactivatable", "1 April 2023", "1 April 2022", True),
    ],
)  # fmt: skip
def test_the_next_point_of_return_and_the_last_day_of_notice(
    suspended_on, on, status, point, last_day, point_to_confirm
):
    card = contracts.card(contract(suspended_on=suspended_on), on, FIRST_EDITION)
    shown = {line.label: line for line in card.lines}
    assert card.tag.text == status
    when = shown["Next reactivation point that you can give notice for"]
    assert (when.value, when.to_confirm) == (point, point_to_confirm)
    notice = shown["Last day of notice for that point"]
    assert (notice.value, notice.to_confirm) == (last_day, True)
    assert card.has_unconfirmed


def window(number, day, notice_by, *, returns, letters_by=None):
    return Window(
        number=number, day=day, notice_by=notice_by, advised_by=notice_by - timedelta(days=1),
        patients_return=returns, letters_by=letters_by, authorities=("A draft (to confirm)",),
        to_confirm=True,
    )  # fmt: skip


def test_every_way_back_is_told_with_its_days_and_what_it_rests_on():
    first = window(1, date(2028, 1, 15), date(2027, 1, 15), returns=True,
                   letters_by=date(2027, 11, 6))  # fmt: skip
    gone = window(2, date(2027, 6, 1), date(2026, 6, 1), returns=False)
    end = window(0, date(2029, 1, 1), date(2028, 12, 31), returns=None)
    own = contract(suspended_on=date(2026, 1, 15))
    card = contracts.card(own, TODAY, FIRST_EDITION, (gone, first, end), ["Ann Doctor"])
    told = {line.label: line.value for line in card.windows}
    assert told == {
        "If you gave notice today, your earliest return": "15 January 2028",
        "Who must agree": "Ann Doctor",
        "1 June 2027, point 2": "Notice by 1 June 2026 (has passed). "
        "Former patients stay with the MCP, unless they ask to return.",
        "15 January 2028, point 1": "Notice by 15 January 2027; better by 14 January 2027, a "
        "working day. Former patients return with you, unless they ask to stay. NHS England writes "
        "to people in your former area by 6 November 2027.",
        "1 January 2029, end of the MCP contract": "Notice by 31 December 2028; better by "
        "30 December 2028, a working day. Where former patients go is decided and recorded then.",
    }
    assert card.has_unconfirmed
    late = contracts.card(own, TODAY, FIRST_EDITION, (gone,))
    assert late.windows[0].value == "It would be too late for every day below"


@pytest.mark.parametrize(
    ("state", "status"),
    [("retained", "Retained"), ("suspension_noticed", "Retained"), ("terminated", "Terminated")],
)
def test_a_contract_that_is_not_suspended_has_no_point_of_return(state, status):
    card = contracts.card(contract(state=state, ended_on=TODAY), TODAY, FIRST_EDITION)
    assert card.tag.text == status
    assert [line.label for line in card.lines] == ["Ended on"]
    assert not card.has_unconfirmed


def milestone(due_on, *, state="due", title="A promise"):
    return SimpleNamespace(due_on=due_on, state=state, title=title, met_on=TODAY)


def test_a_milestone_s_status_and_what_is_near():
    late, soon = milestone(date(2026, 11, 22)), milestone(TODAY, title="Sign")
    later, met = milestone(date(2027, 6, 1)), milestone(TODAY, state="met")
    words = [milestones.status(each, TODAY).text for each in (late, soon, later, met)]
    assert words == ["Overdue", "Due soon", "Not yet due", "Completed on 23 November 2026"]
    assert milestones.asked_now([met, late, soon, later], TODAY) == [late, soon]
    assert milestones.asked_now([met, later], TODAY) == [later]
    assert milestones.notice([late, soon], TODAY) == "“Sign” is due on Monday 23 November 2026."
    assert milestones.notice([late], TODAY) == "“A promise” was due on Sunday 22 November 2026."
    assert milestones.notice([late, late], TODAY) == "2 milestones of practices are overdue."
    assert milestones.notice([met, later], TODAY) == ""


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 23, 0, 5, tzinfo=UTC), "23 November 2026 at 12:05am"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026 at 12:30am"),
        (datetime(2026, 11, 23, 12, 0, tzinfo=UTC), "23 November 2026 at 12:00pm"),
    ],
)
def test_moments_are_told_in_england(at, words):
    assert moment(at) == words


def test_the_facts_of_an_event_are_said_and_identifiers_left_out():
    facts = {"level": "full", "decided_on": "2026-11-20", "mcp_contract": "abc", "met_on": None}
    assert history.details(facts) == ("level: Fully integrated", "decided on: 20 November 2026")
