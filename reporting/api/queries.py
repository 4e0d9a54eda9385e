"""What may be asked of each list: closed lists of parameters, checked before anything is read."""

import re
from datetime import date
from difflib import get_close_matches
from typing import Any, cast

from django.http import QueryDict
from rest_framework import serializers

from contracts.rules.practice_states import (
    ContractType,
    Eligibility,
    PracticeContractState,
    PracticeContractStatus,
)
from core.fields import EARLIEST, LATEST
from formation.rules.milestones import MilestoneState, Owner
from formation.rules.network import Status
from formation.rules.states import JourneyState, Model
from gp_relationships.rules.gp_role_states import GpRoleState, RoleKind
from gp_relationships.rules.participation_states import Level, ParticipationState
from organisations.models import (
    PRACTICE_CODE,
    CareModel,
    PracticeStatus,
    VanguardMembership,
)
from organisations.models import (
    ContractType as PublishedContractType,
)

MOST_NAMED = 10
"""How many faults of one kind are named; the rest would be the same again."""


class Day(serializers.DateField):
    """A day as YYYY-MM-DD and in no other way, within the life of the health service."""

    default_error_messages = {
        "shape": "Give the day as YYYY-MM-DD, like 2026-11-23.",
        "range": "Give a day from 1948-07-05 to {latest}.",
    }

    def __init__(self, *, past: bool = False, **kwargs: Any) -> None:
        self.past = past
        super().__init__(required=False, **kwargs)

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            self.fail("shape")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail("shape")
        latest = self.context["today"] if self.past else LATEST
        if not EARLIEST <= day <= latest:
            self.fail("range", latest=latest)
        return day


def choice(values: Any, help_text: str, **kwargs: Any) -> serializers.ChoiceField:
    """One of a closed list of values."""
    choices = [str(getattr(value, "value", value)) for value in values]
    return serializers.ChoiceField(choices, required=False, help_text=help_text, **kwargs)


def practice_code() -> serializers.RegexField:
    """A practice by its ODS code."""
    return serializers.RegexField(
        re.compile(PRACTICE_CODE.replace("\\d", "[0-9]").replace("$", r"\Z")),
        required=False,
        max_length=6,
        help_text="ODS code of a practice, like A12345",
        error_messages={"invalid": "Give an ODS code like A12345, in capitals."},
    )


def body_code(what: str, example: str) -> serializers.RegexField:
    """A vanguard or a commissioner by its code."""
    return serializers.RegexField(
        re.compile(r"\A[A-Z0-9]{3,8}\Z"),
        required=False,
        max_length=8,
        help_text=f"Code of a {what}, like {example}",
        error_messages={"invalid": f"Give a code like {example}, in capitals."},
    )


class Query(serializers.Serializer):
    """A closed list of parameters, each given at most once."""

    def __init__(self, given: QueryDict | None = None, *, today: date | None = None) -> None:
        self.given = QueryDict() if given is None else given
        asked = {name: self.given[name] for name in self.given}
        super().__init__(data=asked, context={"today": today})

    def checked(self) -> dict[str, Any]:
        """What was asked, as values.

        Raises:
            ValidationError: naming every parameter that is unknown, repeated or not valid.
        """
        faults = self._unknown() | self._repeated()
        if faults:
            raise serializers.ValidationError(dict(list(faults.items())[:MOST_NAMED]))
        self.is_valid(raise_exception=True)
        return dict(self.validated_data)

    def _known(self) -> list[str]:
        # `format` is read by the negotiation of the answer's form (JSON or CSV).
        return [*self.fields, "format"]

    def _unknown(self) -> dict[str, Any]:
        known = self._known()
        return {
            shown(name): serializers.ErrorDetail(_unknown_text(name, known), "unknown_parameter")
            for name in self.given
            if name not in known
        }

    def _repeated(self) -> dict[str, Any]:
        text = "This parameter is given more than once."
        return {
            shown(name): serializers.ErrorDetail(text, "repeated_parameter")
            for name, values in self.given.lists()
            if len(values) > 1
        }


def shown(name: str) -> str:
    """A name that somebody sent, short enough to be said back."""
    return name if len(name) <= 60 else name[:60] + "…"


def _unknown_text(name: str, known: list[str]) -> str:
    near = get_close_matches(name[:60], known, n=1, cutoff=0.5)
    if near:
        return f"There is no such parameter. Did you mean “{near[0]}”?"
    return f"There is no such parameter. There are: {', '.join(sorted(known))}."


