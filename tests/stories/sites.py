"""A site of the programme on its own dates, and the people who record what becomes of it.

Every step is a public act on the day on which it was taken. The practices are invented; the sites,
their dates and their figures are as published.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from accounts.actions import interests
from accounts.roles import Role
from contracts.actions import mcp_budgets, mcp_contracts, mcp_terms, recording
from contracts.models import BudgetYear, McpContract, PracticeContract
from contracts.rules.holders import NamedHolder
from contracts.rules.mcp_facts import Budget
from core.errors import Refused
from formation.actions import journeys, milestones
from formation.models import Journey, Milestone
from gp_relationships.actions import invitations, participations, signatures, wordings
from gp_relationships.models import Participation, Wording
from gp_relationships.rules.consent import AGREEMENT_OF, CALLED, Document
from notifications.models import Message
from organisations.models import (
    Commissioner,
    ListSize,
    Practice,
    Vanguard,
    VanguardCommissioner,
)
from tests.support.people import LONG_AGO, person
from tests.support.programme import assured, engaged

APPROVED = frozenset(
    {
        "pass_checkpoint_1",
        "pass_checkpoint_2",
        "pass_checkpoint_3",
        "award",
        "go_live",
        "change_model",
        "abandon",
        "end",
    }
)
"""The moves of a journey that only an approving officer makes."""


def codes_of(act: Callable[[], Any]) -> set[str]:
    """The codes of every reason for which an act is refused; nobody hears of it."""
    told = Message.objects.count()
    with pytest.raises(Refused) as refused:
        act()
    assert Message.objects.count() == told
    return {reason.code for reason in refused.value.reasons}


class Site:
    """One site, its practices, and a day that goes on."""

    def __init__(self, code: str, name: str, *, commissioner: tuple[str, str]) -> None:
        self.vanguard = Vanguard.objects.create(code=code, name=name, kind="mcp", membership="part")
        body = Commissioner.objects.create(ods_code=commissioner[0], name=commissioner[1])
        VanguardCommissioner.objects.create(
            vanguard=self.vanguard, commissioner=body, starts_on=LONG_AGO
        )
        self.officer, self.approver = person(Role.PROGRAMME_OFFICER), person(Role.APPROVING_OFFICER)
        self.today = LONG_AGO

    # The day, and who acts on it.

    def on(self, year: int, month: int, day: int) -> "Site":
        """The day has come; it never goes back."""
        coming = date(year, month, day)
        assert coming >= self.today, f"{coming} lies before {self.today}"
        self.today = coming
        return self

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(10), UTC)

    @property
    def by_officer(self) -> dict[str, Any]:
        return {"by": self.officer, "at": self.now}

    @property
    def by_approver(self) -> dict[str, Any]:
        return {"by": self.approver, "at": self.now}

    # The journey.

    @property
    def journey(self) -> Journey:
        """The site's newest journey."""
        return Journey.objects.filter(vanguard=self.vanguard).latest("created_at")

    def sets_out(self, model: str, live_on: date) -> None:
        """Identified and engaging, and the model selected, today."""
        journeys.identify(vanguard_id=self.vanguard.pk, officer=self.officer, **self.by_officer)
        self.moves("begin_engagement")
        self.moves("select_model", model=model, planned_go_live_on=live_on)

    def moves(self, name: str, **details: Any) -> Journey:
        """A move of the journey, by whoever may make it."""
        who = self.by_approver if name in APPROVED else self.by_officer
        return getattr(journeys, name)(journey_id=self.journey.pk, **who, **details)

    def may_not(self, name: str, **details: Any) -> set[str]:
        """Why a move of the journey is refused; the journey stays as it was."""
        before = (self.journey.state, self.journey.version)
        codes = codes_of(lambda: self.moves(name, **details))
        assert (self.journey.state, self.journey.version) == before
        return codes

    def meets(self, code: str) -> None:
        """A milestone is met today."""
        found = self.journey.milestones.get(code=code, state="due")
        milestones.meet(
            milestone_id=found.pk, met_on=self.today, evidence="Minute 7", **self.by_officer
        )

    def milestone(self, code: str) -> Milestone:
        """The milestone that stands, or else the last that did."""
        found = self.journey.milestones.filter(code=code)
        return found.exclude(state="dropped").first() or found.latest("created_at")

    def assured(self, *stages: str) -> None:
        """Stages of ISAP are submitted, and passed, today."""
        assured(self.journey, *stages, by=self.approver, at=self.now)

    def engaged(self) -> None:
        """The public was involved, and the governing body has the report, today."""
        engaged(self.journey, self.officer, at=self.now)

    def nobody_has_an_interest(self) -> None:
        """Who approves declares that they have no interest in the site."""
        interests.declare(
            user_id=self.approver.pk, vanguard_id=self.vanguard.pk, nature="none",
            **self.by_approver,
        )  # fmt: skip

    def screened_out(self) -> None:
        """Nothing is procured, and ISAP does not apply."""
        self.moves(
            "record_isap_screening", isap_screening="does_not_apply",
            isap_screened_on=self.today, note="Nothing is procured.",
        )  # fmt: skip

    # The contract.

    @property
    def contract(self) -> McpContract:
        """The site's newest contract or alliance agreement."""
        return McpContract.objects.filter(vanguard=self.vanguard).latest("created_at")

    def drafts(self, model: str, form: str, **terms: Any) -> McpContract:
        """A contract, or an alliance agreement, is drafted today."""
        return mcp_contracts.draft(
            vanguard_id=self.vanguard.pk, integration=model, form=form, **terms, **self.by_officer
        )

    def gives_up_contract(self, why: str) -> None:
        """The contract that was being made is terminated today."""
        mcp_contracts.terminate(contract_id=self.contract.pk, note=why, **self.by_approver)

    def signs_alliance(self) -> None:
        """The members sign their alliance agreement today."""
        mcp_contracts.sign_alliance(
            contract_id=self.contract.pk, signed_on=self.today, **self.by_officer
        )

    def awards(self) -> None:
        """The commissioners award the contract today."""
        mcp_contracts.award(contract_id=self.contract.pk, **self.by_approver)

    def signs_contract(self) -> None:
        """Commissioners and holder sign the contract today."""
        mcp_contracts.sign(contract_id=self.contract.pk, signed_on=self.today, **self.by_officer)

    def records_terms(self, **terms: Any) -> None:
        """Who will hold the contract, its term and dates are recorded today."""
        mcp_contracts.record_terms(contract_id=self.contract.pk, **terms, **self.by_officer)

    def agrees_scope(self, *lines: tuple[str, str], act: str = "agree_scope", **more: Any) -> Any:
        """Service lines come into scope, today, or go out; by the governing body."""
        agreed = mcp_terms.Agreement(self.today, "The governing body", more.pop("minute", ""))
        who = self.by_approver if act == "vary_scope" else self.by_officer
        return getattr(mcp_terms, act)(
            contract_id=self.contract.pk,
            agreement=agreed,
            additions=[mcp_terms.ServiceLine(kind, line, self.today) for kind, line in lines],
            **more,
            **who,
        )

    def sets_budget(
        self, year: int, lines: Sequence[tuple[str, Decimal]], *, replaces: str = ""
    ) -> BudgetYear:
        """The budget of a year is set today, or takes the place of another; not approved yet."""
        payment = sum((amount for _, amount in lines), Decimal(0))
        given = Budget(year=year, payment=payment, lines=tuple(lines))
        act = mcp_budgets.replace_budget if replaces else mcp_budgets.set_budget
        why = {"note": replaces} if replaces else {}
        act(contract_id=self.contract.pk, budget=given, **why, **self.by_officer)
        return BudgetYear.objects.filter(contract=self.contract, year=year).latest("number")

    def approves_budget(self, budget: BudgetYear) -> None:
        """A second person approves it."""
        mcp_budgets.approve_budget(
            contract_id=self.contract.pk, budget_id=budget.pk, **self.by_approver
        )

    # The practices.

    def practices(
        self, letter: str, lists: Iterable[int], *, counted_on: date | None = None
    ) -> list[Practice]:
        """Invented practices with registered lists, each holding a GMS contract as two partners."""
        sizes, counted = list(lists), counted_on or self.today
        made = Practice.objects.bulk_create(
            Practice(code=f"{letter}{number:05}", name=f"SURGERY {number}", status="active")
            for number in range(1, len(sizes) + 1)
        )
        ListSize.objects.bulk_create(
            ListSize(practice=each, counted_on=counted, registered=registered)
            for each, registered in zip(made, sizes, strict=True)
        )
        recording.record_all(
            contract_types={each.pk: "gms" for each in made},
            holders={
                each.pk: [
                    NamedHolder(f"Dr {name} of {each.code}", "partner", LONG_AGO)
                    for name in ("Ash", "Birch")
                ]
                for each in made
            },
            **self.by_officer,
        )
        return made

    def invites(self, practices: Sequence[Practice], **more: Any) -> list[Participation]:
        """All these practices are asked at once."""
        asked = invitations.invite_all(
            vanguard_id=self.vanguard.pk,
            practice_ids=[each.pk for each in practices],
            **more,
            **self.by_officer,
        )
        return [asked[each.pk] for each in practices]

    def agree_in_principle(self, asked: Iterable[Participation], level: str) -> None:
        """The partners of each practice agree in principle; nobody has signed anything."""
        for each in asked:
            participations.decide_in_principle(
                participation_id=each.pk, level=level, signatories="The partners", **self.by_officer
            )

    def publishes(self, document: Document) -> None:
        """The wording of a document is published today, unless it was before."""
        if Wording.objects.filter(vanguard=self.vanguard, document=document).exists():
            return
        wordings.publish(
            vanguard_id=self.vanguard.pk, document=document, text=f"The {CALLED[document]}.",
            **self.by_officer,
        )  # fmt: skip

    def everybody_signs(
        self, asked: Iterable[Participation], document: Document, level: str
    ) -> None:
        """All who hold these practices' contracts sign the document on paper today."""
        self.publishes(document)
        signatures.sign_all(
            document=document, levels={each.pk: level for each in asked}, signed_on=self.today,
            reference="Cabinet 4", **self.by_officer,
        )  # fmt: skip

    def decide(self, asked: Iterable[Participation], level: str) -> None:
        """All the partners of each practice sign its decision, which is recorded today."""
        deciding = list(asked)
        self.everybody_signs(deciding, Document.DECISION, level)
        self.decided(deciding, level)

    def decided(self, asked: Iterable[Participation], level: str) -> None:
        """The decision of each practice is recorded; whether it is signed is asked by the law."""
        for each in asked:
            participations.decide(
                participation_id=each.pk, level=level, decided_on=self.today, **self.by_officer
            )

    def sign(self, asked: Iterable[Participation]) -> None:
        """All the partners of each practice sign the agreement of its level, recorded today."""
        signing = list(Participation.objects.filter(pk__in=[each.pk for each in asked]))
        for level in sorted({each.level for each in signing}):
            some = [each for each in signing if each.level == level]
            self.everybody_signs(some, AGREEMENT_OF[level], "")
        for each in signing:
            participations.sign_agreement(
                participation_id=each.pk, agreement_signed_on=self.today, **self.by_officer
            )

    def states(self) -> dict[str, int]:
        """How many participations of the site are in each state."""
        rows = Participation.objects.filter(vanguard=self.vanguard).values_list("state", flat=True)
        return {state: list(rows).count(state) for state in set(rows)}


def untouched(practices: Sequence[Practice]) -> bool:
    """Whether nothing has been done with these practices' own contracts since their record."""
    rows = PracticeContract.objects.filter(practice__in=practices)
    told = set(rows.values_list("state", "version"))
    return told == {("retained", 1)} and rows.count() == len(practices)
