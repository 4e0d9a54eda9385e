"""The figures that the law depends on, as the programme first knew them. Pure Python.

A rule that rests on a draft, on reported guidance or on memory must not be a constant of the code:
its figure is *dated rule data*. The class below names every figure with its unit, its authority and
whether that was confirmed; its defaults are version 1 of the rulebook. Officers publish later
versions with four eyes (`rulebook.actions`), and each journey runs under the version that it is
pinned to. Rules are handed a `Figures` with their facts and ask it, and nothing else, for numbers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any


class Unit(StrEnum):
    """What a figure counts."""

    YEARS = "years"
    MONTHS = "months"
    WEEKS = "weeks"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    PEOPLE = "people"
    SERVICES = "services"
    PER_CENT = "per_cent"
    ORDINAL = "ordinal"
    DATE = "date"


def _figure(
    value: Any, label: str, unit: Unit, authority: str, *, confirmed: bool, least: int = 0
) -> Any:
    """A figure's first value, with what must be known of it."""
    meta = {
        "label": label,
        "unit": unit,
        "authority": authority,
        "confirmed": confirmed,
        "least": least,
    }
    return field(default=value, metadata=meta)


_SI = "SI 2019/248, in force 1 April 2019"
_PARA_8 = "GMS Contracts Regulations 2015, Schedule 3A, paragraph 8 (PMS: Schedule 2A)"
_DRAFT_7 = "Draft regulations of 2017, notice of reactivation"
_GUIDANCE = "NHS England guidance of August 2017, as reported"
_FRAMEWORK = "MCP emerging care model and contract framework, NHS England, July 2016"
_PROGRAMME = "Rule of the programme"


