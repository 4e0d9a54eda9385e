"""What the database refuses of contracts, whatever the code does."""

from datetime import date, timedelta

from contracts.models import NoticeRun, PracticeContract, ReactivationConsent
from tests.casework.constraints import bites, rows
from tests.support.people import LONG_AGO, NOW, TODAY

EARLY, LATE = date(1948, 7, 4), date(2101, 1, 1)
DAY = timedelta(days=1)
SUSPENDED_APMS = {"contract_type": "apms"}


def two(world, name="Ann Doctor", **columns):
    """A holder of the one contract of the practice."""
    contract = PracticeContract.objects.first() or world.practice_contract()
    return world.holder(contract, name, **columns)


def run(world, **columns):
    """A run of ten letters about the one contract of the practice."""
    contract = PracticeContract.objects.first() or world.practice_contract()
    given = {"posted": 10, "returned": 0, "sent_from": LONG_AGO, "sent_until": LONG_AGO, **columns}
    return NoticeRun.objects.create(
        contract=contract, purpose="suspension", reference="A", recorded_at=NOW,
        recorded_by=world.officer, **given,
    )  # fmt: skip


def consent(world, **columns):
    """The consent of the one holder of the one contract of the practice."""
    contract = PracticeContract.objects.first() or world.practice_contract()
    given = {"consented_on": TODAY, "notice_version": 3, **columns}
    return ReactivationConsent.objects.create(
        contract=contract, holder=contract.holders.get(), recorded_at=NOW,
        recorded_by=world.officer, **given,
    )  # fmt: skip


@rows(
    ("mcpcontract_one_in_the_making", lambda w: [w.mcp_contract(), w.mcp_contract("signed")]),
    ("mcpcontract_one_in_service",
     lambda w: [w.alliance("in_service"), w.mcp_contract("in_service")]),
    ("mcpcontract_ends_after_start", lambda w: w.mcp_contract(starts_on=TODAY, ends_on=TODAY)),
    ("mcpcontract_alliance_is_virtual", lambda w: w.mcp_contract(form="alliance_agreement")),
    ("mcpcontract_alliance_is_virtual", lambda w: w.mcp_contract(integration="virtual")),
    ("mcpcontract_term_range", lambda w: w.mcp_contract(term_years=0)),
    ("mcpcontract_term_range", lambda w: w.mcp_contract(term_years=100)),
    ("mcpcontract_signed_range", lambda w: w.mcp_contract(signed_on=EARLY)),
    ("mcpcontract_signed_range", lambda w: w.mcp_contract(signed_on=LATE)),
    ("mcpcontract_awarded_range", lambda w: w.mcp_contract(awarded_on=EARLY)),
    ("mcpcontract_starts_range", lambda w: w.mcp_contract(starts_on=EARLY)),
    ("mcpcontract_ends_range", lambda w: w.mcp_contract(ends_on=LATE)),
    (
        "practicecontract_one_living",
        lambda w: [w.practice_contract("suspended"), w.practice_contract()],
    ),
    (
        "practicecontract_suspended_is_dated",
        lambda w: w.practice_contract("suspended", suspended_on=None),
    ),
    (
        "practicecontract_suspended_is_dated",
        lambda w: w.practice_contract("reactivation_noticed", **SUSPENDED_APMS),
    ),
    ("noticerun_letters_or_exception", lambda w: run(w, excepted=1, reason="Homeless")),
    ("noticerun_letters_or_exception", lambda w: run(w, posted=0)),
    ("noticerun_exception_says_why", lambda w: run(w, posted=0, excepted=1)),
    ("noticerun_returned_were_sent", lambda w: run(w, returned=11)),
    ("noticerun_ends_after_start", lambda w: run(w, sent_from=TODAY)),
    ("noticerun_struck_by_someone", lambda w: run(w, struck_at=NOW)),
    ("noticerun_hash_shape", lambda w: run(w, file_sha256="names.csv")),
    ("noticerun_reference_once", lambda w: [run(w), run(w)]),
    ("noticerun_from_range", lambda w: run(w, sent_from=EARLY)),
    ("noticerun_until_range", lambda w: run(w, sent_until=LATE)),
    ("consent_once_to_a_notice", lambda w: [consent(w), consent(w)]),
    ("reactivationconsent_day_range", lambda w: consent(w, consented_on=EARLY)),
    (
        "practicecontract_end_is_dated",
        lambda w: w.practice_contract("terminated", ended_on=None),
    ),
    ("holder_once_at_a_time", lambda w: [two(w), two(w, "Ann Doctor", joined_on=TODAY)]),
    ("holder_leaves_after_joining", lambda w: two(w, left_on=LONG_AGO - DAY)),
    ("holder_gmc_number_shape", lambda w: two(w, gmc_number="123456")),
    ("holder_end_is_whole", lambda w: two(w, left_on=TODAY, ended_by=None)),
    ("holder_is_succeeded_by_another", lambda w: two(w, successor=two(w, "Bea Doctor"))),
    ("holder_joined_range", lambda w: two(w, joined_on=EARLY)),
    ("holder_left_range", lambda w: two(w, left_on=LATE)),
    *[
        (f"contract_{column}_range", lambda w, c=column, d=day: w.practice_contract(**{c: d}))
        for column in ("notice_given_on", "starts_under_mcp_on", "suspended_on", "reactivation_on")
        for day in (EARLY, LATE)
    ],
)  # fmt: skip
def test_the_constraint_bites(world, name, row):
    bites(world, name, row)
