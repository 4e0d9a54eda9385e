"""Reminders: each step of the ladder once for each person, caught up, never after the fact."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Membership, User
from accounts.roles import Role
from accounts.selectors import system_user
from core.clock import civil_date
from core.errors import NotPermitted
from formation.actions import journeys, milestones
from formation.rules.reminders import LADDER
from gp_relationships.actions import participations
from notifications.actions.delivery import deliver_due
from notifications.models import Message, MessageState
from reminders.actions.questions import why_not_to_remind
from reminders.actions.sweep import post_due
from reminders.selectors.posting import MILESTONE
from tests.support.consent import everybody_signed
from tests.support.people import NOW, TODAY, person

pytestmark = pytest.mark.django_db


def posted(milestone) -> list[tuple[str, str]]:
    """The reminders of one milestone in the order of posting: (kind, to whom)."""
    rows = Message.objects.filter(about_type=MILESTONE, about_id=milestone.pk)
    return list(rows.order_by("posted_at", "to__email").values_list("kind", "to__email"))


def step_of(message: Message) -> int:
    """Which step of the ladder a reminder speaks of."""
    return int(message.occurrence.split(":")[1])


def test_ten_sweeps_post_a_reminder_once(due_in, officer, sweep):
    milestone = due_in(7)
    assert [sweep() for _ in range(10)] == [1] + [0] * 9
    assert posted(milestone) == [("milestone_reminder", officer.email)]


def test_each_step_of_the_ladder_is_posted_on_its_day_and_on_no_other(due_in, sweep):
    milestone = due_in(30)
    days = [day for day in range(45) if sweep(day)]
    assert days == [30 + step for step in LADDER]
    kinds = [kind for kind, _ in posted(milestone)]
    assert kinds == ["milestone_reminder"] * 4 + ["milestone_overdue"] * 2


def test_a_day_on_which_nothing_ran_is_caught_up_the_next_day(due_in, sweep):
    milestone = due_in(9)
    assert sweep(0) == 1  # the step of 14 days before
    # the sweep of day 2, seven days before, never ran
    assert sweep(3) == 1
    assert sorted(step_of(m) for m in Message.objects.filter(about_id=milestone.pk)) == [-14, -7]


def test_what_is_dated_late_is_reminded_of_the_last_step_alone(due_in, sweep):
    milestone = due_in(-20)
    assert sweep() == 1
    assert [step_of(m) for m in Message.objects.filter(about_id=milestone.pk)] == [7]


def test_steps_that_were_passed_while_nothing_ran_are_rows_that_say_so(due_in, officer, sweep):
    sweep()
    milestone = due_in(16, "B16")
    assert sweep(1) == 1  # 28 days before
    assert sweep(12) == 2  # 14 and 7 days before: nothing ran for eleven days
    deliver_due(at=NOW + timedelta(days=12))
    told = Message.objects.filter(about_id=milestone.pk).order_by("occurrence")
    assert {step_of(m): (m.state, m.reason) for m in told} == {
        -28: (MessageState.SUPPRESSED, "step_is_overtaken"),
        -14: (MessageState.SUPPRESSED, "step_is_overtaken"),
        -7: (MessageState.SENT, ""),
    }


def test_a_milestone_far_ahead_has_no_reminder_yet(due_in, sweep):
    milestone = due_in(29)
    assert sweep() == 0
    assert sweep(1) == 1
    assert len(posted(milestone)) == 1


def test_a_milestone_that_is_met_or_dropped_has_none(due_in, officer, sweep):
    met, dropped = due_in(1, "B10"), due_in(1, "B11")
    milestones.meet(milestone_id=met.pk, met_on=TODAY, evidence="Record 7", by=officer, at=NOW)
    milestones.drop(milestone_id=dropped.pk, by=officer, at=NOW, note="Not needed here.")
    assert sweep() == 0


def test_a_new_date_begins_the_ladder_anew(due_in, sweep):
    milestone = due_in(1)
    sweep()
    due_in(14)
    sweep()
    steps = sorted(step_of(m) for m in Message.objects.filter(about_id=milestone.pk))
    assert steps == [-14, -1]


def test_a_paused_journey_is_silent_with_a_row_and_goes_on_when_it_is_resumed(
    due_in, travelling, officer, mailoutbox, sweep
):
    milestone = due_in(1, "B16")
    journeys.pause(journey_id=travelling.pk, by=officer, at=NOW, note="Funding is unclear.")
    assert sweep() == 1
    deliver_due(at=NOW)
    kept = Message.objects.get(about_id=milestone.pk)
    assert (kept.state, kept.reason) == (MessageState.SUPPRESSED, "journey_rests")
    assert kept.outcome == "The journey is paused."
    assert sweep() == 0
    journeys.resume(journey_id=travelling.pk, by=officer, at=NOW)
    assert [sweep() for _ in range(3)] == [1, 0, 0]
    deliver_due(at=NOW)
    states = Message.objects.filter(about_id=milestone.pk).order_by("occurrence")
    assert list(states.values_list("occurrence", "state")) == [
        ("2026-11-24:-1", MessageState.SUPPRESSED),
        ("2026-11-24:-1:2", MessageState.SENT),
    ]


def test_an_abandoned_journey_is_silent(due_in, travelling, approver, sweep):
    due_in(1)
    journeys.abandon(journey_id=travelling.pk, by=approver, at=NOW, note="No partner is left.")
    assert sweep() == 0


def reminded() -> set[str]:
    return set(Message.objects.filter(about_type=MILESTONE).values_list("to__email", flat=True))


def test_a_practices_own_milestone_is_told_to_its_people_and_others_are_not(
    due_in, taking_part, officer, other_partner, sweep
):
    due_in(1, "B10")
    sweep()
    assert reminded() == {officer.email}
    due_in(1, "B29")
    sweep()
    assert reminded() == {officer.email, *taking_part}


def test_a_practice_that_stays_outside_or_has_left_is_not_reminded(
    due_in, taking_part, participation, officer, sweep
):
    everybody_signed(participation, "outside", by=officer)
    participations.decide(
        participation_id=participation.pk,
        level="outside",
        decided_on=TODAY,
        by=officer,
        at=NOW,
    )
    due_in(1, "B29")
    sweep()
    assert reminded() == {officer.email}
    participations.leave(participation_id=participation.pk, by=officer, at=NOW, note="Closed.")
    assert sweep() == 0


def test_a_practice_that_is_asked_later_is_told_of_what_was_reached_before(
    due_in, vanguard, other_practice, other_partner, officer, sweep
):
    due_in(1, "B29")
    sweep()
    assert reminded() == {officer.email}
    participations.invite(
        vanguard_id=vanguard.pk, practice_id=other_practice.pk, by=officer, at=NOW
    )
    assert sweep() == 1
    assert reminded() == {officer.email, other_partner.email}


def test_who_joins_a_practice_is_told_on_their_first_day(
    due_in, taking_part, participation, officer, sweep
):
    due_in(1, "B29")
    sweep()
    joins = User.objects.create_user("new@example.org", full_name="Nia New")
    Membership.objects.create(
        user=joins,
        role=Role.GP_PARTNER,
        practice=participation.practice,
        starts_on=TODAY + timedelta(days=1),
        granted_by=officer,
    )
    assert sweep() == 0
    assert sweep(1) == 1
    assert joins.email in reminded()


@pytest.mark.parametrize(("ends", "is_told"), [(0, False), (1, True)])
def test_whoever_speaks_for_the_practice_no_more_gets_nothing(
    due_in, taking_part, manager, partner, officer, ends, is_told, sweep
):
    Membership.objects.filter(user=manager).update(
        ends_on=TODAY + timedelta(days=ends), ended_by=officer
    )
    due_in(1, "B29")
    sweep()
    assert (manager.email in reminded()) is is_told
    assert partner.email in reminded()


def test_an_officer_who_left_is_not_reminded_and_another_one_is(due_in, officer, sweep):
    stays = person(Role.PROGRAMME_OFFICER)
    milestone = due_in(1)
    Membership.objects.filter(user=officer).update(ends_on=TODAY, ended_by=stays)
    sweep()
    assert posted(milestone) == [("milestone_reminder", stays.email)]


def test_one_person_in_two_roles_is_told_once(due_in, participation, practice, officer, sweep):
    for role in (Role.PRACTICE_MANAGER, Role.GP_PARTNER):
        Membership.objects.create(
            user=officer, role=role, practice=practice, starts_on=TODAY, granted_by=officer
        )
    milestone = due_in(1, "B29")
    assert sweep() == 2
    deliver_due(at=NOW)
    told = Message.objects.filter(about_id=milestone.pk).order_by("-rule")
    assert [(m.rule, m.roles, m.state, m.reason) for m in told] == [
        ("milestone.owner", ["gp_partner", "practice_manager"], MessageState.SENT, ""),
        (
            "milestone.officer",
            ["programme_officer"],
            MessageState.SUPPRESSED,
            "person_is_told_already",
        ),
    ]


def test_a_statutory_milestone_that_is_late_comes_before_the_approving_officers(
    due_in, officer, approver, sweep
):
    statutory, ordinary = due_in(-1, "B16"), due_in(-1, "B10")
    sweep()
    assert {to for _, to in posted(statutory)} == {officer.email, approver.email}
    assert {to for _, to in posted(ordinary)} == {officer.email}


def test_a_statutory_milestone_that_is_not_late_does_not(due_in, officer, approver, sweep):
    statutory = due_in(0, "B16")
    sweep()
    assert {to for _, to in posted(statutory)} == {officer.email}


@pytest.mark.parametrize(
    ("due_on", "step", "falls_on"),
    [
        (date(2027, 3, 29), -1, date(2027, 3, 28)),  # the clocks go forward on 28 March
        (date(2027, 3, 28), 1, date(2027, 3, 29)),
        (date(2026, 10, 26), -1, date(2026, 10, 25)),  # the clocks go back on 25 October
        (date(2026, 10, 25), 1, date(2026, 10, 26)),
        (date(2028, 3, 7), -7, date(2028, 2, 29)),  # a leap day
        (date(2028, 2, 29), 1, date(2028, 3, 1)),
        (date(2027, 3, 28), -28, date(2027, 2, 28)),  # ends of months
        (date(2027, 1, 31), 1, date(2027, 2, 1)),
        (date(2027, 1, 1), -1, date(2026, 12, 31)),  # and of the year
    ],
)
def test_a_step_falls_on_its_civil_date_from_the_first_minute_to_the_last(
    travelling, officer, due_on, step, falls_on
):
    milestone = travelling.milestones.get(code="B10", state="due")
    milestones.redate(milestone_id=milestone.pk, due_on=due_on, by=officer, at=NOW, note="So.")

    def steps() -> list[int]:
        return [step_of(m) for m in Message.objects.filter(about_id=milestone.pk)]

    midnight = first_instant(falls_on)
    post_due(by=system_user(), at=midnight - timedelta(seconds=1))
    assert step not in steps()
    post_due(by=system_user(), at=midnight)
    assert step in steps()
    before = len(steps())
    post_due(by=system_user(), at=first_instant(falls_on + timedelta(days=1), seconds=-1))
    assert len(steps()) == before


def first_instant(day: date, *, seconds: int = 0) -> datetime:
    """The first instant of a day by clocks in England, found by looking; some seconds from it."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    hours = (noon - timedelta(hours=back) for back in range(24))
    first = min(hour for hour in hours if civil_date(hour) == day)
    return first + timedelta(seconds=seconds)


