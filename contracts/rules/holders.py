"""Who holds a practice's contract: the kinds of holder, and who speaks for whom.

A contract is held by one person alone, by partners together, or by a company. Who they are on a day
decides who must agree to suspend it and, later, to resume it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class HolderKind(StrEnum):
    """In what capacity somebody holds the contract."""

    PARTNER = "partner"
    SINGLE_HANDED = "single_handed"
    COMPANY = "company"
    CORPORATE_PARTNER = "corporate_partner"


BODIES = frozenset({HolderKind.COMPANY, HolderKind.CORPORATE_PARTNER})
"""Holders that are no natural persons, and so have no GMC number."""


@dataclass(frozen=True, slots=True)
class NamedHolder:
    """A holder as an officer names one: who, in what capacity, and since which day.

    `gmc_number` has seven digits and is empty for whoever is no doctor.
    """

    name: str
    kind: str
    joined_on: date
    gmc_number: str = ""

    @property
    def person(self) -> str:
        """What tells one holder from another: the GMC number, or else the name."""
        return self.gmc_number or " ".join(self.name.lower().split())


@dataclass(frozen=True, slots=True)
class HolderPeriod:
    """One holder of a contract, from a day until (and not on) another."""

    id: str
    name: str
    person: str
    joined_on: date
    left_on: date | None = None
    successor: str | None = None

    def on(self, day: date) -> bool:
        """Whether the contract was this holder's on the day."""
        return self.joined_on <= day and (self.left_on is None or self.left_on > day)


def named_on(holders: Iterable[HolderPeriod], day: date) -> list[HolderPeriod]:
    """Those who hold the contract on this day, by name."""
    return sorted((each for each in holders if each.on(day)), key=lambda each: each.name)


def must_consent(
    holders: Iterable[HolderPeriod], suspended_on: date, on: date
) -> list[tuple[HolderPeriod, HolderPeriod | None]]:
    """Whose consent a return needs: each who held the contract on the day of its suspension, with
    the one who speaks in that place on the day `on`; None where the holder left without successor.
    """
    every = list(holders)
    by_id = {each.id: each for each in every}
    return [(each, _speaks(each, by_id, on)) for each in named_on(every, suspended_on)]


def _speaks(
    holder: HolderPeriod, by_id: Mapping[str, HolderPeriod], on: date
) -> HolderPeriod | None:
    """The holder, or whoever lawfully took the place, however often it changed hands."""
    seen: set[str] = set()
    each: HolderPeriod | None = holder
    while each is not None and not each.on(on):
        seen.add(each.id)
        heir = by_id.get(each.successor or "")
        each = heir if heir is not None and heir.id not in seen else None
    return each
