"""Turn due milestones into messages of the outbox. Running it again changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from accounts.models import User
from accounts.permissions import check_may
from accounts.roles import OFFICERS, Role
from accounts.selectors import holders_of, people_of_practices
from core.clock import civil_date
from core.law import Reason
from core.transactions import use_case
from formation.models import Milestone
from formation.rules.milestones import MilestoneState, Owner
from formation.rules.reminders import escalates, is_overdue, latest_due_date, step_reached
from formation.rules.states import FORMING, WORKING
from gp_relationships.models import Participation
from gp_relationships.rules.participation_states import OVER, Level
from notifications.models import Message
from notifications.outbox import Notice, post_many

MILESTONE = Milestone._meta.label_lower


@use_case
def post_due(*, by: User, at: datetime) -> int:
    """Post a reminder for every open milestone whose ladder has reached a new step.

    Each person is told once for each step of each milestone, whatever the number of runs: the key
    is unique. Journeys that are paused, ended or abandoned are silent. Returns how many messages
    were new.
    """
    on = civil_date(at)
    check_may(by, (Role.SYSTEM, *OFFICERS), on=on)
    due = list(_due_milestones(on))
    told = _audiences(due, on=on)
    notices = [
        notice for milestone in due for notice in _notices(milestone, told[milestone.pk], on=on)
    ]
    return post_many(notices, at=at)


def is_still_due(milestone_id: UUID) -> bool:
    """Whether a milestone still wants reminding of: it is open, and its journey goes on."""
    rows = Milestone.objects.filter(pk=milestone_id, state=MilestoneState.DUE)
    return rows.filter(journey__state__in=[*FORMING, *WORKING]).exists()


def why_not_to_remind(message: Message, at: datetime) -> Reason | None:
    """Why a reminder that waits to be sent is no longer needed, or nothing: asked again just
    before it is sent (`notifications.needed`)."""
    if message.about_type != MILESTONE:
        return None
    if not is_still_due(message.about_id):
        text = "The milestone was met or dropped, or its journey does not go on."
        return Reason("milestone_is_closed", text)
    milestone = Milestone.objects.select_related("journey__vanguard").get(pk=message.about_id)
    if message.facts.get("due_on") != milestone.due_on.isoformat():
        return Reason("milestone_has_another_date", "The milestone has another date now.")
    if message.to_id not in _audiences([milestone], on=civil_date(at))[milestone.pk]:
        text = "The milestone is no longer this person's to look after."
        return Reason("person_left", text)
    return None


def _due_milestones(on: date) -> Iterable[Milestone]:
    rows = Milestone.objects.filter(
        state=MilestoneState.DUE,
        due_on__lte=latest_due_date(on),
        journey__state__in=[*FORMING, *WORKING],
    )
    return rows.select_related("journey__vanguard").order_by("due_on", "pk").iterator(1000)


def _audiences(milestones: Sequence[Milestone], *, on: date) -> dict[UUID, set[UUID]]:
    """Who is to hear of each milestone today: the journey's officer; the practices' people, where
    it is the practices'; the approving officers, where a statutory one is overdue.

    An officer who holds that office no more hears nothing; the other officers do instead.
    """
    practices = _practices_of({milestone.journey.vanguard_id for milestone in milestones})
    speakers = _speakers([one for each in practices.values() for one in each], on=on)
    approvers = {user.pk for user in holders_of(Role.APPROVING_OFFICER, on=on)}
    officers = {user.pk for user in holders_of(Role.PROGRAMME_OFFICER, on=on)}
    told: dict[UUID, set[UUID]] = {}
    for milestone in milestones:
        looks_after = {milestone.journey.officer_id} & (officers | approvers)
        people = set(looks_after or officers or approvers)
        if milestone.owner == Owner.PRACTICE:
            for practice in practices[milestone.journey.vanguard_id]:
                people |= speakers[practice]
        step = step_reached(milestone.due_on, on)
        if step is not None and escalates(step, statutory=milestone.is_statutory):
            people |= approvers
        told[milestone.pk] = people
    return told


def _practices_of(vanguard_ids: set[UUID]) -> dict[UUID, list[UUID]]:
    """The practices in each vanguard that are asked, or take part; not those that stay outside."""
    practices: dict[UUID, list[UUID]] = defaultdict(list)
    rows = Participation.objects.filter(vanguard_id__in=vanguard_ids).exclude(state__in=OVER)
    rows = rows.exclude(level=Level.OUTSIDE, state="decided")
    for vanguard_id, practice_id in rows.values_list("vanguard_id", "practice_id"):
        practices[vanguard_id].append(practice_id)
    return practices


def _speakers(practice_ids: list[UUID], *, on: date) -> dict[UUID, set[UUID]]:
    speakers: dict[UUID, set[UUID]] = defaultdict(set)
    for membership in people_of_practices(practice_ids, on=on):
        if membership.practice_id is not None:
            speakers[membership.practice_id].add(membership.user_id)
    return speakers


def _notices(milestone: Milestone, people: set[UUID], *, on: date) -> Iterator[Notice]:
    step = step_reached(milestone.due_on, on)
    if step is None:
        return
    due_on = milestone.due_on.isoformat()
    facts = {
        "milestone": milestone.title,
        "code": milestone.code,
        "vanguard": milestone.journey.vanguard.name,
        "owner": milestone.get_owner_display(),
        "due_on": due_on,
        "statutory": milestone.is_statutory,
    }
    for person in sorted(people):
        yield Notice(
            kind="milestone_overdue" if is_overdue(step) else "milestone_reminder",
            to_id=person,
            about_type=MILESTONE,
            about_id=milestone.pk,
            key=f"reminder:{milestone.pk}:{due_on}:{step}:{person}",
            facts=facts,
        )
