"""The law of one signature: who may sign which wording, when, and for what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.law import Reason
from core.wording import day
from gp_relationships.rules.authorities import CONSENT, FRAMEWORK_2016, PROGRAMME_RULE
from gp_relationships.rules.consent import AGREEMENT_OF, CALLED, Document
from gp_relationships.rules.participation_states import LEVELS, UNDECIDED, Level, ParticipationState


@dataclass(frozen=True, slots=True)
class SigningFacts:
    """What the law asks about one signature, as true on the day `on`.

    `binding` is the oldest version whose signatures count; `agreed_level` what the practice has
    decided; `has_signed`: the signer's signature stands already.
    """

    on: date
    signed_on: date | None
    signer: str
    holds_on_the_day: bool
    practice: str
    document: Document
    level: str
    model: str
    state: str
    agreed_level: str
    number: int
    published_on: date
    binding: int
    has_signed: bool


Facts = SigningFacts


def reasons_against_signing(facts: Facts) -> Iterator[Reason]:
    """Everything that stands against this signature."""
    yield from signing_is_dated(facts)
    yield from signer_holds_the_contract(facts)
    yield from wording_is_the_one_in_force(facts)
    yield from document_is_to_be_signed_now(facts)
    yield from decision_names_a_level(facts)
    yield from signer_signs_once(facts)


def signing_is_dated(facts: Facts) -> Iterator[Reason]:
    """A signature is recorded on its day or later, and no wording is signed before it is out."""
    if facts.signed_on is None or facts.signed_on > facts.on:
        yield Reason(
            "signature_day", "Say on which day, today or before, it was signed.", PROGRAMME_RULE
        )
    elif facts.signed_on < facts.published_on:
        yield Reason(
            "signed_before_published",
            f"This wording was published on {day(facts.published_on)}; it cannot have been signed "
            f"on {day(facts.signed_on)}.",
            PROGRAMME_RULE,
        )


def signer_holds_the_contract(facts: Facts) -> Iterator[Reason]:
    """Only who holds the practice's contract on the day signs for it."""
    if facts.signed_on is not None and not facts.holds_on_the_day:
        yield Reason(
            "signer_does_not_hold",
            f"{facts.signer} does not hold the contract of {facts.practice} on "
            f"{day(facts.signed_on)}.",
            CONSENT,
        )


def wording_is_the_one_in_force(facts: Facts) -> Iterator[Reason]:
    """A superseded wording is signed no more."""
    if facts.number < facts.binding:
        yield Reason(
            "wording_superseded",
            f"A newer wording of the {CALLED[facts.document]} is published. Read it, and sign "
            "that one.",
            CONSENT,
        )


def document_is_to_be_signed_now(facts: Facts) -> Iterator[Reason]:
    """A decision is signed until it takes effect, an agreement once it is decided on, and a notice
    to resume the practice's own contract while the agreement is in effect."""
    state = ParticipationState(facts.state)
    undone = {ParticipationState.DECIDED, ParticipationState.SIGNED}
    if facts.document is Document.DECISION:
        open_now = state in UNDECIDED | undone
    elif facts.document is Document.REACTIVATION:
        open_now = state is ParticipationState.IN_EFFECT
    else:
        open_now = state in undone and AGREEMENT_OF.get(facts.agreed_level) == facts.document
    if not open_now:
        yield Reason(
            "not_to_be_signed_now",
            f"The {CALLED[facts.document]} is not to be signed by {facts.practice} now.",
            PROGRAMME_RULE,
        )


def decision_names_a_level(facts: Facts) -> Iterator[Reason]:
    """Who signs a decision says what they decide for; it must be on offer."""
    if facts.document is not Document.DECISION:
        if facts.level:
            yield Reason(
                "level_not_asked", "Only a decision is signed for a level.", PROGRAMME_RULE
            )
    elif facts.level not in set(Level):
        yield Reason("level_missing", "Choose how far the practice will integrate.", CONSENT)
    elif facts.model and facts.level not in LEVELS[facts.model]:
        yield Reason(
            "level_not_offered",
            f"The {facts.model} model does not offer practices the {facts.level} level.",
            FRAMEWORK_2016,
        )


def signer_signs_once(facts: Facts) -> Iterator[Reason]:
    """A signature that stands is not given twice."""
    if facts.has_signed:
        yield Reason(
            "already_signed",
            f"{facts.signer} has signed the {CALLED[facts.document]} already.",
            PROGRAMME_RULE,
        )
