"""A small programme in which every case can be placed in any state, and everyone who might act."""

from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from accounts.models import Membership, User
from accounts.roles import Role
from accounts.selectors import system_user
from casework.models import Waiver
from contracts.models import Holder, McpContract, NoticeRun, PracticeContract
from formation.models import (
    AssuranceCondition,
    AssuranceReview,
    Engagement,
    Journey,
    Milestone,
    MilestoneTemplate,
    MilestoneTemplateChange,
    TemplateRow,
)
from formation.rules.states import PROCURED_ONLY, VIRTUAL_ONLY
from formation.selectors.templates import rows_of, said_by, template_in_force
from gp_relationships.models import (
    Gp,
    GpPost,
    GpRole,
    Ownership,
    Participation,
    PracticeChange,
)
from organisations.models import Practice, Vanguard
from organisations.selectors import latest_lists
from rulebook.models import Pin, Rulebook, RuleFigure
from rulebook.rules.figures import written
from rulebook.selectors import current, edition
from tests.casework.placing import place
from tests.support.contract_terms import commissioned, place_terms
from tests.support.people import LONG_AGO, NOW, TODAY
from tests.support.programme import LIST_SIZE, make_practice

YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)
NOTICE = TODAY - timedelta(days=200)
LETTERS = TODAY - timedelta(days=30)
DECIDED = TODAY - timedelta(days=60)
SUSPENDED = date(2024, 1, 15)
POINT = date(2028, 1, 15)  # the second two-yearly point; its notice must be in by 15 January 2027
STARTED = date(2016, 11, 23)  # the ten years of the term are over today
TERMS: dict[str, Any] = {
    "integration": "full",
    "form": "aco_2017",
    "holder_name": "Testshire NHS Foundation Trust",
    "holder_form": "foundation_trust",
    "holder_number": "RX9",
    "term_years": 10,
    "starts_on": STARTED,
    "ends_on": TODAY,
}
VIRTUAL_TERMS = {"integration": "virtual", "form": "alliance_agreement"}


def named(name: str) -> User:
    """A person called after the part they play, who is not saved yet."""
    return User(email=f"{name.replace(' ', '.')}@example.org", full_name=name.title())


def part(user: User, role: Role, practice: Practice | None, *, over: bool) -> Membership:
    """The role since long ago; if it is over, it ended yesterday."""
    return Membership(
        user=user,
        role=role,
        practice=practice,
        starts_on=LONG_AGO,
        ends_on=YESTERDAY if over else None,
        ended_by=user if over else None,
        granted_by=user,
    )


