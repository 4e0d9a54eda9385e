"""The status that lists filter by is the status that the law computes."""

import random
from datetime import date, timedelta

from casework.models import Change
from contracts.models import PracticeContract, PracticeContractChange
from contracts.rules.practice_states import (
    ContractType,
    PracticeContractState,
    PracticeContractStatus,
)
from organisations.models import Practice
from rulebook.rules.figures import FIRST
from tests.casework.placing import path
from tests.support.people import NOW, TODAY

LEAPS = [date(2016, 2, 29), date(2020, 2, 29), date(2022, 2, 28), date(2022, 3, 1)]


def any_day(chance: random.Random) -> date:
    """A day of the law's life, one in three close to the end of a February."""
    if chance.random() < 0.3:
        return chance.choice(LEAPS)
    return date(2015, 1, 1) + timedelta(days=chance.randrange(6_500))


def place_all(rows: list[tuple[str, str, date]], by: object) -> None:
    """Many contracts at once, each of a practice of its own, in as few statements as there are
    steps."""
    practices = Practice.objects.bulk_create(
        Practice(code=f"Y{number:05}", name="SURGERY", status="active")
        for number in range(len(rows))
    )
    contracts = []
    for (state, kind, day), practice in zip(rows, practices, strict=True):
        slept = state in ("suspended", "reactivation_noticed", "reactivated")
        contract = PracticeContract(
            practice=practice,
            contract_type="gms" if slept and kind == "apms" else kind,
            suspended_on=day,
            ended_on=TODAY,
        )
        contracts.append((contract, path(PracticeContract.MOVES, state)))
    for version in range(1, 1 + max(len(steps) for _, steps in contracts)):
        moving = [(c, steps[version - 1]) for c, steps in contracts if len(steps) >= version]
        PracticeContractChange.objects.bulk_create(event(c, version, *s, by) for c, s in moving)
        if version == 1:
            PracticeContract.objects.bulk_create(c for c, _ in moving)
        for after in {step[2] for _, step in moving}:
            keys = [c.pk for c, step in moving if step[2] == after]
            if version > 1:
                PracticeContract.objects.filter(pk__in=keys).update(state=after, version=version)


def event(case: PracticeContract, version: int, move: str, before: str, after: str, by) -> Change:
    return PracticeContractChange(
        subject_id=case.pk, version=version, move=move, before=before, after=after,
        made_by=by, made_at=NOW, made_on=TODAY, effective_on=TODAY,
    )  # fmt: skip


def test_the_list_and_the_law_agree(world):
    """150 contracts of every state, type and many days, asked on 40 days: 6,000 answers."""
    chance = random.Random(20190401)
    states, kinds = list(PracticeContractState), list(ContractType)
    place_all(
        [
            (chance.choice(states).value, chance.choice(kinds).value, any_day(chance))
            for _ in range(150)
        ],
        world.officer,
    )
    seen = set()
    for _ in range(40):
        on = any_day(chance)
        for contract in PracticeContract.objects.with_status(on):
            assert contract.status == contract.status_on(on, FIRST).value, (
                f"{vars(contract)} on {on}"
            )
            seen.add(contract.status)
    assert seen == set(PracticeContractStatus)


def test_the_corresponding_date_is_postgresqls_too(world):
    """29 February: PostgreSQL and the law agree on which day two years later is."""
    contract = world.practice_contract("suspended", suspended_on=date(2020, 2, 29))
    found = {
        on: PracticeContract.objects.with_status(on).get(pk=contract.pk).status
        for on in (date(2022, 2, 27), date(2022, 2, 28), date(2022, 3, 1))
    }
    assert list(found.values()) == ["suspended", "reactivatable", "reactivatable"]
