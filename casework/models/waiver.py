"""A rule of the programme's own that does not stand in the way of one case for a time."""

from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from casework.models.case import Case, Change
from casework.rules.waiver import MOVES, STANDING, WaiverState
from core.fields import EARLIEST, LATEST, CivilDateField
from core.models import DateRange, between
from core.state import StateField, lawful
from core.wording import day


class WaiverQuerySet(models.QuerySet["Waiver"]):
    """Waivers by the day."""

    def in_force(self, on: date) -> "WaiverQuerySet":
        """Those that count on this day: granted, and not run out."""
        return self.filter(state=WaiverState.GRANTED, asked_on__lte=on, expires_on__gte=on)

    def of(self, case: Case) -> "WaiverQuerySet":
        """Those of one case."""
        return self.filter(about_type=case._meta.label_lower, about_id=case.pk)


class Waiver(Case):
    """One named rule, waived for one case until a day, with the reason.

    `about_type` and `about_id` name the case, of whatever kind, and `about` what it was called when
    the waiver was asked for. `rule` is the rule's name. It counts to the end of `expires_on`.
    """

    MOVES = MOVES

    about_type = models.CharField(max_length=60, editable=False)
    about_id = models.UUIDField(editable=False)
    about = models.CharField("case", max_length=300, editable=False)
    rule = models.CharField(max_length=80, editable=False)
    because = models.TextField("reason", editable=False)
    vanguard = models.ForeignKey(
        "organisations.Vanguard", models.PROTECT, null=True, editable=False, related_name="+"
    )
    practice = models.ForeignKey(
        "organisations.Practice", models.PROTECT, null=True, editable=False, related_name="+"
    )
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, editable=False, related_name="+")
    asked_on = CivilDateField(editable=False)
    granted_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, editable=False, related_name="+"
    )
    expires_on = CivilDateField("last day", editable=False)
    state = StateField(WaiverState, default=WaiverState.ASKED)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on", "rule"]
        indexes = [
            models.Index(fields=["about_id", "expires_on"], name="casework_waiver_of_case"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in WaiverState]),
                name="casework_waiver_known_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "withdrawn"]) | Q(granted_by__isnull=False),
                name="casework_waiver_granted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("asked_by")),
                name="casework_waiver_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("asked_on"))
                & Q(expires_on__lte=F("asked_on") + timedelta(days=731)),
                name="casework_waiver_not_for_good",
            ),
            between("expires_on", EARLIEST, LATEST, name="expires_on_range"),
            ExclusionConstraint(
                name="casework_waiver_once_at_a_time",
                condition=Q(state__in=sorted(s.value for s in STANDING)),
                expressions=[
                    ("about_id", RangeOperators.EQUAL),
                    ("rule", RangeOperators.EQUAL),
                    (
                        DateRange("asked_on", "expires_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"Waiver of “{self.rule}” for {self.about}"

    @property
    def words(self) -> str:
        """Until when, why and by whom: as it is shown beside the rule."""
        by = self.granted_by.full_name if self.granted_by else "nobody yet"
        return f"Waived until {day(self.expires_on)} because: {self.because} Granted by {by}."

    def has_run_out(self, on: date) -> bool:
        """Whether its last day is past."""
        return on > self.expires_on

    @lawful(MOVES["grant"])
    def grant(self) -> None:
        """Another approving officer lets the rule be waived."""

    @lawful(MOVES["refuse"])
    def refuse(self) -> None:
        """An approving officer does not let it be waived."""

    @lawful(MOVES["withdraw"])
    def withdraw(self) -> None:
        """The rule stands in the way again from now on."""


class WaiverChange(Change):
    """One event of a waiver."""

    subject: Any = models.ForeignKey(Waiver, models.PROTECT, related_name="changes")

    class Meta(Change.Meta):
        pass
