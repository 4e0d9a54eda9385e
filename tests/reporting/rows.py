"""So many of everything that the API tells, and the tables of its lists."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from casework.actions import waivers
from contracts.actions import mcp_budgets, mcp_contracts, mcp_terms, practice_contracts
from contracts.models import McpContract
from formation.actions import assurance, journeys
from gp_relationships.actions import gp_roles, participations, practice_changes
from organisations.models import Vanguard
from tests.support.consent import everybody_signed
from tests.support.contract_terms import agree_services, budget, commissioned, commissioner
from tests.support.people import NOW, TODAY
from tests.support.programme import begun, make_practice

LISTS = (
    "vanguards",
    "practices",
    "journeys",
    "mcp-contracts",
    "practice-contracts",
    "participations",
    "gp-roles",
    "milestones",
    "practice-changes",
    "assurance-reviews",
    "wordings",
    "waivers",
)
"""Lists whose rows have addresses of their own."""

FLAT = (
    "contract-parties",
    "scope-lines",
    "budgets",
    "budget-lines",
    "holders",
    "signatures",
)
"""Lists whose rows say all that there is to say."""

ORDERINGS = {
    "vanguards": ("code", "name"),
    "practices": ("name", "code"),
    "journeys": ("vanguard",),
    "mcp-contracts": ("vanguard",),
    "practice-contracts": ("practice",),
    "participations": ("vanguard", "practice"),
    "gp-roles": ("vanguard", "starts_on"),
    "milestones": ("due_on",),
    "practice-changes": ("practice",),
    "assurance-reviews": ("submitted_on",),
    "wordings": ("vanguard", "published_on"),
    "waivers": ("asked_on", "expires_on"),
    "contract-parties": ("vanguard",),
    "scope-lines": ("vanguard",),
    "budgets": ("vanguard", "year"),
    "budget-lines": ("vanguard", "year"),
    "holders": ("practice", "joined_on"),
    "signatures": ("signed_on",),
}

OWNER = {"kind": "part_owner", "share": Decimal("12.50")}


def add_rows(number: int, officer, *, start: int = 0, role: dict[str, Any] = OWNER) -> None:
    """So many more of everything, each vanguard with its practice, contract, role and journey."""
    for n in range(start, start + number):
        practice = make_practice(f"B{n:05}", f"SURGERY {n % 3}", patients=1_000 + n)
        vanguard = commissioned(
            Vanguard.objects.create(
                code=f"MCP{100 + n}", name=f"Site {n % 3}", kind="mcp", membership="part"
            )
        )
        journey = journeys.identify(vanguard_id=vanguard.pk, officer=officer, by=officer, at=NOW)
        begun(journey, "virtual", officer, go_live_on=TODAY + timedelta(days=500))
        add_review(journey, officer)
        add_waiver(journey, officer)
        practice_contracts.record(practice_id=practice.pk, contract_type="gms", by=officer, at=NOW)
        asked = participations.invite(
            vanguard_id=vanguard.pk, practice_id=practice.pk, by=officer, at=NOW
        )
        add_role(n, vanguard, practice, officer, role)
        add_terms(draft_contract(vanguard, officer), officer)
        everybody_signed(asked, "virtual", by=officer, names=[f"Dr Ann Other{n}"])
        practice_changes.note(
            practice_id=practice.pk, kind="closure", terms={"planned_on": TODAY}, by=officer, at=NOW
        )


def add_review(journey, officer) -> None:
    """ISAP applies to this alliance, and its first stage is submitted."""
    given = {"journey_id": journey.pk, "by": officer, "at": NOW}
    journeys.record_isap_screening(
        isap_screening="applies", isap_screened_on=TODAY, note="Risk is shared.", **given
    )
    assurance.submit(stage="ee", submitted_on=TODAY, **given)


def add_waiver(journey, officer) -> None:
    """That a practice has not decided is not to stand in the way of going live."""
    waivers.ask(
        about_type="formation.journey",
        about_id=journey.pk,
        rule="every_required_practice_has_decided",
        expires_on=TODAY + timedelta(days=30),
        by=officer,
        at=NOW,
        note="They meet again in January.",
    )


def add_terms(contract: McpContract, officer) -> None:
    """Commissioners, scope and a year's budget."""
    ours = [mcp_terms.NamedParty(commissioner())]
    mcp_terms.record_parties(contract_id=contract.pk, parties=ours, by=officer, at=NOW)
    agree_services(contract, by=officer)
    mcp_budgets.set_budget(contract_id=contract.pk, budget=budget(), by=officer, at=NOW)


def draft_contract(vanguard, officer) -> McpContract:
    """A contract of the vanguard in the making."""
    terms = {"integration": "full", "form": "icp_2019", "starts_on": TODAY}
    return mcp_contracts.draft(vanguard_id=vanguard.pk, **terms, by=officer, at=NOW)


def add_role(n: int, vanguard, practice, officer, role: dict[str, Any]):
    """A GP of the practice is to have a role."""
    gp = gp_roles.register_gp(
        full_name=f"Dr Ann Other{n}",
        gmc_number=f"{7000000 + n}",
        practice_id=practice.pk,
        post="partner",
        starts_on=TODAY - timedelta(days=900),
        performers_list_on=TODAY,
        by=officer,
        at=NOW,
    )
    return gp_roles.propose(
        gp_id=gp.pk,
        vanguard_id=vanguard.pk,
        practice_id=practice.pk,
        **role,
        starts_on=TODAY + timedelta(days=n % 2),
        by=officer,
        at=NOW,
    )
