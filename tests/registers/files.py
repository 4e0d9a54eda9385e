"""Small published files of invented practices, in the shapes of the real ones."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from registers.kinds.ods_practices import POSITIONS

A, B, C, D = "X91001", "X91002", "X91003", "X91004"
AS_OF = date(2018, 5, 31)


def text(rows: Iterable[Sequence[object]], *, quoted: bool = False, end: str = "\r\n") -> str:
    """Rows as CSV."""
    out = io.StringIO()
    style = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(out, lineterminator=end, quoting=style).writerows(rows)
    return out.getvalue()


def practice_row(code: str = A, name: str = "THE FIRST SURGERY", **given: str) -> list[str]:
    """One row of the register, 27 columns; `given` names columns by what they hold."""
    values = {
        "code": code,
        "name": name,
        "national_grouping": "Y99",
        "health_geography": "Q99",
        "postcode": "ZZ1 1ZZ",
        "opened_on": "19740401",
        "status": "A",
        "subtype": "B",
        "commissioner": "99A",
        "joined_on": "20130401",
        "telephone": "01632 960001",
        "amended": "0",
        "provider": "99A",
        "setting": "4",
        **given,
    }
    lines = iter(["1 HIGH STREET", "NEWTOWN", "", "", ""])
    return [next(lines) if name == "address" else values.get(name, "") for name in POSITIONS]


def register(*rows: list[str]) -> str:
    """A register of these rows; of two practices if none are given."""
    return text(rows or [practice_row(A), practice_row(B, "THE SECOND SURGERY")], quoted=True)


PAYMENT_HEADER = [
    "CCG Code", "CCG NAME", "Practice Code", "Practice Name", "Contract Type",
    "Quarter used for patient data", "Number of Registered Patients (Last Known Figure)",
    "Number of Weighted Patients (Last Known Figure)", "Global Sum",
    "Total NHS Payments to General Practice",
]  # fmt: skip


def payment_row(code: str = A, contract: str = "GMS", patients: str = "5000", **given: str):
    """One row of a year's payments."""
    return [
        given.get("ccg", "99A"), given.get("ccg_name", "NHS INVENTED CCG"), code, "ANY NAME",
        contract, given.get("quarter", "Q4"), patients, given.get("weighted", "5100.25"),
        given.get("global_sum", "400000.5"), given.get("total", "-12.5"),
    ]  # fmt: skip


def payments(*rows: list[str]) -> str:
    """A year's payments."""
    return text([PAYMENT_HEADER, *(rows or [payment_row(A), payment_row(B, "PMS", "3000")])])


def table(header: Sequence[str], *rows: Sequence[object]) -> str:
    """Any file with a header."""
    return text([header, *rows])


def lists(*rows: Sequence[object]) -> str:
    """Registered patients, one row for each practice."""
    return table(
        ["PUBLICATION", "EXTRACT_DATE", "TYPE", "CCG_CODE", "CODE", "POSTCODE", "SEX", "AGE",
         "NUMBER_OF_PATIENTS"],
        *(
            ["GP_PRAC_PAT_LIST", day, "GP", "99A", code, "ZZ1 1ZZ", sex, age, number]
            for code, day, sex, age, number in rows
        ),
    )  # fmt: skip
