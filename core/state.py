"""The state column of a case, and the lock that django-fsm puts on it."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from django_fsm import RETURN_VALUE, FSMField, FSMFieldDescriptor, transition

from core.law import Move, spoken

BEING_REFRESHED = "_is_being_refreshed"
"""Set in the `__dict__` of a row for as long as it is read afresh."""


class LockedState(FSMFieldDescriptor):  # type: ignore[misc]
    """The attribute itself: it takes a state when a row is made or read, and never again."""

    def __set__(self, instance: Any, value: Any) -> None:
        if self.field.name in instance.__dict__ and BEING_REFRESHED not in instance.__dict__:
            raise AttributeError(f"{self.field.name} is moved by acts and cannot be assigned.")
        self.field.set_proxy(instance, value)
        self.field.set_state(instance, value)


class StateField(FSMField):  # type: ignore[misc]
    """A protected FSM column fed from a `StrEnum`: no assignment, no form field, choices by label.

    The choices come from the enumeration and are left out of migrations, and the default is kept as
    plain text, so that the law may name its states without Django, move them to another module and
    label them anew without a migration.

    The lock is on each row and not on the column. The library's own is one flag for the whole
    process, which `refresh_from_db` turns off and leaves off if the row is gone.
    """

    descriptor_class = LockedState
    protected = property(lambda self: True, lambda self, value: None)

    def __init__(self, states: type[StrEnum] | None = None, **kwargs: Any) -> None:
        self.states = states
        kwargs.setdefault("max_length", 32)
        kwargs.update(protected=True, editable=False)
        if "default" in kwargs:
            kwargs["default"] = str(kwargs["default"])
        if states is not None:
            kwargs["choices"] = [
                (state.value, spoken(state.value).capitalize()) for state in states
            ]
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for given_here in ("choices", "protected", "editable"):
            kwargs.pop(given_here, None)
        return name, path, args, kwargs


def lawful(move: Move[Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a model's method as this row of the table: its sources and target are the row's.

    A move that returns to an earlier state names it as the method's return value; a move that only
    records a fact has no method, because the state does not move.
    """
    if move.target is None or move.opens:
        raise ValueError(f"{move.name} does not move the state; it has no method on the model.")
    target = RETURN_VALUE(*move.target) if isinstance(move.target, tuple) else move.target.value
    sources = [source.value for source in move.sources]
    return transition(field="state", source=sources, target=target)


def moved(row: Any, state: str) -> None:
    """Bring a row in memory to the state to which a statement upon many rows moves it.

    The set-based twin of the methods: the runner has asked the table's law of every row before, and
    the database's guard asks for every row's event.
    """
    put_back(row, state)
    row._update_initial_state()


def put_back(row: Any, state: str) -> None:
    """Bring a row in memory to the state in which it was before a step that is undone.

    The row is saved next, and then only if it is still in the state in which it was read.
    """
    row._meta.get_field("state").set_state(row, state)
