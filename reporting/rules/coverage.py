"""How much of England the programme covers: what counts, and the arithmetic. Pure Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

MODELS = ("", "virtual", "partial", "full")
"""The models in which a journey may be; empty while none is chosen."""

FURTHEST = (
    "paused",
    "identified",
    "engaging",
    "model_selected",
    "drafting_alliance",
    "early_engagement",
    "market_engagement",
    "checkpoint_1",
    "procuring",
    "preferred_bidder",
    "checkpoint_2",
    "standstill",
    "awarded",
    "mobilising",
    "checkpoint_3",
    "alliance_signed",
    "live",
)
"""The states of a journey that is not over, from the least advanced. A practice of two vanguards
is counted with the one that stands furthest in this order, and then by the vanguard's code."""

TARGETS = (
    (8, "Population covered when the framework was published in July 2016"),
    (25, "Population to be covered in 2017/18"),
)
"""The programme's two marks, in per cent of the registered patients of England (domain.md 2)."""

DENOMINATOR = (
    "All patients registered with practices in England that were open on the day, each by its "
    "latest published list on or before the day"
)


@dataclass(frozen=True, slots=True)
class Group:
    """The vanguards of one model and state on the day, and the practices counted with them.

    `shared` practices belong to more than one vanguard and are counted here only; `unlisted` ones
    have no published list on or before the day and add no patients.
    """

    model: str
    state: str
    vanguards: int = 0
    practices: int = 0
    population: int = 0
    shared: int = 0
    unlisted: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """The programme's population on a day, beside that of England."""

    as_at: date
    groups: tuple[Group, ...]
    registered_patients: int
    practices_in_england: int
    oldest_list_on: date | None
    newest_list_on: date | None

    @property
    def total(self) -> Group:
        """All vanguards together, every practice once."""
        return together(self.groups)

    def by_model(self) -> list[Group]:
        """One group a model, in order, empty ones as well."""
        return [
            together([g for g in self.groups if g.model == model], model=model) for model in MODELS
        ]

    def by_state(self) -> list[Group]:
        """One group a state, the least advanced first, empty ones as well."""
        return [
            together([g for g in self.groups if g.state == state], state=state)
            for state in FURTHEST
        ]

    def per_cent(self, population: int) -> Decimal | None:
        """The part of England's registered patients; unknown where nobody is registered."""
        if not self.registered_patients:
            return None
        exact = Decimal(100 * population) / Decimal(self.registered_patients)
        return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)

    def reaches(self, per_cent: int) -> bool:
        """Whether the target is reached, before any rounding."""
        reached = 100 * self.total.population >= per_cent * self.registered_patients
        return reached and self.registered_patients > 0

    def patients_short_of(self, per_cent: int) -> int:
        """How many more registered patients the target asks for."""
        wanted = -(-per_cent * self.registered_patients // 100)
        return max(0, wanted - self.total.population)


def together(groups: Iterable[Group], *, model: str = "", state: str = "") -> Group:
    """The sum of these groups; no practice is in two of them."""
    groups = tuple(groups)
    return Group(
        model=model,
        state=state,
        vanguards=sum(g.vanguards for g in groups),
        practices=sum(g.practices for g in groups),
        population=sum(g.population for g in groups),
        shared=sum(g.shared for g in groups),
        unlisted=sum(g.unlisted for g in groups),
    )
