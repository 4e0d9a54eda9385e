"""Signs of life."""

from datetime import datetime

from core.transactions import use_case
from notifications.models import Heartbeat


@use_case
def beat(*, name: str, at: datetime, note: str = "") -> None:
    """Say that this ran to its end just now; one row a name, however many say it at once."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=at, note=note[:200])],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at", "note"],
    )
