"""The runner of acts upon many cases at once: the same law, events, audit and notices as for one.

Every step is one statement for all of them: the lock, the events, the rows, the audit, the outbox.
A case that the law refuses stops them all, and the refusal names each case with all its reasons.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from audit.record import record_many
from casework.following import followed_by
from casework.judging import judge_of, reasons_against_note
from casework.keeping import NOBODY, Doing, Telling, kept_of, plain, tell, told_of
from casework.models import Case
from casework.runner import locking, permit, stamp
from core.clock import civil_date
from core.errors import NotFound, refuse_if
from core.law import Move, Reason, refusals, wrong_state
from core.prepared import prepared
from core.sets import insert_set, update_set
from core.state import moved
from core.transactions import step

C = TypeVar("C", bound=Case)


@step
def lock_many(
    model: type[C], case_ids: Collection[UUID], *, beside: tuple[str, ...] = ()
) -> list[C]:
    """Take the row locks on these cases in the order of their identifiers, and read them afresh.

    The rows that `beside` names are read with them, and not locked.

    Raises:
        NotFound: one of them does not exist.
    """
    found = _locking(model, beside)(case_ids=list(case_ids))
    if len(found) != len(set(case_ids)):
        raise NotFound(f"There is no {model._meta.verbose_name} with one of these identifiers.")
    return found


@cache
def _locking(model: type[Case], beside: tuple[str, ...]) -> Callable[..., list[Any]]:
    @prepared
    def rows(*, case_ids: list[UUID]) -> QuerySet[Any]:
        return locking(model, beside).filter(pk__among=case_ids).order_by("pk")

    return rows


@step
def make_many(
    cases: Sequence[C],
    move: Move[Any],
    *,
    facts: Callable[[C], Any],
    doing: Doing,
    stamps: Mapping[str, Any] | Callable[[C], Mapping[str, Any]] | None = None,
    telling: Telling | Callable[[C], Telling] = NOBODY,
    named: Callable[[C], str] = str,
) -> Sequence[C]:
    """Make one move of many locked cases of one kind, or refuse it with every reason of every case.

    What `casework.runner.make` does for one, in a fixed number of statements. `stamps` name the
    same columns for every case; they hold single values. `named` is how a refusal names a case
    where the reason itself does not.

    Raises:
        NotPermitted: the person holds none of the move's roles.
        Refused: the law gives reasons against it, in one case or more.
    """
    permit(move, doing)
    if not cases:
        return cases
    if isinstance(move.target, tuple):
        raise ValueError(f"{move.name} returns each case to a state of its own; make it singly.")
    kept = _check_law(cases, move, facts=facts, doing=doing, named=named)
    before = [case.state for case in cases]
    names, recorded, replaced = _stamped(cases, move, stamps)
    for case in cases:
        case.version += 1
        if move.target is not None:
            moved(case, str(move.target))
    events = {"before": before, "facts": recorded, "replaced": replaced, **kept}
    _write(cases, move, names, events, doing=doing)
    tell(cases, move, doing=doing, telling=telling)
    followed_by(f"{cases[0].MOVES.machine}.{move.name}", cases, doing)
    return cases


def _check_law(
    cases: Sequence[C],
    move: Move[Any],
    *,
    facts: Callable[[C], Any],
    doing: Doing,
    named: Callable[[C], str],
) -> dict[str, list[Any]]:
    """Refuse the move with every reason of every case, and a note that cannot be kept.

    Returns what the events keep of the judgement, case by case.
    """
    reasons: dict[Reason, None] = {}
    kept: dict[str, list[Any]] = {"warnings": [], "waived": []}
    judge = judge_of(cases, move, by=doing.by, on=civil_date(doing.at))
    for case in cases:
        if (wrong := wrong_state(move, case.state)) is not None:
            reasons[_naming(wrong, named(case))] = None
            continue
        lines = judge(case, facts(case))
        for name, values in kept_of(lines).items():
            kept[name].append(values)
        for reason in refusals(move, lines, note=doing.note):
            spoken = reason if reason.code == "reason_missing" else _naming(reason, named(case))
            reasons[spoken] = None
    refuse_if((*reasons, *reasons_against_note(doing.note)), move=move.name)
    return kept


def _naming(reason: Reason, name: str) -> Reason:
    """The reason with the name of its case, unless it is in it."""
    if name in reason.text:
        return reason
    return replace(reason, text=f"{name}: {reason.text}")


def _stamped(
    cases: Sequence[C],
    move: Move[Any],
    stamps: Mapping[str, Any] | Callable[[C], Mapping[str, Any]] | None,
) -> tuple[list[str], list[dict[str, Any]], list[dict[str, Any]]]:
    """Set the move's columns; different values are checked once each by their fields.

    Returns the columns, and for each case what was recorded and what stood there before, as plain
    values; equal ones are one object.
    """
    given = [stamps(case) for case in cases] if callable(stamps) else [stamps or {}] * len(cases)
    names = list(given[0])
    checked: dict[tuple[Any, ...], C] = {}
    spoken = cache(lambda values: plain(dict(zip(names, values, strict=True))))
    recorded, replaced = [], []
    for case, values in zip(cases, given, strict=True):
        key = tuple(values[name] for name in names)
        replaced.append(spoken(tuple(_still(getattr(case, name)) for name in names)))
        if key not in checked:
            stamp(case, move, values)
            checked[key] = case
        else:
            for name in names:
                setattr(case, name, getattr(checked[key], name))
        recorded.append(spoken(key))
    return names, recorded, replaced


def _still(value: Any) -> Any:
    """A value that can be looked up: a list of days as a tuple."""
    return tuple(value) if isinstance(value, list) else value


def _write(
    cases: Sequence[C],
    move: Move[Any],
    names: Sequence[str],
    events: Mapping[str, Sequence[Any]],
    *,
    doing: Doing,
) -> None:
    """The events, the rows and the audit, in three statements; the event first (the guard asks)."""
    today = civil_date(doing.at)
    ids = [case.pk for case in cases]
    columns = {
        name: [getattr(case, name) for case in cases] for name in ("state", "version", *names)
    }
    dated = columns[move.effective] if move.effective in names else [None] * len(cases)
    insert_set(
        type(cases[0]).history_model(),
        {
            "subject": ids,
            "version": columns["version"],
            "after": columns["state"],
            "effective_on": [on or today for on in dated],
            **events,
        },
        same={
            "move": move.name,
            "made_by": doing.by,
            "made_at": doing.at,
            "made_on": today,
            "note": doing.note,
        },
    )
    update_set(type(cases[0]), ids, columns)
    told = cache(
        lambda was, state, version, number: told_of(
            was, state, version, doing.note, events["facts"][number]
        )
    )
    first_with = {id(facts): number for number, facts in enumerate(events["facts"])}
    about = [
        (case, told(was, case.state, case.version, first_with[id(facts)]))
        for case, was, facts in zip(cases, events["before"], events["facts"], strict=True)
    ]
    record_many(kind=f"{cases[0].MOVES.machine}.{move.name}", about=about, by=doing.by, at=doing.at)
