"""Acts upon MCP contracts and alliance agreements."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from casework.runner import Doing
from contracts.actions import mcp_contracts as acts_of
from contracts.models import McpContract
from contracts.rules.mcp_contract import MOVES
from contracts.rules.mcp_states import McpContractState
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet, refused_everywhere_else
from tests.casework.attempts import codes_of, written
from tests.casework.world import TERMS, TOMORROW, VIRTUAL_TERMS, YESTERDAY, World
from tests.contracts.actions.test_mcp_budgets import ACTS as BUDGET_ACTS
from tests.contracts.actions.test_mcp_terms import ACTS as TERMS_ACTS
from tests.support.people import LONG_AGO, NOW, TODAY

OFFICERS = frozenset({"officer", "approver"})
APPROVER = frozenset({"approver"})
TOO_MUCH = 10**15
AGREED = date(2036, 11, 23)


def build(world: World, state: str, **columns: Any) -> McpContract:
    return world.mcp_contract(state, **columns)


def act(name: str, to: str | None, may: frozenset[str], **more: Any) -> Act:
    move, do = MOVES[name], getattr(acts_of, name)
    return Act(do=do, move=move, names="contract_id", build=build, to=to, may=may, **more)


def noticed(world: World, state: str, **columns: Any) -> McpContract:
    """A contract that was to end on a day, of whose earlier end notice was given."""
    agreed, ends_on = columns.pop("agreed", AGREED), columns.pop("ends_on", TOMORROW)
    given = columns.pop("given", True)
    contract = build(world, state, ends_on=agreed, term_years=20)
    if not given:
        return contract
    return acts_of.give_notice_of_end(
        contract_id=contract.pk, ends_on=ends_on, by=world.approver, at=NOW, note="No funds."
    )


def on_the_way(state: str, **columns: Any) -> Callable[[World], Any]:
    """The vanguard's journey stands at this state."""
    return lambda world: world.journey(state, **columns)


NOT_ON_THE_WAY = (
    Unmet("not_on_a_journey", around=lambda world: None),
    Unmet("not_on_a_journey", around=on_the_way("live")),
    Unmet("not_on_a_journey", around=on_the_way("paused", paused_from="awarded")),
    Unmet("not_on_a_journey", around=on_the_way("abandoned")),
)
OTHER_MODEL = frozenset({"not_the_journeys_model"})


def terms(**changed: Any) -> dict[str, Any]:
    return {**TERMS, **changed}


BAD_TERMS = (
    Unmet("form_does_not_fit_model", says={"form": "alliance_agreement"}),
    Unmet(
        "ends_before_start",
        says={"starts_on": TODAY, "ends_on": TODAY, "term_years": None},
    ),
    Unmet("invalid_term_years", says={"term_years": 0}),
    Unmet("term_too_long", says={"term_years": 16}),
    Unmet("end_disagrees_with_term", says={"term_years": 9, "ends_on": TODAY}),
    Unmet("invalid_holder_number", says={"holder_number": "0-1"}),
    Unmet("term_too_long", says={"term_years": 10**12}),
    Unmet("invalid_starts_on", says={"starts_on": date(1948, 7, 4), "term_years": None}),
    Unmet("invalid_ends_on", says={"ends_on": date(2101, 1, 1), "term_years": None}),
    Unmet("invalid_holder_name", says={"holder_name": "Trust\x00"}),
    Unmet("invalid_holder_name", says={"holder_name": "T" * 201}),
    Unmet("invalid_holder_form", says={"holder_form": "charity"}),
)

TERMS_AS_AWARDED = {name: value for name, value in TERMS.items() if name != "integration"}

