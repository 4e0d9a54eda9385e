"""A use case opens the transaction and is never nested; a step is always inside one."""

import pytest
from django.db import OperationalError, connection, transaction

from core.errors import Busy, Refused
from core.law import Reason
from core.transactions import AGAIN, step, use_case


@use_case
def act(fails: BaseException | None = None) -> str:
    if fails:
        raise fails
    return "done"


@step
def part() -> bool:
    return connection.in_atomic_block


@use_case
def whole() -> bool:
    return part()


def operational(sqlstate: str | None) -> OperationalError:
    class Cause(Exception):
        pass

    cause, error = Cause(), OperationalError("the database said so")
    cause.sqlstate = sqlstate
    error.__cause__ = cause
    return error


def test_a_use_case_does_not_nest(transactional_db):
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():  # noqa: TID251
        act()
    assert act() == "done"


def test_a_step_is_called_inside_a_use_case(transactional_db):
    with pytest.raises(RuntimeError, match="part is a step: call it inside a use case"):
        part()
    assert whole() is True


@pytest.mark.parametrize("sqlstate", sorted(AGAIN))
def test_what_may_be_tried_again_is_busy(db, sqlstate):
    with pytest.raises(Busy, match="Try again in a moment") as caught:
        act(operational(sqlstate))
    assert isinstance(caught.value.__cause__, OperationalError)


@pytest.mark.parametrize("sqlstate", ["57014", None])
def test_another_fault_of_the_database_is_not(db, sqlstate):
    with pytest.raises(OperationalError, match="said so"):
        act(operational(sqlstate))


def test_a_refusal_passes_through(db):
    with pytest.raises(Refused):
        act(Refused((Reason("no", "No."),)))


def test_acts_keep_their_names_and_words():
    assert (act.__name__, part.__name__) == ("act", "part")
