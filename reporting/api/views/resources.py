"""The lists of the API and their rows: each is one call of its selector."""

import json
from typing import Any
from uuid import UUID

from contracts.rules.windows import Window
from contracts.selectors import open_moves_of_practice_contract
from contracts.selectors.ways_back import windows_of
from core.clock import today
from formation.selectors import open_moves
from gp_relationships.selectors import open_moves_of_gp_role, open_moves_of_participation
from gp_relationships.selectors.consent import names_of_holders, signatures_of
from reporting.api import queries
from reporting.api import serializers as shapes
from reporting.api.views.base import DetailView, ListView, ResourceView
from reporting.api.views.judged import JudgedView
from reporting.selectors import cases, milestones, resources
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
    with `as_at` and `known_at` all is told by the events that are true and recorded by then."""

    kind = "journey"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return cases.journeys(viewer=self.bearer, on=today(), filters=filters)


class JourneyList(Journeys, ListView):
    operation = "list_journeys"
    query = queries.JourneysQuery
    answer = shapes.Journey


class JourneyDetail(Journeys, JudgedView):
    operation = "get_journey"
    answer = shapes.JourneyDetail

    judge = staticmethod(open_moves)


class PracticeContracts(ResourceView):
    """Practices' own GMS, PMS and APMS contracts: retained, suspended, reactivatable, terminated;
    with `as_at` and `known_at` all is told by the events that are true and recorded by then."""

    kind = "practice-contract"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return cases.practice_contracts(viewer=self.bearer, on=today(), filters=filters)


class PracticeContractList(PracticeContracts, ListView):
    operation = "list_practice_contracts"
    query = queries.PracticeContractsQuery
    answer = shapes.PracticeContract


class PracticeContractDetail(PracticeContracts, JudgedView):
    operation = "get_practice_contract"
    answer = shapes.PracticeContractDetail
    judge = staticmethod(open_moves_of_practice_contract)

    def besides(self, case: Any) -> str:
        """Every day on which a suspended contract may come back, as known today."""
        found = [_window(each) for each in windows_of(case, on=today())]
        return f', "windows": {json.dumps(found)}'


PATIENTS = {True: "return", False: "stay", None: "to_be_decided"}


def _window(window: Window) -> dict[str, Any]:
    return {
        "number": window.number,
        "day": window.day.isoformat(),
        "notice_by": window.notice_by.isoformat(),
        "advised_by": window.advised_by.isoformat(),
        "is_open": window.is_open_on(today()),
        "patients": PATIENTS[window.patients_return],
        "letters_by": window.letters_by.isoformat() if window.letters_by else None,
        "authorities": list(window.authorities),
        "to_confirm": window.to_confirm,
    }


class Participations(ResourceView):
    """What each practice does about each vanguard. Who signed for a practice is not told."""

    kind = "participation"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return cases.participations(viewer=self.bearer, on=today(), filters=filters)


class ParticipationList(Participations, ListView):
    operation = "list_participations"
    query = queries.ParticipationsQuery
    answer = shapes.Participation


class ParticipationDetail(Participations, JudgedView):
    operation = "get_participation"
    answer = shapes.ParticipationDetail
    judge = staticmethod(open_moves_of_participation)

    def untold_names(self, case: Any) -> dict[str, str]:
        named = cases.may_read_names(self.bearer, on=today())
        return {} if named else dict.fromkeys(names_of_holders(case), "a holder")

    def besides(self, case: Any) -> str:
        """Who signed what, and when; for analysts without the names."""
        named = cases.may_read_names(self.bearer, on=today())
        found = [_signature(each, named=named) for each in signatures_of([case.pk])]
        return f', "signatures": {json.dumps(found, ensure_ascii=False)}'


def _signature(signature: Any, *, named: bool) -> dict[str, Any]:
    back = getattr(signature, "withdrawal", None)
    return {
        "holder": signature.holder.name if named else None,
        "document": signature.wording.document,
        "wording": signature.wording.number,
        "sha256": signature.wording.sha256,
        "level": signature.level,
        "signed_on": signature.signed_on.isoformat(),
        "recorded_at": signature.recorded_at.isoformat(),
        "withdrawn_on": back.withdrawn_on.isoformat() if back else None,
    }


class GpRoles(ResourceView):
    """GPs' roles in an MCP. Names and GMC numbers are null for analysts."""

    kind = "gp-role"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return cases.gp_roles(viewer=self.bearer, on=today(), filters=filters)


class GpRoleList(GpRoles, ListView):
    operation = "list_gp_roles"
    query = queries.GpRolesQuery
    answer = shapes.GpRole


class GpRoleDetail(GpRoles, JudgedView):
    operation = "get_gp_role"
    answer = shapes.GpRoleDetail
    judge = staticmethod(open_moves_of_gp_role)

    def untold_names(self, case: Any) -> dict[str, str]:
        named = cases.may_read_names(self.bearer, on=today())
        return {} if named else {str(case.gp.full_name): "the GP"}


class Milestones(ResourceView):
    """The dated promises of the journeys."""

    kind = "milestone"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return milestones.milestones(viewer=self.bearer, on=today(), filters=filters)


class MilestoneList(Milestones, ListView):
    operation = "list_milestones"
    query = queries.MilestonesQuery
    answer = shapes.Milestone


class MilestoneDetail(Milestones, DetailView):
    operation = "get_milestone"
    answer = shapes.MilestoneDetail

    def body(self, row_id: UUID, asked: dict[str, Any]) -> str:
        """The row alone is asked for, so that no other journey's milestones are weighed."""
        return super().body(row_id, {**asked, "id": row_id})
