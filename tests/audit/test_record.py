"""The only writer of the audit."""

import pytest
import structlog

from accounts.models import User
from audit.apps import AuditConfig
from audit.models import AuditEvent
from audit.record import record, record_many
from tests.support.people import NOW


def test_an_act_is_recorded_with_who_when_and_on_what(world):
    with structlog.contextvars.bound_contextvars(request_id="abc-1"):
        record(kind="practice.seen", about=world.practice, by=world.officer, at=NOW, facts={"a": 1})
    event = AuditEvent.objects.get(kind="practice.seen")
    assert (event.kind, event.about_type) == ("practice.seen", "organisations.practice")
    assert (event.about_id, event.by_id) == (str(world.practice.pk), world.officer.pk)
    assert (event.by_name, event.at, event.request_id) == ("Officer", NOW, "abc-1")
    assert event.facts == {"a": 1}
    assert str(event) == "practice.seen by Officer at 23 November 2026 10:00"


def test_an_act_upon_many_is_recorded_in_one_statement(world, django_assert_num_queries):
    rows = [(world.practice, {}), (world.other_practice, {"n": 2})]
    with django_assert_num_queries(1):
        record_many(kind="seen", about=rows, by=world.officer, at=NOW)
    told = AuditEvent.objects.filter(kind="seen").order_by("id")
    assert [event.facts for event in told] == [{}, {"n": 2}]
    assert {event.request_id for event in told} == {""}


@pytest.mark.parametrize("actor", [None, User()], ids=["nobody", "a person without identity"])
def test_an_act_without_an_actor_is_a_fault_of_the_program(world, actor):
    by = actor
    if actor is not None:
        by.pk = None
    with pytest.raises(ValueError, match="seen: an act needs an actor"):
        record(kind="seen", about=world.practice, by=by, at=NOW)
    assert not AuditEvent.objects.filter(kind="seen").exists()


def test_the_audit_points_at_nothing():
    """It outlives whatever it describes."""
    assert not [field for field in AuditEvent._meta.get_fields() if field.is_relation]
    assert AuditConfig.name == "audit"


def test_the_audit_is_written_only_inside_an_act(transactional_db):
    with pytest.raises(RuntimeError, match="record is a step"):
        record(kind="seen", about=User(), by=User(), at=NOW)
