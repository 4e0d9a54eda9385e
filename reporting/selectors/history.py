"""Every event of a case, for its own page."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from casework.as_at import AsAt
from core.law import UNDO
from reporting.selectors.expressions import JsonRow

TOLD = ("version", "move", "before", "after", "made_on", "effective_on", "waived", "is_undone")


def history(case: type[Any], moment: AsAt | None = None) -> ArraySubquery:
    """The events of the case, oldest first, without the names of people and what they wrote; with a
    moment, those that count in it."""
    rows = case.history_model()._default_manager.filter(subject=OuterRef("pk"))
    rows = rows if moment is None else moment.counted(rows)
    rows = rows.annotate(is_undone=_is_undone(case, moment))
    event = JsonRow({name: name for name in TOLD})
    return ArraySubquery(rows.order_by("version").annotate(event=event).values("event"))


def _is_undone(case: type[Any], moment: AsAt | None) -> Exists:
    """Whether the event after it took it back, as was known by the moment."""
    after = case.history_model()._default_manager.filter(
        subject=OuterRef("subject"), version=OuterRef("version") + 1, move=UNDO
    )
    if moment is not None and moment.known_at is not None:
        after = after.filter(made_at__lte=moment.known_at)
    return Exists(after)
