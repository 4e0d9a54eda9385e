"""`gp-headcount`: fully qualified GPs of each practice, as people and as full-time equivalents.

A headcount of 0 or NA means that the practice did not report, not that it has no GP.
"""

from organisations.models import RegisterKind
from registers.kinds.practice_facts import CODE, JOIN, PSEUDO, UNKNOWN, make_diff, write_diff
from registers.reading.columns import Heading
from registers.staging import cleaning
from registers.staging.spec import SKIPPED, Check, Column, Intake, Spec

TABLE = "organisations_gpheadcount"
_SOURCE = """
SELECT row_no, practice_code AS code, practice_id, %(as_of)s::date AS counted_on, headcount,
       CASE WHEN fte > 0 THEN fte END AS fte
  FROM staged WHERE bad = 0 AND skip IS NULL
"""


def apply(intake: Intake) -> None:
    """Write each practice's GPs on the day of the publication."""
    match = "o.practice_id = s.practice_id AND o.counted_on = s.counted_on"
    fields = ("counted_on", "headcount", "fte")
    make_diff(intake, TABLE, fields, source=_SOURCE, match=match)
    write_diff(intake, "gp_headcount", TABLE, fields)


SPEC = Spec(
    kind=RegisterKind.GP_HEADCOUNT,
    columns=(
        CODE,
        Column(
            Heading("headcount", ("gp_headcount", "total_gp_hc", "gp_hc", "gps")),
            cleaning.number(1000, places=0),
        ),
        Column(
            Heading("fte", ("gp_fte", "total_gp_fte", "full_time_equivalent"), required=False),
            cleaning.number(1000, places=2),
        ),
    ),
    key=("practice_code",),
    apply=apply,
    left=frozenset(
        ["practice_name", "prac_name", "ccg_code", "ccg_name", "stp_code", "stp_name", "postcode"]
    ),
    joins=JOIN,
    joined="p.id AS practice_id",
    checks=(
        PSEUDO,
        UNKNOWN,
        Check(
            "did_not_report",
            SKIPPED,
            "headcount",
            "coalesce(c.headcount, 0) = 0",
            "a headcount above 0 (0 and NA mean that the practice did not report)",
        ),
    ),
)
