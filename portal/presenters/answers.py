"""A form of the portal as its pages show it: values, problems, and the rows to check."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms

from core.law import Reason
from core.wording import day
from portal.forms.fields import PARTS, parts_of, printable
from portal.presenters.participations import level_name
from portal.presenters.words import Problem

PLACES = {
    "level_missing": "level",
    "level_not_offered": "level",
    "integrated_elsewhere": "level",
    "wording_not_published": "level",
    "holders_not_on_record": "level",
    "nobody_has_signed": "level",
    "wording_has_changed": "level",
    "signature_withdrawn": "level",
    "signed_for_another_level": "level",
    "holder_has_joined": "level",
    "holder_has_not_signed": "level",
    "signatories_missing": "signatories",
    "met_day_missing": "met_on",
    "met_in_the_future": "met_on",
    "evidence_missing": "evidence",
    "invalid_evidence": "evidence",
    "invalid_met_on": "met_on",
    "decision_date_missing": "decided_on",
    "decision_in_the_future": "decided_on",
    "reason_missing": "note",
    "nobody_joins_or_leaves": "joining",
    "password_wrong": "old",
    "password_missing": "new",
    "password_same": "new",
    "password_weak": "new",
}
"""The field at which each reason of the law is shown; the others belong to no field."""

DATES = frozenset({"decided_on", "planned_on", "met_on"})
"""The fields that have three parts."""

LABELS = {
    "level": "Level of integration",
    "signatories": "Partners who decided",
    "decided_on": "Date of the decision",
    "note": "What the programme office should know",
}


@dataclass(frozen=True, slots=True)
class FormPage:
    """What stands in each field, and what is wrong."""

    names: tuple[str, ...]
    values: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def problem(self, name: str) -> Problem | None:
        """The first problem of a field."""
        return next((problem for problem in self.problems if problem.field == name), None)


def place_of(reason: Reason) -> str:
    """The field at which a reason is shown; empty if it is about no field."""
    return PLACES.get(reason.code) or (
        reason.code.removeprefix("invalid_") if reason.code.startswith("invalid_") else ""
    )


def placed(reasons: Iterable[Reason], names: Collection[str]) -> list[Problem] | None:
    """The reasons as problems of fields; None if one of them is about no field of the form."""
    found = [(place_of(reason), reason) for reason in reasons]
    if not all(place in names for place, _ in found):
        return None
    return [
        Problem(place, reason.text, href(place, parts_at(place)), reason.authority, parts_at(place))
        for place, reason in found
    ]


def parts_at(name: str) -> tuple[str, ...]:
    """All three parts of a date are marked when the law is against it."""
    return PARTS if name in DATES else ()


def href(name: str, parts: tuple[str, ...] = ()) -> str:
    """The first field to go to: for a date, its first part that is wrong."""
    return f"#{name}-{parts[0]}" if parts else f"#{name}"


def problems_of(form: forms.Form) -> list[Problem]:
    """What the shape of the form complains of, in the order of its fields."""
    found = []
    errors = form.errors.as_data()
    for name in form.fields:
        for error in errors.get(name, []):
            parts = (error.params or {}).get("parts", ())
            found.append(Problem(name, error.messages[0], href(name, parts), parts=parts))
    return found


def page_of_bound(form: forms.Form, problems: list[Problem]) -> FormPage:
    """The form as it was sent, with nothing of it cleared."""
    values = {name: _shown(form[name].value()) for name in form.fields}
    return FormPage(tuple(form.fields), values, problems)


def page_of_answers(
    names: Iterable[str], answers: Mapping[str, Any], problems: Iterable[Problem] = ()
) -> FormPage:
    """The form filled with answers."""
    values = {
        name: parts_of(answers.get(name)) if name in DATES else answers.get(name) or ""
        for name in names
    }
    return FormPage(tuple(values), values, list(problems))


def rows(answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """One row to check for each answer."""
    return [
        {
            "label": label,
            "value": _spoken(name, answers[name]) or "Not provided",
            "href": href(name, parts_at(name)),
            "lower": label[:1].lower() + label[1:],
        }
        for name, label in LABELS.items()
        if name in answers
    ]


def differences(
    answers: Mapping[str, Any], recorded: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """For each answer: what is on record now, and what the person is about to record."""
    return [
        (
            LABELS[name],
            _spoken(name, recorded.get(name)) or "Not provided",
            _spoken(name, answers[name]) or "Not provided",
        )
        for name in LABELS
        if name in answers and name != "note"
    ]


def _spoken(name: str, value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    return level_name(value) if name == "level" else str(value or "")


def _shown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {part: printable(str(text)) for part, text in value.items()}
    return printable(str(value or ""))
