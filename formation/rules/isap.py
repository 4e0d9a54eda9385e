"""The stages of ISAP, what becomes of each, and what is sent for it."""

from collections.abc import Mapping
from enum import StrEnum


class Stage(StrEnum):
    """The four times at which ISAP looks at an MCP."""

    EARLY_ENGAGEMENT = "ee"
    CHECKPOINT_1 = "cp1"
    CHECKPOINT_2 = "cp2"
    CHECKPOINT_3 = "cp3"


class AssuranceState(StrEnum):
    """What became of a review."""

    SUBMITTED = "submitted"
    NOT_PASSED = "not_passed"
    PASSED = "passed"
    PASSED_WITH_CONDITIONS = "passed_with_conditions"


S = AssuranceState

WAITING = frozenset({S.SUBMITTED, S.NOT_PASSED})
"""NHS England and NHS Improvement have still to be content."""

PASSED = frozenset({S.PASSED, S.PASSED_WITH_CONDITIONS})
"""They are content, if need be once conditions are discharged."""

STAGE_LABELS = {
    Stage.EARLY_ENGAGEMENT: "ISAP early engagement",
    Stage.CHECKPOINT_1: "ISAP checkpoint 1",
    Stage.CHECKPOINT_2: "ISAP checkpoint 2",
    Stage.CHECKPOINT_3: "ISAP checkpoint 3",
}

BEFORE: Mapping[str, Stage] = {
    Stage.CHECKPOINT_1: Stage.EARLY_ENGAGEMENT,
    Stage.CHECKPOINT_2: Stage.CHECKPOINT_1,
    Stage.CHECKPOINT_3: Stage.CHECKPOINT_2,
}
"""The stage that comes before each."""

ENGAGEMENT_REPORT = "engagement_report"

EVIDENCE: Mapping[str, Mapping[str, str]] = {
    Stage.EARLY_ENGAGEMENT: {
        "case_for_change": "Case for change",
        "care_model": "Care model",
        "scope": "Scope of services",
        "contract_form": "Form of contract",
        "engagement_plan": "Engagement plan",
        "outline_finance": "Outline of the finances",
        "stp_fit": "Fit with the sustainability and transformation plan",
        "timetable": "Timetable",
    },
    Stage.CHECKPOINT_1: {
        "business_case": "Commissioning business case",
        "budget_baseline": "Whole-population budget: baseline and model",
        "draft_contract": "Draft contract and specification",
        "procurement_strategy": "Procurement strategy and documents",
        "evaluation_criteria": "Evaluation criteria",
        "participation_plan": "Plan for the participation of general practices",
        ENGAGEMENT_REPORT: "Report of the public involvement (section 14Z2)",
        "conflicts_plan": "Plan for conflicts of interest",
        "capability": "Capability of the commissioners",
    },
    Stage.CHECKPOINT_2: {
        "financial_model": "The bidder's long-term financial model",
        "governance": "Governance",
        "clinical_model": "Clinical model",
        "risk_share": "Risk and gain share",
        "impact_on_others": "Impact on other providers",
        "final_contract": "Final contract",
        "transaction_review": "NHS Improvement's transaction review, where a trust is the bidder",
        "exit_plan": "Exit plan",
    },
    Stage.CHECKPOINT_3: {
        "mobilisation": "Mobilisation closed",
        "registration": "CQC registration and licence",
        "staff_transfer": "Transfer of staff",
        "systems": "Systems and information governance",
        "conditions_precedent": "Conditions precedent",
        "practice_agreements": "Agreements of the practices signed",
    },
}
"""What is typically sent for each stage; a list to work through and no condition of law.

Only the engagement report stands in the way of something: of the procurement itself.
"""
