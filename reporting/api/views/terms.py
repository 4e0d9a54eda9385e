"""What MCP contracts say, flat: their parties, scope and budgets, as lists of the API."""

from typing import Any

from rest_framework import serializers

from contracts.rules.mcp_states import Service
from core.clock import today
from reporting.api.parts import Text, day
from reporting.api.queries import AsAtQuery, ListQuery, body_code, choice, ordered_by
from reporting.api.serializers import one_of
from reporting.api.views.base import ListView
from reporting.selectors import terms
from reporting.selectors.listings import Listing

POUNDS = "Pounds and pence, exact, as text"


class TermsQuery(ListQuery, AsAtQuery):
    """What every list of terms understands."""

    vanguard = body_code("vanguard", "MCP07")
    contract = serializers.UUIDField(required=False, help_text="Identifier of an MCP contract")


class PartiesQuery(TermsQuery):
    commissioner = body_code("commissioner (ODS)", "05C")
    ordering = ordered_by("vanguard")


class ScopeLinesQuery(TermsQuery):
    service = choice(Service, "Kind of service")
    in_scope = serializers.BooleanField(required=False, help_text="Whether it is in scope then")
    ordering = ordered_by("vanguard")


def financial_year() -> serializers.IntegerField:
    """A financial year by the calendar year in which it begins."""
    text = "Year in which it begins: 2018 is 2018/19"
    return serializers.IntegerField(required=False, min_value=1948, max_value=2100, help_text=text)


class BudgetsQuery(TermsQuery):
    year = financial_year()
    stands = serializers.BooleanField(required=False, help_text="Whether it is the latest version")
    is_approved = serializers.BooleanField(required=False, help_text="By a second person")
    ordering = ordered_by("vanguard", "year")


class BudgetLinesQuery(TermsQuery):
    year = financial_year()
    ordering = ordered_by("vanguard", "year")


class Term(serializers.Serializer):
    """A row of what one contract says."""

    id = serializers.IntegerField()
    contract_id = serializers.UUIDField()
    vanguard_code = Text()


class Party(Term):
    """A commissioner that is party to an MCP contract, or a local authority."""

    commissioner_code = Text(allow_null=True)
    commissioner_name = Text(allow_null=True)
    local_authority = Text(allow_blank=True)
    section_75_decided_on = day(help_text="Of a local authority")


class Scope(Term):
    """A service line that a contract covers, will cover or has covered."""

    service = one_of(Service)
    line = Text()
    in_scope_from = serializers.DateField()
    out_of_scope_on = day(help_text="The first day on which it is no longer covered")
    in_scope = serializers.BooleanField(help_text="On the day that is asked about")
    agreed_on = serializers.DateField()
    agreed_by = Text()


class BudgetVersion(Term):
    """One version of a financial year's whole-population budget."""

    year = serializers.IntegerField(help_text="Year in which it begins: 2018 is 2018/19")
    number = serializers.IntegerField(help_text="Version of that year's budget")
    stands = serializers.BooleanField(help_text="No later version was set")
    is_approved = serializers.BooleanField(help_text="By a second person")
    payment = Text(help_text=POUNDS)
    improvement_payment = Text(help_text=POUNDS)
    gain_share = Text(help_text="Per cent")
    loss_share = Text(help_text="Per cent")
    share_cap = Text(allow_null=True, help_text=POUNDS)


class Paid(Term):
    """What one service line is paid in a year, by the budget that stands."""

    budget_id = serializers.IntegerField()
    year = serializers.IntegerField()
    service_line = Text()
    amount = Text(help_text=POUNDS)


class PartyList(ListView):
    """The commissioners and local authorities that are party to MCP contracts."""

    kind = "contract-party"
    operation = "list_contract_parties"
    query = PartiesQuery
    answer = Party

    def listing(self, filters: dict[str, Any]) -> Listing:
        return terms.parties(on=today(), filters=filters)


class ScopeLineList(ListView):
    """The service lines of MCP contracts."""

    kind = "scope-line"
    operation = "list_scope_lines"
    query = ScopeLinesQuery
    answer = Scope

    def listing(self, filters: dict[str, Any]) -> Listing:
        return terms.scope_lines(on=today(), filters=filters)


class BudgetList(ListView):
    """The whole-population budgets of MCP contracts, every version of every year."""

    kind = "budget"
    operation = "list_budgets"
    query = BudgetsQuery
    answer = BudgetVersion

    def listing(self, filters: dict[str, Any]) -> Listing:
        return terms.budgets(on=today(), filters=filters)


class BudgetLineList(ListView):
    """What each service line is paid; the lines of a budget add up to its payment."""

    kind = "budget-line"
    operation = "list_budget_lines"
    query = BudgetLinesQuery
    answer = Paid

    def listing(self, filters: dict[str, Any]) -> Listing:
        return terms.budget_lines(on=today(), filters=filters)
