"""Two words in place of bare `atomic`: a use case opens the transaction, a step is inside one."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction

from core.errors import Busy

P = ParamSpec("P")
R = TypeVar("R")

LOCK_NOT_AVAILABLE = "55P03"
DEADLOCK_DETECTED = "40P01"
SERIALIZATION_FAILURE = "40001"
AGAIN = {LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED, SERIALIZATION_FAILURE}


Part = Callable[[list[Any]], object]
_last: ContextVar[dict[Part, list[Any]] | None] = ContextVar("last", default=None)


def use_case(act: Callable[P, R]) -> Callable[P, R]:
    """One act, one durable transaction; it may not be nested in another.

    Raises:
        Busy: another act held the rows for longer than `lock_timeout`, or each waited for the
            other.
    """

    @wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic(durable=True):  # noqa: TID251 - the one place
                return _whole(act, *args, **kwargs)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) in AGAIN:
                raise Busy from error
            raise

    return run


def _whole(act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The act, and then what it left to be done last."""
    left: dict[Part, list[Any]] = {}
    token = _last.set(left)
    try:
        made = act(*args, **kwargs)
        while left:
            part = next(iter(left))
            part(left.pop(part))
        return made
    finally:
        _last.reset(token)


def at_the_end(part: Part, item: Any) -> None:
    """Have this part done last in the act, once, with every item that was left for it.

    What takes locks that come after all others is left to the end. Outside a use case, in a step
    that is tried by itself, it is done at once.
    """
    left = _last.get()
    if left is None:
        part([item])
    else:
        left.setdefault(part, []).append(item)


def step(part: Callable[P, R]) -> Callable[P, R]:
    """A part of an act: it writes, so it must be inside a use case's transaction."""

    @wraps(part)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            raise RuntimeError(f"{part.__qualname__} is a step: call it inside a use case.")
        return part(*args, **kwargs)

    return run


def is_outage(error: BaseException | None) -> bool:
    """Whether the database could not be reached or did not answer in time: a fault that passes."""
    return isinstance(error, OperationalError | InterfaceError)
