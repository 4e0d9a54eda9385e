"""A lawful baseline of facts, and one fact at a time that is not as the law demands."""

from dataclasses import dataclass, field, replace
from typing import Any

from core.law import Moves, judge, reasons_against, warnings_in
from formation.lawbook import grounds, rules_of


@dataclass(frozen=True)
class Broken:
    """One move, the facts that are changed, and the reasons and warnings it then meets, alone."""

    move: str
    codes: tuple[str, ...]
    changed: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.move}-{'-'.join(self.codes) or 'lawful'}"


def broken(move: str, *codes: str, **changed: Any) -> Broken:
    """One row of a table of conditions."""
    return Broken(move, codes, changed)


def codes_against(
    moves: Moves[Any], row: Broken, baseline: dict[str, Any] | Any
) -> tuple[str, ...]:
    """What the law says to this move with these facts, from one of its sources; warnings last."""
    move = moves[row.move]
    state = move.sources[0] if move.sources else ""
    facts = replace(baseline, **row.changed)
    against = reasons_against(move, state=state, facts=facts, note="because")
    return tuple(reason.code for reason in (*against, *warnings_in(judge(move, facts))))


def untried(moves: Moves[Any], rows: list[Broken]) -> set[tuple[str, str]]:
    """Every (rule, code) of the machine for which there is no row."""
    tried = {code for row in rows for code in row.codes}
    return {
        (rule.name, ground.code)
        for rule in rules_of(moves)
        for ground in grounds(rule)
        if ground.code not in tried
    }
