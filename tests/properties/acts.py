"""Every public act upon a case, found by its signature, and the values that may be given to it."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

from casework.actions import undoing, waivers
from casework.models import Case, Waiver
from contracts.actions import (
    contract_records,
    holders,
    letters,
    mcp_budgets,
    mcp_contracts,
    mcp_terms,
    practice_contracts,
    reactivations,
)
from contracts.models import BudgetYear, Holder, McpContract, NoticeRun, PracticeContract
from contracts.rules.mcp_facts import Budget
from formation.actions import (
    assurance,
    engagements,
    journeys,
    milestones,
    successors,
    templates,
)
from formation.models import (
    AssuranceCondition,
    AssuranceReview,
    Engagement,
    Journey,
    Milestone,
    MilestoneTemplate,
)
from gp_relationships.actions import (
    gp_roles,
    invitations,
    ownerships,
    participations,
    practice_changes,
)
from gp_relationships.models import Gp, GpRole, Ownership, Participation, PracticeChange
from organisations.models import Practice, Vanguard
from rulebook.actions import pins, rulebooks
from rulebook.models import Rulebook

MODULES: tuple[ModuleType, ...] = (
    journeys,
    successors,
    assurance,
    engagements,
    milestones,
    mcp_contracts,
    mcp_budgets,
    mcp_terms,
    practice_contracts,
    contract_records,
    holders,
    letters,
    reactivations,
    invitations,
    participations,
    gp_roles,
    ownerships,
    practice_changes,
    waivers,
    undoing,
    rulebooks,
    pins,
    templates,
)
CASES: dict[str, type[Any]] = {
    "journey_id": Journey,
    "review_id": AssuranceReview,
    "condition_id": AssuranceCondition,
    "engagement_id": Engagement,
    "milestone_id": Milestone,
    "participation_id": Participation,
    "role_id": GpRole,
    "ownership_id": Ownership,
    "change_id": PracticeChange,
    "waiver_id": Waiver,
    "rulebook_id": Rulebook,
    "template_id": MilestoneTemplate,
    "mcp_contract_id": McpContract,
}
OTHERS: dict[str, type[Any]] = {
    "vanguard_id": Vanguard,
    "practice_id": Practice,
    "practice_ids": Practice,
    "not_waited_for": Practice,
    "gp_id": Gp,
    "holder_id": Holder,
    "successor_id": Holder,
    "run_id": NoticeRun,
    "budget_id": BudgetYear,
}
"""What each identifier is of; `contract_id` is told by the module, and see `undo`."""

ALWAYS = {"by", "at", "note", "seen"}
"""What every act is given: an act that asks for its case and no more is judged by the verdict."""

NOT_DRAWN = {
    "assurance.receive_evidence",
    "assurance.pass_with_conditions",
    "mcp_terms.record_parties",
    "mcp_terms.agree_scope",
    "mcp_terms.vary_scope",
    "mcp_contracts.record_terms",
    "mcp_contracts.draft",
    "rulebooks.set_figure",
    "templates.add_row",
    "templates.change_row",
}
"""Acts whose arguments are whole tables; they have properties and stories of their own."""


@dataclass(frozen=True, slots=True)
class Act:
    """One public act, which case it is upon (none where it opens one), and what else it asks."""

    name: str
    do: Callable[..., Any]
    upon: str
    model: type[Case] | None
    asks: Mapping[str, Any]
    takes: frozenset[str]

    @property
    def is_bare(self) -> bool:
        """Whether it asks for nothing but its case."""
        return self.model is not None and set(self.asks) <= {self.upon}


def acts() -> Iterator[Act]:
    """Every act of every module."""
    for module in MODULES:
        short = module.__name__.rsplit(".", 1)[1]
        for name, do in inspect.getmembers(module, inspect.isfunction):
            asks = inspect.signature(do).parameters
            public = do.__module__ == module.__name__ and not name.startswith("_")
            if public and {"by", "at"} <= set(asks) and f"{short}.{name}" not in NOT_DRAWN:
                yield _act(f"{short}.{name}", do, asks, is_mcp=short.startswith("mcp_"))


def _act(name: str, do: Any, asks: Mapping[str, Any], *, is_mcp: bool) -> Act:
    given = {key: each for key, each in asks.items() if key not in ALWAYS}
    contract = McpContract if is_mcp else PracticeContract
    upon = next((key for key in given if key in CASES or key == "contract_id"), "")
    model = contract if upon == "contract_id" else CASES.get(upon)
    if upon == "mcp_contract_id":
        upon, model = "", None
    return Act(name, do, upon, model, given, ALWAYS & set(asks))


LEVELS = ("virtual", "partial", "full", "outside")
WORDS: dict[str, tuple[str, ...]] = {
    "note": ("It was so decided.",) * 8 + ("", "\x00", "x" * 10_001),
    "model": ("virtual", "partial", "full", ""),
    "integration": ("virtual", "partial", "full"),
    "form": ("aco_2017", "icp_2019", "mcp_2016", "alliance_agreement"),
    "holder_form": ("foundation_trust", "limited_company", "llp", ""),
    "holder_number": ("RX9", "01234567", "no number at all"),
    "level": LEVELS,
    "isap_screening": ("complex", "not_complex", ""),
    "stage": ("ees", "cp1", "cp2", "cp3"),
    "contract_type": ("gms", "pms", "apms"),
    "held_as": ("partnership", "llp", "company_limited_by_shares", "guild", ""),
    "kind": ("employee", "subcontractor", "part_owner", "merger", "closure", "partner", "split"),
    "post": ("partner", "salaried"),
    "gmc_number": ("1234567", "7654321", "12", ""),
    "eligibility": ("confirmed", "not_eligible", "conduct"),
    "live_process": ("dispute", "breach", "closure", ""),
    "patients": ("return", "stay", ""),
    "file_sha256": ("ab" * 32, "ab"),
    "rule": (
        "holder_is_recorded",
        "engagement_report_is_received",
        "practice_is_open",
        "no such rule",
    ),
    "about_type": ("formation.journey", "contracts.mcpcontract", "auth.user"),
    "key": ("standstill_days", "undo_days", "no_such_figure"),
}
"""What is written into each column of words; where nothing is said, any short text."""

ANY_WORD = ("Pat Partner", "As agreed", "", "\x00", "y" * 3_000)
DAYS = (0, 0, 0, 0, -1, 1, -30, -60, -200, -400, 7, 30, 90, 365, 730)
BAD_DAYS = (date.min, date(1947, 1, 1), date.max)
BUDGETS = (
    Budget(2026, Decimal(100), (("Core", Decimal(60)), ("More", Decimal(40)))),
    Budget(2027, Decimal(100), (("Core", Decimal(100)),)),
    Budget(2026, Decimal(100), (("Core", Decimal("99.99")),)),
    Budget(2026, Decimal("NaN"), (("Core", Decimal(1)),)),
    Budget(1900, Decimal(1), (("Core", Decimal(1)),)),
    Budget(2026, Decimal(1)),
)
SHARES = tuple(
    Decimal(each) for each in ("40", "60", "100", "0.01", "100.01", "-1", "33.333", "NaN")
)
NUMBERS = (0, 1, 2, 8_000, -1, 2**40)


def values_of(key: str, hint: Any, *, today: date, bad: bool) -> Sequence[Any]:
    """What might be given for this argument, where it is no identifier."""
    text = str(hint)
    if "date" in text:
        days = [today + timedelta(days=each) for each in DAYS]
        days += BAD_DAYS if bad else ()
        return [*days, None] if "None" in text else days
    if key in WORDS:
        return WORDS[key]
    return _by_type(text)


def _by_type(text: str) -> tuple[Any, ...]:
    if "bool" in text:
        return (True, False)
    if "Budget" in text:
        return BUDGETS
    if "Decimal" in text:
        return (*SHARES, None)
    if "int" in text:
        return NUMBERS
    if "Mapping" in text:
        return ({}, {"new_name": "NEWER SURGERY"}, {"reason": "none"})
    if "Sequence" in text:
        return ((), ("primary_medical",), ("no such service",))
    return ANY_WORD


def nothing(model: type[Any]) -> Any:
    """An identifier of no row."""
    return -1 if model is BudgetYear else UUID(int=4)
