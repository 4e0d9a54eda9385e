"""Why told, and why not: for each step what was decided, or every reason."""

from datetime import timedelta

import pytest

from accounts.models import Membership
from formation.actions import journeys, milestones
from formation.models import Milestone
from reminders.actions.choices import mute, snooze
from reminders.rules.explaining import Verdict
from reminders.selectors.explaining import why
from tests.support.people import NOW, TODAY
from tests.support.ticking import tick

pytestmark = pytest.mark.django_db


def said(person, milestone, *, days: int = 0) -> dict[int, tuple[Verdict, str]]:
    fresh = Milestone.objects.select_related("journey__vanguard").get(pk=milestone.pk)
    lines = why(person, fresh, at=NOW + timedelta(days=days))
    return {line.step: (line.verdict, " ".join(line.reasons)) for line in lines}


def test_each_step_of_a_ladder_has_its_verdict(due_in, officer):
    milestone = due_in(7, "B16")
    tick(NOW)
    found = said(officer, milestone)
    assert [found[step][0] for step in (-28, -14, -7, -1, 1, 7)] == [
        Verdict.NOT_TOLD,
        Verdict.NOT_TOLD,
        Verdict.TOLD,
        *[Verdict.WILL_BE] * 3,
    ]
    assert "got its date on 23 November 2026, after this step" in found[-28][1]
    assert found[-7][1].startswith("Sent on 23 November 2026 at 10:00")
    assert officer.email in found[-7][1]
    assert "not due yet" in found[-1][1]


def test_what_waits_for_a_digest_says_so(due_in, officer, sweep):
    milestone = due_in(7)
    sweep()
    verdict, text = said(officer, milestone)[-7]
    assert verdict == Verdict.WAITS
    assert "Held for the digest of 24 November 2026 at 08:00" in text
    tick(NOW + timedelta(hours=22))
    verdict, text = said(officer, milestone)[-7]
    assert verdict == Verdict.TOLD
    assert text.startswith("Sent in a digest: Sent on 24 November 2026 at 08:00")


def test_who_has_no_role_is_told_that(due_in, partner):
    milestone = due_in(7)
    tick(NOW)
    for verdict, text in said(partner, milestone).values():
        assert verdict in (Verdict.NOT_TOLD, Verdict.WILL_NOT_BE)
        assert "No role of theirs is told of this milestone at this step." in text


def test_every_reason_is_given_and_not_the_first_alone(due_in, travelling, officer, vanguard):
    milestone = due_in(7)
    mute(vanguard_id=vanguard.pk, by=officer, at=NOW)
    until = TODAY + timedelta(days=20)
    snooze(milestone_id=milestone.pk, until_on=until, by=officer, at=NOW)
    journeys.pause(journey_id=travelling.pk, by=officer, at=NOW, note="The budget is unclear.")
    verdict, text = said(officer, milestone)[-1]
    assert verdict == Verdict.WILL_NOT_BE
    assert "The journey is paused." in text
    assert "muted this vanguard on 23 November 2026" in text
    assert "put it off until 13 December 2026" in text


def test_what_was_suppressed_says_why(due_in, officer):
    milestone = due_in(7, "B16")
    tick(NOW - timedelta(hours=9))
    milestones.meet(milestone_id=milestone.pk, met_on=TODAY, by=officer, at=NOW)
    tick(NOW)
    found = said(officer, milestone)
    assert found[-7][0] == Verdict.NOT_TOLD
    assert "The milestone was met" in found[-7][1]
    assert found[-1] == (
        Verdict.WILL_NOT_BE,
        "The milestone is met or dropped. The milestone was met.",
    )


def test_a_role_that_will_have_ended_is_a_reason_ahead(due_in, taking_part, manager, officer):
    milestone = due_in(7, "B20")
    tick(NOW)
    Membership.objects.filter(user=manager).update(
        ends_on=TODAY + timedelta(days=2), ended_by=officer
    )
    assert said(manager, milestone)[-7][0] == Verdict.TOLD
    assert said(manager, milestone)[-1][0] == Verdict.WILL_NOT_BE