ACTS = [
    Act(
        do=acts_of.draft,
        move=MOVES["draft"],
        names="vanguard_id",
        build=None,
        to="drafting",
        may=OFFICERS,
        says=lambda world: {**TERMS, "vanguard_id": world.vanguard.pk},
        writes=TERMS,
        unmet=(
            Unmet("contract_exists", around=lambda world: world.mcp_contract("in_service")),
            Unmet("form_does_not_fit_model", says={"integration": "triple"}),
            *BAD_TERMS,
        ),
    ),
    act(
        "record_terms",
        None,
        OFFICERS,
        says={"holder_name": "Another Trust", "term_years": 12, "ends_on": None},
        writes=terms(holder_name="Another Trust", term_years=12, ends_on=None),
        only_from=("drafting",),
        unmet=BAD_TERMS,
    ),
    act(
        "record_terms",
        None,
        OFFICERS,
        says={**TERMS_AS_AWARDED, "term_years": 15, "ends_on": date(2031, 11, 23)},
        writes=terms(term_years=15, ends_on=date(2031, 11, 23)),
        only_from=("awarded",),
    ),
    act(
        "award",
        "awarded",
        APPROVER,
        around=on_the_way("standstill"),
        says={"awarded_on": YESTERDAY},
        writes={"awarded_on": YESTERDAY},
        unmet=(
            *NOT_ON_THE_WAY,
            Unmet("not_the_journeys_model", around=on_the_way("standstill", model="partial")),
            Unmet("journey_not_so_far", around=on_the_way("checkpoint_2")),
            Unmet("form_not_published", says={"awarded_on": date(2017, 8, 3)}),
            Unmet("awarded_in_the_future", says={"awarded_on": TOMORROW}),
            Unmet("nothing_to_award", columns=VIRTUAL_TERMS, also=OTHER_MODEL),
            Unmet("holder_missing", columns={"holder_name": ""}),
            Unmet("holder_form_missing", columns={"holder_form": ""}),
            Unmet("budget_missing", columns={"budget": ""}),
            Unmet("budget_not_approved", columns={"budget": "set"}),
            Unmet("holder_number_missing", columns={"holder_number": ""}),
            Unmet("holder_form_may_not_hold", columns={"holder_form": "local_authority"}),
            Unmet("holder_not_statutory", columns={"form": "icp_2019", "holder_form": "llp"}),
        ),
    ),
    act(
        "sign",
        "signed",
        OFFICERS,
        around=on_the_way("awarded"),
        says={"signed_on": YESTERDAY},
        writes={"signed_on": YESTERDAY},
        unmet=(
            *NOT_ON_THE_WAY,
            Unmet("not_the_journeys_model", around=on_the_way("awarded", model="partial")),
            Unmet(
                "journey_not_so_far",
                around=on_the_way("standstill", standstill_started_on=LONG_AGO),
            ),
            Unmet(
                "too_few_services", columns={"form": "icp_2019", "services": ["primary_medical"]}
            ),
            Unmet(
                "before_icp_law",
                columns={"form": "icp_2019"},
                says={"signed_on": date(2019, 3, 31)},
            ),
            Unmet("nhs_commissioner_missing", columns={"party": False}),
            Unmet("signed_before_award", columns={"awarded_on": TODAY}),
            Unmet("signed_in_the_future", says={"signed_on": TOMORROW}),
            Unmet("invalid_signed_on", says={"signed_on": date(1948, 7, 4)}),
            Unmet("holder_missing", columns={"holder_name": ""}),
            Unmet("holder_form_missing", columns={"holder_form": ""}),
            Unmet("budget_missing", columns={"budget": ""}),
            Unmet("budget_not_approved", columns={"budget": "set"}),
            Unmet("holder_number_missing", columns={"holder_number": ""}),
            Unmet("holder_form_may_not_hold", columns={"holder_form": "local_authority"}),
            Unmet("holder_not_statutory", columns={"form": "icp_2019", "holder_form": "llp"}),
        ),
    ),
    act(
        "sign_alliance",
        "signed",
        OFFICERS,
        around=on_the_way("drafting_alliance"),
        columns=VIRTUAL_TERMS,
        says={"signed_on": YESTERDAY},
        writes={"signed_on": YESTERDAY},
        unmet=(
            *NOT_ON_THE_WAY,
            Unmet("journey_not_so_far", around=on_the_way("model_selected", model="virtual")),
            Unmet(
                "not_awarded",
                columns={"integration": "full", "form": "aco_2017"},
                also=OTHER_MODEL,
            ),
            Unmet("signed_in_the_future", says={"signed_on": TOMORROW}),
        ),
    ),
    act(
        "expire",
        "expired",
        OFFICERS,
        unmet=(
            Unmet("end_date_not_come", columns={"ends_on": TOMORROW}),
            Unmet("end_date_not_come", columns={"ends_on": None}),
        ),
    ),
    act(
        "give_notice_of_end",
        None,
        APPROVER,
        columns={"ends_on": date(2036, 11, 23), "term_years": 20},
        says={"ends_on": TOMORROW},
        writes={"ends_on": TOMORROW, "end_noticed_on": TODAY},
        unmet=(
            Unmet("end_has_passed", says={"ends_on": YESTERDAY}),
            Unmet("end_after_the_term", says={"ends_on": date(2036, 11, 24)}),
            Unmet("ends_before_start", columns={"starts_on": TOMORROW}),
        ),
    ),
    replace(
        act("withdraw_notice_of_end", None, APPROVER),
        build=noticed,
        writes={"ends_on": AGREED, "end_noticed_on": None},
        unmet=(
            Unmet("no_notice_of_end", columns={"given": False}),
            Unmet("noticed_end_has_come", columns={"ends_on": TODAY}),
            Unmet("no_end_was_agreed", columns={"agreed": None}),
        ),
    ),
    act("terminate", "terminated", APPROVER),
]


