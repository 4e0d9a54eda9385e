"""The command: one JSON object for the tools, sentences for people."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests.demonstration.loading import TINY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_small_demonstration(settings, monkeypatch):
    settings.DEMONSTRATION = True
    monkeypatch.setattr("demonstration.actions.load.load.__kwdefaults__", {"sites": TINY})


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("load_demonstration", *arguments, stdout=out)
    return out.getvalue()


def test_it_prints_one_object_with_the_sign_ins_and_the_token_at_every_run():
    first = json.loads(said("--json"))
    assert set(first) == {"loaded", "sign_ins", "analyst_token", "counts"}
    assert first["loaded"] is True
    assert first["counts"]["vanguards"] == len(TINY)
    assert [person["role"] for person in first["sign_ins"]] == [
        "Programme officer",
        "Approving officer",
        "Practice manager",
        "GP partner",
        "Analyst",
        "Auditor",
    ]
    for person in first["sign_ins"]:
        assert set(person) == {"role", "name", "email", "password", "opens"}
    again = json.loads(said("--json"))
    assert again == {**first, "loaded": False}


def test_it_says_how_much_was_loaded_and_then_that_nothing_was_changed():
    assert "Loaded by" in said()
    again = said("--reset-passwords")
    assert "nothing was changed" in again.splitlines()[0]
    assert "officer@demonstration.example" in again
