"""The portal's reads: those of the apps below, narrowed to the practice that a person acts for.

The apps' selectors already leave out what the viewer may not see; the second filter is for people
who speak for several practices or hold a programme role beside their practice's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from accounts import selectors as accounts
from accounts.models import Membership
from casework.models import Change
from casework.verdicts import Verdict
from contracts import selectors as contracts
from contracts.rules.practice_states import ENDED
from contracts.rules.windows import Window
from contracts.selectors.ways_back import must_agree, windows_of
from core.errors import NotFound
from core.law import Reason, reasons_against
from formation import selectors as formation
from formation.rules.milestones import MilestoneState, Owner
from formation.rules.states import path_of
from formation.selectors import timelines
from gp_relationships import selectors as relationships
from gp_relationships.rules.consent import Consent
from gp_relationships.rules.participation import MOVES
from gp_relationships.rules.participation_states import OVER
from gp_relationships.selectors import consent
from gp_relationships.selectors import practice_changes as changing
from portal.standpoint import Standpoint
from rulebook import selectors as rulebook
from rulebook.rules.editions import Edition

# Rows of the domain apps. A door knows them by their selectors and never imports their models.
Participation: TypeAlias = Any
PracticeContract: TypeAlias = Any
Journey: TypeAlias = Any
Milestone: TypeAlias = Any
GpRole: TypeAlias = Any
McpContract: TypeAlias = Any
PracticeChange: TypeAlias = Any


def participations_of(here: Standpoint) -> list[Participation]:
    """Every vanguard that asked our practice and that it has not left."""
    ours = relationships.participations(viewer=here.viewer, on=here.on)
    rows = ours.filter(practice_id=here.practice.pk).exclude(state__in=OVER)
    return list(rows.order_by("vanguard__code"))


def get_participation(here: Standpoint, participation_id: UUID) -> Participation:
    """Our participation, over or not.

    Raises:
        NotFound: there is none, or it is another practice's; the two look alike.
    """
    ours = relationships.participations(viewer=here.viewer, on=here.on)
    found = ours.filter(practice_id=here.practice.pk, pk=participation_id).first()
    if found is None:
        raise NotFound("There is no participation of your practice with this identifier.")
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """One document as things stand: its wording, and who looks at it."""

    consent: Consent
    wording: Any
    holder: Any
    is_done: bool

    @property
    def may_sign(self) -> bool:
        """Whether the person who looks holds the contract and has something to sign. A decision
        may be signed again for another level; the last signature counts."""
        return bool(self.wording and self.holder and not self.is_done)


def consents_of(here: Standpoint, participation: Participation) -> list[Consent]:
    """What our practice signs, and how each stands."""
    return consent.consents_of(participation, on=here.on)


def document_of(here: Standpoint, participation: Participation, document: str) -> Found:
    """One document that our practice signs.

    Raises:
        NotFound: our practice has no such document to sign.
    """
    found = consents_of(here, participation)
    mine = next((each for each in found if each.document == document), None)
    if mine is None:
        raise NotFound("Your practice has no such document to sign.")
    holder = consent.holding_of(here.viewer, participation, on=here.on)
    signed = {each.key for each in mine.signed}
    return Found(
        mine,
        consent.current_wording(participation.vanguard_id, document, on=here.on),
        holder,
        is_done=not mine.is_decision and holder is not None and str(holder.pk) in signed,
    )


def open_moves(here: Standpoint, participation: Participation) -> list[Verdict]:
    """What may be done about our participation, why not yet, and by whom."""
    return relationships.open_moves_of_participation(participation, viewer=here.viewer, on=here.on)


def moves_of_contract(here: Standpoint) -> list[Verdict]:
    """What may be done with our own contract next, by whomever; none if there is none."""
    contract = contract_of(here)
    if contract is None:
        return []
    return contracts.open_moves_of_practice_contract(contract, viewer=here.viewer, on=here.on)


def onward_of_ours(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Of the steps upon what is ours, those that bring it further: not those that put something
    on record beside, nor those to its end."""
    over = {*OVER, *ENDED}
    return [each for each in verdicts if each.move.target and each.move.target not in over]


