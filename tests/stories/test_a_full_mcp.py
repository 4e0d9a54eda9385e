"""Dudley as it never was: a full MCP from its making in 2019 to its end in 2024. Fictional.

Thirty practices go live in one act; one comes back at the first point and one at the second; the
rest come back as the MCP contract ends.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from contracts.actions import (
    holders,
    letters,
    mcp_contracts,
    practice_contracts,
    reactivations,
)
from contracts.models import Holder, PracticeContract
from core.errors import Refused
from gp_relationships.actions import gp_roles, ownerships, signatures
from gp_relationships.models import GpRole, Ownership, Participation, Wording
from gp_relationships.rules.consent import Document
from organisations.models import ListSize, Practice
from tests.stories.sites import Site, codes_of

pytestmark = pytest.mark.django_db

PRACTICES, LIST = 30, 4_000
LIVE = date(2019, 10, 1)
FIRST_POINT, SECOND_POINT, END = date(2021, 10, 1), date(2023, 10, 1), date(2024, 10, 1)
SHARES = [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]


class FullMcp(Site):
    """The site, and what is done with its practices' own contracts."""

    def own(self, practice: Practice) -> PracticeContract:
        return PracticeContract.objects.get(practice=practice)

    def suspension(self, practice: Practice) -> set[str]:
        """Why the practice's contract may not be suspended by itself."""
        own = self.own(practice)
        return codes_of(lambda: practice_contracts.suspend(contract_id=own.pk, **self.by_approver))

    def gives_suspension_notice(self, practice: Practice) -> None:
        own = self.own(practice)
        practice_contracts.give_suspension_notice(
            contract_id=own.pk, mcp_contract_id=self.contract.pk,
            notice_given_on=self.today, **self.by_officer,
        )  # fmt: skip
        practice_contracts.record_start_date(
            contract_id=own.pk, starts_under_mcp_on=LIVE, **self.by_officer
        )

    def writes_letters(
        self, practice: Practice, posted: int, *, addressed: int | None = None
    ) -> None:
        own = self.own(practice)
        letters.record_patient_letters(
            contract_id=own.pk, reference=f"Run {own.notice_runs.count() + 1}", posted=posted,
            addressed=addressed, sent_from=self.today - timedelta(days=3), sent_until=self.today,
            file_sha256="ab" * 32, **self.by_officer,
        )  # fmt: skip

    def gives_return_notice(self, practice: Practice, returns_on: date) -> None:
        reactivations.give_reactivation_notice(
            contract_id=self.own(practice).pk, reactivation_on=returns_on, **self.by_officer
        )

    def holders_consent(self, practice: Practice) -> None:
        """All who held the contract on the day of its suspension agree to the notice, today."""
        own = self.own(practice)
        for holder in Holder.objects.filter(contract=own, joined_on__lte=LIVE):
            reactivations.record_consent(
                contract_id=own.pk, holder_id=holder.pk, consented_on=self.today, **self.by_officer
            )

    def is_eligible(self, practice: Practice) -> None:
        reactivations.confirm_eligibility(
            contract_id=self.own(practice).pk, eligibility="confirmed", **self.by_approver
        )

    def reactivates(self, practice: Practice, **more: Any) -> PracticeContract:
        return reactivations.reactivate(
            contract_id=self.own(practice).pk, **more, **self.by_approver
        )

    def return_refused(self, practice: Practice) -> set[str]:
        return codes_of(lambda: self.reactivates(practice))


@pytest.fixture
def mcp(db) -> FullMcp:
    return FullMcp("MCP90", "Black Country Care", commissioner=("05C", "NHS Dudley CCG"))


def its_contract_is_let(mcp: FullMcp) -> None:
    mcp.on(2018, 9, 3).sets_out("full", LIVE)
    mcp.moves("begin_early_engagement")
    mcp.moves("engage_market")
    mcp.drafts("full", "icp_2019", term_years=10, starts_on=LIVE)
    mcp.agrees_scope(("primary_medical", "Core general practice"))
    mcp.on(2018, 11, 5).assured("ee", "cp1")
    mcp.moves("pass_checkpoint_1")
    mcp.engaged()
    mcp.moves("begin_procurement")
    mcp.records_terms(
        holder_name="Black Country Care Ltd", holder_form="company_limited_by_shares",
        holder_number="01234567",
    )  # fmt: skip
    mcp.nobody_has_an_interest()
    mcp.on(2019, 6, 3).moves("name_preferred_bidder")
    mcp.on(2019, 7, 1).assured("cp2")
    mcp.moves("pass_checkpoint_2")
    mcp.on(2019, 8, 5).moves("begin_standstill", standstill_started_on=mcp.today)
    assert codes_of(mcp.awards) == {"budget_missing", "holder_not_statutory"}
    mcp.records_terms(
        holder_name="Black Country Care NHS Trust", holder_form="nhs_trust", holder_number="RX9"
    )
    mcp.approves_budget(mcp.sets_budget(2019, [("All services", Decimal(60_000_000))]))
    mcp.awards()
    mcp.on(2019, 8, 16).moves("award")
    assert codes_of(mcp.signs_contract) == {"too_few_services"}
    mcp.agrees_scope(
        ("secondary_care", "Outpatient clinics"), act="vary_scope", minute="Board, item 4"
    )
    mcp.signs_contract()
    mcp.moves("begin_mobilisation")


