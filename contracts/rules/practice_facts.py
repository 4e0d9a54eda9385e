"""What the law asks about a practice's own contract."""

from dataclasses import dataclass
from datetime import date

from contracts.rules.holders import HolderPeriod, NamedHolder
from rulebook.rules.figures import FIRST, Figures


@dataclass(frozen=True, slots=True)
class PracticeContractFacts:
    """What the law asks about a practice's contract, as true on the day `on`.

    `letters_sent` and `registered_patients` count people (the latter is None where no list of the
    practice is known); `mcp_contract_*` speak of the contract that the practice's notice names.
    `holders` are all who ever held the contract; `entering` or `leaving` is the one that the act
    names, the latter with the day and the successor about to be recorded.
    """

    on: date
    practice: str
    contract_type: str
    practice_is_active: bool = True
    notice_given_on: date | None = None
    starts_under_mcp_on: date | None = None
    letters_completed_on: date | None = None
    letters_sent: int | None = None
    registered_patients: int | None = None
    mcp_contract_name: str = ""
    mcp_contract_is_signed: bool = False
    mcp_contract_is_full: bool = False
    mcp_contract_signed_on: date | None = None
    mcp_contract_starts_on: date | None = None
    suspended_on: date | None = None
    reactivation_noticed_on: date | None = None
    reactivation_on: date | None = None
    reactivated_on: date | None = None
    holders: tuple[HolderPeriod, ...] = ()
    entering: NamedHolder | None = None
    leaving: HolderPeriod | None = None
    held_as: str = ""
    figures: Figures = FIRST


Facts = PracticeContractFacts
