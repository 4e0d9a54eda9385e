"""Scarborough and Ryedale, 2016 to 2018: a partial MCP whose scope was cut to a part of itself.

£1.3bn over ten years and five more became £80.6m over seven; after checkpoint 1 that takes a
decision of the commissioners, and a second person for the budget.
"""

from datetime import date
from decimal import Decimal

import pytest

from contracts.actions import mcp_budgets
from contracts.models import McpContract, ScopeItem
from core.errors import NotPermitted
from tests.stories.sites import Site, codes_of, untouched

pytestmark = pytest.mark.django_db

LIVE = date(2018, 4, 3)
WHOLE = Decimal("1300000000.00") / 15
CUT = Decimal("80600000.00") / 7
LISTS = [7_934] * 14 + [7_924]


@pytest.fixture
def scarborough(db) -> Site:
    # Scarborough and Ryedale was no vanguard; its contract was let outside the programme.
    return Site("MCP17", "Scarborough and Ryedale", commissioner=("03M", "NHS Scarborough CCG"))


def pence(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))


def whole_budget() -> list[tuple[str, Decimal]]:
    community = Decimal(12_000_000)
    return [("Secondary care", pence(WHOLE) - community), ("Community services", community)]


def cut_budget() -> list[tuple[str, Decimal]]:
    return [("Community services", pence(CUT))]


def the_whole_is_planned(scarborough: Site) -> None:
    scarborough.on(2016, 4, 4).sets_out("partial", LIVE)
    scarborough.moves("begin_early_engagement")
    scarborough.on(2016, 9, 5).moves("engage_market")
    scarborough.on(2016, 12, 19).drafts(
        "partial", "mcp_2016", term_years=15, starts_on=LIVE, ends_on=date(2033, 4, 3)
    )
    scarborough.agrees_scope(
        ("secondary_care", "Planned hospital care"), ("public_health", "Community services")
    )
    scarborough.sets_budget(2018, whole_budget())
    scarborough.on(2017, 2, 6).assured("ee", "cp1")
    scarborough.moves("pass_checkpoint_1")


def the_scope_is_cut(scarborough: Site) -> None:
    """After checkpoint 1 the scope and the budget need a decision; the term is cut with them."""
    hospital = ScopeItem.objects.get(service="secondary_care")
    cut = {"removals": [hospital.pk]}
    scarborough.on(2017, 5, 8)
    assert codes_of(lambda: scarborough.agrees_scope(**cut)) == {"scope_needs_decision"}
    assert codes_of(lambda: scarborough.agrees_scope(act="vary_scope", **cut)) == {
        "decision_reference_missing"
    }
    scarborough.agrees_scope(act="vary_scope", minute="Governing body, May 2017, item 7", **cut)
    varied = scarborough.contract.changes.get(move="vary_scope")
    assert varied.facts["out_of_scope"] == ["Planned hospital care"]
    assert varied.facts["decision_reference"] == "Governing body, May 2017, item 7"

    assert codes_of(lambda: scarborough.records_terms(term_years=7, ends_on=date(2033, 4, 3))) == {
        "end_disagrees_with_term"
    }
    scarborough.records_terms(term_years=7, ends_on=date(2025, 4, 3))
    assert codes_of(lambda: scarborough.sets_budget(2018, cut_budget())) == {"budget_exists"}
    scarborough.sets_budget(2018, cut_budget(), replaces="The scope was cut.")


def the_budget_takes_two(scarborough: Site) -> None:
    """Nobody approves the budget that they set; the award waits for the second person."""
    budget = scarborough.contract.budgets.latest("number")
    with pytest.raises(NotPermitted):
        mcp_budgets.approve_budget(
            contract_id=scarborough.contract.pk, budget_id=budget.pk, **scarborough.by_officer
        )
    superseded = scarborough.contract.budgets.get(number=1)
    assert codes_of(lambda: scarborough.approves_budget(superseded)) == {"budget_replaced"}
    assert codes_of(scarborough.awards) == {"budget_not_approved"}
    scarborough.approves_budget(budget)


def test_scarborough_goes_live_with_a_part_of_what_was_planned(scarborough):
    # given fifteen practices and a plan for nearly everything, through checkpoint 1
    practices = scarborough.on(2016, 4, 1).practices("B", LISTS)
    assert sum(LISTS) == 119_000
    asked = scarborough.invites(practices)
    the_whole_is_planned(scarborough)

    # when the scope, the term and the budget are cut
    the_scope_is_cut(scarborough)

    # then the contract is let for what is left, once a second person has approved the budget
    scarborough.on(2017, 6, 5).engaged()
    scarborough.moves("begin_procurement")
    scarborough.records_terms(
        holder_name="Humber NHS Foundation Trust", holder_form="foundation_trust",
        holder_number="RV9",
    )  # fmt: skip
    scarborough.nobody_has_an_interest()
    scarborough.on(2017, 10, 2).moves("name_preferred_bidder")
    scarborough.assured("cp2")
    scarborough.moves("pass_checkpoint_2")
    scarborough.moves("begin_standstill", standstill_started_on=scarborough.today)
    the_budget_takes_two(scarborough)
    scarborough.awards()
    assert scarborough.may_not("award") == {"standstill_running"}
    scarborough.on(2017, 10, 16).moves("award")
    scarborough.signs_contract()
    scarborough.moves("begin_mobilisation")

    # and it goes live on 3 April 2018, with every practice's own contract retained
    scarborough.on(2018, 1, 8).decide(asked, "partial")
    scarborough.sign(asked)
    scarborough.on(2018, 3, 5).assured("cp3")
    scarborough.moves("pass_checkpoint_3")
    scarborough.on(2018, 4, 3).moves("go_live")
    assert scarborough.states() == {"in_effect": 15}
    assert untouched(practices)

    # and what was planned first stays on record beside what it became
    mcp = McpContract.objects.get()
    assert (mcp.state, mcp.term_years, mcp.ends_on) == ("in_service", 7, date(2025, 4, 3))
    budgets = mcp.budgets.order_by("number")
    assert [budget.payment for budget in budgets] == [pence(WHOLE), pence(CUT)]
    assert [budget.payment * years for budget, years in zip(budgets, (15, 7), strict=True)] == [
        Decimal("1300000000.05"), Decimal("80599999.97"),
    ]  # fmt: skip
    terms = mcp.changes.filter(move="record_terms", facts__has_key="term_years").get()
    assert (terms.replaced["term_years"], terms.facts["term_years"]) == (15, 7)
