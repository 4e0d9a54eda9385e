"""Every day on which a suspended contract may come back, as the API tells it."""

from datetime import date

from tests.casework.world import SUSPENDED, World
from tests.reporting.conftest import got
from tests.support.people import TODAY


def test_a_suspended_contract_tells_its_windows(api, world: World):
    own = world.practice_contract("suspended")
    told = got(api, f"practice-contracts/{own.pk}/")["windows"]
    first, second = told[0], told[1]
    assert (first["number"], first["day"], first["is_open"]) == (1, "2026-01-15", False)
    assert (first["patients"], first["letters_by"]) == ("return", "2025-11-06")
    assert second == {
        "number": 2,
        "day": "2028-01-15",
        "notice_by": "2027-01-15",
        "advised_by": "2027-01-15",
        "is_open": True,
        "patients": "stay",
        "letters_by": None,
        "authorities": [
            "NHS England guidance of August 2017, as reported (to confirm)",
            "Draft regulations of 2017, notice of reactivation (to confirm)",
        ],
        "to_confirm": True,
    }
    assert date.fromisoformat(told[-1]["day"]) <= SUSPENDED.replace(year=SUSPENDED.year + 15)


def test_where_the_mcp_contract_ends_that_day_is_a_window_too(api, world: World):
    mcp = world.mcp_contract("signed", ends_on=date(2027, 4, 1))
    own = world.practice_contract("suspended", mcp_contract=mcp)
    last = got(api, f"practice-contracts/{own.pk}/")["windows"][-1]
    assert (last["number"], last["day"], last["patients"]) == (0, "2027-04-01", "to_be_decided")


def test_a_contract_that_is_not_suspended_has_none_and_time_gone_by_tells_none(api, world: World):
    own = world.practice_contract("retained")
    assert got(api, f"practice-contracts/{own.pk}/")["windows"] == []
    asked = got(api, f"practice-contracts/{own.pk}/", as_at=TODAY.isoformat())
    assert "windows" not in asked
