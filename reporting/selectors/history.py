"""A case as its events left it at the end of a day."""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, Exists, Model, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from reporting.selectors.expressions import JsonRow


def opened_by(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Only the cases that had been opened by this day."""
    return rows.filter(Exists(_events(rows.model, day)))


def state_on(case: type[Model], day: date) -> Subquery:
    """The state after the last event on or before the day."""
    return Subquery(_events(case, day).order_by("-version").values("after")[:1])


def version_on(case: type[Model], day: date) -> Subquery:
    """How many events the case had by then."""
    return Subquery(_events(case, day).order_by("-version").values("version")[:1])


def recorded_on(case: type[Model], name: str, day: date) -> Subquery:
    """What the events had last recorded under this name by then, as text; null if nothing."""
    said = _events(case, day).filter(facts__has_key=name).order_by("-version")
    return Subquery(said.annotate(said=KeyTextTransform(name, "facts")).values("said")[:1])


def date_recorded_on(case: type[Model], name: str, day: date) -> Cast:
    """The same, of a date."""
    return Cast(recorded_on(case, name, day), DateField())


def history(case: type[Model]) -> ArraySubquery:
    """Every event of the case, oldest first, without the names of people and what they wrote."""
    event = JsonRow({name: name for name in ("version", "move", "before", "after", "made_on")})
    rows = _history(case).filter(subject=OuterRef("pk")).order_by("version")
    return ArraySubquery(rows.annotate(event=event).values("event"))


def _events(case: type[Model], day: date) -> QuerySet[Any]:
    return _history(case).filter(subject=OuterRef("pk"), made_on__lte=day)


def _history(case: type[Model]) -> QuerySet[Any]:
    return case.history_model()._default_manager.all()  # type: ignore[attr-defined]
