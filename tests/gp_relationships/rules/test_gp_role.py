"""The law of GPs' roles: each condition by itself."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.law import reasons_against
from gp_relationships.rules.gp_role import MOVES
from gp_relationships.rules.gp_role_conditions import GpRoleFacts
from tests.core.conditions import broken, codes_against, untried

ON = date(2026, 11, 23)
D = Decimal
LAWFUL = GpRoleFacts(
    on=ON,
    gp="Grace Practitioner",
    vanguard="Testshire Together",
    kind="part_owner",
    starts_on=ON,
    level="full",
    share=D("40.00"),
    shares_of_others=D(60),
    practice="Riverside Surgery (X00001)",
    performers_list_on=date(2026, 1, 5),
)
EMPLOYEE = {"kind": "employee", "share": None}
ROWS = [
    broken("propose"),
    broken("propose", **EMPLOYEE),
    broken("propose", level="partial"),
    broken("propose", level="", **EMPLOYEE),
    broken("propose", "services_missing", level="partial", **EMPLOYEE),
    broken("propose", level="partial", for_services=("secondary_care",), **EMPLOYEE),
    broken("propose", "core_services_stay", level="partial",
           for_services=("secondary_care", "primary_medical"), **EMPLOYEE),
    broken("propose", for_services=("primary_medical",), **EMPLOYEE),
    broken("propose", "services_not_allowed", for_services=("public_health",)),
    broken("propose", "practice_missing", practice=""),
    broken("propose", practice="", directly_hired=True, practice_takes_part=False),
    broken("propose", "practice_and_hired", directly_hired=True),
    broken("propose", "practice_not_participating", practice_takes_part=False),
    broken("offer", "services_missing", level="partial", kind="subcontractor", share=None),
    broken("propose", "no_body_to_hold_roles", level="virtual"),
    broken("propose", "gp_not_of_practice", belongs_to_practice=False),
    broken("propose", belongs_to_practice=False, practice="", directly_hired=True),
    broken("propose", "share_missing", share=None),
    broken("propose", "share_out_of_range", share=D(0)),
    broken("propose", "share_out_of_range", share=D("-0.01")),
    broken("propose", "share_out_of_range", share=D("NaN")),
    broken("propose", "share_out_of_range", share=D("sNaN")),
    broken("propose", "share_out_of_range", share=D("-Infinity")),
    broken("propose", "share_too_fine", share=D("39.999")),
    broken("propose", "share_not_allowed", kind="employee"),
    broken("propose", "shares_exceed_whole", share=D("40.01")),
    broken("propose", share=D(100), shares_of_others=D(0)),
    broken("propose", "share_out_of_range", "shares_exceed_whole",
           share=D("100.01"), shares_of_others=D(0)),
    broken("propose", "roles_overlap", overlapping=("part owner",)),
    broken("propose", "ends_before_start", ends_on=ON),
    broken("propose", ends_on=date(2026, 11, 24)),
    broken("put_in_effect"),
    broken("put_in_effect", "start_date_not_come", starts_on=date(2026, 11, 24)),
    broken("put_in_effect", "not_on_performers_list", performers_list_on=None),
    broken("put_in_effect", "not_on_performers_list", performers_list_on=date(2026, 11, 24)),
    broken("put_in_effect", "ownership_not_signed", ownership_is_signed=False),
    broken("put_in_effect", ownership_is_signed=False, **EMPLOYEE),
    broken("end", "ends_before_start", ends_on=ON),
    broken("end", ends_on=ON, never_took_effect=True),
    broken("end", "ends_before_start", ends_on=date(2026, 11, 22), never_took_effect=True),
    broken("end", ends_on=date(2026, 11, 24), agreed_end=date(2026, 11, 24)),
    broken("end", "ends_later", ends_on=date(2026, 11, 25), agreed_end=date(2026, 11, 24)),
    broken("come_through", "practice_not_merged"),
    broken("come_through", merged_into="Hilltop Surgery (X00002)"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_one_changed_fact_gives_exactly_its_reasons(row):
    assert codes_against(MOVES, row, LAWFUL) == row.codes


def test_every_reason_is_tried():
    assert untried(MOVES, ROWS) == set()


@settings(deadline=None)
@given(st.decimals(allow_nan=True, allow_infinity=True), st.decimals(0, 100, places=2))
def test_whatever_the_share_the_whole_is_never_exceeded(share, others):
    facts = broken("x", share=share, shares_of_others=others).changed
    given_facts = GpRoleFacts(
        on=ON,
        gp="G",
        vanguard="V",
        practice="P",
        kind="part_owner",
        starts_on=ON,
        level="full",
        **facts,
    )
    if not reasons_against(MOVES["propose"], state="", facts=given_facts):
        assert 0 < share <= 100 - others
        assert share == share.quantize(D("0.01"))