def moves_onward(here: Standpoint, journey: Journey | None) -> list[Verdict]:
    """The moves that would bring the vanguard on its way, and not aside, back or to an end."""
    if journey is None:
        return []
    path = path_of(journey.model)
    at = path.index(journey.state) if journey.state in path else len(path)
    onward = set(path[at + 1 :])
    verdicts = formation.open_moves(journey, viewer=here.viewer, on=here.on)
    return [verdict for verdict in verdicts if verdict.move.target in onward]


def reasons_against_answers(
    here: Standpoint, participation: Participation, move: str, answers: Mapping[str, Any]
) -> tuple[Reason, ...]:
    """What the law says about these answers, before they are recorded."""
    stated = {key: value for key, value in answers.items() if key != "note"}
    facts = relationships.participation_facts(participation, on=here.on, **stated)
    note = answers.get("note", "")
    return reasons_against(MOVES[move], state=participation.state, facts=facts, note=note)


def model_of(participation: Participation, journey: Journey | None) -> str:
    """The model under which this MCP forms: its contract's, or the one that was chosen for it."""
    chosen = journey.model if journey else ""
    contracted = relationships.model_of(participation.vanguard_id)
    return relationships.offered_to(participation, contracted) or chosen


def events_since(participation: Participation, version: int) -> list[Change]:
    """What happened to our participation after the person looked at it."""
    rows = participation.changes.filter(version__gt=version).select_related("made_by")
    return list(rows.order_by("version"))


def get_event(participation: Participation, version: int) -> Change:
    """The event that made this version of our participation."""
    event = participation.changes.filter(version=version).select_related("made_by").first()
    if event is None:
        raise NotFound("Nothing was recorded under this number.")
    return event


def contract_of(here: Standpoint) -> PracticeContract | None:
    """Our practice's contract: the one that stands, or else the last that ended."""
    ours = contracts.practice_contracts(viewer=here.viewer, on=here.on)
    rows = list(ours.filter(practice_id=here.practice.pk).order_by("-created_at"))
    standing = (row for row in rows if row.state not in ENDED)
    return next(standing, rows[0] if rows else None)


def edition_of(here: Standpoint, contract: PracticeContract | None) -> Edition:
    """The version of the law's figures that binds our contract; without one, the current."""
    if contract is None:
        return rulebook.edition_for(None, here.on)
    return contracts.edition_of_practice_contract(contract, on=here.on)


def ways_back(
    here: Standpoint, contract: PracticeContract | None
) -> tuple[tuple[Window, ...], list[str]]:
    """Every day on which our suspended contract may come back, and who must agree to it."""
    found = windows_of(contract, on=here.on) if contract is not None else ()
    return found, must_agree(contract, on=here.on) if contract and found else []


def mcp_contract_of(vanguard_id: UUID) -> McpContract | None:
    """The contract or alliance agreement that the vanguard is working on, or runs under."""
    return contracts.current_contract(vanguard_id)


def holders_of(here: Standpoint, contract: PracticeContract | None) -> list[Any]:
    """Who holds our contract today, by name."""
    if contract is None:
        return []
    return contracts.holders_on([contract.pk], on=here.on)[contract.pk]


@dataclass(frozen=True, slots=True)
class Version:
    """Which version of the rulebook, since when it is published, and from which day the vanguard
    keeps to it."""

    number: int
    published_on: date
    pinned_on: date | None = None


def rulebook_of(here: Standpoint, vanguard_id: UUID | None) -> Version:
    """The version of the law's figures that binds a vanguard today; without one, the current."""
    number = rulebook.edition_for(vanguard_id, here.on).number
    version: Any = rulebook.published().get(number=number)
    pinned = next(iter(rulebook.pins_of(vanguard_id)), None) if vanguard_id else None
    return Version(number, version.published_on, pinned.made_on if pinned else None)


