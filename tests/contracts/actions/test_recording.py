"""Recording the contracts of many practices: all of them or none, each with its own event."""

from uuid import uuid4

import pytest

from audit.models import AuditEvent
from contracts.actions import practice_contracts
from contracts.actions.recording import record_all
from contracts.models import PracticeContract
from core.errors import NotFound, NotPermitted, Refused
from tests.support.people import NOW

pytestmark = pytest.mark.django_db


def test_each_contract_begins_retained_with_an_event_and_an_audit_row(
    practice, other_practice, officer
):
    types = {practice.pk: "gms", other_practice.pk: "pms"}
    recorded = record_all(contract_types=types, by=officer, at=NOW)
    assert {key: row.contract_type for key, row in recorded.items()} == types
    for contract in PracticeContract.objects.all():
        assert (contract.state, contract.version) == ("retained", 1)
        event = contract.changes.get()
        assert (event.move, event.made_by) == ("record", officer)
        assert event.facts == {"contract_type": contract.contract_type, "holders": []}
    assert AuditEvent.objects.filter(kind="practice_contract.record").count() == 2


def test_one_practice_that_has_a_contract_stops_all_and_is_named(
    practice, other_practice, practice_contract, officer
):
    types = {practice.pk: "gms", other_practice.pk: "pms"}
    with pytest.raises(Refused, match=r"Riverside Surgery .* already has a contract") as refusal:
        record_all(contract_types=types, by=officer, at=NOW)
    assert [reason.code for reason in refusal.value.reasons] == ["contract_exists"]
    assert PracticeContract.objects.get() == practice_contract


def test_a_practice_whose_contract_ended_may_have_a_new_one(
    practice, practice_contract, officer, approver
):
    practice_contracts.terminate(
        contract_id=practice_contract.pk, by=approver, at=NOW, note="The partners retire."
    )
    assert record_all(contract_types={practice.pk: "apms"}, by=officer, at=NOW)


def test_a_type_that_does_not_exist_stops_all(practice, other_practice, officer):
    with pytest.raises(Refused) as refusal:
        record_all(
            contract_types={practice.pk: "gms", other_practice.pk: "gsm"}, by=officer, at=NOW
        )
    assert [reason.code for reason in refusal.value.reasons] == ["invalid_contract_type"]
    assert not PracticeContract.objects.exists()


def test_a_practice_that_does_not_exist_stops_all(practice, officer):
    with pytest.raises(NotFound):
        record_all(contract_types={practice.pk: "gms", uuid4(): "gms"}, by=officer, at=NOW)
    assert not PracticeContract.objects.exists()


def test_only_officers_may_and_others_are_not_told_of_what_there_is(
    practice, practice_contract, manager, analyst
):
    for other in (manager, analyst):
        with pytest.raises(NotPermitted):
            record_all(contract_types={practice.pk: "gms"}, by=other, at=NOW)
