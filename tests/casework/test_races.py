"""Two people press at once: one act is done, and there is one event of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import connection

from audit.models import AuditEvent
from contracts.actions import mcp_contracts, practice_contracts
from core.errors import Busy, Refused, Stale
from formation.actions import journeys, milestones
from gp_relationships.actions import gp_roles, participations
from gp_relationships.models import Gp
from notifications.models import Message
from tests.casework.attempts import together, written
from tests.casework.world import TERMS, YESTERDAY, World
from tests.support.consent import everybody_signed
from tests.support.people import NOW, TODAY


def decided_and_signed(world: World) -> Any:
    """A participation whose holders have signed everything."""
    case = world.participation("decided", practice=world.other_practice)
    everybody_signed(case, "full", by=world.officer)
    return case


def at_the_award(world: World) -> Any:
    """A contract whose vanguard has begun the standstill."""
    world.journey("standstill", vanguard=world.other_vanguard)
    return world.mcp_contract(vanguard=world.other_vanguard)


VANGUARD = {"vanguard_id": lambda world: world.vanguard.pk}
PRACTICE = {"practice_id": lambda world: world.practice.pk}
OPENINGS: dict[Callable[..., Any], dict[str, Any]] = {
    journeys.identify: {**VANGUARD, "officer": lambda world: world.officer},
    mcp_contracts.draft: {**VANGUARD, **TERMS},
    practice_contracts.record: {**PRACTICE, "contract_type": "gms"},
    participations.invite: {**VANGUARD, **PRACTICE},
    gp_roles.propose: {
        **VANGUARD,
        "gp_id": lambda world: world.gp.pk,
        "kind": "employee",
        "directly_hired": True,
        "starts_on": TODAY,
    },
    gp_roles.register_gp: {
        **PRACTICE,
        "full_name": "Nia Newcomer",
        "gmc_number": "2345678",
        "post": "partner",
        "starts_on": date(2020, 1, 1),
    },
}
Build = Callable[[World], Any]
MOVES: list[tuple[Callable[..., Any], str, Build, dict[str, Any]]] = [
    (journeys.pause, "journey_id", lambda w: w.journey("procuring"), {"note": "Winter."}),
    (mcp_contracts.award, "contract_id", at_the_award, {}),
    (
        practice_contracts.suspend,
        "contract_id",
        World.suspendable,
        {},
    ),
    (
        participations.sign_agreement,
        "participation_id",
        decided_and_signed,
        {"agreement_signed_on": YESTERDAY},
    ),
    (gp_roles.offer, "role_id", lambda w: w.gp_role(), {}),
    (
        milestones.meet,
        "milestone_id",
        lambda w: w.milestone(journey=w.vanguard.journeys.get()),
        {"met_on": TODAY},
    ),
]


def built(build: Callable[[World], Any] = lambda world: None) -> tuple[World, Any]:
    with together():
        world = World().populated()
        return world, build(world)


def test_of_two_openings_at_once_one_is_made(raced):
    """All six in one programme, one after the other, each raced by two connections."""
    world, _ = built()
    for act, says in OPENINGS.items():
        given = {name: v(world) if callable(v) else v for name, v in says.items()}
        got = raced(lambda act=act, given=given: act(**given, by=world.officer, at=NOW))
        refused = [result for result in got if isinstance(result, Refused)]
        assert len(refused) == 1, f"{act.__name__}: {got}"
        assert not isinstance(got[0], Refused) or not isinstance(got[1], Refused)
    counts = written()
    for case in ("Journey", "McpContract", "PracticeContract", "Participation", "GpRole"):
        assert counts[case] == (1, 1)
        assert counts[f"{case}Change"] == (1, 0)
    assert Gp.objects.filter(gmc_number="2345678").count() == 1


def test_of_two_moves_at_once_one_is_made(raced):
    world, _ = built()
    for act, names, build, says in MOVES:
        with together():
            case = build(world)
        told = {names: case.pk, **says, "by": world.approver, "at": NOW}
        got = raced(lambda act=act, told=told: act(**told))
        done = [result for result in got if not isinstance(result, Exception)]
        refused = [result for result in got if isinstance(result, Refused)]
        assert (len(done), len(refused)) == (1, 1), f"{act.__name__}: {got}"
        assert [reason.code for reason in refused[0].reasons] == ["wrong_state"]
        assert case.changes.filter(version=case.version + 1).count() == 1
        assert not case.changes.filter(version=case.version + 2).exists()


def test_of_twenty_presses_one_is_the_act(raced):
    """One winner, one event, one line of audit and one set of notices; nineteen clear refusals."""
    world, contract = built(World.suspendable)
    audited = AuditEvent.objects.filter(about_id=str(contract.pk)).count()
    told = {"contract_id": contract.pk, "by": world.approver, "at": NOW}
    got = raced(lambda: practice_contracts.suspend(**told), times=20)
    done = [result for result in got if not isinstance(result, Exception)]
    assert len(done) == 1, got
    assert {type(result) for result in got if result not in done} <= {Refused, Busy}
    assert contract.changes.filter(version__gt=contract.version).count() == 1
    assert AuditEvent.objects.filter(about_id=str(contract.pk)).count() == audited + 1
    people = {world.manager.pk, world.partner.pk}
    messages = Message.objects.filter(about_id=contract.pk, kind="contract_suspended")
    assert sorted(message.to_id for message in messages) == sorted(people)


def test_of_two_who_saw_the_same_version_one_is_stale(raced):
    """A move that leaves the state as it is would be made twice, were it not for the version."""
    world, case = built(lambda world: world.milestone())
    redate = {"milestone_id": case.pk, "due_on": TODAY, "by": world.officer, "at": NOW}
    got = raced(lambda: milestones.redate(**redate, note="Holidays.", seen=case.version))
    assert sorted(type(result).__name__ for result in got) == ["Milestone", "Stale"]
    stale = next(result for result in got if isinstance(result, Stale))
    assert (stale.seen, stale.now) == (case.version, case.version + 1)


def test_a_row_that_is_held_for_long_is_busy(transactional_db, as_application):
    world, case = built(lambda world: world.journey("engaging"))
    before = written()
    with as_application.transaction():
        as_application.execute(
            "SELECT 1 FROM formation_journey WHERE id = %s FOR NO KEY UPDATE", [case.pk]
        )
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        with pytest.raises(Busy) as caught:
            journeys.pause(journey_id=case.pk, by=world.officer, at=NOW, note="Winter.")
    assert isinstance(caught.value.__cause__.__cause__, psycopg.errors.LockNotAvailable)
    assert written() == before
    assert journeys.pause(journey_id=case.pk, by=world.officer, at=NOW, note="Winter.").version == 3


HELD = "SELECT 1 FROM contracts_mcpcontract WHERE id = %s FOR NO KEY UPDATE"


def test_going_live_and_suspending_wait_for_whoever_changes_the_mcp_contract(
    transactional_db, as_application
):
    """Else a contract could be terminated after the law was asked and before the act is done."""
    world, case = built(World.suspendable)
    with together():
        journey = world.journey("checkpoint_3")
    before = written()
    with as_application.transaction():
        as_application.execute(HELD, [case.mcp_contract_id])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        with pytest.raises(Busy):
            practice_contracts.suspend(contract_id=case.pk, by=world.approver, at=NOW)
        with pytest.raises(Busy):
            journeys.go_live(journey_id=journey.pk, by=world.approver, at=NOW)
    assert written() == before


def test_an_act_does_not_nest_in_another(transactional_db):
    world, case = built(lambda world: world.journey("engaging"))
    before = written()
    with pytest.raises(RuntimeError, match="durable"), together():
        journeys.pause(journey_id=case.pk, by=world.officer, at=NOW, note="Winter.")
    assert written() == before
