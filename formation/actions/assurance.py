"""Acts upon the ISAP reviews of a journey, and upon the conditions on which they were passed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from casework.runner import Doing, Telling, lock, make, open_case, open_many, permit
from core.clock import civil_date
from core.errors import Refused, refuse_if
from core.fields import reasons_against_text
from core.law import Reason
from core.transactions import use_case
from formation.actions.plans import keep
from formation.assurance import assurance_facts, condition_facts
from formation.models import AssuranceCondition, AssuranceReview, Journey
from formation.rules import assurance_condition
from formation.rules.assurance import MOVES, Condition
from formation.rules.assurance_condition import ConditionFacts
from formation.rules.isap import STAGE_LABELS, Stage


@use_case
def submit(
    *,
    journey_id: UUID,
    stage: str,
    submitted_on: date | None,
    by: User,
    at: datetime,
    note: str = "",
) -> AssuranceReview:
    """The commissioners submit one stage of a journey to NHS England and NHS Improvement.

    Raises:
        Refused: the stage was submitted before, comes too early, or is dated in the future.
    """
    doing = Doing(by, at, note)
    journey = lock(Journey, journey_id)
    permit(MOVES["submit"], doing)
    known = stage in set(Stage)
    if known and journey.reviews.filter(model=journey.model, stage=stage).exists():
        label = STAGE_LABELS[Stage(stage)]
        text = f"{label} of {journey.vanguard.name} has been submitted already."
        raise Refused((Reason("review_exists", text),), move="submit")
    review = AssuranceReview(journey=journey, model=journey.model, stage=stage)
    review.submitted_on = submitted_on  # type: ignore[assignment]  # the law asks for it
    return open_case(
        review,
        MOVES["submit"],
        facts=assurance_facts(review, on=civil_date(at)),
        doing=doing,
        recorded={"model": journey.model, "stage": stage, "submitted_on": submitted_on},
    )


@use_case
def receive_evidence(
    *,
    review_id: UUID,
    item: str,
    title: str,
    received_on: date,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> AssuranceReview:
    """One item of the stage's pack has come: which document it is, and when it came."""
    doing = Doing(by, at, note, seen)
    review = lock(AssuranceReview, review_id)
    permit(MOVES["receive_evidence"], doing)
    unkept = reasons_against_text("title", "Title", title, longest=200)
    refuse_if(tuple(unkept), move="receive_evidence")
    mark = {"title": title, "received_on": received_on.isoformat()}
    return _made(review, "receive_evidence", doing, evidence={**review.evidence, item: mark})


def pass_review(
    *,
    review_id: UUID,
    decided_on: date | None,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> AssuranceReview:
    """NHS England and NHS Improvement have passed the stage."""
    return _decide("pass_review", review_id, Doing(by, at, note, seen), decided_on, ())


def pass_with_conditions(
    *,
    review_id: UUID,
    decided_on: date | None,
    conditions: Sequence[tuple[str, date]],
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> AssuranceReview:
    """They have passed it on conditions: what is to be done, and by when, for each."""
    doing = Doing(by, at, note, seen)
    return _decide("pass_with_conditions", review_id, doing, decided_on, conditions)


def refuse(
    *,
    review_id: UUID,
    decided_on: date | None,
    by: User,
    at: datetime,
    note: str,
    seen: int | None = None,
) -> AssuranceReview:
    """They have not passed it; the reason is theirs."""
    return _decide("refuse", review_id, Doing(by, at, note, seen), decided_on, ())


@use_case
def resubmit(
    *,
    review_id: UUID,
    submitted_on: date | None,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> AssuranceReview:
    """The commissioners submit a stage again that was not passed."""
    review = lock(AssuranceReview, review_id)
    stamps: dict[str, Any] = {"submitted_on": submitted_on, "decided_on": None}
    return _made(review, "resubmit", Doing(by, at, note, seen), **stamps)


@use_case
def discharge(
    *,
    condition_id: UUID,
    discharged_on: date | None,
    evidence: str,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> AssuranceCondition:
    """A condition has been met, on a day and by something that can be shown."""
    condition = lock(AssuranceCondition, condition_id)
    stamps = {"discharged_on": discharged_on, "evidence": evidence}
    facts = condition_facts(condition, on=civil_date(at), **stamps)
    move = assurance_condition.MOVES["discharge"]
    return make(condition, move, facts=facts, doing=Doing(by, at, note, seen), stamps=stamps)


@use_case
def _decide(
    name: str,
    review_id: UUID,
    doing: Doing,
    decided_on: date | None,
    conditions: Sequence[tuple[str, date]],
) -> AssuranceReview:
    review = lock(AssuranceReview, review_id)
    named = tuple(Condition(text, due_on) for text, due_on in conditions)
    _made(review, name, doing, conditions=named, decided_on=decided_on)
    following = Doing(doing.by, doing.at, doing.note)
    if named:
        open_many(
            [AssuranceCondition(review=review, text=c.text, due_on=c.due_on) for c in named],
            assurance_condition.MOVES["set"],
            facts=ConditionFacts(on=civil_date(doing.at)),
            doing=following,
            recorded=lambda row: {"text": row.text, "due_on": row.due_on},
        )
    if name != "refuse":
        keep(review.journey, f"assurance.{review.stage}", review.decided_on, doing=following)
    return review


def _made(
    review: AssuranceReview,
    name: str,
    doing: Doing,
    *,
    conditions: Sequence[Condition] = (),
    **stamps: Any,
) -> AssuranceReview:
    move = MOVES[name]
    facts = assurance_facts(review, on=civil_date(doing.at), conditions=conditions, **stamps)
    telling = Telling()
    if move.notices:
        became = str(move.target).replace("_", " ")
        said = {
            "vanguard": review.journey.vanguard.name,
            "what": f"{review.get_stage_display()} is now {became}",
            "on": civil_date(doing.at),
            "note": doing.note,
        }
        telling = Telling(to={review.journey.officer}, facts=said)
    return make(review, move, facts=facts, doing=doing, stamps=stamps, telling=telling)