@dataclass(frozen=True, slots=True)
class Figures:
    """Every figure of one version of the rulebook, as in force on one day.

    `version` is the rulebook's; 1 is what the programme began with.
    """

    version: int = 1
    suspension_law_from: date = _figure(  # noqa: RUF009
        date(2019, 4, 1), "First day on which a contract can be suspended", Unit.DATE, _SI,
        confirmed=True,
    )  # fmt: skip
    icp_contract_from: date = _figure(  # noqa: RUF009
        date(2019, 4, 1), "First day on which an ICP contract can be entered into", Unit.DATE,
        "SI 2019/248, regulation 15", confirmed=True,
    )  # fmt: skip
    icp_statutory_holders_from: date = _figure(  # noqa: RUF009
        date(2019, 8, 1), "First day on which an ICP contract is for statutory bodies only",
        Unit.DATE, "NHS England, ICP Contract package, August 2019", confirmed=False,
    )  # fmt: skip
    icp_services_at_least: int = _figure(
        2, "Kinds of service that an ICP contract covers at least", Unit.SERVICES,
        "SI 2019/248, regulation 15", confirmed=True, least=1,
    )  # fmt: skip
    first_point_years: int = _figure(
        2, "From suspension to the first reactivation point", Unit.YEARS, _PARA_8,
        confirmed=True, least=1,
    )  # fmt: skip
    point_interval_years: int = _figure(
        2, "From one reactivation point to the next", Unit.YEARS, _GUIDANCE,
        confirmed=False, least=1,
    )  # fmt: skip
    reactivation_notice_months: int = _figure(
        12, "Notice of reactivation before its point", Unit.MONTHS, _DRAFT_7, confirmed=False,
    )  # fmt: skip
    patients_follow_until_point: int = _figure(
        1, "Last reactivation point at which patients return with the practice by default",
        Unit.ORDINAL, _GUIDANCE, confirmed=False,
    )  # fmt: skip
    reactivation_letters_weeks: int = _figure(
        10, "Letters to service users before a reactivation", Unit.WEEKS, _PROGRAMME,
        confirmed=False,
    )  # fmt: skip
    pms_to_gms_notice_months: int = _figure(
        3, "Notice of a change from PMS to GMS", Unit.MONTHS,
        "BMA guidance on PMS agreements, as reported", confirmed=False,
    )  # fmt: skip
    partnership_change_notice_days: int = _figure(
        28, "Notice of a change between individual and partnership", Unit.DAYS,
        "GMS Contracts Regulations 2015, as reported by Hempsons and others", confirmed=False,
    )  # fmt: skip
    merger_notice_weeks: int = _figure(
        6, "Forms for a merger or closure before it happens", Unit.WEEKS,
        "Primary Care Support England, practice mergers and closures", confirmed=True,
    )  # fmt: skip
    standstill_days: int = _figure(
        10, "Standstill after the award is notified", Unit.DAYS,
        "Public Contracts Regulations 2015, regulation 87", confirmed=False, least=1,
    )  # fmt: skip
    award_notice_days: int = _figure(
        30, "Award notice after the contract is signed", Unit.DAYS,
        "Public Contracts Regulations 2015", confirmed=False,
    )  # fmt: skip
    longest_term_years: int = _figure(
        15, "Longest term of a contract", Unit.YEARS, _FRAMEWORK, confirmed=True, least=1,
    )  # fmt: skip
    advised_term_years: int = _figure(
        10, "Shortest term that is advised for an ACO or ICP contract", Unit.YEARS, _FRAMEWORK,
        confirmed=True,
    )  # fmt: skip
    improvement_payment_most: int = _figure(
        10, "Improvement payment beyond which a budget is unusual", Unit.PER_CENT,
        "Commonly quoted of the improvement payment scheme of 2016", confirmed=False,
    )  # fmt: skip
    least_population: int = _figure(
        30_000, "Population below which an MCP is too small", Unit.PEOPLE, _FRAMEWORK,
        confirmed=False,
    )  # fmt: skip
    undo_days: int = _figure(
        14, "Time in which a move can be undone", Unit.DAYS, _PROGRAMME, confirmed=False,
    )  # fmt: skip

    milestone_at_risk_days: int = _figure(
        7, "Delay to be expected of a milestone beyond which it is at risk", Unit.DAYS, _PROGRAMME,
        confirmed=False,
    )  # fmt: skip
    milestone_missed_days: int = _figure(
        28, "Time after its day from which an open milestone is missed", Unit.DAYS, _PROGRAMME,
        confirmed=False,
    )  # fmt: skip

    def items(self) -> Iterator[tuple[str, Any]]:
        """Every figure by key, without the version."""
        for key in KEYS:
            yield key, getattr(self, key)


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of one figure whatever its value."""

    key: str
    label: str
    unit: Unit
    authority: str
    confirmed: bool
    least: int
    first: Any


def _kinds() -> Mapping[str, Kind]:
    return {
        each.name: Kind(key=each.name, first=each.default, **each.metadata)
        for each in fields(Figures)
        if each.name != "version"
    }


KINDS: Mapping[str, Kind] = _kinds()
KEYS: tuple[str, ...] = tuple(KINDS)

FIRST = Figures()
"""What the programme began with: version 1."""

MOST = 1_000_000
"""No figure that counts is larger than this."""


EXPECTED_DATE = "Give a date between 1948 and 2100, such as 2019-04-01."


def read(key: str, text: str) -> Any:
    """A figure's value from its written form: an ISO date, or a whole number.

    Raises:
        ValueError: it is not of the figure's unit, or out of range; says what was expected.
    """
    kind = KINDS[key]
    return _read_date(text.strip()) if kind.unit is Unit.DATE else _read_count(text.strip(), kind)


def _read_date(text: str) -> date:
    try:
        value = date.fromisoformat(text)
    except ValueError:
        value = date.min
    if not 1948 <= value.year <= 2100:
        raise ValueError(f"“{text}” will not do. {EXPECTED_DATE}")
    return value


def _read_count(text: str, kind: Kind) -> int:
    digits = text.isascii() and text.isdigit() and len(text) <= len(str(MOST))
    if not digits or not kind.least <= int(text) <= MOST:
        raise ValueError(
            f"“{text}” will not do. Give a whole number from {kind.least} to {MOST:,}, in digits."
        )
    return int(text)


def written(value: Any) -> str:
    """A figure's value as it is kept: an ISO date, or digits."""
    return value.isoformat() if isinstance(value, date) else str(value)
