"""When a person is told, by clocks in England: the nights, the windows, the weekends of change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.rules.rhythm import (
    LONDON,
    USUAL,
    Often,
    Rhythm,
    at_once,
    due_at,
    instant,
    next_window,
)

WEEKLY = Rhythm(often="weekly", weekday=1, hour=8)
RHYTHMS = st.builds(
    Rhythm,
    often=st.sampled_from([often.value for often in Often]),
    weekday=st.integers(1, 7),
    hour=st.integers(6, 20),
    quiet_from=st.integers(0, 23),
    quiet_until=st.integers(0, 23),
)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def shown(at: datetime) -> str:
    return at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("came_up", "goes_out"),
    [
        ("2026-11-23 00:01", "2026-11-23 08:00"),
        ("2026-11-23 08:00", "2026-11-24 08:00"),  # the digest of this hour has left
        ("2026-10-24 09:00", "2026-10-25 08:00"),  # the clocks go back in that night
        ("2026-10-25 00:01", "2026-10-25 08:00"),
        ("2027-03-27 09:00", "2027-03-28 08:00"),  # and forward in that one
        ("2028-02-28 09:00", "2028-02-29 08:00"),  # a leap day
        ("2027-01-31 09:00", "2027-02-01 08:00"),
        ("2026-12-31 09:00", "2027-01-01 08:00"),
    ],
)
def test_a_daily_digest_leaves_at_its_hour_by_clocks_in_england(came_up, goes_out):
    assert shown(next_window(USUAL, london(came_up))) == goes_out


@pytest.mark.parametrize(
    ("came_up", "goes_out"),
    [
        ("2026-11-23 00:01", "2026-11-23 08:00"),  # a Monday
        ("2026-11-23 08:00", "2026-11-30 08:00"),
        ("2026-11-29 23:59", "2026-11-30 08:00"),
        ("2026-10-20 12:00", "2026-10-26 08:00"),
    ],
)
def test_a_weekly_digest_leaves_on_its_day(came_up, goes_out):
    assert shown(next_window(WEEKLY, london(came_up))) == goes_out


@pytest.mark.parametrize(
    ("came_up", "goes_out"),
    [
        ("2026-11-23 00:00", "2026-11-23 07:00"),
        ("2026-11-23 06:59", "2026-11-23 07:00"),
        ("2026-11-23 07:00", "2026-11-23 07:00"),
        ("2026-11-23 18:59", "2026-11-23 18:59"),
        ("2026-11-23 19:00", "2026-11-24 07:00"),
        ("2026-10-24 23:00", "2026-10-25 07:00"),
        ("2027-03-28 00:30", "2027-03-28 07:00"),
    ],
)
def test_what_is_urgent_waits_for_the_end_of_the_night_and_no_longer(came_up, goes_out):
    assert shown(at_once(USUAL, london(came_up))) == goes_out


def test_the_two_half_past_ones_of_october_are_two_instants_of_one_night():
    early = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    late = early + timedelta(hours=1)
    assert shown(early) == shown(late) == "2026-10-25 01:30"
    assert at_once(USUAL, early) == at_once(USUAL, late) == london("2026-10-25 07:00")


def test_an_hour_that_the_clocks_leave_out_is_the_one_after_it():
    assert shown(instant(date(2027, 3, 28), 1)) == "2027-03-28 02:00"
    night = Rhythm(quiet_from=22, quiet_until=1)
    assert shown(at_once(night, london("2027-03-27 23:00"))) == "2027-03-28 02:00"


def test_equal_hours_mean_that_there_is_no_night():
    awake = Rhythm(quiet_from=7, quiet_until=7)
    at = london("2026-11-23 03:00")
    assert at_once(awake, at) == at
    assert not any(awake.is_quiet(hour) for hour in range(24))


def test_what_statute_demands_goes_out_by_itself_whatever_was_chosen():
    at = london("2026-11-24 12:00")
    assert due_at(WEEKLY, at, statutory=True) == at
    assert due_at(WEEKLY, at, statutory=False) == london("2026-11-30 08:00")
    assert due_at(Rhythm(often="each"), at, statutory=False) == at


@given(RHYTHMS, INSTANTS)
def test_what_is_urgent_is_never_early_never_at_night_and_never_a_day_late(rhythm, at):
    goes = at_once(rhythm, at)
    assert at <= goes <= at + timedelta(hours=25)
    local = goes.astimezone(LONDON)
    leapt = local.utcoffset() != (local - timedelta(hours=2)).astimezone(LONDON).utcoffset()
    assert not rhythm.is_quiet(local.hour) or leapt


@given(RHYTHMS, INSTANTS)
def test_a_digest_leaves_after_what_it_takes_in_at_the_hour_that_was_chosen(rhythm, at):
    goes = next_window(rhythm, at)
    local = goes.astimezone(ZoneInfo("Europe/London"))
    assert at < goes <= at + timedelta(days=8)
    assert (local.hour, local.minute) == (rhythm.hour, 0)
    assert rhythm.often == "daily" or local.isoweekday() == rhythm.weekday


def test_a_rhythm_is_said_in_words():
    assert USUAL.words == "Daily at 8:00; quiet from 19:00 to 7:00"
    assert WEEKLY.words.startswith("Weekly on Monday at 8:00")
    assert Rhythm(often="each", quiet_from=0, quiet_until=0).words == "Each at once; no quiet hours"