class NoQuery(Query):
    """An address that takes no parameters."""


class ListQuery(Query):
    """What every list understands."""

    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=1000, help_text="Rows on a page (100 unless told)"
    )
    cursor = serializers.CharField(
        required=False, max_length=1000, help_text="From `next` of the page before; opaque"
    )
    count = serializers.BooleanField(
        required=False, help_text="Also count the rows, up to 1,000 (“1,000+”)"
    )

    @classmethod
    def default_ordering(cls) -> str:
        """The first of the list's orders."""
        field = cast(serializers.ChoiceField, cls().fields["ordering"])
        return str(next(iter(field.choices)))


def ordered_by(*names: str) -> serializers.ChoiceField:
    """A closed list of orders; a leading hyphen turns one round. The first is the default."""
    both = [sign + name for name in names for sign in ("", "-")]
    return choice(both, f"Order of the rows ({names[0]} unless told)")


class AsAtQuery(Query):
    """A time gone by: the day asked about, and how far the records are to be believed."""

    as_at = Day(past=True, help_text="As it was on this day, by all that is known now")
    known_at = Day(
        past=True,
        help_text="As it had been recorded by the end of this day; `as_at` is this day unless told",
    )


class PracticesQuery(ListQuery):
    code = practice_code()
    status = choice(PracticeStatus, "Status in the register")
    commissioner = body_code("commissioner (ODS)", "05C")
    contract_type = choice(PublishedContractType, "Contract type as published, today")
    search = serializers.CharField(
        required=False,
        min_length=3,
        max_length=60,
        help_text="Part of code, name or postcode",
    )
    ordering = ordered_by("name", "code")


class VanguardsQuery(ListQuery):
    code = body_code("vanguard", "MCP07")
    kind = choice(CareModel, "New care model")
    membership = choice(VanguardMembership, "Whether the whole area belongs to it")
    ordering = ordered_by("code", "name")


class JourneysQuery(ListQuery, AsAtQuery):
    vanguard = body_code("vanguard", "MCP07")
    model = choice(Model, "Model of the MCP")
    state = choice(JourneyState, "State of the journey")
    ordering = ordered_by("vanguard")


class PracticeContractsQuery(ListQuery, AsAtQuery):
    practice = practice_code()
    vanguard = body_code("vanguard", "MCP07")
    contract_type = choice(ContractType, "GMS, PMS or APMS")
    status = choice(PracticeContractStatus, "Status of the contract")
    state = choice(PracticeContractState, "State of the contract's case")
    eligibility = choice(Eligibility, "What NHS England found")
    notice_by_from = Day(help_text="Last day of notice for the next return on or after this day")
    notice_by_before = Day(help_text="Last day of notice for the next return before this day")
    ordering = ordered_by("practice")


class ParticipationsQuery(ListQuery, AsAtQuery):
    vanguard = body_code("vanguard", "MCP07")
    practice = practice_code()
    level = choice(Level, "How far the practice integrates")
    state = choice(ParticipationState, "How far its decision has come")
    ordering = ordered_by("vanguard", "practice")


class GpRolesQuery(ListQuery, AsAtQuery):
    vanguard = body_code("vanguard", "MCP07")
    practice = practice_code()
    kind = choice(RoleKind, "Kind of role")
    state = choice(GpRoleState, "How far the role has come")
    held_on = Day(help_text="Only roles that were taken up and held on this day")
    ordering = ordered_by("vanguard", "starts_on")


class MilestonesQuery(ListQuery):
    vanguard = body_code("vanguard", "MCP07")
    journey = serializers.UUIDField(required=False, help_text="Identifier of a journey")
    code = serializers.RegexField(
        re.compile(r"\A[A-Z0-9]{1,8}\Z"), required=False, help_text="Code in the template, like F12"
    )
    owner = choice(Owner, "Whose move it is")
    practice = practice_code()
    state = choice(MilestoneState, "Whether it has been kept")
    status = choice(Status, "How it stands today")
    is_critical = serializers.BooleanField(
        required=False, help_text="Whether going live slips if it does"
    )
    is_statutory = serializers.BooleanField(required=False, help_text="Whether statute demands it")
    due_from = Day(help_text="Due on or after this day")
    due_before = Day(help_text="Due before this day")
    ordering = ordered_by("due_on")


class CoverageQuery(AsAtQuery):
    """The day to report on; today unless told."""
