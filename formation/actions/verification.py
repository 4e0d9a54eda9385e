"""The nightly check of the whole record: what it finds is logged, and the approvers hear of it."""

from datetime import datetime

import structlog

from accounts.models import User
from accounts.permissions import check_may
from accounts.roles import OFFICERS, Role
from accounts.selectors import holders_of
from casework.invariants import Fault
from core.clock import civil_date
from core.transactions import use_case
from core.wording import count
from formation.verifying import faults, invariants
from notifications.actions.heartbeats import beat
from notifications.outbox import Notice, post_many
from notifications.selectors import NO_FAULT, VERIFICATION

log = structlog.get_logger(__name__)

KIND = "record_faulty"
MOST_NAMED = 10
"""A message names so many faults; the command and the log have them all."""


def verify(*, by: User, at: datetime) -> list[Fault]:
    """Ask every promise, log each fault as an error, and tell the approving officers once a day.

    Raises:
        NotPermitted: the person is neither the clock nor an officer.
    """
    check_may(by, (Role.SYSTEM, *OFFICERS), on=civil_date(at))
    found = faults()
    for fault in found:
        log.error("record_faulty", invariant=fault.invariant, about=fault.about, fault=fault.text)
    if found:
        _tell(found, at=at)
    beat(name=VERIFICATION, at=at, note=count(len(found), "fault") if found else NO_FAULT)
    return found


@use_case
def _tell(found: list[Fault], *, at: datetime) -> None:
    on = civil_date(at)
    facts = {
        "number": count(len(found), "fault"),
        "on": on.isoformat(),
        "asked": count(len(invariants()), "promise"),
        "faults": [str(fault) for fault in found[:MOST_NAMED]],
    }
    post_many(
        [
            Notice(
                kind=KIND,
                to_id=person.pk,
                about_type=User._meta.label_lower,
                about_id=person.pk,
                key=f"{KIND}:{on}:{person.pk}",
                facts=facts,
            )
            for person in holders_of(Role.APPROVING_OFFICER, on=on)
        ],
        at=at,
    )
