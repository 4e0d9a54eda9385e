"""Each kind of act as a sentence."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.law import spoken

SENTENCES = {
    "membership.grant": "granted {person} the role of {role}",
    "membership.end": "ended the role of {role} of {person}",
    "person.add": "added {full_name} ({email})",
    "person.deactivate": "deactivated a person",
    "person.reactivate": "let a person in again",
    "person.set_password": "set a person's password",
    "person.change_own_password": "changed their own password",
    "gp.register": "registered a GP with the GMC number {gmc_number}",
    "token.issue": "issued a token of the reporting API",
    "token.revoke": "ended a token of the reporting API",
}
"""The kinds that have words of their own; a case's move is put into words by its name."""


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def sentence(kind: str, facts: Mapping[str, Any], *, by: str) -> str:
    """“Olive Officer granted Pat Partner the role of GP partner.”"""
    own = SENTENCES.get(kind)
    if own is not None:
        words = _Known({key: spoken(str(value)) for key, value in facts.items()})
        words.update({key: facts[key] for key in ("email", "person") if key in facts})
        return f"{by} {own.format_map(words)}."
    about, _, move = kind.partition(".")
    text = f"{by} made the move “{spoken(move or about)}”"
    if move:
        text += f" of a {spoken(about)}"
    before, after = str(facts.get("before", "")), str(facts.get("after", ""))
    if before and before != after:
        text += f", from {spoken(before)} to {spoken(after)}"
    return text + "."


def lines(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every recorded fact, as it is kept; half characters, which no page can carry, are marked."""
    for key, value in sorted(facts.items()):
        yield printable(spoken(str(key)).capitalize()), printable(str(value))


def printable(text: str) -> str:
    """Text that can be sent: a lone surrogate becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
