"""Acts upon the commissioners and the scope of an MCP contract."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from contracts.actions import mcp_terms as acts_of
from contracts.mcp_selectors import parties_of, scope_of, scope_on
from contracts.models import McpContract, ScopeItem
from contracts.rules.mcp_contract import MOVES
from contracts.standing import checkpoint_1_is_passed
from core.errors import NotFound
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet
from tests.casework.attempts import codes_of, failure_of, written
from tests.casework.world import TOMORROW, YESTERDAY, World
from tests.support.contract_terms import commissioner
from tests.support.people import NOW, TODAY

OFFICERS = frozenset({"officer", "approver"})
APPROVER = frozenset({"approver"})
COUNCIL = acts_of.NamedParty(None, "Testshire Council", date(2018, 3, 1), "Minute 7")
AGREED = acts_of.Agreement(YESTERDAY, "The governing body", "Minute 12")
LINE = acts_of.ServiceLine("public_health", "Smoking cessation", TOMORROW)


def act(name: str, may: frozenset[str], **more: Any) -> Act:
    return Act(
        do=getattr(acts_of, name), move=MOVES[name], names="contract_id",
        build=lambda world, state, **columns: world.mcp_contract(state, **columns),
        to=None, may=may, **more,
    )  # fmt: skip


def parties(_: World, *others: Any) -> dict[str, Any]:
    return {"parties": [acts_of.NamedParty(commissioner()), *others]}


def with_council(**changed: Any) -> Any:
    """The act's parties, the council not as it should be."""
    columns = {name: getattr(COUNCIL, name) for name in COUNCIL.__slots__}
    return lambda world: parties(world, acts_of.NamedParty(**{**columns, **changed}))


def agreed(**changed: Any) -> dict[str, Any]:
    kept = {name: getattr(AGREED, name) for name in AGREED.__slots__}
    return {"agreement": acts_of.Agreement(**{**kept, **changed})}


def line(**changed: Any) -> dict[str, Any]:
    kept = {name: getattr(LINE, name) for name in LINE.__slots__}
    return {"additions": [acts_of.ServiceLine(**{**kept, **changed})]}


def pass_checkpoint(world: World) -> None:
    """The vanguard's journey has passed checkpoint 1."""
    world.journey("procuring")


SCOPE = {"agreement": AGREED, "additions": [LINE]}
BAD_SCOPE = (
    Unmet("agreed_in_the_future", says=agreed(agreed_on=TOMORROW)),
    Unmet("invalid_agreed_by", says=agreed(agreed_by="x" * 201)),
    Unmet("invalid_agreed_on", says=agreed(agreed_on=date(1948, 7, 4))),
    Unmet("invalid_decision_reference", says=agreed(decision_reference="zero\x00")),
    Unmet("scope_unchanged", says={"additions": []}),
    Unmet("service_line_repeated", says=line(line="SERVICE LINE of primary_medical")),
    Unmet("service_line_repeated", says={"additions": [LINE, LINE]}),
    Unmet("invalid_service", says=line(service="dentistry")),
    Unmet("invalid_line", says=line(line="")),
    Unmet("invalid_in_scope_from", says=line(in_scope_from=date(2101, 1, 1))),
)
ACTS = [
    act(
        "record_parties",
        OFFICERS,
        says=lambda world: parties(world, COUNCIL),
        unmet=(
            Unmet("commissioner_not_named", says={"parties": [COUNCIL]}),
            Unmet("commissioner_not_named", says={"parties": []}),
            Unmet("section_75_missing", says=with_council(section_75_decided_on=None)),
            Unmet("section_75_in_the_future", says=with_council(section_75_decided_on=TOMORROW)),
            Unmet(
                "invalid_section_75_decided_on",
                says=with_council(section_75_decided_on=date(1948, 7, 4)),
            ),
            Unmet("invalid_local_authority", says=with_council(local_authority="x" * 201)),
            Unmet("party_repeated", says=with_council(local_authority="")),
            Unmet("party_repeated", says=lambda world: parties(world, COUNCIL, COUNCIL)),
        ),
    ),
    act(
        "agree_scope",
        OFFICERS,
        says=SCOPE,
        unmet=(*BAD_SCOPE, Unmet("scope_needs_decision", around=pass_checkpoint)),
    ),
    act(
        "vary_scope",
        APPROVER,
        says=SCOPE,
        around=pass_checkpoint,
        unmet=(
            *BAD_SCOPE,
            Unmet("decision_reference_missing", says=agreed(decision_reference="")),
        ),
    ),
]


