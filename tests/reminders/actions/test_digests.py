"""One e-mail for each person and window, of what is still to be said when it leaves."""

from datetime import timedelta

import pytest

from accounts.models import Membership, User
from accounts.roles import Role
from accounts.selectors import system_user
from core.errors import NotPermitted
from formation.actions import milestones
from notifications.actions.delivery import deliver_due
from notifications.models import Message, MessageState
from reminders.actions.digests import compose_due
from reminders.models import Mute, Preference, Snooze
from reminders.selectors.digests import DIGEST, MOST_LISTED
from reminders.selectors.posting import MILESTONE
from tests.support.people import NOW, TODAY

pytestmark = pytest.mark.django_db

NEXT_DIGEST = timedelta(hours=22)
"""NOW is ten in the morning; the next digest leaves at eight."""


def compose(after: timedelta = NEXT_DIGEST) -> int:
    return compose_due(by=system_user(), at=NOW + after)


def digests() -> list[Message]:
    return list(Message.objects.filter(kind=DIGEST).order_by("posted_at", "key"))


def test_what_is_not_statutory_is_held_for_the_next_digest(due_in, sweep, officer):
    due_in(1)
    sweep()
    held = Message.objects.get(about_type=MILESTONE)
    assert (held.state, held.due_at) == (MessageState.HELD, NOW + NEXT_DIGEST)
    assert compose(NEXT_DIGEST - timedelta(seconds=1)) == 0
    assert compose() == 1


def test_what_is_statutory_goes_out_by_itself(due_in, sweep, mailoutbox):
    due_in(1, "B16")
    sweep()
    deliver_due(at=NOW)
    assert [mail.subject[:23] for mail in mailoutbox][-1].startswith("By Tuesday 24 November")


def test_each_person_has_one_digest_a_window_however_often_it_is_composed(
    due_in, sweep, mailoutbox
):
    for code in ("B10", "B11", "B12"):
        due_in(1, code)
    sweep()
    assert [compose() for _ in range(5)] == [1, 0, 0, 0, 0]
    deliver_due(at=NOW + NEXT_DIGEST)
    letters = [mail for mail in mailoutbox if "milestones to look after" in mail.subject]
    assert len(letters) == 1
    assert "3 milestones to look after; the first is due by Tuesday 24 November" in (
        letters[0].subject
    )
    assert letters[0].body.count("Due by Tuesday 24 November 2026") == 3
    items = Message.objects.filter(about_type=MILESTONE)
    assert {item.state for item in items} == {MessageState.BUNDLED}
    assert {item.digest for item in items} == {digests()[0]}


def test_without_content_there_is_no_digest(due_in, sweep, officer):
    milestone = due_in(1)
    sweep()
    milestones.meet(milestone_id=milestone.pk, met_on=TODAY, evidence="Record", by=officer, at=NOW)
    assert compose() == 0
    assert digests() == []
    kept = Message.objects.get(about_id=milestone.pk)
    assert (kept.state, kept.reason) == (MessageState.SUPPRESSED, "milestone_is_closed")
    assert kept.outcome == "The milestone was met."


def test_three_days_without_a_sweep_make_one_digest_of_all_that_came_up(due_in, sweep):
    due_in(10)
    due_in(2, "B11")
    sweep()
    assert sweep(5) == 3  # seven days before the one; one day before and one after the other
    assert compose(timedelta(days=6)) == 1
    assert digests()[0].facts["milestones"] == "2 milestones"
    overtaken = Message.objects.filter(reason="step_is_overtaken")
    assert sorted(m.occurrence for m in overtaken) == [
        "2026-11-25:-1",
        "2026-11-25:-7",
        "2026-12-03:-14",
    ]


def test_a_weekly_digest_leaves_on_its_day_and_leaves_out_what_was_overtaken(
    due_in, sweep, officer
):
    Preference.objects.create(user=officer, often="weekly", weekday=7, changed_at=NOW)
    milestone = due_in(6)
    sweep()
    held = Message.objects.get(about_type=MILESTONE)
    assert held.due_at == NOW + timedelta(days=5, hours=22)  # Sunday at eight
    sweep(5)  # the day before it is due
    assert compose(timedelta(days=5, hours=22)) == 1
    told = Message.objects.filter(about_id=milestone.pk).order_by("posted_at")
    assert [(m.state, m.reason) for m in told] == [
        (MessageState.SUPPRESSED, "step_is_overtaken"),
        (MessageState.BUNDLED, ""),
    ]


def test_what_comes_up_as_the_digest_leaves_goes_with_the_next(due_in, sweep, officer):
    due_in(1)
    sweep()
    compose()
    first = Message.objects.get(about_type=MILESTONE)
    late = due_in(4, "B11")
    sweep()
    Message.objects.filter(about_id=late.pk).update(due_at=first.due_at)
    assert compose() == 0
    kept = Message.objects.get(about_id=late.pk)
    assert (kept.state, kept.due_at) == (MessageState.HELD, NOW + timedelta(days=1, hours=22))


def test_a_digest_in_which_something_has_changed_gives_way_to_another(
    due_in, sweep, officer, mailoutbox
):
    met, stays = due_in(1), due_in(4, "B11")
    sweep()
    compose()
    leaves = NOW + NEXT_DIGEST
    milestones.meet(milestone_id=met.pk, met_on=TODAY, evidence="Record", by=officer, at=leaves)
    deliver_due(at=leaves)
    assert [d.reason for d in digests()] == ["digest_is_replaced"]
    assert compose() == 1
    deliver_due(at=leaves)
    letters = [mail for mail in mailoutbox if "to look after" in mail.subject]
    assert len(letters) == 1
    assert stays.title in letters[0].body
    assert met.title not in letters[0].body
    assert Message.objects.get(about_id=met.pk).reason == "milestone_is_closed"


