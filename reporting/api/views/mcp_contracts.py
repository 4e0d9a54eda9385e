"""MCP contracts and alliance agreements: a list, and all that one of them says."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from rest_framework import serializers

from casework.as_at import AsAt
from contracts.mcp_selectors import (
    approved_of,
    budgets_of,
    counted,
    ends_of_scope,
    open_moves_of_mcp_contract,
    parties_of,
    scope_of,
)
from contracts.rules.legal_forms import HolderForm
from contracts.rules.mcp_budget import per_cent_of, per_head
from contracts.rules.mcp_states import ContractForm, Integration, McpContractState, Service
from contracts.standing import agreements_signed, population_served
from core.clock import today
from gp_relationships.rules.participation_states import Level
from reporting.api.parts import Event, OpenMove, Text, day
from reporting.api.queries import AsAtQuery, ListQuery, body_code, choice, ordered_by
from reporting.api.serializers import one_of
from reporting.api.views.base import ListView, ResourceView
from reporting.api.views.judged import JudgedView
from reporting.selectors import cases
from reporting.selectors.listings import Listing
from reporting.selectors.moments import moment_of

POUNDS = "Pounds and pence, exact, as text"


class McpContractsQuery(ListQuery, AsAtQuery):
    vanguard = body_code("vanguard", "MCP07")
    integration = choice(Integration, "Model that the contract serves")
    form = choice(ContractForm, "Published form of the contract")
    state = choice(McpContractState, "State of the contract")
    ordering = ordered_by("vanguard")


class McpContract(serializers.Serializer):
    """The contract of an MCP, or the alliance agreement in its place."""

    id = serializers.UUIDField()
    vanguard_id = serializers.UUIDField()
    vanguard_code = Text()
    integration = one_of(Integration)
    form = one_of(ContractForm)
    holder_name = Text(allow_blank=True)
    holder_form = one_of(HolderForm, allow_blank=True)
    holder_number = Text(allow_blank=True, help_text="Company, charity or ODS number")
    state = one_of(McpContractState)
    version = serializers.IntegerField()
    term_years = serializers.IntegerField(allow_null=True)
    awarded_on = day()
    signed_on = day()
    starts_on = day()
    ends_on = day(help_text="First day on which it is no longer in force")
    end_noticed_on = day()


class ContractParty(serializers.Serializer):
    """A commissioner party to the contract, or a local authority."""

    name = Text()
    commissioner_code = Text(allow_null=True)
    section_75_decided_on = day()


class ScopeLine(serializers.Serializer):
    """A service line that the contract covers, will cover or has covered."""

    line = Text()
    service = one_of(Service)
    in_scope_from = serializers.DateField()
    out_of_scope_on = day()
    in_scope = serializers.BooleanField(help_text="On the day that is asked about")
    agreed_on = serializers.DateField()
    agreed_by = Text()


class BudgetLine(serializers.Serializer):
    """What one service line is paid in a year."""

    service_line = Text()
    amount = Text(help_text=POUNDS)


class Budget(serializers.Serializer):
    """The whole-population budget of a financial year; the lines add up to the payment."""

    year = serializers.IntegerField(help_text="Year in which it begins: 2018 is 2018/19")
    number = serializers.IntegerField(help_text="Version of that year's budget")
    is_approved = serializers.BooleanField()
    payment = Text(help_text=POUNDS)
    payment_per_head = Text(allow_null=True, help_text="Of the practices that take part")
    improvement_payment = Text(help_text=POUNDS)
    improvement_per_cent = Text(help_text="Of the payment")
    gain_share = Text(help_text="Per cent")
    loss_share = Text(help_text="Per cent")
    share_cap = Text(allow_null=True, help_text=POUNDS)
    lines = BudgetLine(many=True)


class Agreement(serializers.Serializer):
    """That a practice has signed the agreement of its level with the MCP. No practice is party to
    the contract itself."""

    participation_id = serializers.UUIDField()
    practice_code = Text()
    level = one_of(Level, help_text="virtual: alliance; partial: integration; full: provision")
    agreement_signed_on = day()
    in_effect_on = day()


class McpContractDetailed(McpContract):
    """A contract with its commissioners, scope, budgets and events, and every move from here."""

    history = Event(many=True)
    verdict = OpenMove(many=True)
    commissioners = ContractParty(many=True)
    scope = ScopeLine(many=True)
    budgets = Budget(many=True)
    agreements = Agreement(
        many=True, required=False, help_text="As known today; not told of a time gone by"
    )


class McpContracts(ResourceView):
    """Contracts of MCPs and alliance agreements. With `as_at` and `known_at` all is told by the
    events that are true and recorded by then."""

    kind = "mcp-contract"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return cases.mcp_contracts(viewer=self.bearer, on=today(), filters=filters)


class McpContractList(McpContracts, ListView):
    operation = "list_mcp_contracts"
    query = McpContractsQuery
    answer = McpContract


class McpContractDetail(McpContracts, JudgedView):
    operation = "get_mcp_contract"
    answer = McpContractDetailed
    judge = staticmethod(open_moves_of_mcp_contract)

    def besides(self, case: Any) -> str:
        """Who has signed the agreement of their level."""
        signed = agreements_signed(case.vanguard_id, case.integration)
        return f', "agreements": {json.dumps([_agreement(each) for each in signed])}'

    def body(self, row_id: UUID, asked: dict[str, Any]) -> str:
        row = super().body(row_id, asked)
        contract, moment = self.listing({}).rows.get(pk=row_id), moment_of(asked)
        on = today() if moment is None else moment.on
        told = {
            "commissioners": [_party(party) for party in parties_of(contract, moment=moment)],
            "scope": list(_scope(contract, moment, on)),
            "budgets": list(_budgets(contract, moment, on)),
        }
        return f"{row[:-1]}, {json.dumps(told, ensure_ascii=False)[1:]}"


def _agreement(signed: Any) -> dict[str, Any]:
    signed_on, from_day = signed.agreement_signed_on, signed.in_effect_on
    return {
        "participation_id": str(signed.pk),
        "practice_code": signed.practice.code,
        "level": signed.level,
        "agreement_signed_on": signed_on.isoformat() if signed_on else None,
        "in_effect_on": from_day.isoformat() if from_day else None,
    }


def _party(party: Any) -> dict[str, Any]:
    decided, body = party.section_75_decided_on, party.commissioner
    return {
        "name": str(party),
        "commissioner_code": body.ods_code if body else None,
        "section_75_decided_on": decided.isoformat() if decided else None,
    }


def _scope(contract: Any, moment: AsAt | None, on: date) -> Iterator[dict[str, Any]]:
    ends = ends_of_scope(contract, moment=moment)
    for item in counted(scope_of(contract), moment):
        end = ends.get(item.pk)
        out = end.out_of_scope_on if end else None
        yield {
            "line": item.line,
            "service": item.service,
            "in_scope_from": item.in_scope_from.isoformat(),
            "out_of_scope_on": out.isoformat() if out else None,
            "in_scope": item.in_scope_from <= on and (out is None or out > on),
            "agreed_on": item.agreed_on.isoformat(),
            "agreed_by": item.agreed_by,
        }


def _budgets(contract: Any, moment: AsAt | None, on: date) -> Iterator[dict[str, Any]]:
    approved = approved_of(contract, moment=moment)
    people = population_served(contract.vanguard_id, on)
    for budget in budgets_of(contract, moment=moment):
        a_head = per_head(budget.payment, people)
        cap = budget.share_cap
        yield {
            "year": budget.year,
            "number": budget.number,
            "is_approved": budget.pk in approved,
            "payment": str(budget.payment),
            "payment_per_head": None if a_head is None else str(a_head),
            "improvement_payment": str(budget.improvement_payment),
            "improvement_per_cent": str(per_cent_of(budget.improvement_payment, budget.payment)),
            "gain_share": str(budget.gain_share),
            "loss_share": str(budget.loss_share),
            "share_cap": None if cap is None else str(cap),
            "lines": [
                {"service_line": line.service_line, "amount": str(line.amount)}
                for line in budget.lines.all()
            ],
        }
