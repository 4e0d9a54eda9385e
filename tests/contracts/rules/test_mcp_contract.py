"""The law of the MCP contract: each condition by itself."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from contracts.rules.authorities import PROGRAMME_RULE, SI_2019_248
from contracts.rules.mcp_contract import MOVES, Beside, McpContractFacts
from contracts.rules.mcp_states import FORMS, ContractForm, Integration
from tests.core.conditions import broken, codes_against, untried

ON = date(2026, 11, 23)
LAWFUL = McpContractFacts(
    on=ON,
    name="ICP contract of Testshire",
    integration="full",
    form="icp_2019",
    holder_name="Testshire NHS Trust",
    holder_form="nhs_trust",
    services=frozenset({"primary_medical", "public_health"}),
    annual_budget=Decimal(90_000_000),
    term_years=10,
    signed_on=ON,
    starts_on=ON,
    ends_on=date(2036, 11, 23),
)
VIRTUAL = {"integration": "virtual", "form": "alliance_agreement"}
ALLIANCE = Beside("Alliance agreement of Testshire", "in_service", "virtual")
ROWS = [
    broken("draft"),
    broken("draft", beside=(ALLIANCE,)),
    broken("draft", "contract_exists", beside=(ALLIANCE,), **VIRTUAL),
    broken("draft", "contract_exists", beside=(replace(ALLIANCE, integration="partial"),)),
    broken("draft", "contract_exists", beside=(replace(ALLIANCE, state="signed"),)),
    broken("start_service", "predecessor_in_service", beside=(ALLIANCE,)),
    broken("start_service", beside=(replace(ALLIANCE, state="drafting"),)),
    broken("draft", "form_does_not_fit_model", form="alliance_agreement"),
    broken("draft", "form_does_not_fit_model", form="mcp_2016"),
    broken("draft", "form_does_not_fit_model", integration="triple"),
    broken("draft", "ends_before_start", ends_on=ON),
    broken("draft", ends_on=date(2026, 11, 24)),
    broken("draft", ends_on=None),
    broken("draft", starts_on=None),
    broken("record_terms", "form_does_not_fit_model", integration="virtual"),
    broken("record_terms", "terms_fixed_by_award", is_awarded=True, changed=frozenset({"form"})),
    broken("record_terms", "terms_fixed_by_award", is_awarded=True,
           changed=frozenset({"holder_name", "starts_on"})),
    broken("record_terms", "terms_fixed_by_award", is_awarded=True,
           changed=frozenset({"holder_form"})),
    broken("record_terms", "terms_fixed_by_award", is_awarded=True,
           changed=frozenset({"annual_budget"})),
    broken("record_terms", is_awarded=True,
           changed=frozenset({"services", "term_years", "starts_on", "ends_on"})),
    broken("record_terms", changed=frozenset({"holder_name"})),
    broken("award"),
    broken("award", "nothing_to_award", **VIRTUAL, holder_name="", holder_form=""),
    broken("award", "holder_missing", holder_name=""),
    broken("award", "holder_form_missing", holder_form=""),
    broken("award", "holder_not_statutory", holder_form="llp"),
    broken("award", holder_form="llp", form="aco_2017"),
    broken("award", holder_form="foundation_trust"),
    broken("award", "budget_missing", annual_budget=None),
    broken("award", "budget_missing", annual_budget=Decimal(0)),
    broken("award", integration="partial", annual_budget=None),
    broken("sign"),
    broken("sign", "holder_missing", holder_name=""),
    broken("sign", "holder_form_missing", holder_form=""),
    broken("sign", "holder_not_statutory", holder_form="llp"),
    broken("sign", "budget_missing", annual_budget=None),
    broken("sign", "too_few_services", services=frozenset({"public_health"})),
    broken("sign", services=frozenset(), form="aco_2017"),
    broken("sign", "before_icp_law", signed_on=date(2019, 3, 31)),
    broken("sign", signed_on=date(2019, 4, 1)),
    broken("sign", signed_on=date(2018, 4, 1), form="aco_2017"),
    broken("sign", "signed_in_the_future", signed_on=date(2026, 11, 24)),
    broken("sign", signed_on=None),
    broken("sign_alliance", "not_awarded"),
    broken("sign_alliance", **VIRTUAL),
    broken("start_service"),
    broken("start_service", "service_date_missing", starts_on=None),
    broken("start_service", "service_date_not_come", starts_on=date(2026, 11, 24)),
    broken("expire", "end_date_not_come"),
    broken("expire", "end_date_not_come", ends_on=None),
    broken("expire", ends_on=ON),
    broken("expire", "practices_suspended_under_contract", ends_on=ON, practices_suspended=1),
    broken("expire", "mcp_still_live", ends_on=ON, mcp_is_live=True),
    broken("terminate"),
    broken("terminate", "mcp_still_live", mcp_is_live=True),
    broken("terminate", "practices_suspended_under_contract", practices_suspended=2),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_one_changed_fact_gives_exactly_its_reasons(row):
    assert codes_against(MOVES, row, LAWFUL) == row.codes


def test_every_reason_is_tried():
    assert untried(MOVES, ROWS) == set()


def test_each_model_has_its_forms_and_each_form_a_model():
    assert set(FORMS) == set(Integration)
    assert frozenset().union(*FORMS.values()) == set(ContractForm)


def test_an_authority_says_whether_it_was_confirmed():
    assert str(SI_2019_248) == "SI 2019/248, in force 1 April 2019"
    assert str(PROGRAMME_RULE) == "Rule of the programme (to confirm)"
