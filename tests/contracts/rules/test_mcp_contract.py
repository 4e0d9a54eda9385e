"""The law of the MCP contract: each condition by itself."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from contracts.rules.authorities import PROGRAMME_RULE, SI_2019_248
from contracts.rules.forms import FORMS, PUBLISHED
from contracts.rules.legal_forms import (
    LEGAL_FORMS,
    STATUTORY_FORMS,
    HolderForm,
    Holds,
    forms_of,
    may_be_held,
)
from contracts.rules.mcp_contract import MOVES
from contracts.rules.mcp_facts import (
    Approval,
    Beside,
    Budget,
    CommissionerParty,
    Decision,
    McpContractFacts,
    ScopeChange,
)
from contracts.rules.mcp_states import ContractForm, Integration
from tests.core.conditions import broken, codes_against, untried

ON = date(2026, 11, 23)
TOMORROW = date(2026, 11, 24)
CCG = CommissionerParty("NHS Testshire CCG")
COUNCIL = CommissionerParty(
    "Testshire Council", is_local_authority=True, section_75_decided_on=date(2026, 3, 1)
)
LINES = (("Primary care", Decimal("60000000.00")), ("Community nursing", Decimal("29999999.99")))
BUDGET = Budget(2027, Decimal("89999999.99"), LINES, improvement_payment=Decimal("8999999.99"))
APPROVAL = Approval("Budget of 2026/27, version 1")
SCOPE = ScopeChange(
    coming=("Urgent care centre",),
    going=(),
    after=(("secondary_care", "Urgent care centre"), ("public_health", "Smoking")),
)
LAWFUL = McpContractFacts(
    on=ON,
    name="ICP contract of Testshire",
    integration="full",
    form="icp_2019",
    holder_name="Testshire NHS Trust",
    holder_form="nhs_trust",
    holder_number="RX9",
    parties=(CCG, COUNCIL),
    services=frozenset({"primary_medical", "public_health"}),
    scope=SCOPE,
    decision=Decision(ON, "Minute 12"),
    budgets={2026: True},
    budget=BUDGET,
    approval=APPROVAL,
    term_years=10,
    awarded_on=ON,
    signed_on=ON,
    starts_on=ON,
    ends_on=date(2036, 11, 23),
    end_on_record=date(2036, 11, 23),
    journey_stands_at="awarded",
    journey_may_award=True,
    journey_may_sign=True,
    journey_may_ally=True,
)
VIRTUAL = {"integration": "virtual", "form": "alliance_agreement"}
ACO = {"form": "aco_2017", "awarded_on": date(2018, 1, 1)}
UNNAMED = {"holder_name": "", "holder_form": ""}
ALLIANCE = Beside("Alliance agreement of Testshire", "in_service", "virtual")


def budget(move: str, *codes: str, **changed: object):
    """A row of a budget that is set (or replaced) with these changes."""
    return broken(move, *codes, budget=replace(BUDGET, **changed), budgets={2026: True})


def paid(amount: str) -> dict[str, object]:
    """A budget of one line, which adds up."""
    return {"payment": Decimal(amount), "lines": (("All care", Decimal(amount)),)}


ROWS = [
    broken("draft"),
    broken("draft", beside=(ALLIANCE,)),
    broken("draft", "contract_exists", beside=(ALLIANCE,), **VIRTUAL),
    broken("draft", "contract_exists", beside=(replace(ALLIANCE, integration="partial"),)),
    broken("draft", "contract_exists", beside=(replace(ALLIANCE, state="signed"),)),
    broken("draft", "form_does_not_fit_model", form="alliance_agreement"),
    broken("draft", "form_does_not_fit_model", "form_superseded", form="mcp_2016"),
    broken("draft", "form_does_not_fit_model", integration="triple"),
    broken("draft", "form_superseded", form="aco_2017"),
    broken("draft", **ACO),
    broken("draft", "ends_before_start", "end_disagrees_with_term", ends_on=ON),
    broken("draft", "end_disagrees_with_term", ends_on=TOMORROW),
    broken("draft", ends_on=TOMORROW, term_years=None),
    broken("draft", ends_on=None),
    broken("draft", starts_on=None),
    broken("draft", ends_on=date(2041, 11, 23), term_years=15),
    broken("draft", "term_too_long", term_years=16),
    broken("draft", "term_shorter_than_advised", term_years=9, ends_on=None),
    broken("draft", starts_on=date(2020, 2, 29), ends_on=date(2030, 2, 28)),
    broken("record_terms", "form_does_not_fit_model", integration="virtual"),
    *[
        broken("record_terms", "terms_fixed_by_award", is_awarded=True, changed=frozenset({term}))
        for term in ("form", "holder_name", "holder_form", "holder_trust", "holder_number")
    ],
    broken("record_terms", is_awarded=True,
           changed=frozenset({"term_years", "starts_on", "ends_on"})),
    broken("record_terms", changed=frozenset({"holder_name"})),

    broken("record_parties"),
    broken("record_parties", naming=(CCG, COUNCIL)),
    broken("record_parties", "commissioner_not_named", naming=()),
    broken("record_parties", "commissioner_not_named", naming=(COUNCIL,)),
    broken("record_parties", "party_repeated", naming=(CCG, CCG)),
    broken("record_parties", "section_75_missing",
           naming=(CCG, replace(COUNCIL, section_75_decided_on=None))),
    broken("record_parties", "section_75_in_the_future",
           naming=(CCG, replace(COUNCIL, section_75_decided_on=TOMORROW))),

    broken("agree_scope"),
    broken("agree_scope", scope=None, decision=None),
    broken("agree_scope", "scope_needs_decision", checkpoint_1_is_passed=True),
    broken("agree_scope", decision=Decision(ON, "")),
    broken("agree_scope", "agreed_in_the_future", decision=Decision(TOMORROW, "")),
    broken("agree_scope", "scope_unchanged", scope=replace(SCOPE, coming=())),
    broken("agree_scope", "service_line_repeated",
           scope=replace(SCOPE, after=(*SCOPE.after, ("public_health", "urgent care CENTRE")))),
    broken("agree_scope", "service_line_ends_too_early",
           scope=replace(SCOPE, misdated=("Smoking",))),
    broken("vary_scope", checkpoint_1_is_passed=True),
    broken("vary_scope", "decision_reference_missing", decision=Decision(ON, " ")),
    broken("vary_scope", "too_few_services_left",
           scope=replace(SCOPE, going=("Smoking",), after=SCOPE.after[:1])),
    broken("vary_scope", signed_on=None, scope=replace(SCOPE, after=SCOPE.after[:1])),
    broken("vary_scope", scope=None),

    broken("set_budget"),
    broken("set_budget", budget=None),
    budget("set_budget", "year_outside_term", year=0),
    budget("set_budget", "year_outside_term", year=10_000),
    budget("set_budget", "budget_exists", year=2026),
    budget("set_budget", "year_outside_term", year=2025),
    budget("set_budget", year=2036),
    budget("set_budget", "year_outside_term", year=2037),
    budget("set_budget", "lines_do_not_reconcile", payment=Decimal("90000000.00")),
    budget("set_budget", "lines_do_not_reconcile", payment=Decimal("89999999.98")),
    budget("set_budget", "budget_lines_missing", lines=()),
    budget("set_budget", "budget_line_repeated", payment=Decimal(2),
           improvement_payment=Decimal(0), lines=(("Care", Decimal(1)), ("CARE", Decimal(1)))),
    budget("set_budget", "budget_is_nothing", improvement_payment=Decimal(0), **paid("0")),
    budget("set_budget", **paid("10000000000")),
    *[
        budget("set_budget", "invalid_amount", "invalid_amount", **paid(amount))
        for amount in ("10000000000.01", "-1", "0.001", "NaN", "sNaN", "Infinity", "1E+400")
    ],
    budget("set_budget", "invalid_amount", improvement_payment=Decimal("-0.01")),
    budget("set_budget", "invalid_amount", share_cap=Decimal("NaN")),
    budget("set_budget", share_cap=Decimal(0), gain_share=Decimal(100), loss_share=Decimal("0.01")),
    budget("set_budget", "invalid_share", gain_share=Decimal("100.01")),
    budget("set_budget", "invalid_share", loss_share=Decimal("-1")),
    budget("set_budget", "invalid_share", loss_share=Decimal("0.001")),
    budget("set_budget", "improvement_payment_high", improvement_payment=Decimal("9999999.99")),
    budget("replace_budget", year=2026),
    budget("replace_budget", "budget_absent", year=2027),
    broken("approve_budget"),
    broken("approve_budget", approval=None),
    broken("approve_budget", "budget_replaced", approval=replace(APPROVAL, is_replaced=True)),
    broken("approve_budget", "budget_already_approved",
           approval=replace(APPROVAL, is_approved=True)),
    broken("approve_budget", "approver_set_the_budget",
           approval=replace(APPROVAL, was_set_by_the_approver=True)),

    broken("award"),
    broken("award", "not_on_a_journey", journey_stands_at="", journey_may_award=False),
    broken("award", "journey_not_so_far", journey_may_award=False),
    broken("award", "not_the_journeys_model", journey_model="partial"),
    broken("award", journey_model="full", journey_may_sign=False),
    broken("award", "nothing_to_award", **VIRTUAL, **UNNAMED),
    broken("award", "holder_missing", holder_name=""),
    broken("award", "holder_form_missing", holder_form=""),
    broken("award", "holder_number_missing", holder_number=""),
    broken("award", holder_number="", holder_is_linked=True),
    broken("award", "holder_not_statutory", holder_form="llp"),
    broken("award", holder_form="llp", **ACO),
    broken("award", "holder_not_statutory", holder_form="llp", awarded_on=date(2019, 8, 1)),
    broken("award", "form_not_published", holder_form="llp", awarded_on=date(2019, 7, 31)),
    broken("award", "holder_form_may_not_hold", holder_form="local_authority", **ACO),
    broken("award", "holder_form_may_not_hold", holder_form="individual", **ACO),
    broken("award", "holder_form_unusual", holder_form="partnership", **ACO),
    broken("award", "holder_form_disagrees", holder_form="llp", holder_is_linked=True, **ACO),
    broken("award", holder_form="foundation_trust"),
    broken("award", holder_form="care_trust"),
    broken("award", "form_not_published", form="aco_2017", awarded_on=date(2017, 8, 3)),
    broken("award", form="aco_2017", awarded_on=date(2017, 8, 4)),
    broken("award", form="aco_2017", awarded_on=date(2019, 7, 31)),
    broken("award", "form_superseded", form="aco_2017", awarded_on=date(2019, 8, 1)),
    broken("award", "form_not_published", form="mcp_2016", awarded_on=date(2016, 11, 30)),
    broken("award", "form_superseded", form="aco_2017", awarded_on=None),
    broken("award", "awarded_in_the_future", awarded_on=TOMORROW),
    broken("award", "budget_missing", budgets={}),
    broken("award", "budget_missing", budgets={2027: True}),
    broken("award", starts_on=None, budgets={2027: True}),
    broken("award", "budget_missing", starts_on=None, budgets={}),
    broken("award", "budget_not_approved", budgets={2026: True, 2027: False}),
    broken("award", integration="partial", budgets={}),

    broken("sign", "standstill_not_begun", awaits_standstill=True),
    broken("sign", "signed_in_the_standstill", standstill_ends_on=ON),
    broken("sign", standstill_ends_on=date(2026, 11, 22)),
    broken("sign"),
    broken("sign", "not_on_a_journey", journey_stands_at="", journey_may_sign=False),
    broken("sign", "journey_not_so_far", journey_may_sign=False),
    broken("sign", "not_the_journeys_model", journey_model="partial"),
    broken("sign", "holder_missing", holder_name=""),
    broken("sign", "holder_form_missing", holder_form=""),
    broken("sign", "holder_not_statutory", holder_form="llp"),
    broken("sign", "nhs_commissioner_missing", parties=(COUNCIL,)),
    broken("sign", "local_authority_missing", parties=(CCG,)),
    broken("sign", parties=(CCG,), services=frozenset({"primary_medical", "secondary_care"})),
    broken("sign", "section_75_missing",
           parties=(CCG, replace(COUNCIL, section_75_decided_on=None))),
    broken("sign", "budget_missing", budgets={}),
    broken("sign", "budget_not_approved", budgets={2026: False}),
    broken("sign", "too_few_services", services=frozenset({"public_health"})),
    broken("sign", services=frozenset(), form="aco_2017"),
    broken("sign", "before_icp_law", signed_on=date(2019, 3, 31), awarded_on=None),
    broken("sign", signed_on=date(2019, 4, 1), awarded_on=None),
    broken("sign", signed_on=date(2018, 4, 1), **ACO),
    broken("sign", "signed_before_award", signed_on=date(2026, 11, 22)),
    broken("sign", "signed_in_the_future", signed_on=TOMORROW),
    broken("sign", signed_on=None),
    broken("sign_alliance", "not_awarded"),
    broken("sign_alliance", **VIRTUAL),
    broken("sign_alliance", "journey_not_so_far", journey_may_ally=False, **VIRTUAL),
    broken("sign_alliance", "not_the_journeys_model", journey_model="full", **VIRTUAL),
    broken("start_service"),
    broken("start_service", "predecessor_in_service", beside=(ALLIANCE,)),
    broken("start_service", beside=(replace(ALLIANCE, state="drafting"),)),
    broken("start_service", "service_date_missing", starts_on=None),
    broken("start_service", "service_date_not_come", starts_on=TOMORROW),
    broken("give_notice_of_end", changed=frozenset({"ends_on"})),
    broken("give_notice_of_end"),
    broken("give_notice_of_end", ends_on=TOMORROW, changed=frozenset({"ends_on"})),
    broken("give_notice_of_end", "end_has_passed", ends_on=date(2026, 11, 22),
           starts_on=date(2020, 1, 1), changed=frozenset({"ends_on"})),
    broken("give_notice_of_end", "end_after_the_term", ends_on=date(2036, 11, 24),
           changed=frozenset({"ends_on"})),
    broken("give_notice_of_end", end_on_record=None, changed=frozenset({"ends_on"})),
    broken("give_notice_of_end", "ends_before_start", ends_on=ON, changed=frozenset({"ends_on"})),
    broken("withdraw_notice_of_end", "no_notice_of_end"),
    broken("withdraw_notice_of_end", end_noticed_on=ON, agreed_end=TOMORROW,
           end_on_record=TOMORROW),
    broken("withdraw_notice_of_end", "noticed_end_has_come", end_noticed_on=ON, end_on_record=ON,
           agreed_end=TOMORROW),
    broken("withdraw_notice_of_end", "no_end_was_agreed", end_noticed_on=ON,
           end_on_record=TOMORROW),
    broken("expire", "end_date_not_come"),
    broken("expire", "end_date_not_come", ends_on=None),
    broken("expire", ends_on=ON),
    broken("expire", "practices_suspended_under_contract", ends_on=ON, practices_suspended=1),
    broken("expire", "mcp_still_live", ends_on=ON, mcp_is_live=True),
    broken("terminate"),
    broken("terminate", "mcp_still_live", mcp_is_live=True),
    broken("terminate", "practices_suspended_under_contract", practices_suspended=2),
    broken("terminate", "practices_suspended_under_contract", practices_suspended=2, ends_on=None),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_one_changed_fact_gives_exactly_its_reasons(row):
    assert codes_against(MOVES, row, LAWFUL) == row.codes


def test_every_reason_is_tried():
    assert untried(MOVES, ROWS) == set()


def test_each_model_has_its_forms_and_each_form_a_model():
    assert set(FORMS) == set(Integration)
    assert frozenset().union(*FORMS.values()) == set(ContractForm) == set(PUBLISHED)


def test_a_form_is_followed_by_the_one_that_took_its_place_on_that_day():
    for known in PUBLISHED.values():
        if known.superseded_by is None:
            assert known.superseded_on is None
        else:
            assert PUBLISHED[known.superseded_by].published_on == known.superseded_on


def test_the_table_of_legal_forms_is_as_the_law_has_it():
    """Rule R26: four forms hold a GMS contract, and no LLP, trust or company by guarantee."""
    assert set(LEGAL_FORMS) == set(HolderForm)
    gms = {form for form, known in LEGAL_FORMS.items() if known.gms is Holds.YES}
    assert gms == {
        "individual",
        "partnership",
        "limited_partnership",
        "company_limited_by_shares",
        "cic_by_shares",
    }
    assert {"nhs_trust", "foundation_trust", "care_trust"} == STATUTORY_FORMS
    assert set(forms_of("pms")) == gms | STATUTORY_FORMS
    assert set(forms_of("apms")) == set(HolderForm)


@pytest.mark.parametrize(
    ("contract_type", "held_as", "may"),
    [
        ("gms", "partnership", True),
        ("gms", "llp", False),
        ("pms", "llp", False),
        ("apms", "llp", True),
        ("gms", "care_trust", False),
        ("pms", "care_trust", True),
        ("gms", "", True),
        ("", "llp", True),
    ],
)
def test_what_is_not_known_of_a_holder_stands_in_no_way(contract_type, held_as, may):
    assert may_be_held(contract_type, held_as) is may


def test_an_authority_says_whether_it_was_confirmed():
    assert str(SI_2019_248) == "SI 2019/248, in force 1 April 2019"
    assert str(PROGRAMME_RULE) == "Rule of the programme (to confirm)"
