"""Acts upon a practice's participation."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from casework.runner import Doing
from core.errors import NotPermitted
from gp_relationships.actions import participations as acts_of
from gp_relationships.actions import with_go_live
from gp_relationships.models import Participation
from gp_relationships.rules.participation import DECISIONS, MOVES, ParticipationState
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet, refused_everywhere_else
from tests.casework.attempts import failure_of
from tests.casework.world import DECIDED, TOMORROW, YESTERDAY, World
from tests.support.people import NOW, TODAY

OFFICERS = frozenset({"officer", "approver"})
PRACTICE = frozenset({"manager", "partner"})

CLOSED = Unmet("practice_closed", around=World.close_practice)
LEVELS = (
    Unmet("level_missing", says={"level": ""}),
    Unmet("level_missing", says={"level": "sideways"}),
    Unmet("level_not_offered", around=lambda world: world.alliance()),
    Unmet(
        "level_not_offered",
        around=lambda world: world.mcp_contract(integration="partial", form="mcp_2016"),
    ),
)
SIGNATORIES = (
    Unmet("signatories_missing", says={"signatories": "  "}),
    Unmet("invalid_signatories", says={"signatories": "P" * 501}),
    Unmet("invalid_signatories", says={"signatories": "Pat\x00Partner"}),
)
DECISION = {"level": "full", "signatories": "Pat Partner", "decided_on": YESTERDAY}


def build(world: World, state: str, **columns: Any) -> Participation:
    return world.participation(state, **columns)


def elsewhere(level: str, state: str = "signed"):
    return lambda world: world.participation(
        state, vanguard=world.other_vanguard, level=level
    )  # fmt: skip


def act(name: str, to: str | None, may: frozenset[str], **more: Any) -> Act:
    move, do = MOVES[name], getattr(acts_of, name)
    return Act(do=do, move=move, names="participation_id", build=build, to=to, may=may, **more)


def live(state: str = "live", contract: str = "retained"):
    """An MCP under the full model that is live, and the practice's own contract."""

    def around(world: World) -> None:
        world.mcp_contract("in_service")
        world.journey(state)
        world.practice_contract(contract)

    return around


def closed_in_a_live_mcp(world: World) -> None:
    live()(world)
    world.close_practice()


CLOSED_IN_A_LIVE_MCP = Unmet("practice_closed", around=closed_in_a_live_mcp)

ACTS = [
    Act(
        do=acts_of.invite,
        move=MOVES["invite"],
        names="practice_id",
        build=None,
        to="invited",
        may=OFFICERS | {"clock"},
        says=lambda world: {"vanguard_id": world.vanguard.pk, "practice_id": world.practice.pk},
        writes={"level": "", "required_for_go_live": True},
        tells=PRACTICE,
        notice="practice_invited",
        unmet=(
            CLOSED,
            Unmet("already_invited", around=lambda world: world.participation("signed")),
        ),
    ),
    act(
        "state_preference",
        "preference",
        OFFICERS | PRACTICE,
        says={"level": "full"},
        writes={"level": "full"},
        unmet=(CLOSED, *LEVELS),
    ),
    act(
        "decide_in_principle",
        "in_principle",
        OFFICERS | {"partner"},
        says={"level": "full", "signatories": "Pat Partner"},
        writes={"level": "full", "signatories": "Pat Partner"},
        unmet=(CLOSED, *LEVELS, *SIGNATORIES),
    ),
    act(
        "decide",
        "decided",
        OFFICERS | {"partner"},
        says=DECISION,
        writes=DECISION,
        tells=PRACTICE | {"officer"},
        notice="participation_decided",
        unmet=(
            CLOSED,
            *LEVELS,
            *SIGNATORIES,
            Unmet("decision_date_missing", says={"decided_on": None}),
            Unmet("decision_in_the_future", says={"decided_on": TOMORROW}),
            Unmet("invalid_decided_on", says={"decided_on": date(1948, 7, 4)}),
            Unmet("integrated_elsewhere", around=elsewhere("full")),
            Unmet("integrated_elsewhere", around=elsewhere("partial", "decided")),
            Unmet("integrated_elsewhere", around=elsewhere("full"), says={"level": "partial"}),
        ),
    ),
    act(
        "sign_agreement",
        "signed",
        OFFICERS,
        says={"agreement_signed_on": YESTERDAY},
        writes={"agreement_signed_on": YESTERDAY},
        unmet=(
            CLOSED,
            Unmet("practice_stays_outside", columns={"level": "outside"}),
            Unmet("signing_date_missing", says={"agreement_signed_on": None}),
            Unmet("signing_in_the_future", says={"agreement_signed_on": TOMORROW}),
            Unmet("signed_before_decision", says={"agreement_signed_on": date(2026, 9, 1)}),
        ),
    ),
    act(
        "join_live",
        "in_effect",
        frozenset({"approver"}),
        columns={"level": "partial"},
        around=live(),
        says={"in_effect_on": YESTERDAY},
        writes={"in_effect_on": YESTERDAY},
        unmet=(
            CLOSED_IN_A_LIVE_MCP,
            Unmet("mcp_not_live", around=live(state="checkpoint_3")),
            Unmet("level_not_served", columns={"level": "virtual"}),
            Unmet("own_contract_not_retained", around=live(contract="suspended")),
            Unmet("own_contract_not_suspended", columns={"level": "full"}),
            Unmet("joining_date_missing", says={"in_effect_on": None}),
            Unmet("joining_in_the_future", says={"in_effect_on": TOMORROW}),
            Unmet("joined_before_signing", columns={"agreement_signed_on": TODAY}),
            Unmet(
                "joining_not_with_suspension",
                columns={"level": "full"},
                around=live(contract="suspended"),
            ),
        ),
    ),
    act(
        "set_required",
        None,
        OFFICERS,
        says={"required_for_go_live": False},
        writes={"required_for_go_live": False},
        unmet=(
            Unmet("mcp_went_live", around=live()),
            Unmet("reason_missing", says={"note": " "}),
        ),
    ),
    act("leave", "left", OFFICERS, writes={"left_on": TODAY}),
]


