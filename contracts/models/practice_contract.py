"""A practice's own GMS, PMS or APMS contract, and the events of its life."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import Case as When_Case
from django.db.models import (
    DateField,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from casework.as_at import AsAt
from casework.models import Case, Change
from contracts.models.mcp_contract import McpContract, McpContractChange
from contracts.rules.legal_forms import HOLDER_LABELS
from contracts.rules.practice_contract import MOVES
from contracts.rules.practice_states import (
    ACTIVE,
    BARRED,
    DORMANT,
    ENDED,
    SUSPENDABLE_TYPES,
    ContractType,
    Eligibility,
    PracticeContractState,
    PracticeContractStatus,
    status_on,
)
from contracts.rules.reactivation import Patients
from contracts.rules.type_change import Process
from core.fields import EARLIEST, LATEST, CivilDateField
from core.models import between
from core.state import StateField, lawful
from rulebook.rules.figures import Figures
from rulebook.selectors import values_by_vanguard


class YearsLater(Func):
    """The corresponding date some years later, by PostgreSQL's calendar."""

    template = "(%(expressions)s + make_interval(years => %(years)s))::date"
    output_field = DateField()


def _first_point(suspended_on: str, on: date) -> Combinable:
    """The first reactivation point; a vanguard whose rulebook counts otherwise by its own."""
    usual, others = values_by_vanguard("first_point_years", on)
    by_years: dict[int, list[UUID | None]] = defaultdict(list)
    for vanguard_id, years in others.items():
        by_years[years].append(vanguard_id)
    otherwise = [
        When(mcp_contract__vanguard__in=vanguards, then=YearsLater(F(suspended_on), years=years))
        for years, vanguards in by_years.items()
    ]
    point = YearsLater(F(suspended_on), years=usual)
    return When_Case(*otherwise, default=point) if otherwise else point


FOUND = {
    Eligibility.CONFIRMED: "Eligible, and no ground to terminate",
    Eligibility.NOT_ELIGIBLE: "Not eligible",
    Eligibility.CONDUCT: "Conduct gives a right to terminate",
}


def _end_of_the_mcp_contract(moment: AsAt) -> Combinable:
    """When the MCP contract that the notice names was to end, as its events had said by then."""
    events = moment.standing(McpContractChange.objects.filter(subject=OuterRef("mcp_contract")))
    said = events.filter(facts__has_key="ends_on").order_by("-version")
    ends_on = said.annotate(said=KeyTextTransform("ends_on", "facts")).values("said")[:1]
    return Cast(Subquery(ends_on), DateField())


class PracticeContractQuerySet(models.QuerySet["PracticeContract"]):
    """Practice contracts with what they are on a day."""

    def with_status(self, on: date, *, at: str = "") -> "PracticeContractQuerySet":
        """Annotate `status`, the same answer as `status_on` gives, so that lists can filter.

        `at` is put before the names of the columns to judge by: those of a day gone by are
        annotations (`with_status_as_at`). The first point is counted by the rulebook that bound the
        contract's vanguard on the day.
        """
        state = f"{at}state"
        first_point = _first_point(f"{at}suspended_on", on)
        suspendable = {f"{at}contract_type__in": list(SUSPENDABLE_TYPES)}
        barred = {f"{at}eligibility__in": list(BARRED)}
        ends_on = f"{at}mcp_ends_on" if at else "mcp_contract__ends_on"
        come = Q(first_point__lte=Value(on)) | Q(**{f"{ends_on}__lte": Value(on)})
        come &= Q(**suspendable) & ~Q(**barred)
        ended, active = {f"{state}__in": list(ENDED)}, {f"{state}__in": list(ACTIVE)}
        status = When_Case(
            When(**ended, then=F(state)),
            When(**active, then=Value(PracticeContractStatus.RETAINED.value)),
            When(come, then=Value(PracticeContractStatus.REACTIVATABLE.value)),
            default=Value(PracticeContractStatus.SUSPENDED.value),
            output_field=models.CharField(),
        )
        dated = self.annotate(first_point=ExpressionWrapper(first_point, DateField()))
        return dated.annotate(status=status)

    def with_status_as_at(self, moment: AsAt) -> "PracticeContractQuerySet":
        """The contracts that there were, with `status`, `at_state`, `at_contract_type` and
        `at_suspended_on` as their events say of the time asked about."""
        case = PracticeContract
        rows = moment.opened(self).annotate(
            at_state=moment.state(case),
            at_contract_type=Coalesce(
                moment.recorded(case, "contract_type"), Cast("contract_type", models.TextField())
            ),
            at_suspended_on=moment.date_recorded(case, "suspended_on"),
            at_eligibility=Coalesce(
                moment.recorded(case, "eligibility"), Value("", output_field=models.TextField())
            ),
        )
        rows = rows.annotate(at_mcp_ends_on=_end_of_the_mcp_contract(moment))
        return rows.with_status(moment.on, at="at_")


