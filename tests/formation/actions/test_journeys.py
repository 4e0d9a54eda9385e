"""Acts upon a vanguard's journey."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.errors import NotFound
from formation.actions import journeys as acts_of
from formation.actions import milestones, plans
from formation.models import Journey
from formation.rules.journey import MOVES
from formation.rules.states import BEFORE_AWARD, FORMING, JourneyState
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet, refused_everywhere_else
from tests.casework.attempts import failure_of
from tests.casework.world import TOMORROW, YESTERDAY, World
from tests.support.consent import everybody_signed
from tests.support.people import LONG_AGO, NOW, TODAY
from tests.support.programme import declared

OFFICERS = frozenset({"officer", "approver"})
APPROVER = frozenset({"approver"})
TOLD = frozenset({"officer", "manager", "partner"})

Around = Callable[[World], Any]


def build(world: World, state: str, **columns: Any) -> Journey:
    return world.journey(state, **columns)


def with_report(world: World, state: str, **columns: Any) -> Journey:
    """A journey whose engagement report has been received."""
    journey = world.journey(state, **columns)
    world.engagement("reported", journey=journey)
    return journey


def passed(stage: str, state: str = "passed") -> Callable[..., Journey]:
    """A journey of which a stage of ISAP has been passed, or has come as far as this."""

    def build(world: World, journey_state: str, **columns: Any) -> Journey:
        journey = world.journey(journey_state, **columns)
        world.review(state, journey=journey, stage=stage)
        return journey

    return build


def contract(state: str = "signed", **terms: Any) -> Around:
    return lambda world: world.mcp_contract(state, **terms)


def alliance(state: str = "signed") -> Around:
    return lambda world: world.alliance(state)


def approver_declared(world: World) -> None:
    """Who can approve has declared that they have no interest in the vanguard."""
    declared(world.vanguard, world.approver)


def everything(*parts: Around) -> Around:
    def around(world: World) -> None:
        for part in parts:
            part(world)

    return around


def practice(
    level: str = "full", state: str = "signed", contract: str = "suspended", **columns: Any
) -> Around:
    """A practice takes part, whose own contract is in this state (or does not exist)."""

    def around(world: World) -> None:
        case = world.participation(state, level=level, **columns)
        if contract:
            world.practice_contract(contract)
            everybody_signed(case, level, by=world.officer)

    return around


def invited(world: World) -> None:
    """The practice is asked, and so hears of the journey; nothing depends on it."""
    world.participation("invited", required_for_go_live=False)


def act(name: str, to: str | None, may: frozenset[str] = OFFICERS, **more: Any) -> Act:
    move, do = MOVES[name], getattr(acts_of, name)
    given = {"around": invited, "tells": TOLD, "notice": "journey_moved", **more}
    return Act(do=do, move=move, names="journey_id", build=build, to=to, may=may, **given)


def virtual_of(name: str, to: str | None, also: dict[str, Any] | None = None, **more: Any) -> Act:
    return act(name, to, columns={"model": "virtual", **(also or {})}, **more)


SCREENED = {"isap_screening": "does_not_apply", "isap_screened_on": TODAY}
NOT_SCREENED = {"isap_screening": "", "isap_screened_on": None}


NOT_PROCURED = Unmet("model_not_procured", columns={"model": "virtual"})
OTHER_MODEL = Unmet(
    "contract_of_other_model",
    around=everything(contract(integration="partial"), approver_declared),
)


def procured(name: str, to: str, may: frozenset[str] = OFFICERS, **more: Any) -> Act:
    """A step of the procured models; past their first state the row itself cannot be virtual."""
    first = MOVES[name].sources == (JourneyState.MODEL_SELECTED,)
    unmet = (OTHER_MODEL, *((NOT_PROCURED,) if first else ()), *more.pop("unmet", ()))
    return act(name, to, may, unmet=unmet, **more)


CHOICE = {"model": "virtual", "planned_go_live_on": TOMORROW}
BAD_CHOICES = (
    Unmet("model_missing", says={"model": ""}),
    Unmet("model_missing", says={"model": "triple"}),
    Unmet("go_live_date_missing", says={"planned_go_live_on": None}),
    Unmet("invalid_planned_go_live_on", says={"planned_go_live_on": date(1948, 7, 4)}),
    Unmet("invalid_planned_go_live_on", says={"planned_go_live_on": date(9999, 12, 31)}),
    Unmet("invalid_due_on", says={"planned_go_live_on": date(1948, 7, 5)}),
    Unmet("invalid_due_on", says={"planned_go_live_on": date(2100, 12, 31)}),
)

SIGNED = everything(contract("signed"), practice())
UNDECIDED = Unmet(
    "practices_undecided", around=everything(contract("signed"), practice("", "in_principle"))
)
UNSIGNED = Unmet(
    "practices_unsigned", around=everything(contract("signed"), practice("full", "decided"))
)
OTHER_LEVEL = Unmet(
    "levels_not_of_model",
    around=everything(contract("signed"), practice("virtual", contract="retained")),
)
VIRTUAL = practice("virtual", contract="retained")
NOTHING_RECORDED = frozenset(
    {
        "suspension_notice_missing",
        "start_date_missing",
        "patient_letters_missing",
        "mcp_contract_missing",
    }
)


def late_starter(world: World) -> None:
    """A practice that is ready to be suspended, from a day before the MCP goes live."""
    case = world.participation("signed", level="full")
    world.practice_contract(
        "suspension_noticed", **{**world.letters_sent(), "starts_under_mcp_on": YESTERDAY}
    )
    everybody_signed(case, "full", by=world.officer)


ACTS = [
    Act(
        do=acts_of.identify,
        move=MOVES["identify"],
        names="vanguard_id",
        build=None,
        to="identified",
        may=OFFICERS | {"clock"},
        says=lambda world: {"vanguard_id": world.vanguard.pk, "officer": world.officer},
        writes={"model": "", "planned_go_live_on": None},
        unmet=(Unmet("journey_exists", around=lambda world: world.journey("paused")),),
    ),
    act("begin_engagement", "engaging"),
    act("select_model", "model_selected", says=CHOICE, writes=CHOICE, unmet=BAD_CHOICES),
    act(
        "change_model",
        "model_selected",
        APPROVER,
        only_from=("model_selected", *BEFORE_AWARD),
        says=CHOICE,
        writes={
            **CHOICE,
            "standstill_started_on": None,
            "isap_screening": "",
            "isap_screened_on": None,
        },
        unmet=(*BAD_CHOICES, Unmet("model_unchanged", says={"model": "full"})),
    ),
    virtual_of(
        "record_isap_screening",
        None,
        says=SCREENED,
        writes=SCREENED,
        tells=frozenset(),
        unmet=(
            Unmet("model_not_virtual", columns={"model": "full"}),
            Unmet("screening_missing", says={"isap_screening": ""}),
            Unmet("screening_date_missing", says={"isap_screened_on": None}),
            Unmet("screening_in_the_future", says={"isap_screened_on": TOMORROW}),
            Unmet("reason_missing", says={"note": ""}),
        ),
    ),
    virtual_of(
        "draft_alliance",
        "drafting_alliance",
        unmet=(
            Unmet("model_not_virtual", columns={"model": "full"}),
            Unmet("contract_of_other_model", around=contract("drafting")),
        ),
    ),
    virtual_of(
        "sign_alliance",
        "alliance_signed",
        also=SCREENED,
        around=everything(alliance(), VIRTUAL),
        unmet=(
            Unmet("isap_screening_missing", columns=NOT_SCREENED),
            Unmet("alliance_not_assured", columns={"isap_screening": "applies"}),
            Unmet(
                "contract_not_signed",
                around=everything(alliance("drafting"), VIRTUAL),
            ),
            Unmet("contract_not_signed", around=VIRTUAL),
            Unmet("contract_of_other_model", around=everything(contract(), VIRTUAL)),
            Unmet(
                "practices_undecided",
                around=everything(alliance(), practice("virtual", "preference", "retained")),
            ),
            Unmet(
                "practices_unsigned",
                around=everything(alliance(), practice("virtual", "decided", "retained")),
            ),
            Unmet(
                "levels_not_of_model",
                around=everything(alliance(), practice("partial", contract="retained")),
            ),
        ),
    ),
    procured("begin_early_engagement", "early_engagement"),
    procured("engage_market", "market_engagement"),
    replace(
        procured(
            "pass_checkpoint_1",
            "checkpoint_1",
            APPROVER,
            around=everything(invited, contract("drafting")),
            unmet=(Unmet("contract_missing", around=invited),),
        ),
        build=passed("cp1"),
    ),
    replace(procured("begin_procurement", "procuring"), build=with_report),
    procured(
        "name_preferred_bidder",
        "preferred_bidder",
        around=everything(invited, contract("drafting"), approver_declared),
        unmet=(
            Unmet("holder_missing", around=everything(invited, approver_declared)),
            Unmet(
                "holder_missing",
                around=everything(contract("drafting", holder_name=""), approver_declared),
            ),
            Unmet(
                "holder_missing",
                around=everything(contract("drafting", holder_form=""), approver_declared),
            ),
            Unmet("interests_undeclared", around=everything(invited, contract("drafting"))),
        ),
    ),
    replace(procured("pass_checkpoint_2", "checkpoint_2", APPROVER), build=passed("cp2")),
    procured(
        "begin_standstill",
        "standstill",
        says={"standstill_started_on": YESTERDAY},
        writes={"standstill_started_on": YESTERDAY},
        unmet=(
            Unmet("standstill_date_missing", says={"standstill_started_on": None}),
            Unmet("standstill_in_the_future", says={"standstill_started_on": TOMORROW}),
        ),
    ),
    procured(
        "award",
        "awarded",
        APPROVER,
        columns={"standstill_started_on": date(2026, 11, 10)},
        around=everything(invited, contract("awarded")),
        unmet=(
            # Ten days from Friday 13 November end on Monday the 23rd: today is the last of them.
            Unmet("standstill_running", columns={"standstill_started_on": date(2026, 11, 13)}),
            # Ten days from the 11th end on Saturday the 21st, and so on Monday the 23rd.
            Unmet("standstill_running", columns={"standstill_started_on": date(2026, 11, 11)}),
            Unmet("standstill_running", columns={"standstill_started_on": TODAY}),
            Unmet("contract_not_awarded", around=contract("drafting")),
        ),
    ),
    procured(
        "begin_mobilisation",
        "mobilising",
        around=everything(invited, contract("signed")),
        unmet=(
            Unmet("contract_not_signed", around=contract("awarded")),
            Unmet(
                "signed_in_standstill",
                columns={"standstill_started_on": date(2026, 11, 10)},
                around=contract("signed", signed_on=date(2026, 11, 20)),
            ),
        ),
    ),
    replace(
        procured(
            "pass_checkpoint_3",
            "checkpoint_3",
            APPROVER,
            around=SIGNED,
            unmet=(UNDECIDED, UNSIGNED, OTHER_LEVEL),
        ),
        build=passed("cp3"),
    ),
    act(
        "go_live",
        "live",
        APPROVER,
        only_from=("checkpoint_3",),
        around=SIGNED,
        writes={"went_live_on": TODAY},
        unmet=(
            Unmet(
                "contract_of_other_model",
                around=everything(contract(integration="partial"), practice()),
            ),
            Unmet("go_live_day_not_come", columns={"planned_go_live_on": TOMORROW}),
            Unmet("contract_not_signed", around=practice()),
            Unmet("no_practice_takes_part", around=contract()),
            Unmet(
                "no_practice_takes_part",
                around=everything(contract(), practice("outside", "decided")),
            ),
            Unmet(
                "practices_undecided",
                around=everything(contract(), practice("full", "invited")),
            ),
            UNSIGNED,
            OTHER_LEVEL,
            Unmet(
                "practice_not_suspended",
                around=everything(contract(), practice(contract="suspension_noticed")),
                also=NOTHING_RECORDED,
            ),
            Unmet(
                "practice_starts_on_another_day",
                around=everything(contract(starts_on=LONG_AGO, signed_on=LONG_AGO), late_starter),
            ),
            Unmet(
                "practice_contract_not_retained",
                around=everything(contract(), practice("partial", contract="suspended")),
            ),
            Unmet(
                "practice_contract_not_retained",
                around=everything(contract(), practice("partial", contract="")),
                also=frozenset({"agreement_to_be_signed_again"}),
            ),
            # The law of the contract itself, of which going live is the start of services.
            Unmet(
                "service_date_not_come",
                around=everything(contract(starts_on=TOMORROW, ends_on=None), practice()),
            ),
            Unmet(
                "service_date_missing",
                around=everything(contract(starts_on=None, ends_on=None), practice()),
            ),
        ),
    ),
    act("end", "ended", APPROVER),
    act("pause", "paused"),
    act(
        "resume",
        "procuring",
        writes={"paused_from": ""},
    ),
    act(
        "abandon",
        "abandoned",
        APPROVER,
        writes={"paused_from": ""},
        unmet=(
            Unmet("practices_still_suspended", around=SIGNED),
            Unmet("contract_in_service", around=contract("in_service")),
        ),
    ),
    act(
        "plan_go_live",
        None,
        says={"planned_go_live_on": TOMORROW},
        writes={"planned_go_live_on": TOMORROW},
        tells=frozenset(),
        unmet=(
            Unmet("go_live_date_missing", says={"planned_go_live_on": None}),
            Unmet("invalid_planned_go_live_on", says={"planned_go_live_on": date(2101, 1, 1)}),
            Unmet("reason_missing", says={"note": ""}),
        ),
    ),
]


class TestJourneys(ActsKeepTheirPromises):
    acts = ACTS


@pytest.mark.parametrize("state", [state.value for state in JourneyState])
def test_from_every_other_state_each_act_is_refused(world, state):
    assert refused_everywhere_else(ACTS, world.journey(state), world) == {}


def test_every_move_has_its_act():
    assert {act.move.name for act in ACTS} | {"adopt_template"} == set(MOVES)


@pytest.mark.parametrize("state", FORMING)
def test_a_paused_journey_resumes_where_it_was(world, state):
    journey = world.journey(state)
    acts_of.pause(journey_id=journey.pk, by=world.officer, at=NOW, note="Winter.")
    assert Journey.objects.get(pk=journey.pk).paused_from == state
    resumed = acts_of.resume(journey_id=journey.pk, by=world.officer, at=NOW)
    assert (resumed.state, resumed.paused_from) == (state, "")
    said = world.officer.messages.filter(kind="journey_moved").latest("created_at", "key").facts
    assert said["vanguard"] == "Testshire Together"


def test_moving_the_day_moves_what_still_follows_it(world):
    journey = world.journey("engaging", model="", planned_go_live_on=None)
    day = {"journey_id": journey.pk, "planned_go_live_on": TODAY, "by": world.officer, "at": NOW}
    acts_of.select_model(model="virtual", **day)
    by_hand = journey.milestones.get(code="V01")
    milestones.redate(
        milestone_id=by_hand.pk, due_on=TODAY, by=world.officer, at=NOW, note="Holidays."
    )
    later = TODAY + timedelta(weeks=4)
    acts_of.plan_go_live(**{**day, "planned_go_live_on": later}, note="Building works.")
    assert journey.milestones.get(code="V01").due_on == TODAY
    following = journey.milestones.exclude(code="V01")
    assert {m.due_on - later for m in following} == {
        timedelta(weeks=m.row.offset) for m in following
    }
    assert all(m.due_on == later + timedelta(weeks=m.row.offset) for m in following)
    versions = set(following.values_list("version", flat=True))
    acts_of.plan_go_live(**{**day, "planned_go_live_on": later}, note="Said again.")
    assert set(following.values_list("version", flat=True)) == versions == {2}


def test_an_abandoned_journey_drops_its_milestones(world):
    journey = world.journey("procuring")
    world.milestone(journey=journey)
    acts_of.abandon(journey_id=journey.pk, by=world.approver, at=NOW, note="No bidder.")
    assert journey.milestones.get().state == "dropped"
    again = acts_of.identify(
        vanguard_id=world.vanguard.pk, officer=world.officer, by=world.officer, at=NOW
    )
    assert again.state == "identified"


def test_an_officers_own_words_are_not_sent_to_the_practices(world):
    world.participation("invited")
    journey = world.journey("procuring")
    acts_of.pause(journey_id=journey.pk, by=world.officer, at=NOW, note="Dr A. is unwell.")
    told = {person: person.messages.get().facts for person in (world.officer, world.partner)}
    assert told[world.officer]["note"] == "Dr A. is unwell."
    assert "note" not in told[world.partner]
    assert told[world.partner]["what"] == "the journey is now paused"


@pytest.mark.parametrize(
    ("level", "state", "hears"),
    [("outside", "decided", False), ("outside", "preference", True), ("full", "decided", True)],
)
def test_a_practice_that_decided_to_stay_outside_is_left_in_peace(world, level, state, hears):
    world.participation(state, level=level)
    journey = world.journey("identified")
    acts_of.begin_engagement(journey_id=journey.pk, by=world.officer, at=NOW)
    assert world.partner.messages.exists() is hears
    assert world.officer.messages.exists()


def test_a_journey_is_a_vanguards(world):
    nobody = world.officer.pk
    failure = failure_of(
        lambda: acts_of.identify(
            vanguard_id=nobody, officer=world.officer, by=world.officer, at=NOW
        )
    )
    assert isinstance(failure, NotFound)


def test_milestones_cannot_be_set_without_a_day(world):
    journey = world.journey("model_selected", planned_go_live_on=None)
    with pytest.raises(ValueError, match="no planned day"):
        plans.set_milestones(journey, doing=None)
