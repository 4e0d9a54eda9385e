"""After every migration the database enforces what the code says; readiness sees if it does not."""

from io import StringIO

import pytest
from django.core.management import call_command

from casework.database import furnish
from casework.models import LawfulMove
from formation.lawbook import MACHINES

both_roles = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_the_database_knows_every_edge_of_every_machine(db):
    wanted = {
        (moves.machine, *edge) for moves in MACHINES for edge in (*moves.edges(), *moves.undoing())
    }
    held = set(LawfulMove.objects.values_list("machine", "move", "before", "after"))
    assert held == wanted == set(furnish.edges())


def test_the_database_is_current(db):
    assert furnish.is_current()


def test_another_wish_of_the_code_is_noticed(db, monkeypatch):
    monkeypatch.setattr(furnish, "edges", lambda: [("journey", "fly", "live", "ended")])
    assert not furnish.is_current()


@both_roles
def test_furnishing_again_changes_nothing():
    before = set(LawfulMove.objects.values_list("machine", "move", "before", "after"))
    furnish.furnish("owner")
    assert set(LawfulMove.objects.values_list("machine", "move", "before", "after")) == before
    assert furnish.is_current()


@both_roles
def test_what_was_taken_away_is_put_back(as_owner):
    as_owner.execute("ALTER TABLE formation_journey DISABLE TRIGGER guard_change")
    as_owner.execute("GRANT DELETE ON formation_journeychange TO mcp_app")
    as_owner.execute("DELETE FROM casework_lawfulmove WHERE machine = 'journey'")
    out = StringIO()
    call_command("migrate", stdout=out, verbosity=1, interactive=False)
    assert "Guards, grants and lawful moves are in place." in out.getvalue()
    enabled = as_owner.execute(
        "SELECT tgenabled FROM pg_trigger WHERE tgname = 'guard_change'"
        " AND tgrelid = 'formation_journey'::regclass"
    ).fetchone()
    may = as_owner.execute(
        "SELECT has_table_privilege('mcp_app', 'formation_journeychange', 'DELETE')"
    ).fetchone()
    assert (enabled, may) == (("A",), (False,))
    assert LawfulMove.objects.filter(machine="journey").exists()


@both_roles
@pytest.mark.parametrize("options", [{"plan": True}, {"check_unapplied": True}])
def test_looking_changes_nothing(monkeypatch, options):
    def furnished(alias: str) -> None:
        raise AssertionError(f"{alias} was furnished")

    monkeypatch.setattr("casework.management.commands.migrate.furnish", furnished)
    call_command("migrate", stdout=StringIO(), **options)
    call_command("migrate", "formation", verbosity=0)