class TestTermsOfMcpContracts(ActsKeepTheirPromises):
    acts = ACTS


@pytest.fixture
def contract(world: World) -> McpContract:
    return world.mcp_contract("signed", form="icp_2019", signed_on=YESTERDAY)


def vary(world: World, contract: McpContract, **says: Any) -> McpContract:
    given = {"agreement": AGREED, "by": world.approver, "at": NOW, **says}
    return acts_of.vary_scope(contract_id=contract.pk, **given)


def test_those_recorded_last_are_party_and_those_before_stay_on_record(world):
    contract = world.mcp_contract("awarded")
    assert [str(party) for party in parties_of(contract)] == ["NHS Testshire CCG (99X)"]
    given = {"contract_id": contract.pk, "by": world.officer, "at": NOW}
    acts_of.record_parties(**given, **parties(world, COUNCIL))
    named = [str(party) for party in parties_of(contract)]
    assert named == ["NHS Testshire CCG (99X)", "Testshire Council"]
    acts_of.record_parties(**given, **parties(world))
    assert [str(party) for party in parties_of(contract)] == named[:1]
    assert contract.parties.count() == 4


def test_the_scope_on_a_day_is_what_was_agreed_for_it(world, contract):
    vary(world, contract, additions=[LINE])
    taken_out = scope_of(contract).get(service="secondary_care")
    vary(world, contract, removals=[taken_out.pk], effective_on=TOMORROW)
    today, tomorrow = scope_on(contract, on=TODAY), scope_on(contract, on=TOMORROW)
    assert {item.service for item in today} == {"primary_medical", "secondary_care"}
    assert {item.service for item in tomorrow} == {"primary_medical", "public_health"}
    end = scope_of(contract).get(pk=taken_out.pk).end
    assert (end.out_of_scope_on, end.agreed_by) == (TOMORROW, "The governing body")
    assert end.event.move == "vary_scope"
    assert end.event.facts["out_of_scope"] == ["Service line of secondary_care"]


def test_a_signed_icp_contract_keeps_two_kinds_of_service(world, contract):
    taken_out = scope_of(contract).get(service="secondary_care")
    act = partial(vary, world, contract, removals=[taken_out.pk], effective_on=TOMORROW)
    assert codes_of(act) == {"too_few_services_left"}


def test_a_service_line_does_not_go_out_before_it_comes_in(world, contract):
    vary(world, contract, additions=[LINE])
    coming = scope_of(contract).get(service="public_health")
    act = partial(vary, world, contract, removals=[coming.pk], effective_on=TODAY)
    assert codes_of(act) == {"service_line_ends_too_early"}


def test_what_is_not_in_scope_of_this_contract_cannot_be_taken_out(world, contract):
    vary(world, contract, additions=[LINE])
    coming = scope_of(contract).get(service="public_health")
    vary(world, contract, removals=[coming.pk], effective_on=TOMORROW)
    before = written()
    for removals in ([coming.pk], [0], [2**70]):
        failure = failure_of(partial(vary, world, contract, removals=removals))
        assert isinstance(failure, NotFound)
    assert written() == before
    assert ScopeItem.objects.count() == 3


def test_whether_checkpoint_1_is_passed_is_asked_of_the_journey(world):
    assert not checkpoint_1_is_passed(world.vanguard.pk)
    world.journey("market_engagement")
    assert not checkpoint_1_is_passed(world.vanguard.pk)
