"""A version of the law's figures, and the figures in it."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from casework.models import Case, Change, Part
from core.fields import EARLIEST, LATEST, CivilDateField
from core.models import DateRange, between
from core.state import StateField, lawful
from rulebook.rules.figures import KINDS, Kind, read
from rulebook.rules.rulebook import MOVES, RulebookState


class Rulebook(Case):
    """One version of every figure that the law depends on, published with four eyes.

    `supersedes` is the version that it was copied from and, once published, takes the place of.
    A published version never changes, and binds whoever is pinned to it.
    """

    MOVES = MOVES

    number = models.PositiveIntegerField(unique=True, editable=False)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="superseded_by"
    )
    published_on = CivilDateField(null=True, editable=False)
    state = StateField(RulebookState, default=RulebookState.DRAFTED)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in RulebookState]),
                name="rulebook_rulebook_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_on__isnull=False)
                | ~Q(state="published") & Q(published_on__isnull=True),
                name="rulebook_rulebook_published_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(number=1, supersedes__isnull=True)
                | Q(number__gt=1, supersedes__isnull=False),
                name="rulebook_rulebook_supersedes_another",
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=Q(state="published"),
                name="rulebook_rulebook_superseded_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Rulebook {self.number}"

    @lawful(MOVES["propose"])
    def propose(self) -> None:
        """The draft is ready for an approving officer."""

    @lawful(MOVES["return_for_work"])
    def return_for_work(self) -> None:
        """More work is needed before it can be published."""

    @lawful(MOVES["publish"])
    def publish(self) -> None:
        """The version binds every journey that sets out from now on."""

    @lawful(MOVES["withdraw"])
    def withdraw(self) -> None:
        """The version will not be published."""


class RulebookChange(Change):
    """One event of a version of the rulebook."""

    subject = models.ForeignKey(Rulebook, models.PROTECT, related_name="changes")

    class Meta(Change.Meta):
        pass


class RuleFigure(Part):
    """One dated value of a figure in one version of the rulebook.

    `value` is written as `rulebook.rules.figures` reads it. It is in force from a day until, and
    not on, another; without an end it goes on. A value that was replaced while the version was a
    draft is kept, as taken out.
    """

    WHOLE = "rulebook"
    CHANGES_IN: ClassVar[tuple[str, ...]] = (RulebookState.DRAFTED.value,)

    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="figures")
    key = models.CharField(max_length=40)
    value = models.CharField(max_length=20)
    authority = models.CharField(max_length=300)
    confirmed = models.BooleanField()
    in_force_from = CivilDateField()
    in_force_until = CivilDateField(null=True)
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    taken_out_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    taken_out_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["rulebook", "key", "in_force_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_until=None) | Q(in_force_until__gt=F("in_force_from")),
                name="rulebook_rulefigure_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(taken_out_by__isnull=True, taken_out_at__isnull=True)
                | Q(taken_out_by__isnull=False, taken_out_at__isnull=False),
                name="rulebook_rulefigure_taken_out_paired",
            ),
            between("in_force_from", EARLIEST, LATEST, name="from_range"),
            between("in_force_until", EARLIEST, LATEST, name="until_range"),
            ExclusionConstraint(
                name="rulebook_rulefigure_one_value_a_day",
                expressions=[
                    ("rulebook", RangeOperators.EQUAL),
                    ("key", RangeOperators.EQUAL),
                    (
                        DateRange("in_force_from", "in_force_until", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(taken_out_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind.label}: {self.value}"

    @property
    def kind(self) -> Kind:
        """What is known of the figure whatever its value."""
        return KINDS[self.key]

    @property
    def read(self) -> object:
        """The value itself."""
        return read(self.key, self.value)
