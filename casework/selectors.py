"""Reads about cases of whatever kind: which kinds there are, and which vanguard one concerns."""

from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey

from casework.models import Case
from core.errors import NotFound
from core.law import Move, Rule


def kinds_of_case() -> list[type[Case]]:
    """Every model that is a case."""
    return [model for model in apps.get_models() if issubclass(model, Case)]  # type: ignore[misc]


@cache
def machines() -> dict[str, type[Case]]:
    """The kind of case that follows each machine."""
    return {model.MOVES.machine: model for model in kinds_of_case()}


def move_named(mended_by: str) -> tuple[type[Case], Move[Any]]:
    """The kind of case and the move that `machine.move` names.

    Raises:
        KeyError: there is no such machine, or it has no such move.
    """
    machine, _, name = mended_by.partition(".")
    model = machines()[machine]
    return model, model.MOVES[name]


def vanguard_of(case: Any, known: dict[Any, UUID | None] | None = None) -> UUID | None:
    """The vanguard that a case concerns: its own, or that of the case to which it belongs.

    `known` remembers, for many cases, the vanguard of what they belong to.
    """
    known = {} if known is None else known
    if hasattr(case, "vanguard_id"):
        return case.vanguard_id  # type: ignore[no-any-return]
    kind: Any = type(case)
    for field in _belongs_by(kind):
        link = getattr(case, field.attname)
        if link is not None:
            if link not in known:
                known[link] = vanguard_of(getattr(case, field.name), known)
            return known[link]
    return None


@cache
def _belongs_by(model: type[Any]) -> tuple[ForeignKey[Any, Any], ...]:
    """The columns by which a case of this kind may belong to another."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and issubclass(field.related_model, Case)
    )


def kind_named(label: str) -> type[Case]:
    """The kind of case of this name, such as `formation.journey`.

    Raises:
        NotFound: there is no such kind.
    """
    for model in kinds_of_case():
        if model._meta.label_lower == label:
            return model
    raise NotFound(f"There are no cases of the kind “{label}”.")


def rules_of(model: type[Case]) -> dict[str, Rule[Any]]:
    """Every rule that a kind of case is held to, by name."""
    moves: Any = model.MOVES.values()
    return {rule.name: rule for move in moves for rule in move.requires}
