"""The sites of the new care models programme, chosen in March 2015."""

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from core.models import BaseModel
from organisations.models.dated import Dated, one_open, one_start, source


class CareModel(StrEnum):
    """Which new care model the site set out to build."""

    MCP = "mcp"
    PACS = "pacs"


class VanguardMembership(StrEnum):
    """Whether all practices of the site's commissioners belong to it, or a part of them."""

    WHOLE = "whole"
    PART = "part"


class Vanguard(BaseModel):
    """A vanguard: the site in which a multispecialty community provider (or PACS) is formed.

    `stated_population` is the figure that was published for it, in people; it is not the sum of
    its practices' lists.
    """

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=4, choices=[(k.value, k.value.upper()) for k in CareModel])
    lead_organisation = models.CharField(max_length=200, blank=True)
    lead_trust = models.ForeignKey(
        "organisations.Trust", models.PROTECT, null=True, blank=True, related_name="vanguards_led"
    )
    lead_practice = models.ForeignKey(
        "organisations.Practice",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="vanguards_led",
    )
    stated_population = models.PositiveIntegerField(null=True, blank=True)
    stated_practices = models.CharField(max_length=100, blank=True)
    membership = models.CharField(
        max_length=5, choices=[(m.value, m.value.capitalize()) for m in VanguardMembership]
    )
    note = models.CharField(max_length=500, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    is_fictional = models.BooleanField(default=False)
    run = source()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^(MCP|PACS)\d{2,4}$"),
                name="organisations_vanguard_code_shape",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in CareModel]),
                name="organisations_vanguard_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(membership__in=[m.value for m in VanguardMembership]),
                name="organisations_vanguard_known_membership",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class VanguardCommissioner(Dated):
    """A commissioner in whose area the vanguard works."""

    vanguard = models.ForeignKey(
        Vanguard, models.PROTECT, related_name="commissioners", db_index=False
    )
    commissioner = models.ForeignKey(
        "organisations.Commissioner", models.PROTECT, related_name="vanguards"
    )

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            one_open("vanguard", "commissioner"),
            one_start("vanguard", "commissioner"),
        ]

    def __str__(self) -> str:
        return f"{self.commissioner} in {self.vanguard}, {self.period}"


class VanguardPractice(Dated):
    """A practice that belongs to the vanguard, from a day until a day."""

    vanguard = models.ForeignKey(Vanguard, models.PROTECT, related_name="practices", db_index=False)
    practice = models.ForeignKey("organisations.Practice", models.PROTECT, related_name="vanguards")

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            one_open("vanguard", "practice"),
            one_start("vanguard", "practice"),
        ]

    def __str__(self) -> str:
        return f"{self.practice} in {self.vanguard}, {self.period}"


class VanguardSuccession(BaseModel):
    """A vanguard's work goes on in another."""

    predecessor = models.ForeignKey(Vanguard, models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Vanguard, models.PROTECT, related_name="predecessors")
    on = models.DateField()
    run = source()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="organisations_vanguard_succeeds_once"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="organisations_vanguard_succeeds_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} to {self.successor}"
