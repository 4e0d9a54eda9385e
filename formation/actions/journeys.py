"""Acts upon a vanguard's journey."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.selectors import people_of_practices
from casework.runner import Doing, Telling, lock, make, open_case, permit
from contracts.selectors import current_contract
from core.clock import civil_date
from core.errors import Refused
from core.law import Move, Reason, spoken
from core.transactions import use_case
from formation.actions import going_live
from formation.actions.milestones import drop_all, move_with_go_live, set_from_template
from formation.models import Journey
from formation.rules.authorities import FRAMEWORK_2016
from formation.rules.journey import MOVES
from formation.selectors import current_journey, journey_facts
from gp_relationships.selectors import involved_participations
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
    return _act("begin_engagement", journey_id, Doing(by, at, note, seen))


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
    """Choose one of the three models; its milestones are set from the template."""
    doing = Doing(by, at, note, seen)
    stamps = {"model": model, "planned_go_live_on": planned_go_live_on}
    journey = _make("select_model", journey_id, doing, stamps)
    set_from_template(journey, doing=doing)
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
        "standstill_started_on": None,
    }
    journey = _make("change_model", journey_id, doing, stamps)
    drop_all(journey, doing=doing)
    set_from_template(journey, doing=doing)
    return journey


def draft_alliance(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """The members of a virtual MCP begin their alliance agreement."""
    return _act("draft_alliance", journey_id, Doing(by, at, note, seen))


def sign_alliance(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """All members of a virtual MCP have signed."""
    return _act("sign_alliance", journey_id, Doing(by, at, note, seen))


def begin_early_engagement(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """ISAP early engagement begins."""
    return _act("begin_early_engagement", journey_id, Doing(by, at, note, seen))


def engage_market(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """A prior information notice goes to the market."""
    return _act("engage_market", journey_id, Doing(by, at, note, seen))


def pass_checkpoint_1(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """ISAP checkpoint 1 is passed."""
    return _act("pass_checkpoint_1", journey_id, Doing(by, at, note, seen))


def begin_procurement(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """The contract notice is published."""
    return _act("begin_procurement", journey_id, Doing(by, at, note, seen))


def name_preferred_bidder(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """One bidder is preferred."""
    return _act("name_preferred_bidder", journey_id, Doing(by, at, note, seen))


def pass_checkpoint_2(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """ISAP checkpoint 2 is passed."""
    return _act("pass_checkpoint_2", journey_id, Doing(by, at, note, seen))


def begin_standstill(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """Bidders are told of the intended award; the standstill begins today."""
    stamps = {"standstill_started_on": civil_date(at)}
    return _act("begin_standstill", journey_id, Doing(by, at, note, seen), stamps)


def award(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """The contract is awarded after the standstill."""
    return _act("award", journey_id, Doing(by, at, note, seen))


def begin_mobilisation(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """The signed contract is made ready for service."""
    return _act("begin_mobilisation", journey_id, Doing(by, at, note, seen))


def pass_checkpoint_3(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """ISAP checkpoint 3 is passed."""
    return _act("pass_checkpoint_3", journey_id, Doing(by, at, note, seen))


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
    held = going_live.hold(journey.vanguard_id)
    journey = _made(journey, "go_live", doing, {"went_live_on": civil_date(at)})
    if contract is None:  # it came after the lock, and before the law was asked
        text = f"No contract or alliance agreement of {journey.vanguard.name} is on record."
        raise Refused((Reason("contract_missing", text, FRAMEWORK_2016),), move="go_live")
    going_live.follow(journey, held, contract=contract, doing=Doing(by, at, note))
    return journey


@use_case
def end(*, journey_id: UUID, by: User, at: datetime, note: str, seen: int | None = None) -> Journey:
    """A live MCP comes to its end; its open milestones are dropped."""
    doing = Doing(by, at, note, seen)
    journey = _make("end", journey_id, doing, {})
    drop_all(journey, doing=doing)
    return journey


@use_case
def pause(
    *, journey_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Journey:
    """The journey rests, with a reason; nobody is reminded until it is resumed."""
    journey = lock(Journey, journey_id)
    return _made(journey, "pause", Doing(by, at, note, seen), {"paused_from": journey.state})


@use_case
def resume(
    *, journey_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Journey:
    """The journey goes on from where it was paused."""
    journey = lock(Journey, journey_id)
    journey.will_resume_in(journey.paused_from)
    return _made(journey, "resume", Doing(by, at, note, seen), {"paused_from": ""})


@use_case
def abandon(
    *, journey_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Journey:
    """The MCP will not be formed; its open milestones are dropped."""
    doing = Doing(by, at, note, seen)
    journey = _make("abandon", journey_id, doing, {"paused_from": ""})
    drop_all(journey, doing=doing)
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
    journey = _make("plan_go_live", journey_id, doing, stamps)
    move_with_go_live(journey, doing=doing)
    return journey


@use_case
def _act(
    name: str, journey_id: UUID, doing: Doing, stamps: Mapping[str, Any] | None = None
) -> Journey:
    return _make(name, journey_id, doing, stamps or {})


def _make(name: str, journey_id: UUID, doing: Doing, stamps: Mapping[str, Any]) -> Journey:
    return _made(lock(Journey, journey_id), name, doing, stamps)


def _made(journey: Journey, name: str, doing: Doing, stamps: Mapping[str, Any]) -> Journey:
    move = MOVES[name]
    return make(
        journey,
        move,
        facts=journey_facts(journey, on=civil_date(doing.at), **stamps),
        doing=doing,
        stamps=stamps,
        telling=_telling(journey, move, doing),
    )


def _telling(journey: Journey, move: Move[Any], doing: Doing) -> Telling:
    """The officer who looks after the journey, who reads the reason too; and the people of the
    practices that are asked or take part, to whom an officer's own words are not addressed."""
    if not move.notices:
        return Telling()
    practices = list(
        involved_participations(journey.vanguard_id).values_list("practice_id", flat=True)
    )
    people = people_of_practices(practices, on=civil_date(doing.at))
    after = move.target if isinstance(move.target, str) else journey.paused_from
    return Telling(
        to={journey.officer, *(membership.user for membership in people)},
        facts={
            "vanguard": journey.vanguard.name,
            "what": f"the journey is now {spoken(after)}",
            "on": civil_date(doing.at),
        },
        private={journey.officer: {"note": doing.note}},
    )