class TestMcpContracts(ActsKeepTheirPromises):
    acts = ACTS


@pytest.mark.parametrize(
    "other",
    [
        {"holder_name": "Another Trust"},
        {"holder_form": "nhs_trust"},
        {"form": "icp_2019"},
        {"holder_number": "01234567"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_was_awarded_is_not_changed_after_the_award(world, other):
    case = world.mcp_contract("awarded")
    record = {"contract_id": case.pk, "by": world.officer, "at": NOW, "starts_on": None}
    assert codes_of(lambda: acts_of.record_terms(**record, **other)) == {"terms_fixed_by_award"}


@pytest.mark.parametrize("state", [state.value for state in McpContractState])
def test_from_every_other_state_each_act_is_refused(world, state):
    case = world.mcp_contract(state)
    assert refused_everywhere_else(ACTS, case, world) == {}


def test_every_move_has_its_act_or_its_step():
    elsewhere = {act.move.name for act in [*TERMS_ACTS, *BUDGET_ACTS]}
    assert {act.move.name for act in ACTS} | elsewhere | {"start_service"} == set(MOVES)


def test_service_starts_only_as_part_of_another_act(world):
    contract = world.mcp_contract("signed")
    doing = Doing(world.approver, NOW)
    before = written()
    with pytest.raises(TypeError, match="no terms of an MCP contract: \\['colour', 'size'\\]"):
        acts_of.record_terms(contract_id=contract.pk, by=world.officer, at=NOW, size=1, colour=2)
    assert written() == before
    started = acts_of.start_service(contract_id=contract.pk, doing=doing)
    assert (started.state, started.version) == ("in_service", 3)


@pytest.mark.parametrize(
    ("starts_on", "code"), [(TOMORROW, "service_date_not_come"), (None, "service_date_missing")]
)
def test_service_starts_on_its_day(world, starts_on, code):
    contract = world.mcp_contract("signed", starts_on=starts_on, ends_on=None)
    doing = Doing(world.approver, NOW)
    assert codes_of(lambda: acts_of.start_service(contract_id=contract.pk, doing=doing)) == {code}


def test_a_live_alliance_may_be_followed_and_serves_until_its_successor_does(world):
    alliance = world.alliance("in_service")
    drafted = acts_of.draft(vanguard_id=world.vanguard.pk, by=world.officer, at=NOW, **TERMS)
    assert (drafted.state, alliance.state) == ("drafting", "in_service")


def test_services_do_not_start_beside_those_of_the_predecessor(world):
    world.alliance("in_service")
    signed, doing = world.mcp_contract("signed"), Doing(world.approver, NOW)
    codes = codes_of(lambda: acts_of.start_service(contract_id=signed.pk, doing=doing))
    assert codes == {"predecessor_in_service"}


@pytest.mark.parametrize("state", ["suspended", "reactivation_noticed"])
@pytest.mark.parametrize("name", ["expire", "terminate"])
def test_it_does_not_end_while_practices_are_suspended_under_it(world, name, state):
    case = world.mcp_contract("in_service")
    world.practice_contract(state, mcp_contract=case)
    world.practice_contract("retained", practice=world.other_practice, mcp_contract=case)
    end = {"contract_id": case.pk, "by": world.approver, "at": NOW, "note": "It is over."}
    codes = codes_of(lambda: getattr(acts_of, name)(**end))
    assert codes == {"practices_suspended_under_contract"}


@pytest.mark.parametrize("state", ["retained", "suspension_noticed", "reactivated", "terminated"])
def test_practices_that_are_not_suspended_hold_no_contract_up(world, state):
    case = world.mcp_contract("in_service")
    world.practice_contract(state, mcp_contract=case)
    end = {"contract_id": case.pk, "by": world.approver, "at": NOW, "note": "It is over."}
    assert acts_of.terminate(**end).state == "terminated"


def test_when_one_contract_is_over_another_may_be_drafted(world):
    world.mcp_contract("terminated")
    again = acts_of.draft(vanguard_id=world.vanguard.pk, by=world.officer, at=NOW, **TERMS)
    assert McpContract.objects.current().get() == again
