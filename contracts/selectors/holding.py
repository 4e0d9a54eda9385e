"""Reads of who holds practices' contracts, over the whole programme."""

from datetime import date

from django.db.models import F, QuerySet

from accounts.models import User
from accounts.scopes import practices_seen_by
from contracts.models import Holder


def holders(*, viewer: User, on: date) -> QuerySet[Holder]:
    """Everybody who holds or held a contract of the practices that this viewer may see. A period
    that ends on the day it begins was recorded in error, and is left out."""
    rows = Holder.objects.filter(contract__practice__in=practices_seen_by(viewer, on=on))
    return rows.exclude(left_on=F("joined_on"))
