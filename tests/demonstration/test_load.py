"""Loading: dated around any day, once only, and nowhere but in a demonstration."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from knox.crypto import hash_token
from knox.models import AuthToken

from accounts.models import User
from accounts.selectors import holders_of, system_user
from core.clock import civil_date
from core.errors import Refused
from demonstration.actions import people
from demonstration.actions.load import load
from demonstration.models import Load
from demonstration.rules.sites import SITES
from demonstration.selectors import counts
from formation.models import Milestone
from formation.rules.reminders import LADDER
from notifications.models import Message
from organisations.models import Practice
from reminders.actions.sweep import post_due
from reminders.rules.ladder import read_occurrence
from tests.demonstration.loading import MORNING, TINY, a_tiny_load

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_a_demonstration(settings):
    settings.DEMONSTRATION = True


@pytest.mark.parametrize(
    "at",
    [
        datetime(2028, 2, 29, 9, 0, tzinfo=UTC),  # a leap day
        datetime(2027, 3, 28, 0, 30, tzinfo=UTC),  # half an hour before the clocks go forward
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # the hour that comes twice
        datetime(2026, 12, 31, 23, 45, tzinfo=UTC),  # the year's last minutes
        datetime(2027, 6, 30, 23, 30, tzinfo=UTC),  # already tomorrow in London
    ],
    ids=lambda at: at.isoformat(),
)
def test_whatever_the_day_something_is_due_late_and_met(at):
    today = civil_date(at)
    assert a_tiny_load(at=at).new
    milestones = Milestone.objects.exclude(journey__state="paused")
    assert milestones.filter(state="due", due_on=today + timedelta(days=1)).exists()
    assert milestones.filter(state="due", due_on__lt=today).exists()
    assert milestones.filter(state="met").count() > 40

    assert post_due(by=system_user(), at=at) > 0
    fall_today = {m.about_id for m in reminders_of_the_day(today)}
    assert fall_today, "at least one step of the ladder is reached on the very day"
    week = [today + timedelta(days=ahead) for ahead in range(1, 8)]
    assert [day for day in week if steps_falling_on(day)], "and one within the week"


def reminders_of_the_day(today: date) -> list[Message]:
    """The reminders whose step is reached on this day, and not caught up from an earlier one."""
    found = []
    for message in Message.objects.filter(rule__startswith="milestone."):
        due_on, step = read_occurrence(message.occurrence)
        if due_on + timedelta(days=step) == today:
            found.append(message)
    return found


def steps_falling_on(day: date) -> int:
    due = [day - timedelta(days=step) for step in LADDER]
    open_now = Milestone.objects.filter(state="due", due_on__in=due)
    return open_now.exclude(journey__state__in=["paused", "abandoned", "ended"]).count()


def test_a_second_load_changes_nothing_and_says_so():
    assert a_tiny_load().new
    before = counts(), AuthToken.objects.count(), User.objects.count()
    again = load(at=MORNING + timedelta(days=3), sites=TINY)
    assert (again.new, again.acts) == (False, 0)
    assert (counts(), AuthToken.objects.count(), User.objects.count()) == before


def test_it_refuses_where_there_is_no_demonstration(settings):
    settings.DEMONSTRATION = False
    with pytest.raises(Refused, match="is no demonstration"):
        load(at=MORNING, sites=TINY)
    with pytest.raises(CommandError, match="MCP_DEMONSTRATION"):
        call_command("load_demonstration")
    assert not Practice.objects.exists()
    assert not User.objects.filter(is_system=False).exists()


def test_it_refuses_a_database_that_holds_other_things(practice):
    with pytest.raises(Refused, match="holds organisations"):
        load(at=MORNING, sites=TINY)
    assert Practice.objects.get() == practice
    assert not Load.objects.exists()


def test_a_load_that_was_cut_off_is_not_taken_for_a_whole_one(monkeypatch):
    def stop(self):
        raise KeyboardInterrupt

    monkeypatch.setattr("demonstration.actions.diary.Diary.play", stop)
    with pytest.raises(KeyboardInterrupt):
        a_tiny_load()
    monkeypatch.undo()
    with pytest.raises(Refused, match="--reset"):
        a_tiny_load()


def test_everyone_can_sign_in_and_holds_the_role_that_is_printed():
    a_tiny_load()
    for someone in people.sign_ins():
        user = User.objects.get(email=someone.email)
        assert user.check_password(people.password_of(someone.email))
        assert user in holders_of(someone.role, on=MORNING.date())
    silent = User.objects.exclude(email__in=[someone.email for someone in people.sign_ins()])
    assert not any(user.has_usable_password() for user in silent)


def test_passwords_and_token_are_this_installations_own(settings):
    email = people.ANALYST.email
    first = people.password_of(email), people.analyst_token()
    assert (people.password_of(email), people.analyst_token()) == first
    settings.SECRET_KEY = "the secret key of another installation, as long as ours"
    assert people.password_of(email) != first[0]
    assert people.analyst_token() != first[1]


def test_the_analysts_token_is_good_for_a_year_and_then_renewed():
    a_tiny_load()
    token = AuthToken.objects.get(digest=hash_token(people.analyst_token()))
    assert token.user.email == people.ANALYST.email
    assert token.expiry == MORNING + timedelta(days=365)
    later = MORNING + timedelta(days=400)
    assert people.hand_out_token(at=later)
    assert not people.hand_out_token(at=later)
    token.refresh_from_db()
    assert token.expiry == later + timedelta(days=365)


def test_passwords_that_were_changed_are_reset():
    a_tiny_load()
    officer = User.objects.get(email="officer@demonstration.example")
    officer.set_password("something else that was chosen")
    officer.save()
    assert people.reset_passwords(at=MORNING) == len(people.sign_ins())
    officer.refresh_from_db()
    assert officer.check_password(people.password_of(officer.email))


def test_there_are_enough_sites_and_practices():
    assert len(SITES) == 16
    assert 250 <= sum(site.practices for site in SITES) <= 400
    assert all(12 <= site.practices <= 30 for site in SITES)