def test_a_reminder_is_asked_again_before_it_is_sent(
    due_in, participation, practice_contract, officer, mailoutbox, sweep
):
    everybody_signed(participation, "full", by=officer)
    participations.decide(
        participation_id=participation.pk, level="full", decided_on=TODAY, by=officer, at=NOW
    )
    met, moved, stays = due_in(1, "B16"), due_in(1, "B29"), due_in(1, "B28")
    sweep()
    for code in ("B15", "B16"):
        row = met.journey.milestones.get(code=code)
        milestones.meet(milestone_id=row.pk, met_on=TODAY, by=officer, at=NOW)
    due_in(300, "B29")
    deliver_due(at=NOW)
    fates = dict(Message.objects.filter(about_type=MILESTONE).values_list("about_id", "state"))
    assert fates == {
        met.pk: MessageState.SUPPRESSED,
        moved.pk: MessageState.SUPPRESSED,
        stays.pk: MessageState.SENT,
    }
    reminders_sent = [mail for mail in mailoutbox if mail.subject.startswith("By ")]
    assert [stays.title in mail.subject for mail in reminders_sent] == [True]


def test_a_reminder_to_somebody_who_left_since_is_not_sent(
    due_in, taking_part, manager, officer, mailoutbox, sweep
):
    due_in(1, "B29")
    sweep()
    Membership.objects.filter(user=manager).update(ends_on=TODAY, ended_by=officer)
    deliver_due(at=NOW)
    told = {to for mail in mailoutbox if mail.subject.startswith("By ") for to in mail.to}
    assert told == {officer.email, *taking_part} - {manager.email}
    assert "no longer" in Message.objects.get(to=manager, about_type=MILESTONE).outcome


def test_what_is_no_milestone_is_not_for_the_milestones_to_judge(officer):
    message = Message(kind="milestone_reminder", about_type="accounts.user", to=officer)
    assert why_not_to_remind(message, NOW) is None


def test_the_clock_and_the_officers_may_sweep_and_nobody_else(
    due_in, officer, approver, analyst, auditor, manager
):
    due_in(1)
    for other in (analyst, auditor, manager):
        with pytest.raises(NotPermitted):
            post_due(by=other, at=NOW)
    assert not Message.objects.filter(about_type=MILESTONE).exists()
    assert post_due(by=officer, at=NOW) == 1
    assert post_due(by=approver, at=NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_post_once(raced, due_in):
    milestone = due_in(1)
    clock = system_user()
    results = raced(lambda: post_due(by=clock, at=NOW), times=4)
    assert not [result for result in results if isinstance(result, Exception)]
    assert len(posted(milestone)) == 1
