"""The database refuses every change of a case that has no event, whoever asks and however."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection
from psycopg import sql

from audit.models import AuditEvent
from casework.database import grants, guards
from casework.models import Case, Waiver
from contracts.models import McpContract, PracticeContract
from core.fields import EARLIEST
from formation.models import (
    AssuranceCondition,
    AssuranceReview,
    Engagement,
    Journey,
    Milestone,
    MilestoneTemplate,
)
from gp_relationships.models import GpRole, Ownership, Participation, PracticeChange
from rulebook.models import Rulebook
from tests.casework.attempts import together
from tests.casework.world import World
from tests.support.database import superuser
from tests.support.people import NOW, TODAY

GUARD = "23000"
NO_PRIVILEGE = "42501"
CHECK = "23514"
"""A constraint of the row itself may say no before its guard is asked."""

BUILD: dict[type[Case], Callable[[World], Case]] = {
    Journey: lambda world: world.journey("engaging"),
    McpContract: lambda world: world.mcp_contract("awarded"),
    PracticeContract: lambda world: world.practice_contract("suspended", ended_on=TODAY),
    Participation: lambda world: world.participation("preference"),
    GpRole: lambda world: world.gp_role("offered", ends_on=TODAY + timedelta(days=1)),
    Milestone: lambda world: world.milestone(journey=Journey.objects.first()),
    MilestoneTemplate: lambda world: world.template(),
    PracticeChange: lambda world: world.practice_change("approved"),
    Rulebook: lambda world: world.rulebook(),
    AssuranceReview: lambda world: world.review(
        "not_passed", journey=Journey.objects.first() or world.journey()
    ),
    AssuranceCondition: lambda world: world.condition(
        review=AssuranceReview.objects.first() or world.review(),
        discharged_on=TODAY,
        evidence="Minute 7",
    ),
    Engagement: lambda world: world.engagement(
        "closed",
        journey=Journey.objects.first() or world.journey(),
        report_received_on=TODAY,
        summary="For it.",
    ),
    Ownership: lambda world: world.ownership(),
    Waiver: lambda world: world.waiver(about=Journey.objects.first()),
}
OTHERWISE: dict[type[Case], dict[str, Any]] = {
    Journey: {"state": "abandoned"},
    McpContract: {"state": "terminated"},
    PracticeContract: {"state": "terminated", "ended_on": TODAY},
    Participation: {"state": "left"},
    GpRole: {"state": "ended", "ends_on": TODAY},
    Milestone: {"state": "dropped"},
    MilestoneTemplate: {"state": "withdrawn", "number": 99},
    PracticeChange: {"state": "cancelled"},
    Rulebook: {"state": "withdrawn", "number": 99},
    AssuranceReview: {"state": "submitted", "stage": "cp2"},
    AssuranceCondition: {"state": "discharged"},
    Engagement: {"state": "reported"},
    Ownership: {"state": "closed"},
    Waiver: {"state": "refused"},
}
"""A lawful other state of each, which no other constraint stands in the way of."""

every_case = pytest.mark.parametrize("model", list(BUILD), ids=lambda model: model.__name__)


@pytest.fixture
def case(world: World, model: type[Case]) -> Case:
    return BUILD[model](world)


def refused(act: Callable[[], Any]) -> str:
    """What the database said to an attempt that must not succeed."""
    with pytest.raises(IntegrityError) as caught, together():
        act()
    assert caught.value.__cause__.sqlstate == GUARD
    return str(caught.value)


def test_every_case_is_tried_here():
    assert set(guards.guarded(grants.all_models())) == set(BUILD) == set(OTHERWISE)


@every_case
def test_update_of_a_queryset_is_refused(case, model):
    said = refused(lambda: model.objects.filter(pk=case.pk).update(**OTHERWISE[model]))
    assert "this change has no event" in said
    assert "HINT:  Change a case only through its use cases." in said


@every_case
def test_a_column_that_is_no_state_is_guarded_as_well(case, model):
    refused(lambda: model.objects.filter(pk=case.pk).update(created_at=NOW))


@every_case
def test_a_version_alone_cannot_be_raised(case, model):
    refused(lambda: model.objects.filter(pk=case.pk).update(version=case.version + 1))


@every_case
def test_save_behind_the_back_is_refused(case, model):
    refused(case.save)


@every_case
def test_bulk_update_is_refused(case, model):
    case.created_at = NOW
    refused(lambda: model.objects.bulk_update([case], ["created_at"]))


@every_case
def test_a_state_cannot_be_assigned(case):
    with pytest.raises(AttributeError):
        case.state = "live"


@every_case
def test_a_case_made_by_its_constructor_needs_an_event(case, model):
    columns = {
        field.attname: getattr(case, field.attname)
        for field in model._meta.fields
        if field.name not in ("id", "created_at")
    }
    made = model(**{**columns, **OTHERWISE[model], "version": 1})
    refused(lambda: made.save(force_insert=True))
    refused(lambda: model.objects.bulk_create([made]))


@every_case
def test_an_event_that_is_no_lawful_move_is_refused(case, model, world):
    said = refused(lambda: event(case, world, move="wave_through", after=case.state))
    assert f"is no lawful move of {model.MOVES.machine}" in said


@every_case
def test_a_lawful_move_between_other_states_is_refused(case, world):
    first = next(move for move in case.MOVES.values() if case.state not in move.sources)
    refused(lambda: event(case, world, move=first.name, after=OTHERWISE[type(case)]["state"]))


@every_case
def test_an_event_that_moves_nothing_is_refused_at_commit(case, world):
    said = refused(lambda: event(case, world, **_edge(case)))
    assert "moved nothing" in said


@every_case
def test_an_event_and_a_change_that_disagree_are_refused(case, world, model):
    def act() -> None:
        edge = next(e for e in case.MOVES.edges() if e[1] == case.state and e[2] != case.state)
        event(case, world, move=edge[0], after=edge[2])
        model.objects.filter(pk=case.pk).update(version=case.version + 1)

    refused(act)


@every_case
def test_no_event_has_a_version_before_the_first(case, world):
    with pytest.raises(IntegrityError, match="version_from_one"), together():
        event(case, world, version=0, **_edge(case))


@every_case
def test_no_version_has_two_events(case, world):
    with pytest.raises(IntegrityError, match="one_per_version"), together():
        event(case, world, version=case.version, **_edge(case))


@every_case
def test_an_event_with_its_change_is_let_by(case, world, model):
    edge = next(e for e in case.MOVES.edges() if e[1] == case.state and e[2] in _free(model))
    event(case, world, move=edge[0], after=edge[2])
    columns = {**OTHERWISE[model], "state": edge[2], "version": case.version + 1}
    model.objects.filter(pk=case.pk).update(**columns)
    connection.check_constraints()
    assert model.objects.get(pk=case.pk).version == case.version + 1


def _free(model: type[Case]) -> set[str]:
    return {OTHERWISE[model]["state"]}


def _edge(case: Case) -> dict[str, str]:
    """Any lawful step from where the case is."""
    move, _, after = next(edge for edge in case.MOVES.edges() if edge[1] == case.state)
    return {"move": move, "after": after}


def event(case: Case, world: World, *, move: str, after: str, version: int | None = None) -> None:
    """Write an event, as nothing but the runner should."""
    case.history_model().objects.create(
        subject_id=case.pk, version=case.version + 1 if version is None else version,
        move=move, before=case.state, after=after,
        made_by=world.officer, made_at=NOW, made_on=TODAY, effective_on=TODAY,
    )  # fmt: skip


def test_a_thousand_rows_in_one_statement(world):
    """One statement, one check: lawful for a thousand, refused for all if one lacks its event."""
    count = 1000
    role = world.gp_role()
    history = GpRole.history_model()
    rows = [
        GpRole(
            gp_id=role.gp_id,
            vanguard_id=role.vanguard_id,
            kind="employee",
            starts_on=TODAY,
            directly_hired=True,
        )
        for _ in range(count)
    ]
    for offset, row in enumerate(rows):  # one after the other, so that no two overlap
        row.starts_on = EARLIEST + timedelta(days=2 * offset)
        row.ends_on = row.starts_on + timedelta(days=1)

    def events(version: int, move: str, before: str, after: str, of: list[GpRole]) -> None:
        history.objects.bulk_create(
            history(
                subject_id=row.pk, version=version, move=move, before=before, after=after,
                made_by=world.officer, made_at=NOW, made_on=TODAY, effective_on=TODAY,
            )
            for row in of
        )  # fmt: skip

    events(1, "propose", "", "proposed", rows)
    GpRole.objects.bulk_create(rows)
    mine = GpRole.objects.filter(pk__in=[row.pk for row in rows])

    def offer_all_but_one() -> None:
        events(2, "offer", "proposed", "offered", rows[1:])
        mine.update(state="offered", version=2)

    assert str(rows[0].pk) in refused(offer_all_but_one)
    events(2, "offer", "proposed", "offered", rows)
    assert mine.update(state="offered", version=2) == count
    connection.check_constraints()


ATTACKS: dict[str, tuple[str, set[str]]] = {
    "move it": ("UPDATE {table} SET state = {other}", {GUARD, CHECK}),
    "move it and raise the version": (
        "UPDATE {table} SET state = {other}, version = version + 1",
        {GUARD, CHECK},
    ),
    "touch it": ("UPDATE {table} SET created_at = now()", {GUARD}),
    "give it another identifier": ("UPDATE {table} SET id = gen_random_uuid()", {GUARD, "23503"}),
    "delete it": ("DELETE FROM {table}", {GUARD, NO_PRIVILEGE}),
    "truncate": ("TRUNCATE {table}, {history} CASCADE", {GUARD, NO_PRIVILEGE}),
    "insert one": (
        "INSERT INTO {table} SELECT (jsonb_populate_record(t, jsonb_build_object("
        "'id', gen_random_uuid(), 'version', 1) || {columns}::jsonb)).* FROM {table} t"
        " ORDER BY created_at DESC LIMIT 1",
        {GUARD},
    ),
    "rewrite history": ("UPDATE {history} SET note = 'otherwise'", {GUARD, NO_PRIVILEGE}),
    "rewrite history sideways": (
        "INSERT INTO {history} SELECT * FROM {history} "
        "ON CONFLICT (id) DO UPDATE SET note = 'otherwise'",
        {GUARD, NO_PRIVILEGE},
    ),
    "remove history": ("DELETE FROM {history}", {GUARD, NO_PRIVILEGE}),
    "empty history": ("TRUNCATE {history} CASCADE", {GUARD, NO_PRIVILEGE}),
    "an event for nothing": (
        "INSERT INTO {history} (subject_id, version, move, before, after, made_by_id, made_at,"
        " made_on, effective_on, note, facts, replaced, warnings, waived)"
        " SELECT id, version + 1, {move}, state, {after}, {person}, now(),"
        " current_date, current_date, '', '{{}}', '{{}}', '[]', '[]' FROM {table}",
        {GUARD},
    ),
}


def attempts(models: list[type[Case]], officer: Any) -> list[tuple[str, sql.Composed, set[str]]]:
    """Every attack on every case."""
    made = []
    for model in models:
        case = model._default_manager.latest("created_at")
        columns = psycopg.types.json.Jsonb(OTHERWISE[model], dumps=_dumps)
        parts = {
            "table": sql.Identifier(model._meta.db_table),
            "history": sql.Identifier(model.history_model()._meta.db_table),
            "other": sql.Literal(OTHERWISE[model]["state"]),
            "columns": sql.Literal(columns),
            "person": sql.Literal(officer.pk),
            **{name: sql.Literal(value) for name, value in _edge(case).items()},
        }
        made += [
            (f"{model.__name__}: {name}", sql.SQL(text).format(**parts), expected)
            for name, (text, expected) in ATTACKS.items()
        ]
    return made


def _dumps(value: Any) -> str:
    return psycopg.types.json.json.dumps(value, default=str)


def survivors(
    connected: psycopg.Connection, attacks: list[tuple[str, sql.Composed, set[str]]]
) -> list[str]:
    """The attacks that were not refused as they should be."""
    found = []
    for name, statement, expected in attacks:
        try:
            connected.execute(statement)
        except psycopg.Error as error:
            if error.sqlstate not in expected:
                found.append(f"{name}: refused with {error.sqlstate}: {error}")
        else:
            found.append(f"{name}: done")
    return found


def test_plain_sql_is_refused_to_every_role(transactional_db, as_owner, as_application):
    world = World()
    with together():
        for build in BUILD.values():
            build(world)
    attacks = attempts(list(BUILD), world.officer)
    before = {model: list(model.objects.values()) for model in BUILD}
    assert survivors(as_application, attacks) == []
    assert survivors(as_owner, attacks) == []
    with superuser_here() as almighty:
        almighty.execute("SET session_replication_role = replica")
        # The deferred half and foreign keys are for commits of ours; a superuser in replica mode
        # is refused all the same, because every guard is enabled always.
        assert survivors(almighty, attacks) == []
    assert {model: list(model.objects.values()) for model in BUILD} == before

    for connected in (as_owner, as_application):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connected.execute("SET session_replication_role = replica")
    never(as_owner, as_application, world)
    never_for_the_application(as_application)


def superuser_here() -> psycopg.Connection:
    """The superuser, on this test's own database."""
    with superuser() as admin:
        return psycopg.connect(
            admin.info.dsn, dbname=connection.settings_dict["NAME"], autocommit=True
        )


