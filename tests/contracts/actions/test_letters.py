"""The letters to patients: runs, runs struck out, people excepted, and what they come to."""

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.actions import letters as acts_of
from contracts.actions import practice_contracts
from contracts.models import NoticeRun, PracticeContract
from contracts.rules.practice_contract import MOVES
from contracts.selectors import practice_contracts as seen_contracts
from contracts.selectors.facts import practice_contract_facts
from core.errors import NotFound
from organisations.models import ListSize
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet
from tests.casework.attempts import codes_of, failure_of
from tests.casework.world import LETTERS, TOMORROW, YESTERDAY, World
from tests.support.people import NOW, TODAY
from tests.support.programme import LIST_SIZE, send_letters

OFFICERS = frozenset({"officer", "approver"})
RUN = {
    "reference": "Batch 2",
    "posted": LIST_SIZE,
    "returned": 3,
    "failed": 2,
    "addressed": 900,
    "sent_from": LETTERS,
    "sent_until": YESTERDAY,
    "file_sha256": "0f" * 32,
}
WHY = "They have no fixed address."


def build(world: World, state: str, **columns: Any) -> PracticeContract:
    return world.practice_contract(
        state, **{"letters_sent": LIST_SIZE - 40, "letters_completed_on": LETTERS, **columns}
    )


def act(name: str, may: frozenset[str] = OFFICERS, **more: Any) -> Act:
    move, do = MOVES[name], getattr(acts_of, name)
    return Act(do=do, move=move, names="contract_id", build=build, to=None, may=may, **more)


ACTS = [
    act(
        "record_patient_letters",
        says=RUN,
        unmet=(
            Unmet("contract_type_not_suspendable", columns={"contract_type": "apms"}),
            Unmet("letter_counts_wrong", says={"posted": 2}),
            Unmet("letter_counts_wrong", says={"posted": 0, "returned": 0}),
            Unmet("letter_days_wrong", says={"sent_from": TODAY}),
            Unmet("letter_days_wrong", says={"sent_until": TOMORROW}),
            Unmet("letter_run_on_record", says={"reference": " Batch 1 "}),
            Unmet("invalid_posted", says={"posted": -1}),
            Unmet("invalid_file_sha256", says={"file_sha256": "names.csv"}),
            Unmet("invalid_file_sha256", says={"file_sha256": ""}),
            Unmet("invalid_sent_from", says={"sent_from": date(1948, 7, 4)}),
            Unmet("invalid_reference", says={"reference": ""}),
        ),
    ),
    act(
        "strike_letter_run",
        says=lambda world: {"run_id": NoticeRun.objects.get(reference="Batch 1").pk},
    ),
    act(
        "except_from_letters",
        frozenset({"approver"}),
        says={"excepted": 40},
        unmet=(
            Unmet("exception_without_letters", columns={"letters_sent": None}),
            Unmet("exception_too_large", says={"excepted": 41}),
            Unmet("exception_too_large", says={"excepted": 0}),
            Unmet("invalid_excepted", says={"excepted": -1}),
        ),
    ),
]


class TestLetters(ActsKeepTheirPromises):
    acts = ACTS


def told(contract: PracticeContract) -> tuple[int | None, date | None, int]:
    facts = practice_contract_facts(PracticeContract.objects.get(pk=contract.pk), on=TODAY)
    return facts.letters_sent, facts.letters_completed_on, facts.letters_excepted


def against_suspending(world: World, contract: PracticeContract) -> set[str]:
    return codes_of(
        lambda: practice_contracts.suspend(contract_id=contract.pk, by=world.approver, at=NOW)
    )


@pytest.fixture
def ready(world) -> PracticeContract:
    """Everything is done but the last forty letters."""
    return world.suspendable(letters_sent=LIST_SIZE - 40)


def test_runs_add_up_and_what_came_back_was_not_read(world, ready):
    assert against_suspending(world, ready) == {"patient_letters_incomplete"}
    acts_of.record_patient_letters(
        contract_id=ready.pk, **{**RUN, "posted": 41, "returned": 2}, by=world.officer, at=NOW
    )
    assert told(ready) == (LIST_SIZE - 1, YESTERDAY, 0)
    assert against_suspending(world, ready) == {"patient_letters_incomplete"}
    event = ready.changes.get(move="record_patient_letters")
    assert (event.facts["letters_sent"], event.facts["posted"]) == (LIST_SIZE - 1, 41)
    row = seen_contracts(viewer=world.officer, on=TODAY).get(pk=ready.pk)
    assert (row.letters_sent, row.letters_completed_on) == (LIST_SIZE - 1, YESTERDAY)


def test_an_exception_says_how_many_and_why(world, ready):
    acts_of.except_from_letters(
        contract_id=ready.pk, excepted=40, note=WHY, by=world.approver, at=NOW
    )
    assert told(ready) == (LIST_SIZE - 40, LETTERS, 40)
    assert NoticeRun.objects.get(excepted=40).reason == WHY
    assert against_suspending(world, ready) == set()


def test_a_list_that_grew_after_the_letters_reopens_the_condition(world, ready):
    send_letters(ready, 40, on=YESTERDAY, by=world.officer)
    ListSize.objects.create(practice=world.practice, counted_on=TODAY, registered=LIST_SIZE + 40)
    facts = practice_contract_facts(PracticeContract.objects.get(pk=ready.pk), on=TODAY)
    (line,) = [
        reason
        for rule in MOVES["suspend"].requires
        for reason in rule(facts)
        if reason.code == "patient_list_grew"
    ]
    assert line.text == (
        "When the letters were completed on 22 November 2026, the list of 24 October 2026 had "
        "8,000 patients, and all had been written to. The list of 23 November 2026 has 8,040: "
        "40 more must be written to."
    )
    send_letters(ready, 40, on=TODAY - timedelta(days=1), by=world.officer)
    assert against_suspending(world, ready) == set()


def test_a_run_that_is_struck_out_counts_no_more(world, ready):
    run = NoticeRun.objects.get()
    strike = {"contract_id": ready.pk, "run_id": run.pk, "note": "A test run.", "by": world.officer}
    acts_of.strike_letter_run(**strike, at=NOW)
    assert told(ready) == (None, None, 0)
    assert ready.changes.get(move="strike_letter_run").facts["letters_sent"] is None
    assert codes_of(lambda: acts_of.strike_letter_run(**strike, at=NOW)) == {"run_struck_out"}
    unknown = {**strike, "run_id": ready.pk}
    assert isinstance(failure_of(lambda: acts_of.strike_letter_run(**unknown, at=NOW)), NotFound)


def test_a_notice_that_is_withdrawn_takes_its_letters_with_it(world, ready):
    practice_contracts.withdraw_suspension_notice(
        contract_id=ready.pk, note="Not yet.", by=world.officer, at=NOW
    )
    assert told(ready) == (None, None, 0)
    assert NoticeRun.objects.standing().count() == 0


def test_letters_about_a_return_say_how_many_they_address(world):
    case = world.practice_contract("suspended")
    run = {**RUN, "addressed": None}
    record = {"contract_id": case.pk, "by": world.officer, "at": NOW}
    refused = codes_of(lambda: acts_of.record_patient_letters(**record, **run))
    assert refused == {"addressees_missing"}
    acts_of.record_patient_letters(**record, **RUN)
    assert NoticeRun.objects.get().purpose == "reactivation"
    assert told(case) == (None, None, 0)
