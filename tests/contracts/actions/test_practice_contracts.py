"""Acts upon a practice's own contract."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.actions import practice_contracts as acts_of
from contracts.models import PracticeContract
from contracts.rules.practice_contract import MOVES
from contracts.rules.practice_states import PracticeContractState
from contracts.selectors.facts import practice_contract_facts
from core.errors import NotFound
from organisations.models import ListSize
from rulebook.rules.figures import FIRST
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet, refused_everywhere_else
from tests.casework.attempts import codes_of, failure_of
from tests.casework.world import LETTERS, NOTICE, SUSPENDED, TOMORROW, YESTERDAY, World
from tests.contracts.actions.test_contract_records import ACTS as RECORD_ACTS
from tests.contracts.actions.test_holders import ACTS as HOLDER_ACTS
from tests.contracts.actions.test_letters import ACTS as LETTER_ACTS
from tests.contracts.actions.test_reactivations import ACTS as RETURN_ACTS
from tests.support.people import NOW, TODAY
from tests.support.programme import LIST_SIZE

OFFICERS = frozenset({"officer", "approver"})
APPROVER = frozenset({"approver"})
PRACTICE = frozenset({"manager", "partner"})

DAY = timedelta(days=1)
TOO_EARLY, TOO_LATE = date(1948, 7, 4), date(2101, 1, 1)
APMS = Unmet("contract_type_not_suspendable", columns={"contract_type": "apms"})
ONCE = Unmet("already_reactivated_once", columns={"reactivated_on": YESTERDAY})


def build(world: World, state: str, **columns: Any) -> PracticeContract:
    return world.practice_contract(state, **columns)


def ready(world: World, **changed: Any) -> dict[str, Any]:
    return {**world.letters_sent(), **changed}


def signed_virtual(world: World) -> dict[str, Any]:
    contract = world.alliance("signed")
    return {"mcp_contract": contract}


def act(name: str, to: str | None, may: frozenset[str], **more: Any) -> Act:
    move, do = MOVES[name], getattr(acts_of, name)
    return Act(do=do, move=move, names="contract_id", build=build, to=to, may=may, **more)


def notice(world: World) -> dict[str, Any]:
    """The practice integrates fully with the vanguard, unless it has said something else."""
    world.takes_part(state="decided")
    return {"mcp_contract_id": world.signed_contract().pk, "notice_given_on": NOTICE}


def contract_begins(starts_on: date | None, **terms: Any) -> Callable[[World], dict[str, Any]]:
    """The notice names a contract of these dates."""
    dates = {"starts_on": starts_on, "ends_on": None, **terms}
    return lambda world: {
        "mcp_contract": world.mcp_contract("signed", vanguard=world.other_vanguard, **dates)
    }


def decided(world: World) -> dict[str, Any]:
    """All is ready, and the practice integrates fully, whichever MCP its notice names."""
    world.decides_fully(world.vanguard, world.other_vanguard)
    return ready(world)


def in_part_only(world: World) -> dict[str, Any]:
    """The notice names an MCP in which the practice decided to integrate in part; that it does so
    fully in others does not help."""
    third = world.make_vanguard("MCP97", "Third Together")
    world.participation("decided", vanguard=third, level="partial")
    return {"mcp_contract": world.mcp_contract("signed", vanguard=third)}


def serves_in_an_alliance(world: World) -> None:
    """In another MCP the practice serves beside the one that its notice names."""
    third = world.make_vanguard("MCP97", "Third Together")
    world.participation("in_effect", vanguard=third, level="virtual")


def no_list_is_known(world: World) -> None:
    """The only list was counted later than today."""
    ListSize.objects.filter(practice=world.practice).update(counted_on=TOMORROW)


ACTS = [
    Act(
        do=acts_of.record,
        move=MOVES["record"],
        names="practice_id",
        build=None,
        to="retained",
        may=OFFICERS | {"clock"},
        says=lambda world: {"practice_id": world.practice.pk, "contract_type": "gms"},
        writes={"contract_type": "gms", "suspended_on": None},
        unmet=(
            Unmet("practice_closed", around=World.close_practice),
            Unmet("form_cannot_hold", says={"held_as": "llp"}),
            Unmet("contract_exists", around=lambda world: world.practice_contract("suspended")),
            Unmet("invalid_contract_type", says={"contract_type": "dental"}),
        ),
    ),
    act(
        "give_suspension_notice",
        "suspension_noticed",
        OFFICERS,
        says=notice,
        writes={"notice_given_on": NOTICE},
        tells=PRACTICE,
        notice="suspension_noticed",
        unmet=(
            APMS,
            ONCE,
            Unmet("process_live", columns={"live_process": "termination"}),
            Unmet("notice_in_the_future", says={"notice_given_on": TOMORROW}),
            Unmet("invalid_notice_given_on", says={"notice_given_on": TOO_EARLY}),
            Unmet(
                "notice_after_start",
                columns={"starts_under_mcp_on": NOTICE - timedelta(days=1)},
            ),
            Unmet("mcp_contract_not_full", around=World.alliance),
            Unmet(
                "not_integrating_fully",
                around=lambda world: world.participation("decided", level="partial"),
            ),
            Unmet("not_integrating_fully", around=World.participation),
        ),
    ),
    act(
        "withdraw_suspension_notice",
        "retained",
        OFFICERS,
        columns=ready,
        writes={
            "notice_given_on": None,
            "mcp_contract": None,
            "starts_under_mcp_on": None,
        },
        unmet=(Unmet("reason_missing", says={"note": " "}),),
    ),
    act(
        "record_start_date",
        None,
        OFFICERS,
        says={"starts_under_mcp_on": TOMORROW},
        writes={"starts_under_mcp_on": TOMORROW},
        unmet=(
            APMS,
            Unmet("before_suspension_law", says={"starts_under_mcp_on": date(2019, 3, 31)}),
            Unmet("invalid_starts_under_mcp_on", says={"starts_under_mcp_on": TOO_LATE}),
            Unmet("notice_after_start", columns={"notice_given_on": TOMORROW + DAY}),
            Unmet("start_before_mcp_contract", columns=contract_begins(TOMORROW + DAY)),
        ),
    ),
    act(
        "suspend",
        "suspended",
        APPROVER,
        columns=decided,
        writes={"suspended_on": TODAY},
        tells=PRACTICE,
        notice="contract_suspended",
        unmet=(
            APMS,
            ONCE,
            Unmet("suspension_notice_missing", columns={"notice_given_on": None}),
            Unmet("start_date_missing", columns={"starts_under_mcp_on": None}),
            Unmet(
                "before_suspension_law",
                columns={
                    "notice_given_on": date(2018, 9, 1),
                    "starts_under_mcp_on": date(2019, 3, 31),
                    "letters_completed_on": date(2019, 3, 1),
                },
            ),
            Unmet("notice_after_start", columns={"notice_given_on": TOMORROW}),
            Unmet("start_before_mcp_contract", columns=contract_begins(TOMORROW)),
            Unmet("start_before_mcp_contract", columns=contract_begins(None, signed_on=TOMORROW)),
            Unmet("start_date_not_come", columns={"starts_under_mcp_on": TOMORROW}),
            Unmet(
                "patient_letters_missing",
                columns={"letters_sent": None, "letters_completed_on": None},
            ),
            Unmet("patient_letters_incomplete", columns={"letters_sent": LIST_SIZE - 1}),
            Unmet("list_size_unknown", around=no_list_is_known, columns={"letters_sent": 0}),
            Unmet("practice_not_active", around=World.close_practice),
            Unmet("process_live", columns={"live_process": "remedial"}),
            Unmet("holders_missing", columns={"holder": False}),
            Unmet(
                "patient_list_grew",
                around=lambda world: ListSize.objects.create(
                    practice=world.practice, counted_on=TODAY, registered=LIST_SIZE + 40
                ),
            ),
            Unmet("patient_letters_too_late", columns={"letters_completed_on": TODAY}),
            Unmet("not_integrating_fully", columns=in_part_only),
            Unmet("serves_elsewhere_by_its_own_contract", around=serves_in_an_alliance),
            Unmet("mcp_contract_missing", columns={"mcp_contract": None}),
            Unmet(
                "mcp_contract_not_full",
                columns=lambda world: {
                    "mcp_contract": world.mcp_contract(
                        "signed", vanguard=world.other_vanguard, integration="partial"
                    )
                },
            ),
            Unmet(
                "mcp_contract_not_signed",
                columns=lambda world: {
                    "mcp_contract": world.mcp_contract("awarded", vanguard=world.other_vanguard)
                },
            ),
        ),
    ),
    *[
        act(name, ended, APPROVER, writes={"ended_on": TODAY})
        for name, ended in (
            ("terminate", "terminated"),
            ("expire", "expired"),
        )
    ],
]


class TestPracticeContracts(ActsKeepTheirPromises):
    acts = ACTS


@pytest.mark.parametrize("state", [state.value for state in PracticeContractState])
def test_from_every_other_state_each_act_is_refused(world, state):
    told = {"letters_sent": LIST_SIZE, "letters_completed_on": LETTERS}
    case = world.practice_contract(state, **told)
    world.holder(case, "Ann Doctor")
    assert refused_everywhere_else(EVERY, case, world) == {}


EVERY = [*ACTS, *HOLDER_ACTS, *LETTER_ACTS, *RETURN_ACTS, *RECORD_ACTS]


def test_every_move_has_its_act():
    assert {act.move.name for act in EVERY} | {"merge", "return_with_contract_end"} == set(MOVES)


def test_a_suspension_with_nothing_done_is_refused_with_everything_that_is_missing(world):
    case = world.practice_contract("retained", contract_type="apms")
    assert codes_of(
        lambda: acts_of.suspend(contract_id=case.pk, by=world.approver, at=NOW)
    ) == {
        "contract_type_not_suspendable",
        "suspension_notice_missing",
        "start_date_missing",
        "patient_letters_missing",
        "mcp_contract_missing",
    }  # fmt: skip


def test_the_list_of_a_practice_that_is_closed_is_still_known(world):
    """What a closed practice's list was is known; only the registers' sums leave it out."""
    world.close_practice()
    case = world.practice_contract()
    assert practice_contract_facts(case, on=TODAY).registered_patients == LIST_SIZE


def test_a_notice_names_a_contract_that_exists(world):
    case = world.practice_contract()
    failure = failure_of(
        lambda: acts_of.give_suspension_notice(
            contract_id=case.pk,
            mcp_contract_id=case.pk,
            notice_given_on=NOTICE,
            by=world.officer,
            at=NOW,
        )
    )
    assert isinstance(failure, NotFound)


def test_a_practice_that_does_not_exist_has_no_contract_recorded(world):
    vanguard = world.vanguard
    failure = failure_of(
        lambda: acts_of.record(
            practice_id=vanguard.pk, contract_type="gms", by=world.officer, at=NOW
        )
    )
    assert isinstance(failure, NotFound)


def test_after_its_end_a_practice_may_hold_another_contract(world):
    world.practice_contract("terminated")
    again = acts_of.record(
        practice_id=world.practice.pk, contract_type="apms", by=world.officer, at=NOW
    )
    assert again.state == "retained"


def test_what_the_practice_is_told_is_frozen(world):
    case = world.suspendable()
    people = [world.manager, world.partner]
    acts_of.suspend(contract_id=case.pk, by=world.approver, at=NOW)
    messages = [person.messages.get() for person in people]
    for message in messages:
        assert message.facts == {
            "practice": "Riverside Surgery (X00001)",
            "contract_type": "GMS",
            "starts_under_mcp_on": TODAY.isoformat(),
            "mcp_contract": "ACO contract, August 2017 of Testshire Together",
        }
        assert (message.about_type, message.about_id) == ("contracts.practicecontract", case.pk)
    assert len({message.key for message in messages}) == 2


def test_an_instant_before_midnight_in_london_counts_for_that_day(world):
    """23:30 UTC in summer is half past midnight in England: the law counts the civil date."""
    case = world.practice_contract("suspension_noticed", **world.letters_sent())
    summer = NOW.replace(year=2027, month=6, day=30, hour=23, minute=30)
    acts_of.terminate(contract_id=case.pk, by=world.approver, at=summer, note="A new partnership.")
    case.refresh_from_db()
    assert case.ended_on == date(2027, 7, 1)
    assert case.changes.get(version=case.version).made_on == date(2027, 7, 1)


@pytest.mark.parametrize("on", [SUSPENDED, TODAY])
def test_a_contract_says_what_it_is_on_a_day(world, on):
    case = world.practice_contract("suspended")
    assert case.status_on(on, FIRST).value == ("suspended" if on == SUSPENDED else "reactivatable")
