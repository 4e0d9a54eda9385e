"""How a column's text becomes a value, as SQL over whole columns at once.

Each `Clean` turns an expression that is already freed of spaces and null marks into a value, or
into NULL where the text is none of its kind; what was filled and became NULL is a flaw of the row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from organisations.models import MOST_PATIENTS, PRACTICE_CODE

NULL_MARKS = ("", "-", "--", "–", ".", "N/A", "#N/A", "NA", "N/K", "NULL", "NONE")
"""What these publications write where they have nothing to say."""

_MARKS = ", ".join(f"'{mark}'" for mark in NULL_MARKS)
_LONGEST_MARK = max(len(mark.encode()) for mark in NULL_MARKS)
# Control characters, and the marks that hide or turn text round, are no part of a name.
_UNSEEN = r"[\s\u0001-\u001f\u007f-\u00a0\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff]+"


def freed(raw: str, *, plain: bool) -> str:
    """The text without outer spaces, and NULL where it is a null mark; scrubbed unless plain."""
    text = raw if plain else f"normalize(regexp_replace({raw}, '{_UNSEEN}', ' ', 'g'))"
    # Most cells are empty, or longer than any mark and without a space to trim: the cheapest first.
    return (
        f"CASE WHEN {text} IS NULL THEN NULL"
        f" WHEN octet_length({text}) > {_LONGEST_MARK} AND {text} NOT LIKE ' %%'"
        f" AND {text} NOT LIKE '%% ' THEN {text}"
        f" WHEN upper(btrim({text})) NOT IN ({_MARKS}) THEN btrim({text}) END"
    )


@dataclass(frozen=True, slots=True)
class Clean:
    """A kind of value: its type in PostgreSQL, what is expected in words, and the SQL."""

    type: str
    expected: str
    sql: Callable[[Sequence[str]], str]
    gathers: bool = False

    def value(self, texts: Sequence[str]) -> str:
        return self.sql(texts) if texts else f"NULL::{self.type}"


def _single(template: str) -> Callable[[Sequence[str]], str]:
    return lambda texts: template.replace("{t}", texts[0])


def text(most: int) -> Clean:
    """Words, with double spaces made single."""
    template = (
        f"CASE WHEN octet_length({{t}}) > {most} AND char_length({{t}}) > {most} THEN NULL"
        " WHEN position('  ' in {t}) > 0 THEN regexp_replace({t}, '  +', ' ', 'g')"
        " ELSE {t} END"
    )
    return Clean("text", f"at most {most} characters", _single(template))


def joined(most: int) -> Clean:
    """Several columns as one text, parted by commas."""
    return Clean(
        "text",
        f"at most {most} characters",
        # A cast cuts by bytes where it can; `left` counts the characters of every text.
        lambda texts: f"concat_ws(', ', {', '.join(texts)})::varchar({most})::text",
        gathers=True,
    )


def matching(pattern: str, expected: str, *, mostly: str = "") -> Clean:
    """A code in capitals that has this shape.

    `mostly` is a condition that costs less and that most of them meet; it is asked first.
    """
    first = mostly or f"{{t}} ~ '{pattern}'"
    return Clean(
        "text",
        expected,
        _single(
            f"CASE WHEN {first} THEN {{t}} WHEN upper({{t}}) ~ '{pattern}' THEN upper({{t}}) END"
        ),
    )


def one_of(words: dict[str, str], expected: str) -> Clean:
    """One of a closed list of words, as the value that we keep for it."""
    cases = " ".join(f"WHEN '{said}' THEN '{kept}'" for said, kept in words.items())
    return Clean("text", expected, _single(f"CASE upper({{t}}) {cases} END"))


# PostgreSQL makes a pattern's states anew for each text, one for each character that it counts:
# what loops (`+`) and is as long as it should be is told twice as fast.
PRACTICE = matching(
    PRACTICE_CODE,
    "an ODS practice code such as A12345",
    mostly="{t} ~ '^[A-Z][0-9]+$' AND octet_length({t}) = 6",
)
COMMISSIONER = matching("^[0-9A-Z]{3,5}$", "a commissioner's ODS code such as 99Z")
COMMISSIONER_ONS = matching("^[EW]38[0-9]{6}$", "an ONS code such as E38000999")
STP_ONS = matching("^E54[0-9]{6}$", "an ONS code such as E54000099")

_SHAPED = "left(replace({t}, ' ', ''), -3) || ' ' || right(replace({t}, ' ', ''), 3)"
_OUTWARD = "^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$"
POSTCODE = Clean(
    "text",
    "a postcode such as ZZ99 9ZZ",
    _single(
        f"CASE WHEN {{t}} ~ '{_OUTWARD}' THEN {{t}}"
        f" WHEN upper({_SHAPED}) ~ '{_OUTWARD}' THEN upper({_SHAPED}) END"
    ),
)


def _civil(year: str, month: str, day: str) -> str:
    """A date from three digit texts, and NULL where the calendar has none such."""
    first = f"make_date({year}::int, {month}::int, 1)"
    last = f"extract(day FROM {first} + interval '1 month - 1 day')"
    return (
        f"CASE WHEN {year} NOT BETWEEN '1900' AND '2100' OR {month}::int NOT BETWEEN 1 AND 12"
        f" THEN NULL WHEN {day}::int BETWEEN 1 AND 28 THEN make_date({year}::int, {month}::int,"
        f" {day}::int) WHEN {day}::int BETWEEN 1 AND {last}"
        f" THEN make_date({year}::int, {month}::int, {day}::int) END"
    )


_MONTH = (
    "((strpos('JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC',"
    " upper(substring({t} FROM '[A-Za-z]+'))) + 2) / 3)::text"
)
_MONTH_NAMES = "|".join(
    "".join(f"[{letter.upper()}{letter}]" for letter in name)
    for name in ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
)
# The days that every month has, in the form that the register has, need no calendar.
_OF_EVERY_MONTH = (
    "{t}::int BETWEEN 19000101 AND 20991231"
    " AND mod({t}::int / 100, 100) BETWEEN 1 AND 12 AND mod({t}::int, 100) BETWEEN 1 AND 28"
)
_EIGHT_DIGITS = (
    f"CASE WHEN {_OF_EVERY_MONTH} THEN {{t}}::date"
    f" ELSE {_civil('substr({t}, 1, 4)', 'substr({t}, 5, 2)', 'substr({t}, 7, 2)')} END"
)
_DATES = (
    (
        "^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}( 00:00(:00)?)?$",
        _civil(
            "substr(split_part({t}, '/', 3), 1, 4)",
            "split_part({t}, '/', 2)",
            "split_part({t}, '/', 1)",
        ),
    ),
    (
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00(:00)?)?$",
        _civil("substr({t}, 1, 4)", "substr({t}, 6, 2)", "substr({t}, 9, 2)"),
    ),
    (
        f"^[0-9]{{1,2}}[ -]?({_MONTH_NAMES})[ -]?[0-9]{{4}}$",
        _civil("right({t}, 4)", _MONTH, "substring({t} FROM '^[0-9]+')"),
    ),
)
DATE = Clean(
    "date",
    "a real date such as 20180401, 01/04/2018, 01APR2018 or 2018-04-01",
    _single(
        f"CASE WHEN octet_length({{t}}) = 8 AND {{t}} ~ '^[0-9]+$' THEN {_EIGHT_DIGITS} "
        + " ".join(f"WHEN {{t}} ~ '{shape}' THEN {value}" for shape, value in _DATES)
        + " END"
    ),
)

_NUMBER = "replace({t}, ',', '')"
_AS_NUMBER = "^([0-9]{1,9}|[0-9]{1,3}(,[0-9]{3}){1,2})([.][0-9]+)?$"


def number(most: int, *, places: int) -> Clean:
    """A number from 0; a fraction of a person is rounded to whole people where `places` is 0."""
    kind = "integer" if places == 0 else "numeric"
    return Clean(
        kind,
        f"a number from 0 to {most:,}",
        _single(
            f"CASE WHEN {{t}} !~ '{_AS_NUMBER}' THEN NULL WHEN {_NUMBER}::numeric <= {most}"
            f" THEN round({_NUMBER}::numeric, {places})::{kind} END"
        ),
    )


PEOPLE = number(MOST_PATIENTS, places=0)


def _sum(texts: Sequence[str]) -> str:
    every = f"concat_ws('|', {', '.join(texts)})"
    total = " + ".join(f"coalesce({text}, '0')::numeric" for text in texts)
    return (
        f"CASE WHEN {every} ~ '^[0-9]{{1,7}}([.][0-9]+)?(\\|[0-9]{{1,7}}([.][0-9]+)?)*$'"
        f" AND {total} <= {MOST_PATIENTS} THEN round({total})::integer END"
    )


SUM_OF_PEOPLE = Clean("integer", "numbers of patients, none below 0", _sum, gathers=True)


def degrees(least: int, most: int) -> Clean:
    """A latitude or longitude in WGS84, to five places (about a metre)."""
    # A program that wrote the file may have used an exponent: -3e-05 lies on the meridian.
    shape = "^[+-]?[0-9]{1,3}([.][0-9]+)?([eE]-?[0-9]{1,2})?$"
    return Clean(
        "numeric",
        f"degrees between {least} and {most}",
        _single(
            f"CASE WHEN {{t}} !~ '{shape}' THEN NULL WHEN {{t}}::numeric BETWEEN {least} AND {most}"
            " THEN round({t}::numeric, 5) END"
        ),
    )


def codes(pattern: str, expected: str) -> Clean:
    """Several codes in one cell, parted by semicolons, as an array."""
    return Clean(
        "text[]",
        expected,
        _single(
            f"CASE WHEN upper(replace({{t}}, ' ', '')) ~ '^{pattern}(;{pattern})*$'"
            " THEN string_to_array(upper(replace({t}, ' ', '')), ';') END"
        ),
    )
