"""What the law asks about a practice's participation in an MCP."""

from dataclasses import dataclass
from datetime import date

from gp_relationships.rules.consent import Consent
from gp_relationships.rules.joining import NOT_LIVE, Joining
from gp_relationships.rules.leaving import STAYS, Leaving


@dataclass(frozen=True, slots=True)
class ParticipationFacts:
    """What the law asks about a practice's participation, as true on the day `on`.

    `model` is that of the vanguard's contract, empty while there is none; `elsewhere` are the
    (level, MCP) in which the practice has decided to take part besides this one. `decision` and
    `agreement` are what is signed of each, on the day for which it is asked; none where nothing is
    to be signed. `besides`: the practice is to be in this alliance beside another.
    """

    on: date
    practice: str
    practice_is_active: bool
    vanguard: str
    model: str = ""
    level: str = ""
    decided_on: date | None = None
    signatories: str = ""
    agreement_signed_on: date | None = None
    elsewhere: tuple[tuple[str, str], ...] = ()
    besides: bool = False
    joining: Joining = NOT_LIVE
    leaving: Leaving = STAYS
    decision: Consent | None = None
    agreement: Consent | None = None


Facts = ParticipationFacts
