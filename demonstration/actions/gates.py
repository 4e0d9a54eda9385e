"""What a site shows to NHS England, to the public and to bidders before it may go on."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from demonstration.actions.casts import Cast
from demonstration.actions.diary import Diary
from demonstration.actions.offsets import days_from_go_live
from demonstration.rules.stories import WEEK
from formation.actions import assurance, engagements, journeys

STAGES = (("ee", "B04", 1), ("cp1", "B08", 0), ("cp2", "B15", 0), ("cp3", "B30", 0))
"""Each stage of ISAP, the milestone near which it is passed, and how many days after it."""

ENGAGED = {"virtual": ("V02", "V05"), "partial": ("B02", "B06"), "full": ("B02", "B06")}
"""Near which milestones the engagement of the public opens, and is reported."""


def write_gates(cast: Cast, diary: Diary, model: str, goes_live: int, until: int | None) -> None:
    """ISAP or its screening, and the engagement of the public, under one model up to a day."""
    near = partial(days_from_go_live, model)
    if model == "virtual":
        diary.note(goes_live + near("V04"), partial(_screen, cast), hour=13, until=until)
    for stage, code, days in () if model == "virtual" else STAGES:
        passed = goes_live + near(code) + days
        diary.note(passed - 5 * WEEK, partial(_submit, cast, stage), hour=9, until=until)
        diary.note(passed, partial(_pass, cast, stage), hour=9, until=until)
    _write_engagement(cast, diary, model, goes_live, until)


def _write_engagement(
    cast: Cast, diary: Diary, model: str, goes_live: int, until: int | None
) -> None:
    """The public is involved and the governing body hears of it; once, whatever the model."""
    if cast.story.earlier and model != cast.story.earlier.model:
        return
    opened, reported = ENGAGED[model]
    opens = goes_live + days_from_go_live(model, opened)
    reports = goes_live + days_from_go_live(model, reported)
    diary.note(opens, partial(_open_engagement, cast), hour=13, until=until)
    diary.note(reports - 3 * WEEK, partial(_close_engagement, cast), hour=13, until=until)
    if reported not in cast.story.late:
        diary.note(reports, partial(_report_engagement, cast), hour=13, until=until)


def _open_engagement(cast: Cast, at: datetime) -> None:
    opened = engagements.open_engagement(
        journey_id=cast.journey_id, opened_on=at.date(), by=cast.officer, at=at
    )
    cast.engagement_id = opened.pk


def _close_engagement(cast: Cast, at: datetime) -> None:
    engagements.close(engagement_id=cast.engagement_id, closed_on=at.date(), by=cast.officer, at=at)


def _report_engagement(cast: Cast, at: datetime) -> None:
    engagements.receive_report(
        engagement_id=cast.engagement_id,
        report_received_on=at.date(),
        summary="Most who answered were for it; many asked how they would see their own doctor.",
        by=cast.officer,
        at=at,
    )


def _screen(cast: Cast, at: datetime) -> None:
    journeys.record_isap_screening(
        journey_id=cast.journey_id,
        isap_screening="does_not_apply",
        isap_screened_on=at.date(),
        by=cast.officer,
        at=at,
        note="Nothing is procured, and the members share no risk beyond their own contracts.",
    )


def _submit(cast: Cast, stage: str, at: datetime) -> None:
    review = assurance.submit(
        journey_id=cast.journey_id, stage=stage, submitted_on=at.date(), by=cast.officer, at=at
    )
    cast.reviews[stage] = review.pk
    for number, (item, title) in enumerate(review.pack.items()):
        if number % 4 != 3:
            assurance.receive_evidence(
                review_id=review.pk,
                item=item,
                title=title,
                received_on=at.date(),
                by=cast.officer,
                at=at,
            )


def _pass(cast: Cast, stage: str, at: datetime) -> None:
    """Passed; the last checkpoint of the full model on a condition that is soon discharged."""
    given: dict[str, Any] = {"decided_on": at.date(), "by": cast.approver, "at": at}
    if stage != "cp1" or cast.story.model != "full":
        assurance.pass_review(review_id=cast.reviews[stage], **given)
        return
    asked = "Agree with the local medical committee how disputes between practices are settled."
    review = assurance.pass_with_conditions(
        review_id=cast.reviews[stage], conditions=[(asked, at.date() + timedelta(28))], **given
    )
    assurance.discharge(
        condition_id=review.conditions.get().pk,
        discharged_on=at.date(),
        evidence="Letter of the committee",
        by=cast.officer,
        at=at,
    )


def begin_standstill(cast: Cast, at: datetime) -> None:
    """The letters to the bidders go out today."""
    journeys.begin_standstill(
        journey_id=cast.journey_id, standstill_started_on=at.date(), by=cast.officer, at=at
    )
