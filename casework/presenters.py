"""What an officer's page says of a case: its moves, its history, what changed meanwhile."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from casework.mending import Mending, Way
from casework.models import Case, Change
from casework.verdicts import Verdict
from core.admin.presenting import NOTHING, called, moment, shown, tag, whom
from core.law import (
    SPOKEN_PARTY,
    SPOKEN_STANDING,
    UNDO,
    Line,
    Move,
    Reason,
    Standing,
    spoken,
)
from core.wording import count

SORTS = (NEXT_STEPS, RECORDS, OUT_OF_THE_ORDINARY) = (
    "Next steps",
    "Put on record",
    "Out of the ordinary",
)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """How one rule stands, in words: what must hold, why it does not, whose move it is and where
    it is put right; `waiver` says until when and why it is waived, `ask` is where to ask for that.
    """

    standing: SafeString
    sentence: str
    numbers: str
    reasons: tuple[Reason, ...]
    whose: str
    way: Way | None
    waiver: str = ""
    ask: str = ""


QUIET = frozenset({Standing.MET, Standing.NOT_APPLICABLE})
"""How a rule stands that asks nothing of anybody."""


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move on a case's page: a button, or a greyed one with everything that stands against it.

    `lines` are the rules that are not met, waived or unusual, and `met` the others, which an
    officer may unfold: those that are met, and those that have nothing to say here. `instead` says
    where the move is made, if it is part of another act. `sort` is its heading: what takes the case
    on, what records a fact of it, and what is out of the ordinary.
    """

    name: str
    label: str
    url: str
    open: bool
    permitted: bool
    reasons: tuple[Reason, ...]
    by_whom: str
    lines: list[RuleLine]
    met: list[RuleLine]
    tally: str
    sort: str
    instead: str = ""


def move_lines(
    verdicts: Iterable[Verdict],
    *,
    urls: Mapping[str, str],
    instead: Mapping[str, str],
    mending: Mending,
) -> list[MoveLine]:
    """The moves from here by their sort, and in each those that can be made now first."""
    lines = [
        MoveLine(
            name=verdict.name,
            label=verdict.label,
            url=urls.get(verdict.name, ""),
            open=verdict.open and verdict.name in urls,
            permitted=verdict.permitted,
            reasons=verdict.reasons,
            by_whom=whom(verdict.move.roles),
            lines=[
                rule_line(line, verdict, mending)
                for line in verdict.lines
                if line.standing not in QUIET
            ],
            met=[
                rule_line(line, verdict, mending)
                for line in verdict.lines
                if line.standing in QUIET
            ],
            tally="{} of {} met".format(*verdict.tally),
            sort=sort_of(verdict.move),
            instead=instead.get(verdict.name, ""),
        )
        for verdict in verdicts
    ]
    return sorted(lines, key=lambda line: (SORTS.index(line.sort), not line.open))


def sort_of(move: Move[Any]) -> str:
    """Under which heading a move stands, so that what comes next is not lost among the rest."""
    if move.needs_reason:
        return OUT_OF_THE_ORDINARY
    return RECORDS if move.target is None else NEXT_STEPS


def rule_line(line: Line, verdict: Verdict, mending: Mending) -> RuleLine:
    """One rule as it stands; where it is not met, a way to put it right or to have it waived."""
    is_in_the_way = line.stands_in_the_way
    return RuleLine(
        standing=tag(line.standing, SPOKEN_STANDING[line.standing]),
        sentence=line.rule.sentence,
        numbers=", ".join(line.rule.numbers),
        reasons=line.reasons,
        whose=SPOKEN_PARTY[line.rule.whose],
        way=mending.way(line.rule) if is_in_the_way else None,
        waiver=verdict.waiver_of(line),
        ask=mending.to_ask_for_a_waiver(line.rule) if is_in_the_way else "",
    )


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's history."""

    version: int
    what: str
    states: str
    who: str
    when: str
    note: str
    facts: list[tuple[str, str]]
    warnings: list[str]


