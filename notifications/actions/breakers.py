"""One circuit breaker for each provider, shared by all senders through one row (ADR 0025).

Nobody asks a provider that failed so often in a row; after a rest one sender tries one message for
all of them. A provider that names a time before which it wants to hear nothing is obeyed by all.
Every statement is committed by itself and says by itself what must hold for it; all times are the
database's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Least, Now

from accounts.models import User
from accounts.permissions import check_may
from accounts.roles import OFFICERS
from audit.record import record
from core.clock import civil_date
from core.errors import NotFound
from core.transactions import use_case
from notifications.models import Breaker
from notifications.rules.delivery import PACE, Pace


@dataclass(frozen=True, slots=True)
class Passage:
    """Whether a provider may be asked: with as much as one likes, with one message, or not."""

    closed_because: str = ""
    is_probe: bool = False
    has_failed: bool = False


def passage(circuit: str, *, token: UUID, pace: Pace = PACE) -> Passage:
    """Whether this sender may ask the provider now; after a rest only one sender may."""
    known = Breaker.objects.filter(circuit=circuit).first()
    if known is None:
        return Passage()
    if known.open_until is None:
        return Passage(has_failed=known.failures > 0)
    rested = Breaker.objects.filter(pk=known.pk, open_until__lte=Now())
    nobody = Q(probe_until=None) | Q(probe_until__lte=Now()) | Q(probe_token=token)
    taken = rested.filter(nobody).update(probe_token=token, probe_until=Now() + pace.lease)
    return Passage(is_probe=True) if taken else Passage(closed_because=known.why)


def failed(circuit: str, why: str, *, token: UUID, pace: Pace = PACE) -> None:
    """The provider failed once more; it is not asked for a while if that was often enough."""
    why = why[:500]
    Breaker.objects.bulk_create([Breaker(circuit=circuit)], ignore_conflicts=True)
    known = Breaker.objects.filter(circuit=circuit)
    known.update(failures=Least(F("failures") + 1, 30_000), why=why)
    opens = known.filter(Q(probe_token=token) | Q(open_until=None, failures__gte=pace.failures))
    for number, rest in reversed(list(enumerate(pace.rests))):
        at_least = opens.filter(openings__gte=number)
        if at_least.update(
            open_until=Now() + rest,
            openings=F("openings") + 1,
            probe_token=None,
            probe_until=None,
        ):
            return


def hold_back(circuit: str, why: str, *, wait: timedelta) -> None:
    """The provider wants to hear nothing for so long: nobody asks it before."""
    Breaker.objects.bulk_create([Breaker(circuit=circuit)], ignore_conflicts=True)
    later = Q(open_until=None) | Q(open_until__lt=Now() + wait)
    Breaker.objects.filter(later, circuit=circuit).update(
        open_until=Now() + wait, why=why[:500], probe_token=None, probe_until=None
    )


def succeeded(circuit: str, *, token: UUID) -> None:
    """The provider works: forget its failures, unless others found meanwhile that it does not."""
    ours = Q(open_until=None) | Q(probe_token=token)
    Breaker.objects.filter(ours, circuit=circuit).update(
        failures=0, openings=0, open_until=None, probe_token=None, probe_until=None, why=""
    )


def give_back(circuit: str, *, token: UUID) -> None:
    """Nothing was there to try: let another sender be the one who tries."""
    Breaker.objects.filter(circuit=circuit, probe_token=token).update(
        probe_token=None, probe_until=None
    )


@use_case
def ask_again(*, breaker_id: UUID, by: User, at: datetime, note: str) -> Breaker:
    """An officer knows that the provider works again: it is asked at once.

    Raises:
        NotFound: there is no such provider, or it is being asked.
        NotPermitted: the person is no officer.
    """
    check_may(by, OFFICERS, on=civil_date(at))
    known = Breaker.objects.select_for_update(no_key=True).filter(pk=breaker_id)
    found = known.exclude(open_until=None).first()
    if found is None:
        raise NotFound("There is no such provider that is not being asked.")
    record(
        kind="provider.ask_again", about=found, by=by, at=at, facts={"why": found.why, "note": note}
    )
    found.failures = found.openings = 0
    found.open_until = found.probe_token = found.probe_until = None
    found.why = ""
    found.save()
    return found
