"""Where a practice puts right what stands against a step: the portal's own ways.

A rule names the move that mends it, as `machine.move`. What the practice's people do themselves has
a page here; what only the programme office records is told to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from casework.verdicts import Verdict
from core.law import Line, Party, Reason, Standing
from gp_relationships.rules.consent import AGREEMENT_OF, Document
from portal.presenters.participations import BY_SLUG, SAID

OURS = frozenset({Party.PRACTICE})
"""Whose move is the practice's own."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link to what puts a thing right; without a page, a word to the programme office."""

    label: str
    page: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)


TELL = Way("Tell the programme office, which records it")
PARTNERS = Way("Tell us who joins or leaves the partnership", "portal:partners")

SIGNING = {
    "every_holder_has_signed_the_decision": Document.DECISION,
    "every_holder_has_signed_the_agreement": None,
}
"""Rules that are put right by signing: what is signed; None for the agreement of the level."""


def way(line: Line, participation: Any) -> Way | None:
    """Where our practice puts this line right; none if it is met, or is another's move."""
    if line.standing not in (Standing.UNMET, Standing.WARNED) or line.rule.whose not in OURS:
        return None
    if line.rule.name in SIGNING:
        return _sign(SIGNING[line.rule.name], participation)
    machine, _, move = line.rule.mended_by.partition(".")
    if machine == "participation" and move in SAID:
        return _step(move, participation)
    if line.rule.mended_by in ("practice_contract.add_holder", "practice_contract.end_holder"):
        return PARTNERS
    return TELL if move else None


def ways(verdict: Verdict | None, participation: Any, reasons: tuple[Reason, ...]) -> list[Way]:
    """The ways to put right what stands against a step for these reasons, each once."""
    if verdict is None:
        return []
    unmet = [line for line in verdict.lines if not set(line.reasons).isdisjoint(reasons)]
    found = [way(line, participation) for line in unmet]
    own = f"portal:ask {SAID[verdict.name].slug}"
    return [
        each
        for number, each in enumerate(found)
        if each is not None
        and each not in found[:number]
        and f"{each.page} {each.arguments.get('slug', '')}" != own
    ]


def _step(move: str, participation: Any) -> Way:
    slug = next(slug for slug, name in BY_SLUG.items() if name == move)
    return Way(SAID[move].title, "portal:ask", _named(participation, slug=slug))


def _sign(document: Document | None, participation: Any) -> Way | None:
    wanted = document or AGREEMENT_OF.get(participation.level)
    if wanted is None:
        return None
    return Way("See who signs, and sign", "portal:document", _named(participation, document=wanted))


def _named(participation: Any, **more: Any) -> dict[str, Any]:
    return {"participation_id": participation.pk, **{k: str(v) for k, v in more.items()}}
