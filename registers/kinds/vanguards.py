"""`vanguards`: the sites of the new care models programme, their commissioners and practices.

No publication lists the member practices; where the file has a column for them they are written,
and where it has none a `whole` vanguard has all practices of its commissioners.
"""

from organisations.models import RegisterKind
from registers.kinds.vanguard_sites import apply
from registers.reading.columns import Heading
from registers.staging import cleaning
from registers.staging.spec import SKIPPED, Check, Column, Spec

MODELS = {"MCP": "mcp", "PACS": "pacs"}
MEMBERSHIPS = {"WHOLE": "whole", "PART": "part"}

_ALL_KNOWN = (
    "EXISTS (SELECT 1 FROM unnest(c.{column}) u(code) WHERE NOT EXISTS"
    " (SELECT 1 FROM {table} k WHERE k.{field} = u.code))"
)

SPEC = Spec(
    kind=RegisterKind.VANGUARDS,
    columns=(
        Column(
            Heading("code", ("vanguard_id", "vanguard_code", "id")),
            cleaning.matching("^(MCP|PACS)[0-9]{2,4}$", "a vanguard's code such as MCP01"),
            filled=True,
        ),
        Column(Heading("name", ("vanguard_name",)), cleaning.text(200), filled=True),
        Column(
            Heading("kind", ("model", "care_model")),
            cleaning.one_of(MODELS, "MCP or PACS"),
            filled=True,
        ),
        Column(
            Heading("commissioners", ("ccg_ods_codes_2018", "ccg_ods_codes", "ccg_codes", "ccgs")),
            cleaning.codes("[0-9A-Z]{3,5}", "commissioners' ODS codes parted by semicolons"),
            filled=True,
        ),
        Column(Heading("membership"), cleaning.one_of(MEMBERSHIPS, "whole or part"), filled=True),
        Column(
            Heading("stated_population", ("population",), required=False),
            cleaning.number(10_000_000, places=0),
        ),
        Column(Heading("stated_practices", required=False), cleaning.text(100)),
        Column(Heading("note", ("notes",), required=False), cleaning.text(500)),
        Column(
            Heading("lead_organisation", ("lead", "lead_body"), required=False), cleaning.text(200)
        ),
        Column(
            Heading("practices", ("practice_codes", "member_practices"), required=False),
            cleaning.codes("[A-Z]{1,3}[0-9]{3,5}", "practices' ODS codes parted by semicolons"),
        ),
        Column(
            Heading("successor", ("succeeded_by",), required=False),
            cleaning.matching("^(MCP|PACS)[0-9]{2,4}$", "a vanguard's code such as MCP01"),
        ),
    ),
    key=("code",),
    apply=apply,
    snapshot=True,
    left_like=r"^(active_practices|registered_patients)_in_ccgs",
    checks=(
        Check(
            "no_such_commissioner",
            SKIPPED,
            "commissioners",
            _ALL_KNOWN.format(
                column="commissioners", table="organisations_commissioner", field="ods_code"
            ),
            "commissioners that are known (import ods-practices or commissioners first)",
        ),
        Check(
            "no_such_practice",
            SKIPPED,
            "practices",
            _ALL_KNOWN.format(column="practices", table="organisations_practice", field="code"),
            "practices that are in the register (import ods-practices first)",
        ),
    ),
)
