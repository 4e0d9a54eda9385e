"""Who looks, for which practice, and on which day: what each read and act here is about."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from organisations.models import Practice


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A person who acts for one practice today.

    A person may speak for several practices, or hold a programme role as well; the portal shows
    only what belongs to the one practice they act for now.
    """

    viewer: User
    practice: Practice
    on: date
