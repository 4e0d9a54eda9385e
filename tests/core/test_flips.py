"""One fact at a time: it flips the lines that depend on it, and no other line of any move.

Every table of conditions (`tests/*/rules`) is taken together with its lawful baseline. What a rule
reads is watched, so that “depends on” is seen and not supposed.
"""

import importlib
import pkgutil
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tests
from core.law import Line, Moves, Standing, judge, reasons_against
from tests.core.conditions import Broken

Table = tuple[Moves[Any], Any, list[Broken]]


def _tables() -> dict[str, Table]:
    """Every module of rule tests that has a machine, a baseline and rows."""
    found = {}
    for module in pkgutil.walk_packages(tests.__path__, "tests."):
        parts = module.name.split(".")
        if len(parts) > 3 and parts[2] == "rules":
            names = vars(importlib.import_module(module.name))
            if {"MOVES", "LAWFUL", "ROWS"} <= names.keys() and is_dataclass(names["LAWFUL"]):
                moves = names["MOVES"]
                found[moves.machine] = (moves, names["LAWFUL"], names["ROWS"])
    return found


TABLES = _tables()
every_table = pytest.mark.parametrize("machine", sorted(TABLES))


class Watched:
    """Facts that remember which of them were asked for."""

    def __init__(self, facts: Any) -> None:
        self._facts, self.read = facts, set[str]()

    def __getattr__(self, name: str) -> Any:
        self.read.add(name)
        return getattr(self._facts, name)


def _lines(moves: Moves[Any], facts: Any) -> dict[tuple[str, str], Line]:
    """How each rule of each move stands."""
    return {
        (move.name, line.rule.name): line for move in moves.values() for line in judge(move, facts)
    }


def _reads(rule: Any, facts: Any) -> set[str]:
    """Which facts this rule looks at, when it judges these."""
    watched = Watched(facts)
    if rule.applies is None or rule.applies(watched):
        list(rule(watched))
    return watched.read


def test_the_machines_with_conditions_are_all_here():
    assert {"journey", "mcp_contract", "practice_contract", "participation", "gp_role"} <= set(
        TABLES
    )


@every_table
def test_a_changed_fact_flips_only_lines_that_read_it(machine):
    """In every move of the machine, for every fact of every row that departs from the baseline."""
    moves, lawful, rows = TABLES[machine]
    before = _lines(moves, lawful)
    for row in rows:
        for name, value in row.changed.items():
            changed = replace(lawful, **{name: value})
            after = _lines(moves, changed)
            flipped = {key for key, line in after.items() if line != before[key]}
            for key in flipped:
                rule = after[key].rule
                reads = _reads(rule, lawful) | _reads(rule, changed)
                assert name in reads, f"{key} flipped with {name} and does not read it"


@every_table
def test_a_row_of_one_fact_flips_exactly_the_rules_of_its_codes(machine):
    """In the row's own move: the lines that turn unmet are those that give its reasons."""
    moves, lawful, rows = TABLES[machine]
    for row in rows:
        if len(row.changed) != 1:
            continue
        move = moves[row.move]
        before = {line.rule.name: line for line in judge(move, lawful)}
        if any(line.stands_in_the_way for line in before.values()):
            continue  # the baseline is lawful for the other model's moves
        unmet = [
            line
            for line in judge(move, replace(lawful, **row.changed))
            if line.standing in (Standing.UNMET, Standing.WARNED) and line != before[line.rule.name]
        ]
        assert sorted(reason.code for line in unmet for reason in line.reasons) == sorted(
            row.codes
        ), f"{machine}: {row}"


@every_table
def test_no_rule_is_blind(machine):
    """A rule that reads no fact would say the same of every case."""
    moves, lawful, rows = TABLES[machine]
    states = [lawful, *(replace(lawful, **row.changed) for row in rows)]
    for move in moves.values():
        for rule in move.requires:
            assert set().union(*(_reads(rule, facts) for facts in states)), rule.name


@every_table
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_whatever_is_changed_the_refusal_is_the_unmet_lines(machine, data):
    """Several departures at once, in any mix: the page's lines and the act's refusal are one."""
    moves, lawful, rows = TABLES[machine]
    mixed: dict[str, Any] = {}
    for row in data.draw(st.lists(st.sampled_from(rows), max_size=4)):
        mixed |= row.changed
    facts = replace(lawful, **mixed)
    move = data.draw(st.sampled_from(list(moves.values())))
    waivable = sorted(rule.name for rule in move.requires if rule.waivable)
    waived = frozenset(data.draw(st.sets(st.sampled_from(waivable))) if waivable else ())
    state = str(move.sources[0]) if move.sources else ""
    lines = judge(move, facts, waived=waived)
    told = [reason for line in lines if line.stands_in_the_way for reason in line.reasons]
    refused = reasons_against(move, state=state, facts=facts, note="because", waived=waived)
    assert list(refused) == told
    assert {line.rule.name for line in lines if line.standing is Standing.WAIVED} <= waived


@every_table
def test_the_facts_are_plain_values(machine):
    """Law eats facts and never rows: nothing in them has a table or a connection."""
    _, lawful, rows = TABLES[machine]
    for facts in (lawful, *(replace(lawful, **row.changed) for row in rows)):
        assert not [
            field.name for field in fields(facts) if hasattr(getattr(facts, field.name), "_meta")
        ]
