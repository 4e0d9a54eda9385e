"""What officers enter for the commissioners, the scope and the budgets of an MCP contract."""

import re
from decimal import Decimal
from typing import Any

from django import forms

from casework.forms import MoveForm
from contracts.actions.mcp_terms import Agreement, NamedParty, ServiceLine
from contracts.mcp_selectors import (
    budgets_of,
    budgets_to_approve,
    commissioners_to_name,
    parties_of,
    scope_of,
)
from contracts.models import BudgetYear
from contracts.rules.mcp_budget import financial_year, pounds
from contracts.rules.mcp_facts import Budget
from contracts.rules.mcp_states import Service
from core.admin.forms import DayField, offer
from core.fields import EARLIEST, LATEST
from core.law import spoken
from organisations.models import Commissioner

MOST_LINES = 200
AMOUNT = re.compile(r"(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?\Z", re.ASCII)
EXAMPLE = "Community nursing; 1234567.89"


class LinesField(forms.CharField):
    """A list with one item a line; empty lines are passed over."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "widget": forms.Textarea({"rows": 4}), **kwargs})

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"Give at most {MOST_LINES} lines.", code="too_many")
        return lines


class AmountsField(LinesField):
    """Service lines with their amounts, one a line."""

    def clean(self, value: Any) -> list[tuple[str, Decimal]]:
        return [self._parted(number, line) for number, line in enumerate(super().clean(value), 1)]

    def _parted(self, number: int, line: str) -> tuple[str, Decimal]:
        name, _, amount = line.replace("\t", ";").rpartition(";")
        typed = amount.strip().removeprefix("£")
        if not name.strip() or not AMOUNT.fullmatch(typed) or len(typed) > 20:
            raise forms.ValidationError(
                f"Line {number}: give the service line, a semicolon, and pounds and pence, such "
                f"as “{EXAMPLE}”.",
                code="invalid",
            )
        return name.strip(" ;"), Decimal(typed.replace(",", ""))


def money(label: str, **kwargs: Any) -> forms.DecimalField:
    """Pounds and pence, without a sign."""
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_digits=13,
        decimal_places=2,
        error_messages={"invalid": "Enter pounds and pence without a sign, such as 1234567.89."},
        **kwargs,
    )


def share(label: str) -> forms.DecimalField:
    """Per cent."""
    return forms.DecimalField(
        label=label, min_value=0, max_value=100, max_digits=5, decimal_places=2, initial=0
    )


class BudgetForm(MoveForm):
    """The budget of a financial year with all its lines."""

    year = forms.IntegerField(
        min_value=EARLIEST.year,
        max_value=LATEST.year,
        label="Financial year, by the year in which it begins",
        help_text="2018 is April 2018 to March 2019.",
    )
    payment = money("Whole-population payment, in pounds")
    lines = AmountsField(
        label="Service lines and their amounts",
        widget=forms.Textarea({"rows": 12}),
        help_text=f"One a line, such as “{EXAMPLE}”. They add up to the payment to the penny.",
    )
    improvement_payment = money("Improvement payment on top, in pounds", initial=0)
    gain_share = share("Share of a gain, in per cent")
    loss_share = share("Share of a loss, in per cent")
    share_cap = money("The most that is shared, in pounds (if there is a limit)", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case.starts_on:
            self.initial.setdefault("year", financial_year(self.case.starts_on))

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        typed["lines"] = tuple(typed.pop("lines"))
        columns = {name: typed.pop(name) for name in Budget.__slots__}
        return {**typed, "budget": Budget(**columns)}


class ReplacingForm(BudgetForm):
    """Another budget for a year; the latest one is filled in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = next(iter(reversed(budgets_of(self.case))), None)
        if standing is None:
            return
        for name in ("year", "payment", "improvement_payment", "gain_share", "loss_share"):
            self.initial[name] = getattr(standing, name)
        self.initial["share_cap"] = standing.share_cap
        self.initial["lines"] = "\n".join(
            f"{line.service_line}; {line.amount}" for line in standing.lines.all()
        )