def its_practices_decide(mcp: FullMcp, practices: Sequence[Practice]) -> None:
    asked = mcp.invites(practices)
    assert codes_of(lambda: mcp.decided(asked, "full")) == {"wording_not_published"}
    mcp.publishes(Document.DECISION)
    assert codes_of(lambda: mcp.decided(asked, "full")) == {"holder_has_not_signed"}
    mcp.decide(asked, "full")
    mcp.sign(asked)
    a_partner_joins(mcp, practices[0])
    mcp.on(2019, 8, 19).assured("cp3")
    mcp.moves("pass_checkpoint_3")


def a_partner_joins(mcp: FullMcp, practice: Practice) -> None:
    """A third partner comes: the agreement is to be signed again, and a return asks them too."""
    holders.add_holder(
        contract_id=mcp.own(practice).pk, name="Dr Cedar", kind="partner",
        joined_on=mcp.today, **mcp.by_officer,
    )  # fmt: skip


def the_partner_signs(mcp: FullMcp, practice: Practice) -> None:
    signatures.record_paper(
        participation_id=Participation.objects.get(practice=practice).pk,
        wording_id=Wording.objects.get(document=Document.PROVISION).pk,
        holder_ids=[Holder.objects.get(name="Dr Cedar").pk],
        signed_on=mcp.today,
        reference="Cabinet 4",
        **mcp.by_officer,
    )


def its_owners_share_it(mcp: FullMcp, practices: Sequence[Practice]) -> Ownership:
    """Three GPs own it; what they own comes to exactly the whole before they sign."""
    roles = []
    for number, practice in enumerate(practices[:3]):
        gp = gp_roles.register_gp(
            full_name=f"Owner {number}", gmc_number=f"99000{number:02}", practice_id=practice.pk,
            post="partner", starts_on=date(2015, 4, 1), performers_list_on=date(2015, 4, 1),
            **mcp.by_officer,
        )  # fmt: skip
        roles.append(propose(mcp, gp.pk, practice, SHARES[0]))
    table = ownerships.draw_up(vanguard_id=mcp.vanguard.pk, **mcp.by_officer)
    assert codes_of(lambda: sign_shares(mcp, table)) == {"shares_not_whole"}
    last = roles[-1]
    gp_roles.end(role_id=last.pk, ends_on=LIVE, note="A hundredth is missing.", **mcp.by_officer)
    assert codes_of(lambda: propose(mcp, last.gp_id, practices[2], Decimal("33.35"))) == {
        "shares_exceed_whole"
    }
    propose(mcp, last.gp_id, practices[2], SHARES[2])
    return sign_shares(mcp, table)


def propose(mcp: FullMcp, gp_id: Any, practice: Practice, share: Decimal) -> GpRole:
    role = gp_roles.propose(
        gp_id=gp_id, vanguard_id=mcp.vanguard.pk, practice_id=practice.pk, kind="part_owner",
        share=share, starts_on=LIVE, **mcp.by_officer,
    )  # fmt: skip
    gp_roles.offer(role_id=role.pk, **mcp.by_officer)
    return gp_roles.agree(role_id=role.pk, **mcp.by_officer)


def sign_shares(mcp: FullMcp, table: Ownership) -> Ownership:
    return ownerships.sign(
        ownership_id=table.pk, holds_from=LIVE, signed_on=mcp.today, **mcp.by_officer
    )


def its_patients_are_written_to(mcp: FullMcp, practices: Sequence[Practice]) -> None:
    """Each gives notice, and its patients have letters; one list grows, and more are written."""
    grown = practices[1]
    assert mcp.on(2019, 8, 20).suspension(grown) == {
        "suspension_notice_missing", "start_date_missing", "patient_letters_missing",
        "mcp_contract_missing",
    }  # fmt: skip
    for practice in practices:
        mcp.gives_suspension_notice(practice)
    mcp.on(2019, 8, 30)
    for practice in practices:
        mcp.writes_letters(practice, LIST)
    assert mcp.suspension(grown) == {"start_date_not_come"}
    ListSize.objects.create(practice=grown, counted_on=date(2019, 9, 2), registered=LIST + 100)
    assert mcp.on(2019, 9, 4).suspension(grown) == {"start_date_not_come", "patient_list_grew"}
    assert "patient_list_grew" in mcp.may_not("go_live")
    mcp.on(2019, 9, 9).writes_letters(grown, 100)
    assert mcp.suspension(grown) == {"start_date_not_come"}


