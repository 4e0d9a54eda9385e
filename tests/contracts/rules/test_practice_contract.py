"""The law of suspension and return: each condition by itself."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.rules.holders import NamedHolder
from contracts.rules.practice_contract import MOVES
from contracts.rules.practice_facts import PracticeContractFacts
from contracts.rules.practice_states import ACTIVE, PracticeContractState, status_on
from core.law import reasons_against
from rulebook.rules.figures import FIRST
from tests.contracts.rules.baseline import ANN, BEA, LAWFUL, ON
from tests.contracts.rules.test_keeping import KEEPING_ROWS
from tests.contracts.rules.test_returning import RETURN_ROWS
from tests.core.conditions import broken, codes_against, untried

CAI = NamedHolder("Cai Doctor", "partner", date(2026, 11, 23), "7777777")
EARLY = {
    "notice_given_on": date(2018, 9, 1),
    "mcp_contract_signed_on": date(2018, 8, 1),
    "mcp_contract_starts_on": None,
}
ROWS = [
    broken("record"),
    broken("record", "practice_closed", practice_is_active=False),
    broken("record", held_as="partnership"),
    broken("record", "form_cannot_hold", held_as="nhs_trust"),
    broken("record", contract_type="pms", held_as="nhs_trust"),
    broken("record", "form_cannot_hold", contract_type="pms", held_as="cic_by_guarantee"),
    broken("record", contract_type="apms", held_as="llp"),
    broken("record", held_as="guild"),
    broken("add_holder", entering=CAI, holders=(ANN,)),
    broken("add_holder", "holder_on_record", entering=replace(CAI, gmc_number="1234567"),
           holders=(ANN,)),
    broken("add_holder", entering=replace(CAI, gmc_number="1234567"),
           holders=(replace(ANN, left_on=ON),)),
    broken("add_holder", "holder_on_record", entering=replace(CAI, gmc_number="1234567"),
           holders=(replace(ANN, left_on=date(2026, 11, 24)),)),
    broken("add_holder", entering=replace(CAI, gmc_number="1234567", joined_on=date(2014, 1, 1)),
           holders=(replace(ANN, left_on=date(2015, 1, 1)),)),
    broken("add_holder", "gmc_number_missing",
           entering=NamedHolder("Cai", "single_handed", ON)),
    broken("add_holder", entering=NamedHolder("Cai", "partner", ON)),
    broken("add_holder", "gmc_number_of_a_body", entering=replace(CAI, kind="company")),
    broken("end_holder", holders=(ANN, BEA), leaving=replace(ANN, left_on=ON)),
    broken("end_holder", "last_holder", holders=(ANN,), leaving=replace(ANN, left_on=ON)),
    broken("end_holder", "holder_leaves_before_joining", holders=(ANN, BEA),
           leaving=replace(ANN, joined_on=date(2016, 1, 1), left_on=date(2015, 12, 31))),
    broken("end_holder", "holder_has_left", holders=(replace(ANN, left_on=ON), BEA),
           leaving=replace(ANN, left_on=ON)),
    broken("end_holder", "successor_not_holder", holders=(ANN, BEA),
           leaving=replace(ANN, left_on=ON, successor="a")),
    broken("end_holder", holders=(ANN, BEA), leaving=replace(ANN, left_on=ON, successor="b")),
    broken("record_form", held_as="individual"),
    broken("record_form", "form_cannot_hold", held_as="company_limited_by_guarantee"),
    broken("give_suspension_notice"),
    broken("give_suspension_notice", contract_type="pms"),
    broken("give_suspension_notice", "contract_type_not_suspendable", contract_type="apms"),
    broken("give_suspension_notice", "notice_in_the_future", notice_given_on=date(2026, 11, 24),
           starts_under_mcp_on=None),
    broken("give_suspension_notice", notice_given_on=ON),
    broken("give_suspension_notice", "notice_after_start", starts_under_mcp_on=date(2026, 4, 30)),
    broken("give_suspension_notice", starts_under_mcp_on=None),
    broken("give_suspension_notice", "mcp_contract_not_full", mcp_contract_is_full=False),
    broken("give_suspension_notice", "not_integrating_fully", integrates_fully=False),
    broken("give_suspension_notice", mcp_contract_is_signed=False),
    broken("record_start_date", "before_suspension_law", starts_under_mcp_on=date(2019, 3, 31),
           **EARLY),
    broken("record_start_date", starts_under_mcp_on=date(2019, 4, 1), **EARLY),
    broken("record_start_date", "notice_after_start", starts_under_mcp_on=date(2026, 11, 22),
           notice_given_on=ON, mcp_contract_signed_on=None, mcp_contract_starts_on=None),
    broken("record_start_date", "start_before_mcp_contract",
           starts_under_mcp_on=date(2026, 11, 22)),
    broken("suspend", notice_given_on=ON),
    broken("suspend", "notice_after_start", notice_given_on=date(2026, 11, 24)),
    broken("suspend", "start_before_mcp_contract", mcp_contract_signed_on=date(2026, 11, 24)),
    broken("suspend", "start_before_mcp_contract", mcp_contract_starts_on=date(2026, 11, 24)),
    broken("suspend", mcp_contract_starts_on=None),
    broken("suspend"),
    broken("suspend", "contract_type_not_suspendable", contract_type="apms"),
    broken("suspend", "already_reactivated_once", reactivated_on=date(2026, 1, 15)),
    broken("suspend", "suspension_notice_missing", notice_given_on=None),
    broken("suspend", "start_date_missing", starts_under_mcp_on=None),
    broken("suspend", "start_date_not_come", starts_under_mcp_on=date(2026, 11, 24)),
    broken("suspend", "patient_letters_missing", letters_completed_on=None, letters_sent=None),
    broken("suspend", "patient_letters_incomplete", letters_sent=7_999),
    broken("suspend", "patient_letters_incomplete", letters_sent=None),
    broken("suspend", letters_sent=0, registered_patients=0),
    broken("suspend", "list_size_unknown", letters_sent=0, registered_patients=None),
    broken("suspend", "list_size_unknown", registered_patients=None),
    broken("suspend", "practice_not_active", practice_is_active=False),
    broken("suspend", "patient_letters_too_late", letters_completed_on=ON),
    broken("suspend", letters_completed_on=date(2026, 11, 22)),
    broken("suspend", "mcp_contract_missing", mcp_contract_name=""),
    broken("suspend", "mcp_contract_not_full", mcp_contract_is_full=False),
    broken("suspend", "mcp_contract_not_signed", mcp_contract_is_signed=False),
    broken("suspend", "not_integrating_fully", integrates_fully=False),
    broken("suspend", "serves_elsewhere_by_its_own_contract", agreements_elsewhere=("Next door",)),
    broken("suspend", "mcp_contract_not_full", mcp_contract_is_full=False, integrates_fully=False),
    broken(
        "suspend",
        "mcp_contract_not_full",
        "mcp_contract_not_signed",
        mcp_contract_is_full=False,
        mcp_contract_is_signed=False,
    ),
    broken("give_reactivation_notice"),
    broken(
        "give_reactivation_notice", "not_a_reactivation_point", reactivation_on=date(2028, 1, 16)
    ),
    broken(
        "give_reactivation_notice",
        "reactivation_notice_too_late",
        reactivation_noticed_on=date(2027, 1, 16),
        on=date(2027, 1, 16),
    ),
    broken(
        "give_reactivation_notice",
        reactivation_noticed_on=date(2027, 1, 15),
        on=date(2027, 1, 15),
    ),
    broken("give_reactivation_notice", "return_after_contract_end",
           mcp_contract_ends_on=date(2028, 1, 14)),
    broken("approve_later_date", later_on=date(2028, 2, 1), mcp_contract_ends_on=date(2028, 2, 1)),
    broken("approve_later_date", "return_after_contract_end", later_on=date(2028, 2, 2),
           mcp_contract_ends_on=date(2028, 2, 1)),
    broken("return_with_contract_end", "contract_end_not_moved"),
    broken("return_with_contract_end", "contract_end_not_moved", following=date(2027, 1, 1)),
    broken("return_with_contract_end", following=ON, mcp_contract_ends_on=ON),
    broken("merge", "contract_not_merging"),
    broken("merge", merging_into="Hilltop Surgery (X00002)"),
    broken("reactivate", "reactivation_date_not_come"),
    broken(
        "reactivate",
        "already_reactivated_once",
        "reactivation_date_not_come",
        reactivated_on=date(2026, 1, 15),
    ),
    broken("suspend", "holders_missing", holders=()),
    broken("suspend", "process_live", live_process="remedial"),
    broken("give_suspension_notice", "process_live", live_process="termination"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_one_changed_fact_gives_exactly_its_reasons(row):
    assert codes_against(MOVES, row, LAWFUL) == row.codes


def test_every_reason_is_tried():
    assert untried(MOVES, [*ROWS, *KEEPING_ROWS, *RETURN_ROWS]) == set()


def test_an_unfit_day_is_answered_with_the_next_that_fits():
    facts = broken("x", reactivation_on=date(2027, 6, 1)).changed
    reasons = reasons_against(
        MOVES["give_reactivation_notice"],
        state="suspended",
        facts=PracticeContractFacts(
            on=ON,
            practice="Riverside",
            contract_type="gms",
            suspended_on=date(2024, 1, 15),
            **facts,
        ),
    )
    assert reasons[0].text == (
        "1 June 2027 is not a reactivation point of Riverside. "
        "The next for which notice can still be given is 15 January 2028."
    )


@pytest.mark.parametrize(
    ("state", "kind", "suspended_on", "on", "status"),
    [
        ("retained", "gms", None, ON, "retained"),
        ("suspension_noticed", "gms", None, ON, "retained"),
        ("reactivated", "gms", date(2020, 1, 1), ON, "retained"),
        ("suspended", "gms", date(2024, 11, 24), ON, "suspended"),
        ("suspended", "gms", date(2024, 11, 23), ON, "reactivatable"),
        ("suspended", "pms", date(2020, 2, 29), date(2022, 2, 27), "suspended"),
        ("suspended", "pms", date(2020, 2, 29), date(2022, 2, 28), "reactivatable"),
        ("reactivation_noticed", "gms", date(2020, 1, 1), ON, "reactivatable"),
        ("suspended", "apms", date(2020, 1, 1), ON, "suspended"),
        ("suspended", "gms", date(2099, 1, 1), date(2100, 12, 31), "suspended"),
        ("suspended", "gms", None, ON, "retained"),
        ("terminated", "gms", date(2020, 1, 1), ON, "terminated"),
        ("merged", "gms", None, ON, "merged"),
        ("expired", "pms", date(2020, 1, 1), ON, "expired"),
    ],
)
def test_what_the_contract_is_on_a_day(state, kind, suspended_on, on, status):
    found = status_on(
        state=state, contract_type=kind, suspended_on=suspended_on, on=on, figures=FIRST
    )
    assert found.value == status


@pytest.mark.parametrize(
    ("eligibility", "mcp_ends_on", "suspended_on", "status"),
    [
        ("confirmed", None, date(2024, 11, 23), "reactivatable"),
        ("not_eligible", None, date(2024, 11, 23), "suspended"),
        ("conduct", None, date(2024, 11, 23), "suspended"),
        ("", ON, date(2026, 1, 1), "reactivatable"),
        ("", date(2026, 11, 24), date(2026, 1, 1), "suspended"),
        ("not_eligible", ON, date(2026, 1, 1), "suspended"),
    ],
)
def test_who_is_barred_cannot_return_and_the_mcp_contracts_end_lets_all_return(
    eligibility, mcp_ends_on, suspended_on, status
):
    found = status_on(
        state="suspended", contract_type="gms", suspended_on=suspended_on, on=ON, figures=FIRST,
        eligibility=eligibility, mcp_ends_on=mcp_ends_on,
    )  # fmt: skip
    assert found.value == status


@settings(deadline=None)
@given(
    st.sampled_from(sorted(PracticeContractState)),
    st.dates(date(2019, 4, 1), date(2060, 1, 1)),
    st.dates(date(2019, 4, 1), date(2060, 1, 1)),
)
def test_a_status_is_never_undone_by_time(state, suspended_on, on):
    """Once reactivatable, always reactivatable, for as long as nothing is done."""
    case = {"state": state, "contract_type": "gms", "suspended_on": suspended_on}
    today = status_on(**case, on=on, figures=FIRST)
    later = status_on(**case, on=on.replace(year=2099, day=1), figures=FIRST)
    assert (today == "retained") == (state in ACTIVE)
    assert later != "suspended"
