"""Every event of a case, for its own page."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from casework.as_at import AsAt
from reporting.selectors.expressions import JsonRow

TOLD = ("version", "move", "before", "after", "made_on", "effective_on")


def history(case: type[Any], moment: AsAt | None = None) -> ArraySubquery:
    """The events of the case, oldest first, without the names of people and what they wrote; with a
    moment, those that count in it."""
    rows = case.history_model()._default_manager.filter(subject=OuterRef("pk"))
    rows = rows if moment is None else moment.counted(rows)
    event = JsonRow({name: name for name in TOLD})
    return ArraySubquery(rows.order_by("version").annotate(event=event).values("event"))
