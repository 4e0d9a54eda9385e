# ruff: noqa: S608 - the SQL is made of this program's own words; what files say comes by COPY
"""`commissioners`: the clinical commissioning groups of one day, with both their codes."""

from organisations.models import RegisterKind
from registers.reading.columns import Heading
from registers.staging import cleaning
from registers.staging.spec import FAILED, Check, Column, Intake, Spec
from registers.staging.writing import differs, end, insert, refuse_too_many, update

TABLE = "organisations_commissioner"
STP = "organisations_stp"
LINK = "organisations_commissionerstp"
FIELDS = ("ons_code", "name", "closed_on")

_DIFF = f"""
CREATE TEMP TABLE diff ON COMMIT DROP AS
SELECT s.*, o.id IS NULL AS is_new, coalesce(o.id, gen_random_uuid()) AS target_id,
       CASE WHEN o.id IS NULL THEN 'created' ELSE 'updated' END AS effect
  FROM (SELECT row_no, ods_code, coalesce(ons_code, '') AS ons_code, name, NULL::date AS closed_on
          FROM staged WHERE bad = 0 AND skip IS NULL) s
  LEFT JOIN {TABLE} o ON o.ods_code = s.ods_code
 WHERE o.id IS NULL OR {differs(FIELDS, old="o", new="s")}
"""

# Those that a file of this day or before told of, and those that no practice is under any more;
# one that a newer file brought in with its practices is not ended.
_UNLISTED = f"""
SELECT c.id, %(as_of)s::date FROM {TABLE} c JOIN organisations_importrun r ON r.id = c.run_id
 WHERE c.closed_on IS NULL AND NOT c.is_fictional
   AND (r.as_of <= %(as_of)s::date OR NOT EXISTS
        (SELECT 1 FROM organisations_practicecommissioner l
          WHERE l.commissioner_id = c.id AND l.ends_on IS NULL))
   AND NOT EXISTS (SELECT 1 FROM staged s WHERE s.ods_code = c.ods_code)
"""

_STPS = f"""
INSERT INTO {STP} (id, ods_code, ons_code, name, run_id)
SELECT gen_random_uuid(), '', s.stp_code, min(s.stp_name), %(run)s::uuid FROM staged s
 WHERE s.bad = 0 AND s.skip IS NULL AND s.stp_code IS NOT NULL AND s.stp_name IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM {STP} o WHERE o.ons_code = s.stp_code)
 GROUP BY s.stp_code
"""


def apply(intake: Intake) -> None:
    """Write the commissioners, end those that are listed no more, and fill in missing STPs."""
    intake.run(_DIFF)
    insert(
        intake,
        TABLE,
        ("ods_code", *FIELDS, "is_fictional"),
        select="d.target_id, d.ods_code, d.ons_code, d.name, d.closed_on, false",
        source="diff d WHERE d.is_new",
    )
    update(intake, "commissioner", TABLE, FIELDS, code="d.ods_code", where="NOT d.is_new")
    if intake.complete:
        ending = intake.value(f"SELECT count(*) FROM ({_UNLISTED}) u")
        known = intake.value(f"SELECT count(*) FROM {TABLE} WHERE closed_on IS NULL")
        refuse_too_many(intake, "commissioners", ending, known)
        ended = end(intake, "commissioner", TABLE, "closed_on", code="o.ods_code", gone=_UNLISTED)
        intake.count("commissioners_ended", ended)
        _end_stp_links(intake)
    intake.count("stps_added", intake.run(_STPS))
    intake.count("stp_links_added", _fill_stp_links(intake))


def _end_stp_links(intake: Intake) -> None:
    intake.run(
        f"UPDATE {LINK} l SET ends_on = greatest(c.closed_on, l.starts_on + 1), run_id = %(run)s"
        f" FROM {TABLE} c WHERE c.id = l.commissioner_id AND l.ends_on IS NULL"
        " AND c.closed_on IS NOT NULL"
    )


def _fill_stp_links(intake: Intake) -> int:
    """Give an STP to those that have none: the file of STPs is the authority where there is one."""
    return insert(
        intake,
        LINK,
        ("commissioner_id", "stp_id", "starts_on"),
        select="gen_random_uuid(), c.id, t.id, %(as_of)s::date",
        source=f"staged s JOIN {TABLE} c ON c.ods_code = s.ods_code"
        f" JOIN {STP} t ON t.ons_code = s.stp_code WHERE s.bad = 0 AND s.skip IS NULL"
        f" AND NOT EXISTS (SELECT 1 FROM {LINK} l WHERE l.commissioner_id = c.id"
        " AND l.ends_on IS NULL)",
    )


SPEC = Spec(
    kind=RegisterKind.COMMISSIONERS,
    columns=(
        Column(
            Heading("ods_code", ("ccg_ods_code", "ccg_code", "code", "ccg18cdh", "ccg17cdh")),
            cleaning.COMMISSIONER,
            filled=True,
        ),
        Column(
            Heading("ons_code", ("ccg_ons_code", "ons_ccg_code", "ccg18cd", "ccg17cd")),
            cleaning.COMMISSIONER_ONS,
        ),
        Column(
            Heading("name", ("ccg_name", "ccg18nm", "ccg17nm")), cleaning.text(200), filled=True
        ),
        Column(
            Heading("stp_code", ("stp17_ons_code", "stp18_ons_code"), required=False),
            cleaning.STP_ONS,
        ),
        Column(
            Heading("stp_name", ("stp17_name", "stp18_name"), required=False), cleaning.text(200)
        ),
    ),
    key=("ods_code",),
    apply=apply,
    snapshot=True,
    left=frozenset(["fid", "objectid", "opened_on", "nhse_region"]),
    checks=(
        Check(
            "stp_without_name", FAILED, "stp_name",
            "c.stp_code IS NOT NULL AND c.stp_name IS NULL", "the name of the STP beside its code",
        ),
    ),
)  # fmt: skip
