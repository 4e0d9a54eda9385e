"""Queries compiled once and prepared: the same answers as the ORM, and no misuse."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from accounts.roles import Role
from core.prepared import prepared

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@prepared
def roles(*, user_id: UUID, on: date) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user_id).on(on).select_related("user", "practice")


@prepared
def called(*, user_ids: list[UUID]) -> QuerySet[User]:
    return (
        User.objects.filter(pk__among=user_ids).order_by("full_name").values_list("full_name", "id")
    )


@prepared
def emails(*, user_id: UUID | None) -> QuerySet[User]:
    rows = User.objects.filter(is_system=False, last_login=None)
    return rows.filter(memberships__practice=user_id).values_list("email", flat=True)


@prepared
def counted(*, on: date) -> QuerySet[Membership]:
    return Membership.objects.filter(starts_on__lte=on + timedelta(days=1))


@prepared
def forgetful(*, user_id: UUID) -> QuerySet[User]:
    return User.objects.all()


@pytest.fixture
def people() -> list[User]:
    made = [
        User.objects.create(email=f"{n.lower()}@example.org", full_name=n) for n in ("Ada", "Ben")
    ]
    for person in made:
        Membership.objects.create(
            user=person, role=Role.PROGRAMME_OFFICER, starts_on=TODAY, granted_by=made[0]
        )
    return made


def test_rows_come_back_as_models_with_what_was_joined(people: list[User]) -> None:
    for person in people:
        (found,) = roles(user_id=person.pk, on=TODAY)
        with CaptureQueriesContext(connection) as asked:
            assert (found.user.full_name, found.practice) == (person.full_name, None)
        assert found == Membership.objects.get(user=person)
        assert found.starts_on == TODAY
        assert not asked.captured_queries


def test_values_are_those_asked_for_each_time(people: list[User]) -> None:
    assert roles(user_id=people[0].pk, on=TODAY - timedelta(days=1)) == []
    assert len(roles(user_id=people[0].pk, on=TODAY)) == 1
    assert roles(user_id=uuid4(), on=TODAY) == []


def test_tuples_and_single_columns(people: list[User]) -> None:
    assert called(user_ids=[p.pk for p in people]) == [(p.full_name, p.pk) for p in people]
    assert called(user_ids=[]) == []
    assert emails(user_id=None) == [person.email for person in people]


def test_none_is_a_query_of_its_own(people: list[User]) -> None:
    assert emails(user_id=uuid4()) == []
    assert len(emails(user_id=None)) == 2


def test_the_log_of_queries_tells_what_was_sent(people: list[User]) -> None:
    with CaptureQueriesContext(connection) as asked:
        roles(user_id=people[0].pk, on=TODAY)
    (told,) = asked.captured_queries
    assert people[0].pk.hex in told["sql"].replace("-", "")
    assert "2026-11-23" in told["sql"]


def test_a_query_that_counts_with_what_is_asked_for_is_refused() -> None:
    with pytest.raises(TypeError, match="hand on what is asked for"):
        counted(on=TODAY)


def test_a_query_that_forgets_what_is_asked_for_is_refused() -> None:
    with pytest.raises(TypeError, match="hand on what is asked for"):
        forgetful(user_id=uuid4())


def test_a_value_of_another_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot ask for a str"):
        forgetful(user_id="somebody")  # type: ignore[arg-type]
