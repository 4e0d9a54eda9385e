"""The nightly check: each promise is really broken here, as only the owner of the tables could."""

import json
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import psycopg
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from structlog.testing import capture_logs

from casework.invariants import Fault, of_every_case
from core.errors import NotPermitted
from formation import tasks
from formation.actions import journeys
from formation.actions.verification import verify
from formation.verifying import faults, invariants
from notifications.models import Message
from notifications.selectors import NO_FAULT, VERIFICATION, last_beat
from tests.casework.attempts import together
from tests.casework.world import SUSPENDED, World
from tests.support.people import NOW
from tests.support.programme import signed_full_contract

CASES = "formation_journey", "formation_journeychange"
OWN = "contracts_practicecontract", "contracts_practicecontractchange"
ROLES = ("gp_relationships_gprole",)
COPY = (
    "INSERT INTO {table} SELECT (jsonb_populate_record(t, jsonb_build_object('id', "
    "gen_random_uuid()) || '{changed}')).* FROM {table} t {where} LIMIT 1"
)
NO_SUCH = "ALTER TABLE {} DROP CONSTRAINT {}"


def copied(table: str, changed: str = "{}", where: str = "") -> str:
    """A second row like one that there is."""
    return COPY.format(table=table, changed=changed, where=where)


BREAKS: dict[str, tuple[Sequence[str], Sequence[str], str]] = {
    "state_is_the_last_events": (
        CASES,
        ["UPDATE formation_journey SET state = 'abandoned'"],
        "journey is “abandoned”, and its last event says “engaging”",
    ),
    "events_are_lawful_moves": (
        CASES,
        ["UPDATE formation_journeychange SET move = 'fly' WHERE version = 2"],
        "journey: “fly” from “identified” to “engaging” (version 2) is no lawful move",
    ),
    "versions_have_no_gap": (
        CASES,
        ["DELETE FROM formation_journeychange WHERE version = 1"],
        "journey is at version 2, and has 1 events, the last of version 2",
    ),
    "events_follow_each_other": (
        CASES,
        ["UPDATE formation_journeychange SET before = 'procuring' WHERE version = 2"],
        "journey: version 2 begins at “procuring”, and the one before it ended at “identified”",
    ),
    "columns_stand_as_recorded": (
        OWN,
        [
            "UPDATE contracts_practicecontractchange"
            """ SET facts = '{"suspended_on": "2024-01-15"}'""",
            "UPDATE contracts_practicecontract SET suspended_on = '2020-02-02'",
        ],
        "practice contract: suspended_on is 2020-02-02, and its events say 2024-01-15",
    ),
    "nothing_is_deleted": (
        CASES,
        ["DELETE FROM formation_journeychange", "DELETE FROM formation_journey"],
        "journey: “begin_engagement” has 0 events, and the audit tells of 1",
    ),
    "shares_up_to_the_whole": (
        ROLES,
        ["UPDATE gp_relationships_gprole SET share = 100 WHERE share = 40"],
        "the shares come to 160.00 per cent on 2026-11-23",
    ),
    "signed_shares_are_the_whole": (
        ROLES,
        ["UPDATE gp_relationships_gprole SET share = 39.99 WHERE share = 40"],
        "the signed shares come to 99.99 per cent on 2026-11-23",
    ),
    "one_living_contract": (
        OWN,
        [
            "DROP INDEX contracts_practicecontract_one_living",
            copied(OWN[0], '{"state": "retained", "suspended_on": null}'),
        ],
        "2 contracts that have not ended",
    ),
    "suspensions_do_not_overlap": (
        OWN,
        [copied(OWN[0], '{"state": "terminated", "ended_on": "2024-01-16"}')],
        "suspended twice during [2024-01-15,2024-01-16)",
    ),
    "suspended_under_one_mcp": (
        OWN,
        ["UPDATE contracts_practicecontract SET mcp_contract_id = NULL"],
        "suspended on 2024-01-15 under no MCP contract",
    ),
    "reactivated_as_suspended": (
        OWN,
        [
            "UPDATE contracts_practicecontractchange SET move = 'suspend' WHERE version = 1",
            "UPDATE contracts_practicecontractchange SET move = 'reactivate',"
            """ facts = '{"contract_type": "pms"}' WHERE version = 2""",
        ],
        "“reactivate” (version 2) changed its terms while it was suspended",
    ),
    "reactivated_once": (
        OWN,
        ["UPDATE contracts_practicecontractchange SET move = 'suspend'"],
        "“suspend” was made 2 times",
    ),
    "one_primary_role": (
        ROLES,
        [
            NO_SUCH.format(ROLES[0], "gp_relationships_gprole_one_primary_at_a_time"),
            copied(ROLES[0], '{"kind": "subcontractor"}', "WHERE kind = 'employee'"),
        ],
        "in MCP99 from 2026-11-23",
    ),
    "one_share": (
        ROLES,
        [
            NO_SUCH.format(ROLES[0], "gp_relationships_gprole_one_share_at_a_time"),
            copied(ROLES[0], '{"share": 0.01}', "WHERE share = 40"),
        ],
        "two shares of MCP99 from 2026-11-23",
    ),
    "budget_lines_add_up": (
        ("contracts_budgetline",),
        ["UPDATE contracts_budgetline SET amount = amount + 0.01"],
        "(version 1) come to",
    ),
    "budgets_have_four_eyes": (
        ("contracts_mcpcontractchange",),
        ["UPDATE contracts_mcpcontractchange SET made_by_id = (SELECT min(id::text)::uuid"
         " FROM accounts_user)"],
        "(version 1) was set and approved by one person",
    ),
    "one_participation": (
        ("gp_relationships_participation",),
        [
            "DROP INDEX gp_relationships_participation_once_at_a_time",
            copied("gp_relationships_participation"),
        ],
        "2 participations in MCP99",
    ),
    "reached_steps_are_decided": (
        (),
        [
            "INSERT INTO reminders_mark (name, until_on, seen_id) VALUES"
            " ('ladder', '2026-11-23', 0), ('formation_milestonechange', NULL, 1000000),"
            " ('formation_journeychange', NULL, 1000000)"
        ],
        "the step of -1 days towards 2026-11-23 was reached and not decided",
    ),
    "messages_are_let_go": (
        ("notifications_message",),
        [
            "UPDATE notifications_message SET state = 'sending', claim_token = gen_random_uuid(),"
            " lease_until = now() - interval '11 minutes'"
        ],
        "practice_invited was to be sent by",
    ),
    "words_are_kept": (
        ("notifications_message",),
        ["UPDATE notifications_message SET wording = repeat('0', 64)"],
        "practice_invited was promised in words that are not kept",
    ),
    "taken_once": (
        ("notifications_message",),
        [
            "UPDATE notifications_message SET provider = 'notify', provider_ref = 'a letter'",
            copied("notifications_message", '{"key": "two"}'),
        ],
        "messages are letter a letter of notify",
    ),
}  # fmt: skip


