"""`gp-payments`: NHS Payments to General Practice of one financial year.

Read: each practice's contract type, registered and weighted patients, and its commissioner in that
year. The payment lines themselves are not kept; their names change with every year's services, so
they are known by a list of words and named in the result.
"""

from organisations.models import RegisterKind
from registers.kinds.payment_year import apply
from registers.kinds.practice_facts import CODE, JOIN, PSEUDO, UNKNOWN
from registers.reading.columns import Heading
from registers.staging import cleaning
from registers.staging.spec import FAILED, WARNED, Check, Column, Spec

CONTRACT_TYPES = {
    "GMS": "gms", "PMS": "pms", "APMS": "apms", "UNKNOWN": "unknown", "OTHER": "unknown",
    "PCTMS": "unknown",
}  # fmt: skip
QUARTERS = {"Q1": "1", "Q2": "2", "Q3": "3", "Q4": "4", "NO KNOWN PATIENTS": "none"}

PAYMENT_LINE = (
    r"payment|global_sum|mpig|correction_factor|premises|seniority|doctors_retainer|locum"
    r"|study_leave|appraisal|pco_admin|qof|vaccin|immunis|extended_hours|dementia|influenza"
    r"|pneumococcal|learning_disabilit|minor_surgery|rotavirus|shingles|violent_patients"
    r"|unplanned_admissions|out_of_area|meningitis|mening|pertussis|enhanced_service|forward_view"
    r"|information_management|pms_expenditure|prescribing_fee|dispensing_fee|reimbursement"
    r"|deductions|hepatitis|hpv|alcohol|patient_participation|risk_profiling|remote_care|ccg_lis"
    r"|network|pcn|covid|winter|transformation|workforce|access_fund|engagement|weight_management"
)

_LEFT = frozenset(
    [
        "nhs_england_region_code",
        "nhs_england_region_name",
        "region_code",
        "region_name",
        "practice_name",
        "practice_address",
        "practice_postcode",
        "practice_open_date",
        "practice_close_date",
        "dispensing_practice",
        "practice_type",
        "practice_rurality",
        "atypical_characteristics",
        "average_payments_per_registered_patient",
        "average_payments_per_weighted_patient",
        "sub_region_code",
        "sub_region_name",
        "stp_code",
        "stp_name",
        "pcn_code",
        "pcn_name",
    ]
)

SPEC = Spec(
    kind=RegisterKind.GP_PAYMENTS,
    columns=(
        CODE,
        Column(
            Heading("contract_type", ("contract", "type_of_contract")),
            cleaning.one_of(CONTRACT_TYPES, "GMS, PMS, APMS or UNKNOWN"),
        ),
        Column(
            Heading(
                "registered",
                (
                    "number_of_registered_patients_last_known_figure",
                    "number_of_registered_patients",
                    "registered_patients",
                    "average_number_of_registered_patients",
                    "average_registered_patients",
                ),
            ),
            cleaning.PEOPLE,
        ),
        Column(
            Heading(
                "weighted",
                (
                    "number_of_weighted_patients_last_known_figure",
                    "number_of_weighted_patients",
                    "weighted_patients",
                    "average_number_of_weighted_patients",
                    "average_weighted_patients",
                ),
            ),
            cleaning.number(1_000_000, places=2),
        ),
        Column(
            Heading("quarter", ("quarter_used_for_patient_data",), required=False),
            cleaning.one_of(QUARTERS, "Q1, Q2, Q3, Q4 or NO KNOWN PATIENTS"),
        ),
        Column(Heading("ccg_code", ("ccg", "commissioner"), required=False), cleaning.COMMISSIONER),
        Column(Heading("ccg_name", ("commissioner_name",), required=False), cleaning.text(200)),
    ),
    key=("practice_code",),
    apply=apply,
    left=_LEFT,
    left_like=PAYMENT_LINE,
    joins=f"{JOIN} LEFT JOIN organisations_practicecommissioner l ON l.practice_id = p.id"
    " AND l.ends_on IS NULL LEFT JOIN organisations_commissioner k ON k.id = l.commissioner_id",
    joined="p.id AS practice_id, p.opened_on, p.closed_on",
    checks=(
        PSEUDO,
        UNKNOWN,
        Check(
            "closed_with_patients",
            WARNED,
            "practice_code",
            "p.closed_on <= %(as_of)s::date AND c.registered > 0",
            "no patients at a practice that the register says is closed",
        ),
        Check(
            "another_commissioner",
            WARNED,
            "ccg_code",
            "k.ods_code <> c.ccg_code",
            "the commissioner that the register has now",
        ),
        Check(
            "weighted_without_patients",
            FAILED,
            "weighted",
            "c.weighted > 0 AND c.t_registered IS NULL",
            "registered patients beside the weighted ones",
        ),
    ),
)
