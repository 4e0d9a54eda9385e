"""What apps above hand in to an app below, which may not import them, when Django starts."""

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class HandedIn(Generic[T]):
    """What several apps may hand in, in the order in which they did; twice the same is once."""

    def __init__(self) -> None:
        self._given: list[T] = []

    def take(self, one: T) -> None:
        """Keep this with the others."""
        if one not in self._given:
            self._given.append(one)

    def __iter__(self) -> Iterator[T]:
        return iter(self._given)


class Question:
    """One question that one app above answers, and what holds without an answer."""

    def __init__(self, otherwise: Any) -> None:
        self.otherwise = otherwise
        self._answer: Callable[..., Any] | None = None

    def answered_by(self, answer: Callable[..., Any]) -> None:
        """Have this answer it from now on."""
        self._answer = answer

    def __call__(self, *about: Any) -> Any:
        return self.otherwise if self._answer is None else self._answer(*about)
