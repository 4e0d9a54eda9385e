"""What the database refuses of contracts, whatever the code does."""

from datetime import date, timedelta

from contracts.models import PracticeContract
from tests.casework.constraints import bites, rows
from tests.support.people import LONG_AGO, TODAY

EARLY, LATE = date(1948, 7, 4), date(2101, 1, 1)
DAY = timedelta(days=1)
SUSPENDED_APMS = {"contract_type": "apms"}


def two(world, name="Ann Doctor", **columns):
    """A holder of the one contract of the practice."""
    contract = PracticeContract.objects.first() or world.practice_contract()
    return world.holder(contract, name, **columns)


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
    ("practicecontract_letters_paired", lambda w: w.practice_contract(letters_sent=1)),
    (
        "practicecontract_letters_paired",
        lambda w: w.practice_contract(letters_completed_on=TODAY),
    ),
    ("letters_sent_check", lambda w: w.practice_contract(letters_sent=-1,
                                                         letters_completed_on=TODAY)),
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
