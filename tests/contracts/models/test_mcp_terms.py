"""What the database refuses of the terms of an MCP contract, whatever the code does."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError
from django.db.models.expressions import RawSQL

from contracts.models import (
    BudgetLine,
    BudgetYear,
    ContractParty,
    McpContract,
    ScopeEnd,
    ScopeItem,
)
from tests.casework.attempts import attempt
from tests.casework.constraints import bites, rows
from tests.casework.world import World
from tests.support.contract_terms import commissioner
from tests.support.people import TODAY

NAN = RawSQL("'NaN'::numeric", [])  # Django would refuse it before the database can
EARLY, LATE = date(1948, 7, 4), date(2101, 1, 1)


def contract_of(w: World) -> McpContract:
    return McpContract.objects.first() or w.mcp_contract("signed")


def budget_of(w: World, **columns: Any) -> BudgetYear:
    contract = contract_of(w)
    given = {"year": 2030, "number": 1, "payment": 1, "improvement_payment": 0, "gain_share": 0,
             "loss_share": 0, "contract": contract}  # fmt: skip
    event = contract.changes.get(version=2)
    return BudgetYear.objects.create(**{**given, "event": event, **columns})


def line_of(w: World, **columns: Any) -> BudgetLine:
    given = {"budget": contract_of(w).budgets.get(), "service_line": "Another", "amount": 1}
    return BudgetLine.objects.create(**{**given, **columns})


def party_of(w: World, **columns: Any) -> ContractParty:
    contract = contract_of(w)
    event = contract.changes.get(version=1)
    return ContractParty.objects.create(contract=contract, event=event, **columns)


def item_of(w: World, **columns: Any) -> ScopeItem:
    contract = contract_of(w)
    given = {"service": "public_health", "line": "Smoking", "in_scope_from": TODAY,
             "agreed_on": TODAY, "agreed_by": "All", "contract": contract}  # fmt: skip
    event = contract.changes.get(version=2)
    return ScopeItem.objects.create(**{**given, "event": event, **columns})


def end_of(w: World, **columns: Any) -> ScopeEnd:
    item = item_of(w)
    given = {"item": item, "event": item.event, "out_of_scope_on": TODAY,
             "agreed_on": TODAY, "agreed_by": "All"}  # fmt: skip
    return ScopeEnd.objects.create(**{**given, **columns})


@rows(
    ("budgetyear_payment_range", lambda w: budget_of(w, payment=Decimal(-1))),
    ("budgetyear_payment_range", lambda w: budget_of(w, payment=NAN)),
    ("budgetyear_payment_range", lambda w: budget_of(w, payment=10**10 + 1)),
    ("numeric field overflow", lambda w: budget_of(w, payment=10**12)),
    ("budgetyear_improvement_range", lambda w: budget_of(w, improvement_payment=-1)),
    ("budgetyear_gain_range", lambda w: budget_of(w, gain_share=101)),
    ("budgetyear_loss_range", lambda w: budget_of(w, loss_share=-1)),
    ("budgetyear_cap_range", lambda w: budget_of(w, share_cap=-1)),
    ("budgetyear_year_range", lambda w: budget_of(w, year=1900)),
    ("budgetyear_number_from_one", lambda w: budget_of(w, number=0)),
    ("budgetyear_once", lambda w: budget_of(w, year=2016)),
    ("budgetline_amount_range", lambda w: line_of(w, amount=-1)),
    ("budgetline_amount_range", lambda w: line_of(w, amount=NAN)),
    ("budgetline_once", lambda w: line_of(w, service_line="Primary care")),
    ("contractparty_is_one_body", lambda w: party_of(w)),
    ("contractparty_is_one_body",
     lambda w: party_of(w, commissioner=commissioner(), local_authority="Council")),
    ("contractparty_once", lambda w: party_of(w, commissioner=commissioner())),
    ("contractparty_council_once",
     lambda w: [party_of(w, local_authority="Council") for _ in range(2)]),
    ("contractparty_section_75_range",
     lambda w: party_of(w, local_authority="Council", section_75_decided_on=EARLY)),
    ("scopeitem_known_service", lambda w: item_of(w, service="dentistry")),
    ("scopeitem_from_range", lambda w: item_of(w, in_scope_from=EARLY)),
    ("scopeitem_agreed_range", lambda w: item_of(w, agreed_on=LATE)),
    ("scopeend_out_range", lambda w: end_of(w, out_of_scope_on=LATE)),
    ("scopeend_agreed_range", lambda w: end_of(w, agreed_on=EARLY)),
)  # fmt: skip
def test_the_constraint_bites(world, name, row):
    bites(world, name, row)


@pytest.mark.parametrize("model", [BudgetYear, BudgetLine, ContractParty, ScopeItem])
def test_what_was_recorded_is_never_changed_or_removed(world, model):
    world.mcp_contract("signed")
    assert model.objects.exists()
    for rewrite in (lambda: model.objects.update(id=0), lambda: model.objects.all().delete()):
        with pytest.raises((IntegrityError, ProgrammingError)), attempt():
            rewrite()


def test_what_they_are_called(world):
    contract = world.mcp_contract("signed")
    budget = contract.budgets.get()
    assert str(budget) == "Budget of 2016/17, version 1"
    assert str(budget.approval) == "Budget of 2016/17, version 1, approved"
    assert str(budget.lines.first()) == "Primary care"
    assert str(contract.parties.get()) == "NHS Testshire CCG (99X)"
    assert str(end_of(world)) == f"Smoking until {TODAY}"
