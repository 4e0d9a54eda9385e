"""Who holds a practice's contract: joining, leaving, and what was known when."""

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.actions import holders as acts_of
from contracts.actions.recording import record_all
from contracts.models import Holder, PracticeContract
from contracts.rules.holders import NamedHolder
from contracts.rules.practice_contract import MOVES
from contracts.selectors import holders_on
from core.errors import NotFound, Refused
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet
from tests.casework.attempts import codes_of, failure_of, together
from tests.casework.world import TOMORROW, YESTERDAY, World
from tests.support.people import LONG_AGO, NOW, TODAY

OFFICERS = frozenset({"officer", "approver"})
TOO_EARLY = date(1948, 7, 4)
NEW = {"name": "Cai Doctor", "kind": "partner", "gmc_number": "7654321", "joined_on": TODAY}


def build(world: World, state: str, **columns: Any) -> PracticeContract:
    contract = world.practice_contract(state, holder=False, **columns)
    world.holder(contract, "Ann Doctor")
    world.holder(contract, "Bea Doctor")
    return contract


def holder(name: str) -> Holder:
    return Holder.objects.get(name=name)


def leaves(**changed: Any) -> Any:
    return lambda world: {"holder_id": holder("Ann Doctor").pk, "left_on": TODAY, **changed}


def act(name: str, **more: Any) -> Act:
    move, do = MOVES[name], getattr(acts_of, name)
    return Act(do=do, move=move, names="contract_id", build=build, to=None, may=OFFICERS, **more)


ACTS = [
    act(
        "add_holder",
        says=NEW,
        unmet=(
            Unmet("holder_on_record", says={"name": " ann  DOCTOR", "gmc_number": ""}),
            Unmet("gmc_number_missing", says={"kind": "single_handed", "gmc_number": ""}),
            Unmet("gmc_number_of_a_body", says={"kind": "company"}),
            Unmet("invalid_gmc_number", says={"gmc_number": "123456"}),
            Unmet("invalid_kind", says={"kind": "wizard"}),
            Unmet("invalid_joined_on", says={"joined_on": TOO_EARLY}),
            Unmet("invalid_name", says={"name": " "}),
        ),
    ),
    act(
        "end_holder",
        says=leaves(),
        unmet=(
            Unmet(
                "holder_leaves_before_joining",
                says={"left_on": LONG_AGO - timedelta(days=1)},
                also=frozenset({"last_holder"}),
            ),
            Unmet("invalid_left_on", says={"left_on": date(2101, 1, 1)}),
            Unmet(
                "successor_not_holder",
                says=lambda world: {"successor_id": holder("Ann Doctor").pk},
            ),
        ),
    ),
    act(
        "record_form",
        says={"held_as": "partnership"},
        writes={"held_as": "partnership"},
        unmet=(
            Unmet("form_cannot_hold", says={"held_as": "llp"}),
            Unmet("invalid_held_as", says={"held_as": "guild"}),
        ),
    ),
]


class TestHolders(ActsKeepTheirPromises):
    acts = ACTS


@pytest.fixture
def contract(world) -> PracticeContract:
    return build(world, "retained")


def test_joining_is_an_event_that_is_true_from_its_own_day(world, contract):
    acts_of.add_holder(
        contract_id=contract.pk, **{**NEW, "joined_on": LONG_AGO}, by=world.officer, at=NOW
    )
    event = contract.changes.get(move="add_holder")
    assert (event.effective_on, event.made_on) == (LONG_AGO, TODAY)
    assert event.facts == {**NEW, "joined_on": LONG_AGO.isoformat()}


