"""A case and its events: the shapes that every journey, contract, participation and role takes."""

from typing import Any, ClassVar

from django.db import models
from django_fsm import ConcurrentTransitionMixin

from core.law import Moves
from core.models import AppendOnly, BaseModel
from core.state import BEING_REFRESHED


class Case(ConcurrentTransitionMixin, BaseModel):
    """A row whose every change is an event: a state, a version and an append-only history.

    A subclass declares `state` as a `StateField`, its machine in `MOVES`, and a `Change` subclass
    whose `subject` points at it under `related_name="changes"`. The database then refuses any
    change of the row that has no event (`casework.database.guards`).
    """

    MOVES: ClassVar[Moves[Any]]
    GUARDS: ClassVar[tuple[str, ...]] = ()
    """SQL that the database enforces besides; `casework.database` puts it in place."""
    state: Any

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @property
    def state_fields(self) -> tuple[Any]:
        """The columns that the library watches; it would look for them among all, row by row."""
        return (self._meta.get_field("state"),)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row afresh; the lock on the state is lifted for this row, and put back."""
        self.__dict__[BEING_REFRESHED] = True
        try:
            super().refresh_from_db(*args, **kwargs)
        finally:
            self.__dict__.pop(BEING_REFRESHED, None)

    @classmethod
    def history_model(cls) -> type["Change"]:
        """The table of this case's events."""
        return cls._meta.get_field("changes").related_model  # type: ignore[return-value]


class Change(AppendOnly):
    """One event of a case: which move, from what to what, who, when and why.

    `made_at` is the instant at which it was recorded (UTC); `made_on` the civil date of it in
    England, by which law counts; `effective_on` the day from which it is true, which may lie before
    or after the day on which it was recorded. Reports ask both: what was true on a day, and what
    was known of it then.
    `facts` holds what the move recorded, as plain values, and `replaced` what stood in those
    columns before. `warnings` are the sentences in spite of which it was made, and `waived` the
    rules by whose waiver it was. `version` is the case's version that the event made: 1 for its
    opening.
    """

    id = models.BigAutoField(primary_key=True)
    version = models.PositiveIntegerField()
    move = models.CharField(max_length=40)
    before = models.CharField(max_length=32, blank=True)
    after = models.CharField(max_length=32)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_on = models.DateField()
    effective_on = models.DateField()
    note = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    replaced = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    waived = models.JSONField(default=list)

    class Meta:
        abstract = True
        ordering = ["subject_id", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "version"], name="%(app_label)s_%(class)s_one_per_version"
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="%(app_label)s_%(class)s_version_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.move} ({self.before or 'new'} to {self.after})"


class Part(BaseModel):
    """A row that belongs to a case and changes only while the case is in certain states.

    `WHOLE` names the foreign key to the case and `CHANGES_IN` the states; in any other the
    database refuses to add or change such a row (`casework.database.guards`).
    """

    WHOLE: ClassVar[str]
    CHANGES_IN: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True


class LawfulMove(models.Model):
    """One edge of a machine, copied from the code's tables at every migration.

    The database's guard reads it; nothing in the application writes it.
    """

    id = models.BigAutoField(primary_key=True)
    machine = models.CharField(max_length=40)
    move = models.CharField(max_length=40)
    before = models.CharField(max_length=32, blank=True)
    after = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["machine", "move", "before", "after"], name="casework_one_edge_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.machine}: {self.move} ({self.before or 'new'} to {self.after})"
