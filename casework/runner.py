"""The one runner of every act on a case: lock, permit, law, move, history, audit, outbox.

Named acts (`formation.actions.journeys.go_live` …) open the transaction, lock the case and gather
the facts; what follows is the same for all of them and is here. The event is written before the
row, because the database's guard looks for it (`casework.database.guards`).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model

from accounts.models import User
from accounts.permissions import check_may
from audit.record import record, record_many
from casework.models import Case, Change
from core.clock import civil_date
from core.errors import NotFound, Stale, refuse_if
from core.fields import LONGEST_NOTE, reasons_against_text
from core.law import NEW, Move, Reason, reasons_against, warnings_about
from core.transactions import step
from notifications.outbox import post

C = TypeVar("C", bound=Case)


@dataclass(frozen=True, slots=True)
class Doing:
    """Who acts, when, why, and for which practice; and the version that they saw, if any."""

    by: User
    at: datetime
    note: str = ""
    seen: int | None = None
    practice_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """Whom a move's notices go to, and what they say (plain values, frozen at commit).

    `private` is said besides, to those alone whom it names.
    """

    to: Collection[User] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[User, Mapping[str, Any]] = field(default_factory=dict)


NOBODY = Telling()


@step
def lock(model: type[C], case_id: UUID) -> C:
    """Take the row lock on a case, first of all, and read it afresh.

    Raises:
        NotFound: there is no such case.
    """
    rows = model._default_manager.select_for_update(of=("self",), no_key=True)
    case = rows.filter(pk=case_id).first()
    if case is None:
        raise NotFound(f"There is no {model._meta.verbose_name} with this identifier.")
    return case


def permit(move: Move[Any], doing: Doing) -> None:
    """Say no to a person who may not make this move, before they learn anything of the case.

    Raises:
        NotPermitted: the person holds none of the move's roles.
    """
    check_may(doing.by, move.roles, on=civil_date(doing.at), practice_id=doing.practice_id)


@step
def make(
    case: C,
    move: Move[Any],
    *,
    facts: Any,
    doing: Doing,
    stamps: Mapping[str, Any] | None = None,
    telling: Telling = NOBODY,
) -> C:
    """Make one move of a locked case, or refuse it with every reason.

    `stamps` are the columns that the move itself sets on the row (dates, counts, links); they are
    kept in the event as well.

    Raises:
        NotPermitted: the person holds none of the move's roles.
        Stale: the case is no longer at the version that the person saw.
        Refused: the law gives reasons against it.
    """
    permit(move, doing)
    if doing.seen is not None and doing.seen != case.version:
        raise Stale(seen=doing.seen, now=case.version)
    _check_law(move, state=case.state, facts=facts, note=doing.note)
    before, replaced = case.state, {name: getattr(case, name) for name in stamps or {}}
    _stamp(case, move, stamps or {})
    if move.target is not None:
        getattr(case, move.name)()
    case.version += 1
    change = _event(
        case,
        move,
        before=before,
        doing=doing,
        recorded=stamps or {},
        replaced=replaced,
        warnings=warnings_about(move, facts),
    )
    change.save(force_insert=True)
    case.save(update_fields=["state", "version", *(stamps or {})])
    _announce(case, move, change, doing=doing, telling=telling)
    return case


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
    _check_law(move, state=NEW, facts=facts, note=doing.note)
    for case in cases:
        _check_fields(case, move)
    warnings = warnings_about(move, facts)
    changes = [
        _event(
            case,
            move,
            before=NEW,
            doing=doing,
            recorded=(recorded(case) if callable(recorded) else recorded) or {},
            warnings=warnings,
        )
        for case in cases
    ]
    if cases:
        type(cases[0]).history_model()._default_manager.bulk_create(changes)
        type(cases[0])._default_manager.bulk_create(cases)
    record_many(
        kind=f"{move_machine(cases)}.{move.name}",
        about=[(case, change.facts) for case, change in zip(cases, changes, strict=True)],
        by=doing.by,
        at=doing.at,
    )
    for case in cases:
        _tell(case, move, doing=doing, telling=telling(case) if callable(telling) else telling)
    return cases


def _check_law(move: Move[Any], *, state: str, facts: Any, note: str) -> None:
    """Refuse the move with every reason of the law, and a note that cannot be kept."""
    reasons = reasons_against(move, state=state, facts=facts, note=note)
    unkept = reasons_against_text("note", "Reason", note, longest=LONGEST_NOTE)
    refuse_if((*reasons, *unkept), move=move.name)


def _stamp(case: Case, move: Move[Any], stamps: Mapping[str, Any]) -> None:
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


def move_machine(cases: Sequence[Case]) -> str:
    """The name of the machine that these cases follow."""
    return type(cases[0]).MOVES.machine if cases else "none"


def plain(value: Any) -> Any:
    """A fact as JSON keeps it: dates in ISO form, rows by identifier, decimals as text."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(getattr(value, "pk", value))


def _event(
    case: Case,
    move: Move[Any],
    *,
    before: str,
    doing: Doing,
    recorded: Mapping[str, Any],
    replaced: Mapping[str, Any] = MappingProxyType({}),
    warnings: Collection[Reason] = (),
) -> Change:
    return case.history_model()(  # type: ignore[misc]
        subject_id=case.pk,
        version=case.version,
        move=move.name,
        before=before,
        after=case.state,
        made_by=doing.by,
        made_at=doing.at,
        made_on=civil_date(doing.at),
        effective_on=recorded.get(move.effective) or civil_date(doing.at),
        note=doing.note,
        facts=plain(recorded),
        replaced=plain(replaced),
        warnings=[warning.text for warning in warnings],
    )


def _announce(
    case: Case, move: Move[Any], change: Change, *, doing: Doing, telling: Telling
) -> None:
    facts = {
        "before": change.before,
        "after": change.after,
        "version": change.version,
        "note": change.note,
        **change.facts,
    }
    record(
        kind=f"{case.MOVES.machine}.{move.name}", about=case, by=doing.by, at=doing.at, facts=facts
    )
    _tell(case, move, doing=doing, telling=telling)


def _tell(case: Case, move: Move[Any], *, doing: Doing, telling: Telling) -> None:
    to: Iterable[User] = telling.to
    for kind in move.notices:
        for person in to:
            post(
                kind=kind,
                to=person,
                about=case,
                key=f"{kind}:{case.pk}:{case.version}:{person.pk}",
                facts=plain({**telling.facts, **telling.private.get(person, {})}),
                at=doing.at,
            )