class BudgetChoice(forms.ModelChoiceField):
    """A budget by its year, version and payment."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}: {pounds(obj.payment)}"


class ApproveBudgetForm(MoveForm):
    """The budget that is approved: exactly this version."""

    budget = BudgetChoice(BudgetYear.objects.none(), empty_label="Choose one")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "budget", budgets_to_approve(self.case))

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        typed["budget_id"] = typed.pop("budget").pk
        return typed


class ScopeForm(MoveForm):
    """Service lines that come into scope, by their kind, and those that go out."""

    in_scope_from = DayField(required=False, label="In scope from")
    primary_medical = LinesField(label="Primary medical services that come into scope")
    secondary_care = LinesField(label="Secondary care that comes into scope")
    public_health = LinesField(label="Public health services that come into scope")
    adult_social_care = LinesField(label="Adult social care that comes into scope")
    removals = forms.MultipleChoiceField(
        required=False,
        label="Service lines that go out of scope",
        widget=forms.CheckboxSelectMultiple,
    )
    effective_on = DayField(required=False, label="Out of scope from")
    agreed_on = DayField(label="Day on which this was agreed")
    agreed_by = forms.CharField(max_length=200, label="Who agreed it")
    decision_reference = forms.CharField(
        required=False,
        max_length=200,
        label="Where the commissioners' decision is recorded",
        help_text="Such as the minute of a meeting. Needed once checkpoint 1 has been passed.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = [item for item in scope_of(self.case) if not hasattr(item, "end")]
        self.fields["removals"].choices = [  # type: ignore[attr-defined]
            (str(item.pk), f"{item.line} ({spoken(item.service)})") for item in items
        ]
        self.initial.setdefault("in_scope_from", self.case.starts_on)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if any(typed.get(kind) for kind in Service) and not typed.get("in_scope_from"):
            self.add_error("in_scope_from", "Enter the day from which they are in scope.")
        if typed.get("removals") and not typed.get("effective_on"):
            self.add_error("effective_on", "Enter the day from which they are out of scope.")
        return typed

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        begins = typed.pop("in_scope_from")
        named = ((kind.value, line) for kind in Service for line in typed.pop(kind))
        additions = [ServiceLine(kind, line, begins) for kind, line in named]
        agreement = Agreement(**{name: typed.pop(name) for name in Agreement.__slots__})
        removals = [int(pk) for pk in typed.pop("removals")]
        return {**typed, "agreement": agreement, "additions": additions, "removals": removals}


class CouncilsField(LinesField):
    """Local authorities, one a line, each with its decision under section 75."""

    def clean(self, value: Any) -> list[NamedParty]:
        return [self._parted(number, line) for number, line in enumerate(super().clean(value), 1)]

    def _parted(self, number: int, line: str) -> NamedParty:
        parts = [part.strip() for part in line.split(";")]
        if len(parts) > 3:
            raise forms.ValidationError(
                f"Line {number}: give the council, the day of its decision and a reference, with "
                "semicolons between them.",
                code="invalid",
            )
        name, decided, reference = [*parts, "", ""][:3]
        try:
            day = DayField(required=False).clean(decided)
        except forms.ValidationError as error:
            text = f"Line {number}: {error.messages[0]}"
            raise forms.ValidationError(text, code="invalid") from None
        return NamedParty(None, name, day, reference)


class PartiesForm(MoveForm):
    """Every commissioner party to the contract; those that stand are filled in."""

    commissioners = forms.ModelMultipleChoiceField(
        Commissioner.objects.none(), label="NHS commissioners", required=False
    )
    local_authorities = CouncilsField(
        label="Local authorities",
        help_text="One a line, with the day of its decision under section 75 and where that is "
        "recorded, such as “Testshire Council; 31/3/2018; Cabinet, minute 12”.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "commissioners", commissioners_to_name())
        standing = parties_of(self.case)
        self.initial.setdefault(
            "commissioners", [row.commissioner_id for row in standing if row.commissioner_id]
        )
        councils = [row for row in standing if row.local_authority]
        self.initial.setdefault("local_authorities", "\n".join(map(_council, councils)))

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        bodies = [NamedParty(body) for body in typed.pop("commissioners")]
        typed["parties"] = [*bodies, *typed.pop("local_authorities")]
        return typed


def _council(row: Any) -> str:
    decided = row.section_75_decided_on
    return "; ".join(
        [row.local_authority, f"{decided:%d/%m/%Y}" if decided else "", row.section_75_reference]
    ).rstrip("; ")
