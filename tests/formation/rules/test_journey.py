"""The law of the journey: each condition by itself."""

from dataclasses import replace
from datetime import date

import pytest

from core.law import Reason, reasons_against
from formation.rules.facts import Adopting, JourneyFacts, PracticeStanding, ReviewStanding
from formation.rules.journey import MOVES
from tests.core.conditions import broken, codes_against, untried

ON = date(2026, 11, 23)
FULL = PracticeStanding("Riverside", "full", "signed", "suspended", "gms")
PARTIAL = PracticeStanding("Hilltop", "partial", "signed", "retained", "pms")
STAYING = PracticeStanding("Lakeside", "outside", "decided", "retained", "gms")
LAWFUL = JourneyFacts(
    on=ON,
    vanguard="Testshire Together",
    model="full",
    present_model="partial",
    planned_go_live_on=ON,
    contract_form="aco_2017",
    contract_state="signed",
    contract_integration="full",
    contract_starts_on=ON,
    holder_is_named=True,
    contract_signed_on=ON,
    standstill_started_on=date(2026, 11, 12),
    standstill_ends_on=date(2026, 11, 22),
    isap_screening="does_not_apply",
    screening="does_not_apply",
    screened_on=ON,
    reviews={stage: ReviewStanding("passed", date(2026, 11, 1)) for stage in ("cp1", "cp2", "cp3")},
    engagements=("reported",),
    practices=(FULL, PARTIAL, STAYING),
    levels_offered=frozenset({"full", "partial", "outside"}),
)
ALLIANCE = {
    "model": "virtual",
    "contract_integration": "virtual",
    "levels_offered": frozenset({"virtual", "outside"}),
    "practices": (PracticeStanding("Riverside", "virtual", "signed", "retained", "apms"),),
}


def standing(of: PracticeStanding, **changed: object) -> dict[str, object]:
    return {"practices": (replace(of, **changed),)}


def passed_but(stage: str, state: str, conditions_open: int = 0) -> dict[str, object]:
    """Every stage of ISAP is passed but this one, of which something else became."""
    other = ReviewStanding(state, date(2026, 11, 1), conditions_open)
    return {"reviews": {**LAWFUL.reviews, stage: other}}


