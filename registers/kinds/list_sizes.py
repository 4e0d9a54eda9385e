"""`list-sizes`: how many patients are registered with each practice (Patients Registered at a GP
Practice).

Two shapes: one row for each practice, with columns by age and sex that are added up (until 2016),
or one row for each practice, sex and age, of which that for all counts.
"""

from organisations.models import RegisterKind
from registers.kinds.practice_facts import (
    CLOSED_WITH_PATIENTS,
    CODE,
    JOIN,
    PSEUDO,
    UNKNOWN,
    make_diff,
    write_diff,
)
from registers.reading.columns import Heading
from registers.staging import cleaning
from registers.staging.spec import FAILED, SKIPPED, Check, Column, Intake, Spec

TABLE = "organisations_listsize"
AGE_BANDS = r"(male|female|males|females)_\d+(_\d+)?(_plus)?"

_SOURCE = """
SELECT row_no, practice_code AS code, practice_id,
       coalesce(counted_on, %(as_of)s::date) AS counted_on,
       coalesce(registered, bands) AS registered
  FROM staged WHERE bad = 0 AND skip IS NULL
"""


def apply(intake: Intake) -> None:
    """Write each practice's list on the day of the publication."""
    match = "o.practice_id = s.practice_id AND o.counted_on = s.counted_on"
    fields = ("counted_on", "registered")
    make_diff(intake, TABLE, fields, source=_SOURCE, match=match)
    write_diff(intake, "list_size", TABLE, fields)


_LEFT = frozenset(
    [
        "publication",
        "type",
        "ccg_code",
        "ons_ccg_code",
        "postcode",
        "sub_icb_location_code",
        "ons_sub_icb_location_code",
        "regional_office_name",
        "regional_office_code",
        "area_team_name",
        "area_team_code",
        "pco_name",
        "pco_code",
        "practice_name",
        "ons_region_code",
        "nhse_region_code",
        "ccg_name",
        "org_type",
        "region_code",
        "region_name",
        "comm_region_code",
        "comm_region_name",
        "stp_code",
        "stp_name",
        "icb_code",
        "icb_name",
        "nhse_region_name",
        "ons_ccg",
        "nhse_area_code",
    ]
)

SPEC = Spec(
    kind=RegisterKind.LIST_SIZES,
    columns=(
        CODE,
        Column(
            Heading(
                "registered",
                (
                    "number_of_patients", "total_all", "total_patients", "list_size",
                    "registered_patients", "all_patients", "total", "patients",
                ),
                required=False,
            ),
            cleaning.PEOPLE,
        ),
        Column(Heading("bands", gather=AGE_BANDS, required=False), cleaning.SUM_OF_PEOPLE),
        Column(
            Heading("counted_on", ("extract_date", "date", "as_of"), required=False), cleaning.DATE
        ),
        Column(Heading("sex", ("gender",), required=False), cleaning.text(20)),
        Column(Heading("age", ("age_group", "age_group_5"), required=False), cleaning.text(20)),
    ),
    key=("practice_code",),
    apply=apply,
    left=_LEFT,
    left_like=r"^total_(male|female)s?$",
    passed_over=(
        Check(
            "one_age_or_sex", SKIPPED, "age",
            "upper(coalesce(t.t_sex, 'ALL')) NOT IN ('ALL', 'PERSONS', 'TOTAL')"
            " OR upper(coalesce(t.t_age, 'ALL')) NOT IN ('ALL', 'TOTAL')",
            "the row for all ages and both sexes",
        ),
    ),
    joins=JOIN,
    joined="p.id AS practice_id",
    checks=(
        PSEUDO,
        UNKNOWN,
        CLOSED_WITH_PATIENTS,
        Check(
            "no_number", FAILED, "registered",
            "c.t_registered IS NULL AND c.t_bands IS NULL", "the number of registered patients",
        ),
    ),
    one_of=("registered", "bands"),
    dated_by="counted_on",
)  # fmt: skip
