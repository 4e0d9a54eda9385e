"""The bodies round the practices: commissioners, STPs and trusts."""

from django.db import models
from django.db.models import F, Q

from core.models import BaseModel, between
from organisations.models.dated import Dated, one_open, one_start, source


class Commissioner(BaseModel):
    """A clinical commissioning group: it holds the contracts of its area's practices.

    Both codes are kept. The ODS code names the body (05C); the ONS code names its area and changes
    with its boundary (domain.md section 6). The name is the code where only the code is known yet.
    """

    ods_code = models.CharField("ODS code", max_length=5, unique=True)
    ons_code = models.CharField("ONS code", max_length=9, blank=True)
    name = models.CharField(max_length=200)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    is_fictional = models.BooleanField(default=False)
    run = source()

    class Meta:
        ordering = ["name", "ods_code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ods_code__regex=r"^[A-Z0-9]{3,5}$"),
                name="organisations_commissioner_ods_code_shape",
            ),
            models.CheckConstraint(
                condition=Q(ons_code="") | Q(ons_code__regex=r"^[EW]\d{8}$"),
                name="organisations_commissioner_ons_code_shape",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.ods_code})" if self.name != self.ods_code else self.ods_code


class CommissionerSuccession(BaseModel):
    """Practices of a commissioner that ended went to this one.

    `share` is the part of the predecessor's practices that went there, from 0 to 1: one
    predecessor may have several successors.
    """

    predecessor = models.ForeignKey(Commissioner, models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Commissioner, models.PROTECT, related_name="predecessors")
    on = models.DateField()
    share = models.DecimalField(max_digits=4, decimal_places=3)
    run = source()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="organisations_commissioner_succeeds_once"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="organisations_commissioner_succeeds_another",
            ),
            between("share", 0, 1, name="share_is_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} to {self.successor}"


class Stp(BaseModel):
    """A sustainability and transformation partnership of 2016 to 2022."""

    ods_code = models.CharField("ODS code", max_length=3, blank=True)
    ons_code = models.CharField("ONS code", max_length=9, unique=True)
    name = models.CharField(max_length=200)
    closed_on = models.DateField(null=True, blank=True)
    run = source()

    class Meta:
        ordering = ["name"]
        verbose_name = "STP"
        constraints = [
            models.CheckConstraint(
                condition=Q(ons_code__regex=r"^E54\d{6}$"), name="organisations_stp_ons_code_shape"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CommissionerStp(Dated):
    """A commissioner's membership of an STP; one commissioner (01H) lay in two at once."""

    commissioner = models.ForeignKey(
        Commissioner, models.PROTECT, related_name="stps", db_index=False
    )
    stp = models.ForeignKey(Stp, models.PROTECT, related_name="commissioners")

    class Meta(Dated.Meta):
        verbose_name = "commissioner of an STP"
        verbose_name_plural = "commissioners of STPs"
        constraints = [
            *Dated.Meta.constraints,
            one_open("commissioner", "stp"),
            one_start("commissioner", "stp"),
        ]

    def __str__(self) -> str:
        return f"{self.commissioner} in {self.stp}, {self.period}"


class Trust(BaseModel):
    """An NHS trust or foundation trust."""

    ods_code = models.CharField("ODS code", max_length=5, unique=True)
    name = models.CharField(max_length=200)
    is_fictional = models.BooleanField(default=False)
    run = source()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ods_code__regex=r"^[RT][A-Z0-9]{2}$"),
                name="organisations_trust_ods_code_shape",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.ods_code})"
