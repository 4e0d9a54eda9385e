# ruff: noqa: S608 - the SQL is made of this program's own words; what files say comes by COPY
"""`boundaries`: areas of commissioners, STPs or England, as GeoJSON in WGS84."""

from organisations.models import RegisterKind
from registers.reading.columns import Heading
from registers.staging import cleaning
from registers.staging.cleaning import Clean
from registers.staging.spec import Column, Intake, Spec
from registers.staging.writing import differs, insert, update

TABLE = "organisations_boundary"
FIELDS = ("name", "geometry")

_READ = """
SELECT row_no, kind, code, name, geometry, %(as_of)s::date AS as_of
  FROM staged WHERE bad = 0 AND skip IS NULL
"""


def apply(intake: Intake) -> None:
    """Write the areas of this vintage; those of another vintage stay as they are."""
    intake.run(
        "CREATE TEMP TABLE diff ON COMMIT DROP AS"
        " SELECT s.*, o.id IS NULL AS is_new, coalesce(o.id, gen_random_uuid()) AS target_id,"
        " CASE WHEN o.id IS NULL THEN 'created' ELSE 'updated' END AS effect"
        f" FROM ({_READ}) s LEFT JOIN {TABLE} o"
        " ON o.kind = s.kind AND o.code = s.code AND o.as_of = s.as_of"
        f" WHERE o.id IS NULL OR {differs(FIELDS, old='o', new='s')}"
    )
    insert(
        intake,
        TABLE,
        ("kind", "code", "as_of", *FIELDS),
        select="d.target_id, d.kind, d.code, d.as_of, d.name, d.geometry",
        source="diff d WHERE d.is_new",
    )
    update(intake, "boundary", TABLE, FIELDS, code="d.code", where="NOT d.is_new")


GEOMETRY = Clean("jsonb", "a Polygon or MultiPolygon", lambda texts: f"{texts[0]}::jsonb")
KINDS = {"COMMISSIONER": "commissioner", "STP": "stp", "ENGLAND": "england"}

SPEC = Spec(
    kind=RegisterKind.BOUNDARIES,
    columns=(
        Column(
            Heading("kind"),
            cleaning.one_of(
                KINDS, "the ODS code of a commissioner, the ONS code of an STP, or England"
            ),
            filled=True,
        ),
        Column(
            Heading("code"), cleaning.matching("^[A-Z0-9]{3,9}$", "a code such as 99Z"), filled=True
        ),
        Column(Heading("name"), cleaning.text(200), filled=True),
        Column(Heading("geometry"), GEOMETRY, filled=True),
    ),
    key=("kind", "code"),
    apply=apply,
)
