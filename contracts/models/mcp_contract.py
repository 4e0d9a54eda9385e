"""The contract of an MCP, or its alliance agreement, and the events of its life."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from casework.models import Case, Change
from contracts.rules.mcp_contract import MOVES
from contracts.rules.mcp_states import (
    AGREED,
    CURRENT,
    IN_FORCE,
    IN_THE_MAKING,
    ContractForm,
    HolderForm,
    Integration,
    McpContractState,
    Service,
)
from core.fields import EARLIEST, LATEST, CivilDateField
from core.law import spoken
from core.models import between
from core.state import StateField, lawful

FORM_LABELS = {
    ContractForm.ALLIANCE_AGREEMENT: "Alliance agreement",
    ContractForm.MCP_2016: "MCP contract, draft of December 2016",
    ContractForm.ACO_2017: "ACO contract, August 2017",
    ContractForm.ICP_2019: "ICP contract, August 2019",
}
HOLDER_LABELS = {
    form: "LLP" if form is HolderForm.LLP else spoken(form.value).capitalize().replace("Nhs", "NHS")
    for form in HolderForm
}


class McpContractQuerySet(models.QuerySet["McpContract"]):
    """Contracts by how far they have come."""

    def current(self) -> "McpContractQuerySet":
        """Those that are being made or in force."""
        return self.filter(state__in=CURRENT)

    def in_the_making(self) -> "McpContractQuerySet":
        """Those under which services have not started."""
        return self.filter(state__in=IN_THE_MAKING)

    def in_service(self) -> "McpContractQuerySet":
        """Those under which services run."""
        return self.filter(state__in=IN_FORCE)


class McpContract(Case):
    """One MCP contract or alliance agreement of one vanguard.

    `annual_budget` is the whole-population budget in pounds a year; `term_years` whole years;
    `ends_on` the first day on which the contract is no longer in force.
    """

    MOVES = MOVES

    vanguard = models.ForeignKey(
        "organisations.Vanguard", models.PROTECT, related_name="mcp_contracts"
    )
    integration = models.CharField(
        max_length=16, choices=[(i.value, i.value.capitalize()) for i in Integration]
    )
    form = models.CharField(
        max_length=24, choices=[(form.value, label) for form, label in FORM_LABELS.items()]
    )
    holder_name = models.CharField(max_length=200, blank=True)
    holder_form = models.CharField(
        max_length=32,
        blank=True,
        choices=[(form.value, label) for form, label in HOLDER_LABELS.items()],
    )
    services = ArrayField(
        models.CharField(max_length=24, choices=[(s.value, spoken(s.value)) for s in Service]),
        default=list,
        blank=True,
    )
    annual_budget = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(1)]
    )
    term_years = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(15)]
    )
    awarded_on = CivilDateField(null=True, editable=False)
    signed_on = CivilDateField(null=True, editable=False)
    starts_on = CivilDateField(null=True, blank=True)
    ends_on = CivilDateField(null=True, blank=True)
    state = StateField(McpContractState, default=McpContractState.DRAFTING)

    objects = McpContractQuerySet.as_manager()

    class Meta:
        verbose_name = "MCP contract"
        ordering = ["vanguard__code", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in McpContractState]),
                name="contracts_mcpcontract_known_state",
            ),
            models.UniqueConstraint(
                fields=["vanguard"],
                condition=Q(state__in=sorted(s.value for s in IN_THE_MAKING)),
                name="contracts_mcpcontract_one_in_the_making",
            ),
            models.UniqueConstraint(
                fields=["vanguard"],
                condition=Q(state__in=sorted(s.value for s in IN_FORCE)),
                name="contracts_mcpcontract_one_in_service",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gt=F("starts_on")),
                name="contracts_mcpcontract_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(integration="virtual", form="alliance_agreement")
                | (~Q(integration="virtual") & ~Q(form="alliance_agreement")),
                name="contracts_mcpcontract_alliance_is_virtual",
            ),
            between("annual_budget", 0, 10**12, name="budget_range"),
            between("term_years", 1, 15, name="term_range"),
            between("signed_on", EARLIEST, LATEST, name="signed_range"),
            between("starts_on", EARLIEST, LATEST, name="starts_range"),
            between("ends_on", EARLIEST, LATEST, name="ends_range"),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} of {self.vanguard.name}"

    @property
    def is_agreed(self) -> bool:
        """Whether it has been signed and is not over."""
        return self.state in AGREED

    @lawful(MOVES["award"])
    def award(self) -> None:
        """The commissioners award the contract to its holder."""

    @lawful(MOVES["sign"])
    def sign(self) -> None:
        """Commissioners and holder sign a procured contract."""

    @lawful(MOVES["sign_alliance"])
    def sign_alliance(self) -> None:
        """The members of an alliance sign their agreement."""

    @lawful(MOVES["start_service"])
    def start_service(self) -> None:
        """Services start under the contract."""

    @lawful(MOVES["expire"])
    def expire(self) -> None:
        """The term has run out."""

    @lawful(MOVES["terminate"])
    def terminate(self) -> None:
        """The contract ends before its term, or is never made."""


class McpContractChange(Change):
    """One event of an MCP contract."""

    subject = models.ForeignKey(McpContract, models.PROTECT, related_name="changes")

    class Meta(Change.Meta):
        pass
