"""Acts upon the involvement of the public in a journey (section 14Z2)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from casework.runner import Doing, lock, make, open_case
from core.clock import civil_date
from core.transactions import use_case
from formation.actions.plans import keep
from formation.assurance import engagement_facts
from formation.models import Engagement, Journey
from formation.rules.engagement import MOVES


@use_case
def open_engagement(
    *, journey_id: UUID, opened_on: date | None, by: User, at: datetime, note: str = ""
) -> Engagement:
    """The commissioners begin to involve the public.

    Raises:
        Refused: another engagement of this journey has no report yet, or the day has not come.
    """
    doing = Doing(by, at, note)
    engagement = Engagement(journey=lock(Journey, journey_id))
    engagement.opened_on = opened_on  # type: ignore[assignment]  # the law asks for it
    open_case(
        engagement,
        MOVES["open_engagement"],
        facts=engagement_facts(engagement, on=civil_date(at)),
        doing=doing,
        recorded={"opened_on": opened_on},
    )
    keep(engagement.journey, "engagement.open_engagement", engagement.opened_on, doing=doing)
    return engagement


def close(
    *,
    engagement_id: UUID,
    closed_on: date | None,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> Engagement:
    """What was to be asked has been asked."""
    return _act("close", engagement_id, Doing(by, at, note, seen), closed_on=closed_on)


@use_case
def receive_report(
    *,
    engagement_id: UUID,
    report_received_on: date | None,
    summary: str,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> Engagement:
    """The governing body has the report: when it came, and in brief what it says."""
    doing = Doing(by, at, note, seen)
    stamps = {"report_received_on": report_received_on, "summary": summary}
    engagement = _make("receive_report", engagement_id, doing, **stamps)
    received = engagement.report_received_on
    keep(engagement.journey, "engagement.receive_report", received, doing=doing)
    return engagement


@use_case
def _act(name: str, engagement_id: UUID, doing: Doing, **stamps: Any) -> Engagement:
    return _make(name, engagement_id, doing, **stamps)


def _make(name: str, engagement_id: UUID, doing: Doing, **stamps: Any) -> Engagement:
    engagement = lock(Engagement, engagement_id)
    facts = engagement_facts(engagement, on=civil_date(doing.at), **stamps)
    return make(engagement, MOVES[name], facts=facts, doing=doing, stamps=stamps)
