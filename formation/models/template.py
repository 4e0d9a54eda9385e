"""A version of a model's template of milestones, and the milestones in it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from casework.models import Case, Change, Part
from core.fields import CivilDateField
from core.state import StateField, lawful
from formation.rules.milestones import Owner
from formation.rules.reminders import LADDER
from formation.rules.rows import SCOPES, Anchor, Row, Scope, Unit
from formation.rules.states import Model
from formation.rules.template import MOVES, TemplateState


class MilestoneTemplate(Case):
    """One version of the milestones of one model, published with four eyes.

    `number` counts the versions of the model. `supersedes` is the version that it was copied from
    and, once published, takes the place of; that one is then retired. A version that was published
    never changes, and a journey runs under the one that it set out under until it adopts another.
    """

    MOVES = MOVES

    model = models.CharField(
        max_length=16, choices=[(m.value, m.value.capitalize()) for m in Model]
    )
    number = models.PositiveIntegerField(editable=False)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="superseded_by"
    )
    published_on = CivilDateField(null=True, editable=False)
    retired_on = CivilDateField(null=True, editable=False)
    state = StateField(TemplateState, default=TemplateState.DRAFTED)

    class Meta:
        ordering = ["model", "-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in TemplateState]),
                name="formation_milestonetemplate_known_state",
            ),
            models.CheckConstraint(
                condition=Q(model__in=[m.value for m in Model]),
                name="formation_milestonetemplate_known_model",
            ),
            models.UniqueConstraint(
                fields=["model", "number"], name="formation_milestonetemplate_one_per_number"
            ),
            models.UniqueConstraint(
                fields=["model"],
                condition=Q(state="published"),
                name="formation_milestonetemplate_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["published", "retired"], published_on__isnull=False)
                | ~Q(state__in=["published", "retired"]) & Q(published_on__isnull=True),
                name="formation_milestonetemplate_published_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(state="retired", retired_on__isnull=False)
                | ~Q(state="retired") & Q(retired_on__isnull=True),
                name="formation_milestonetemplate_retired_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(number=1, supersedes__isnull=True)
                | Q(number__gt=1, supersedes__isnull=False),
                name="formation_milestonetemplate_supersedes_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_model_display()} template {self.number}"

    @lawful(MOVES["mark_checked"])
    def mark_checked(self) -> None:
        """An officer has checked the draft."""

    @lawful(MOVES["return_for_work"])
    def return_for_work(self) -> None:
        """More work is needed before it can be published."""

    @lawful(MOVES["publish"])
    def publish(self) -> None:
        """Journeys that choose the model from now on run under it."""

    @lawful(MOVES["retire"])
    def retire(self) -> None:
        """A newer version has taken its place."""

    @lawful(MOVES["withdraw"])
    def withdraw(self) -> None:
        """The version will not be published."""


class MilestoneTemplateChange(Change):
    """One event of a version of a template."""

    subject = models.ForeignKey(MilestoneTemplate, models.PROTECT, related_name="changes")

    class Meta(Change.Meta):
        pass


def usual_ladder() -> list[int]:
    """The ladder of a milestone whose template says nothing else."""
    return list(LADDER)


class TemplateRow(Part):
    """One milestone of a version of a template (`formation.rules.rows.Row` says what each column
    means). One that was replaced while the version was a draft is kept, as taken out."""

    WHOLE = "template"
    CHANGES_IN: ClassVar[tuple[str, ...]] = (TemplateState.DRAFTED.value,)

    template = models.ForeignKey(MilestoneTemplate, models.PROTECT, related_name="rows")
    code = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    owner = models.CharField(
        max_length=16,
        choices=[(o.value, o.value.replace("_", " ").capitalize()) for o in Owner],
    )
    is_statutory = models.BooleanField("demanded by statute", default=False)
    offset = models.SmallIntegerField()
    unit = models.CharField(max_length=16, choices=[(u.value, u.value) for u in Unit])
    anchor = models.CharField(max_length=16, choices=[(a.value, a.value) for a in Anchor])
    after = models.CharField(max_length=8, blank=True)
    scope = models.CharField(max_length=16, choices=[(s.value, SCOPES[s]) for s in Scope])
    dependencies = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    kept_by = models.CharField(max_length=60, blank=True)
    ladder = ArrayField(models.SmallIntegerField(), default=usual_ladder, blank=True)
    confirmed = models.BooleanField(default=False)
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    taken_out_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    taken_out_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["template", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "code"],
                condition=Q(taken_out_at=None),
                name="formation_templaterow_once_a_template",
            ),
            models.CheckConstraint(
                condition=Q(anchor="milestone") & ~Q(after="")
                | ~Q(anchor="milestone") & Q(after=""),
                name="formation_templaterow_counted_from_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(taken_out_by__isnull=True, taken_out_at__isnull=True)
                | Q(taken_out_by__isnull=False, taken_out_at__isnull=False),
                name="formation_templaterow_taken_out_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def said(self) -> Row:
        """What it says, as the law reads it."""
        return Row(
            code=self.code,
            title=self.title,
            owner=self.owner,
            offset=self.offset,
            unit=self.unit,
            anchor=self.anchor,
            after=self.after,
            scope=self.scope,
            is_statutory=self.is_statutory,
            dependencies=tuple(self.dependencies),
            evidence=self.evidence,
            kept_by=self.kept_by,
            ladder=tuple(self.ladder),
            confirmed=self.confirmed,
        )
