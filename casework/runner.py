"""The one runner of every act on a case: lock, permit, law, move, history, audit, outbox.

Named acts (`formation.actions.journeys.go_live` …) open the transaction, lock the case and gather
the facts; what follows is the same for all of them and is here. The event is written before the
row, because the database's guard looks for it (`casework.database.guards`).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from accounts.permissions import Held, check_may, held
from audit.record import record, record_many
from casework.following import followed_by
from casework.judging import check_law, judge_of
from casework.keeping import NOBODY, Doing, Telling, event_of, tell, told_of
from casework.models import Case, Change
from core.clock import civil_date
from core.errors import NotFound, Stale, refuse_if
from core.fields import reasons_against_text
from core.law import NEW, Line, Move, Reason
from core.prepared import prepared
from core.rows import insert_one, update_one
from core.together import Answer, there, together
from core.transactions import step

C = TypeVar("C", bound=Case)


@step
def lock(model: type[C], case_id: UUID, *, beside: tuple[str, ...] = ()) -> C:
    """Take the row lock on a case, first of all, and read it afresh.

    The rows that `beside` names are read with it, and not locked.

    Raises:
        NotFound: there is no such case.
    """
    found = _locking(model, beside)(case_id=case_id)
    if not found:
        raise NotFound(f"There is no {model._meta.verbose_name} with this identifier.")
    return found[0]  # type: ignore[no-any-return]


@cache
def _locking(model: type[Case], beside: tuple[str, ...]) -> Callable[..., list[Any]]:
    @prepared
    def rows(*, case_id: UUID) -> QuerySet[Any]:
        return locking(model, beside).filter(pk=case_id).order_by()

    return rows


def locking(model: type[Case], beside: tuple[str, ...]) -> QuerySet[Any]:
    """The cases of a kind, each locked as it is read; what is read beside them is not."""
    rows = model._default_manager.select_for_update(of=("self",), no_key=True)
    return rows.select_related(*beside) if beside else rows


def permit(move: Move[Any], doing: Doing, *, known: Held | None = None) -> None:
    """Say no to a person who may not make this move, before they learn anything of the case.

    `known` is what the person holds on the day, where it was asked already.

    Raises:
        NotPermitted: the person holds none of the move's roles.
    """
    on = civil_date(doing.at)
    check_may(doing.by, move.roles, on=on, practice_id=doing.practice_id, known=known)


@step
def make(
    case: C,
    move: Move[Any],
    *,
    facts: Any,
    doing: Doing,
    stamps: Mapping[str, Any] | None = None,
    recorded: Mapping[str, Any] | None = None,
    telling: Telling | Answer[Telling] = NOBODY,
) -> C:
    """Make one move of a locked case, or refuse it with every reason.

    `stamps` are the columns that the move itself sets on the row (dates, counts, links); they are
    kept in the event as well. `recorded` is kept in the event alone: what the act writes in rows
    of their own, which belong to the case. `facts` and `telling` may have been asked ahead.

    Raises:
        NotPermitted: the person holds none of the move's roles.
        Stale: the case is no longer at the version that the person saw.
        Refused: the law gives reasons against it.
    """
    with together():
        lines = _check(case, move, facts=facts, doing=doing)
        change = _moved(case, move, doing, lines, stamps=stamps or {}, recorded=recorded or {})
        insert_one(change)
        update_one(case, ["state", "version", *(stamps or {})])
        record(kind=_kind(case, move), about=case, by=doing.by, at=doing.at, facts=_told(change))
        tell([case], move, doing=doing, telling=there(telling))
    case._update_initial_state()
    followed_by(_kind(case, move), [case], doing)
    return case


def _check(case: C, move: Move[Any], *, facts: Any, doing: Doing) -> tuple[Line, ...]:
    """The lines by which this move is lawful, for this person, of the case that they saw."""
    on = civil_date(doing.at)
    known = held.ahead(user_id=doing.by.pk, on=on)
    judge = judge_of([case], move, by=doing.by, on=on, known=known)
    permit(move, doing, known=known())
    if doing.seen is not None and doing.seen != case.version:
        raise Stale(seen=doing.seen, now=case.version)
    return check_law(case, move, facts=facts, doing=doing, judge=judge)


def _moved(
    case: C,
    move: Move[Any],
    doing: Doing,
    lines: tuple[Line, ...],
    *,
    stamps: Mapping[str, Any],
    recorded: Mapping[str, Any],
) -> Change:
    """Move the case in memory; the event of it."""
    before, replaced = case.state, {name: getattr(case, name) for name in stamps}
    stamp(case, move, stamps)
    if move.target is not None:
        getattr(case, move.name)()
    case.version += 1
    return event_of(
        case,
        move,
        before=before,
        doing=doing,
        recorded={**recorded, **stamps},
        replaced=replaced,
        lines=lines,
    )


@step
def open_case(
    case: C,
    move: Move[Any],
    *,
    facts: Any,
    doing: Doing,
    recorded: Mapping[str, Any] | None = None,
    telling: Telling = NOBODY,
) -> C:
    """Bring a case into being by its opening move, at version 1."""
    open_many([case], move, facts=facts, doing=doing, recorded=recorded, telling=telling)
    return case


@step
def open_many(
    cases: Sequence[C],
    move: Move[Any],
    *,
    facts: Any,
    doing: Doing,
    recorded: Mapping[str, Any] | Callable[[C], Mapping[str, Any]] | None = None,
    telling: Telling | Callable[[C], Telling] = NOBODY,
) -> Sequence[C]:
    """Bring many cases of one kind into being at once, each with its own opening event.

    `facts` speak for all of them. What is recorded and who is told may differ from case to case;
    it is then given as a function of the case.
    """
    permit(move, doing)
    lines = check_law(cases[0], move, facts=facts, doing=doing) if cases else ()
    for case in cases:
        _check_fields(case, move)
    changes = [
        event_of(
            case,
            move,
            before=NEW,
            doing=doing,
            recorded=(recorded(case) if callable(recorded) else recorded) or {},
            lines=lines,
        )
        for case in cases
    ]
    if cases:
        type(cases[0]).history_model()._default_manager.bulk_create(changes)
        type(cases[0])._default_manager.bulk_create(cases)
        _announce(cases, move, changes, doing=doing)
    tell(cases, move, doing=doing, telling=telling)
    if cases:
        followed_by(_kind(cases[0], move), cases, doing)
    return cases


def stamp(case: Case, move: Move[Any], stamps: Mapping[str, Any]) -> None:
    """Set the move's columns, each checked by its own field, so that no door can forget to."""
    for name, value in stamps.items():
        setattr(case, name, value)
    _check_fields(case, move, only=stamps)


