"""Reads of ISAP's reviews and of the public's engagement; and facts for their law."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.scopes import sees_everything
from casework.verdicts import Verdict, verdicts
from core.fields import LATEST
from formation.models import AssuranceCondition, AssuranceReview, Engagement
from formation.rules.assurance import AssuranceFacts, Condition
from formation.rules.assurance_condition import ConditionFacts
from formation.rules.engagement import EngagementFacts, EngagementState
from formation.rules.isap import BEFORE
from formation.rules.states import ASSURED, Model, Screening
from formation.selectors import review_standings


def assurance_reviews(*, viewer: User, on: date) -> QuerySet[AssuranceReview]:
    """The reviews that this viewer may see: those of the whole programme, or none. Practices see
    the stage of their journey and its day, and not what was asked of whom."""
    rows = AssuranceReview.objects.select_related("journey__vanguard")
    return rows if sees_everything(viewer, on=on) else rows.none()


def conditions_of_reviews() -> QuerySet[AssuranceCondition]:
    """The conditions on which stages were passed."""
    return AssuranceCondition.objects.all()


def assurance_facts(review: AssuranceReview, *, on: date, **changed: Any) -> AssuranceFacts:
    """What the law asks about this review; `changed` is about to be recorded."""
    journey = review.journey
    earlier = review_standings(journey, model=review.model).get(BEFORE.get(review.stage, ""))
    names = ("submitted_on", "decided_on", "evidence")
    stated = {name: changed.pop(name, getattr(review, name)) for name in names}
    return AssuranceFacts(
        on=on,
        vanguard=journey.vanguard.name,
        stage=review.stage,
        isap_applies=journey.model != Model.VIRTUAL or journey.isap_screening == Screening.APPLIES,
        journey_is_forming=journey.state in ASSURED and review.model == journey.model,
        before=earlier.state if earlier else "",
        before_open=earlier.conditions_open if earlier else 0,
        conditions=tuple(changed.pop("conditions", ())),
        **stated,
        **changed,
    )


def condition_facts(condition: AssuranceCondition, *, on: date, **changed: Any) -> ConditionFacts:
    """What the law asks about this condition; `changed` is about to be recorded."""
    return ConditionFacts(
        on=on,
        set_on=condition.review.decided_on,
        **{"discharged_on": condition.discharged_on, "evidence": condition.evidence, **changed},
    )


def engagement_facts(engagement: Engagement, *, on: date, **changed: Any) -> EngagementFacts:
    """What the law asks about this engagement; `changed` is about to be recorded."""
    names = ("opened_on", "closed_on", "report_received_on", "summary")
    others = engagement.journey.engagements.exclude(pk=engagement.pk)
    return EngagementFacts(
        on=on,
        vanguard=engagement.journey.vanguard.name,
        another_runs=others.exclude(state=EngagementState.REPORTED).exists(),
        **{name: changed.get(name, getattr(engagement, name)) for name in names},
    )


def open_moves_of_review(review: AssuranceReview, *, viewer: User, on: date) -> list[Verdict]:
    """What may be done with this review next; what a form asks for counts as given."""
    asked = {"decided_on": review.decided_on or on, "conditions": (Condition("…", LATEST),)}
    facts = assurance_facts(review, on=on, **asked)
    return verdicts(review, facts=facts, viewer=viewer, on=on)


def open_moves_of_condition(
    condition: AssuranceCondition, *, viewer: User, on: date
) -> list[Verdict]:
    """What may be done with this condition next; what a form asks for counts as given."""
    facts = condition_facts(condition, on=on, discharged_on=on, evidence="…")
    return verdicts(condition, facts=facts, viewer=viewer, on=on)


def open_moves_of_engagement(engagement: Engagement, *, viewer: User, on: date) -> list[Verdict]:
    """What may be done with this engagement next; what a form asks for counts as given."""
    given = {
        "closed_on": engagement.closed_on or on,
        "report_received_on": engagement.report_received_on or on,
        "summary": engagement.summary or "…",
    }
    facts = engagement_facts(engagement, on=on, **given)
    return verdicts(engagement, facts=facts, viewer=viewer, on=on)
