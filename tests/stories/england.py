"""What the published files of 2018 say about a commissioner, worked out with plain Python.

Nothing of the product is used here: these figures are what the product is held against.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

GP_PRACTICE = "4"
REGISTER = "epraccur_2018-05.csv"
PAYMENTS = "nhs_payments_gp_2017-18.csv"
LISTS = "patient_list_size_2016Q1.csv"


@dataclass(frozen=True)
class Published:
    """One practice as the register and the payments file give it."""

    code: str
    registered: int
    contract_type: str


def active_practices(folder: Path, commissioner: str) -> set[str]:
    """The codes of the active GP practices of a commissioner in the register of May 2018."""
    with (folder / REGISTER).open(newline="", encoding="utf-8-sig") as file:
        return {
            row[0]
            for row in csv.reader(file)
            if row[25] == GP_PRACTICE and row[12] == "A" and row[14] == commissioner
        }


def payments(folder: Path) -> Iterator[Published]:
    """Registered patients and contract type of each practice in 2017/18."""
    with (folder / PAYMENTS).open(newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            patients = row["Number of Registered Patients (Last Known Figure)"].strip()
            number = "".join(c for c in patients if c.isdigit() or c == ".")
            yield Published(
                row["Practice Code"].strip(),
                round(float(number or 0)),
                row["Contract Type"].strip().upper(),
            )


def dudley(folder: Path) -> list[Published]:
    """The active practices of Dudley (05C) with their lists of 2017/18."""
    codes = active_practices(folder, "05C")
    return sorted((p for p in payments(folder) if p.code in codes), key=lambda p: p.code)