def _check_fields(case: Case, move: Move[Any], *, only: Collection[str] | None = None) -> None:
    """Refuse a value that its column cannot hold, in the column's own words."""
    checked = {
        f.name
        for f in case._meta.fields
        if not f.is_relation and f.name != "state" and (only is None or f.name in only)
    }
    refuse_if(reasons_against_fields(case, checked), move=move.name)


def reasons_against_fields(row: Model, names: Collection[str]) -> tuple[Reason, ...]:
    """Why the columns of this row cannot hold what was put in them."""
    labels = {f.name: str(f.verbose_name) for f in row._meta.fields if f.name in names}
    labels = {name: label[:1].upper() + label[1:] for name, label in labels.items()}
    reasons: list[Reason] = []
    try:
        row.clean_fields(exclude={f.name for f in row._meta.fields} - set(names))
    except ValidationError as error:
        reasons += [
            Reason(f"invalid_{name}", f"{labels[name]}: {text}")
            for name, texts in error.message_dict.items()
            for text in texts
        ]
    for name, label in labels.items():
        value = getattr(row, name)
        if isinstance(value, str):
            reasons += reasons_against_text(name, label, value)
    return tuple(reasons)


def _announce(
    cases: Sequence[C], move: Move[Any], changes: Sequence[Change], *, doing: Doing
) -> None:
    """Write into the audit what became of each of these cases."""
    told = [_told(change) for change in changes]
    record_many(
        kind=_kind(cases[0], move),
        about=list(zip(cases, told, strict=True)),
        by=doing.by,
        at=doing.at,
    )


def _kind(case: Case, move: Move[Any]) -> str:
    return f"{case.MOVES.machine}.{move.name}"


def _told(change: Change) -> dict[str, Any]:
    return told_of(change.before, change.after, change.version, change.note, change.facts)
