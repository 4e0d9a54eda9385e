from audit.models import AuditEvent
from formation.models import JourneyChange


def test_identify(journey):
    assert journey.state == "identified"
    assert JourneyChange.objects.get().after == "identified"
    assert AuditEvent.objects.count() == 1


def test_full(full_contract):
    assert full_contract.state == "signed"
