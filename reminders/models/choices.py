"""How often a person wants to hear, of which vanguards not, and what they put off."""

from django.db import models
from django.db.models import F, Q

from core.fields import EARLIEST, LATEST, CivilDateField
from core.models import BaseModel, between
from reminders.rules.rhythm import (
    DAYS,
    EARLIEST_HOUR,
    LATEST_HOUR,
    OFTEN_IN_WORDS,
    USUAL,
    Often,
    Rhythm,
)

HOURS = [(hour, f"{hour}:00") for hour in range(24)]


class Preference(BaseModel):
    """How often, and at which hours, one person hears; without a row the usual rhythm holds."""

    user = models.OneToOneField("accounts.User", models.PROTECT, related_name="preference")
    often = models.CharField(
        max_length=8,
        choices=[(often.value, words) for often, words in OFTEN_IN_WORDS.items()],
        default=USUAL.often,
    )
    weekday = models.PositiveSmallIntegerField(
        choices=list(enumerate(DAYS, 1)), default=USUAL.weekday
    )
    hour = models.PositiveSmallIntegerField(
        choices=HOURS[EARLIEST_HOUR : LATEST_HOUR + 1], default=USUAL.hour
    )
    quiet_from = models.PositiveSmallIntegerField(choices=HOURS, default=USUAL.quiet_from)
    quiet_until = models.PositiveSmallIntegerField(choices=HOURS, default=USUAL.quiet_until)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["user"]
        constraints = [
            models.CheckConstraint(
                condition=Q(often__in=[often.value for often in Often]),
                name="reminders_preference_known_rhythm",
            ),
            between("weekday", 1, 7, name="weekday_range"),
            between("hour", EARLIEST_HOUR, LATEST_HOUR, name="hour_range"),
            between("quiet_from", 0, 23, name="quiet_from_range"),
            between("quiet_until", 0, 23, name="quiet_until_range"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.rhythm.words}"

    @property
    def rhythm(self) -> Rhythm:
        """The same as a plain value."""
        return Rhythm(self.often, self.weekday, self.hour, self.quiet_from, self.quiet_until)


class Mute(BaseModel):
    """A vanguard of which a person does not want to hear what statute does not demand."""

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="mutes")
    vanguard = models.ForeignKey("organisations.Vanguard", models.PROTECT, related_name="+")
    starts_on = CivilDateField()
    ends_on = CivilDateField(null=True)

    class Meta:
        ordering = ["user", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "vanguard"],
                condition=Q(ends_on=None),
                name="reminders_mute_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="reminders_mute_ends_after_it_starts",
            ),
            between("starts_on", EARLIEST, LATEST, name="starts_range"),
        ]

    def __str__(self) -> str:
        return f"{self.user} muted {self.vanguard}"


class Snooze(BaseModel):
    """A milestone that a person put off until a day; on that day they are reminded again."""

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="snoozes")
    milestone = models.ForeignKey("formation.Milestone", models.PROTECT, related_name="+")
    starts_on = CivilDateField()
    until_on = CivilDateField()

    class Meta:
        ordering = ["user", "until_on"]
        indexes = [models.Index(fields=["until_on"], name="reminders_snooze_until")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "milestone"], name="reminders_snooze_once_a_milestone"
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("starts_on")), name="reminders_snooze_ends_later"
            ),
            between("until_on", EARLIEST, LATEST, name="until_range"),
        ]

    def __str__(self) -> str:
        return f"{self.user} put off {self.milestone} until {self.until_on}"
