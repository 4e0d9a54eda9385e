"""Generated registers: as large as wished, invented, and the same for the same seed."""

import random
from pathlib import Path

ROWS = 13_800
"""Rows of the real register in one vintage; scale 1."""

PRACTICES_IN_TEN = 6
NAMES = (
    "HIGH STREET", "MEADOW", "RIVERSIDE", "ST ANNE'S", "THE OLD MILL", "PARK LANE", "STATION ROAD",
    "HILLTOP", "THE BEECHES", "WELL HOUSE", "CHURCH VIEW", "MARKET PLACE", "NORTHGATE", "ORCHARD",
)  # fmt: skip
KINDS = ("SURGERY", "MEDICAL CENTRE", "HEALTH CENTRE", "MEDICAL PRACTICE", "FAMILY PRACTICE")
TOWNS = ("NEWTOWN", "ALDERFORD", "BIRCHESTER", "COLDHAM", "DUNSFIELD", "ELMSWORTH", "FARLEIGH")
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def _code(number: int) -> str:
    return f"{LETTERS[number // 100_000 % len(LETTERS)]}{number % 100_000:05}"


def _row(number: int, chance: random.Random, *, renamed: bool) -> str:
    name = f"{chance.choice(NAMES)} {chance.choice(KINDS)} {chance.randrange(1000)}"
    closed = chance.random() < 0.1
    day = f"20{chance.randrange(14, 18)}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}"
    ccg = f"{chance.randrange(10, 99)}{chance.choice(LETTERS)}"
    practice = number % 10 < PRACTICES_IN_TEN
    cells = [
        _code(number), f"{name} RENAMED" if renamed else name, "Y54", "Q74",
        f"{chance.randrange(1, 200)} {chance.choice(NAMES)}", chance.choice(TOWNS), "", "", "",
        f"{chance.choice(LETTERS)}{chance.choice(LETTERS)}{chance.randrange(1, 30)}"
        f" {chance.randrange(1, 10)}AB",
        "19740401", day if closed else "", "C" if closed else "A", "B", ccg, "20130401",
        day if closed else "", f"01632 96{chance.randrange(10_000):04}", "", "", "", "0", "", ccg,
        "", "4" if practice else "9", "",
    ]  # fmt: skip
    return ",".join(f'"{cell}"' for cell in cells)


def register(folder: Path, *, scale: float, changed: float = 0.0, seed: int = 7) -> Path:
    """A register of 13,800 rows times `scale`; a share `changed` of them renamed."""
    path = folder / f"register_{scale}_{changed}.csv"
    if path.exists():
        return path
    chance = random.Random(seed)
    others = random.Random(seed + 1)
    with path.open("w", encoding="ascii", newline="") as file:
        for number in range(int(ROWS * scale)):
            renamed = others.random() < changed
            file.write(_row(number, chance, renamed=renamed) + "\r\n")
    return path
