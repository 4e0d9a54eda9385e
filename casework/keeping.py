"""What is kept of an act upon a case: who did it and why, its event and its notices."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

from accounts.models import User
from casework.models import Case, Change
from core.clock import civil_date
from core.law import Line, Move, Standing, warnings_in
from notifications.outbox import Notice, post_many

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

    `to` are people or their identifiers. `private` is said besides, to those alone whom it names.
    """

    to: Collection[User | UUID] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[User, Mapping[str, Any]] = field(default_factory=dict)


NOBODY = Telling()


PLAIN = (str, int)
SEVERAL = (list, tuple, set, frozenset)


def plain(value: Any) -> Any:
    """A fact as JSON keeps it: dates in ISO form, rows by identifier, decimals as text."""
    if value is None or isinstance(value, PLAIN):
        return value
    if isinstance(value, dict | Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, SEVERAL):
        return [plain(item) for item in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(getattr(value, "pk", value))


def event_of(
    case: Case,
    move: Move[Any],
    *,
    before: str,
    doing: Doing,
    recorded: Mapping[str, Any],
    replaced: Mapping[str, Any] = MappingProxyType({}),
    lines: Collection[Line] = (),
) -> Change:
    """The event of a move that was made of this case, as the case is now."""
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
        **kept_of(lines),
    )


NOTHING_UNUSUAL: Mapping[str, list[str]] = MappingProxyType({"warnings": [], "waived": []})


def kept_of(lines: Collection[Line]) -> Mapping[str, list[str]]:
    """What an event keeps of its judgement: what was unusual, and which rules were waived."""
    speaking = [line for line in lines if line.reasons]
    if not speaking:
        return NOTHING_UNUSUAL
    return {
        "warnings": [warning.text for warning in warnings_in(speaking)],
        "waived": [line.rule.name for line in speaking if line.standing is Standing.WAIVED],
    }


def told_of(
    before: str, after: str, version: int, note: str, facts: Mapping[str, Any]
) -> dict[str, Any]:
    """What the audit keeps of a move: where it led, what was written, and what it recorded."""
    return {"before": before, "after": after, "version": version, "note": note, **facts}


def tell(
    cases: Sequence[C],
    move: Move[Any],
    *,
    doing: Doing,
    telling: Telling | Callable[[C], Telling],
) -> None:
    """Promise the notices of a move of these cases, each person's once."""
    post_many(
        (
            notice
            for case in cases
            for notice in _notices(case, move, telling(case) if callable(telling) else telling)
        ),
        at=doing.at,
    )


def _notices(case: Case, move: Move[Any], telling: Telling) -> Iterator[Notice]:
    for kind in move.notices:
        for person in telling.to:
            own = telling.private.get(person) if isinstance(person, User) else None
            to_id = person.pk if isinstance(person, User) else person
            yield Notice(
                kind=kind,
                to_id=to_id,
                about_type=case._meta.label_lower,
                about_id=case.pk,
                key=f"{kind}:{case.pk}:{case.version}:{to_id}",
                facts=plain({**telling.facts, **(own or {})}),
            )