class PracticeContract(Case):
    """One practice's contract with the NHS for primary medical services.

    `starts_under_mcp_on` is the day on which the practice starts under the MCP contract, which is
    the day its own contract is suspended. `contract_type` is frozen from suspension on. `held_as`
    is the legal form of whoever holds it; the holders are rows of their own (`Holder`), and so are
    the letters to patients (`NoticeRun`).
    """

    MOVES = MOVES

    practice = models.ForeignKey(
        "organisations.Practice", models.PROTECT, related_name="practice_contracts"
    )
    contract_type = models.CharField(
        max_length=8, choices=[(t.value, t.value.upper()) for t in ContractType]
    )
    held_as = models.CharField(
        max_length=32,
        blank=True,
        choices=list(HOLDER_LABELS.items()),
    )
    mcp_contract = models.ForeignKey(
        McpContract, models.PROTECT, null=True, editable=False, related_name="practice_contracts"
    )
    notice_given_on = CivilDateField(null=True, editable=False)
    starts_under_mcp_on = CivilDateField(null=True, editable=False)
    suspended_on = CivilDateField(null=True, editable=False)
    reactivation_noticed_on = CivilDateField(null=True, editable=False)
    reactivation_on = CivilDateField(null=True, editable=False)
    reactivated_on = CivilDateField(null=True, editable=False)
    eligibility = models.CharField(
        max_length=16, blank=True, choices=[(e.value, label) for e, label in FOUND.items()]
    )
    eligibility_confirmed_on = CivilDateField(null=True, editable=False)
    patients = models.CharField(
        "former patients", max_length=8, blank=True, choices=[(p.value, p.value) for p in Patients]
    )
    type_change_noticed_on = CivilDateField(null=True, editable=False)
    type_change_on = CivilDateField(null=True, editable=False)
    type_change_persons = models.CharField("persons named", max_length=500, blank=True)
    type_changed_on = CivilDateField(null=True, editable=False)
    live_process = models.CharField(
        max_length=12, blank=True, choices=[(p.value, p.value) for p in Process]
    )
    ended_on = CivilDateField(null=True, editable=False)
    state = StateField(PracticeContractState, default=PracticeContractState.RETAINED)

    objects = PracticeContractQuerySet.as_manager()

    class Meta:
        verbose_name = "practice contract"
        ordering = ["practice__code", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in PracticeContractState]),
                name="contracts_practicecontract_known_state",
            ),
            models.UniqueConstraint(
                fields=["practice"],
                condition=~Q(state__in=sorted(s.value for s in ENDED)),
                name="contracts_practicecontract_one_living",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(s.value for s in DORMANT))
                | Q(
                    suspended_on__isnull=False,
                    contract_type__in=sorted(kind.value for kind in SUSPENDABLE_TYPES),
                ),
                name="contracts_practicecontract_suspended_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(s.value for s in ENDED)) | Q(ended_on__isnull=False),
                name="contracts_practicecontract_end_is_dated",
            ),
            *[
                between(field, EARLIEST, LATEST, name=f"{field}_range")
                for field in (
                    "notice_given_on",
                    "starts_under_mcp_on",
                    "suspended_on",
                    "reactivation_on",
                )
            ],
        ]

    def __str__(self) -> str:
        return f"{self.contract_type.upper()} contract of {self.practice}"

    def status_on(self, on: date, figures: Figures) -> PracticeContractStatus:
        """Retained, suspended, reactivatable or terminated on this day, by these figures."""
        return status_on(
            state=self.state,
            contract_type=self.contract_type,
            suspended_on=self.suspended_on,
            on=on,
            figures=figures,
            eligibility=self.eligibility,
            mcp_ends_on=self.mcp_contract.ends_on if self.mcp_contract else None,
        )

    @lawful(MOVES["give_suspension_notice"])
    def give_suspension_notice(self) -> None:
        """The practice gives NHS England written notice that it wishes to be suspended."""

    @lawful(MOVES["withdraw_suspension_notice"])
    def withdraw_suspension_notice(self) -> None:
        """The practice takes its notice back before it takes effect."""

    @lawful(MOVES["suspend"])
    def suspend(self) -> None:
        """NHS England suspends the contract; its patients go to the MCP's list."""

    @lawful(MOVES["give_reactivation_notice"])
    def give_reactivation_notice(self) -> None:
        """The practice gives notice that it will resume its contract at a reactivation point."""

    @lawful(MOVES["withdraw_reactivation_notice"])
    def withdraw_reactivation_notice(self) -> None:
        """The practice stays with the MCP after all."""

    @lawful(MOVES["reactivate"])
    def reactivate(self) -> None:
        """The practice resumes its contract, once and for all."""

    @lawful(MOVES["terminate"])
    def terminate(self) -> None:
        """The contract ends; there is none to return to."""

    @lawful(MOVES["merge"])
    def merge(self) -> None:
        """The contract becomes part of another practice's, as the practices merge."""

    @lawful(MOVES["expire"])
    def expire(self) -> None:
        """The contract's own term is over; there is none to return to."""


class PracticeContractChange(Change):
    """One event of a practice's contract."""

    subject = models.ForeignKey(PracticeContract, models.PROTECT, related_name="changes")

    class Meta(Change.Meta):
        pass