def journeys_of(here: Standpoint, vanguard_ids: list[UUID]) -> dict[UUID, Journey]:
    """The latest journey of each of these vanguards, by vanguard: that which is under way, while a
    live alliance goes on to another model."""
    seen = formation.journeys(viewer=here.viewer, on=here.on)
    rows = seen.filter(vanguard_id__in=vanguard_ids).order_by("created_at")
    return {row.vanguard_id: row for row in rows}


def milestones_of(here: Standpoint, journeys: list[Journey]) -> list[Milestone]:
    """The practices' milestones in these journeys, and our own, kept or still due, by date."""
    rows = _milestones(here).filter(journey__in=journeys)
    return list(rows.exclude(state=MilestoneState.DROPPED).order_by("due_on", "code"))


def _milestones(here: Standpoint) -> Any:
    seen = formation.milestones(viewer=here.viewer, on=here.on).filter(owner=Owner.PRACTICE)
    return seen.filter(practice=None) | seen.filter(practice=here.practice)


def get_milestone(here: Standpoint, milestone_id: UUID) -> Milestone:
    """Our own milestone, which our practice records by itself.

    Raises:
        NotFound: there is none, or it is not our practice's alone; the two look alike.
    """
    found = _milestones(here).filter(pk=milestone_id, practice=here.practice).first()
    if found is None:
        raise NotFound("There is no milestone of your practice with this identifier.")
    return found


def milestones_to_record(here: Standpoint, rows: list[Milestone]) -> dict[UUID, Verdict]:
    """How recording each of these as met stands, for those that this person may record."""
    ours = [row for row in rows if row.practice_id == here.practice.pk]
    told = formation.open_moves_of_milestones(ours, viewer=here.viewer, on=here.on)
    return {
        pk: verdict
        for pk, moves in told.items()
        for verdict in moves
        if verdict.name == "meet" and verdict.permitted
    }


def outlooks_of(here: Standpoint, rows: list[Milestone]) -> dict[UUID, Any]:
    """How each of these milestones stands today."""
    return timelines.outlooks_of(rows, on=here.on)


def moved_lately(here: Standpoint, journeys: list[Journey]) -> list[Any]:
    """What was recorded of the milestones that we may see in the last seven days."""
    mine = set(_milestones(here).filter(journey__in=journeys).values_list("pk", flat=True))
    since = here.on - timedelta(days=7)
    return [
        movement
        for journey in journeys
        for movement in timelines.moved_since(journey, since, on=here.on)
        if movement.milestone.pk in mine
    ]


def gp_roles_of(here: Standpoint) -> list[GpRole]:
    """The roles of our practice's GPs, ended ones last."""
    seen = relationships.gp_roles(viewer=here.viewer, on=here.on)
    rows = seen.filter(practice_id=here.practice.pk).order_by("gp__full_name", "starts_on")
    return sorted(rows, key=lambda role: role.state == "ended")


def changes_of(here: Standpoint) -> list[PracticeChange]:
    """What happens to our practice, or to another that goes into it; the latest first."""
    seen = changing.practice_changes(viewer=here.viewer, on=here.on)
    return list(seen.filter(changing.changes_of(here.practice)).order_by("-created_at"))


def history_of(here: Standpoint) -> list[Change]:
    """All that happened to our participations, contracts and practice, the latest first."""
    mine = {"practice_id": here.practice.pk}
    cases: tuple[Any, ...] = (
        relationships.participations(viewer=here.viewer, on=here.on).filter(**mine),
        contracts.practice_contracts(viewer=here.viewer, on=here.on).filter(**mine),
        changing.practice_changes(viewer=here.viewer, on=here.on).filter(
            changing.changes_of(here.practice)
        ),
    )
    events: list[Change] = []
    for ours in cases:
        history: Any = ours.model.history_model()._default_manager
        of_ours = history.filter(subject__in=ours.values("pk"))
        events.extend(of_ours.select_related("made_by", "subject"))
    return sorted(events, key=lambda event: (event.made_at, event.version), reverse=True)


def memberships_of(here: Standpoint) -> list[Membership]:
    """Every practice that this person speaks for today, in each of their roles."""
    return list(accounts.memberships_of(here.viewer, on=here.on))
