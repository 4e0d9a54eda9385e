"""The system checks see what they are for."""

from types import SimpleNamespace

import pytest
from django.db import models

from core.checks import app_labels, conventions, faults
from core.models import BaseModel
from core.state import StateField
from formation.rules.states import JourneyState


def loose(**columns: models.Field) -> type[models.Model]:
    """A model that is nowhere but here."""
    meta = type("Meta", (), {"app_label": "nowhere", "apps": models.base.apps.__class__()})
    return type("Loose", (BaseModel,), {"__module__": "nowhere", "Meta": meta, **columns})


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ({"who": models.ForeignKey("accounts.User", models.PROTECT)}, []),
        ({"who": models.ForeignKey("accounts.User", models.CASCADE)}, ["core.E001"]),
        ({"who": models.ForeignKey("accounts.User", models.SET_NULL, null=True)}, ["core.E001"]),
        ({"state": StateField(JourneyState, default=JourneyState.IDENTIFIED)}, ["core.E002"]),
    ],
)
def test_a_fault_is_named(columns, found):
    assert [fault.id for fault in faults(loose(**columns))] == found


def test_a_model_of_others_is_left_alone():
    field = SimpleNamespace(name="x", remote_field=None)
    theirs = type("Theirs", (), {"_meta": SimpleNamespace(fields=[field], constraints=[])})
    assert list(faults(theirs)) == []


def test_ours_are_the_apps_of_this_project():
    assert {"core", "formation", "portal"} <= app_labels()
    assert not {"auth", "admin", "knox", "test_support"} & app_labels()
    assert conventions(None) == []
