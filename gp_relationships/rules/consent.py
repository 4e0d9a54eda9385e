"""Consent: who must sign which wording, who has, and what must be signed again and why.

A signature binds one holder of the practice's contract to the exact wording of one document; on the
decision sheet, to a level as well. Nothing of this is stored: it is worked out for a day from the
holders on that day, the wordings published by then and the signatures that stand.
"""

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.law import Reason
from core.wording import count, day, listed
from gp_relationships.rules.authorities import CONSENT, PROGRAMME_RULE, VOLUNTARY


class Document(StrEnum):
    """What is signed."""

    DECISION = "decision"
    ALLIANCE = "alliance"
    INTEGRATION = "integration"
    PROVISION = "provision"
    REACTIVATION = "reactivation"


CALLED = {
    Document.DECISION: "decision sheet",
    Document.ALLIANCE: "alliance agreement",
    Document.INTEGRATION: "integration agreement",
    Document.PROVISION: "agreement to provide services under the MCP contract",
    Document.REACTIVATION: "reactivation notice",
}

AGREEMENT_OF = {
    "virtual": Document.ALLIANCE,
    "partial": Document.INTEGRATION,
    "full": Document.PROVISION,
}
"""The agreement that belongs to each level; a practice that stays outside has none."""

STAYS_OUTSIDE = "outside"


def normalised(text: str) -> str:
    """The wording as it is kept and hashed: Unicode NFC, line ends as one line feed; nothing else.

    Two texts that look the same are one wording; one that differs by a letter or space is another.
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def fingerprint(text: str) -> str:
    """SHA-256 of a normalised wording, as UTF-8, in hexadecimal."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Version:
    """One published wording of a document; a corrected slip keeps the signatures before it."""

    number: int
    published_on: date
    corrects_slip: bool = False


@dataclass(frozen=True, slots=True)
class Signatory:
    """A holder of the practice's contract on the day that is asked about."""

    key: str
    name: str
    joined_on: date


@dataclass(frozen=True, slots=True)
class Signing:
    """That a holder signed a version on a day, and from which day it was taken back, if it was."""

    holder: str
    number: int
    signed_on: date
    level: str = ""
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """What is known of one document of one practice on the day `on`.

    `versions` are those published by then, in order, and `signings` those made by then, the latest
    last. `level` is what the decision sheet must have been signed for.
    """

    on: date
    practice: str
    document: Document
    level: str = ""
    holders: tuple[Signatory, ...] = ()
    versions: tuple[Version, ...] = ()
    signings: tuple[Signing, ...] = ()

    @property
    def called(self) -> str:
        """The document in words."""
        return CALLED[self.document]

    @property
    def binding(self) -> int:
        """The oldest version whose signatures count: slips corrected since do not undo them."""
        changed = [each.number for each in self.versions if not each.corrects_slip]
        return changed[-1] if changed else 1

    @property
    def is_decision(self) -> bool:
        """Whether it is the decision sheet, which is signed for a level."""
        return self.document is Document.DECISION

    @property
    def needs_one_alone(self) -> bool:
        """Taking part takes all the holders; one who does not agree keeps the practice outside."""
        return self.is_decision and self.level == STAYS_OUTSIDE

    def latest(self, holder: Signatory) -> Signing | None:
        """What the holder signed last, whatever has become of it."""
        return next((s for s in reversed(self.signings) if s.holder == holder.key), None)

    def stands(self, signing: Signing | None) -> bool:
        """Whether this signature counts: not taken back, this wording, this level."""
        return (
            signing is not None
            and not self.taken_back(signing)
            and signing.number >= self.binding
            and signing.level in ("", self.level)
        )

    def taken_back(self, signing: Signing) -> bool:
        """Whether the holder has taken it back by the day."""
        return signing.withdrawn_on is not None and signing.withdrawn_on <= self.on

    @property
    def signed(self) -> tuple[Signatory, ...]:
        """The holders whose signature stands."""
        return tuple(each for each in self.holders if self.stands(self.latest(each)))

    @property
    def unsigned(self) -> tuple[Signatory, ...]:
        """The holders who have to sign, or to sign again."""
        return tuple(each for each in self.holders if each not in self.signed)


def wanting(consent: Consent) -> Iterator[Reason]:
    """Everything that is wanting for this document to be signed by whoever must sign it."""
    if not consent.versions:
        yield Reason(
            "wording_not_published",
            f"The wording of the {consent.called} is not published.",
            PROGRAMME_RULE,
        )
    if not consent.holders:
        yield Reason(
            "holders_not_on_record",
            f"Nobody is on record as holder of the contract of {consent.practice} on "
            f"{day(consent.on)}.",
            CONSENT,
        )
    if not consent.versions or (consent.needs_one_alone and consent.signed):
        return
    if consent.needs_one_alone and consent.holders:
        yield Reason(
            "nobody_has_signed",
            f"No holder of the contract of {consent.practice} has signed the {consent.called} "
            "to stay outside.",
            VOLUNTARY,
        )
        return
    yield from _again(consent)
    yield from _missing(consent)


def _again(consent: Consent) -> Iterator[Reason]:
    """The wording was changed: who signed an older one signs again."""
    older = [
        each
        for each in consent.unsigned
        if (last := consent.latest(each))
        and not consent.taken_back(last)
        and last.number < consent.binding
    ]
    if older:
        changed = next(v for v in consent.versions if v.number == consent.binding)
        yield Reason(
            "wording_has_changed",
            f"The wording of the {consent.called} changed on {day(changed.published_on)}; "
            f"{len(older)} of {count(len(consent.holders), 'holder')} must sign again: "
            f"{listed([each.name for each in older])}.",
            CONSENT,
        )


def _missing(consent: Consent) -> Iterator[Reason]:
    """Who has not signed, took it back, or signed for something else."""
    for holder in consent.unsigned:
        last = consent.latest(holder)
        if last is None:
            yield _never_signed(consent, holder)
        elif last.withdrawn_on is not None and consent.taken_back(last):
            yield Reason(
                "signature_withdrawn",
                f"{holder.name} took back the signature under the {consent.called} on "
                f"{day(last.withdrawn_on)}.",
                CONSENT,
            )
        elif last.number >= consent.binding:
            yield Reason(
                "signed_for_another_level",
                f"{holder.name} signed the {consent.called} for the {last.level} level, "
                f"not the {consent.level} one.",
                CONSENT,
            )


def _never_signed(consent: Consent, holder: Signatory) -> Reason:
    others = [s.signed_on for s in consent.signings if s.holder != holder.key]
    if others and holder.joined_on > min(others):
        return Reason(
            "holder_has_joined",
            f"{holder.name} joined on {day(holder.joined_on)} and has not signed the "
            f"{consent.called}.",
            CONSENT,
        )
    return Reason(
        "holder_has_not_signed", f"{holder.name} has not signed the {consent.called}.", CONSENT
    )
