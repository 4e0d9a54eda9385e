"""A general practice and what is known of it over time."""

from enum import StrEnum

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q

from core.models import BaseModel, between
from organisations.display import title_case
from organisations.models.dated import Dated, one_open, one_start, source

PRACTICE_CODE = r"^([A-Z]\d{5}|(ALD|GUE|JER)\d{3})$"
"""An ODS practice code: a letter and five digits (W in Wales), or one of the Channel Islands."""

MOST_PATIENTS = 1_000_000
"""No practice comes near: a list beyond it is a misplaced column."""


class PracticeStatus(StrEnum):
    """ODS's own word on whether the organisation is open."""

    ACTIVE = "active"
    CLOSED = "closed"
    DORMANT = "dormant"
    PROPOSED = "proposed"


class ContractType(StrEnum):
    """The kind of primary medical contract that the practice holds."""

    GMS = "gms"
    PMS = "pms"
    APMS = "apms"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """As people write it."""
        return "Unknown" if self is ContractType.UNKNOWN else self.value.upper()


class SearchText(Func):
    """Code, name and postcode as one text in capitals: exactly the expression that is indexed."""

    template = "UPPER(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = models.TextField()

    def __init__(self) -> None:
        super().__init__("code", "name", "postcode")


class Practice(BaseModel):
    """A general practice as the Organisation Data Service registers it; its code is never reused.

    A branch surgery is none: it has no contract and no list (`Branch`).
    `is_fictional` marks the practices of the demonstration.
    """

    code = models.CharField("ODS code", max_length=6)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=400, blank=True, help_text="Lines, parted by commas.")
    postcode = models.CharField(max_length=8, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    status = models.CharField(
        max_length=8, choices=[(s.value, s.value.capitalize()) for s in PracticeStatus]
    )
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    is_fictional = models.BooleanField(default=False)
    run = source()

    class Meta:
        ordering = ["name", "code"]
        constraints = [
            # Not `unique=True`: Django would add a second index for LIKE, which nothing uses.
            models.UniqueConstraint(fields=["code"], name="organisations_practice_one_per_code"),
            models.CheckConstraint(
                condition=Q(code__regex=PRACTICE_CODE), name="organisations_practice_code_shape"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in PracticeStatus]),
                name="organisations_practice_known_status",
            ),
        ]
        indexes = [
            GinIndex(
                OpClass(SearchText(), name="gin_trgm_ops"), name="organisations_practice_search"
            ),
            models.Index(fields=["name", "code"], name="organisations_practice_order"),
        ]

    def __str__(self) -> str:
        return f"{self.display_name} ({self.code})"

    @property
    def display_name(self) -> str:
        """The name as people write it: the register has capitals only."""
        return title_case(self.name)

    @property
    def is_active(self) -> bool:
        """Whether it is open to patients."""
        return self.status == PracticeStatus.ACTIVE


class PracticeCommissioner(Dated):
    """The commissioner that holds a practice's contract, over time."""

    practice = models.ForeignKey(
        Practice, models.PROTECT, related_name="commissioners", db_index=False
    )
    commissioner = models.ForeignKey(
        "organisations.Commissioner", models.PROTECT, related_name="practices"
    )

    class Meta(Dated.Meta):
        constraints = [*Dated.Meta.constraints, one_open("practice"), one_start("practice")]

    def __str__(self) -> str:
        return f"{self.practice} under {self.commissioner}, {self.period}"


class PracticeContractType(Dated):
    """The type of a practice's contract over time, as the payments file states it for each year."""

    practice = models.ForeignKey(
        Practice, models.PROTECT, related_name="contract_types", db_index=False
    )
    contract_type = models.CharField(
        max_length=8, choices=[(t.value, t.label) for t in ContractType]
    )

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            one_open("practice"),
            one_start("practice"),
            models.CheckConstraint(
                condition=Q(contract_type__in=[t.value for t in ContractType]),
                name="organisations_practicecontracttype_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice}: {self.get_contract_type_display()}, {self.period}"


class ListSize(BaseModel):
    """How many patients were registered with a practice on a day.

    `weighted` is the Carr-Hill weighted list that the payments are made by; it is never derived
    from the registered one.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="lists", db_index=False)
    counted_on = models.DateField()
    registered = models.PositiveIntegerField()
    weighted = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    run = source()

    class Meta:
        ordering = ["-counted_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "counted_on"],
                include=["registered"],
                name="organisations_one_list_a_day",
            ),
            between("registered", 0, MOST_PATIENTS, name="registered_is_credible"),
            between("weighted", 0, MOST_PATIENTS, name="weighted_is_credible"),
        ]

    def __str__(self) -> str:
        return f"{self.practice}: {self.registered:,} on {self.counted_on:%d %B %Y}"


class GpHeadcount(BaseModel):
    """How many fully qualified GPs worked at a practice on a day: people, and FTE."""

    practice = models.ForeignKey(
        Practice, models.PROTECT, related_name="headcounts", db_index=False
    )
    counted_on = models.DateField()
    headcount = models.PositiveSmallIntegerField()
    fte = models.DecimalField(
        "full-time equivalent", max_digits=6, decimal_places=2, null=True, blank=True
    )
    run = source()

    class Meta:
        ordering = ["-counted_on"]
        verbose_name = "GP headcount"
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "counted_on"], name="organisations_one_headcount_a_day"
            ),
            between("headcount", 0, 1000, name="headcount_is_credible"),
            between("fte", 0, 1000, name="fte_is_credible"),
        ]

    def __str__(self) -> str:
        return f"{self.practice}: {self.headcount} GPs on {self.counted_on:%d %B %Y}"


class PracticeLocation(BaseModel):
    """Where a practice stands, in WGS84 degrees; its postcode's centre, not its door."""

    practice = models.OneToOneField(Practice, models.PROTECT, related_name="location")
    latitude = models.DecimalField(max_digits=8, decimal_places=5)
    longitude = models.DecimalField(max_digits=8, decimal_places=5)
    run = source()

    class Meta:
        constraints = [
            # The British Isles, Channel Islands included.
            between("latitude", 49, 61, name="latitude_is_in_the_british_isles"),
            between("longitude", -9, 2, name="longitude_is_in_the_british_isles"),
        ]

    def __str__(self) -> str:
        return f"{self.practice} at {self.latitude}, {self.longitude}"


class SuccessionBasis(StrEnum):
    """How it is known that one practice follows another."""

    PUBLISHED = "published"
    SAME_PREMISES = "same_premises"
    RECORDED = "recorded"


class PracticeSuccession(BaseModel):
    """A practice closed and another goes on with its patients (rule R29).

    `basis` says whether the file names the successor, or an officer recorded it, or it is inferred:
    the one practice that is still active at the postcode of the closed one, under the same
    commissioner.
    """

    predecessor = models.ForeignKey(Practice, models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Practice, models.PROTECT, related_name="predecessors")
    on = models.DateField()
    basis = models.CharField(
        max_length=16,
        choices=[(b.value, b.value.replace("_", " ").capitalize()) for b in SuccessionBasis],
    )
    run = source()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="organisations_practice_succeeds_once"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="organisations_practice_succeeds_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} to {self.successor}"