def a_whole_world() -> World:
    """One of each of what is promised about."""
    world = World().populated()
    signed_full_contract(world.vanguard, world.officer, world.approver)
    journey = journeys.identify(
        vanguard_id=world.vanguard.pk, officer=world.officer, by=world.officer, at=NOW
    )
    journeys.begin_engagement(journey_id=journey.pk, by=world.officer, at=NOW)
    with together():
        _placed(world)
    return world


def _placed(world: World) -> None:
    """What is not about the way it came to be is placed, all of it at once."""
    world.practice_contract(
        "suspended", mcp_contract=world.signed_contract(), suspended_on=SUSPENDED
    )
    world.takes_part()
    world.gp_role("agreed")
    for number, share in ((1, 40), (2, 60)):
        gp = world.make_gp(f"900000{number}", f"Owner {number}", world.practice)
        world.gp_role("agreed", gp=gp, kind="part_owner", share=Decimal(share))
    world.ownership("signed")
    Message.objects.create(
        kind="practice_invited", to=world.officer, about_type="accounts.user",
        about_id=world.officer.pk, key="one", facts={}, posted_at=NOW, due_at=NOW,
    )  # fmt: skip


def test_each_promise_is_missed_when_it_is_broken(transactional_db, as_owner):
    a_whole_world()
    by_name = {each.name: each for each in invariants()}
    assert set(BREAKS) == set(by_name)
    for name, (tables, statements, said) in BREAKS.items():
        with as_owner.cursor() as cursor:
            before = set(by_name[name].faults(cursor))
            found = set(broken(cursor, by_name[name], tables, statements))
        new = [fault.text for fault in found - before]
        assert any(said in text for text in new), f"{name}: {new}, where {said!r} was expected"


