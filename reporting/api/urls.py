"""Routes of the reporting API, version 1."""

from django.urls import path, re_path

from reporting.api.views import assurance, consent, holders, rulebooks, terms, waivers
from reporting.api.views import mcp_contracts as mcp
from reporting.api.views import practice_changes as changes
from reporting.api.views import resources as rows
from reporting.api.views.base import NothingHere
from reporting.api.views.reports import Coverage, Index, Schema
from reporting.api.views.tokens import CurrentToken, Tokens

app_name = "api"

urlpatterns = [
    path("", Index.as_view(), name="index"),
    path("schema/", Schema.as_view(), name="schema"),
    path("tokens/", Tokens.as_view(), name="tokens"),
    path("tokens/current/", CurrentToken.as_view(), name="current-token"),
    path("vanguards/", rows.VanguardList.as_view(), name="vanguards"),
    path("vanguards/<uuid:row_id>/", rows.VanguardDetail.as_view(), name="vanguard"),
    path("practices/", rows.PracticeList.as_view(), name="practices"),
    path("practices/<uuid:row_id>/", rows.PracticeDetail.as_view(), name="practice"),
    path("journeys/", rows.JourneyList.as_view(), name="journeys"),
    path("journeys/<uuid:row_id>/", rows.JourneyDetail.as_view(), name="journey"),
    path("mcp-contracts/", mcp.McpContractList.as_view(), name="mcp-contracts"),
    path("mcp-contracts/<uuid:row_id>/", mcp.McpContractDetail.as_view(), name="mcp-contract"),
    path("practice-contracts/", rows.PracticeContractList.as_view(), name="practice-contracts"),
    path(
        "practice-contracts/<uuid:row_id>/",
        rows.PracticeContractDetail.as_view(),
        name="practice-contract",
    ),
    path("participations/", rows.ParticipationList.as_view(), name="participations"),
    path("participations/<uuid:row_id>/", rows.ParticipationDetail.as_view(), name="participation"),
    path("gp-roles/", rows.GpRoleList.as_view(), name="gp-roles"),
    path("gp-roles/<uuid:row_id>/", rows.GpRoleDetail.as_view(), name="gp-role"),
    path("milestones/", rows.MilestoneList.as_view(), name="milestones"),
    path("milestones/<uuid:row_id>/", rows.MilestoneDetail.as_view(), name="milestone"),
    path("assurance-reviews/", assurance.AssuranceReviewList.as_view(), name="assurance-reviews"),
    path(
        "assurance-reviews/<uuid:row_id>/",
        assurance.AssuranceReviewDetail.as_view(),
        name="assurance-review",
    ),
    path("practice-changes/", changes.PracticeChangeList.as_view(), name="practice-changes"),
    path(
        "practice-changes/<uuid:row_id>/",
        changes.PracticeChangeDetail.as_view(),
        name="practice-change",
    ),
    path("contract-parties/", terms.PartyList.as_view(), name="contract-parties"),
    path("scope-lines/", terms.ScopeLineList.as_view(), name="scope-lines"),
    path("budgets/", terms.BudgetList.as_view(), name="budgets"),
    path("budget-lines/", terms.BudgetLineList.as_view(), name="budget-lines"),
    path("holders/", holders.HolderList.as_view(), name="holders"),
    path("wordings/", consent.WordingList.as_view(), name="wordings"),
    path("wordings/<uuid:row_id>/", consent.WordingDetail.as_view(), name="wording"),
    path("signatures/", consent.SignatureList.as_view(), name="signatures"),
    path("waivers/", waivers.WaiverList.as_view(), name="waivers"),
    path("waivers/<uuid:row_id>/", waivers.WaiverDetail.as_view(), name="waiver"),
    path("rulebooks/", rulebooks.RulebookList.as_view(), name="rulebooks"),
    path("rulebooks/<int:number>/", rulebooks.RulebookDetail.as_view(), name="rulebook"),
    path("reports/coverage/", Coverage.as_view(), name="coverage"),
    re_path(r"", NothingHere.as_view(), name="nothing"),
]