def test_a_digest_of_which_nothing_is_left_is_not_sent(due_in, sweep, officer, mailoutbox):
    milestone = due_in(1)
    sweep()
    compose()
    milestones.meet(
        milestone_id=milestone.pk,
        met_on=TODAY,
        evidence="Record",
        by=officer,
        at=NOW + NEXT_DIGEST,
    )
    deliver_due(at=NOW + NEXT_DIGEST)
    assert digests()[0].reason == "nothing_is_left"
    assert compose() == 0
    assert not [mail for mail in mailoutbox if "to look after" in mail.subject]
    assert Message.objects.get(about_id=milestone.pk).reason == "milestone_is_closed"


def test_a_digest_that_may_have_arrived_is_not_replaced(due_in, sweep, officer):
    milestone = due_in(1)
    sweep()
    compose()
    Message.objects.filter(kind=DIGEST).update(in_doubt=True, tried_at=NOW)
    milestones.meet(milestone_id=milestone.pk, met_on=TODAY, evidence="Record", by=officer, at=NOW)
    deliver_due(at=NOW + NEXT_DIGEST)
    assert digests()[0].state == MessageState.SENT


def test_a_long_digest_lists_some_and_counts_the_others(travelling, sweep, officer):
    due_on = TODAY + timedelta(days=1)
    rows = list(travelling.milestones.filter(is_statutory=False, owner="commissioner"))
    for number in range(MOST_LISTED + 5):
        rows[number % len(rows)].title = f"Milestone {number}"
        copy = rows[number % len(rows)]
        Message.objects.create(
            kind="milestone_reminder", key=f"t:{number}", to=officer, about_type=MILESTONE,
            about_id=copy.pk, rule="milestone.owner", occurrence=f"{copy.due_on}:-28",
            facts={"milestone": f"Milestone {number}", "vanguard": "X", "due_on": str(due_on),
                   "statutory": False, "path": "/"},
            posted_at=NOW, due_at=NOW, state=MessageState.HELD,
        )  # fmt: skip
    assert compose() == 1
    facts = digests()[0].facts
    assert (len(facts["listed"]), facts["left_out"]) == (25, 5)
    assert facts["milestones"] == "30 milestones"


def test_a_muted_vanguard_is_silent_but_for_what_statute_demands(due_in, sweep, officer, vanguard):
    Mute.objects.create(user=officer, vanguard=vanguard, starts_on=TODAY)
    ordinary, statutory = due_in(1), due_in(1, "B16")
    sweep()
    compose()
    deliver_due(at=NOW + NEXT_DIGEST)
    fates = {m.about_id: (m.state, m.reason) for m in Message.objects.filter(about_type=MILESTONE)}
    assert fates == {
        ordinary.pk: (MessageState.SUPPRESSED, "vanguard_is_muted"),
        statutory.pk: (MessageState.SENT, ""),
    }


def test_what_was_put_off_is_silent_until_that_day_and_is_said_on_it(due_in, sweep, officer):
    milestone = due_in(1)
    Snooze.objects.create(
        user=officer, milestone_id=milestone.pk, starts_on=TODAY,
        until_on=TODAY + timedelta(days=3),
    )  # fmt: skip
    told = Message.objects.filter(about_id=milestone.pk).order_by("posted_at")
    assert sweep() == 1
    compose()
    assert [m.reason for m in told.all()] == ["milestone_is_snoozed"]
    assert sweep(1) == 0
    assert sweep(3) == 1  # the day after it was due is long gone; it is said again today
    compose(timedelta(days=4))
    assert [m.reason for m in told.all()] == ["milestone_is_snoozed", ""]
    assert told.last().state == MessageState.BUNDLED


def test_people_are_composed_in_batches_and_nobody_twice(due_in, sweep, monkeypatch, officer):
    monkeypatch.setattr("reminders.actions.digests.PEOPLE_AT_A_TIME", 2)
    due_in(-1, "B10")
    sweep()
    item = Message.objects.get(about_type=MILESTONE)
    for number in range(5):
        user = User.objects.create_user(f"o{number}@example.org", full_name=f"O {number}")
        Membership.objects.create(
            user=user, role=Role.PROGRAMME_OFFICER, starts_on=TODAY, granted_by=user
        )
        Message.objects.create(
            kind=item.kind, key=f"t:{number}", to=user, about_type=MILESTONE,
            about_id=item.about_id, rule=item.rule, occurrence=item.occurrence, facts=item.facts,
            posted_at=NOW, due_at=NOW, state=MessageState.HELD,
        )  # fmt: skip
    assert compose() == 1  # the journey's officer alone looks after it
    assert Message.objects.filter(reason="person_left").count() == 5


def test_the_clock_and_the_officers_may_compose_and_nobody_else(analyst, manager):
    for other in (analyst, manager):
        with pytest.raises(NotPermitted):
            compose_due(by=other, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_make_one_digest(raced, due_in, sweep):
    due_in(1)
    sweep()
    clock = system_user()
    results = raced(lambda: compose_due(by=clock, at=NOW + NEXT_DIGEST), times=4)
    assert sorted(results) == [0, 0, 0, 1]
    assert len(digests()) == 1
