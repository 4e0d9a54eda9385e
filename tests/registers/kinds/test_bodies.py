"""Commissioners, STPs, boundaries and vanguards."""

import json
from datetime import date

import pytest

from organisations.models import (
    Boundary,
    Commissioner,
    CommissionerStp,
    OrganisationChange,
    Stp,
    Vanguard,
    VanguardCommissioner,
    VanguardPractice,
    VanguardSuccession,
)
from registers.outcome import ImportState
from tests.registers.files import A, B, practice_row, register, table
from tests.registers.test_bad_files import collection, feature

pytestmark = pytest.mark.django_db

CCG = ["ccg_ods_code", "ccg_ons_code", "ccg_name", "stp17_ons_code", "stp17_name"]
STP = ["stp_ons_code", "stp_name", "nhse_region", "ccg_ods_code", "ccg_name", "also_in_stp"]
EARLIER, LATER = date(2017, 4, 1), date(2019, 4, 1)
SITES = ["vanguard_id", "name", "model", "ccg_ods_codes_2018", "membership", "stated_population"]


def ccg(code, ons="E38000991", name="NHS ONE", stp="E54000091", stp_name="North"):
    return [code, ons, name, stp, stp_name]


def test_a_commissioner_has_both_codes_and_an_stp(take):
    outcome = take("commissioners", table(CCG, ccg("99A")))
    assert (outcome.created, outcome.changes["stps_added"]) == (1, 1)
    body = Commissioner.objects.get()
    assert (body.ods_code, body.ons_code, body.name) == ("99A", "E38000991", "NHS ONE")
    assert CommissionerStp.objects.get().stp.name == "North"


def test_one_that_the_register_named_by_code_gets_its_name(take, two_practices):
    outcome = take("commissioners", table(CCG, ccg("99A")))
    assert (outcome.created, outcome.updated) == (0, 1)
    assert OrganisationChange.objects.get().before["name"] == "99A"


def test_one_that_is_listed_no_more_is_ended(take):
    take("commissioners", table(CCG, ccg("99A"), ccg("99B", "E38000992")), as_of=EARLIER)
    outcome = take("commissioners", table(CCG, ccg("99A")))
    assert outcome.changes["commissioners_ended"] == 1
    assert Commissioner.objects.get(ods_code="99B").closed_on == date(2018, 5, 31)
    link = CommissionerStp.objects.get(commissioner__ods_code="99B")
    assert link.ends_on == date(2018, 5, 31)


def test_one_that_a_newer_register_brought_in_is_not_ended_by_an_older_list(take):
    take("ods-practices", register(practice_row(A, commissioner="99B")))
    take("commissioners", table(CCG, ccg("99A")), as_of=EARLIER)
    assert Commissioner.objects.get(ods_code="99B").closed_on is None


def test_a_new_boundary_changes_the_ons_code_only(take):
    take("commissioners", table(CCG, ccg("99A")), as_of=EARLIER)
    take("commissioners", table(CCG, ccg("99A", "E38000999")))
    change = OrganisationChange.objects.get()
    assert (change.before, change.after) == ({"ons_code": "E38000991"}, {"ons_code": "E38000999"})


def test_an_stp_without_its_name_fails(take):
    outcome = take("commissioners", table(CCG, ccg("99A", stp_name="")))
    assert outcome.rows[0].reason == "stp_without_name"


def stp(code, ccg_code, name="North"):
    return [code, name, "Y99", ccg_code, f"NHS {ccg_code}", ""]


def test_one_commissioner_may_lie_in_two_stps(take):
    rows = [stp("E54000091", "99A"), stp("E54000092", "99A", "South")]
    outcome = take("stp-commissioners", table(STP, *rows))
    assert outcome.created == 2
    assert outcome.changes == {"commissioners_added": 1, "stps_added": 2}
    assert Commissioner.objects.get().name == "NHS 99A"


def test_a_commissioner_that_moves_leaves_the_one_and_joins_the_other(take):
    take("stp-commissioners", table(STP, stp("E54000091", "99A")), as_of=EARLIER)
    outcome = take("stp-commissioners", table(STP, stp("E54000092", "99A", "South")))
    assert outcome.changes["stp_links_ended"] == 1
    held = CommissionerStp.objects.order_by("starts_on")
    assert list(held.values_list("stp__name", "starts_on", "ends_on")) == [
        ("North", EARLIER, date(2018, 5, 31)), ("South", date(2018, 5, 31), None),
    ]  # fmt: skip
    assert Stp.objects.get(name="North").closed_on == date(2018, 5, 31)


def test_an_stp_that_is_renamed(take):
    take(
        "stp-commissioners",
        table(STP, stp("E54000091", "99A"), stp("E54000091", "99B")),
        as_of=EARLIER,
    )
    rows = [stp("E54000091", "99A", "New"), stp("E54000091", "99B", "New")]
    outcome = take("stp-commissioners", table(STP, *rows))
    assert outcome.updated == 2
    assert Stp.objects.get().name == "New"
    assert OrganisationChange.objects.count() == 1


def test_a_commissioner_of_an_older_list_of_stps_had_ended_by_the_newer_list(take):
    take("commissioners", table(CCG, ccg("99A")))
    take("stp-commissioners", table(STP, stp("E54000091", "99Z")), as_of=EARLIER)
    assert Commissioner.objects.get(ods_code="99Z").closed_on == date(2018, 5, 31)


