"""GPs, where they work, and their roles in an MCP over time."""

from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from casework.models import Case, Change
from contracts.rules.mcp_states import Service
from core.fields import EARLIEST, LATEST, CivilDateField
from core.law import spoken
from core.models import BaseModel, DateRange, between
from core.state import StateField, lawful
from gp_relationships.models.share_guards import NEVER_OVER_THE_WHOLE
from gp_relationships.rules.gp_role import MOVES
from gp_relationships.rules.gp_role_states import PRIMARY_KINDS, GpRoleState, RoleKind


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

    performers_list_on = CivilDateField(
        "found on the National Performers List on", null=True, blank=True
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


class GpCode(BaseModel):
    """A GP's code with the prescribing authority; a GP may have several, and some were reused."""

    gp = models.ForeignKey(Gp, models.PROTECT, related_name="codes")
    code = models.CharField(
        "GNC code",
        max_length=8,
        validators=[RegexValidator(r"\AG[0-9]{7}\Z", "A GNC code is G and seven digits.")],
    )

    class Meta:
        verbose_name = "GNC code"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^G[0-9]{7}$"), name="gp_relationships_gpcode_shape"
            ),
            models.UniqueConstraint(
                fields=["gp", "code"], name="gp_relationships_gpcode_once_a_gp"
            ),
        ]

    def __str__(self) -> str:
        return self.code


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
    `for_services` is what they work for; nothing means everything in the scope of the MCP.
    """

    MOVES = MOVES
    GUARDS = (NEVER_OVER_THE_WHOLE,)

    gp = models.ForeignKey(Gp, models.PROTECT, related_name="roles", verbose_name="GP")
    vanguard = models.ForeignKey("organisations.Vanguard", models.PROTECT, related_name="gp_roles")
    practice = models.ForeignKey(
        "organisations.Practice", models.PROTECT, null=True, blank=True, related_name="gp_roles"
    )
    kind = models.CharField(
        max_length=16, choices=[(k.value, k.value.replace("_", " ").capitalize()) for k in RoleKind]
    )
    directly_hired = models.BooleanField(default=False)
    for_services = ArrayField(
        models.CharField(max_length=24, choices=[(s.value, spoken(s.value)) for s in Service]),
        default=list,
        blank=True,
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
            models.CheckConstraint(
                condition=Q(practice=None, directly_hired=True)
                | Q(practice__isnull=False, directly_hired=False),
                name="gp_relationships_gprole_practice_or_hired",
            ),
            models.CheckConstraint(
                condition=Q(for_services__contained_by=[s.value for s in Service]),
                name="gp_relationships_gprole_known_services",
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
