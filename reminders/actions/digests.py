"""Bundle what is held for people into one e-mail each."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.models import User
from accounts.permissions import check_may
from accounts.roles import OFFICERS, Role
from core.clock import civil_date
from core.law import Reason
from core.sets import update_set
from core.transactions import step, use_case
from notifications.models import Message, MessageState
from notifications.outbox import Notice, post_many
from reminders.models import Preference
from reminders.rules.rhythm import USUAL, Rhythm, next_window
from reminders.rules.sending import against_sending
from reminders.selectors.digests import (
    DIGEST,
    TAKEN_BACK,
    digest_facts,
    digests_taken_back,
    held_for,
    people_with_a_digest_due,
)
from reminders.selectors.telling import told_of

PEOPLE_AT_A_TIME = 100
PERSON = User._meta.label_lower


def compose_due(*, by: User, at: datetime) -> int:
    """Make the digests whose hour has come, and settle what is no longer to be said.

    One digest for each person and window; where nothing is left to say there is none. Each hundred
    people are a transaction of their own. Returns how many digests were made.

    Raises:
        NotPermitted: the person is neither the clock nor an officer.
    """
    check_may(by, (Role.SYSTEM, *OFFICERS), on=civil_date(at))
    _take_back(at=at)
    made = 0
    while people := people_with_a_digest_due(at, most=PEOPLE_AT_A_TIME):
        bundled, settled = _compose(people, at=at)
        made += bundled
        if not settled:
            break  # another sweep holds them
    return made


@use_case
def _compose(people: Sequence[UUID], *, at: datetime) -> tuple[int, int]:
    """The digests of these people; how many there are, and how many held reminders were settled."""
    held = list(held_for(people, at=at))
    told = told_of(held, at=at)
    reasons = {item.pk: next(iter(against_sending(told[item.pk])), None) for item in held}
    _suppress([(item, reason) for item in held if (reason := reasons[item.pk]) is not None])
    wanted: dict[UUID, list[Message]] = defaultdict(list)
    for item in held:
        if reasons[item.pk] is None:
            wanted[item.to_id].append(item)
    return _bundle(wanted, at=at), len(held)


@step
def _bundle(wanted: dict[UUID, list[Message]], *, at: datetime) -> int:
    """One digest a person for the window that has come; who has had theirs waits for the next."""
    windows = {person: max(item.due_at for item in items) for person, items in wanted.items()}
    before = _digests_of(windows)
    late = {p: items for p, items in wanted.items() if any(not d.reason for d in before[p])}
    _roll_over(late, at=at)
    now = {person: items for person, items in wanted.items() if person not in late}
    keys = {person: _key(person, windows[person], len(before[person])) for person in now}
    post_many(
        [
            Notice(
                kind=DIGEST,
                to_id=person,
                about_type=PERSON,
                about_id=person,
                key=keys[person],
                facts=digest_facts(items),
            )
            for person, items in now.items()
        ],
        at=at,
    )
    made = dict(Message.objects.filter(key__in=keys.values()).values_list("to_id", "pk"))
    for person, digest_id in made.items():
        ids = [item.pk for item in now[person]]
        Message.objects.filter(pk__in=ids).update(state=MessageState.BUNDLED, digest=digest_id)
    return len(made)


def _digests_of(windows: dict[UUID, datetime]) -> dict[UUID, list[Message]]:
    """The digests that each person had for this window already."""
    found: dict[UUID, list[Message]] = defaultdict(list)
    earliest = min(windows.values(), default=None)
    if earliest is not None:
        rows = Message.objects.filter(kind=DIGEST, to__in=windows, posted_at__gte=earliest)
        for row in rows:
            if row.key.startswith(_key(row.to_id, windows[row.to_id], 0)):
                found[row.to_id].append(row)
    return found


def _key(person: UUID, window: datetime, number: int) -> str:
    again = f":{number + 1}" if number else ""
    return f"{DIGEST}:{person}:{window:%Y-%m-%dT%H:%MZ}{again}"


@step
def _roll_over(late: dict[UUID, list[Message]], *, at: datetime) -> None:
    """What came up just as the digest left goes with the next one."""
    for person, rhythm in rhythms_of(late).items():
        ids = [item.pk for item in late[person]]
        Message.objects.filter(pk__in=ids).update(due_at=next_window(rhythm, at))


def rhythms_of(people: dict[UUID, list[Message]]) -> dict[UUID, Rhythm]:
    """What each of these people chose."""
    chosen = {row.user_id: row.rhythm for row in Preference.objects.filter(user__in=people)}
    return {person: chosen.get(person, USUAL) for person in people}


@step
def _suppress(settled: list[tuple[Message, Reason]]) -> None:
    """Write down of each why it is not said."""
    if settled:
        columns = {
            "state": [MessageState.SUPPRESSED.value] * len(settled),
            "outcome": [reason.text for _, reason in settled],
            "reason": [reason.code for _, reason in settled],
        }
        update_set(Message, [item.pk for item, _ in settled], columns)


@use_case
def _take_back(*, at: datetime) -> None:
    """What a digest held that was not sent is judged anew, and goes with the one in its place."""
    taken = [row.pk for row in digests_taken_back()]
    if taken:
        Message.objects.filter(digest__in=taken, state=MessageState.BUNDLED).update(
            state=MessageState.HELD, digest=None
        )


__all__ = ["TAKEN_BACK", "compose_due"]
