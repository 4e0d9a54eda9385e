"""The law of every machine, read out of the code: for the documents and for the tests.

Nothing here is kept by hand. A rule's codes and authorities are read from its source, so that a
reason that can be given cannot be left out of the book.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from casework.rules import waiver
from contracts.rules import mcp_contract, practice_contract
from core.law import SPOKEN_PARTY, Move, Moves, Rule
from formation.rules import (
    assurance,
    assurance_condition,
    engagement,
    journey,
    milestones,
    template,
)
from gp_relationships.rules import gp_role, ownership, participation, practice_change
from rulebook.rules import rulebook
from rulebook.rules.figures import KINDS

ROOT = Path(__file__).resolve().parents[1]
MACHINES: tuple[Moves[Any], ...] = tuple(
    module.MOVES
    for module in (
        journey,
        milestones,
        template,
        assurance,
        assurance_condition,
        engagement,
        mcp_contract,
        practice_contract,
        participation,
        gp_role,
        practice_change,
        rulebook,
        ownership,
        waiver,
    )
)
TO_CONFIRM = "(to confirm)"


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason that a rule can give: its code, what must hold, and on what authority."""

    code: str
    sentence: str
    authorities: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    whose: str = ""
    figures: tuple[str, ...] = ()
    given_by: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether the text of every authority was confirmed, and every figure that it asks for."""
        texts = not any(TO_CONFIRM in authority for authority in self.authorities)
        return texts and all(KINDS[key].confirmed for key in self.figures)


@dataclass(frozen=True, slots=True)
class Entry:
    """A ground, and every move at which it is asked."""

    ground: Ground
    asked_at: tuple[str, ...]


def rules_of(moves: Moves[Any]) -> dict[Rule[Any], list[Move[Any]]]:
    """Every rule of a machine, and the moves that require it, in the order of the table."""
    found: dict[Rule[Any], list[Move[Any]]] = {}
    for move in moves.values():
        for rule in move.requires:
            found.setdefault(rule, []).append(move)
    return found


@cache
def grounds(rule: Rule[Any]) -> tuple[Ground, ...]:
    """Every reason that this rule can give."""
    about = (rule.numbers, SPOKEN_PARTY[rule.whose], figures_of(rule))
    return tuple(
        Ground(
            code,
            rule.sentence,
            tuple(_authorities(call, inspect.getmodule(part))),
            *about,
            given_by=f"{part.__module__}.{part.__name__}",
        )
        for part in _parts(rule.check)
        for call, code in reasons_in(_code_of(part))
    )


def _code_of(function: Callable[..., Any]) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def _parts(check: Callable[..., Any]) -> list[Callable[..., Any]]:
    """The function of a rule and, in turn, every function of a rules module that it calls."""
    found: list[Callable[..., Any]] = []
    waiting = [check]
    while waiting:
        function = waiting.pop(0)
        if function in found:
            continue
        found.append(function)
        around = vars(inspect.getmodule(function))
        for node in ast.walk(_code_of(function)):
            called = around.get(node.id) if isinstance(node, ast.Name) else None
            if inspect.isfunction(called) and ".rules." in called.__module__:
                waiting.append(called)
    return found


def figures_of(rule: Rule[Any]) -> tuple[str, ...]:
    """The figures that a rule asks for, itself or by the functions that it calls."""
    found = {
        node.attr
        for part in _parts(rule.check)
        for node in ast.walk(_code_of(part))
        if isinstance(node, ast.Attribute)
    }
    return tuple(key for key in KINDS if key in found)


def reasons_in(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every `Reason("code", …)` that is written out in this code."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Reason":
            continue
        code = node.args[0]
        if isinstance(code, ast.Constant):
            yield node, str(code.value)


def _authorities(call: ast.Call, module: ModuleType | None) -> Iterator[str]:
    """What the third argument names, be it one authority or a choice between two."""
    for node in ast.walk(call.args[2]) if len(call.args) > 2 else ():
        if isinstance(node, ast.Name) and node.id.isupper():
            yield str(getattr(module, node.id))


@cache
def entries() -> tuple[Entry, ...]:
    """The whole book: every ground of every machine, by code."""
    asked: dict[Ground, list[str]] = {}
    for moves in MACHINES:
        for rule, at in rules_of(moves).items():
            for ground in grounds(rule):
                places = asked.setdefault(ground, [])
                places.extend(f"{moves.machine}.{move.name}" for move in at)
    book = (Entry(ground, tuple(dict.fromkeys(places))) for ground, places in asked.items())
    return tuple(sorted(book, key=lambda entry: (entry.ground.code, entry.asked_at)))


NUMBERS = tuple(f"R{number:02}" for number in range(1, 48))
"""The rules of the domain, as the programme numbers them."""


@dataclass(frozen=True, slots=True)
class Held:
    """A rule of the domain that no rule function states by itself: what holds it, and the test."""

    by: str
    test: str


HELD = {
    "R21": Held(
        "Returning ends the participation in the same transaction (contracts.returning)",
        "tests/contracts/actions/test_reactivations.py",
    ),
    "R22": Held(
        "The table of practice contracts: no move leads out of terminated, merged or expired",
        "tests/core/test_machines.py",
    ),
    "R35": Held(
        "One list a practice, its latest by the day; branches have none (organisations.selectors)",
        "tests/reporting/test_coverage.py",
    ),
    "R36": Held(
        "The table of journeys, and the database's own copy of it",
        "tests/casework/test_guards.py",
    ),
    "R42": Held(
        "The event of each change keeps what stood there before",
        "tests/formation/actions/test_journeys.py",
    ),
    "R45": Held(
        "One message for one milestone, recipient and step: its key is unique",
        "tests/reminders/actions/test_sweep.py",
    ),
}
"""Beside or instead of rule functions: tables, constraints and keys."""


@cache
def stated() -> dict[str, tuple[Rule[Any], ...]]:
    """Each rule of the domain with the rule functions that state it; none where there is none."""
    rules = dict.fromkeys(rule for moves in MACHINES for rule in rules_of(moves))
    return {number: tuple(rule for rule in rules if number in rule.numbers) for number in NUMBERS}


@cache
def elsewhere() -> tuple[tuple[str, str], ...]:
    """Reasons that acts give before any rule is asked: (code, file)."""
    found = {
        (code, str(path.relative_to(ROOT)))
        for path in ROOT.glob("*/*/*.py")
        if path.parts[-2] == "actions"
        for _, code in reasons_in(ast.parse(path.read_text(encoding="utf-8")))
    }
    for path in [
        *ROOT.glob("*/selectors.py"),
        *ROOT.glob("*/selectors/*.py"),
        ROOT / "core" / "law.py",
    ]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {(code, str(path.relative_to(ROOT))) for _, code in reasons_in(tree)}
    return tuple(sorted(found))


@cache
def _tests() -> tuple[tuple[str, str], ...]:
    return tuple(
        (str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
        for app in ("casework", "contracts", "core", "formation", "gp_relationships", "rulebook")
        for path in sorted((ROOT / "tests" / app).rglob("test_*.py"))
    )


def tests_of(code: str) -> list[str]:
    """The tests that name this code: those of the rules first."""
    named = [path for path, text in _tests() if f'"{code}"' in text]
    return sorted(named, key=lambda path: ("/rules/" not in path, path))