def broken(
    cursor: psycopg.Cursor, invariant, tables: Sequence[str], statements: Sequence[str]
) -> list[Fault]:
    """What is found with the triggers off and the rows changed; all of it is taken back."""
    cursor.execute("BEGIN")
    try:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        return invariant.faults(cursor)
    finally:
        cursor.execute("ROLLBACK")


FAULT = Fault("one_share", "GP 1234567", "two shares of MCP99 from 2026-11-23")


@pytest.fixture
def _faulty(monkeypatch):
    for module in ("formation.actions.verification", "formation.management.commands.verify"):
        monkeypatch.setattr(f"{module}.faults", lambda: [FAULT])


def command(*options: str) -> str:
    out = StringIO()
    call_command("verify", *options, stdout=out)
    return out.getvalue()


def test_a_record_made_by_acts_is_without_fault(journey, practice_contract, participation):
    assert faults() == []
    assert command() == f"All is well: {len(invariants())} promises asked, no fault.\n"
    assert json.loads(command("--json")) == {
        "asked": [each.name for each in invariants()],
        "faults": [],
    }


def test_each_promise_is_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(len(invariants())):
        faults()


def test_a_fault_without_end_is_named_a_few_times(world, monkeypatch):
    """A placed case has events of which the audit knows nothing."""
    world.journey("live")
    told = next(each for each in of_every_case() if each.name == "nothing_is_deleted")
    with connection.cursor() as cursor:
        assert len(told.faults(cursor)) > 2
        monkeypatch.setattr("casework.invariants.MOST", 2)
        assert len(told.faults(cursor)) == 2


@pytest.mark.usefixtures("_faulty")
def test_the_command_names_each_fault_and_ends_with_1(db, capsys):
    for options in ((), ("--json",)):
        with pytest.raises(CommandError, match=r"^1 fault found\.$") as caught:
            call_command("verify", *options)
        assert caught.value.returncode == 1
    lines, _, answer = capsys.readouterr().out.partition("{")
    assert lines == "one_share: GP 1234567: two shares of MCP99 from 2026-11-23\n"
    assert json.loads("{" + answer)["faults"] == [
        {"invariant": FAULT.invariant, "about": FAULT.about, "text": FAULT.text}
    ]


@pytest.mark.usefixtures("_faulty")
def test_a_fault_is_an_error_in_the_log_and_a_message_a_day(clock, officer, approver):
    with capture_logs() as logs:
        assert verify(by=clock, at=NOW) == [FAULT]
        assert verify(by=clock, at=NOW + timedelta(minutes=1)) == [FAULT]
    assert [(log["log_level"], log["event"], log["about"]) for log in logs] == [
        ("error", "record_faulty", "GP 1234567")
    ] * 2
    message = Message.objects.get()
    assert (message.to, message.kind) == (approver, "record_faulty")
    assert message.facts["faults"] == [str(FAULT)]
    assert last_beat(VERIFICATION).note == "1 fault"
    verify(by=clock, at=NOW + timedelta(days=1))
    assert Message.objects.count() == 2


def test_a_night_without_fault_leaves_a_sign_and_no_message(clock, approver):
    with time_machine.travel(NOW, tick=False):
        assert tasks.verify(anything="new in a later release") == 0
    beat = last_beat(VERIFICATION)
    assert (beat.at, beat.note) == (NOW, NO_FAULT)
    assert not Message.objects.exists()


def test_the_clock_and_officers_may_ask(officer, partner):
    assert verify(by=officer, at=NOW) == []
    with pytest.raises(NotPermitted):
        verify(by=partner, at=NOW)