ALIVE = ("live", "virtual")
NEWER = Adopting("Full template 2", LAWFUL.model, 2, "published")
ROWS = [
    broken("identify"),
    broken("identify", predecessor=ALIVE),
    broken("identify", "successor_exists", predecessor=ALIVE, successor_exists=True),
    broken("identify", "predecessor_not_a_live_alliance", predecessor=("live", "full")),
    broken("identify", "predecessor_not_a_live_alliance", predecessor=("paused", "virtual")),
    broken("select_model", is_successor=True),
    broken("select_model", "successor_not_procured", is_successor=True, **ALLIANCE),
    broken("change_model", "successor_not_procured", is_successor=True, **ALLIANCE),
    broken("abandon", **standing(FULL, contract_status="retained")),
    broken("abandon", "practices_still_suspended"),
    broken("abandon", "practices_still_suspended", "contract_in_service",
           contract_state="in_service"),
    broken("abandon", "contract_in_service", contract_state="in_service", practices=()),
    broken("begin_engagement", model="", planned_go_live_on=None),
    broken("select_model"),
    broken("select_model", "model_missing", model=""),
    broken("select_model", "go_live_date_missing", planned_go_live_on=None),
    broken("change_model", "model_missing", model="triple"),
    broken("plan_go_live", "go_live_date_missing", planned_go_live_on=None),
    broken("draft_alliance", **ALLIANCE),
    broken("draft_alliance", "model_not_virtual"),
    broken("draft_alliance", "contract_of_other_model", **{**ALLIANCE,
                                                           "contract_integration": "full"}),
    broken("draft_alliance", **{**ALLIANCE, "contract_integration": ""}),
    broken("sign_alliance", **ALLIANCE),
    broken("begin_early_engagement"),
    broken("begin_early_engagement", model="partial", contract_integration="partial"),
    broken("begin_early_engagement", "model_not_procured", model="virtual",
           contract_integration="virtual"),
    broken("begin_early_engagement", "model_not_procured", model="", contract_integration=""),
    broken("engage_market", "contract_of_other_model", contract_integration="partial"),
    broken("pass_checkpoint_1"),
    broken("pass_checkpoint_1", "contract_missing", contract_state=""),
    broken("begin_procurement"),
    broken("begin_procurement", "engagement_report_missing", engagements=()),
    broken("begin_procurement", "engagement_not_reported", engagements=("closed",)),
    broken("begin_procurement", "engagement_not_reported", engagements=("reported", "running")),
    broken("begin_procurement", **passed_but("cp1", "passed_with_conditions")),
    broken("begin_procurement", "checkpoint_1_conditions_open",
           **passed_but("cp1", "passed_with_conditions", 2)),
    broken("pass_checkpoint_1", "checkpoint_1_not_passed", reviews={}),
    broken("pass_checkpoint_1", "checkpoint_1_not_passed", **passed_but("cp1", "submitted")),
    broken("pass_checkpoint_1", "checkpoint_1_not_passed", **passed_but("cp1", "not_passed")),
    broken("pass_checkpoint_1", **passed_but("cp1", "passed_with_conditions", 2)),
    broken("pass_checkpoint_2"),
    broken("pass_checkpoint_2", "checkpoint_2_not_passed", **passed_but("cp2", "submitted")),
    broken("begin_standstill"),
    broken("begin_standstill", "standstill_date_missing", standstill_started_on=None),
    broken("begin_standstill", "standstill_in_the_future",
           standstill_started_on=date(2026, 11, 24)),
    broken("begin_standstill", "standstill_before_checkpoint_2",
           standstill_started_on=date(2026, 10, 31)),
    broken("begin_standstill", standstill_started_on=date(2026, 11, 1)),
    broken("award", "checkpoint_2_conditions_open",
           **passed_but("cp2", "passed_with_conditions", 1)),
    broken("begin_mobilisation", "signed_in_standstill", contract_signed_on=date(2026, 11, 22)),
    broken("begin_mobilisation", standstill_ends_on=None, contract_signed_on=date(2026, 11, 1)),
    broken("pass_checkpoint_3", "checkpoint_3_not_passed", **passed_but("cp3", "not_passed")),
    broken("go_live", "agreement_to_be_signed_again", **standing(FULL, agreement_lapsed=True)),
    broken("go_live", "checkpoint_3_conditions_open",
           **passed_but("cp3", "passed_with_conditions", 1)),
    broken("record_isap_screening", **ALLIANCE),
    broken("record_isap_screening", "model_not_virtual"),
    broken("record_isap_screening", "screening_missing", **ALLIANCE, screening="perhaps"),
    broken("record_isap_screening", "screening_date_missing", **ALLIANCE, screened_on=None),
    broken("record_isap_screening", "screening_in_the_future", **ALLIANCE,
           screened_on=date(2026, 11, 24)),
    broken("sign_alliance", "isap_screening_missing", **ALLIANCE, isap_screening=""),
    broken("sign_alliance", **ALLIANCE, isap_screening="applies"),
    broken("sign_alliance", "alliance_not_assured", **ALLIANCE, isap_screening="applies",
           reviews={}),
    broken("sign_alliance", "alliance_conditions_open", **ALLIANCE, isap_screening="applies",
           **passed_but("cp2", "passed_with_conditions", 1)),
    broken("sign_alliance", **ALLIANCE, reviews={}),
    broken("go_live", **ALLIANCE, isap_screening="applies"),
    broken("go_live", "alliance_not_ready", **ALLIANCE, isap_screening="applies", reviews={}),
    broken("change_model", "model_unchanged", present_model="full"),
    broken("name_preferred_bidder"),
    broken("name_preferred_bidder", "holder_missing", holder_is_named=False),
    broken("name_preferred_bidder", "interests_undeclared", approvers_undeclared=("A. Prover",)),
    broken("award"),
    broken("award", contract_state="awarded"),
    broken("award", "contract_not_awarded", contract_state="drafting"),
    broken("award", "standstill_running", standstill_ends_on=ON),
    broken("award", standstill_ends_on=None),
    broken("begin_mobilisation"),
    broken("begin_mobilisation", "contract_not_signed", contract_state="awarded"),
    broken("pass_checkpoint_3"),
    broken("sign_alliance", "levels_not_of_model",
           **{**ALLIANCE, **standing(PARTIAL)}),
    broken("sign_alliance", **{**ALLIANCE, **standing(STAYING)}),
    broken("pass_checkpoint_3", "levels_not_of_model", **standing(PARTIAL, level="virtual")),
    broken("go_live", "levels_not_of_model", **standing(PARTIAL, level="virtual")),
    broken("go_live", "levels_not_of_model",
           **standing(PARTIAL, level="virtual", required=False)),
    broken("pass_checkpoint_3",
           **standing(PARTIAL, level="virtual", participation="decided", required=False)),
    broken("go_live", "levels_not_of_model", model="partial", contract_integration="partial",
           practices=(FULL, PARTIAL), levels_offered=frozenset({"partial", "outside"})),
    broken("go_live", levels_offered=None),
    broken("go_live"),
    broken("go_live", **ALLIANCE),
    broken("go_live", contract_state="in_service"),
    broken("go_live", contract_state="in_service", contract_starts_on=None),
    broken("go_live", "service_date_missing", contract_starts_on=None),
    broken("go_live", "service_date_not_come", contract_starts_on=date(2026, 11, 24)),
    broken("go_live", "go_live_day_not_come", planned_go_live_on=date(2026, 11, 24)),
    broken("go_live", "contract_not_signed", contract_state=""),
    broken("go_live", "no_practice_takes_part", practices=()),
    broken("go_live", "no_practice_takes_part", practices=(STAYING,)),
    broken("go_live", "practices_undecided", **standing(FULL, participation="invited")),
    broken("go_live", "practices_undecided", **standing(FULL, participation="preference")),
    broken("go_live", "practices_undecided", **standing(FULL, participation="in_principle")),
    broken("go_live", **standing(FULL, participation="invited", required=False)),
    broken("go_live", "practices_unsigned", **standing(FULL, participation="decided")),
    broken("go_live", **standing(FULL, participation="decided", required=False)),
    broken("go_live", **standing(FULL, participation="in_effect")),
    broken("go_live", "practice_not_suspended", **standing(FULL, contract_status="retained")),
    broken("go_live", **standing(FULL, contract_status="retained", against_suspension=(),
                                 starts_under_mcp_on=ON)),
    broken("go_live", "practice_starts_on_another_day",
           **standing(FULL, contract_status="retained", against_suspension=(),
                      starts_under_mcp_on=date(2026, 11, 22))),
    broken("go_live", "practice_not_suspended", "letters_missing",
           **standing(FULL, contract_status="retained",
                      against_suspension=(Reason("letters_missing", "No letters."),))),
    broken("go_live", **standing(PARTIAL, starts_under_mcp_on=date(2026, 11, 22))),
    broken("go_live", **standing(FULL, contract_status="terminated")),
    broken("go_live", **standing(FULL, contract_status="reactivatable")),
    broken("go_live", "practice_not_suspended",
           **standing(FULL, contract_status="retained", required=False)),
    broken("go_live", **standing(FULL, participation="decided", contract_status="retained",
                                 required=False)),
    broken("go_live", "practice_contract_not_retained",
           **standing(PARTIAL, contract_status="suspended")),
    broken("go_live", "practice_contract_not_retained", **standing(PARTIAL, contract_status="")),
    broken("adopt_template", template_number=1, adopting=NEWER),
    broken("adopt_template", adopting=NEWER),
    broken("adopt_template", "template_not_newer"),
    broken("adopt_template", "template_not_newer", template_number=2, adopting=NEWER),
    broken("adopt_template", "template_not_published", template_number=1,
           adopting=replace(NEWER, state="retired")),
    broken("adopt_template", "template_of_other_model", template_number=1,
           adopting=replace(NEWER, model="virtual")),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_one_changed_fact_gives_exactly_its_reasons(row):
    assert codes_against(MOVES, row, LAWFUL) == row.codes


def test_every_reason_is_tried():
    assert untried(MOVES, ROWS) == set()


def test_practices_are_counted_and_named():
    waiting = tuple(replace(FULL, name=f"Surgery {n}", participation="invited") for n in range(7))
    facts = replace(LAWFUL, practices=waiting)
    texts = [r.text for r in reasons_against(MOVES["go_live"], state="checkpoint_3", facts=facts)]
    assert texts == [
        "7 practices have not decided: Surgery 0, Surgery 1, Surgery 2, Surgery 3 and 3 more."
    ]


@pytest.mark.parametrize(
    ("model", "level", "authority"),
    [
        ("virtual", "virtual", "Virtual MCP"),
        ("full", "partial", "GP Integration Agreement"),
    ],
)
def test_the_agreement_that_is_missing_is_the_models_own(model, level, authority):
    facts = replace(
        LAWFUL,
        model=model,
        contract_integration=model,
        levels_offered=frozenset({level}),
        practices=(replace(PARTIAL, level=level, participation="decided"),),
    )
    reasons = reasons_against(MOVES["go_live"], state="checkpoint_3", facts=facts)
    assert [reason.code for reason in reasons] == ["practices_unsigned"]
    assert reasons[0].authority.startswith(authority)
