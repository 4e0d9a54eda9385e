"""Reads of the consent ledger: what is signed of which wording, by whom, for a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from accounts.scopes import practices_seen_by
from casework.as_at import AsAt
from contracts.selectors import holders_of_practices
from gp_relationships.models import (
    HolderLogin,
    Participation,
    Signature,
    Withdrawal,
    Wording,
)
from gp_relationships.rules.consent import (
    AGREEMENT_OF,
    Consent,
    Document,
    Signatory,
    Signing,
    Version,
    wanting,
)
from gp_relationships.rules.participation_states import OVER, UNDECIDED, Level

Holder = Any
"""A holder of a practice's contract; known here by the selectors of `contracts` alone."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that bears on the consent of some practices, read once for all of them."""

    holders: Mapping[UUID, Sequence[Holder]]
    wordings: Mapping[tuple[UUID, str], Sequence[Wording]]
    signatures: Mapping[UUID, Sequence[Signature]]

    def consent(
        self, participation: Participation, document: Document, *, on: date, level: str
    ) -> Consent:
        """What is known of one document of one practice on a day."""
        wordings = self.wordings.get((participation.vanguard_id, document), ())
        signed = [
            each
            for each in self.signatures.get(participation.pk, ())
            if each.wording.document == document and each.signed_on <= on
        ]
        return Consent(
            on=on,
            practice=str(participation.practice),
            document=document,
            level=level if document is Document.DECISION else "",
            holders=tuple(
                Signatory(str(each.pk), each.name, each.joined_on)
                for each in self.holders_on(participation, on=on)
            ),
            versions=tuple(
                Version(each.number, each.published_on, each.corrects_slip)
                for each in wordings
                if each.published_on <= on
            ),
            signings=tuple(_signing(each) for each in signed),
        )

    def decision(self, participation: Participation, *, on: date, level: str) -> Consent | None:
        """What is signed of the decision for a level; nothing is while none is named."""
        if level not in set(Level):
            return None
        return self.consent(participation, Document.DECISION, on=on, level=level)

    def agreement(self, participation: Participation, *, on: date, level: str) -> Consent | None:
        """What is signed of the agreement of a level, where it has one."""
        document = agreement_of(level)
        return self.consent(participation, document, on=on, level=level) if document else None

    def level_in_hand(self, participation: Participation) -> str:
        """The level that is about to be decided: until it is, that for which most holders signed
        the decision last, or else the one that the practice has named."""
        if participation.state not in UNDECIDED:
            return participation.level
        last = {
            each.holder_id: each.level
            for each in self.signatures.get(participation.pk, ())
            if each.wording.document == Document.DECISION
        }
        return max(last.values(), key=list(last.values()).count, default=participation.level)

    def holders_on(self, participation: Participation, *, on: date) -> list[Holder]:
        """Who holds the practice's contract on a day."""
        return [
            each
            for each in self.holders.get(participation.practice_id, ())
            if each.joined_on <= on and (each.left_on is None or each.left_on > on)
        ]


def ledger_of(participations: Iterable[Participation]) -> Ledger:
    """What bears on the consent of these practices; in four queries whatever their number."""
    rows = list(participations)
    wordings: defaultdict[tuple[UUID, str], list[Wording]] = defaultdict(list)
    published = Wording.objects.filter(vanguard_id__in={row.vanguard_id for row in rows})
    for wording in published.defer("text").order_by("number"):
        wordings[wording.vanguard_id, wording.document].append(wording)
    signatures: defaultdict[UUID, list[Signature]] = defaultdict(list)
    signed = Signature.objects.filter(participation_id__in=[row.pk for row in rows])
    for signature in signed.select_related("wording", "withdrawal", "holder").defer(
        "wording__text"
    ):
        signatures[signature.participation_id].append(signature)
    return Ledger(holders_of_practices({row.practice_id for row in rows}), wordings, signatures)


def _signing(signature: Signature) -> Signing:
    taken_back = getattr(signature, "withdrawal", None)
    return Signing(
        holder=str(signature.holder_id),
        number=signature.wording.number,
        signed_on=signature.signed_on,
        level=signature.level,
        withdrawn_on=taken_back.withdrawn_on if taken_back else None,
    )


def agreement_of(level: str) -> Document | None:
    """The agreement that a practice signs at this level, if there is one."""
    return AGREEMENT_OF.get(level)


