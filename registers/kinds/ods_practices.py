"""`ods-practices`: the register of practices by the Organisation Data Service (epraccur).

It has no header and 27 columns by position; the report that replaced it has a header. Four rows in
ten are no GP practices (prescribing setting 4, or role RO76): they are passed over.
"""

from organisations.models import RegisterKind
from registers.kinds.practice_register import apply
from registers.reading.columns import Heading
from registers.staging import cleaning
from registers.staging.spec import FAILED, SKIPPED, WARNED, Check, Column, Spec

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
    " OR (octet_length(t.t_setting) > 3"
    " AND strpos('|' || upper(replace(t.t_setting, ' ', '')) || '|', '|RO76|') > 0))"
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

_LAST = """
LEFT JOIN (SELECT DISTINCT ON (p.code) p.code AS practice, r."on", r.code
             FROM organisations_practicerecord r JOIN organisations_practice p
               ON p.id = r.practice_id
            WHERE r.what = '{what}' ORDER BY p.code, r.id DESC) {name} ON {name}.practice = c.code
"""

# What officers recorded of a practice, the last of each: that it closed, and to whom it moved.
_RECORDED = f"""
{_LAST.format(what="closed", name="gone")} {_LAST.format(what="moved", name="went")}
LEFT JOIN organisations_commissioner b ON b.ods_code = c.commissioner
"""

# The register has the practice open, or closed on another day or into another.
_AGAINST_CLOSING = """(gone.practice IS NOT NULL AND (c.status <> 'closed'
    OR c.closed_on <> gone."on" OR c.successor <> gone.code)) IS TRUE"""

# It has it under another commissioner, since before it moved or where it was before.
_AGAINST_MOVING = """(c.commissioner <> went.code AND (c.joined_on <= went."on"
    OR (c.joined_on IS NULL AND EXISTS (
        SELECT 1 FROM organisations_practicecommissioner l
          JOIN organisations_practice p ON p.id = l.practice_id
         WHERE p.code = c.code AND l.commissioner_id = b.id AND l.ends_on IS NOT NULL)))) IS TRUE"""

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
    joins=_RECORDED,
    joined=(
        f"{_AGAINST_CLOSING} AS against_closing, {_AGAINST_MOVING} AS against_moving"
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
        Check(
            "closed_by_record", WARNED, "status",
            f'gone."on" <= %(as_of)s::date AND {_AGAINST_CLOSING}',
            "the closing that an officer recorded; it stands until it is put right there",
        ),
        Check(
            "moved_by_record", WARNED, "commissioner",
            f'went."on" <= %(as_of)s::date AND {_AGAINST_MOVING}',
            "the commissioner that an officer recorded; it stands until it is put right there",
        ),
        Check(
            "under_ended_commissioner", WARNED, "commissioner",
            "c.status = 'active' AND b.closed_on <= %(as_of)s::date",
            "a commissioner that has not ended, for a practice that is open",
        ),
    ),
)  # fmt: skip
