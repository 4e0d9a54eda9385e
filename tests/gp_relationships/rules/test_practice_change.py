"""The law of practices that change: each condition, beside a lawful change of its kind."""

from dataclasses import replace
from datetime import date

import pytest

from gp_relationships.rules.persons import persons
from gp_relationships.rules.practice_change import MOVES
from gp_relationships.rules.practice_change_facts import (
    KIND_LABELS,
    ChangeKind,
    PracticeChangeFacts,
)
from gp_relationships.rules.practice_change_terms import months_before
from rulebook.rules.figures import Figures
from tests.core.conditions import Broken, broken, codes_against, untried

ON = date(2026, 11, 23)
TOMORROW = date(2026, 11, 24)
IN_TIME = date(2026, 10, 12)
"""Six weeks to the day before `ON`."""

MERGER = PracticeChangeFacts(
    on=ON,
    kind="merger",
    practice="Riverside Surgery (X00001)",
    planned_on=ON,
    forms_sent_on=IN_TIME,
    successor="Hilltop Surgery (X00002)",
    registered_patients=8_000,
)
LAWFUL = {
    "merger": MERGER,
    "split": replace(
        MERGER,
        kind="split",
        successor="",
        new_code="X00009",
        new_name="Lakeside Surgery",
        new_contract_type="gms",
        patients_moved=3_000,
    ),
    "closure": replace(MERGER, kind="closure", successor="", list_plan="Dispersed by letter."),
    "commissioner_move": replace(
        MERGER, kind="commissioner_move", forms_sent_on=None, commissioner="NHS Newshire CCG (99B)"
    ),
    "type_change": replace(
        MERGER,
        kind="type_change",
        contract_type="pms",
        notice_given_on=date(2026, 8, 23),
        joining="Dr Pat Partner 1234567",
    ),
    "partners": replace(MERGER, kind="partners", contract_type="gms", joining="Dr Nia Newcomer"),
    "branch_opening": replace(MERGER, kind="branch_opening", new_name="Mill Lane Surgery"),
    "branch_closure": replace(
        MERGER,
        kind="branch_closure",
        branch="Mill Lane Surgery (X00001001)",
        consulted=dict.fromkeys(("the LMC", "the patient group", "the patients"), IN_TIME),
    ),
}
FORM = {"form_before": "individual", "form_after": "partnership"}

