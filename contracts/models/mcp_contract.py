"""The contract of an MCP, or its alliance agreement, and the events of its life."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from casework.models import Case, Change
from contracts.rules.forms import PUBLISHED
from contracts.rules.legal_forms import HOLDER_LABELS
from contracts.rules.mcp_contract import MOVES
from contracts.rules.mcp_states import (
    AGREED,
    CURRENT,
    IN_FORCE,
    IN_THE_MAKING,
    ContractForm,
    Integration,
    McpContractState,
)
from core.fields import EARLIEST, LATEST, CivilDateField
from core.models import between
from core.state import StateField, lawful

FORM_LABELS = {form: PUBLISHED[form].label for form in ContractForm}

LONGEST_TERM = 99
"""No term is longer in years; how long one may be is the law's matter."""


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

    `term_years` are whole years; `ends_on` is the first day on which the contract is no longer in
    force. `holder_trust` links the holder to the register of trusts; any other body is told by
    its name and `holder_number`. Its commissioners, scope and budgets are rows of their own
    (`contracts.models.mcp_terms`).
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
        choices=list(HOLDER_LABELS.items()),
    )
    holder_trust = models.ForeignKey(
        "organisations.Trust", models.PROTECT, null=True, blank=True, related_name="mcp_contracts"
    )
    holder_number = models.CharField(
        "company, charity or ODS number",
        max_length=10,
        blank=True,
        validators=[
            RegexValidator(
                r"\A[A-Z0-9]{3,10}\Z",
                "Enter three to ten capital letters and digits, such as 01234567.",
            )
        ],
    )
    term_years = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TERM)],
    )
    awarded_on = CivilDateField(null=True, editable=False)
    signed_on = CivilDateField(null=True, editable=False)
    starts_on = CivilDateField(null=True, blank=True)
    ends_on = CivilDateField(null=True, blank=True)
    end_noticed_on = CivilDateField("notice of its end given on", null=True, editable=False)
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
            between("term_years", 1, LONGEST_TERM, name="term_range"),
            between("awarded_on", EARLIEST, LATEST, name="awarded_range"),
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
