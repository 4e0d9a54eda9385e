"""Which figures bind whom, on which day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.runner import Doing
from contracts.models import PracticeContract
from contracts.selectors.facts import practice_contract_facts
from core.errors import NotFound, NotPermitted
from core.transactions import use_case
from formation.actions import journeys
from formation.selectors import journey_facts
from rulebook.actions import pins, rulebooks
from rulebook.models import Pin, Rulebook
from rulebook.rules.figures import FIRST
from rulebook.selectors import (
    current,
    edition_for,
    editions_for,
    figures,
    figures_for,
    figures_for_many,
    values_by_vanguard,
)
from tests.casework.attempts import attempt, codes_of, failure_of
from tests.casework.world import SUSPENDED, YESTERDAY, World
from tests.support.people import NOW, TODAY

LONG = {"first_point_years": "4", "standstill_days": "15"}


def published(world: World, **values: str) -> Rulebook:
    """The next version, with these figures from the beginning on."""
    made = rulebooks.draft(by=world.officer, at=NOW)
    for key, value in values.items():
        rulebooks.set_figure(
            rulebook_id=made.pk, key=key, value=value, authority="A text", confirmed=True,
            in_force_from=SUSPENDED.replace(year=1950), by=world.officer, at=NOW,
        )  # fmt: skip
    rulebooks.propose(rulebook_id=made.pk, by=world.officer, at=NOW)
    return rulebooks.publish(rulebook_id=made.pk, by=world.approver, at=NOW)


@use_case
def pin(world: World, *, at=NOW) -> Pin:
    return pins.pin(vanguard_id=world.vanguard.pk, doing=Doing(world.officer, at))


def adopt(world: World, rulebook: Rulebook, *, by=None, note="The law has changed.") -> Pin:
    return pins.adopt(
        vanguard_id=world.vanguard.pk,
        rulebook_id=rulebook.pk,
        by=by or world.approver,
        at=NOW,
        note=note,
    )


def test_a_vanguard_runs_under_what_was_current_when_it_set_out(world):
    journeys.identify(
        vanguard_id=world.vanguard.pk, officer=world.officer, by=world.officer, at=NOW
    )
    later = published(world, **LONG)
    new = replace(FIRST, version=2, first_point_years=4, standstill_days=15)
    assert current() == later
    assert figures(2, TODAY) == new
    assert figures_for(world.vanguard.pk, TODAY) == FIRST
    assert figures_for(world.other_vanguard.pk, TODAY) == new
    assert figures_for(None, TODAY) == new
    adopt(world, later)
    assert figures_for(world.vanguard.pk, TODAY) == new


def test_a_day_gone_by_is_judged_by_the_rulebook_of_that_day(world):
    pin(world, at=NOW - timedelta(days=400))
    later = published(world, **LONG)
    adopt(world, later)
    assert figures_for(world.vanguard.pk, TODAY).version == 2
    assert figures_for(world.vanguard.pk, YESTERDAY).version == 1
    assert figures_for(world.other_vanguard.pk, YESTERDAY).version == 1
    assert figures_for(None, TODAY.replace(1990)).version == 1


def test_many_vanguards_are_asked_about_at_once(world):
    pin(world)
    published(world, **LONG)
    mine, other = world.vanguard.pk, world.other_vanguard.pk
    editions_for([mine, other], TODAY)  # every version is read once
    with CaptureQueriesContext(connection) as queries:
        found = figures_for_many([mine, other, None], TODAY)
    assert len(queries) == 1
    assert {key: each.version for key, each in found.items()} == {mine: 1, other: 2, None: 2}
    assert values_by_vanguard("first_point_years", TODAY) == (4, {mine: 2})
    assert values_by_vanguard("undo_days", TODAY) == (14, {})
    with CaptureQueriesContext(connection) as queries:
        assert edition_for(mine, TODAY).number == 1
    assert len(queries) == 1


def test_a_publication_that_was_rolled_back_is_not_remembered(world):
    """Read inside a transaction that does not last, it leaves nothing wrong in the process."""
    made = rulebooks.draft(by=world.officer, at=NOW)

    def proposed(value: str) -> None:
        rulebooks.set_figure(
            rulebook_id=made.pk, key="undo_days", value=value, authority="A text", confirmed=True,
            in_force_from=YESTERDAY, by=world.officer, at=NOW,
        )  # fmt: skip
        rulebooks.propose(rulebook_id=made.pk, by=world.officer, at=NOW)

    def publish() -> int:
        rulebooks.publish(rulebook_id=made.pk, by=world.approver, at=NOW)
        return figures(2, TODAY).undo_days

    proposed("7")
    with attempt():
        assert publish() == 7
    with pytest.raises(NotFound):
        figures(2, TODAY)
    rulebooks.return_for_work(rulebook_id=made.pk, by=world.officer, at=NOW, note="More.")
    proposed("21")
    assert publish() == 21


def test_facts_carry_the_figures_of_the_vanguard(world):
    journey = world.journey("standstill", standstill_started_on=TODAY)
    contract = world.practice_contract("suspended", mcp_contract=world.signed_contract())
    free = world.practice_contract("retained", practice=world.other_practice)
    pin(world)
    later = published(world, **LONG)
    before = journey_facts(journey, on=TODAY)
    assert (before.figures.version, before.standstill_ends_on) == (1, TODAY + timedelta(days=10))
    assert practice_contract_facts(contract, on=TODAY).figures.version == 1
    assert practice_contract_facts(free, on=TODAY).figures.version == 2
    adopt(world, later)
    after = journey_facts(journey, on=TODAY)
    assert (after.figures.version, after.standstill_ends_on) == (2, TODAY + timedelta(days=15))
    assert practice_contract_facts(contract, on=TODAY).figures.version == 2


def test_the_list_of_contracts_counts_by_each_vanguards_own_rulebook(world):
    """Suspended in January 2024: two years later under rulebook 1, four under rulebook 2."""
    under = world.mcp_contract("signed", ends_on=None)
    mine = world.practice_contract("suspended", mcp_contract=under)
    free = world.practice_contract("suspended", practice=world.other_practice)
    pin(world)
    later = published(world, **LONG)

    def statuses() -> dict[object, str]:
        rows = PracticeContract.objects.with_status(TODAY)
        for row in rows:
            bound = practice_contract_facts(row, on=TODAY).figures
            assert row.status == row.status_on(TODAY, bound).value
        return {row.pk: row.status for row in rows}

    assert statuses() == {mine.pk: "reactivatable", free.pk: "suspended"}
    adopt(world, later)
    assert statuses() == {mine.pk: "suspended", free.pk: "suspended"}


def test_only_a_newer_published_version_is_adopted(world):
    first = current()
    assert codes_of(lambda: adopt(world, first)) == {"vanguard_not_pinned"}
    pin(world)
    assert codes_of(lambda: adopt(world, first)) == {"rulebook_not_newer"}
    draft = world.rulebook()
    assert codes_of(lambda: adopt(world, draft)) == {"rulebook_not_published"}
    later = published(world, **LONG)
    assert codes_of(lambda: adopt(world, later, note=" ")) == {"reason_missing"}
    assert codes_of(lambda: adopt(world, later, note="x" * 5_001)) == {"invalid_note"}
    assert isinstance(failure_of(lambda: adopt(world, later, by=world.officer)), NotPermitted)
    nowhere = lambda: adopt(world, Rulebook())  # noqa: E731
    assert isinstance(failure_of(nowhere), NotFound)
    done = adopt(world, later)
    assert (done.made_by, done.made_at, done.made_on) == (world.approver, NOW, TODAY)
    assert codes_of(lambda: adopt(world, first)) == {"rulebook_not_newer"}


def test_setting_out_again_keeps_the_pin_unless_there_is_a_newer_version(world):
    assert pin(world) == pin(world)
    later = published(world, **LONG)
    assert pin(world).rulebook == later
    assert [made.rulebook.number for made in Pin.objects.filter(vanguard=world.vanguard)] == [2, 1]
