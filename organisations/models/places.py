"""Areas on the map."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from core.models import BaseModel
from organisations.models.dated import source


class BoundaryKind(StrEnum):
    """What an area is the area of."""

    COMMISSIONER = "commissioner"
    STP = "stp"
    ENGLAND = "england"


class Boundary(BaseModel):
    """An area as a GeoJSON geometry in WGS84, simplified for maps.

    Contains National Statistics data © Crown copyright and database right; contains OS data
    © Crown copyright and database right: every map drawn from it says so.
    """

    kind = models.CharField(
        max_length=12, choices=[(k.value, k.value.capitalize()) for k in BoundaryKind]
    )
    code = models.CharField(max_length=9, help_text="ODS code of a commissioner, ONS code else.")
    name = models.CharField(max_length=200)
    as_of = models.DateField("as of")
    geometry = models.JSONField()
    run = source()

    class Meta:
        ordering = ["kind", "name"]
        verbose_name_plural = "boundaries"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code", "as_of"], name="organisations_one_boundary_of_a_vintage"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in BoundaryKind]),
                name="organisations_boundary_known_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.as_of:%B %Y})"
