"""Django system checks for the conventions that hold a case together: `manage.py check` says so."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db.models import PROTECT, Model

from core.models import AppendOnly, BaseModel
from core.state import StateField


def app_labels() -> set[str]:
    """The apps that are ours: those whose code lies in this project."""
    root = Path(settings.BASE_DIR)
    return {
        config.label
        for config in apps.get_app_configs()
        if Path(config.path).parent == root and config.name != "config.apps"
    }


def conventions(app_configs: Iterable[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Every fault against the conventions in the models of this project."""
    mine = [model for model in apps.get_models() if model._meta.app_label in app_labels()]
    return [fault for model in mine for fault in faults(model)]


def faults(model: type[Model]) -> Iterator[CheckMessage]:
    """What is wrong with one model."""
    if issubclass(model, BaseModel | AppendOnly):
        yield from _unprotected(model)
    for field in model._meta.fields:
        if isinstance(field, StateField) and not _state_is_known(model, field.name):
            yield Error(
                f"{model._meta.label}.{field.name} has no constraint that lists its states.",
                hint="Add a CheckConstraint named …_known_state.",
                obj=model,
                id="core.E002",
            )


def _unprotected(model: type[Model]) -> Iterator[CheckMessage]:
    """Rows of ours are ended and never deleted, so nothing may take them along."""
    for field in model._meta.fields:
        remote = field.remote_field
        if remote is not None and getattr(remote, "on_delete", PROTECT) is not PROTECT:
            yield Error(
                f"{model._meta.label}.{field.name} does not protect what it points at.",
                hint="Use on_delete=PROTECT.",
                obj=model,
                id="core.E001",
            )


def _state_is_known(model: type[Model], name: str) -> bool:
    """Whether the database lists the states that the column may hold."""
    return any(
        constraint.name.endswith("_known_state") and f"{name}__in" in str(constraint.deconstruct())
        for constraint in model._meta.constraints
    )
