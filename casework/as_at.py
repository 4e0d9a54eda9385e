"""What was true of a case on a day, and what was known of it at an instant: its two times.

Every event says from which day it is true (`effective_on`) and when it was recorded (`made_at`).
A case is, on a day, as its last event left it among those that are true by then. “Last” is by
version. With `known_at` only those events count that had been recorded by then: what a report made
at that instant said. A step that was undone says nothing any more, from the instant of its undoing
on. A correction says what was true all along: from the instant on at which it is known, the event
that it corrects says what the correction says, from the day that it says.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case as When_Case
from django.db.models import DateField, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce

from casework.models import Case
from core.law import UNDO


def _case_of(history: Any) -> Any:
    return history._meta.get_field("subject").related_model


def corrections_of(case: Any) -> list[str]:
    """The moves of this machine that correct what earlier ones recorded."""
    return [move.name for move in case.MOVES.values() if move.corrects]


def what_is_corrected(case: Case, names: Collection[str]) -> dict[str, int]:
    """Of these columns, each that an event recorded: the version of the event that a correction of
    it corrects."""
    history: Any = case.history_model()
    corrections = corrections_of(case)
    events = history._default_manager.filter(subject=case.pk).exclude(move=UNDO)
    undone = history._default_manager.filter(
        subject=case.pk, version=OuterRef("version") + 1, move=UNDO
    )
    stand = events.filter(~Exists(undone)).order_by("version")
    found: dict[str, int] = {}
    for version, move, facts in stand.values_list("version", "move", "facts"):
        again = facts.get("corrects", {}) if move in corrections else {}
        found |= {name: version for name in names if name in facts and name not in again}
    return found


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
        text: Any = KeyTextTransform(name, "facts")
        if corrections_of(case):
            said = said.exclude(facts__has_key="corrects", facts__corrects__has_key=name)
            text = Coalesce(self._corrected(case.history_model(), name), text)
        return Subquery(said.annotate(said=text).values("said")[:1])

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
        events = self._dated(events).filter(true_from__lte=self.on)
        return events if self.known_at is None else events.filter(made_at__lte=self.known_at)

    def _dated(self, events: QuerySet[Any]) -> QuerySet[Any]:
        """With the day from which each is true, as it was known by the instant."""
        case = _case_of(events.model)
        corrected = [
            When(move=move.name, then=Cast(self._corrected(events.model, column), DateField()))
            for move in (case.MOVES.values() if corrections_of(case) else ())
            if (column := move.effective)
        ]
        if not corrected:
            return events.annotate(true_from=F("effective_on"))
        said = When_Case(*corrected, output_field=DateField())
        return events.annotate(true_from=Coalesce(said, F("effective_on")))

    def _corrected(self, history: Any, name: str) -> Subquery:
        """What a correction of the event outside says under this name, by the last that is known;
        null where it was never corrected."""
        rows = history._default_manager.filter(
            subject=OuterRef("subject"), move__in=corrections_of(_case_of(history))
        )
        if self.known_at is not None:
            rows = rows.filter(made_at__lte=self.known_at)
        of = KeyTextTransform(name, KeyTransform("corrects", "facts"))
        rows = rows.annotate(
            corrects=Cast(of, IntegerField()), said=KeyTextTransform(name, "facts")
        )
        rows = rows.filter(corrects=OuterRef("version")).order_by("-version")
        return Subquery(rows.values("said")[:1])

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