def test_who_holds_it_is_asked_by_the_day_and_by_what_was_known(world, contract):
    later = NOW + timedelta(days=30)
    acts_of.end_holder(
        contract_id=contract.pk,
        holder_id=holder("Ann Doctor").pk,
        successor_id=holder("Bea Doctor").pk,
        left_on=YESTERDAY,
        by=world.officer,
        at=later,
    )

    def names(on: date, **known: Any) -> list[str]:
        return [each.name for each in holders_on([contract.pk], on=on, **known)[contract.pk]]

    assert names(YESTERDAY - timedelta(days=1)) == ["Ann Doctor", "Bea Doctor"]
    assert names(YESTERDAY) == ["Bea Doctor"]
    assert names(YESTERDAY, known_at=NOW) == ["Ann Doctor", "Bea Doctor"]
    assert names(YESTERDAY, known_at=later) == ["Bea Doctor"]
    assert names(YESTERDAY, known_at=NOW - timedelta(seconds=1)) == []
    event = contract.changes.get(move="end_holder")
    assert (event.effective_on, event.facts["successor"]) == (YESTERDAY, "Bea Doctor")


def test_the_last_holder_is_followed_before_leaving(world, contract):
    leave = {"contract_id": contract.pk, "left_on": TODAY, "by": world.officer, "at": NOW}
    acts_of.end_holder(**leave, holder_id=holder("Ann Doctor").pk)
    last = {**leave, "holder_id": holder("Bea Doctor").pk}
    assert codes_of(lambda: acts_of.end_holder(**last)) == {"last_holder"}
    again = {**leave, "holder_id": holder("Ann Doctor").pk}
    assert codes_of(lambda: acts_of.end_holder(**again)) == {"holder_has_left"}
    acts_of.add_holder(contract_id=contract.pk, **NEW, by=world.officer, at=NOW)
    acts_of.end_holder(**last)
    assert [each.name for each in holders_on([contract.pk], on=TODAY)[contract.pk]] == [NEW["name"]]


def test_who_left_may_come_back_on_the_day_of_leaving(world, contract):
    acts_of.end_holder(
        contract_id=contract.pk, holder_id=holder("Ann Doctor").pk, left_on=TODAY,
        by=world.officer, at=NOW,
    )  # fmt: skip
    back = {"name": "Ann Doctor", "kind": "partner", "by": world.officer, "at": NOW}
    early = lambda: acts_of.add_holder(contract_id=contract.pk, joined_on=YESTERDAY, **back)  # noqa: E731
    assert codes_of(early) == {"holder_on_record"}
    acts_of.add_holder(contract_id=contract.pk, joined_on=TODAY, **back)
    assert Holder.objects.filter(name="Ann Doctor").count() == 2


def test_a_holder_of_another_contract_is_not_found(world, contract):
    with together():
        other = world.practice_contract(practice=world.other_practice)
        theirs = world.holder(other, "Dai Doctor")
    failure = failure_of(
        lambda: acts_of.end_holder(
            contract_id=contract.pk, holder_id=theirs.pk, left_on=TODAY, by=world.officer, at=NOW
        )
    )
    assert isinstance(failure, NotFound)


def test_a_register_of_contracts_brings_their_holders(world):
    named = [
        NamedHolder("Ann Doctor", "partner", LONG_AGO, "1234567"),
        NamedHolder("Bea Manager", "partner", LONG_AGO),
    ]
    here = world.practice.pk
    recorded = record_all(
        contract_types={here: "gms"}, holders={here: named}, by=world.officer, at=NOW
    )
    held = holders_on([recorded[here].pk], on=TODAY)[recorded[here].pk]
    assert [(each.name, each.person) for each in held] == [
        ("Ann Doctor", "1234567"),
        ("Bea Manager", "bea manager"),
    ]
    assert recorded[here].changes.get().facts["holders"] == ["Ann Doctor", "Bea Manager"]


def test_a_register_that_names_a_holder_twice_or_a_closed_practice_is_refused(world):
    here, twice = world.practice.pk, [NamedHolder("Ann Doctor", "partner", TOMORROW)] * 2
    world.close_practice()
    with pytest.raises(Refused) as refusal:
        record_all(contract_types={here: "gms"}, holders={here: twice}, by=world.officer, at=NOW)
    codes = [reason.code for reason in refusal.value.reasons]
    assert codes == ["practice_closed", "holder_on_record"]