def test_areas_are_kept_by_vintage(take):
    file = collection(feature(code="99A", name="NHS ONE"))
    assert take("boundaries", file, as_of=EARLIER).created == 1
    assert take("boundaries", file, as_of=EARLIER).state is ImportState.NOTHING_TO_DO
    assert take("boundaries", file).created == 1
    renamed = collection(feature(code="99A", name="NHS TWO"))
    assert take("boundaries", renamed).updated == 1
    assert Boundary.objects.count() == 2


def test_the_kind_of_an_area_is_told_by_its_code(take):
    file = collection(
        feature(code="99A", name="A"), feature(stp17cd="E54000099", STP17NM="B"),
        feature(name="England"),
    )  # fmt: skip
    assert take("boundaries", file).created == 3
    assert set(Boundary.objects.values_list("kind", "code")) == {
        ("commissioner", "99A"), ("stp", "E54000099"), ("england", "E92000001"),
    }  # fmt: skip
    assert json.dumps(Boundary.objects.get(code="99A").geometry).startswith('{"type": "Polygon"')


def test_a_vanguard_with_its_commissioners(take, two_practices):
    outcome = take("vanguards", table(SITES, ["MCP91", "Site", "MCP", "99A", "whole", "50000"]))
    assert outcome.created == 1
    site = Vanguard.objects.get()
    assert (site.kind, site.membership, site.stated_population) == ("mcp", "whole", 50000)
    assert VanguardCommissioner.objects.get().starts_on == date(2015, 3, 10)


def test_a_vanguard_of_unknown_commissioners_is_skipped(take, two_practices):
    outcome = take("vanguards", table(SITES, ["MCP91", "Site", "MCP", "99A;00Z", "whole", ""]))
    assert (outcome.skipped, outcome.rows[0].reason) == (1, "no_such_commissioner")


def test_members_and_commissioners_come_and_go(take):
    rows = [practice_row(A), practice_row(B, commissioner="99B")]
    take("ods-practices", register(*rows))
    header = [*SITES, "practice_codes", "lead_organisation", "successor"]
    first = ["MCP91", "Site", "MCP", "99A;99B", "part", "", f"{A};{B}", "A federation", ""]
    take("vanguards", table(header, first), as_of=EARLIER)
    second = ["MCP91", "Site", "MCP", "99B", "part", "", B, "A federation", "MCP92"]
    other = ["MCP92", "Next", "MCP", "99A", "part", "", A, "", ""]
    outcome = take("vanguards", table(header, second, other))
    assert (outcome.created, outcome.unchanged) == (1, 1)
    assert Vanguard.objects.get(code="MCP91").lead_organisation == "A federation"
    ended = VanguardPractice.objects.get(practice__code=A, vanguard__code="MCP91")
    assert (ended.starts_on, ended.ends_on) == (date(2015, 3, 10), date(2018, 5, 31))
    assert VanguardCommissioner.objects.get(
        commissioner__ods_code="99A", vanguard__code="MCP91"
    ).ends_on == date(2018, 5, 31)
    assert VanguardSuccession.objects.get().successor.code == "MCP92"


def test_a_vanguard_that_is_listed_no_more_is_ended(take, two_practices):
    one = ["MCP91", "Site", "MCP", "99A", "whole", ""]
    two = ["PACS91", "Other", "PACS", "99A", "whole", ""]
    take("vanguards", table(SITES, one, two), as_of=EARLIER)
    outcome = take("vanguards", table(SITES, one))
    assert outcome.changes["vanguards_ended"] == 1
    assert Vanguard.objects.get(code="PACS91").closed_on == date(2018, 5, 31)


def test_a_cut_list_of_vanguards_is_taken_for_a_part(take, two_practices):
    rows = [[f"MCP{n:02}", f"Site {n}", "MCP", "99A", "whole", ""] for n in range(1, 24)]
    take("vanguards", table(SITES, *rows), as_of=EARLIER)
    outcome = take("vanguards", table(SITES, *rows[:2]))
    assert outcome.state is ImportState.REFUSED
    assert "21 of the 23 vanguards" in outcome.problems[0]
    assert Vanguard.objects.filter(closed_on=None).count() == 23
    outcome = take("vanguards", table(SITES, *rows[:2]), allow_endings=True)
    assert outcome.changes["vanguards_ended"] == 21


def test_a_cut_list_of_stps_is_taken_for_a_part(take):
    rows = [stp(f"E540000{n}", f"9{n}", f"Area {n}") for n in range(10, 40)]
    take("stp-commissioners", table(STP, *rows), as_of=EARLIER)
    outcome = take("stp-commissioners", table(STP, *rows[:9]))
    assert outcome.state is ImportState.REFUSED
    assert "21 of the 30 commissioners of STPs" in outcome.problems[0]
    assert Stp.objects.filter(closed_on=None).count() == 30


def test_stps_that_lost_their_commissioners_and_are_listed_no_more_count_too(take):
    rows = [stp(f"E540000{n}", f"9{n}", f"Area {n}") for n in range(10, 20)]
    take("stp-commissioners", table(STP, *rows), as_of=EARLIER)
    CommissionerStp.objects.update(ends_on=date(2017, 12, 31))
    outcome = take("stp-commissioners", table(STP, *rows[:2]))
    assert "8 of the 10 STPs" in outcome.problems[0]