ROWS: dict[str, list[Broken]] = {
    "merger": [
        broken("note"),
        broken("note", "kind_missing", kind="tea"),
        broken("note", "officers_note_this", told_by_the_practice=True),
        broken("note", "practice_closed", practice_is_open=False),
        broken("note", "recorded_too_early", forms_sent_on=TOMORROW),
        broken("note", planned_on=None, successor="", forms_sent_on=None),
        broken("revise", practice_is_open=False),
        broken("approve"),
        broken("approve", "practice_closed", practice_is_open=False),
        broken("approve", "planned_day_missing", planned_on=None),
        broken("approve", "forms_missing", forms_sent_on=None),
        broken("approve", "forms_too_late", forms_sent_on=date(2026, 10, 13)),
        broken("approve", forms_sent_on=date(2026, 10, 13), figures=Figures(merger_notice_weeks=5)),
        broken("approve", "successor_missing", successor=""),
        broken("note", "successor_is_itself", successor_is_itself=True),
        broken("revise", "successor_is_itself", successor_is_itself=True),
        broken("approve", "mcp_becomes_too_small", mcps_too_small=(("Testshire", 29_999),)),
        broken("approve", "successor_closed", successor_is_open=False),
        broken("approve", "standings_differ", standing="suspended"),
        broken("approve", "standings_differ", successor_standing="suspended"),
        broken("approve", standing="suspended", successor_standing="suspended", mcp="X",
               successor_mcp="X"),
        broken("approve", "mcps_differ", standing="suspended", successor_standing="suspended",
               mcp="X", successor_mcp="Y"),
        broken("approve", planned_on=TOMORROW),
        broken("make"),
        broken("make", "planned_day_not_come", planned_on=TOMORROW),
        broken("cancel", practice_is_open=False),
    ],
    "split": [
        broken("approve"),
        broken("approve", "forms_missing", forms_sent_on=None),
        broken("approve", "new_name_missing", new_name=" "),
        broken("approve", "new_code_missing", new_code=""),
        broken("approve", "new_code_missing", new_code="x00009"),
        broken("approve", "new_code_taken", new_code_is_taken=True),
        broken("approve", "new_contract_missing", new_contract_type=""),
        broken("approve", "list_size_unknown", registered_patients=None),
        broken("approve", "patients_moved_missing", patients_moved=None),
        broken("approve", "patients_moved_impossible", patients_moved=8_000),
        broken("approve", "patients_moved_impossible", patients_moved=0),
        broken("approve", "contract_is_suspended", standing="suspended"),
    ],
    "closure": [
        broken("approve"),
        broken("approve", "list_plan_missing", list_plan=""),
        broken("approve", "forms_too_late", forms_sent_on=date(2026, 10, 13)),
        broken("approve", standing="suspended"),
    ],
    "commissioner_move": [
        broken("approve"),
        broken("approve", "commissioner_missing", commissioner=""),
        broken("approve", "commissioner_ended", commissioner_is_open=False),
        broken("approve", "commissioner_unchanged", commissioner_is_new=False),
        broken("approve", standing="suspended"),
    ],
    "type_change": [
        broken("approve"),
        broken("approve", "not_a_pms_practice", contract_type="gms"),
        broken("approve", "not_a_pms_practice", contract_type=""),
        broken("approve", "contract_is_suspended", standing="suspended"),
        broken("approve", "persons_missing", joining=" "),
        broken("approve", "type_notice_missing", notice_given_on=None),
        broken("approve", "type_notice_too_late", notice_given_on=date(2026, 8, 24)),
        broken("approve", notice_given_on=date(2026, 8, 24),
               figures=Figures(pms_to_gms_notice_months=2)),
        broken("approve", "holder_form_not_eligible", form_after="llp", form_may_hold_it=False),
        broken("approve", form_after="company_limited_by_shares"),
    ],
    "partners": [
        broken("note", told_by_the_practice=True),
        broken("approve"),
        broken("approve", joining="", leaving="Dr Pat Partner"),
        broken("approve", "nobody_joins_or_leaves", joining=""),
        broken("note", "nobody_joins_or_leaves", joining=""),
        broken("approve", "leaver_unknown", leaving="Dr No", unknown_leavers=("Dr No",)),
        broken("approve", "holder_form_not_eligible", form_after="llp", form_may_hold_it=False),
        broken("approve", contract_type="pms", form_after="nhs_trust"),
        broken("approve", notice_given_on=date(2026, 10, 26), **FORM),
        broken("approve", "form_notice_missing", **FORM),
        broken("approve", "form_notice_too_late", notice_given_on=date(2026, 10, 27), **FORM),
        broken("approve", standing="suspended"),
    ],
    "branch_opening": [
        broken("approve"),
        broken("approve", "branch_name_missing", new_name=""),
    ],
    "branch_closure": [
        broken("approve"),
        broken("approve", "branch_missing", branch=""),
        broken("approve", "branch_missing", branch_is_open=False),
        broken("approve", "not_consulted", consulted={"the LMC": None, "the patients": IN_TIME}),
        broken("approve", "recorded_too_early", consulted={"the LMC": TOMORROW}),
    ],
}  # fmt: skip
CASES = [pytest.param(kind, row, id=f"{kind}-{row}") for kind, rows in ROWS.items() for row in rows]


@pytest.mark.parametrize(("kind", "row"), CASES)
def test_one_changed_fact_gives_exactly_its_reasons(kind, row):
    assert codes_against(MOVES, row, LAWFUL[kind]) == row.codes


def test_every_reason_is_tried():
    assert untried(MOVES, [row for rows in ROWS.values() for row in rows]) == set()


def test_every_kind_has_a_lawful_change_and_a_name():
    assert set(LAWFUL) == set(ROWS) == {kind.value for kind in ChangeKind} == set(KIND_LABELS)


@pytest.mark.parametrize(
    ("on", "months", "day"),
    [
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2024, 5, 31), 3, date(2024, 2, 29)),
        (date(2026, 2, 15), 3, date(2025, 11, 15)),
        (date(2026, 1, 1), 12, date(2025, 1, 1)),
    ],
)
def test_months_of_notice_go_by_the_corresponding_day(on, months, day):
    assert months_before(on, months) == day


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" , ", []),
        ("Dr A Smith 1234567, Dr B Jones", [("Dr A Smith", "1234567"), ("Dr B Jones", "")]),
        ("Dr A Smith (GMC 1234567)", [("Dr A Smith", "1234567")]),
        ("1234567", [("1234567", "1234567")]),
        ("Dr A Smith 12345678", [("Dr A Smith 12345678", "")]),
    ],
)
def test_persons_are_read_as_they_are_written(text, found):
    assert [(person.name, person.gmc_number) for person in persons(text)] == found


def test_a_person_is_known_by_number_or_else_by_name():
    numbered, named = persons("Dr A Smith 1234567, Dr Pat Partner")
    assert numbered.is_called("Anne Smith", "1234567")
    assert not numbered.is_called("Dr A Smith", "7654321")
    assert named.is_called("pat  partner", "")
    assert not named.is_called("Nia Newcomer", "")
