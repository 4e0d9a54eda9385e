"""One fact at a time that the acts of record-keeping refuse: letters, type, process, correction."""

from datetime import date

import pytest

from contracts.rules.practice_contract import MOVES
from contracts.rules.practice_facts import LetterRun
from tests.contracts.rules.baseline import LAWFUL, ON
from tests.core.conditions import broken, codes_against

RUN = LetterRun("B2", posted=40, returned=1, sent_from=date(2026, 11, 1), sent_until=ON)
RETURN_RUN = LetterRun(
    "B2", posted=40, returned=0, sent_from=date(2026, 11, 1), sent_until=ON, addressed=40
)
TYPE = {
    "contract_type": "pms",
    "type_change_noticed_on": date(2026, 8, 23),
    "type_change_on": ON,
    "type_change_persons": "Dr Ann Doctor",
}
SLEPT = date(2024, 1, 15)
ASLEEP = {
    "is_dormant": True,
    "corrected": frozenset({"suspended_on"}),
    "suspended_on": SLEPT,
    "starts_under_mcp_on": SLEPT,
    "notice_given_on": date(2018, 9, 1),
    "letters_completed_on": date(2018, 12, 1),
    "reactivation_noticed_on": None,
    "reactivation_on": None,
    "mcp_contract_signed_on": date(2018, 6, 1),
    "mcp_contract_starts_on": date(2018, 10, 1),
}
RETURNS = {"reactivation_noticed_on": ON, "reactivation_on": date(2028, 1, 15)}


def suspended(on: date) -> dict[str, object]:
    """The contract is asleep, and would have been from this day on."""
    return {**ASLEEP, "suspended_on": on, "starts_under_mcp_on": on}


def run(**changed: object) -> LetterRun:
    kept = {name: getattr(RUN, name) for name in LetterRun.__slots__}
    return LetterRun(**{**kept, **changed})


