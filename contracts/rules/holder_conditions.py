"""Conditions of recording who holds a practice's contract, and in what legal form."""

from collections.abc import Iterator

from contracts.rules.authorities import GMS_HOLDERS, PROGRAMME_RULE
from contracts.rules.holders import BODIES, HolderKind, named_on
from contracts.rules.legal_forms import HOLDER_LABELS, forms_of, may_be_held
from contracts.rules.practice_facts import Facts
from contracts.rules.practice_states import ContractType
from core.law import Party, Reason, rule
from core.wording import day


@rule("R17", whose=Party.PRACTICE)
def holder_is_recorded_once(facts: Facts) -> Iterator[Reason]:
    """Nobody holds one contract twice at the same time."""
    new = facts.entering
    if new is None:
        return
    for each in facts.holders:
        ends_before = each.left_on is not None and each.left_on <= max(
            new.joined_on, each.joined_on
        )
        if each.person == new.person and not ends_before:
            until = f" until {day(each.left_on)}" if each.left_on else ""
            yield Reason(
                "holder_on_record",
                f"{each.name} is on record as a holder from {day(each.joined_on)}{until}.",
                str(PROGRAMME_RULE),
            )


@rule("R34", whose=Party.PRACTICE)
def holder_has_the_number_of_a_doctor(facts: Facts) -> Iterator[Reason]:
    """Whoever holds a contract alone is a doctor with a GMC number; a body has none."""
    new = facts.entering
    if new is None:
        return
    if new.kind == HolderKind.SINGLE_HANDED and not new.gmc_number:
        yield Reason(
            "gmc_number_missing",
            f"{new.name} holds the contract alone and must be a GP. Enter the GMC number.",
            str(GMS_HOLDERS),
        )
    if new.kind in BODIES and new.gmc_number:
        yield Reason(
            "gmc_number_of_a_body",
            f"{new.name} is a body, not a doctor. Leave the GMC number empty.",
            str(PROGRAMME_RULE),
        )


@rule("R17", whose=Party.PRACTICE)
def holder_leaves_once(facts: Facts) -> Iterator[Reason]:
    """A holder who leaves is one, and leaves on or after the day of joining."""
    gone = facts.leaving
    if gone is None:
        return
    known = next((each for each in facts.holders if each.id == gone.id), None)
    if known is not None and known.left_on is not None:
        yield Reason(
            "holder_has_left",
            f"{known.name} is on record as having left on {day(known.left_on)}.",
            str(PROGRAMME_RULE),
        )
    elif gone.left_on is not None and gone.left_on < gone.joined_on:
        yield Reason(
            "holder_leaves_before_joining",
            f"{gone.name} joined on {day(gone.joined_on)} and cannot leave on {day(gone.left_on)}.",
            str(PROGRAMME_RULE),
        )


@rule("R17", whose=Party.PRACTICE, mended_by="practice_contract.add_holder")
def contract_keeps_a_holder(facts: Facts) -> Iterator[Reason]:
    """A contract that lives is held by somebody; the last holder is followed before leaving."""
    gone = facts.leaving
    if gone is None or gone.left_on is None:
        return
    others = [each for each in facts.holders if each.id != gone.id]
    if not named_on(others, gone.left_on):
        yield Reason(
            "last_holder",
            f"Nobody else holds the contract on {day(gone.left_on)}. Record who follows "
            f"{gone.name} first, or end the contract.",
            str(PROGRAMME_RULE),
        )


@rule("R17", whose=Party.PRACTICE, mended_by="practice_contract.add_holder")
def successor_holds_the_contract(facts: Facts) -> Iterator[Reason]:
    """Whoever takes the place of a holder holds the same contract from the day the other leaves."""
    gone = facts.leaving
    if gone is None or gone.left_on is None or gone.successor is None:
        return
    heirs = {each.id for each in named_on(facts.holders, gone.left_on)} - {gone.id}
    if gone.successor not in heirs:
        yield Reason(
            "successor_not_holder",
            f"The successor of {gone.name} does not hold the contract on {day(gone.left_on)}.",
            str(PROGRAMME_RULE),
        )


@rule("R24", "R26", whose=Party.PRACTICE, mended_by="practice_contract.record_form")
def form_may_hold_gms(facts: Facts) -> Iterator[Reason]:
    """Whoever changes to GMS holds the contract in a form in which GMS can be held."""
    if not may_be_held(ContractType.GMS, facts.held_as):
        yield Reason(
            "form_cannot_hold_gms",
            f"No GMS contract is held in this form: {HOLDER_LABELS[facts.held_as]}.",
            str(GMS_HOLDERS),
        )


@rule("R26", whose=Party.PRACTICE)
def form_may_hold_the_contract(facts: Facts) -> Iterator[Reason]:
    """A GMS contract is held by an individual, a partnership or a company limited by shares; a PMS
    contract by those or an NHS trust."""
    if not may_be_held(facts.contract_type, facts.held_as):
        named = "; ".join(HOLDER_LABELS[form] for form in forms_of(facts.contract_type))
        yield Reason(
            "form_cannot_hold",
            f"No {facts.contract_type.upper()} contract is held in this form: "
            f"{HOLDER_LABELS[facts.held_as]}. It can be held by: {named}.",
            str(GMS_HOLDERS),
        )