def one_comes_back_at_the_first_point(mcp: FullMcp, practice: Practice, late: Practice) -> None:
    mcp.on(2020, 10, 1).gives_return_notice(practice, FIRST_POINT)
    mcp.on(2020, 10, 2)
    assert codes_of(lambda: mcp.gives_return_notice(late, FIRST_POINT)) == {
        "reactivation_notice_too_late"
    }
    missing = {"consent_missing", "eligibility_to_confirm", "resident_letters_missing"}
    assert mcp.on(2021, 7, 5).return_refused(practice) == {*missing, "reactivation_date_not_come"}
    mcp.holders_consent(practice)
    mcp.is_eligible(practice)
    mcp.writes_letters(practice, 3_000, addressed=3_500)
    assert "resident_letters_incomplete" in mcp.return_refused(practice)
    mcp.on(2021, 8, 2).writes_letters(practice, 500, addressed=3_500)
    assert mcp.on(2021, 9, 30).return_refused(practice) == {"reactivation_date_not_come"}
    back = mcp.on(2021, 10, 1).reactivates(practice)
    assert (back.state, back.patients) == ("reactivated", "return")
    left = Participation.objects.get(practice=practice)
    assert (left.state, left.left_on) == ("left", FIRST_POINT)
    assert codes_of(lambda: mcp.gives_suspension_notice(practice)) == {"wrong_state"}


def one_comes_back_at_the_second_point(mcp: FullMcp, practice: Practice) -> None:
    """No letters are prescribed, and the patients stay with the MCP unless they ask."""
    with pytest.raises(Refused, match="The next for which notice can still be given is"):
        mcp.on(2022, 6, 1).gives_return_notice(practice, date(2023, 6, 1))
    mcp.gives_return_notice(practice, SECOND_POINT)
    mcp.holders_consent(practice)
    assert mcp.on(2023, 10, 1).return_refused(practice) == {"eligibility_to_confirm"}
    mcp.is_eligible(practice)
    assert mcp.reactivates(practice).patients == "stay"


def the_rest_come_back_at_the_end(mcp: FullMcp, practices: Sequence[Practice]) -> None:
    mcp.on(2024, 2, 5)
    assert codes_of(lambda: mcp.gives_up_contract("It failed.")) == {
        "practices_suspended_under_contract", "mcp_still_live",
    }  # fmt: skip
    mcp_contracts.give_notice_of_end(
        contract_id=mcp.contract.pk, ends_on=END, note="It is not renewed.", **mcp.by_approver
    )
    for practice in practices:
        mcp.gives_return_notice(practice, END)
        mcp.holders_consent(practice)
        mcp.is_eligible(practice)
    mcp.on(2024, 10, 1)
    assert mcp.return_refused(practices[0]) == {"patients_not_decided"}
    for practice in practices:
        mcp.reactivates(practice, patients="return")
    assert codes_of(lambda: expire(mcp)) == {"mcp_still_live"}
    mcp.moves("end", note="Its contract has come to its end.")
    expire(mcp)


def expire(mcp: FullMcp) -> None:
    mcp_contracts.expire(contract_id=mcp.contract.pk, **mcp.by_officer)


def test_a_full_mcp_from_its_making_to_its_end(mcp):
    # given an MCP whose contract is let to a trust, and thirty practices that integrate fully
    practices = mcp.on(2018, 9, 1).practices("W", [LIST] * PRACTICES)
    its_contract_is_let(mcp)
    its_practices_decide(mcp, practices)
    its_owners_share_it(mcp, practices)
    its_patients_are_written_to(mcp, practices)

    # when it goes live, in one act
    assert mcp.on(2019, 9, 30).may_not("go_live") == {
        "go_live_day_not_come", "service_date_not_come", "practice_not_suspended",
        "start_date_not_come", "agreement_to_be_signed_again",
    }  # fmt: skip
    the_partner_signs(mcp, practices[0])
    mcp.on(2019, 10, 1).moves("go_live")

    # then every contract sleeps from the day, and the shares that are held are the whole
    own = PracticeContract.objects.values_list("state", "suspended_on")
    assert set(own) == {("suspended", LIVE)}
    assert mcp.states() == {"in_effect": PRACTICES}
    held = GpRole.objects.filter(state="in_effect").values_list("share", flat=True)
    assert (sorted(held), sum(held)) == (SHARES, 100)

    # and one practice comes back at the first point with its patients, once; one that gives its
    # notice a day late does not, and comes back at the second, without them
    early, late, *others = practices
    one_comes_back_at_the_first_point(mcp, early, late)
    one_comes_back_at_the_second_point(mcp, late)
    assert mcp.states() == {"in_effect": PRACTICES - 2, "left": 2}

    # and as the MCP contract ends, all the others come back, and where patients go is decided
    the_rest_come_back_at_the_end(mcp, others)
    assert mcp.states() == {"left": PRACTICES}
    told = PracticeContract.objects.values_list("state", "reactivated_on", "patients")
    assert sorted(told) == [
        ("reactivated", FIRST_POINT, "return"),
        ("reactivated", SECOND_POINT, "stay"),
        *[("reactivated", END, "return")] * (PRACTICES - 2),
    ]
    assert (mcp.journey.state, mcp.contract.state) == ("ended", "expired")