def events(case: Case, changes: Iterable[Change]) -> list[Event]:
    """Each change in words."""
    return [
        Event(
            version=change.version,
            what=label_of(case, change.move),
            states=_states(change),
            who=change.made_by.full_name,
            when=moment(change.made_at),
            note=change.note,
            facts=list(_facts(case, change.facts)),
            warnings=change.warnings,
        )
        for change in changes
    ]


def label_of(case: Case, move: str) -> str:
    """The move as its button says it."""
    if move == UNDO:
        return "Step undone"
    known = case.MOVES.get(move)
    return known.label if known else spoken(move).capitalize()


def _states(change: Change) -> str:
    if change.before == change.after:
        return f"Still {spoken(change.after)}"
    if not change.before:
        return spoken(change.after).capitalize()
    return f"{spoken(change.before).capitalize()} → {spoken(change.after)}"


def _facts(case: Case, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the event recorded, in words; identifiers of rows say nothing to people."""
    for name, value in facts.items():
        if not _is_identifier(value):
            yield _called(case, name), _said(case, name, value)


def _is_identifier(value: Any) -> bool:
    try:
        UUID(value)
    except (ValueError, TypeError, AttributeError):
        return False
    return True


def _called(case: Case, name: str) -> str:
    columns = {column.name: str(column.verbose_name) for column in case._meta.fields}
    words = columns.get(name, name.replace("_", " "))
    return called(words)


def _said(case: Case, name: str, value: Any) -> str:
    choices = {
        column.name: dict(column.flatchoices) for column in case._meta.fields if column.choices
    }
    if isinstance(value, str) and value in choices.get(name, {}):
        return str(choices[name][value])
    if isinstance(value, str) and name.endswith("_on"):
        try:
            return str(shown(date.fromisoformat(value)))
        except ValueError:
            return value
    if isinstance(value, str) and value in set(case.MOVES.states):
        return spoken(value).capitalize()
    said = shown(value)
    return "Taken away" if said == NOTHING else str(said)


def consequences(case: Any, move: Move[Any]) -> list[str]:
    """What follows from a move, as the table has it."""
    lines = []
    if move.target is None:
        lines.append(f"The case stays {spoken(case.state)}; what you enter is recorded.")
    elif isinstance(move.target, str):
        lines.append(f"The case moves from {spoken(case.state)} to {spoken(move.target)}.")
    else:
        lines.append("The case returns to where it was before.")
    if move.notices:
        lines.append("The people concerned are told by e-mail.")
    lines.append("Your name, the time and what you enter are kept in the history for good.")
    return lines


def undoing(case: Case, change: Change, messages: Iterable[Any]) -> list[str]:
    """What undoing the last step does, before it is done."""
    of_it = [message for message in messages if f":{case.pk}:{change.version}:" in message.key]
    waiting = sum(message.state in ("waiting", "needs_review") for message in of_it)
    told = sum(message.state in ("sending", "sent") for message in of_it)
    lines = [f"The case stays {spoken(change.after)}."]
    if change.before != change.after:
        lines = [f"The case goes back from {spoken(change.after)} to {spoken(change.before)}."]
    for name, value in change.replaced.items():
        lines.append(f"{_called(case, name)} is again as before: {_before(case, name, value)}.")
    if waiting:
        lines.append(f"{count(waiting, 'message')} about it will not be sent.")
    if told:
        lines.append(f"{count(told, 'message')} about it went out; who had it is told.")
    lines.append("The history keeps the step and its undoing, with your name and reason.")
    return lines


def _before(case: Case, name: str, value: Any) -> str:
    """What stood in a column, in words; a link to another row says nothing to people."""
    if _is_identifier(value):
        return "as it was recorded then"
    said = _said(case, name, value)
    return "not recorded" if said == "Taken away" else said


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message about a case: what it is, to whom, when, and what became of it."""

    pk: Any
    words: str
    to: str
    due: str
    state: Any


def message_lines(messages: Iterable[Any]) -> list[MessageLine]:
    """Each message in words."""
    return [
        MessageLine(
            pk=message.pk,
            words=spoken(message.kind).capitalize(),
            to=message.to.full_name,
            due=moment(message.due_at),
            state=tag(message.state),
        )
        for message in messages
    ]
