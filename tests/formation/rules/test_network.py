"""How a plan stands: the critical path, what may slip, and what is late, at risk or missed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formation.rules.network import Node, Outlook, Status, Thresholds, outlooks

ON = date(2026, 11, 23)
THRESHOLDS = Thresholds(at_risk=7, missed=28)


def node(key: str, weeks: int, *waits_for: str, **changed: object) -> Node:
    """A milestone that is due so many weeks from today, and usually is."""
    due = ON + timedelta(weeks=weeks)
    given = {"due_on": due, "usual_on": due, "is_going_live": key == "live", **changed}
    return Node(key=key, waits_for=waits_for, **given)  # type: ignore[arg-type]


def plan(*nodes: Node, on: date = ON) -> dict[str, Outlook]:
    return outlooks(nodes, on=on, thresholds=THRESHOLDS)


CHAIN = (
    node("tender", 2),
    node("sign", 6, "tender"),
    node("lease", 3, "tender"),
    node("live", 10, "sign", "lease"),
    node("review", 14, "live"),
)


def test_the_longest_chain_to_going_live_is_critical_and_the_rest_has_time_to_spare():
    found = plan(*CHAIN)
    assert {key: each.slack for key, each in found.items()} == {
        "tender": 0,
        "sign": 0,
        "lease": 21,
        "live": 0,
        "review": None,
    }
    assert [key for key, each in found.items() if each.is_critical] == ["tender", "sign", "live"]
    assert {each.status for each in found.values()} == {Status.ON_TRACK}


def test_a_milestone_that_is_late_puts_at_risk_what_waits_for_it():
    late = ON + timedelta(weeks=4)  # two weeks after the tender was due
    found = plan(*CHAIN, on=late)
    assert found["tender"].status is Status.LATE
    assert found["tender"].slack == -14
    sign = found["sign"]
    assert (sign.status, sign.held_up_by) == (Status.AT_RISK, "tender")
    assert sign.expected_on == ON + timedelta(weeks=8)
    assert found["live"].expected_on == ON + timedelta(weeks=12)
    # The lease takes a week and was due a week ago; it waits for the tender too.
    assert (found["lease"].status, found["lease"].expected_on) == (
        Status.LATE,
        late + timedelta(weeks=1),
    )
    assert found["lease"].slack == 7


def test_a_delay_within_the_tolerance_is_no_risk():
    found = plan(*CHAIN, on=ON + timedelta(weeks=2, days=7))
    assert found["sign"].status is Status.ON_TRACK
    found = plan(*CHAIN, on=ON + timedelta(weeks=2, days=8))
    assert found["sign"].status is Status.AT_RISK


@pytest.mark.parametrize(
    ("days", "statutory", "status"),
    [
        (0, False, Status.ON_TRACK),
        (1, False, Status.LATE),
        (28, False, Status.LATE),
        (29, False, Status.MISSED),
        (0, True, Status.ON_TRACK),
        (1, True, Status.MISSED),
    ],
)
def test_what_is_late_and_what_is_missed(days, statutory, status):
    one = node("notice", 0, is_statutory=statutory)
    assert plan(one, on=ON + timedelta(days=days))["notice"].status is status


def test_what_is_met_late_moves_what_waits_for_it():
    met = node("tender", 2, met_on=ON + timedelta(weeks=5))
    found = plan(met, *CHAIN[1:], on=ON + timedelta(weeks=5))
    assert (found["tender"].status, found["tender"].slack) == (Status.MET, None)
    assert found["sign"].expected_on == ON + timedelta(weeks=9)
    assert found["sign"].held_up_by == "tender"


def test_what_is_met_early_brings_nothing_forward():
    met = node("tender", 2, met_on=ON)
    assert plan(met, *CHAIN[1:])["sign"].expected_on == ON + timedelta(weeks=6)


def test_once_the_mcp_is_live_nothing_is_critical():
    live = node("live", 0, met_on=ON)
    assert plan(live, node("review", 4, "live"))["review"].slack is None


def test_a_date_of_its_own_takes_from_the_time_to_spare():
    moved = node("lease", 5, "tender", usual_on=ON + timedelta(weeks=3))
    assert plan(*CHAIN[:2], moved, *CHAIN[3:])["lease"].slack == 7
    beyond = node("lease", 8, "tender", usual_on=ON + timedelta(weeks=3))
    found = plan(*CHAIN[:2], beyond, *CHAIN[3:])
    assert (found["lease"].slack, found["live"].status) == (-14, Status.AT_RISK)


def test_a_circle_and_a_stranger_are_survived():
    found = plan(node("a", 1, "b"), node("b", 2, "a", "nobody"))
    assert set(found) == {"a", "b"}


@st.composite
def plans(draw: st.DrawFn) -> list[Node]:
    """Plans in which what is waited for is due earlier; the last is going live."""
    offsets = sorted(draw(st.lists(st.integers(-20, 40), min_size=2, max_size=8)))
    made: list[Node] = []
    for number, weeks in enumerate(offsets):
        before = [each.key for each in made]
        waits = draw(st.lists(st.sampled_from(before), unique=True)) if before else []
        last = number == len(offsets) - 1
        met = ON if weeks < 0 and draw(st.booleans()) else None
        key = "live" if last else str(number)
        made.append(node(key, weeks, *waits, met_on=None if last else met))
    return made


@given(plans())
def test_a_slip_within_the_slack_does_not_move_going_live_and_one_beyond_it_does(nodes):
    found = plan(*nodes)
    live = next(each for each in nodes if each.is_going_live)
    if found["live"].expected_on > live.due_on:
        return  # it slips already, whatever this one does
    for each in nodes:
        slack = found[each.key].slack
        if slack is None or each.is_going_live or slack < 0:
            continue
        for more, moves in ((slack, False), (slack + 1, True)):
            later = found[each.key].expected_on + timedelta(days=more)
            slipped = [
                Node(**{**_columns(other), "due_on": later}) if other is each else other
                for other in nodes
            ]
            expected = plan(*slipped)["live"].expected_on
            assert (expected > live.due_on) is moves


def _columns(one: Node) -> dict[str, object]:
    return {name: getattr(one, name) for name in Node.__dataclass_fields__}
