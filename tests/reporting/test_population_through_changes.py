"""Whatever merges, splits, closes or opens a branch, each patient is counted once on every day."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from gp_relationships.actions import practice_changes
from organisations.models import Branch, ListSize, Practice
from organisations.selectors import population
from reporting.selectors.coverage import coverage
from tests.support.people import TODAY

BEGIN = TODAY - timedelta(days=400)
PRACTICES = 6
CHANGES = 14


def at(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


class Country:
    """Practices whose lists are kept in plain Python beside the system's own rows."""

    def __init__(self, seed: int, officer, approver) -> None:
        self.chance, self.officer, self.approver = Random(seed), officer, approver
        self.lists: dict[str, int] = {}
        self.totals: list[tuple[date, int]] = []
        for number in range(PRACTICES):
            self.opens(f"K{number:05}", self.chance.randint(1_000, 9_000))
        self.totals.append((BEGIN, sum(self.lists.values())))

    def opens(self, code: str, patients: int) -> None:
        practice = Practice.objects.create(code=code, name=f"SURGERY {code}", status="active")
        ListSize.objects.create(practice=practice, counted_on=BEGIN, registered=patients)
        self.lists[code] = patients

    def changes(self, kind: str, code: str, day: date, **terms) -> None:
        """Noted, approved and made on the day, all by lawful acts."""
        told = {"planned_on": day, "forms_sent_on": day - timedelta(weeks=6), **terms}
        practice = Practice.objects.get(code=code)
        by = {"by": self.approver, "at": at(day)}
        noted = practice_changes.note(practice_id=practice.pk, kind=kind, terms=told, **by)
        practice_changes.approve(change_id=noted.pk, **by)
        practice_changes.make(change_id=noted.pk, **by)
        self.totals.append((day, sum(self.lists.values())))

    def merger(self, day: date) -> None:
        gone, heir = self.chance.sample(sorted(self.lists), 2)
        self.lists[heir] += self.lists.pop(gone)
        self.changes("merger", gone, day, other_id=Practice.objects.get(code=heir).pk)

    def split(self, day: date) -> None:
        code = max(self.lists, key=lambda each: self.lists[each])
        moved = self.chance.randint(1, self.lists[code] - 1)
        new = f"N{len(self.totals):05}"
        self.lists[code] -= moved
        self.lists[new] = moved
        self.changes(
            "split", code, day, new_code=new, new_name="NEW SURGERY", new_contract_type="gms",
            patients_moved=moved,
        )  # fmt: skip

    def closure(self, day: date) -> None:
        code = self.chance.choice(sorted(self.lists))
        del self.lists[code]
        self.changes("closure", code, day, list_plan="Dispersed by letter.")

    def branch(self, day: date) -> None:
        code = self.chance.choice(sorted(self.lists))
        self.changes("branch_opening", code, day, new_name="MILL LANE")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_population_is_the_sum_of_the_lists_of_living_practices(seed, officer, approver):
    country, day = Country(seed, officer, approver), BEGIN
    for _ in range(CHANGES):
        day += timedelta(days=country.chance.randint(1, 20))
        lives = len(country.lists)
        kinds = [country.split, country.branch]
        kinds += [country.merger, country.closure] if lives > 2 else []
        country.chance.choice(kinds)(day)

    assert len(country.totals) == CHANGES + 1
    for (since, total), (until, _) in zip(
        country.totals, [*country.totals[1:], (TODAY, 0)], strict=True
    ):
        for on in {since, max(since, until - timedelta(days=1))}:
            assert population(None, on=on).registered == total, on
            assert coverage(as_at=on).registered_patients == total, on
    for code, patients in country.lists.items():
        mine = Practice.objects.filter(code=code)
        assert population(mine, on=TODAY).registered == patients
    published = ListSize.objects.filter(counted_on=BEGIN, practice__code__startswith="K")
    assert sum(published.values_list("registered", flat=True)) == country.totals[0][1]
    assert not Practice.objects.filter(code__in=Branch.objects.values("code")).exists()
