"""A document that the holders of a practice's contract sign, in plain words."""

from typing import Any

from core.law import Reason
from core.wording import day
from gp_relationships.rules.consent import Consent, wanting
from portal.presenters.papers import Holder, Paper
from portal.presenters.participations import level_name
from portal.presenters.words import Problem, Tag


def paper(consent: Consent) -> Paper:
    """A document as things stand."""
    called = consent.called
    return Paper(
        document=consent.document,
        called=called,
        title=f"{called[:1].upper()}{called[1:]}",
        holders=[_holder(consent, each) for each in consent.holders],
        wanting=tuple(wanting(consent)),
        is_decision=consent.is_decision,
    )


def _holder(consent: Consent, holder: Any) -> Holder:
    last = consent.latest(holder)
    if last is None:
        return Holder(holder.name, "", Tag("Not signed", "grey"))
    said = f"Signed version {last.number} on {day(last.signed_on)}"
    said += f", to decide for: {level_name(last.level).lower()}" if last.level else ""
    if consent.taken_back(last) and last.withdrawn_on is not None:
        return Holder(holder.name, f"{said}; taken back", Tag("Taken back", "grey"))
    if last.number < consent.binding:
        return Holder(holder.name, f"{said}; the wording has changed", Tag("Sign again", "yellow"))
    return Holder(holder.name, said, Tag("Signed", "green"), has_signed=True)


def version(wording: Any) -> str:
    """Which version this is, of which day, and its fingerprint."""
    slip = ", which corrects a slip and leaves signatures as they are" * wording.corrects_slip
    return (
        f"Version {wording.number} of {day(wording.published_on)}{slip}. SHA-256 {wording.sha256}"
    )


def problems(reasons: tuple[Reason, ...]) -> list[Problem]:
    """What stands against signing, at the box that is ticked to sign."""
    return [Problem("agreed", each.text, "#agreed", each.authority) for each in reasons]
