"""A practice's contract is kept true on record: its type, processes against it, corrections."""

from datetime import date, timedelta
from typing import Any

from contracts.actions import contract_records as acts_of
from contracts.models import PracticeContract
from contracts.rules.practice_contract import MOVES
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet
from tests.casework.attempts import codes_of
from tests.casework.world import SUSPENDED, TOMORROW, World
from tests.support.people import NOW, TODAY

OFFICERS = frozenset({"officer", "approver"})
APPROVER = frozenset({"approver"})
TYPE_NOTICE = {
    "type_change_noticed_on": date(2026, 8, 23),
    "type_change_on": TODAY,
    "type_change_persons": "Pat Partner",
}
PMS = {"contract_type": "pms"}
MISREAD = SUSPENDED - timedelta(days=100)


def build(world: World, state: str, **columns: Any) -> PracticeContract:
    return world.practice_contract(state, **columns)


def act(name: str, may: frozenset[str], **more: Any) -> Act:
    move, do = MOVES[name], getattr(acts_of, name)
    return Act(do=do, move=move, names="contract_id", build=build, to=None, may=may, **more)


ACTS = [
    act(
        "notice_type_change",
        OFFICERS,
        columns=PMS,
        says=TYPE_NOTICE,
        writes=TYPE_NOTICE,
        unmet=(
            Unmet("type_change_not_pms", columns={"contract_type": "apms"}),
            Unmet("type_change_notice_short", says={"type_change_on": date(2026, 11, 22)}),
            Unmet(
                "type_change_notice_in_the_future",
                says={"type_change_noticed_on": TOMORROW, "type_change_on": date(2027, 6, 1)},
            ),
            Unmet("type_change_persons_missing", says={"type_change_persons": " "}),
            Unmet("invalid_type_change_on", says={"type_change_on": date(2101, 1, 1)}),
        ),
    ),
    act(
        "change_type",
        APPROVER,
        columns={**PMS, **TYPE_NOTICE},
        writes={"contract_type": "gms", "type_changed_on": TODAY},
        unmet=(
            Unmet("type_change_not_pms", columns={"contract_type": "gms"}),
            Unmet("type_change_not_noticed", columns={"type_change_noticed_on": None}),
            Unmet("type_change_not_come", columns={"type_change_on": TOMORROW}),
            Unmet("form_cannot_hold_gms", columns={"held_as": "nhs_trust"}),
        ),
    ),
    act(
        "open_process",
        OFFICERS,
        says={"live_process": "remedial"},
        writes={"live_process": "remedial"},
        unmet=(
            Unmet("process_open_already", columns={"live_process": "termination"}),
            Unmet("process_not_named", says={"live_process": ""}),
            Unmet("invalid_live_process", says={"live_process": "witch hunt"}),
        ),
    ),
    act(
        "close_process",
        OFFICERS,
        columns={"live_process": "remedial"},
        writes={"live_process": ""},
        unmet=(Unmet("no_process_open", columns={"live_process": ""}),),
    ),
    act(
        "correct_record",
        APPROVER,
        columns={"notice_given_on": MISREAD},
        says={"notice_given_on": MISREAD - timedelta(days=1)},
        writes={"notice_given_on": MISREAD - timedelta(days=1)},
        unmet=(
            Unmet("nothing_corrected", says={"notice_given_on": MISREAD}),
            Unmet("invalid_notice_given_on", says={"notice_given_on": date(1948, 7, 4)}),
        ),
    ),
]


class TestContractRecords(ActsKeepTheirPromises):
    acts = ACTS


def test_a_corrected_day_keeps_what_stood_there_before(world):
    case = world.practice_contract("suspended")
    right = SUSPENDED - timedelta(days=1)
    correct = {"contract_id": case.pk, "by": world.approver, "at": NOW, "note": "Misread."}
    acts_of.correct_record(**correct, suspended_on=right)
    event = case.changes.get(move="correct_record")
    assert event.facts == {"suspended_on": right.isoformat(), "corrects": {}}
    assert event.replaced == {"suspended_on": SUSPENDED.isoformat()}
    wrong = {"suspended_on": date(2019, 3, 31)}
    refused = codes_of(lambda: acts_of.correct_record(**correct, **wrong))
    assert refused == {"corrected_suspension_wrong"}
    apms = {"contract_type": "apms"}
    assert codes_of(lambda: acts_of.correct_record(**correct, **apms)) == {
        "corrected_type_not_suspendable"
    }


def test_a_correction_makes_no_suspension_that_the_law_would_not_have_made(world):
    case = world.practice_contract("suspended")
    correct = {"contract_id": case.pk, "by": world.approver, "at": NOW, "note": "Misread."}
    later = SUSPENDED + timedelta(days=1)
    for wrong, code in (
        ({"notice_given_on": later}, "corrected_notice_after_suspension"),
        ({"starts_under_mcp_on": later}, "corrected_start_differs"),
    ):
        assert codes_of(lambda wrong=wrong: acts_of.correct_record(**correct, **wrong)) == {code}
    acts_of.correct_record(**correct, starts_under_mcp_on=later, suspended_on=later)


def test_a_contract_that_is_not_suspended_has_no_day_of_it_to_correct(world):
    case = world.practice_contract("retained")
    refused = codes_of(
        lambda: acts_of.correct_record(
            contract_id=case.pk, suspended_on=SUSPENDED, by=world.approver, at=NOW, note="Misread."
        )
    )
    assert refused == {"correction_without_suspension"}