class TestParticipations(ActsKeepTheirPromises):
    acts = ACTS


@pytest.mark.parametrize("state", [state.value for state in ParticipationState])
def test_from_every_other_state_each_act_is_refused(world, state):
    assert refused_everywhere_else(ACTS, world.participation(state), world) == {}


def test_every_move_has_its_act_or_its_step():
    assert {act.move.name for act in ACTS} | {"put_in_effect"} == set(MOVES)


@pytest.mark.parametrize(
    ("here", "there"), [("virtual", "full"), ("outside", "full"), ("partial", "partial")]
)
def test_levels_that_do_not_exclude_each_other(world, here, there):
    elsewhere(there)(world)
    case = world.participation()
    decided = acts_of.decide(
        participation_id=case.pk, by=world.officer, at=NOW, **{**DECISION, "level": here}
    )
    assert decided.level == here


def test_agreements_take_effect_as_part_of_going_live(world):
    case = world.participation("signed")
    held = with_go_live.hold_signed(world.vanguard.pk)
    assert held == [case]
    act = partial(with_go_live.put_agreements_in_effect, held)
    wrong = Doing(world.officer, NOW)
    assert isinstance(failure_of(lambda: act(doing=wrong)), NotPermitted)
    act(doing=Doing(world.approver, NOW))
    case.refresh_from_db()
    assert (case.state, case.in_effect_on) == ("in_effect", TODAY)


def test_a_decision_is_told_with_what_was_decided(world):
    case = world.participation()
    acts_of.decide(participation_id=case.pk, by=world.partner, at=NOW, **DECISION)
    facts = world.officer.messages.get(kind="participation_decided").facts
    assert facts == {
        "practice": "Riverside Surgery (X00001)",
        "vanguard": "Testshire Together",
        "decision": DECISIONS["full"],
        "on": YESTERDAY.isoformat(),
        "note": "",
    }


def test_a_practice_that_left_may_be_invited_again(world):
    world.participation("left")
    again = acts_of.invite(
        vanguard_id=world.vanguard.pk,
        practice_id=world.practice.pk,
        required_for_go_live=False,
        by=world.officer,
        at=NOW,
    )
    assert (again.state, again.required_for_go_live) == ("invited", False)


def test_a_decision_is_dated_by_the_day_in_england(world):
    """Half an hour after midnight in summer is yesterday in UTC; it is a decision of today."""
    case = world.participation()
    summer = NOW.replace(year=2027, month=6, day=30, hour=23, minute=30)
    decided = acts_of.decide(
        participation_id=case.pk,
        by=world.officer,
        at=summer,
        **{**DECISION, "decided_on": date(2027, 7, 1)},
    )
    assert decided.decided_on > DECIDED
