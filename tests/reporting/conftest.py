"""Readers of the API by role, each with a token of their own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.actions import tokens
from accounts.models import Membership, User
from accounts.roles import Role
from tests.casework.attempts import world
from tests.support.people import LONG_AGO, NOW, TODAY, person

__all__ = ["world"]


@pytest.fixture(autouse=True)
def fixed_day():
    """The doors read the clock; here it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reader() -> Callable[[User], Client]:
    """`reader(person)`: a client that sends the person's token."""

    def make(user: User) -> Client:
        _, secret = tokens.issue(user=user, by=user, at=NOW)
        return Client(headers={"Authorization": f"Token {secret}"})

    return make


@pytest.fixture
def api(reader, analyst) -> Client:
    """The analyst's client."""
    return reader(analyst)


@pytest.fixture
def former_analyst(reader, db) -> Client:
    """An analyst whose role ended yesterday, with a token issued before."""
    user = person(Role.ANALYST)
    client = reader(user)
    yesterday = TODAY - timedelta(days=1)
    Membership.objects.filter(user=user).update(ends_on=yesterday, ended_by=user)
    return client


def outsider(user: User) -> Client:
    """A client with the token of somebody whose role has ended; the person may hold other roles."""
    role = Membership.objects.create(
        user=user, role=Role.ANALYST, starts_on=LONG_AGO, granted_by=user
    )
    _, secret = tokens.issue(user=user, by=user, at=NOW)
    role.ends_on, role.ended_by = TODAY, user
    role.save()
    return Client(headers={"Authorization": f"Token {secret}"})


def got(client: Client, path: str, **query: Any) -> dict[str, Any]:
    """The JSON of an answer that must be 200."""
    response = client.get(f"/api/v1/{path}", query)
    assert response.status_code == 200, response.content
    return response.json()


def problem(response: Any, status: int) -> dict[str, Any]:
    """The problem of an answer that must be one."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    return body
