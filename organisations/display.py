"""How a register's capitals are shown to people. Pure text; nothing is stored this way."""

import re
from functools import lru_cache

_SMALL = {"and", "of", "the", "at", "in", "on", "by", "for", "upon", "under", "le", "de", "with"}
_CAPITALS = {
    "NHS", "GP", "GPS", "CCG", "PMS", "GMS", "APMS", "MCP", "PCC", "HMP", "UK", "LLP", "CIC", "II",
    "III", "IV", "DMC", "PHC",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def _word(word: str, *, first: bool) -> str:
    if word in _CAPITALS or any(letter.isdigit() for letter in word):
        return word
    lower = word.lower()
    if lower in _SMALL and not first:
        return lower
    if lower.startswith("mc") and len(lower) > 4:
        return "Mc" + lower[2:].capitalize()
    if len(lower) > 3 and lower[1] in "'’":
        return lower[0].upper() + lower[1] + lower[2:].capitalize()
    return lower.capitalize()


@lru_cache(maxsize=16_384)  # the practices of England; a list of them says each name several times
def title_case(name: str) -> str:
    """“THE DENSHAM SURGERY” as “The Densham Surgery”; a name with small letters is left alone."""
    if name != name.upper():
        return name
    return _WORD.sub(lambda found: _word(found[0], first=found.start() == 0), name)
