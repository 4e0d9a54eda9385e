"""The law of the journey: each condition by itself."""

from dataclasses import replace
from datetime import date

import pytest

from core.law import Reason, reasons_against
from formation.rules.conditions import JourneyFacts, PracticeStanding
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
    planned_go_live_on=ON,
    contract_form="aco_2017",
    contract_state="signed",
    contract_integration="full",
    contract_starts_on=ON,
    holder_is_named=True,
    standstill_ends_on=date(2026, 11, 22),
    milestones_met=frozenset({"B06"}),
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


ROWS = [
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
    broken("begin_procurement", "engagement_report_missing", milestones_met=frozenset({"B05"})),
    broken("name_preferred_bidder"),
    broken("name_preferred_bidder", "holder_missing", holder_is_named=False),
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
