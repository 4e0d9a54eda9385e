"""What holds for the table of every machine. No database: milliseconds."""

import re
from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from casework.rules import waiver
from contracts.rules import mcp_states, practice_states
from core.law import (
    NEW,
    Move,
    Moves,
    Party,
    Reason,
    Rule,
    Standing,
    judge,
    mermaid,
    reasons_against,
    rule,
    warnings_in,
)
from formation.lawbook import MACHINES, grounds, rules_of
from formation.rules import assurance_condition, engagement, isap, milestones, states, template
from gp_relationships.rules import (
    gp_role_states,
    ownership,
    participation_states,
    practice_change_facts,
)
from notifications.notices import kinds
from rulebook.rules import rulebook

NAMED_SETS: dict[str, list[Collection[StrEnum]]] = {
    "journey": [
        states.COMMON,
        states.VIRTUAL_ONLY,
        states.BEFORE_AWARD,
        states.AFTER_AWARD,
        states.WORKING,
        states.AT_REST,
        states.OVER,
    ],
    "milestone": [milestones.OPEN, milestones.CLOSED],
    "milestone_template": [template.IN_THE_MAKING, template.OFFERED, template.SETTLED],
    "assurance": [isap.WAITING, isap.PASSED],
    "assurance_condition": [assurance_condition.OPEN, assurance_condition.CLOSED],
    "engagement": [engagement.UNDER_WAY, engagement.REPORTED],
    "mcp_contract": [mcp_states.IN_THE_MAKING, mcp_states.IN_FORCE, mcp_states.OVER],
    "practice_contract": [practice_states.ACTIVE, practice_states.DORMANT, practice_states.ENDED],
    "participation": [
        participation_states.UNDECIDED,
        participation_states.COMMITTED,
        participation_states.OVER,
    ],
    "gp_role": [gp_role_states.STANDING, gp_role_states.OVER],
    "ownership": [ownership.LIVING, ownership.OVER],
    "practice_change": [practice_change_facts.COMING, practice_change_facts.OVER],
    "rulebook": [rulebook.IN_THE_MAKING, rulebook.SETTLED],
    "waiver": [waiver.STANDING, waiver.OVER],
}
FINISHED: dict[str, set[str]] = {
    "journey": {"ended", "abandoned"},
    "milestone": {"dropped"},
    "milestone_template": {"retired", "withdrawn"},
    "assurance": {"passed", "passed_with_conditions"},
    "assurance_condition": {"discharged"},
    "engagement": {"reported"},
    "mcp_contract": {"expired", "terminated"},
    "practice_contract": {"terminated", "merged", "expired"},
    "participation": {"left"},
    "gp_role": {"ended"},
    "practice_change": {"made", "cancelled"},
    "rulebook": {"published", "withdrawn"},
    "ownership": {"closed"},
    "waiver": {"refused", "withdrawn"},
}
SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")
every_machine = pytest.mark.parametrize("moves", MACHINES, ids=lambda moves: moves.machine)


@every_machine
def test_a_move_is_open_from_its_sources_and_from_nowhere_else(moves):
    """The full product of moves and states, so that no pair is missed."""
    for move, state in product(moves.values(), moves.states):
        bare = replace(move, requires=())
        reasons = reasons_against(bare, state=state, facts=None, note="because")
        if state in move.sources or move.opens:
            assert reasons == (), f"{move.name} from {state}"
        else:
            assert [reason.code for reason in reasons] == ["wrong_state"], f"{move.name}, {state}"
            assert f"“{move.label}” can be done when the case is" in reasons[0].text


@every_machine
def test_every_state_is_in_exactly_one_named_set(moves):
    sets = NAMED_SETS[moves.machine]
    assert sorted(state for named in sets for state in named) == sorted(moves.states)


@every_machine
def test_every_state_is_reachable(moves):
    reached, edges = {NEW}, list(moves.edges())
    for _ in moves.states:
        reached |= {after for _, before, after in edges if before in reached}
    assert reached == {NEW, *moves.states}


@every_machine
def test_every_unfinished_state_leads_to_an_end(moves):
    ends, edges = set(FINISHED[moves.machine]), list(moves.edges())
    assert not [edge for edge in edges if edge[1] in ends], "what is finished does not move"
    leading = set(ends)
    for _ in moves.states:
        leading |= {before for _, before, after in edges if after in leading}
    assert leading == {NEW, *moves.states}


@every_machine
def test_one_move_opens(moves):
    assert [move.name for move in moves.values() if move.opens] == [next(iter(moves))]


@every_machine
def test_each_move_is_by_somebody_and_has_a_label_of_its_own(moves):
    labels = [move.label for move in moves.values()]
    assert len(set(labels)) == len(labels)
    assert all(move.roles and set(move.roles) <= set(Role) for move in moves.values())
    assert not [move.name for move in moves.values() if set(move.roles) & {"analyst", "auditor"}]


@every_machine
def test_each_notice_has_a_text(moves):
    assert {notice for move in moves.values() for notice in move.notices} <= kinds()


@every_machine
def test_each_reason_has_a_code_of_its_own_a_sentence_and_an_authority(moves):
    owner: dict[str, str] = {}
    for each in rules_of(moves):
        found = grounds(each)
        assert found, f"{each.name} gives no reason"
        for ground in found:
            assert SNAKE_CASE.match(ground.code), ground.code
            assert ground.sentence.endswith("."), f"{each.name} says what must hold"
            assert ground.authorities, f"{ground.code} names its authority"
            owned = owner.setdefault(ground.code, ground.given_by)
            assert owned == ground.given_by, f"{ground.code} is given in two places"


