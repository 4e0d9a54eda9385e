"""Acts upon a vanguard's journey."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from casework.runner import Doing, lock, make, open_case, permit
from contracts.selectors import current_contract
from core.clock import civil_date
from core.errors import NotFound, Refused
from core.law import Reason
from core.transactions import use_case
from formation.actions import going_live
from formation.actions.moving import act, keep, made, make_move
from formation.actions.plans import drop_all, move_dates, set_milestones, take_over
from formation.actions.successors import end_predecessor
from formation.models import Journey, MilestoneTemplate
from formation.rules.authorities import FRAMEWORK_2016
from formation.rules.facts import Adopting
from formation.rules.journey import MOVES
from formation.rules.states import Model
from formation.selectors import current_journey, journey_facts
from formation.selectors.templates import template_in_force
from gp_relationships.actions.succession import leave_unformed
from organisations.selectors import get_vanguard
from rulebook.actions.pins import pin


@use_case
def identify(
    *, vanguard_id: UUID, officer: User, by: User, at: datetime, note: str = ""
) -> Journey:
    """A vanguard sets out under the current rulebook; an officer of the programme looks after it.

    Raises:
        Refused: the vanguard is on a journey already.
    """
    doing = Doing(by, at, note)
    vanguard = get_vanguard(vanguard_id, lock=True)
    permit(MOVES["identify"], doing)
    if current_journey(vanguard_id) is not None:
        text = f"{vanguard.name} is on a journey already."
        raise Refused((Reason("journey_exists", text),), move="identify")
    journey = Journey(vanguard=vanguard, officer=officer)
    open_case(
        journey,
        MOVES["identify"],
        facts=journey_facts(journey, on=civil_date(at)),
        doing=doing,
        recorded={"vanguard": vanguard.code, "officer": officer},
    )
    pin(vanguard_id=vanguard_id, doing=doing)
    return journey


def begin_engagement(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """Practices, public and partners are engaged."""
    return act("begin_engagement", journey_id, Doing(by, at, note, seen))


@use_case
def select_model(
    *,
    journey_id: UUID,
    model: str,
    planned_go_live_on: date | None,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> Journey:
    """Choose one of the three models; its milestones are set from the version of their template
    that is in force, under which the journey then runs."""
    doing = Doing(by, at, note, seen)
    stamps = {"model": model, "planned_go_live_on": planned_go_live_on, **_pinned(model)}
    journey = make_move("select_model", journey_id, doing, stamps)
    set_milestones(journey, doing=doing)
    return journey


@use_case
def change_model(
    *,
    journey_id: UUID,
    model: str,
    planned_go_live_on: date | None,
    by: User,
    at: datetime,
    note: str,
    seen: int | None = None,
) -> Journey:
    """Choose another model before the award. Open milestones are dropped and set anew; what was
    done stays on record."""
    doing = Doing(by, at, note, seen)
    stamps = {
        "model": model,
        "planned_go_live_on": planned_go_live_on,
        **_pinned(model),
        "standstill_started_on": None,
        "isap_screening": "",
        "isap_screened_on": None,
    }
    journey = make_move("change_model", journey_id, doing, stamps)
    drop_all(journey, doing=doing)
    set_milestones(journey, doing=doing)
    return journey


def _pinned(model: str) -> dict[str, Any]:
    """The version of the model's milestones that is in force; what is no model has none, and the
    law says so."""
    return {"template": template_in_force(model)} if model in set(Model) else {}


def draft_alliance(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """The members of a virtual MCP begin their alliance agreement."""
    return act("draft_alliance", journey_id, Doing(by, at, note, seen))


@use_case
def record_isap_screening(
    *,
    journey_id: UUID,
    isap_screening: str,
    isap_screened_on: date | None,
    by: User,
    at: datetime,
    note: str,
    seen: int | None = None,
) -> Journey:
    """Record whether ISAP applies to a virtual MCP, when that was decided, and why."""
    doing = Doing(by, at, note, seen)
    stamps = {"isap_screening": isap_screening, "isap_screened_on": isap_screened_on}
    journey = make_move("record_isap_screening", journey_id, doing, stamps)
    keep(journey, "record_isap_screening", journey.isap_screened_on, doing)
    return journey


def sign_alliance(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """All members of a virtual MCP have signed."""
    return act("sign_alliance", journey_id, Doing(by, at, note, seen))


def begin_early_engagement(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """ISAP early engagement begins."""
    return act("begin_early_engagement", journey_id, Doing(by, at, note, seen))


def engage_market(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """A prior information notice goes to the market."""
    return act("engage_market", journey_id, Doing(by, at, note, seen))


def pass_checkpoint_1(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """ISAP checkpoint 1 is passed."""
    return act("pass_checkpoint_1", journey_id, Doing(by, at, note, seen))


@use_case
def begin_procurement(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """The contract notice is published."""
    doing = Doing(by, at, note, seen)
    journey = make_move("begin_procurement", journey_id, doing, {})
    keep(journey, "begin_procurement", civil_date(at), doing)
    return journey


def name_preferred_bidder(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """One bidder is preferred."""
    return act("name_preferred_bidder", journey_id, Doing(by, at, note, seen))


def pass_checkpoint_2(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """ISAP checkpoint 2 is passed."""
    return act("pass_checkpoint_2", journey_id, Doing(by, at, note, seen))


@use_case
def begin_standstill(
    *,
    journey_id: UUID,
    standstill_started_on: date | None,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> Journey:
    """Bidders were told of the intended award; the standstill began when the letters went out."""
    doing = Doing(by, at, note, seen)
    stamps = {"standstill_started_on": standstill_started_on}
    journey = make_move("begin_standstill", journey_id, doing, stamps)
    keep(journey, "begin_standstill", journey.standstill_started_on, doing)
    return journey


def award(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """The contract is awarded after the standstill."""
    return act("award", journey_id, Doing(by, at, note, seen))


def begin_mobilisation(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """The signed contract is made ready for service."""
    return act("begin_mobilisation", journey_id, Doing(by, at, note, seen))


def pass_checkpoint_3(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """ISAP checkpoint 3 is passed."""
    return act("pass_checkpoint_3", journey_id, Doing(by, at, note, seen))


@use_case
def go_live(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """The MCP goes live: its contract comes into service, the practices that integrate fully are
    suspended, every signed agreement and every role agreed for the day takes effect, and what
    follows is dated from the real day; all or nothing.

    Raises:
        Refused: with every reason of the journey's own, and then of all that follows from it.
    """
    doing = Doing(by, at, note, seen)
    permit(MOVES["go_live"], doing)
    journey = lock(Journey, journey_id)
    contract = current_contract(journey.vanguard_id, lock=True)
    end_predecessor(journey, doing=Doing(by, at, note))
    held = going_live.hold(journey.vanguard_id)
    journey = made(journey, "go_live", doing, {"went_live_on": civil_date(at)})
    if contract is None:  # it came after the lock, and before the law was asked
        text = f"No contract or alliance agreement of {journey.vanguard.name} is on record."
        raise Refused((Reason("contract_missing", text, FRAMEWORK_2016),), move="go_live")
    keep(journey, "go_live", civil_date(at), Doing(by, at, note))
    going_live.follow(journey, held, contract=contract, doing=Doing(by, at, note))
    return journey


@use_case
def end(*, journey_id: UUID, by: User, at: datetime, note: str, seen: int | None = None) -> Journey:
    """A live MCP comes to its end; its open milestones are dropped."""
    journey = make_move("end", journey_id, Doing(by, at, note, seen), {})
    drop_all(journey, doing=Doing(by, at, note))
    return journey


@use_case
def pause(
    *, journey_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Journey:
    """The journey rests, with a reason; nobody is reminded until it is resumed."""
    journey = lock(Journey, journey_id)
    return made(journey, "pause", Doing(by, at, note, seen), {"paused_from": journey.state})


@use_case
def resume(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """The journey goes on from where it was paused."""
    journey = lock(Journey, journey_id)
    journey.will_resume_in(journey.paused_from)
    return made(journey, "resume", Doing(by, at, note, seen), {"paused_from": ""})


@use_case
def abandon(
    *, journey_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Journey:
    """The MCP will not be formed: its open milestones are dropped, and its practices are free."""
    doing = Doing(by, at, note, seen)
    journey = make_move("abandon", journey_id, doing, {"paused_from": ""})
    drop_all(journey, doing=doing)
    leave_unformed(journey.vanguard_id, doing=Doing(by, at, note))
    return journey


@use_case
def plan_go_live(
    *,
    journey_id: UUID,
    planned_go_live_on: date | None,
    by: User,
    at: datetime,
    note: str,
    seen: int | None = None,
) -> Journey:
    """Move the go-live date, with a reason. Open milestones that still carry the template's date
    move with it; those that were dated by hand stay."""
    doing = Doing(by, at, note, seen)
    stamps = {"planned_go_live_on": planned_go_live_on}
    journey = make_move("plan_go_live", journey_id, doing, stamps)
    move_dates(journey, doing=doing)
    return journey


@use_case
def adopt_template(
    *,
    journey_id: UUID,
    template_id: UUID,
    by: User,
    at: datetime,
    note: str,
    seen: int | None = None,
) -> Journey:
    """A running journey goes on under a newer version of its milestones: open ones become as that
    says, what it has not falls away, and what only it has is set. What was met stays.

    Raises:
        Refused: the version is not published, is another model's, or is no newer than the
            journey's own; no reason given.
    """
    doing = Doing(by, at, note, seen)
    journey = lock(Journey, journey_id)
    permit(MOVES["adopt_template"], doing)
    template = MilestoneTemplate.objects.filter(pk=template_id).first()
    if template is None:
        raise NotFound("There is no template of milestones with this identifier.")
    adopting = Adopting(str(template), template.model, template.number, template.state)
    make(
        journey,
        MOVES["adopt_template"],
        facts=journey_facts(journey, on=civil_date(at), adopting=adopting),
        doing=doing,
        stamps={"template": template},
    )
    take_over(journey, template, doing=doing)
    return journey
