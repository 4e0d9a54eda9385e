"""What the law asks about an MCP contract: plain facts, as true on one day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from rulebook.rules.figures import FIRST, Figures


@dataclass(frozen=True, slots=True)
class Beside:
    """Another contract of the same vanguard that is being made or in service."""

    name: str
    state: str
    integration: str


@dataclass(frozen=True, slots=True)
class CommissionerParty:
    """A commissioner party to the contract; a local authority needs a decision under section 75."""

    name: str
    is_local_authority: bool = False
    section_75_decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """The budget of one financial year (2018 is 2018/19), in pounds.

    `payment` is the whole-population payment, which the `lines` add up to; `improvement_payment`
    comes on top. Shares are per cent of a gain or loss; `share_cap` the most that is shared.
    """

    year: int
    payment: Decimal
    lines: tuple[tuple[str, Decimal], ...] = ()
    improvement_payment: Decimal = Decimal(0)
    gain_share: Decimal = Decimal(0)
    loss_share: Decimal = Decimal(0)
    share_cap: Decimal | None = None

    def __post_init__(self) -> None:
        """A float is never quite what was meant, so none comes in.

        Raises:
            TypeError: an amount is no `Decimal`.
        """
        amounts = [self.payment, self.improvement_payment, self.gain_share, self.loss_share]
        amounts += [amount for _, amount in self.lines]
        amounts += [] if self.share_cap is None else [self.share_cap]
        if not all(isinstance(amount, Decimal) for amount in amounts):
            raise TypeError("Amounts and shares are given as Decimal: they are exact.")


@dataclass(frozen=True, slots=True)
class Approval:
    """A budget that somebody is about to approve."""

    label: str
    is_replaced: bool = False
    is_approved: bool = False
    was_set_by_the_approver: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of the commissioners: when, and where it is recorded."""

    decided_on: date
    reference: str


@dataclass(frozen=True, slots=True)
class ScopeChange:
    """A change of scope that is about to be recorded: which service lines come in and go out.

    `after` are the kind and the name of every line that is then in scope without an end;
    `misdated` the lines that would go out before they came in.
    """

    coming: tuple[str, ...]
    going: tuple[str, ...]
    after: tuple[tuple[str, str], ...]
    misdated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class McpContractFacts:
    """What the law asks about an MCP contract, as true on the day `on`.

    `services` are the kinds in scope, now or once services start. `budgets` tells of each
    financial year that has a budget whether it is approved. `changed` names the terms that are
    about to become other than they stand on record; `naming`, `scope`, `decision`, `budget` and
    `approval` are what is about to be recorded, `end_on_record` what stands while another end is
    noticed; `agreed_end` is the end that was agreed before any notice, where one was given.
    `journey_*` tell of the journey under way: its model, where it stands in words (nothing if
    there is none), and whether that is where a contract is awarded or signed, or an alliance.
    `mcp_is_live`, `checkpoint_1_is_passed`, `awaits_standstill` (it has still to begin) and
    `standstill_ends_on` (its last day) are of the vanguard's journey.
    """

    on: date
    name: str
    integration: str
    form: str
    holder_name: str = ""
    holder_form: str = ""
    holder_number: str = ""
    holder_is_linked: bool = False
    parties: tuple[CommissionerParty, ...] = ()
    services: frozenset[str] = field(default_factory=frozenset)
    naming: tuple[CommissionerParty, ...] | None = None
    scope: ScopeChange | None = None
    decision: Decision | None = None
    budgets: Mapping[int, bool] = field(default_factory=dict)
    budget: Budget | None = None
    approval: Approval | None = None
    term_years: int | None = None
    awarded_on: date | None = None
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    end_on_record: date | None = None
    end_noticed_on: date | None = None
    agreed_end: date | None = None
    is_awarded: bool = False
    practices_suspended: int = 0
    mcp_is_live: bool = False
    checkpoint_1_is_passed: bool = False
    journey_model: str = ""
    journey_stands_at: str = ""
    journey_may_award: bool = False
    journey_may_sign: bool = False
    journey_may_ally: bool = False
    awaits_standstill: bool = False
    standstill_ends_on: date | None = None
    beside: tuple[Beside, ...] = ()
    changed: frozenset[str] = field(default_factory=frozenset)
    figures: Figures = FIRST
