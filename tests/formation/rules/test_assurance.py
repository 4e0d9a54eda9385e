"""The law of ISAP's reviews and of their conditions, each condition by itself."""

from datetime import date

import pytest

from core.law import reasons_against
from formation.rules import assurance_condition
from formation.rules.assurance import MOVES, AssuranceFacts, Condition
from formation.rules.assurance_condition import ConditionFacts
from formation.rules.isap import BEFORE, EVIDENCE, STAGE_LABELS, Stage
from tests.core.conditions import broken, codes_against, untried

ON = date(2026, 11, 23)
BEFORE_IT, LATER = date(2026, 11, 22), date(2026, 11, 24)
SETTLED = Condition("Settle the risk share.", LATER)
MARK = {"title": "Draft 3", "received_on": "2026-11-23"}
LAWFUL = AssuranceFacts(
    on=ON,
    vanguard="Testshire Together",
    stage="cp1",
    before="passed",
    submitted_on=ON,
    decided_on=ON,
    conditions=(SETTLED,),
    evidence={"draft_contract": MARK},
)
ROWS = [
    broken("submit"),
    broken("submit", stage="ee", before=""),
    broken("submit", "stage_missing", stage="cp4"),
    broken("submit", "journey_not_forming", journey_is_forming=False),
    broken("submit", "isap_does_not_apply", isap_applies=False),
    broken("submit", "stage_before_not_passed", before=""),
    broken("submit", "stage_before_not_passed", before="submitted"),
    broken("submit", "stage_before_not_passed", before="not_passed"),
    broken("submit", before="passed_with_conditions"),
    broken(
        "submit", "stage_before_conditions_open", before="passed_with_conditions", before_open=1
    ),
    broken("submit", "submission_date_missing", submitted_on=None),
    broken("submit", "submission_in_the_future", submitted_on=LATER),
    broken("receive_evidence"),
    broken("receive_evidence", evidence=None),
    broken("receive_evidence", "evidence_unknown", evidence={"fairy_tale": MARK}),
    broken(
        "receive_evidence",
        "evidence_title_missing",
        evidence={"draft_contract": {**MARK, "title": " "}},
    ),
    broken(
        "receive_evidence",
        "evidence_in_the_future",
        evidence={"draft_contract": {**MARK, "received_on": "2026-11-24"}},
    ),
    broken("pass_review"),
    broken("pass_review", conditions=()),
    broken("pass_review", "assurance_date_missing", decided_on=None),
    broken("pass_review", "assurance_in_the_future", decided_on=LATER),
    broken("refuse", "assurance_before_submission", decided_on=BEFORE_IT),
    broken("pass_with_conditions"),
    broken("pass_with_conditions", "conditions_missing", conditions=()),
    broken("pass_with_conditions", "condition_text_missing", conditions=(Condition(" ", LATER),)),
    broken(
        "pass_with_conditions",
        "condition_due_date_missing",
        conditions=(SETTLED, Condition("Name the lead.", None)),
    ),
    broken(
        "pass_with_conditions",
        "condition_due_before_decision",
        conditions=(Condition("Name the lead.", BEFORE_IT),),
    ),
    broken("resubmit"),
    broken("resubmit", "submission_in_the_future", submitted_on=LATER),
    broken("resubmit", "journey_not_forming", journey_is_forming=False),
]
CONDITION = ConditionFacts(on=ON, set_on=BEFORE_IT, discharged_on=ON, evidence="Minute 7")
OF_CONDITIONS = [
    broken("set"),
    broken("discharge"),
    broken("discharge", set_on=None),
    broken("discharge", "discharge_evidence_missing", evidence=" "),
    broken("discharge", "discharge_date_missing", discharged_on=None),
    broken("discharge", "discharge_in_the_future", discharged_on=LATER),
    broken("discharge", "discharge_before_decision", discharged_on=date(2026, 11, 21)),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_one_changed_fact_gives_exactly_its_reasons(row):
    assert codes_against(MOVES, row, LAWFUL) == row.codes


@pytest.mark.parametrize("row", OF_CONDITIONS, ids=str)
def test_one_changed_fact_of_a_condition_gives_exactly_its_reasons(row):
    assert codes_against(assurance_condition.MOVES, row, CONDITION) == row.codes


def test_every_reason_is_tried():
    assert untried(MOVES, ROWS) == set()
    assert untried(assurance_condition.MOVES, OF_CONDITIONS) == set()


def test_every_stage_has_a_list_of_evidence_a_name_and_its_place():
    assert set(EVIDENCE) == set(STAGE_LABELS) == set(Stage)
    assert list(BEFORE) == list(Stage)[1:]
    assert list(BEFORE.values()) == list(Stage)[:-1]
    assert all(EVIDENCE[stage] for stage in Stage)


def test_an_unknown_stage_is_refused_in_words():
    from_nowhere = AssuranceFacts(on=ON, vanguard="Testshire", stage="", decided_on=ON)
    assert from_nowhere.label == "This stage"
    reasons = reasons_against(MOVES["submit"], state="", facts=from_nowhere)
    assert reasons[0].text == "Choose early engagement or a checkpoint."
