"""Sign what a practice decides and agrees to; take a signature back."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from accounts.models import User
from accounts.permissions import check_may
from audit.record import record, record_many
from casework.runner import reasons_against_fields
from core.clock import civil_date
from core.errors import NotFound, Refused, refuse_if
from core.fields import LONGEST_NOTE, reasons_against_text
from core.law import Reason
from core.transactions import use_case
from core.wording import day
from gp_relationships.models import Participation, Signature, Withdrawal, Wording
from gp_relationships.rules.consent import CALLED, Document
from gp_relationships.rules.signing import SigningFacts, reasons_against_signing
from gp_relationships.selectors.consent import (
    Holder,
    Ledger,
    current_wording,
    holding_of,
    ledger_of,
)
from gp_relationships.selectors.models_of_care import model_of, offered_to

OFFICER = ("programme_officer", "approving_officer")
HOLDER = ("gp_partner",)


@use_case
def sign(
    *, participation_id: UUID, wording_id: UUID, by: User, at: datetime, level: str = ""
) -> Signature:
    """A holder of the practice's contract signs the wording that they read, for themself.

    `level` is what they decide for; only a decision sheet has one.

    Raises:
        NotPermitted: the person is no partner of this practice.
        Refused: they are not on record as holder, the wording was superseded, or they signed it.
    """
    on = civil_date(at)
    (participation,) = _locked([participation_id], by=by, on=on, roles=HOLDER)
    wording = _wording(wording_id, participation)
    holder = holding_of(by, participation, on=on)
    if holder is None:
        text = (
            "Your sign-in is not linked to a holder of the contract of "
            f"{participation.practice}. Ask the programme office to link it."
        )
        raise Refused((Reason("signer_not_linked", text),), move="sign")
    ledger = ledger_of([participation])
    made = Signature(
        participation=participation, holder=holder, wording=wording, level=level,
        signed_on=on, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    return _write([made], ledger, on=on, by=by, at=at)[0]


@use_case
def record_paper(
    *,
    participation_id: UUID,
    wording_id: UUID,
    holder_ids: Collection[UUID],
    signed_on: date,
    reference: str,
    by: User,
    at: datetime,
    level: str = "",
) -> list[Signature]:
    """Record that holders signed on paper, and where the paper is.

    Raises:
        Refused: with everything that stands against any of the signatures.
    """
    on = civil_date(at)
    (participation,) = _locked([participation_id], by=by, on=on, roles=OFFICER)
    wording = _wording(wording_id, participation)
    refuse_if(_reasons_against_reference(reference), move="record_paper")
    ledger = ledger_of([participation])
    holders = {each.pk: each for each in ledger.holders.get(participation.practice_id, ())}
    if not holder_ids or not set(holder_ids) <= set(holders):
        raise NotFound("These are not all holders of the practice's contract.")
    made = [
        Signature(
            participation=participation, holder=holders[each], wording=wording, level=level,
            signed_on=signed_on, reference=reference, recorded_at=at, recorded_by=by,
        )
        for each in holder_ids
    ]  # fmt: skip
    return _write(made, ledger, on=on, by=by, at=at)


@use_case
def sign_all(
    *,
    document: str,
    levels: Mapping[UUID, str],
    signed_on: date,
    reference: str,
    by: User,
    at: datetime,
) -> list[Signature]:
    """Record that all the holders of many practices signed one document on paper: all, or none.

    `levels` has each participation, with the level decided for where it is a decision sheet.

    Raises:
        Refused: with everything that stands against any of the signatures.
    """
    on = civil_date(at)
    participations = _locked(levels, by=by, on=on, roles=OFFICER)
    refuse_if(_reasons_against_reference(reference), move="sign_all")
    ledger = ledger_of(participations)
    current = {
        each: _current(each, document, on=signed_on)
        for each in {participation.vanguard_id for participation in participations}
    }
    made = [
        Signature(
            participation=each, holder=holder, wording=current[each.vanguard_id],
            level=levels[each.pk], signed_on=signed_on, reference=reference,
            recorded_at=at, recorded_by=by,
        )
        for each in participations
        for holder in ledger.holders_on(each, on=signed_on)
    ]  # fmt: skip
    return _write(made, ledger, on=on, by=by, at=at)


@use_case
def withdraw(
    *, signature_id: UUID, withdrawn_on: date, reason: str, by: User, at: datetime
) -> Withdrawal:
    """A holder takes a signature back before the agreement is in effect; the reason is kept.

    Raises:
        Refused: it was taken back already, is in effect, or the day is wrong.
    """
    on = civil_date(at)
    signature = Signature.objects.filter(pk=signature_id).select_related("wording").first()
    if signature is None:
        raise NotFound("There is no signature with this identifier.")
    (participation,) = _locked([signature.participation_id], by=by, on=on, roles=OFFICER)
    made = Withdrawal(
        signature=signature, withdrawn_on=withdrawn_on, reason=reason.strip(),
        recorded_at=at, recorded_by=by,
    )  # fmt: skip
    reasons = list(_against_withdrawing(made, participation, on=on))
    refuse_if(tuple(reasons), move="withdraw_signature")
    made.save(force_insert=True)
    facts = {
        "holder": signature.holder.name,
        "document": signature.wording.document,
        "withdrawn_on": withdrawn_on.isoformat(),
        "reason": made.reason,
    }
    record(kind="participation.withdraw_signature", about=participation, by=by, at=at, facts=facts)
    return made


def _against_withdrawing(
    made: Withdrawal, participation: Participation, *, on: date
) -> Iterator[Reason]:
    signature = made.signature
    if Withdrawal.objects.filter(signature=signature).exists():
        yield Reason("already_withdrawn", "This signature was taken back already.")
    if participation.state in ("in_effect", "left"):
        yield Reason(
            "agreement_in_effect",
            "What is in effect is not undone by taking a signature back: the practice leaves "
            "the MCP, or resumes its own contract.",
        )
    if made.withdrawn_on is None or not signature.signed_on <= made.withdrawn_on <= on:
        yield Reason(
            "withdrawal_day",
            f"Give a day from {day(signature.signed_on)} to {day(on)} on which it was taken back.",
        )
    if not made.reason:
        yield Reason("reason_missing", "Say why the signature is taken back.")
    yield from reasons_against_text("reason", "Reason", made.reason, longest=LONGEST_NOTE)


def _locked(
    ids: Collection[UUID], *, by: User, on: date, roles: Collection[str]
) -> list[Participation]:
    """The participations, held in one order, once the person is known to have a role for it."""
    rows = Participation.objects.filter(pk__in=ids).select_related("practice", "vanguard")
    found = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
    for row in found:
        check_may(by, roles, on=on, practice_id=row.practice_id)
    if not found:
        check_may(by, roles, on=on)
    if len(found) < len(set(ids)):
        raise NotFound("There is no participation with this identifier.")
    return found


def _wording(wording_id: UUID, participation: Participation) -> Wording:
    found = Wording.objects.filter(pk=wording_id, vanguard_id=participation.vanguard_id).first()
    if found is None:
        raise NotFound("There is no such wording for this MCP.")
    return found


def _current(vanguard_id: UUID, document: str, *, on: date) -> Wording:
    found = current_wording(vanguard_id, document, on=on)
    if found is None:
        text = f"The wording of the {CALLED[Document(document)]} is not published."
        raise Refused((Reason("wording_not_published", text),), move="sign_all")
    return found


def _reasons_against_reference(reference: str) -> tuple[Reason, ...]:
    if not reference.strip():
        return (Reason("reference_missing", "Say where the signed paper is kept."),)
    return ()


def _write(
    made: Sequence[Signature], ledger: Ledger, *, on: date, by: User, at: datetime
) -> list[Signature]:
    """Judge every signature, then write them all and audit each."""
    models = {vanguard: model_of(vanguard) for vanguard in {s.wording.vanguard_id for s in made}}
    refuse_if(
        tuple(
            reason
            for each in made
            for reason in (
                *reasons_against_fields(each, ("signed_on", "reference")),
                *reasons_against_signing(_facts(each, ledger, models, on=on)),
            )
        ),
        move="sign",
    )
    Signature.objects.bulk_create(made)
    about = [(each.participation, _told(each)) for each in made]
    record_many(kind="participation.sign", about=about, by=by, at=at)
    return list(made)


def _facts(
    made: Signature, ledger: Ledger, models: Mapping[UUID, str], *, on: date
) -> SigningFacts:
    participation, wording = made.participation, made.wording
    document = Document(wording.document)
    consent = ledger.consent(participation, document, on=on, level=made.level)
    return SigningFacts(
        on=on,
        signed_on=made.signed_on,
        signer=made.holder.name,
        holds_on_the_day=_holds(made.holder, on=made.signed_on),
        practice=str(participation.practice),
        document=document,
        level=made.level,
        model=offered_to(participation, models[wording.vanguard_id]),
        state=participation.state,
        agreed_level=participation.level,
        number=wording.number,
        published_on=wording.published_on,
        binding=consent.binding,
        has_signed=str(made.holder.pk) in {each.key for each in consent.signed},
    )


def _holds(holder: Holder, *, on: date | None) -> bool:
    left = holder.left_on
    return on is not None and holder.joined_on <= on and (left is None or left > on)


def _told(made: Signature) -> dict[str, str]:
    return {
        "holder": made.holder.name,
        "document": made.wording.document,
        "number": str(made.wording.number),
        "sha256": made.wording.sha256,
        "level": made.level,
        "signed_on": made.signed_on.isoformat(),
        "reference": made.reference,
    }
