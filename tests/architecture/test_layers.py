"""The layers hold; and the reader of the layers sees what it is for."""

from pathlib import PurePosixPath

import pytest

from tests.architecture.layers import APPS, ROOT, faults, sources

SEEDED = [
    ("contracts/actions/x.py", "from formation.actions import journeys", "lies below or beside"),
    ("contracts/models/x.py", "import formation.models", "lies below or beside"),
    ("portal/views/x.py", "from reporting.api import views", "lies below or beside"),
    ("core/x.py", "from accounts.roles import Role", "lies below or beside"),
    ("audit/x.py", "from accounts.models import User", "lies below or beside"),
    ("notifications/x.py", "from casework.runner import make", "lies below or beside"),
    ("contracts/models/x.py", 'f = models.ForeignKey("formation.Journey")', "lies below"),
    ("organisations/models/x.py", 'f = ForeignKey("accounts.User", PROTECT)', "lies below"),
    ("formation/models/x.py", 'f = OneToOneField("contracts.McpContract")', "are its own"),
    ("contracts/rules/x.py", "from django.db import models", "rules know the standard library"),
    ("contracts/rules/x.py", "from core.clock import now", "rules know the standard library"),
    ("formation/rules/x.py", "from contracts.rules.periods import x", "rules know"),
    ("formation/rules/x.py", "from formation.models import Journey", "rules know"),
    ("formation/models/x.py", "from formation.selectors import journeys", "higher floor"),
    ("formation/selectors.py", "from formation.actions import journeys", "higher floor"),
    ("formation/actions/x.py", "from formation.admin import JourneyAdmin", "higher floor"),
    ("formation/actions/x.py", "from formation.tasks import post", "nothing calls it"),
    ("config/x.py", "from formation.tasks import post", "nothing calls it"),
    ("formation/actions/x.py", "from contracts.models import McpContract", "are its own"),
    ("portal/views/x.py", "from formation.models import Journey", "are its own"),
    ("reporting/selectors/x.py", "from contracts.models import McpContract", "are its own"),
    ("portal/views/x.py", "def f():\n    from contracts.models import X", "are its own"),
    ("portal/views/x.py", "from . import forms", "a relative import"),
]
GOOD = [
    ("formation/actions/x.py", "from contracts.actions import mcp_contracts"),
    ("formation/models/x.py", 'f = models.ForeignKey("organisations.Vanguard", PROTECT)'),
    ("formation/models/x.py", "from casework.models import Case, Change"),
    ("formation/rules/x.py", "from datetime import date\nfrom core.law import Move"),
    ("formation/rules/x.py", "from formation.rules.states import Model"),
    ("formation/admin.py", "from formation.models import Journey"),
    ("formation/actions/x.py", "from accounts.models import User\nimport structlog"),
    ("portal/views/x.py", "from organisations.models import Practice"),
    ("organisations/models/x.py", 'f = ForeignKey("organisations.Practice", PROTECT)'),
    ("notifications/apps.py", "from notifications.tasks import sweep"),
]


@pytest.mark.parametrize(("path", "source", "why"), SEEDED)
def test_a_fault_is_seen(path, source, why):
    found = faults(PurePosixPath(path), source)
    assert any(why in fault for fault in found), found


@pytest.mark.parametrize(("path", "source"), GOOD)
def test_a_good_import_is_let_by(path, source):
    assert faults(PurePosixPath(path), source) == []


def test_every_app_has_its_layer():
    folders = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert folders == APPS


def test_the_layers_hold():
    assert [fault for path, source in sources() for fault in faults(path, source)] == []
