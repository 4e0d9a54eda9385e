"""The shape of the coverage report."""

from typing import Any

from rest_framework import serializers

from formation.rules.states import Model
from reporting.rules.coverage import DENOMINATOR, FURTHEST, TARGETS, Coverage, Group


class Covered(serializers.Serializer):
    """Practices and their registered patients, each practice counted once."""

    vanguards = serializers.IntegerField()
    practices = serializers.IntegerField()
    population = serializers.IntegerField(help_text="Registered patients")
    per_cent = serializers.DecimalField(
        max_digits=5,
        decimal_places=2,
        allow_null=True,
        help_text="Of England's registered patients; null where there are none",
    )
    practices_shared = serializers.IntegerField(
        help_text="Practices of several vanguards, counted here only"
    )
    practices_without_list = serializers.IntegerField(
        help_text="Practices with no list on or before the day; they add no patients"
    )


class CoveredByModel(Covered):
    """The part of one model; empty while none is chosen."""

    model = serializers.ChoiceField([str(m.value) for m in Model], allow_blank=True)


class CoveredByState(Covered):
    """The part of one state of the journeys."""

    state = serializers.ChoiceField(FURTHEST)


class CoveredByModelAndState(CoveredByModel, CoveredByState):
    """The part of one model in one state; only those that occur."""


class Denominator(serializers.Serializer):
    """What the percentages are of."""

    description = serializers.CharField()
    registered_patients = serializers.IntegerField()
    practices = serializers.IntegerField()
    oldest_list_on = serializers.DateField(allow_null=True)
    newest_list_on = serializers.DateField(allow_null=True)


class Target(serializers.Serializer):
    """One of the programme's marks, and how far it is."""

    per_cent = serializers.IntegerField()
    meaning = serializers.CharField()
    is_reached = serializers.BooleanField()
    patients_short = serializers.IntegerField()


class CoverageReport(serializers.Serializer):
    """Population covered by the programme as at a day."""

    as_at = serializers.DateField()
    denominator = Denominator()
    total = Covered()
    targets = Target(many=True)
    by_model = CoveredByModel(many=True)
    by_state = CoveredByState(many=True)
    by_model_and_state = CoveredByModelAndState(many=True)


def report(coverage: Coverage) -> dict[str, Any]:
    """The report in its public form."""
    return {
        "as_at": coverage.as_at.isoformat(),
        "denominator": {
            "description": DENOMINATOR,
            "registered_patients": coverage.registered_patients,
            "practices": coverage.practices_in_england,
            "oldest_list_on": coverage.oldest_list_on,
            "newest_list_on": coverage.newest_list_on,
        },
        "total": covered(coverage, coverage.total),
        "targets": [
            {
                "per_cent": per_cent,
                "meaning": meaning,
                "is_reached": coverage.reaches(per_cent),
                "patients_short": coverage.patients_short_of(per_cent),
            }
            for per_cent, meaning in TARGETS
        ],
        "by_model": [{"model": g.model, **covered(coverage, g)} for g in coverage.by_model()],
        "by_state": [{"state": g.state, **covered(coverage, g)} for g in coverage.by_state()],
        "by_model_and_state": rows(coverage),
    }


def rows(coverage: Coverage) -> list[dict[str, Any]]:
    """One row for each model and state that occur: also the lines of the CSV file."""
    return [
        {"model": group.model, "state": group.state, **covered(coverage, group)}
        for group in coverage.groups
    ]


def covered(coverage: Coverage, group: Group) -> dict[str, Any]:
    """One group in its public form."""
    per_cent = coverage.per_cent(group.population)
    return {
        "vanguards": group.vanguards,
        "practices": group.practices,
        "population": group.population,
        "per_cent": None if per_cent is None else str(per_cent),
        "practices_shared": group.shared,
        "practices_without_list": group.unlisted,
    }
