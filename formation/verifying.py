"""Whether every promise of the record holds of the rows that are there."""

from functools import cache

from django.db import connection

from casework.invariants import Fault, Invariant, of_every_case
from core.handing import HandedIn
from formation.invariants import OF_THE_PROGRAMME

of_apps_above: HandedIn[Invariant] = HandedIn()
"""What apps above promise besides; each hands it in when Django starts."""


@cache
def invariants() -> tuple[Invariant, ...]:
    """Every promise: those of every case, those of the programme's law, those of apps above."""
    return (*of_every_case(), *OF_THE_PROGRAMME, *of_apps_above)


def faults() -> list[Fault]:
    """Where a promise does not hold; nothing, if all is well. One query a promise."""
    with connection.cursor() as cursor:
        return [fault for each in invariants() for fault in each.faults(cursor)]
