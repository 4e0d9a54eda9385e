# ruff: noqa: S608 - the SQL is made of this program's own words; what files say comes by COPY
"""What several publications say of practices that the register already knows."""

from collections.abc import Sequence

from registers.reading.columns import Heading
from registers.staging import cleaning
from registers.staging.spec import SKIPPED, WARNED, Check, Column, Intake
from registers.staging.writing import differs, insert, update

CODE = Column(
    Heading(
        "practice_code",
        ("code", "org_code", "organisation_code", "gp_practice_code", "prac_code", "practice"),
    ),
    cleaning.PRACTICE,
    filled=True,
)

PSEUDO = Check(
    "national_pseudo_code", SKIPPED, "practice_code",
    "c.practice_code IN ('V81997', 'V81998', 'V81999')",
    "a practice, not a national code for unregistered patients",
)  # fmt: skip
UNKNOWN = Check(
    "no_such_practice", SKIPPED, "practice_code", "c.practice_code IS NOT NULL AND p.id IS NULL",
    "a practice that is in the register (import ods-practices first)",
)  # fmt: skip
CLOSED_WITH_PATIENTS = Check(
    "closed_with_patients", WARNED, "practice_code",
    "p.closed_on <= coalesce(c.counted_on, %(as_of)s::date) AND c.registered > 0",
    "no patients at a practice that the register says is closed",
)  # fmt: skip

JOIN = "LEFT JOIN organisations_practice p ON p.code = c.practice_code"


def make_diff(
    intake: Intake, table: str, fields: Sequence[str], *, source: str, match: str
) -> None:
    """Compare `source s` with the table's rows `o` and keep what is new or differs."""
    values = ", ".join(f"s.{name}" for name in fields)
    intake.run(
        "CREATE TEMP TABLE diff ON COMMIT DROP AS"
        f" SELECT s.row_no, s.code, s.practice_id, {values}, o.id IS NULL AS is_new,"
        " coalesce(o.id, gen_random_uuid()) AS target_id,"
        " CASE WHEN o.id IS NULL THEN 'created' ELSE 'updated' END AS effect"
        f" FROM ({source}) s LEFT JOIN {table} o ON {match}"
        f" WHERE o.id IS NULL OR {differs(fields, old='o', new='s')}"
    )


def write_diff(intake: Intake, about: str, table: str, fields: Sequence[str]) -> None:
    """Insert what is new and update what differs."""
    insert(
        intake,
        table,
        ("practice_id", *fields),
        select=f"d.target_id, d.practice_id, {', '.join(f'd.{name}' for name in fields)}",
        source="diff d WHERE d.is_new",
    )
    if intake.value("SELECT 1 FROM diff WHERE NOT is_new LIMIT 1"):
        update(intake, about, table, fields, code="d.code", where="NOT d.is_new")
