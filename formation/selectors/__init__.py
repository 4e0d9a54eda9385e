"""Reads of journeys and milestones; and facts for the law."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, prefetch_related_objects

from accounts.models import User
from accounts.scopes import practices_seen_by, sees_everything
from accounts.selectors import approvers_without_declaration
from casework.verdicts import Verdict, verdicts, verdicts_of_many
from contracts.rules.practice_states import ACTIVE
from contracts.selectors import (
    against_suspending,
    contract_in_service,
    contract_in_the_making,
    contracts_of_practices,
    current_contract,
)
from core.fields import EARLIEST, LATEST
from core.law import Reason
from core.wording import day
from core.working_days import end_of_period
from formation.models import Engagement, Journey, Milestone, MilestoneTemplate
from formation.rules.assurance_condition import ConditionState
from formation.rules.engagement import EngagementState
from formation.rules.facts import Adopting, JourneyFacts, PracticeStanding, ReviewStanding
from formation.rules.milestones import MilestoneFacts, MilestoneState, Owner
from formation.rules.states import AT_REST, FORMING, OVER, WORKING, Model, Screening
from gp_relationships.models import Participation
from gp_relationships.rules.participation_states import LEVELS, Level, ParticipationState
from gp_relationships.selectors import living_participations
from gp_relationships.selectors.consent import agreements_lapsed
from organisations.models import Vanguard
from rulebook.rules.figures import Figures
from rulebook.selectors import figures_for

ASKED_BELOW = "Asked for by the form."
"""Counts as evidence while moves are listed."""

SOON = timedelta(days=28)
"""How far ahead officers look for what is due."""


def journeys(*, viewer: User, on: date) -> QuerySet[Journey]:
    """The journeys this viewer may see: all, or those of vanguards that asked their practice."""
    rows = Journey.objects.select_related("vanguard", "officer")
    if sees_everything(viewer, on=on):
        return rows
    asked = living_participations_of(viewer, on=on).values("vanguard_id")
    return rows.filter(vanguard__in=asked)


def living_participations_of(viewer: User, *, on: date) -> QuerySet[Participation]:
    """The participations of the practices that this viewer speaks for."""
    seen = practices_seen_by(viewer, on=on)
    return Participation.objects.filter(practice__in=seen).exclude(state="left")


def current_journey(vanguard_id: UUID) -> Journey | None:
    """The vanguard's journey that is not over: the one under way, before the one that is live."""
    rows = Journey.objects.select_related("vanguard", "officer").exclude(state__in=OVER)
    return rows.filter(vanguard_id=vanguard_id).order_by("-created_at", "pk").first()


def participations_of(journey: Journey) -> QuerySet[Participation]:
    """Everyone who is asked or takes part in this journey's MCP.

    While a journey succeeds a live alliance, what is in effect belongs to the alliance and what is
    being decided to its successor.
    """
    rows = living_participations(journey.vanguard_id)
    if journey.is_succeeding:
        return rows.exclude(state=ParticipationState.IN_EFFECT)
    if journey.successors.exclude(state__in=OVER).exists():
        return rows.filter(state=ParticipationState.IN_EFFECT)
    return rows


def contract_of(journey: Journey) -> Any:
    """The contract or agreement of this journey's MCP, if there is one: a successor's is the one
    in the making, that of a live MCP the one in service."""
    if journey.is_succeeding:
        return contract_in_the_making(journey.vanguard_id)
    if journey.state in WORKING:
        return contract_in_service(journey.vanguard_id) or current_contract(journey.vanguard_id)
    return current_contract(journey.vanguard_id)


def live_alliances() -> QuerySet[Journey]:
    """The live virtual MCPs that may go on to another model: no successor is under way."""
    followed = Journey.objects.exclude(state__in=OVER).exclude(succeeds=None)
    rows = Journey.objects.select_related("vanguard").filter(state="live", model=Model.VIRTUAL)
    return rows.exclude(pk__in=followed.values("succeeds_id")).order_by("vanguard__code")


def journeys_that_form() -> QuerySet[Journey]:
    """The journeys that are under way, for an officer to choose among."""
    rows = Journey.objects.select_related("vanguard").filter(state__in=[*FORMING, *AT_REST])
    return rows.order_by("vanguard__code")


def report_of(journey: Journey) -> Engagement | None:
    """The newest report of the public's engagement, if there is one."""
    rows = journey.engagements.filter(state=EngagementState.REPORTED)
    return rows.order_by("-report_received_on").first()


def standstill_ends_on(started: date | None, *, figures: Figures) -> date | None:
    """The last day of a standstill whose letters went out on a day."""
    if started is None or not EARLIEST <= started <= LATEST:
        return None  # a day that no column holds is refused as such, and has no standstill
    return end_of_period(started, figures.standstill_days)


def vanguards_without_journey() -> QuerySet[Vanguard]:
    """The vanguards that may set out: open, and on no journey that is not over."""
    travelling = Journey.objects.exclude(state__in=OVER).values("vanguard_id")
    return Vanguard.objects.filter(closed_on=None).exclude(pk__in=travelling)


