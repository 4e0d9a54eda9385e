"""Turn due milestones into messages of the outbox. Running it again changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from accounts.models import User
from accounts.permissions import check_may
from accounts.roles import Role
from accounts.selectors import holders_of, people_of_practices
from core.clock import civil_date
from core.transactions import use_case
from core.wording import weekday
from formation.models import Milestone
from formation.rules.journey import FORMING, WORKING
from formation.rules.milestones import MilestoneState, Owner
from formation.rules.reminders import escalates, is_overdue, latest_due_date, step_reached
from gp_relationships.models import Participation
from gp_relationships.rules.participation import OVER
from notifications.outbox import Notice, post_many


@use_case
def post_due(*, by: User, at: datetime) -> int:
    """Post a reminder for every open milestone whose ladder has reached a new step.

    Each person is told once for each step of each milestone, whatever the number of runs: the key
    is unique. Journeys that are paused, ended or abandoned are silent. Returns how many messages
    were new.
    """
    on = civil_date(at)
    check_may(by, (Role.SYSTEM, Role.PROGRAMME_OFFICER, Role.APPROVING_OFFICER), on=on)
    due = list(_due_milestones(on))
    practices = _practices_of({milestone.journey.vanguard_id for milestone in due})
    everyone = [practice for each in practices.values() for practice in each]
    speaking = _speakers(everyone, on=on)
    approvers = list(holders_of(Role.APPROVING_OFFICER, on=on))
    notices: list[Notice] = []
    for milestone in due:
        step = step_reached(milestone.due_on, on)
        assert step is not None, "the query asks for milestones with a step reached"
        people = {milestone.journey.officer_id}
        if milestone.owner == Owner.PRACTICE:
            for practice in practices[milestone.journey.vanguard_id]:
                people |= speaking[practice]
        if escalates(step, statutory=milestone.is_statutory):
            people |= {approver.pk for approver in approvers}
        notices.extend(_notices(milestone, step, people))
    return post_many(notices, at=at)


def is_still_due(milestone_id: UUID) -> bool:
    """Whether a milestone still wants reminding of: asked again just before a message is sent."""
    rows = Milestone.objects.filter(pk=milestone_id, state=MilestoneState.DUE)
    return rows.filter(journey__state__in=[*FORMING, *WORKING]).exists()


def _due_milestones(on: date) -> Iterable[Milestone]:
    rows = Milestone.objects.filter(
        state=MilestoneState.DUE,
        due_on__lte=latest_due_date(on),
        journey__state__in=[*FORMING, *WORKING],
    )
    return rows.select_related("journey__vanguard").order_by("due_on", "pk").iterator(1000)


def _practices_of(vanguard_ids: set[UUID]) -> dict[UUID, list[UUID]]:
    practices: dict[UUID, list[UUID]] = defaultdict(list)
    rows = Participation.objects.filter(vanguard_id__in=vanguard_ids).exclude(state__in=OVER)
    rows = rows.exclude(level="outside", state__in=["decided"])
    for vanguard_id, practice_id in rows.values_list("vanguard_id", "practice_id"):
        practices[vanguard_id].append(practice_id)
    return practices


def _speakers(practice_ids: list[UUID], *, on: date) -> dict[UUID, set[UUID]]:
    speakers: dict[UUID, set[UUID]] = defaultdict(set)
    for membership in people_of_practices(practice_ids, on=on):
        assert membership.practice_id is not None, "a practice's people name their practice"
        speakers[membership.practice_id].add(membership.user_id)
    return speakers


def _notices(milestone: Milestone, step: int, people: set[UUID]) -> Iterator[Notice]:
    overdue = is_overdue(step)
    facts = {
        "milestone": milestone.title,
        "code": milestone.code,
        "vanguard": milestone.journey.vanguard.name,
        "owner": milestone.get_owner_display(),
        "due_on": weekday(milestone.due_on),
        "statutory": milestone.is_statutory,
    }
    for person in sorted(people):
        yield Notice(
            kind="milestone_overdue" if overdue else "milestone_reminder",
            to_id=person,
            about_type="formation.milestone",
            about_id=milestone.pk,
            key=f"reminder:{milestone.pk}:{milestone.due_on.isoformat()}:{step}:{person}",
            facts=facts,
        )