class World:
    """Everything is made when it is first asked for; `populated` asks for all people and places."""

    def populated(self) -> "World":
        """The same world, in which nothing is left to be made inside an attempt and so undone."""
        _ = self.actors, self.vanguard, self.other_vanguard, self.gp
        return self

    @cached_property
    def actors(self) -> dict[str, User]:
        """Everyone who might try: those with a role, and those who have none that counts."""
        here, there = self.practice, self.other_practice
        parts: dict[str, tuple[Role | None, Practice | None]] = {
            "officer": (Role.PROGRAMME_OFFICER, None),
            "approver": (Role.APPROVING_OFFICER, None),
            "analyst": (Role.ANALYST, None),
            "auditor": (Role.AUDITOR, None),
            "manager": (Role.PRACTICE_MANAGER, here),
            "partner": (Role.GP_PARTNER, here),
            "other manager": (Role.PRACTICE_MANAGER, there),
            "other partner": (Role.GP_PARTNER, there),
            "former officer": (Role.APPROVING_OFFICER, None),
            "former partner": (Role.GP_PARTNER, here),
            "inactive approver": (Role.APPROVING_OFFICER, None),
            "stranger": (None, None),
            "superuser": (None, None),
        }
        people = {name: named(name) for name in parts}
        people["inactive approver"].is_active = False
        people["superuser"].is_superuser = people["superuser"].is_staff = True
        User.objects.bulk_create(people.values())
        Membership.objects.bulk_create(
            part(people[name], role, practice, over=name.startswith("former"))
            for name, (role, practice) in parts.items()
            if role
        )
        return {**people, "clock": system_user()}

    @property
    def officer(self) -> User:
        return self.actors["officer"]

    @property
    def approver(self) -> User:
        return self.actors["approver"]

    @property
    def manager(self) -> User:
        return self.actors["manager"]

    @property
    def partner(self) -> User:
        return self.actors["partner"]

    @cached_property
    def practice(self) -> Practice:
        return make_practice("X00001", "RIVERSIDE SURGERY")

    @cached_property
    def other_practice(self) -> Practice:
        return make_practice("X00002", "HILLTOP SURGERY")

    @cached_property
    def vanguard(self) -> Vanguard:
        return self.make_vanguard("MCP99", "Testshire Together")

    @cached_property
    def other_vanguard(self) -> Vanguard:
        return self.make_vanguard("MCP98", "Elsewhere United")

    @cached_property
    def gp(self) -> Gp:
        return self.make_gp("1234567", "Grace Practitioner", self.practice)

    def make_vanguard(self, code: str, name: str) -> Vanguard:
        made = Vanguard.objects.create(code=code, name=name, kind="mcp", membership="part")
        return commissioned(made)

    def make_gp(self, gmc: str, name: str, practice: Practice | None) -> Gp:
        gp = Gp.objects.create(full_name=name, gmc_number=gmc, performers_list_on=LONG_AGO)
        if practice:
            GpPost.objects.create(gp=gp, practice=practice, post="partner", starts_on=LONG_AGO)
        return gp

    def close_practice(self) -> None:
        Practice.objects.filter(pk=self.practice.pk).update(status="closed", closed_on=YESTERDAY)

    def journey(self, state: str = "identified", **columns: Any) -> Journey:
        """A journey; its model is the one that the state belongs to."""
        kept = columns.pop("paused_from", "procuring")
        model = "virtual" if state in VIRTUAL_ONLY else "full"
        given = {"planned_go_live_on": TODAY, "model": model, "went_live_on": None, **columns}
        if given["model"] and state not in ("identified", "engaging"):
            given.setdefault("template", template_in_force(given["model"]))
        if state in ("live", "ended"):
            given["went_live_on"] = TODAY
        row = Journey(vanguard=columns.get("vanguard", self.vanguard), officer=self.officer)
        for name, value in given.items():
            setattr(row, name, value)
        avoid = {"paused", *(PROCURED_ONLY if given["model"] == "virtual" else VIRTUAL_ONLY)}
        late = {"paused_from": kept} if state == "paused" else {}
        return place(row, state, by=self.officer, avoid=avoid, late=late)

    def mcp_contract(self, state: str = "drafting", **columns: Any) -> McpContract:
        services = columns.pop("services", ["primary_medical", "secondary_care"])
        budget, party = columns.pop("budget", "approved"), columns.pop("party", True)
        row = McpContract(**{"vanguard": self.vanguard, **TERMS, **columns})
        contract = place(row, state, by=self.officer)
        if contract.integration != "virtual":
            place_terms(contract, services, budgeted=budget, party=party)
        return contract

    def alliance(self, state: str = "drafting", **columns: Any) -> McpContract:
        return self.mcp_contract(state, **{**VIRTUAL_TERMS, **columns})

    def practice_contract(self, state: str = "retained", **columns: Any) -> PracticeContract:
        given = {"practice": self.practice, "contract_type": "gms", **columns}
        held = given.pop("holder", True)
        if state in ("suspended", "reactivation_noticed", "reactivated"):
            given.setdefault("suspended_on", SUSPENDED)
        if state in ("terminated", "merged", "expired"):
            given.setdefault("ended_on", TODAY)
        sent, completed = (
            given.pop(name, None) for name in ("letters_sent", "letters_completed_on")
        )
        contract = place(PracticeContract(**given), state, by=self.officer)
        if held:
            self.holder(contract, "Pat Partner")
        if sent is not None and completed is not None:
            self.letters(contract, sent, completed)
        return contract

    def letters(
        self, contract: PracticeContract, sent: int, completed: date, **columns: Any
    ) -> Any:
        """A run of letters before the suspension that reached so many people."""
        known = latest_lists([contract.practice_id], on=completed).get(contract.practice_id)
        given = {
            "purpose": "suspension",
            "reference": "Batch 1",
            "posted": max(sent, 1),
            "returned": max(sent, 1) - sent,
            "file_sha256": "ab" * 32,
            "listed": known.registered if known else None,
            "listed_on": known.counted_on if known else None,
        }
        return NoticeRun.objects.create(
            **{**given, **columns}, contract=contract, sent_from=completed, sent_until=completed,
            recorded_at=NOW, recorded_by=self.officer,
        )  # fmt: skip

    def holder(
        self, contract: PracticeContract, name: str = "Ann Doctor", **columns: Any
    ) -> Holder:
        """Somebody who has held the contract since long ago, and still does unless it is said."""
        given = {"kind": "partner", "joined_on": LONG_AGO, "person": name.lower(), **columns}
        if "left_on" in given:
            given = {"ended_at": NOW, "ended_by": self.officer, **given}
        return Holder.objects.create(
            contract=contract, name=name, recorded_at=NOW, recorded_by=self.officer, **given
        )

    def participation(self, state: str = "invited", **columns: Any) -> Participation:
        given: dict[str, Any] = {"vanguard": self.vanguard, "practice": self.practice}
        if state in ("decided", "signed", "in_effect"):
            given.update(level="full", signatories="Pat Partner", decided_on=DECIDED)
        return place(Participation(**{**given, **columns}), state, by=self.officer)

    def gp_role(self, state: str = "proposed", **columns: Any) -> GpRole:
        given = {
            "gp": self.gp,
            "vanguard": self.vanguard,
            "practice": self.practice,
            "kind": "employee",
            "starts_on": TODAY,
        }
        late = {"ends_on": columns.pop("ends_on", TOMORROW)} if state == "ended" else {}
        given["directly_hired"] = {**given, **columns}["practice"] is None
        return place(GpRole(**{**given, **columns}), state, by=self.officer, late=late)

    def practice_change(self, state: str = "noted", **columns: Any) -> PracticeChange:
        """By default the merger of one practice into the other, with its forms in time."""
        given = {
            "practice": self.practice,
            "kind": "merger",
            "other": self.other_practice,
            "planned_on": TODAY,
            "forms_sent_on": NOTICE,
        }
        late = {"made_on": TODAY} if state == "made" else {}
        return place(PracticeChange(**{**given, **columns}), state, by=self.officer, late=late)

    def takes_part(
        self, practice: Practice | None = None, *, state: str = "invited", **columns: Any
    ) -> Participation:
        """The practice's participation in the vanguard, made once."""
        practice = practice or self.practice
        mine = Participation.objects.filter(vanguard=self.vanguard, practice=practice)
        return mine.first() or self.participation(state, practice=practice, **columns)

    def suspendable(self, **columns: Any) -> PracticeContract:
        """The practice's contract, against whose suspension nothing stands."""
        self.decides_fully()
        return self.practice_contract("suspension_noticed", **{**self.letters_sent(), **columns})

    def decides_fully(self, *vanguards: Vanguard) -> None:
        """The practice has decided to integrate fully, in the vanguard or in these."""
        for vanguard in vanguards or (self.vanguard,):
            self.participation("decided", vanguard=vanguard)

    def ownership(self, state: str = "open", **columns: Any) -> Ownership:
        """A table of shares; a signed one has one owner of the whole."""
        late = {}
        if state == "signed":
            if not self.vanguard.gp_roles.filter(kind="part_owner").exists():
                self.takes_part()
                self.gp_role("agreed", kind="part_owner", share=Decimal(100))
            late = {"holds_from": TODAY, "signed_on": TODAY}
        return place(
            Ownership(vanguard=self.vanguard, **columns), state, by=self.officer, late=late
        )

    def milestone(self, state: str = "due", **columns: Any) -> Milestone:
        journey = columns.pop("journey", None) or self.journey("model_selected")
        given = {
            "journey": journey,
            "code": "B06",
            "title": "Engagement report",
            "owner": "commissioner",
            "due_on": TODAY,
        }
        if "row" not in columns and journey.model:
            rows = rows_of(template_in_force(journey.model))
            code = columns.get("code", given["code"])
            given["row"] = next((row for row in rows if row.code == code), None)
        late = {"met_on": TODAY} if state == "met" else {}
        return place(Milestone(**{**given, **columns}), state, by=self.officer, late=late)

    def rulebook(self, state: str = "drafted", **columns: Any) -> Rulebook:
        """A version after those that there are, as a copy of the current one but for one figure;
        drafted and proposed by the officer."""
        base = current()
        number = Rulebook.objects.count() + 1
        row = Rulebook(**{"number": number, "supersedes": base, **columns})
        late = {"published_on": TODAY} if state == "published" else {}
        return place(row, state, by=self.officer, late=late, opened=self._copy_figures)

    def template(self, state: str = "drafted", **columns: Any) -> MilestoneTemplate:
        """A version of the full model's milestones after those that there are, as a copy of the
        one in force but for one date; drafted and checked by the officer."""
        model = columns.get("model", "full")
        mine = MilestoneTemplate.objects.filter(model=model)
        base = template_in_force(model)
        if state == "retired":
            self.template("published", **columns)
            return MilestoneTemplate.objects.get(pk=base.pk)
        given = {"model": model, "number": mine.count() + 1, "supersedes": base, **columns}
        late = {}
        if state == "published":
            late = {"published_on": TODAY}
            self._retire(base)
        row = MilestoneTemplate(**given)
        return place(row, state, by=self.officer, late=late, opened=self._copy_rows)

    def _retire(self, template: MilestoneTemplate) -> None:
        MilestoneTemplateChange.objects.create(
            subject=template, version=template.version + 1, move="retire", before="published",
            after="retired", made_by=self.officer, made_at=NOW, made_on=TODAY,
            effective_on=TODAY,
        )  # fmt: skip
        MilestoneTemplate.objects.filter(pk=template.pk).update(
            state="retired", retired_on=TODAY, version=template.version + 1
        )

    def _copy_rows(self, made: MilestoneTemplate) -> None:
        TemplateRow.objects.bulk_create(
            TemplateRow(
                template=made,
                entered_by=self.officer,
                entered_at=NOW,
                **{**asdict(row), "title": row.title + "!" * (row.code in ("B35", "V14"))},
            )
            for row in said_by(made.supersedes)
        )

    def pin(self, rulebook: Rulebook | None = None) -> Pin:
        """The vanguard runs under this version, or the current one, since the day before."""
        yesterday = NOW - timedelta(days=1)
        return Pin.objects.create(
            vanguard=self.vanguard,
            rulebook=rulebook or current(),
            made_by=self.officer,
            made_at=yesterday,
            made_on=yesterday.date(),
        )

    def _copy_figures(self, made: Rulebook) -> None:
        changed = {"reactivation_notice_months": "6"}
        RuleFigure.objects.bulk_create(
            RuleFigure(
                rulebook=made,
                key=entry.key,
                value=changed.get(entry.key, written(entry.value)),
                authority=entry.authority,
                confirmed=entry.confirmed,
                in_force_from=entry.in_force_from,
                entered_by=self.officer,
                entered_at=NOW,
            )
            for entry in edition(made.supersedes.number)
        )

    def review(self, state: str = "submitted", **columns: Any) -> AssuranceReview:
        """An ISAP review, of checkpoint 1 unless told."""
        journey = columns.pop("journey", None) or self.journey("market_engagement")
        given = {
            "journey": journey,
            "model": journey.model,
            "stage": "cp1",
            "submitted_on": DECIDED,
        }
        late = {} if state == "submitted" else {"decided_on": columns.pop("decided_on", LETTERS)}
        return place(AssuranceReview(**{**given, **columns}), state, by=self.officer, late=late)

    def condition(self, state: str = "open", **columns: Any) -> AssuranceCondition:
        review = columns.pop("review", None) or self.review("passed_with_conditions")
        given = {"review": review, "text": "Settle the risk share.", "due_on": TOMORROW}
        late = {"discharged_on": TODAY, "evidence": "Minute 7"} if state == "discharged" else {}
        return place(AssuranceCondition(**{**given, **columns}), state, by=self.officer, late=late)

    def engagement(self, state: str = "running", **columns: Any) -> Engagement:
        journey = columns.pop("journey", None) or self.journey("engaging")
        given = {"journey": journey, "opened_on": NOTICE}
        if state in ("closed", "reported"):
            given["closed_on"] = DECIDED
        if state == "reported":
            given |= {"report_received_on": LETTERS, "summary": "Most were for it."}
        return place(Engagement(**{**given, **columns}), state, by=self.officer)

    def waiver(self, state: str = "asked", *, about: Any = None, **columns: Any) -> Waiver:
        """A waiver of a rule for the journey, or another case, asked for by the officer."""
        case = about or self.journey("procuring")
        given = {
            "about_type": case._meta.label_lower,
            "about_id": case.pk,
            "about": str(case),
            "rule": "holder_is_recorded",
            "because": "The bidder is being founded.",
            "vanguard": self.vanguard,
            "asked_by": self.officer,
            "asked_on": TODAY,
            "expires_on": TOMORROW,
        }
        if state in ("granted", "withdrawn"):
            given["granted_by"] = self.approver
        return place(Waiver(**{**given, **columns}), state, by=self.officer)

    def signed_contract(self) -> McpContract:
        """The vanguard's signed contract, made once."""
        mine = McpContract.objects.current().filter(vanguard=self.vanguard)
        return mine.first() or self.mcp_contract("signed")

    def letters_sent(self) -> dict[str, Any]:
        """Everything that the law asks for before a suspension, as columns of the contract."""
        return {
            "notice_given_on": NOTICE,
            "mcp_contract": self.signed_contract(),
            "starts_under_mcp_on": TODAY,
            "letters_sent": LIST_SIZE,
            "letters_completed_on": LETTERS,
        }