def documents_of(participation: Participation) -> tuple[Document, ...]:
    """What a practice signs as things stand: its decision, then the agreement of its level."""
    agreement = agreement_of(participation.level)
    return (Document.DECISION, agreement) if agreement else (Document.DECISION,)


def consents_of(participation: Participation, *, on: date) -> list[Consent]:
    """How each document of this practice stands on the day."""
    ledger = ledger_of([participation])
    level = ledger.level_in_hand(participation)
    return [
        ledger.consent(participation, each, on=on, level=level)
        for each in documents_of(participation)
    ]


def names_of_holders(participation: Participation) -> list[str]:
    """Everybody who held the practice's contract at any time."""
    return sorted({holder.name for holder in held_by(participation)}, key=len, reverse=True)


def agreements_lapsed(rows: Sequence[Participation], *, on: date) -> set[UUID]:
    """Of these practices, those whose agreement some holder has to sign as things stand."""
    ledger = ledger_of(rows)
    judged = {
        row.pk: ledger.consent(row, AGREEMENT_OF[row.level], on=on, level=row.level)
        for row in rows
        if row.level in AGREEMENT_OF
    }
    return {key for key, consent in judged.items() if any(wanting(consent))}


def wordings() -> QuerySet[Wording]:
    """Every wording that was published; they say nothing of one practice."""
    return Wording.objects.select_related("vanguard")


def signatures(*, viewer: User, on: date, moment: AsAt | None = None) -> QuerySet[Signature]:
    """The signatures for the practices that this viewer may see; `taken_back_on` is the day from
    which each was withdrawn. With a moment, those made by its day, as it was known then."""
    rows = Signature.objects.filter(participation__practice__in=practices_seen_by(viewer, on=on))
    back = Withdrawal.objects.filter(signature=OuterRef("pk"))
    if moment is not None:
        rows = rows.filter(signed_on__lte=moment.on)
        back = back.filter(withdrawn_on__lte=moment.on)
        if moment.known_at is not None:
            rows = rows.filter(recorded_at__lte=moment.known_at)
            back = back.filter(recorded_at__lte=moment.known_at)
    return rows.annotate(taken_back_on=Subquery(back.values("withdrawn_on")[:1]))


def signing_of(wording: Wording, *, viewer: User, on: date) -> list[tuple[Participation, Consent]]:
    """Each practice that is asked to sign this document as things stand, with how that stands; of
    those that this viewer may see, in a fixed number of queries."""
    seen = practices_seen_by(viewer, on=on)
    asked = Participation.objects.filter(vanguard=wording.vanguard_id, practice__in=seen)
    rows = list(asked.exclude(state__in=OVER).select_related("practice").order_by("practice__code"))
    ledger = ledger_of(rows)
    return [
        (row, ledger.consent(row, document, on=on, level=ledger.level_in_hand(row)))
        for row in rows
        for document in documents_of(row)
        if document == wording.document
    ]


def current_wording(vanguard_id: UUID, document: str, *, on: date) -> Wording | None:
    """The wording of a document that holds on a day; none while there is none."""
    rows = Wording.objects.filter(vanguard_id=vanguard_id, document=document, published_on__lte=on)
    return rows.order_by("-number").first()


def wordings_to_sign(vanguard_id: UUID) -> list[Wording]:
    """Every version of what the practices of a vanguard sign, the newest first."""
    rows = Wording.objects.filter(vanguard_id=vanguard_id).select_related("vanguard")
    return list(rows.defer("text").order_by("document", "-number"))


def held_by(participation: Participation) -> list[Holder]:
    """Everybody who holds or held the practice's contract."""
    return holders_of_practices([participation.practice_id])[participation.practice_id]


def signatures_of(participation_ids: Collection[UUID]) -> QuerySet[Signature]:
    """Every signature of these practices, taken back or not, by day."""
    rows = Signature.objects.filter(participation_id__in=participation_ids)
    return rows.select_related("holder", "wording", "withdrawal", "recorded_by").order_by(
        "signed_on", "recorded_at"
    )


def holding_of(user: User, participation: Participation, *, on: date) -> Holder | None:
    """The holder of the practice's contract that this person is, if they are one on the day."""
    mine = set(
        HolderLogin.objects.filter(user=user, ended_at=None).values_list("holder_id", flat=True)
    )
    held = ledger_of([participation]).holders_on(participation, on=on)
    return next((holder for holder in held if holder.pk in mine), None)