KEEPING_ROWS = [
    broken("record_patient_letters", run=RUN),
    broken("record_patient_letters", "letter_counts_wrong", run=run(posted=0, returned=0)),
    broken("record_patient_letters", "letter_counts_wrong", run=run(returned=41)),
    broken("record_patient_letters", run=run(returned=40)),
    broken("record_patient_letters", "letter_days_wrong", run=run(sent_from=date(2026, 11, 24))),
    broken("record_patient_letters", "letter_days_wrong", run=run(sent_until=date(2026, 11, 24))),
    broken("record_patient_letters", "letter_run_on_record", run=RUN,
           run_references=frozenset({"B2"})),
    broken("record_patient_letters", "addressees_missing", run=RUN, is_dormant=True),
    broken("record_patient_letters", run=RETURN_RUN, is_dormant=True),
    broken("except_from_letters", letters_sent=7_999, excepting=1),
    broken("except_from_letters", "exception_too_large", letters_sent=7_999, excepting=2),
    broken("except_from_letters", "exception_too_large", letters_sent=7_999, excepting=0),
    broken("except_from_letters", "exception_too_large", letters_sent=7_990, excepting=6,
           letters_excepted=5),
    broken("except_from_letters", "exception_without_letters", letters_completed_on=None,
           letters_sent=None, excepting=1),
    broken("suspend", letters_sent=7_999, letters_excepted=1),
    broken("suspend", "patient_letters_incomplete", letters_sent=7_998, letters_excepted=1),
    broken("suspend", "patient_list_grew", registered_patients=8_040, registered_on=ON,
           listed_when_written=8_000, listed_when_written_on=date(2026, 10, 1)),
    broken("suspend", "patient_letters_incomplete", registered_patients=8_040, registered_on=ON,
           listed_when_written=8_001, listed_when_written_on=date(2026, 10, 1)),
    broken("suspend", "patient_letters_incomplete", registered_patients=8_040,
           registered_on=date(2026, 10, 1), listed_when_written=8_000,
           listed_when_written_on=date(2026, 10, 1)),
    broken("notice_type_change", **TYPE),
    broken("notice_type_change", "type_change_not_pms", **{**TYPE, "contract_type": "gms"}),
    broken("notice_type_change", **{**TYPE, "type_change_on": None}),
    broken("change_type", "type_change_not_noticed", **{**TYPE, "type_change_on": None}),
    broken("notice_type_change", "type_change_notice_short",
           **{**TYPE, "type_change_on": date(2026, 11, 22)}),
    broken("notice_type_change", "type_change_notice_short",  # a month from 30 November is 28 Feb
           **{**TYPE, "type_change_noticed_on": date(2025, 11, 30),
              "type_change_on": date(2026, 2, 27)}),
    broken("notice_type_change", **{**TYPE, "type_change_noticed_on": date(2025, 11, 30),
                                    "type_change_on": date(2026, 2, 28)}),
    broken("notice_type_change", "type_change_notice_in_the_future",
           **{**TYPE, "type_change_noticed_on": date(2026, 11, 24),
              "type_change_on": date(2027, 3, 1)}),
    broken("notice_type_change", "type_change_persons_missing",
           **{**TYPE, "type_change_persons": " "}),
    broken("change_type", **TYPE),
    broken("change_type", "type_change_not_come",
           **{**TYPE, "type_change_on": date(2026, 11, 24)}),
    broken("change_type", "form_cannot_hold_gms", **TYPE, held_as="nhs_trust"),
    broken("open_process", opening_process="remedial"),
    broken("open_process", "process_open_already", opening_process="remedial",
           live_process="remedial"),
    broken("open_process", "process_not_named", opening_process=""),
    broken("close_process", live_process="remedial"),
    broken("close_process", "no_process_open"),
    broken("correct_record", corrected=frozenset({"contract_type"}), contract_type="pms"),
    broken("correct_record"),
    broken("correct_record", "nothing_corrected", corrected=frozenset()),
    broken("correct_record", "correction_without_suspension",
           corrected=frozenset({"suspended_on"})),
    broken("correct_record", "form_cannot_hold", corrected=frozenset({"contract_type"}),
           held_as="nhs_trust"),
    broken("correct_record", **ASLEEP),
    broken("correct_record", "corrected_type_not_suspendable",
           **{**ASLEEP, "corrected": frozenset({"contract_type"}), "contract_type": "apms"}),
    broken("correct_record", "corrected_suspension_wrong", **suspended(date(2019, 3, 31))),
    broken("correct_record", "corrected_suspension_wrong", **suspended(date(2026, 11, 24))),
    broken("correct_record", "start_before_mcp_contract",
           corrected=frozenset({"starts_under_mcp_on"}),
           mcp_contract_starts_on=date(2026, 12, 1), starts_under_mcp_on=date(2026, 11, 30)),
    broken("correct_record", "notice_in_the_future", corrected=frozenset({"notice_given_on"}),
           notice_given_on=date(2026, 11, 24), starts_under_mcp_on=None),
    broken("correct_record", "corrected_start_differs",
           **{**ASLEEP, "starts_under_mcp_on": date(2024, 1, 16)}),
    broken("correct_record", **{**ASLEEP, "notice_given_on": SLEPT}),
    broken("correct_record", "corrected_notice_after_suspension",
           **{**ASLEEP, "notice_given_on": date(2024, 1, 16)}),
    broken("correct_record", "corrected_suspension_before_letters",
           **{**ASLEEP, "letters_completed_on": SLEPT}),
    broken("correct_record", "return_notice_no_longer_fits",
           **{**ASLEEP, **RETURNS, "reactivation_on": date(2028, 1, 14)}),
    broken("correct_record", "return_notice_no_longer_fits",
           **{**ASLEEP, **RETURNS, "reactivation_noticed_on": date(2027, 1, 16)}),
    broken("correct_record", **{**ASLEEP, **RETURNS, "reactivation_on": date(2028, 1, 14)},
           mcp_contract_ends_on=date(2028, 1, 14)),
    broken("correct_record", **{**ASLEEP, **RETURNS}),
]  # fmt: skip


@pytest.mark.parametrize("row", KEEPING_ROWS, ids=str)
def test_one_changed_fact_gives_exactly_its_reasons(row):
    assert codes_against(MOVES, row, LAWFUL) == row.codes
