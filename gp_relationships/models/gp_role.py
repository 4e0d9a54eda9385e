"""GPs, where they work, and their roles in an MCP over time."""

from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from casework.models import Case, Change
from core.fields import EARLIEST, LATEST, CivilDateField
from core.models import BaseModel, DateRange, between
from core.state import StateField, lawful
from gp_relationships.rules.gp_role import MOVES, PRIMARY_KINDS, GpRoleState, RoleKind


class Gp(BaseModel):
    """A general practitioner. The GMC reference number is the key: seven digits, one a person."""

    full_name = models.CharField(max_length=200)
    gmc_number = models.CharField(
        "GMC number",
        max_length=7,
        unique=True,
        validators=[
            RegexValidator(r"\A[0-9]{7}\Z", "A GMC number has seven digits, like 1234567.")
        ],
    )

    class Meta:
        verbose_name = "GP"
        ordering = ["full_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gmc_number__regex=r"^[0-9]{7}$"), name="gp_relationships_gp_gmc_digits"
            )
        ]

    def __str__(self) -> str:
        return self.full_name


class GpPost(BaseModel):
    """That a GP works at a practice, as partner or salaried, from a day until (not on) a day."""

    POSTS = [("partner", "Partner"), ("salaried", "Salaried GP")]

    gp = models.ForeignKey(Gp, models.PROTECT, related_name="posts")
    practice = models.ForeignKey("organisations.Practice", models.PROTECT, related_name="gp_posts")
    post = models.CharField(max_length=12, choices=POSTS)
    starts_on = CivilDateField()
    ends_on = CivilDateField(null=True, blank=True)

    class Meta:
        verbose_name = "GP post"
        ordering = ["practice__code", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="gp_relationships_gppost_ends_after_start",
            ),
            ExclusionConstraint(
                name="gp_relationships_gppost_once_at_a_time",
                expressions=[
                    ("gp", RangeOperators.EQUAL),
                    ("practice", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gp}, {self.get_post_display().lower()} at {self.practice}"


class GpRole(Case):
    """A GP's role in the MCP of a vanguard, from a day until (not on) a day.

    An ended role still counts until its last day; one that never took effect may be closed on its
    first day and then never counted. `share` is the part owned, in per cent with two decimals.
    `practice` is the practice through which the GP comes; empty where the MCP hired them directly.
    """

    MOVES = MOVES

    gp = models.ForeignKey(Gp, models.PROTECT, related_name="roles", verbose_name="GP")
    vanguard = models.ForeignKey("organisations.Vanguard", models.PROTECT, related_name="gp_roles")
    practice = models.ForeignKey(
        "organisations.Practice", models.PROTECT, null=True, blank=True, related_name="gp_roles"
    )
    kind = models.CharField(
        max_length=16, choices=[(k.value, k.value.replace("_", " ").capitalize()) for k in RoleKind]
    )
    share = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(100))],
    )
    starts_on = CivilDateField()
    ends_on = CivilDateField(null=True, blank=True)
    state = StateField(GpRoleState, default=GpRoleState.PROPOSED)

    class Meta:
        verbose_name = "GP role"
        ordering = ["vanguard__code", "gp__full_name", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in GpRoleState]),
                name="gp_relationships_gprole_known_state",
            ),
            models.CheckConstraint(
                condition=Q(kind="part_owner", share__isnull=False)
                | (~Q(kind="part_owner") & Q(share__isnull=True)),
                name="gp_relationships_gprole_owners_have_shares",
            ),
            models.CheckConstraint(
                condition=(~Q(state="ended") & (Q(ends_on=None) | Q(ends_on__gt=F("starts_on"))))
                | Q(state="ended", ends_on__isnull=False, ends_on__gte=F("starts_on")),
                name="gp_relationships_gprole_ends_after_start",
            ),
            between("share", Decimal("0.01"), Decimal(100), name="share_range"),
            between("starts_on", EARLIEST, LATEST, name="starts_range"),
            between("ends_on", EARLIEST, LATEST, name="ends_range"),
            *[
                ExclusionConstraint(
                    name=f"gp_relationships_gprole_one_{name}_at_a_time",
                    expressions=[
                        ("gp", RangeOperators.EQUAL),
                        ("vanguard", RangeOperators.EQUAL),
                        (
                            DateRange("starts_on", "ends_on", RangeBoundary()),
                            RangeOperators.OVERLAPS,
                        ),
                    ],
                    condition=Q(kind__in=kinds),
                )
                for name, kinds in (
                    ("primary", sorted(kind.value for kind in PRIMARY_KINDS)),
                    ("share", [RoleKind.PART_OWNER.value]),
                )
            ],
        ]

    def __str__(self) -> str:
        return f"{self.gp}, {self.get_kind_display().lower()} in {self.vanguard}"

    @lawful(MOVES["offer"])
    def offer(self) -> None:
        """The MCP offers the role."""

    @lawful(MOVES["agree"])
    def agree(self) -> None:
        """The GP accepts it."""

    @lawful(MOVES["put_in_effect"])
    def put_in_effect(self) -> None:
        """The role begins."""

    @lawful(MOVES["end"])
    def end(self) -> None:
        """The role ends, or is not taken up."""


class GpRoleChange(Change):
    """One event of a GP's role."""

    subject = models.ForeignKey(GpRole, models.PROTECT, related_name="changes")

    class Meta(Change.Meta):
        pass
