"""Whole sets of rows in one statement: what is written is what was given."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError

from accounts.models import Membership, User
from accounts.roles import Role
from audit.models import AuditEvent
from core.sets import document, insert_set, update_set

TODAY = date(2026, 11, 23)


def test_every_kind_of_value_comes_back_as_it_was_given(db) -> None:
    facts = [{"day": "2026-11-23", "list": [1, "it's"]}, {"sign": '"\\%s', "none": None}]
    by = uuid4()
    rows = {"about_id": ["a", "b"], "facts": facts}
    same = {
        "kind": "seen", "about_type": "x.y", "by_id": by, "by_name": "Ada", "request_id": "",
        "at": "2026-11-23T10:00:00Z",
    }  # fmt: skip
    assert insert_set(AuditEvent, rows, same=same)() == 2
    found = AuditEvent.objects.filter(by_id=by).order_by("about_id")
    assert [(row.about_id, row.facts) for row in found] == list(zip("ab", facts, strict=True))


def test_rows_days_and_nothing_are_written(db) -> None:
    people = [User.objects.create(email=f"{n}@example.org", full_name=n) for n in ("ada", "ben")]
    rows = {"user": people, "starts_on": [TODAY, TODAY], "ends_on": [None, date(2027, 1, 1)]}
    same = {"role": Role.PROGRAMME_OFFICER, "granted_by": people[0]}
    insert_set(Membership, {**rows, "ended_by": [None, people[1]]}, same=same)
    ends = {row.user_id: row.ends_on for row in Membership.objects.filter(user__in=people)}
    assert ends == {people[0].pk: None, people[1].pk: date(2027, 1, 1)}
    update_set(User, [p.pk for p in people], {"full_name": ["Ada", "Ben"]})
    assert {p.full_name for p in User.objects.filter(pk__in=[p.pk for p in people])} == {
        "Ada",
        "Ben",
    }


@pytest.mark.parametrize(
    "facts", [[{"n": 1}, {"n": True}], [{"n": 1}] * 2, [None, None], [[], []], [{"n": 1}, None]]
)
def test_what_all_rows_have_in_common_comes_back_in_each(db, facts) -> None:
    by = uuid4()
    rows = {"about_id": ["a", "b"], "facts": facts, "kind": ["seen", "seen"], "by_id": [by, by]}
    same = {"about_type": "x.y", "by_name": "Ada", "request_id": "", "at": "2026-11-23T10:00:00Z"}
    if None in facts:
        with pytest.raises(IntegrityError):
            insert_set(AuditEvent, rows, same=same)
        return
    assert insert_set(AuditEvent, rows, same=same)() == 2
    found = AuditEvent.objects.filter(by_id=by).order_by("about_id").values_list("facts", flat=True)
    assert [repr(each) for each in found] == [repr(each) for each in facts]


def test_what_all_rows_are_given_is_written_in_each(db) -> None:
    people = [User.objects.create(email=f"{n}@example.org", full_name=n) for n in ("ada", "ben")]
    ids = [person.pk for person in people]
    update_set(User, ids, {"full_name": ["Same", "Same"], "last_login": [None, None]})
    assert list(User.objects.filter(pk__in=ids).values_list("full_name", "last_login")) == [
        ("Same", None),
        ("Same", None),
    ]


def test_a_text_that_is_too_long_is_refused_and_not_cut(db) -> None:
    person = User.objects.create(email="ada@example.org", full_name="Ada")
    with pytest.raises(DataError):
        update_set(User, [person.pk], {"full_name": ["x" * 1000]})


def test_what_is_no_value_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot hold a set"):
        document({"a": [{1}]})
    assert document({"a": [Decimal("1.50"), TODAY]}) == '[{"a": "1.50"}, {"a": "2026-11-23"}]'
