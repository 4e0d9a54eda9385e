"""The lists of the API and their rows: each is one call of its selector."""

import json
from typing import Any
from uuid import UUID

from casework.verdicts import Verdict
from core.clock import today
from formation.selectors import open_moves
from reporting.api import queries
from reporting.api import serializers as shapes
from reporting.api.views.base import DetailView, ListView, ResourceView
from reporting.selectors import resources
from reporting.selectors.listings import Listing


class Practices(ResourceView):
    """General practices, with commissioner, contract type and registered list of today."""

    kind = "practice"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return resources.practices(viewer=self.bearer, on=today(), filters=filters)


class PracticeList(Practices, ListView):
    operation = "list_practices"
    query = queries.PracticesQuery
    answer = shapes.Practice


class PracticeDetail(Practices, DetailView):
    operation = "get_practice"
    answer = shapes.PracticeDetail


class Vanguards(ResourceView):
    """The sites of the programme."""

    kind = "vanguard"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return resources.vanguards(viewer=self.bearer, on=today(), filters=filters)


class VanguardList(Vanguards, ListView):
    operation = "list_vanguards"
    query = queries.VanguardsQuery
    answer = shapes.Vanguard


class VanguardDetail(Vanguards, DetailView):
    operation = "get_vanguard"
    answer = shapes.VanguardDetail


class Journeys(ResourceView):
    """Journeys of the vanguards. A detail lists every move from here, with what stands against it;
    with `as_at` the list is told by the events on or before the day."""

    kind = "journey"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return resources.journeys(viewer=self.bearer, on=today(), filters=filters)


class JourneyList(Journeys, ListView):
    operation = "list_journeys"
    query = queries.JourneysQuery
    answer = shapes.Journey


class JourneyDetail(Journeys, DetailView):
    operation = "get_journey"
    answer = shapes.JourneyDetail

    def body(self, row_id: UUID) -> str:
        row = super().body(row_id)
        journey = self.listing({}).rows.get(pk=row_id)
        verdicts = open_moves(journey, viewer=self.bearer, on=today())
        moves = json.dumps([told(verdict) for verdict in verdicts], ensure_ascii=False)
        return f'{row[:-1]}, "moves": {moves}}}'


class PracticeContracts(ResourceView):
    """Practices' own GMS, PMS and APMS contracts: retained, suspended, reactivatable, terminated;
    with `as_at` the list is told by the events on or before the day."""

    kind = "practice-contract"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return resources.practice_contracts(viewer=self.bearer, on=today(), filters=filters)


class PracticeContractList(PracticeContracts, ListView):
    operation = "list_practice_contracts"
    query = queries.PracticeContractsQuery
    answer = shapes.PracticeContract


class PracticeContractDetail(PracticeContracts, DetailView):
    operation = "get_practice_contract"
    answer = shapes.PracticeContractDetail


class Participations(ResourceView):
    """What each practice does about each vanguard. Who signed for a practice is not told."""

    kind = "participation"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return resources.participations(viewer=self.bearer, on=today(), filters=filters)


class ParticipationList(Participations, ListView):
    operation = "list_participations"
    query = queries.ParticipationsQuery
    answer = shapes.Participation


class ParticipationDetail(Participations, DetailView):
    operation = "get_participation"
    answer = shapes.ParticipationDetail


class GpRoles(ResourceView):
    """GPs' roles in an MCP. Names and GMC numbers are null for analysts."""

    kind = "gp-role"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return resources.gp_roles(viewer=self.bearer, on=today(), filters=filters)


class GpRoleList(GpRoles, ListView):
    operation = "list_gp_roles"
    query = queries.GpRolesQuery
    answer = shapes.GpRole


class GpRoleDetail(GpRoles, DetailView):
    operation = "get_gp_role"
    answer = shapes.GpRoleDetail


class Milestones(ResourceView):
    """The dated promises of the journeys."""

    kind = "milestone"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return resources.milestones(viewer=self.bearer, on=today(), filters=filters)


class MilestoneList(Milestones, ListView):
    operation = "list_milestones"
    query = queries.MilestonesQuery
    answer = shapes.Milestone


class MilestoneDetail(Milestones, DetailView):
    operation = "get_milestone"
    answer = shapes.MilestoneDetail


def told(verdict: Verdict) -> dict[str, Any]:
    """A verdict in the API's form: the same that admin and portal show."""
    return {
        "move": verdict.name,
        "label": verdict.label,
        "lawful": verdict.lawful,
        "permitted": verdict.permitted,
        "open": verdict.open,
        "by_whom": verdict.by_whom,
        "reasons": [
            {"code": r.code, "text": r.text, "authority": r.authority} for r in verdict.reasons
        ],
    }