@every_machine
def test_the_diagram_shows_every_step_and_every_end(moves):
    drawn = mermaid(moves)
    for name, before, after in moves.edges():
        assert f"    {before or '[*]'} --> {after}: {name}\n" in drawn
    ends = set(re.findall(r"    (\w+) --> \[\*\]\n", drawn))
    assert ends == FINISHED[moves.machine]


@settings(deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("moves", MACHINES, ids=lambda moves: moves.machine)
def test_no_walk_leaves_the_map(moves, data):
    lawful = set(moves.edges())
    state = NEW
    for _ in range(data.draw(st.integers(0, 20))):
        name = data.draw(st.sampled_from(list(moves)))
        move = replace(moves[name], requires=())
        if reasons_against(move, state=state, facts=None, note="because") or (
            move.opens and state != NEW
        ):
            continue
        after = data.draw(st.sampled_from(sorted(targets(move, state))))
        assert (name, state, after) in lawful
        assert after in set(moves.states)
        state = after


def targets(move: Move[Any], state: str) -> set[str]:
    if move.target is None:
        return {state}
    return {str(t) for t in move.target} if isinstance(move.target, tuple) else {str(move.target)}


class Light(StrEnum):
    OFF = "off"
    ON = "on"


def test_two_moves_of_one_name_are_a_fault_of_the_program():
    row = Move("switch", "Switch", (Light.OFF,), Light.ON, ("officer",))
    with pytest.raises(ValueError, match="lamp: two moves have one name"):
        Moves("lamp", Light, row, row)


def test_every_reason_is_given_and_not_the_first_alone():
    @rule()
    def dark(_: None):
        yield Reason("bulb_missing", "There is no bulb.")
        yield Reason("power_missing", "There is no power.")

    row = Move("switch", "Switch", (Light.OFF,), Light.ON, (), (dark, dark), needs_reason=True)
    given = reasons_against(row, state=Light.OFF, facts=None, note=" ")
    codes = [reason.code for reason in given]
    assert codes == ["bulb_missing", "power_missing"] * 2 + ["reason_missing"]
    assert given[-1].text == "Say why: “Switch” needs a written reason."


def test_a_table_is_asked_by_state():
    on = Move("switch", "Switch", (Light.OFF,), Light.ON, ())
    note = Move("note", "Note", (Light.OFF, Light.ON), None, ())
    lamp = Moves("lamp", Light, on, note)
    assert lamp.from_state("on") == (note,)
    assert (len(lamp), list(lamp), lamp["note"]) == (2, ["switch", "note"], note)


@rule("R99", whose=Party.PRACTICE, applies=lambda facts: facts != "dark outside", waivable=True)
def lamp_is_plugged_in(facts: str):
    """The lamp has power.

    More is said here, and it is not shown.
    """
    if facts != "plugged in":
        yield Reason("power_missing", "There is no power.")


def test_a_rule_says_what_it_demands_and_whose_move_it_is():
    assert lamp_is_plugged_in.name == "lamp_is_plugged_in"
    assert lamp_is_plugged_in.sentence == "The lamp has power."
    assert (lamp_is_plugged_in.numbers, lamp_is_plugged_in.whose) == (("R99",), Party.PRACTICE)


@pytest.mark.parametrize(
    ("facts", "waived", "standing", "refused"),
    [
        ("plugged in", {"lamp_is_plugged_in"}, Standing.MET, []),
        ("dark outside", set(), Standing.NOT_APPLICABLE, []),
        ("unplugged", set(), Standing.UNMET, ["power_missing"]),
        ("unplugged", {"another_rule"}, Standing.UNMET, ["power_missing"]),
        ("unplugged", {"lamp_is_plugged_in"}, Standing.WAIVED, []),
    ],
)
def test_what_is_shown_and_what_is_refused_are_one_judgement(facts, waived, standing, refused):
    row = Move("switch", "Switch", (Light.OFF,), Light.ON, (), (lamp_is_plugged_in,))
    (line,) = judge(row, facts, waived=frozenset(waived))
    assert (line.rule, line.standing) == (lamp_is_plugged_in, standing)
    given = reasons_against(row, state=Light.OFF, facts=facts, waived=frozenset(waived))
    assert [reason.code for reason in given] == refused
    assert line.stands_in_the_way is bool(refused)


def test_a_rule_of_statute_stands_whoever_says_that_it_is_waived():
    statute = replace(lamp_is_plugged_in, waivable=False)
    row = Move("switch", "Switch", (Light.OFF,), Light.ON, (), (statute,))
    given = reasons_against(row, state="off", facts="unplugged", waived=frozenset({statute.name}))
    assert [reason.code for reason in given] == ["power_missing"]


def test_a_warning_is_told_and_stands_in_nobodys_way():
    unusual = replace(lamp_is_plugged_in, waivable=False, warns=True)
    row = Move("switch", "Switch", (Light.OFF,), Light.ON, (), (unusual,))
    (line,) = judge(row, "unplugged", waived=frozenset({unusual.name}))
    assert (line.standing, line.stands_in_the_way) == (Standing.WARNED, False)
    assert reasons_against(row, state="off", facts="unplugged") == ()
    assert [warning.code for warning in warnings_in(judge(row, "unplugged"))] == ["power_missing"]
    assert warnings_in(judge(row, "plugged in")) == warnings_in(judge(row, "dark outside")) == ()


@every_machine
def test_every_demand_of_a_table_is_a_rule_of_the_law(moves):
    assert all(isinstance(each, Rule) for move in moves.values() for each in move.requires)
