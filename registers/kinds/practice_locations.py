"""`practice-locations`: where each practice stands, in WGS84 degrees."""

from organisations.models import RegisterKind
from registers.kinds.practice_facts import CODE, JOIN, PSEUDO, UNKNOWN, make_diff, write_diff
from registers.reading.columns import Heading
from registers.staging import cleaning
from registers.staging.spec import WARNED, Check, Column, Intake, Spec

TABLE = "organisations_practicelocation"
_SOURCE = """
SELECT row_no, practice_code AS code, practice_id, latitude, longitude
  FROM staged WHERE bad = 0 AND skip IS NULL
"""


def apply(intake: Intake) -> None:
    """Write where each practice stands."""
    fields = ("latitude", "longitude")
    match = "o.practice_id = s.practice_id"
    make_diff(intake, TABLE, fields, source=_SOURCE, match=match)
    write_diff(intake, "practice_location", TABLE, fields)


SPEC = Spec(
    kind=RegisterKind.PRACTICE_LOCATIONS,
    columns=(
        CODE,
        Column(Heading("latitude", ("lat",)), cleaning.degrees(49, 61), filled=True),
        Column(Heading("longitude", ("lon", "long", "lng")), cleaning.degrees(-9, 2), filled=True),
        Column(Heading("postcode", ("post_code",), required=False), cleaning.POSTCODE),
    ),
    key=("practice_code",),
    apply=apply,
    snapshot=True,
    left=frozenset({"match", "practice_name", "name"}),
    joins=JOIN,
    joined="p.id AS practice_id",
    checks=(
        PSEUDO,
        UNKNOWN,
        Check(
            "another_postcode", WARNED, "postcode", "c.postcode <> p.postcode",
            "the postcode that the register has",
        ),
    ),
)  # fmt: skip
