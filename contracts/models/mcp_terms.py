"""What an MCP contract says besides its columns: commissioners, scope and budgets.

Each row is written once, by the event that recorded it, and never changed: a new version is a new
row, an end is a row of its own. So what stood on any day, and what was known of it, stays.
"""

from django.core.validators import MaxValueValidator, MinLengthValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from contracts.models.mcp_contract import McpContract, McpContractChange
from contracts.rules.mcp_budget import MOST_POUNDS, year_label
from contracts.rules.mcp_states import Service
from core.fields import EARLIEST, LATEST, CivilDateField
from core.law import spoken
from core.models import AppendOnly, between

FIRST_YEAR, LAST_YEAR = EARLIEST.year, LATEST.year


def _recorded(name: str) -> models.ForeignKey:
    return models.ForeignKey(McpContractChange, models.PROTECT, related_name=name)


def _money(*, null: bool = False) -> models.DecimalField:
    return models.DecimalField(max_digits=13, decimal_places=2, null=null, blank=null)


class ContractParty(AppendOnly):
    """A commissioner party to the contract; those of the latest event that names any stand.

    It is a commissioner of the register, or a local authority by its name, with its decision
    under section 75 of the NHS Act 2006.
    """

    id = models.BigAutoField(primary_key=True)
    event = _recorded("parties")
    contract = models.ForeignKey(McpContract, models.PROTECT, related_name="parties")
    commissioner = models.ForeignKey(
        "organisations.Commissioner",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mcp_contracts",
    )
    local_authority = models.CharField(max_length=200, blank=True)
    section_75_decided_on = CivilDateField(null=True, blank=True)
    section_75_reference = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "contract parties"
        ordering = ["event_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(commissioner=None) & ~Q(local_authority=""))
                | (Q(commissioner__isnull=False) & Q(local_authority="")),
                name="contracts_contractparty_is_one_body",
            ),
            models.UniqueConstraint(
                fields=["event", "commissioner"], name="contracts_contractparty_once"
            ),
            models.UniqueConstraint(
                fields=["event", "local_authority"],
                condition=~Q(local_authority=""),
                name="contracts_contractparty_council_once",
            ),
            between("section_75_decided_on", EARLIEST, LATEST, name="section_75_range"),
        ]

    def __str__(self) -> str:
        return self.local_authority or str(self.commissioner)


class Agreed(AppendOnly):
    """A part of the scope as it was agreed: on which day, by whom, and where that is recorded."""

    id = models.BigAutoField(primary_key=True)
    agreed_on = CivilDateField()
    agreed_by = models.CharField(max_length=200, validators=[MinLengthValidator(2)])
    decision_reference = models.CharField(max_length=200, blank=True)

    class Meta(AppendOnly.Meta):
        abstract = True


class ScopeItem(Agreed):
    """A service line, of one of the four kinds of service, that is covered from a day on."""

    event = _recorded("scope_items")
    contract = models.ForeignKey(McpContract, models.PROTECT, related_name="scope")
    service = models.CharField(
        max_length=24, choices=[(s.value, spoken(s.value).capitalize()) for s in Service]
    )
    line = models.CharField(max_length=200, validators=[MinLengthValidator(2)])
    in_scope_from = CivilDateField()

    class Meta:
        ordering = ["in_scope_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(service__in=[s.value for s in Service]),
                name="contracts_scopeitem_known_service",
            ),
            between("in_scope_from", EARLIEST, LATEST, name="from_range"),
            between("agreed_on", EARLIEST, LATEST, name="agreed_range"),
        ]

    def __str__(self) -> str:
        return self.line


class ScopeEnd(Agreed):
    """A service line is no longer covered from a day on; the event says why."""

    event = _recorded("scope_ends")
    item = models.OneToOneField(ScopeItem, models.PROTECT, related_name="end")
    out_of_scope_on = CivilDateField()

    class Meta:
        constraints = [
            between("out_of_scope_on", EARLIEST, LATEST, name="out_range"),
            between("agreed_on", EARLIEST, LATEST, name="agreed_range"),
        ]

    def __str__(self) -> str:
        return f"{self.item} until {self.out_of_scope_on}"


class BudgetYear(AppendOnly):
    """The budget of one financial year, in pounds: one version of it, the highest number stands.

    `year` is the first calendar year (2018 is 2018/19). `payment` is the whole-population payment
    (WPAP), to which the lines add up; `improvement_payment` comes on top. `gain_share` and
    `loss_share` are per cent of what is over or under; `share_cap` is the most that is shared.
    """

    id = models.BigAutoField(primary_key=True)
    event = _recorded("budgets")
    contract = models.ForeignKey(McpContract, models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    number = models.PositiveSmallIntegerField()
    payment = _money()
    improvement_payment = _money()
    gain_share = models.DecimalField(max_digits=5, decimal_places=2)
    loss_share = models.DecimalField(max_digits=5, decimal_places=2)
    share_cap = _money(null=True)

    class Meta:
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "year", "number"], name="contracts_budgetyear_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="contracts_budgetyear_number_from_one"
            ),
            between("year", FIRST_YEAR, LAST_YEAR, name="year_range"),
            between("payment", 0, MOST_POUNDS, name="payment_range"),
            between("improvement_payment", 0, MOST_POUNDS, name="improvement_range"),
            between("gain_share", 0, 100, name="gain_range"),
            between("loss_share", 0, 100, name="loss_range"),
            between("share_cap", 0, MOST_POUNDS, name="cap_range"),
        ]

    def __str__(self) -> str:
        return f"Budget of {year_label(self.year)}, version {self.number}"

    @property
    def year_label(self) -> str:
        """2018/19."""
        return year_label(self.year)


class BudgetLine(AppendOnly):
    """What one service line is paid in a year."""

    id = models.BigAutoField(primary_key=True)
    budget = models.ForeignKey(BudgetYear, models.PROTECT, related_name="lines")
    service_line = models.CharField(max_length=200, validators=[MinLengthValidator(2)])
    amount = _money()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "service_line"], name="contracts_budgetline_once"
            ),
            between("amount", 0, MOST_POUNDS, name="amount_range"),
        ]

    def __str__(self) -> str:
        return self.service_line


class BudgetApproval(AppendOnly):
    """A second person approved this version of the budget; the event says who and when."""

    id = models.BigAutoField(primary_key=True)
    event = models.OneToOneField(McpContractChange, models.PROTECT, related_name="budget_approval")
    budget = models.OneToOneField(BudgetYear, models.PROTECT, related_name="approval")

    class Meta:
        constraints = []

    def __str__(self) -> str:
        return f"{self.budget}, approved"
