"""What was true of a case on a day, and what was known of it at an instant: its two times.

Every event says from which day it is true (`effective_on`) and when it was recorded (`made_at`).
A case is, on a day, as its last event left it among those that are true by then. “Last” is by
version, so that a correction recorded later prevails from the day on which it is true. With
`known_at` only those events count that had been recorded by then: what a report made at that
instant said. A step that was undone says nothing any more, from the instant of its undoing on.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from casework.models import Case
from core.law import UNDO


@dataclass(frozen=True, slots=True)
class AsAt:
    """A day, and the instant by which it was known; without one, all that is known now."""

    on: date
    known_at: datetime | None = None

    def opened(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Of these cases, those that had been opened."""
        return rows.filter(Exists(self._moves(rows.model)))

    def state(self, case: type[Case]) -> Subquery:
        """The state of each case. An event that only records a fact, true perhaps since long ago,
        says nothing of the state."""
        return Subquery(self._moves(case).order_by("-version").values("after")[:1])

    def version(self, case: type[Case]) -> Subquery:
        """The version that its last event made; an undoing is an event too."""
        history: Any = case.history_model()
        rows = self.counted(history._default_manager.filter(subject=OuterRef("pk")))
        return Subquery(rows.order_by("-version").values("version")[:1])

    def recorded(self, case: type[Case], name: str) -> Subquery:
        """What the events had last recorded under this name, as text; null if nothing."""
        said = self.events(case).filter(facts__has_key=name).order_by("-version")
        return Subquery(said.annotate(said=KeyTextTransform(name, "facts")).values("said")[:1])

    def date_recorded(self, case: type[Case], name: str) -> Cast:
        """The same, of a date."""
        return Cast(self.recorded(case, name), DateField())

    def events(self, case: type[Case]) -> QuerySet[Any]:
        """The events that count, of the case of the outer query."""
        history: Any = case.history_model()
        return self.standing(history._default_manager.filter(subject=OuterRef("pk")))

    def standing(self, events: QuerySet[Any]) -> QuerySet[Any]:
        """Of the events that count, those that stand: neither undone by then, nor an undoing, which
        always comes next and leaves everything as if neither had been."""
        undoing = events.model._default_manager.filter(
            subject=OuterRef("subject"), version=OuterRef("version") + 1, move=UNDO
        )
        if self.known_at is not None:
            undoing = undoing.filter(made_at__lte=self.known_at)
        return self.counted(events).exclude(move=UNDO).filter(~Exists(undoing))

    def counted(self, events: QuerySet[Any]) -> QuerySet[Any]:
        """Of these events, those that are true by the day and were recorded by the instant."""
        events = events.filter(effective_on__lte=self.on)
        return events if self.known_at is None else events.filter(made_at__lte=self.known_at)

    def _moves(self, case: type[Case]) -> QuerySet[Any]:
        return self.events(case).exclude(before=F("after"))


_STANDS = """
  FROM {history} c
 WHERE c.subject_id = {subject} AND c.effective_on <= %(day)s AND c.made_at <= %(known)s
   AND c.move <> 'undo' AND NOT EXISTS (
       SELECT FROM {history} u WHERE u.subject_id = c.subject_id AND u.version = c.version + 1
          AND u.move = 'undo' AND u.made_at <= %(known)s)
"""
_LAST = " ORDER BY c.version DESC LIMIT 1"


def state_sql(history: str, subject: str) -> str:
    """`AsAt.state` for reports written in SQL: of the day `%(day)s` as known by `%(known)s` (which
    may be infinity), from this table of events, of the case of this column."""
    stands = _STANDS.format(history=history, subject=subject)
    return f"SELECT c.after AS state{stands} AND c.before <> c.after{_LAST}"


def recorded_sql(history: str, subject: str, name: str) -> str:
    """`AsAt.recorded` likewise; the column is called as what was recorded."""
    stands = _STANDS.format(history=history, subject=subject)
    said = f"SELECT c.facts->>'{name}' AS {name}{stands}"
    return f"{said} AND jsonb_exists(c.facts, '{name}'){_LAST}"
