"""A journey whose milestones lie years ahead, so that each test dates those that it needs."""

from datetime import timedelta

import pytest

from accounts.selectors import system_user
from formation.actions import milestones
from reminders.actions.sweep import post_due
from tests.casework.attempts import world
from tests.support.people import NOW, TODAY
from tests.support.programme import begun

__all__ = ["world"]

FAR = TODAY + timedelta(weeks=300)


@pytest.fixture
def travelling(journey, officer):
    """A journey whose milestones all lie years ahead."""
    return begun(journey, "full", officer, go_live_on=FAR)


@pytest.fixture
def due_in(travelling, officer):
    """`due_in(days, code)`: the milestone, dated so many days from today."""

    def redated(days: int, code: str = "B10"):
        return milestones.redate(
            milestone_id=travelling.milestones.get(code=code, state="due").pk,
            due_on=TODAY + timedelta(days=days),
            by=officer,
            at=NOW,
            note="The board moved its meeting.",
        )

    return redated


@pytest.fixture
def taking_part(participation, manager, partner):
    """Manager and partner of a practice that is asked."""
    return {manager.email, partner.email}


@pytest.fixture
def sweep():
    """`sweep(days, hours)`: one sweep, so long from now."""

    def swept(days: int = 0, hours: int = 0) -> int:
        return post_due(by=system_user(), at=NOW + timedelta(days=days, hours=hours))

    return swept
