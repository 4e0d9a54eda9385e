"""What the law asks about a practice's own contract."""

from dataclasses import dataclass
from datetime import date

from contracts.rules.holders import HolderPeriod, NamedHolder
from rulebook.rules.figures import FIRST, Figures


@dataclass(frozen=True, slots=True)
class LetterRun:
    """One run of letters, in counts of letters; `addressed` counts the people it was meant for."""

    reference: str
    posted: int
    returned: int
    sent_from: date
    sent_until: date
    addressed: int | None = None


@dataclass(frozen=True, slots=True)
class PracticeContractFacts:
    """What the law asks about a practice's contract, as true on the day `on`.

    `letters_sent` and `registered_patients` count people (the latter is None where no list of the
    practice is known); `mcp_contract_*` speak of the contract that the practice's notice names.
    `integrates_fully`: the practice decided on the full level in the MCP of that contract;
    `agreements_elsewhere` are other MCPs in which it serves at a level that keeps its contract.
    `following` is the end of the MCP contract to which a return moves with it.
    `merging_into` is the practice into whose contract this one goes, as the two merge.
    `holders` are all who ever held the contract; `entering` or `leaving` is the one that the act
    names, the latter with the day and the successor about to be recorded.
    `letters_*` and `return_letters_*` count people who were reached, before the suspension and
    before the return; `listed_when_written` is the list that was known when the letters of the
    suspension were completed. `consents` are the holders who agreed to the notice that stands.
    `finding`, `patients` and `corrected` come with the act, and are None before it is asked.
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
    integrates_fully: bool = False
    suspended_on: date | None = None
    reactivation_noticed_on: date | None = None
    reactivation_on: date | None = None
    reactivated_on: date | None = None
    letters_excepted: int = 0
    listed_when_written: int | None = None
    listed_when_written_on: date | None = None
    registered_on: date | None = None
    run: LetterRun | None = None
    run_references: frozenset[str] = frozenset()
    excepting: int | None = None
    return_letters_sent: int | None = None
    return_letters_due: int | None = None
    return_letters_completed_on: date | None = None
    is_dormant: bool = False
    eligibility: str = ""
    consents: frozenset[str] = frozenset()
    consenting: HolderPeriod | None = None
    consented_on: date | None = None
    mcp_contract_ends_on: date | None = None
    later_on: date | None = None
    following: date | None = None
    finding: str | None = None
    patients: str | None = None
    live_process: str = ""
    opening_process: str | None = None
    type_change_noticed_on: date | None = None
    type_change_on: date | None = None
    type_change_persons: str = ""
    corrected: frozenset[str] | None = None
    holders: tuple[HolderPeriod, ...] = ()
    entering: NamedHolder | None = None
    leaving: HolderPeriod | None = None
    held_as: str = ""
    merging_into: str = ""
    agreements_elsewhere: tuple[str, ...] = ()
    figures: Figures = FIRST

    @property
    def list_grew_since_the_letters(self) -> bool:
        """Whether all were reached by the list of that day, and a later list is larger."""
        told = (self.letters_sent or 0) + self.letters_excepted
        return (
            self.listed_when_written is not None
            and self.listed_when_written_on is not None
            and self.registered_on is not None
            and self.registered_on > self.listed_when_written_on
            and told >= self.listed_when_written
        )


Facts = PracticeContractFacts
