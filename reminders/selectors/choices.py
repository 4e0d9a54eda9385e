"""What a person chose."""

from datetime import date
from uuid import UUID

from accounts.models import User
from reminders.models import Mute, Preference
from reminders.rules.rhythm import USUAL, Rhythm


def rhythm_of(user_id: UUID) -> Rhythm:
    """How often this person hears; the usual rhythm if they have chosen nothing."""
    found = Preference.objects.filter(user=user_id).first()
    return found.rhythm if found else USUAL


def muted_by(viewer: User, *, on: date) -> set[UUID]:
    """The vanguards of which this person does not want to hear."""
    rows = Mute.objects.filter(user=viewer, ends_on=None, starts_on__lte=on)
    return set(rows.values_list("vanguard_id", flat=True))
