"""People by role, on a fixed day."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import Membership, User
from accounts.roles import Role
from accounts.selectors import system_user
from organisations.models import Practice

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""The fixed instant: a Monday morning in winter, when London keeps UTC."""

TODAY = NOW.date()
LONG_AGO = date(2015, 3, 10)


def person(role: Role, *, practice: Practice | None = None, name: str = "") -> User:
    """An active person with this role since long ago."""
    number = User.objects.count()
    full_name = name or f"{role.value.replace('_', ' ').capitalize()} {number}"
    user = User.objects.create_user(f"{role.value}.{number}@example.org", full_name=full_name)
    Membership.objects.create(
        user=user, role=role, practice=practice, starts_on=LONG_AGO, granted_by=user
    )
    return user


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def clock(db) -> User:
    """The system's own name."""
    return system_user()


@pytest.fixture
def officer(db) -> User:
    return person(Role.PROGRAMME_OFFICER)


@pytest.fixture
def approver(db) -> User:
    return person(Role.APPROVING_OFFICER)


@pytest.fixture
def analyst(db) -> User:
    return person(Role.ANALYST)


@pytest.fixture
def auditor(db) -> User:
    return person(Role.AUDITOR)


@pytest.fixture
def stranger(db) -> User:
    """Signed in, with no role."""
    return User.objects.create_user("stranger@example.org", full_name="Sam Stranger")


@pytest.fixture
def manager(practice) -> User:
    """The manager of `practice`."""
    return person(Role.PRACTICE_MANAGER, practice=practice)


@pytest.fixture
def partner(practice) -> User:
    """A GP partner of `practice`."""
    return person(Role.GP_PARTNER, practice=practice)


@pytest.fixture
def other_partner(other_practice) -> User:
    """A GP partner of another practice."""
    return person(Role.GP_PARTNER, practice=other_practice)