def milestones_of(journey: Journey) -> list[Milestone]:
    """One journey's milestones by date, without those that were dropped."""
    rows = journey.milestones.exclude(state=MilestoneState.DROPPED)
    return list(rows.select_related("row", "practice").order_by("due_on", "code", "pk"))


def due_of_practices(vanguard_ids: Collection[UUID]) -> list[str]:
    """What the practices of these vanguards still owe, as titles with their days."""
    rows = Milestone.objects.filter(
        journey__vanguard__in=vanguard_ids, owner=Owner.PRACTICE, state=MilestoneState.DUE
    ).exclude(journey__state__in=OVER)
    return [f"{row.title} (by {day(row.due_on)})" for row in rows.order_by("due_on", "code")]


def moving_with_go_live(journey: Journey) -> tuple[list[str], list[str]]:
    """Which open milestones move with the go-live date, and which keep a date of their own; by
    code, in the order in which they are due."""
    rows = journey.milestones.filter(state=MilestoneState.DUE).order_by("due_on", "code")
    told = list(rows.values_list("code", "keeps_offset"))
    return [code for code, moves in told if moves], [code for code, moves in told if not moves]


def falling(rows: QuerySet[Milestone], which: str, *, on: date) -> QuerySet[Milestone]:
    """The open milestones that are overdue, or due soon; paused journeys rest."""
    rows = rows.filter(state=MilestoneState.DUE).exclude(journey__state__in=[*OVER, *AT_REST])
    if which == "overdue":
        return rows.filter(due_on__lt=on)
    return rows.filter(due_on__gte=on, due_on__lte=on + SOON)


def milestones(*, viewer: User, on: date) -> QuerySet[Milestone]:
    """The milestones this viewer may see; a practice's people see those that are the practices',
    and of those of one practice their own."""
    rows = Milestone.objects.select_related("journey__vanguard", "row", "practice")
    if sees_everything(viewer, on=on):
        return rows
    seen, own = journeys(viewer=viewer, on=on), practices_seen_by(viewer, on=on)
    rows = rows.filter(journey__in=seen, owner=Owner.PRACTICE)
    return rows.filter(Q(practice=None) | Q(practice__in=own))


def practice_standings(journey: Journey, *, on: date) -> tuple[PracticeStanding, ...]:
    """Where each practice of the journey stands on the day, in a fixed number of queries."""
    asked = list(participations_of(journey))
    held = contracts_of_practices([row.practice_id for row in asked])
    integrating = [row.practice_id for row in asked if row.level == Level.FULL]
    awake = [held[each] for each in integrating if each in held and held[each].state in ACTIVE]
    against = against_suspending(awake, on=on)
    lapsed = agreements_lapsed([row for row in asked if row.state == "signed"], on=on)
    return tuple(
        replace(
            _standing(row, held.get(row.practice_id), against), agreement_lapsed=row.pk in lapsed
        )
        for row in asked
    )


def _standing(
    row: Participation, contract: Any, against: Mapping[UUID, tuple[Reason, ...]]
) -> PracticeStanding:
    return PracticeStanding(
        name=str(row.practice),
        level=row.level,
        participation=row.state,
        contract_status=_status(contract),
        contract_type=contract.contract_type if contract else "",
        required=row.required_for_go_live,
        starts_under_mcp_on=contract.starts_under_mcp_on if contract else None,
        against_suspension=against.get(contract.pk) if contract else None,
        code=row.practice.code,
    )


def _status(contract: Any) -> str:
    """Suspended or retained does not depend on the day; windows of return do not matter here."""
    if contract is None:
        return "terminated"
    return "suspended" if contract.state in ("suspended", "reactivation_noticed") else "retained"


def journey_facts(journey: Journey, *, on: date, **changed: Any) -> JourneyFacts:
    """What the law asks about this journey on the day; `changed` is about to be recorded."""
    contract = contract_of(journey)
    names = ("model", "planned_go_live_on", "standstill_started_on")
    stated = {name: changed.get(name, getattr(journey, name)) for name in names}
    model, started = stated["model"], stated["standstill_started_on"]
    figures = figures_for(journey.vanguard_id, on)
    adopting: Adopting | None = changed.get("adopting")
    return JourneyFacts(
        on=on,
        vanguard=journey.vanguard.name,
        is_successor=journey.succeeds_id is not None,
        predecessor=changed.get("predecessor"),
        successor_exists=changed.get("successor_exists", False),
        present_model=changed.get("present_model", journey.model),
        isap_screening=journey.isap_screening,
        screening=changed.get("isap_screening", journey.isap_screening),
        screened_on=changed.get("isap_screened_on", journey.isap_screened_on),
        levels_offered=LEVELS.get(model),
        contract_form=contract.form if contract else "",
        contract_state=contract.state if contract else "",
        contract_integration=contract.integration if contract else "",
        contract_starts_on=contract.starts_on if contract else None,
        holder_is_named=bool(contract and contract.holder_name and contract.holder_form),
        contract_signed_on=contract.signed_on if contract else None,
        standstill_ends_on=standstill_ends_on(started, figures=figures),
        reviews=review_standings(journey, model=model),
        engagements=tuple(journey.engagements.values_list("state", flat=True)),
        practices=practice_standings(journey, on=on),
        figures=figures,
        approvers_undeclared=_undeclared(journey, on=on),
        template_number=journey.template.number if adopting and journey.template else None,
        adopting=adopting,
        **stated,
    )