def never(as_owner: psycopg.Connection, as_application: psycopg.Connection, world: World) -> None:
    """The audit is append-only for both roles."""
    AuditEvent.objects.create(
        kind="test", about_type="x", about_id="1", by_id=world.officer.pk, by_name="O", at=NOW
    )
    for statement in (
        "UPDATE audit_auditevent SET kind = 'other'",
        "DELETE FROM audit_auditevent",
        "TRUNCATE audit_auditevent",
    ):
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="never changed"):
            as_owner.execute(statement)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_application.execute(statement)


def never_for_the_application(connected: psycopg.Connection) -> None:
    """The application can neither judge nor build."""
    for statement in (
        "INSERT INTO casework_lawfulmove (machine, move, before, after) VALUES ('a','b','c','d')",
        "UPDATE casework_lawfulmove SET after = 'live'",
        "DELETE FROM casework_lawfulmove",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "ALTER TABLE formation_journey DISABLE TRIGGER ALL",
        "DROP TRIGGER guard_change ON formation_journey",
        "CREATE OR REPLACE FUNCTION guard_formation_journey() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN NULL; END $$",
        "ALTER TABLE formation_journey OWNER TO mcp_app",
        "SET ROLE mcp_owner",
        "DELETE FROM accounts_user",
        "DELETE FROM organisations_practice",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connected.execute(statement)
    connected.execute("GRANT DELETE ON formation_journey TO mcp_app")  # it warns and grants nothing
    granted = connected.execute("SELECT has_table_privilege('formation_journey', 'DELETE')")
    assert granted.fetchone() == (False,)
