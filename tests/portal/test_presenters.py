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
    assert set(history.DONE["practice_change"]) == set(history.MACHINES["practice_change"])
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
    ("suspended_on", "on", "status"),
    [
        (LEAP, date(2024, 3, 1), "Suspended"),
        (LEAP, date(2026, 2, 27), "Suspended"),
        (LEAP, date(2026, 2, 28), "Reactivatable"),
        (date(2019, 4, 1), date(2021, 4, 1), "Reactivatable"),
    ],
)
def test_a_suspended_contract_is_reactivatable_once_its_first_point_has_come(
    suspended_on, on, status
):
    card = contracts.card(contract(suspended_on=suspended_on), on, FIRST_EDITION)
    assert card.tag.text == status


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
    card = contracts.card(own, TODAY, FIRST_EDITION, (gone, first, end))
    assert card.coming == (
        "The next day on which it can come back is 15 January 2028, if notice is given by "
        "15 January 2027."
    )
    back = contracts.way_back((gone, first, end), ["Ann Doctor", "Bea Doctor"], TODAY)
    assert (back.earliest, back.must_agree) == (
        "15 January 2028, point 1", "Ann Doctor, Bea Doctor",
    )  # fmt: skip
    assert [(row.day, row.called, row.notice, row.advised) for row in back.coming] == [
        (
            "15 January 2028", "point 1", "15 January 2027",
            "Better by 14 January 2027, a working day",
        ),
        (
            "1 January 2029", "end of the MCP contract", "31 December 2028",
            "Better by 30 December 2028, a working day",
        ),
    ]  # fmt: skip
    assert [(row.patients, row.letters) for row in back.coming] == [
        (
            "Return with you, unless they ask to stay",
            "NHS England writes to people in your former area by 6 November 2027",
        ),
        ("To be decided and recorded then", ""),
    ]
    assert [(row.day, row.patients) for row in back.gone] == [
        ("1 June 2027", "Stay with the MCP, unless they ask to return")
    ]
    assert back.rests_on == ["A draft (to confirm)"]
    assert back.has_unconfirmed
    late = contracts.way_back((gone,), [], TODAY)
    assert (late.earliest, late.coming) == ("It would be too late for every day", [])
    assert contracts.card(own, TODAY, FIRST_EDITION, (gone,)).coming == ""


@pytest.mark.parametrize(
    ("state", "status"),
    [("retained", "Retained"), ("suspension_noticed", "Retained"), ("terminated", "Terminated")],
)
def test_a_contract_that_is_not_suspended_has_no_point_of_return(state, status):
    own = contract(state=state, ended_on=TODAY)
    card = contracts.card(own, TODAY, FIRST_EDITION)
    assert (card.tag.text, card.coming) == (status, "")
    assert [line.label for line in contracts.dates(own)] == ["Ended on"]
    assert contracts.way_back((), [], TODAY) is None


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