def review_standings(journey: Journey, *, model: str) -> dict[str, ReviewStanding]:
    """What became of each stage of ISAP under a model, in one query."""
    still_open = Count("conditions", filter=Q(conditions__state=ConditionState.OPEN))
    rows = journey.reviews.filter(model=model).annotate(still_open=still_open)
    told = rows.values_list("stage", "state", "decided_on", "still_open")
    return {stage: ReviewStanding(state, on, still) for stage, state, on, still in told}


def _undeclared(journey: Journey, *, on: date) -> tuple[str, ...]:
    """Who may decide and has not said whether they have an interest in this vanguard."""
    waiting = approvers_without_declaration(journey.vanguard_id, on=on)
    return tuple(waiting.values_list("full_name", flat=True))


def milestone_facts(
    milestone: Milestone,
    *,
    on: date,
    met_on: date | None = None,
    evidence: str = "",
    by_act: bool = False,
    waits_for: tuple[str, ...] | None = None,
) -> MilestoneFacts:
    """What the law asks about this milestone; `waits_for` where it is known already."""
    row = milestone.row
    if waits_for is None:
        waits_for = open_dependencies([milestone])[milestone.pk] if row else ()
    return MilestoneFacts(
        on=on,
        title=milestone.title,
        met_on=met_on,
        due_on=milestone.due_on,
        is_statutory=milestone.is_statutory,
        waits_for=waits_for,
        evidence_asked=row.evidence if row else "",
        evidence=evidence,
        by_act=by_act,
    )


def open_dependencies(rows: Collection[Milestone]) -> dict[UUID, tuple[str, ...]]:
    """The titles of what each of these milestones depends on and that is still open, in one query.

    What a practice is to keep waits for that practice's own and for the journey's.
    """
    asked = {code for row in rows if row.row for code in row.row.dependencies}
    found: dict[UUID, list[Milestone]] = {row.journey_id: [] for row in rows}
    if asked:
        waiting = Milestone.objects.filter(journey__in=list(found), code__in=sorted(asked))
        for each in waiting.filter(state=MilestoneState.DUE).order_by("due_on", "code"):
            found[each.journey_id].append(each)
    return {
        row.pk: tuple(
            dict.fromkeys(
                each.title
                for each in found[row.journey_id]
                if row.row
                and each.code in row.row.dependencies
                and (row.practice_id is None or each.practice_id in (None, row.practice_id))
            )
        )
        for row in rows
    }


def open_moves(journey: Journey, *, viewer: User, on: date) -> list[Verdict]:
    """What may be done with this journey next, and why not yet.

    What the form of a move asks for (the model, the date) counts as given while moves are listed.
    """
    facts = journey_facts(
        journey,
        on=on,
        model=journey.model or "virtual" if journey.state == "engaging" else journey.model,
        planned_go_live_on=journey.planned_go_live_on or on,
        standstill_started_on=journey.standstill_started_on or on,
        isap_screening=journey.isap_screening or Screening.DOES_NOT_APPLY,
        isap_screened_on=journey.isap_screened_on or on,
        present_model="",
        adopting=_newer_template(journey),
    )
    return verdicts(journey, facts=facts, viewer=viewer, on=on)


def _newer_template(journey: Journey) -> Adopting | None:
    """The version of its milestones that is in force, if the journey may adopt one at all."""
    if journey.template is None:
        return None
    rows = MilestoneTemplate.objects.filter(model=journey.model, state="published")
    found = rows.first()
    return found and Adopting(str(found), found.model, found.number, found.state)


def open_moves_of_milestone(milestone: Milestone, *, viewer: User, on: date) -> list[Verdict]:
    """What may be done with this milestone next."""
    facts = milestone_facts(milestone, on=on, met_on=on, evidence=ASKED_BELOW)
    return verdicts(milestone, facts=facts, viewer=viewer, on=on)


def open_moves_of_milestones(
    rows: Collection[Milestone], *, viewer: User, on: date
) -> dict[UUID, list[Verdict]]:
    """The same for many milestones; the viewer's roles are read once."""
    prefetch_related_objects(list(rows), "row")
    waits = open_dependencies(rows)
    judged = [
        (row, milestone_facts(row, on=on, met_on=on, evidence=ASKED_BELOW, waits_for=waits[row.pk]))
        for row in rows
    ]
    return verdicts_of_many(judged, viewer=viewer, on=on)
