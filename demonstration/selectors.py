"""Reads of the demonstration: whether it is there, and how much of everything there is."""

from django.apps import apps

from demonstration.models import Load
from organisations.models import Practice, Vanguard

COUNTED = {
    "vanguards": "organisations.Vanguard",
    "practices": "organisations.Practice",
    "journeys": "formation.Journey",
    "milestones": "formation.Milestone",
    "mcp_contracts": "contracts.McpContract",
    "practice_contracts": "contracts.PracticeContract",
    "participations": "gp_relationships.Participation",
    "gps": "gp_relationships.Gp",
    "gp_roles": "gp_relationships.GpRole",
    "messages": "notifications.Message",
    "audit_events": "audit.AuditEvent",
}


def last_load() -> Load | None:
    """The load that made this demonstration, if it is whole."""
    return Load.objects.first()


def holds_organisations() -> bool:
    """Whether any practice or vanguard is in the database."""
    return Practice.objects.exists() or Vanguard.objects.exists()


def counts() -> dict[str, int]:
    """How many rows of each kind there are."""
    return {name: apps.get_model(label).objects.count() for name, label in COUNTED.items()}
