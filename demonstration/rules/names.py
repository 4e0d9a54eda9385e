"""Invented names for invented practices and people. Any likeness to a real one is chance."""

from dataclasses import dataclass

PLACES = (
    "Riverside", "Hilltop", "Meadowbank", "Oakfield", "Thornhill", "Willowbrook", "Fairview",
    "Castlegate", "Greenfields", "Station Road", "Old Mill", "Beechwood", "Parkside", "St Elmo's",
    "Larchfield", "Bridge End", "Orchard", "Northgate", "Kingfisher", "Cobblers Green",
    "High Elms", "Mossbank", "Lanternside", "Waterloo Place", "Copperfield", "Whitestone",
    "Harbour View", "Ferndale", "Rosebank", "Quarry Lane", "Saltmarsh", "Weavers Row",
    "Bluebell", "Chestnut Avenue", "Fountain Court", "Ashdown", "Tithe Barn", "Millrace",
)  # fmt: skip
KINDS = (
    "Surgery", "Medical Centre", "Medical Practice", "Health Centre", "Family Practice",
    "Group Practice", "Practice",
)  # fmt: skip
STREETS = ("Mill Lane", "High Street", "Church Road", "Station Approach", "The Green", "Park Row")
FIRST = (
    "Amara", "Benedict", "Chioma", "Dafydd", "Esther", "Farid", "Greta", "Harpreet", "Imogen",
    "Jonas", "Keziah", "Lorcan", "Mei", "Nikhil", "Oluwaseun", "Petra", "Quentin", "Rukhsana",
    "Silvio", "Tamsin", "Umar", "Verity", "Winston", "Xanthe", "Yusuf", "Zofia",
)  # fmt: skip
LAST = (
    "Ashgrove", "Birchwhistle", "Cloverley", "Dunmarsh", "Elderquist", "Fennimore-Shah",
    "Gorsedale", "Hawthwaite", "Inglebrook", "Juniperson", "Kestrelby", "Larkspurton", "Mosswell",
    "Nettlecombe", "Okonfern", "Pebbleworth", "Quillbrook", "Rowanescu", "Sedgeley-Rao",
    "Thistlewood", "Underhay", "Vetchling", "Willowherb", "Yarrowfield",
)  # fmt: skip

FIRST_GMC_NUMBER = 9_900_001
"""The GMC's reference numbers have not reached 9 million: these belong to nobody."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where an invented practice stands: ZZ is no postcode area, and Ofcom keeps 01632 960 free
    for fiction."""

    lines: str
    postcode: str
    telephone: str


def practice_name(site: int, number: int) -> str:
    """The name of a site's practice; no two of one site share one."""
    place = PLACES[(number + 5 * (site - 7)) % len(PLACES)]
    return f"{place} {KINDS[(number * 3 + site) % len(KINDS)]}"


def address(site: int, number: int, town: str) -> Address:
    """An address that no letter reaches."""
    street = STREETS[(number + site) % len(STREETS)]
    return Address(
        lines=f"{number * 7 + 2} {street}, {town}",
        postcode=f"ZZ{site % 90 + 1} {number % 9 + 1}ZZ",
        telephone=f"01632 960{(site * 31 + number) % 1000:03d}",
    )


def person_name(number: int) -> str:
    """The number-th invented person; the first 624 differ."""
    turn = number // len(FIRST)
    first = number % len(FIRST)
    return f"{FIRST[first]} {LAST[(first + turn) % len(LAST)]}"


def gmc_number(number: int) -> str:
    """The number-th invented GMC reference number."""
    return str(FIRST_GMC_NUMBER + number)
