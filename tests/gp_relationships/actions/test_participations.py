"""Acts upon a practice's participation."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest

from casework.runner import Doing
from core.errors import NotPermitted
from gp_relationships.actions import participations as acts_of
from gp_relationships.actions import with_go_live
from gp_relationships.models import Participation, Withdrawal
from gp_relationships.rules.participation import MOVES
from gp_relationships.rules.participation_states import DECISIONS, ParticipationState
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet, refused_everywhere_else
from tests.casework.attempts import codes_of, failure_of
from tests.casework.world import DECIDED, TOMORROW, YESTERDAY, World
from tests.support import consent
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
DECISION = {"level": "full", "decided_on": YESTERDAY}
ANOTHER_LEVEL = frozenset({"signed_for_another_level"})


def build(world: World, state: str, **columns: Any) -> Participation:
    """The participation, for which everybody has signed but who is named in `without`."""
    without = columns.pop("without", "")
    case = world.participation(state, **columns)
    if without != "everybody":
        held = consent.everybody_signed(case, case.level or "full", by=world.officer)
        if without:
            WITHOUT[without](world, case, held[0])
    return case


def joins(world: World, case: Participation, _: Any) -> None:
    consent.holder(case, "Jo Joiner", by=world.officer, joined_on=DECIDED)


def has_not_signed(world: World, case: Participation, _: Any) -> None:
    consent.holder(case, "Ann Absent", by=world.officer)


def took_it_back(world: World, case: Participation, _: Any) -> None:
    for signature in case.signatures.all():
        Withdrawal.objects.create(
            signature=signature, withdrawn_on=DECIDED, reason="Changed their mind.",
            recorded_at=NOW, recorded_by=world.officer,
        )  # fmt: skip


def changed(document: str):
    """The wording of a document was changed after all had signed."""
    return lambda world, case, _: consent.wording(
        case, document, by=world.officer, number=2, text="Otherwise.", published_on=DECIDED
    )


WITHOUT: dict[str, Callable[[World, Participation, Any], Any]] = {
    "who joined": joins,
    "one": has_not_signed,
    "who took it back": took_it_back,
    "the new wording": changed("decision"),
    "the new agreement": changed("provision"),
}
UNSIGNED = (
    Unmet("holder_has_joined", columns={"without": "who joined"}),
    Unmet("holder_has_not_signed", columns={"without": "one"}),
    Unmet("signature_withdrawn", columns={"without": "who took it back"}),
    Unmet("wording_has_changed", columns={"without": "the new wording"}),
    Unmet(
        "wording_not_published",
        columns={"without": "everybody"},
        also=frozenset({"holders_not_on_record"}),
    ),
)


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
        writes={**DECISION, "signatories": "Pat Partner"},
        tells=PRACTICE | {"officer"},
        notice="participation_decided",
        unmet=(
            CLOSED,
            *LEVELS,
            *UNSIGNED,
            Unmet("signed_for_another_level", says={"level": "partial"}),
            Unmet("decision_date_missing", says={"decided_on": None}),
            Unmet("decision_in_the_future", says={"decided_on": TOMORROW}),
            Unmet(
                "wording_not_published",
                says={"decided_on": date(1948, 7, 4)},
                also=frozenset({"holders_not_on_record"}),
            ),
            Unmet("integrated_elsewhere", around=elsewhere("full")),
            Unmet("integrated_elsewhere", around=elsewhere("partial", "decided")),
            Unmet(
                "integrated_elsewhere",
                around=elsewhere("full"),
                says={"level": "partial"},
                also=ANOTHER_LEVEL,
            ),
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
            *UNSIGNED,
            Unmet("wording_has_changed", columns={"without": "the new agreement"}),
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
    act(
        "reopen_decision",
        "in_principle",
        OFFICERS,
        writes={"agreement_signed_on": None, "level": "full"},
    ),
    act(
        "give_notice",
        None,
        OFFICERS,
        columns={"level": "partial"},
        says={"notice_given_on": YESTERDAY, "leaves_on": TOMORROW},
        writes={"notice_given_on": YESTERDAY, "leaves_on": TOMORROW},
        unmet=(
            Unmet("full_leaves_by_return", columns={"level": "full"}),
            Unmet("leaving_days_missing", says={"leaves_on": None}),
            Unmet("leaving_notice_in_the_future", says={"notice_given_on": TOMORROW}),
            Unmet("leaves_before_notice", says={"leaves_on": DECIDED}),
        ),
    ),
    act(
        "withdraw_notice",
        None,
        OFFICERS,
        columns={"notice_given_on": YESTERDAY, "leaves_on": TOMORROW},
        writes={"notice_given_on": None, "leaves_on": None},
        unmet=(
            Unmet("no_notice_to_withdraw", columns={"notice_given_on": None, "leaves_on": None}),
        ),
    ),
    act(
        "leave",
        "left",
        OFFICERS,
        writes={"left_on": TODAY},
        unmet=(
            Unmet(
                "own_contract_still_suspended",
                columns={"level": "full"},
                around=live(contract="suspended"),
            ),
            Unmet("reason_missing", says={"note": " "}),
        ),
    ),
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
    consent.everybody_signed(case, here, by=world.officer)
    decided = acts_of.decide(
        participation_id=case.pk, by=world.officer, at=NOW, **{**DECISION, "level": here}
    )
    assert decided.level == here


def test_a_practice_is_in_two_alliances_only_where_it_says_so_and_why(world):
    elsewhere("virtual")(world)
    case = world.participation()
    consent.everybody_signed(case, "virtual", by=world.officer)
    given = {"participation_id": case.pk, "by": world.officer, "at": NOW}
    given |= {"level": "virtual", "decided_on": YESTERDAY}
    assert codes_of(lambda: acts_of.decide(**given)) == {"allied_elsewhere"}
    without = {**given, "besides": True}
    assert codes_of(lambda: acts_of.decide(**without)) == {"besides_needs_reason"}
    assert acts_of.decide(**without, note="Its patients live in both.").besides


def test_a_practice_in_a_live_alliance_leaves_when_its_notice_has_run(world):
    world.alliance("signed")
    world.journey("live", model="virtual")
    case = build(world, "in_effect", level="virtual")
    given = {"participation_id": case.pk, "by": world.officer, "at": NOW}
    reason = {"note": "The partners wish it."}
    assert codes_of(lambda: acts_of.leave(**given, **reason)) == {"leaving_notice_missing"}
    notice = {"notice_given_on": DECIDED, "leaves_on": TOMORROW}
    acts_of.give_notice(**given, **notice)
    assert codes_of(lambda: acts_of.leave(**given, **reason)) == {"leaving_notice_runs"}
    acts_of.give_notice(**given, **{**notice, "leaves_on": TODAY})
    assert acts_of.leave(**given, **reason).state == "left"


def test_a_decision_that_was_reopened_is_made_anew_on_what_is_signed(world):
    case = build(world, "signed", agreement_signed_on=YESTERDAY)
    given = {"participation_id": case.pk, "by": world.officer, "at": NOW}
    acts_of.reopen_decision(**given, note="A partner has doubts.")
    assert acts_of.decide(**given, **DECISION).state == "decided"


def test_agreements_take_effect_as_part_of_going_live(world):
    case = build(world, "signed")
    held = with_go_live.hold_signed(world.vanguard.pk)
    assert held == [case]
    act = partial(with_go_live.put_agreements_in_effect, held)
    wrong = Doing(world.officer, NOW)
    assert isinstance(failure_of(lambda: act(doing=wrong)), NotPermitted)
    act(doing=Doing(world.approver, NOW))
    case.refresh_from_db()
    assert (case.state, case.in_effect_on) == ("in_effect", TODAY)


def test_a_decision_is_told_with_what_was_decided(world):
    case = build(world, "invited")
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
    case = build(world, "invited")
    summer = NOW.replace(year=2027, month=6, day=30, hour=23, minute=30)
    decided = acts_of.decide(
        participation_id=case.pk,
        by=world.officer,
        at=summer,
        **{**DECISION, "decided_on": date(2027, 7, 1)},
    )
    assert decided.decided_on > DECIDED
