"""`ods-practices`: the register of practices by the Organisation Data Service (epraccur).

It has no header and 27 columns by position; the report that replaced it has a header. Four rows in
ten are no GP practices (prescribing setting 4, or role RO76): they are passed over.
"""

from organisations.models import RegisterKind
from registers.kinds.practice_register import apply
from registers.reading.columns import Heading
from registers.staging import cleaning
from registers.staging.spec import FAILED, SKIPPED, Check, Column, Spec

POSITIONS = [
    "code",
    "name",
    "national_grouping",
    "health_geography",
    "address",
    "address",
    "address",
    "address",
    "address",
    "postcode",
    "opened_on",
    "closed_on",
    "status",
    "subtype",
    "commissioner",
    "joined_on",
    "left_on",
    "telephone",
    "_19",
    "_20",
    "_21",
    "amended",
    "_23",
    "provider",
    "_25",
    "setting",
    "_27",
]

STATUSES = {
    "A": "active", "ACTIVE": "active", "OPEN": "active",
    "C": "closed", "CLOSED": "closed", "INACTIVE": "closed",
    "D": "dormant", "DORMANT": "dormant",
    "P": "proposed", "PROPOSED": "proposed",
}  # fmt: skip

GP_PRACTICE = (
    "(t.t_setting = '4'"
    " OR strpos('|' || upper(replace(t.t_setting, ' ', '')) || '|', '|RO76|') > 0)"
)

PSEUDO_CODES = "('V81997', 'V81998', 'V81999')"

_COLUMNS = (
    Column(
        Heading("code", ("organisation_code", "org_code", "ods_code", "practice_code")),
        cleaning.PRACTICE,
        filled=True,
    ),
    Column(
        Heading("name", ("organisation_name", "practice_name")), cleaning.text(200), filled=True
    ),
    Column(
        Heading("address", gather=r"address(_line)?_[1-5]", required=False), cleaning.joined(400)
    ),
    Column(Heading("postcode", ("post_code",)), cleaning.POSTCODE),
    Column(
        Heading("opened_on", ("open_date", "opened_date", "operational_start_date")), cleaning.DATE
    ),
    Column(
        Heading("closed_on", ("close_date", "closed_date", "operational_end_date")), cleaning.DATE
    ),
    Column(
        Heading("status", ("status_code",)),
        cleaning.one_of(STATUSES, "A (active), C (closed), D (dormant) or P (proposed)"),
        filled=True,
    ),
    Column(
        Heading(
            "commissioner",
            ("parent_organisation_code", "parent", "commissioner_code", "ccg", "ccg_code"),
        ),
        cleaning.COMMISSIONER,
    ),
    Column(
        Heading(
            "joined_on",
            ("join_provider_purchaser_date", "join_parent_date", "joined_parent", "join_date"),
            required=False,
        ),
        cleaning.DATE,
    ),
    Column(
        Heading(
            "left_on",
            ("left_provider_purchaser_date", "left_parent_date", "left_parent", "left_date"),
            required=False,
        ),
        cleaning.DATE,
    ),
    Column(
        Heading("telephone", ("contact_telephone_number", "phone"), required=False),
        cleaning.text(40),
    ),
    Column(Heading("setting", ("prescribing_setting", "role", "roles")), cleaning.text(100)),
    Column(
        Heading("successor", ("successor_code", "successor_organisation_code"), required=False),
        cleaning.PRACTICE,
    ),
)

_LEFT = frozenset(
    [
        "null",
        "national_grouping",
        "high_level_health_geography",
        "health_geography",
        "organisation_sub_type_code",
        "subtype_code",
        "amended_record_indicator",
        "provider_purchaser",
        "joined_parent_date",
        "current_care_organisation",
    ]
)

SPEC = Spec(
    kind=RegisterKind.ODS_PRACTICES,
    columns=_COLUMNS,
    key=("code",),
    apply=apply,
    snapshot=True,
    positions=tuple(name if not name.startswith("_") else "" for name in POSITIONS),
    left=_LEFT,
    left_like=r"^null(_\d+)?$",
    passed_over=(
        Check(
            "not_a_gp_practice", SKIPPED, "setting", f"{GP_PRACTICE} IS NOT TRUE",
            "prescribing setting 4 (GP practice)",
        ),
    ),
    checks=(
        Check(
            "national_pseudo_code", SKIPPED, "code", f"c.code IN {PSEUDO_CODES}",
            "a practice, not a national code for unregistered patients",
        ),
        Check(
            "closed_before_opened", FAILED, "closed_on", "c.closed_on < c.opened_on",
            "a closing date that is not before the opening date",
        ),
    ),
)  # fmt: skip
