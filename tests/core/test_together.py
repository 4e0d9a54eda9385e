"""Statements sent in one go: the same answers in the same order, and faults that are not lost."""

from functools import partial

import pytest
from django.db import DatabaseError, DataError, IntegrityError, connection

from accounts.models import User
from core.prepared import prepared
from core.rows import insert_one, update_one
from core.sets import insert_set
from core.together import Answer, there, together
from core.transactions import use_case

pytestmark = pytest.mark.django_db


@prepared
def called(*, user_ids):
    rows = User.objects.filter(pk__among=user_ids).order_by("full_name")
    return rows.values_list("full_name", flat=True)


def a_person(name):
    return User(email=f"{name.lower()}@example.org", full_name=name)


def test_nobody_waits_for_an_answer_before_it_is_read():
    person = User.objects.create(email="ada@example.org", full_name="Ada")
    with together():
        first = called.ahead(user_ids=[person.pk])
        person.full_name = "Ada L"
        update_one(person, ["full_name"])
        then = called.ahead(user_ids=[person.pk]).then(lambda names: names[0].upper())
        assert connection.connection.pgconn.pipeline_status
        assert (then(), first()) == ("ADA L", ["Ada"])
    assert not connection.connection.pgconn.pipeline_status
    assert first() == ["Ada"]


def test_an_answer_is_made_once():
    made = []
    answer = Answer(lambda: made.append(1) or len(made))
    assert (answer(), answer(), made) == (1, 1, [1])
    assert (there(answer), there(7)) == (1, 7)


def test_one_within_another_is_a_part_of_it():
    person = a_person("Ada")
    with together():
        with together():
            insert_one(person)
        assert connection.connection.pgconn.pipeline_status
    assert User.objects.get(email=person.email).full_name == "Ada"


def test_the_orm_is_answered_at_once():
    person = User.objects.create(email="ada@example.org", full_name="Ada")
    with together():
        assert User.objects.filter(pk=person.pk).update(full_name="Ben") == 1
        person.refresh_from_db()
        assert person.full_name == "Ben"
        person.save(update_fields=["full_name"])


def test_a_set_tells_how_many_rows_it_wrote():
    rows = {"email": ["ada@example.org", "ben@example.org"], "full_name": ["Ada", "Ben"]}
    flags = dict.fromkeys(("is_superuser", "is_staff", "is_system"), False)
    same = {"password": "", "is_active": True, **flags}
    with together():
        assert insert_set(User, rows, same=same)() == 2
        assert insert_set(User, rows, same=same, once="email")() == 0


@use_case
def in_one_act(*steps):
    with together():
        for each in steps:
            each()


def test_a_fault_that_nobody_read_is_told_at_the_end():
    person = User.objects.create(email="ada@example.org", full_name="Ada")
    read = partial(called.ahead, user_ids=[person.pk])
    with pytest.raises(IntegrityError):
        in_one_act(partial(insert_one, a_person("Ada")), read)
    assert called(user_ids=[person.pk]) == ["Ada"]


def test_a_fault_is_told_to_whoever_waits_first():
    person = User.objects.create(email="ada@example.org", full_name="Ada")
    person.full_name = "x" * 1_000
    with pytest.raises(DataError):
        in_one_act(partial(update_one, person, ["full_name"]), User.objects.count)
    assert called(user_ids=[person.pk]) == ["Ada"]


def test_a_row_that_is_not_there_is_told_at_the_end():
    reached = []
    nobody = partial(update_one, a_person("Nobody"), ["full_name"])
    with pytest.raises(DatabaseError, match="is not there to be changed"):
        in_one_act(nobody, partial(reached.append, True))
    assert reached


def test_a_fault_of_the_program_is_what_it_was_and_nothing_is_kept():
    with pytest.raises(ZeroDivisionError):
        in_one_act(partial(insert_one, a_person("Ada")), lambda: 1 / 0)
    assert not User.objects.filter(full_name="Ada").exists()
