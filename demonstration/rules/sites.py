"""The sites of the demonstration: what was published of the 14 MCP vanguards, and two inventions.

Names, commissioners with their codes, and populations are public facts, typed in from what NHS
England and the Organisation Data Service published. Everything that *happens* at a site in the
demonstration (`demonstration.rules.stories`) is invented, and so is every practice and person.

Codes of the invented practices begin with Z, a letter that ODS never gave to a practice: its
practice codes run from A to P, W is Wales, Y takes what the letters cannot hold, and V81997 to
V81999 are pseudo-codes. The two digits after it are the vanguard's own.
"""

from dataclasses import dataclass

CODE_LETTER = "Z"


@dataclass(frozen=True, slots=True)
class Commissioner:
    """A clinical commissioning group: ODS code, ONS code and name as published."""

    ods: str
    ons: str
    name: str


@dataclass(frozen=True, slots=True)
class Site:
    """One vanguard; `practices` is how many invented practices the demonstration gives it."""

    code: str
    name: str
    commissioners: tuple[Commissioner, ...]
    practices: int
    membership: str
    lead: str = ""
    stated_population: int | None = None
    stated_practices: str = ""
    note: str = ""
    fictional: bool = False

    @property
    def digits(self) -> str:
        """The two digits by which its practices' codes are told apart."""
        return self.code[-2:]


NEVER_LIVE = (
    "FICTIONAL SITE: no fully integrated MCP ever went live in England. It is here to show "
    "suspended and reactivatable contracts."
)
NEVER_WAS = "FICTIONAL SITE: it is here to show an MCP that has come to its end."
WHITSTABLE = "Population: CQC report of April 2016; 53,000 at launch, about 170,000 later."

SITES = (
    Site(
        "MCP01",
        "Calderdale Health and Social Care Economy",
        (Commissioner("02T", "E38000025", "NHS Calderdale CCG"),),
        16,
        "part",
        lead="NHS Calderdale CCG with Pennine GP Alliance",
        stated_practices="23 of 26 in Pennine GP Alliance",
    ),
    Site(
        "MCP02",
        "Wellbeing Erewash",
        (Commissioner("03X", "E38000058", "NHS Erewash CCG"),),
        12,
        "whole",
        lead="NHS Erewash CCG",
    ),
    Site(
        "MCP03",
        "Fylde Coast Local Health Economy",
        (
            Commissioner("00R", "E38000015", "NHS Blackpool CCG"),
            Commissioner("02M", "E38000226", "NHS Fylde and Wyre CCG"),
        ),
        22,
        "whole",
    ),
    Site(
        "MCP04",
        "Connected Care Partnership (Sandwell and West Birmingham)",
        (Commissioner("05L", "E38000144", "NHS Sandwell and West Birmingham CCG"),),
        20,
        "part",
        lead="Modality Partnership",
        stated_population=70_000,
        stated_practices="15",
        note="Formerly Modality Birmingham and Sandwell.",
    ),
    Site(
        "MCP05",
        "West Wakefield Health and Wellbeing Ltd",
        (Commissioner("03R", "E38000190", "NHS Wakefield CCG"),),
        14,
        "part",
        lead="West Wakefield Health and Wellbeing Ltd",
    ),
    Site(
        "MCP06",
        "All Together Better Sunderland",
        (Commissioner("00P", "E38000176", "NHS Sunderland CCG"),),
        24,
        "whole",
        lead="NHS Sunderland CCG",
    ),
    Site(
        "MCP07",
        "Dudley MCP",
        (Commissioner("05C", "E38000046", "NHS Dudley CCG"),),
        30,
        "whole",
        lead="NHS Dudley CCG",
        stated_population=318_000,
        note="Population: DudleyCVS, 24 March 2015.",
    ),
    Site(
        "MCP08",
        "Encompass (Whitstable, Faversham, Canterbury, Ash and Sandwich)",
        (
            Commissioner("09E", "E38000029", "NHS Canterbury and Coastal CCG"),
            Commissioner("10A", "E38000156", "NHS South Kent Coast CCG"),
        ),
        18,
        "part",
        stated_population=170_000,
        note=WHITSTABLE,
    ),
    Site(
        "MCP09",
        "Stockport Together",
        (Commissioner("01W", "E38000174", "NHS Stockport CCG"),),
        22,
        "whole",
        lead="Stockport NHS Foundation Trust",
    ),
    Site(
        "MCP10",
        "Tower Hamlets Together",
        (Commissioner("08V", "E38000186", "NHS Tower Hamlets CCG"),),
        20,
        "whole",
        lead="Tower Hamlets GP Care Group CIC",
        stated_population=270_000,
        stated_practices="36",
    ),
    Site(
        "MCP11",
        "Better Local Care (Southern Hampshire)",
        (
            Commissioner("11A", "E38000198", "NHS West Hampshire CCG"),
            Commissioner("10K", "E38000059", "NHS Fareham and Gosport CCG"),
            Commissioner("10V", "E38000154", "NHS South Eastern Hampshire CCG"),
        ),
        28,
        "part",
        lead="Southern Health NHS Foundation Trust",
    ),
    Site(
        "MCP12",
        "West Cheshire Way",
        (Commissioner("02F", "E38000196", "NHS West Cheshire CCG"),),
        20,
        "whole",
        lead="NHS West Cheshire CCG",
    ),
    Site(
        "MCP13",
        "Lakeside Healthcare (Northamptonshire)",
        (
            Commissioner("03V", "E38000037", "NHS Corby CCG"),
            Commissioner("04G", "E38000108", "NHS Nene CCG"),
        ),
        14,
        "part",
        lead="Lakeside Healthcare",
    ),
    Site(
        "MCP14",
        "Principia Partners in Health (Southern Nottinghamshire)",
        (Commissioner("04N", "E38000142", "NHS Rushcliffe CCG"),),
        12,
        "whole",
        lead="Principia",
        stated_population=120_000,
        note="Population: Health Foundation, over 120,000 residents.",
    ),
    Site(
        "MCP90",
        "Fernshire Integrated Care (fictional)",
        (Commissioner("99Z", "", "Fernshire Commissioning Group (fictional)"),),
        18,
        "whole",
        lead="Fernshire NHS Trust (fictional)",
        note=NEVER_LIVE,
        fictional=True,
    ),
    Site(
        "MCP91",
        "Larkdale Neighbourhood Care (fictional)",
        (Commissioner("98Z", "", "Larkdale Commissioning Group (fictional)"),),
        14,
        "whole",
        lead="Larkdale Community Trust (fictional)",
        note=NEVER_WAS,
        fictional=True,
    ),
)

SIGN_IN_SITE = "MCP07"
"""The practice manager and the GP partner of the sign-ins are of this site's first practice."""
