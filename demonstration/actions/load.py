"""Load the demonstration: people, sites, and the diary of every site, played in order of time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from accounts.models import User
from accounts.selectors import system_user
from audit.record import record
from core.clock import civil_date
from core.errors import Refused
from core.law import Reason
from core.transactions import use_case
from demonstration.actions import consents, gp_roles, journeys, people, practices
from demonstration.actions.casts import Cast, Member
from demonstration.actions.diary import Diary
from demonstration.actions.organisations import found, patients_of
from demonstration.models import Load
from demonstration.rules.sites import SIGN_IN_SITE, SITES, Site
from demonstration.rules.stories import STORIES, contract_type
from demonstration.selectors import holds_organisations, last_load
from notifications.models import OPEN_STATES, Message, MessageState
from organisations.models import Practice, Vanguard
from reminders.actions.choices import choose_rhythm
from reminders.rules.rhythm import Often, Rhythm

STALE = timedelta(days=3)
PAST = "It belongs to the demonstration's invented past, and was never sent."
OTHER_SITE = "MCP90"
"""The GP partner speaks for a practice of this site as well, whose contract is suspended."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: nothing, where the demonstration was there."""

    new: bool
    acts: int = 0


AT_ONCE = Rhythm(often=Often.EACH.value, quiet_from=0, quiet_until=0)
HEAR_AT_ONCE = ("officer", "approver")
"""Who hears of each reminder at any hour, so that the demonstration shows them at once; the others
have their digests."""


def load(*, at: datetime, sites: Sequence[Site] = SITES) -> Loaded:
    """Load the demonstration around this day, unless it is there.

    Raises:
        Refused: this is no demonstration, or the database holds other things.
    """
    _check()
    if last_load() is not None:
        people.hand_out_token(at=at)
        return Loaded(new=False)
    today = civil_date(at)
    staff = people.take_on(today=today, at=at)
    for mailbox in HEAR_AT_ONCE:
        choose_rhythm(rhythm=AT_ONCE, by=staff[mailbox], at=at)
    casts = _casts(sites, staff, today=today, at=at)
    diary = Diary(today)
    number = 0
    for cast in casts:
        number = _write(cast, diary, first=number)
    with committing_without_waiting():
        acts = diary.play()
    people.hand_out_token(at=at)
    _finish(today=today, at=at)
    return Loaded(new=True, acts=acts)


@contextmanager
def committing_without_waiting() -> Iterator[None]:
    """Let the many acts commit without waiting for the disk; the last one, which alone says that
    the demonstration is whole, does wait, and all before it are on the disk by then."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
        try:
            yield
        finally:
            cursor.execute("RESET synchronous_commit")


def _check() -> None:
    if not people.is_allowed():
        text = (
            "This installation is no demonstration (MCP_DEMONSTRATION is not set): invented "
            "practices and people do not belong in it."
        )
        raise Refused((Reason("no_demonstration", text),))
    if last_load() is None and holds_organisations():
        text = (
            "The database holds organisations, but no whole demonstration: other data were put in "
            "first, or an earlier load was cut off. Start afresh: python3 dev.py demo --reset"
        )
        raise Refused((Reason("database_not_empty", text),))


def _casts(
    sites: Sequence[Site], staff: dict[str, User], *, today: date, at: datetime
) -> list[Cast]:
    founded = found(sites, today=today, by=system_user(), at=at)
    _staff_practices(founded, staff, today)
    stories = {story.site: story for story in STORIES}
    return [
        Cast(
            site=site,
            story=stories[site.code],
            vanguard=founded[site.code][0],
            members=[
                Member(number, practice, patients_of(site, number), contract_type(number))
                for number, practice in enumerate(founded[site.code][1])
            ],
            officer=staff["officer.two" if turn % 3 == 1 else "officer"],
            approver=staff["approver"],
            partner=staff["partner"],
        )
        for turn, site in enumerate(sites)
    ]


def _staff_practices(
    founded: dict[str, tuple[Vanguard, list[Practice]]], staff: dict[str, User], today: date
) -> None:
    first = founded[SIGN_IN_SITE][1][0]
    others = [rows[0] for code, (_, rows) in founded.items() if code != SIGN_IN_SITE]
    second = founded[OTHER_SITE][1][0]
    people.join_practices(people=staff, practices=[first, *others], second=second, today=today)


def _write(cast: Cast, diary: Diary, *, first: int) -> int:
    """Write one site's whole story into the diary."""
    practices.write_contracts(cast, diary)
    number = gp_roles.write_gps(cast, diary, first=first)
    journeys.write_journey(cast, diary)
    practices.write_participations(cast, diary)
    consents.write_consents(cast, diary)
    practices.write_suspensions(cast, diary)
    gp_roles.write_roles(cast, diary)
    return number


@use_case
def _finish(*, today: date, at: datetime) -> None:
    """Settle the letters of the invented past, and say that the demonstration is whole."""
    waiting = Message.objects.filter(state__in=OPEN_STATES, due_at__lt=at - STALE)
    waiting.update(state=MessageState.SUPPRESSED, outcome=PAST)
    done = Load(as_of=today, at=at)
    done.save(force_insert=True)
    record(kind="demonstration.load", about=done, by=system_user(), at=at)
