"""A document that the holders of a practice's contract sign, as pages show it."""

from dataclasses import dataclass

from core.law import Reason
from gp_relationships.rules.consent import Document
from portal.presenters.words import Tag


@dataclass(frozen=True, slots=True)
class Holder:
    """One holder, and how their signature stands."""

    name: str
    said: str
    status: Tag
    has_signed: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: what it is called, who has signed, and what is wanting."""

    document: Document
    called: str
    title: str
    holders: list[Holder]
    wanting: tuple[Reason, ...]
    is_decision: bool

    @property
    def status(self) -> Tag:
        """How it stands as a whole."""
        return Tag("To be signed", "blue") if self.wanting else Tag("Signed by all", "green")
