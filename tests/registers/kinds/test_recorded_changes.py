"""A register that comes after an officer's record: the same again changes nothing, and one that
says otherwise is reported and undoes nothing."""

from datetime import date

import pytest

from gp_relationships.actions import practice_changes
from organisations.models import (
    Commissioner,
    OrganisationChange,
    Practice,
    PracticeCommissioner,
    PracticeRecord,
    PracticeSuccession,
)
from tests.casework.attempts import together
from tests.casework.world import World
from tests.registers.files import A, B, C, practice_row, register, table
from tests.support.people import NOW

pytestmark = pytest.mark.django_db

MERGED = date(2018, 6, 15)
LATER = date(2018, 6, 30)
HEADER = ["Code", "Name", "Postcode", "Open Date", "Close Date", "Status", "Commissioner",
          "Join Date", "Role", "Successor Code"]  # fmt: skip


def row(code: str, **given: str) -> list[str]:
    """A row of the register that has a header, and names successors."""
    known = {"name": "ANY NAME", "postcode": "ZZ1 1ZZ", "opened": "1974-04-01", "closed": "",
             "status": "Active", "commissioner": "99A", "joined": "2013-04-01", "role": "RO76",
             "successor": "", **given}  # fmt: skip
    return [code, *known.values()]


@pytest.fixture
def merged(take, officer) -> None:
    """The register knows both; then an officer records that A went into B."""
    take("ods-practices", table(HEADER, row(A), row(B)))
    make_change("merger", other=Practice.objects.get(code=B))


@pytest.fixture
def moved(take, officer) -> None:
    """The register has A under 99A; then an officer records that it moved to 99B."""
    take("ods-practices", table(HEADER, row(A), row(B)))
    new = Commissioner.objects.create(ods_code="99B", name="NHS NEWSHIRE CCG")
    make_change("commissioner_move", commissioner=new, other=None)


def make_change(kind: str, **columns) -> None:
    world = World()
    with together():
        change = world.practice_change(
            "approved", kind=kind, practice=Practice.objects.get(code=A), planned_on=MERGED,
            forms_sent_on=date(2018, 4, 1), **columns,
        )  # fmt: skip
    practice_changes.make(change_id=change.pk, by=world.approver, at=NOW)


def reasons(outcome) -> dict[str, int]:
    return {each["reason"]: each["rows"] for each in outcome.reasons}


def standing() -> dict[str, object]:
    """Everything that a register could double or undo."""
    links = PracticeCommissioner.objects.order_by("practice__code", "starts_on")
    return {
        "practices": list(Practice.objects.order_by("code").values_list("status", "closed_on")),
        "links": list(links.values_list("commissioner__ods_code", "starts_on", "ends_on")),
        "successions": list(PracticeSuccession.objects.values_list("on", "basis")),
        "records": PracticeRecord.objects.count(),
        "changes": OrganisationChange.objects.count(),
    }


def test_the_same_merger_again_changes_nothing(take, merged):
    before = standing()
    said = {"status": "Inactive", "closed": "2018-06-15", "successor": B}
    outcome = take("ods-practices", table(HEADER, row(A, **said), row(B)), as_of=LATER)
    assert (outcome.created, outcome.updated, outcome.warned) == (0, 0, 0)
    assert standing() == before
    assert before["successions"] == [(MERGED, "recorded")]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"status": "Inactive", "closed": "2018-05-31"},
        {"status": "Inactive", "closed": "2018-06-15", "successor": C},
    ],
    ids=["still open", "closed on another day", "gone on in another"],
)
def test_a_register_that_says_otherwise_of_a_closing_is_reported(take, merged, said):
    before = standing()
    rows = [row(A, **said), row(B)]
    outcome = take("ods-practices", table(HEADER, *rows), as_of=LATER)
    assert (outcome.created, outcome.updated) == (0, 0)
    assert reasons(outcome) == {"closed_by_record": 1}
    assert standing() == before


def test_what_the_register_says_besides_is_taken(take, merged):
    take("ods-practices", table(HEADER, row(A, name="A NEWER NAME"), row(B)), as_of=LATER)
    practice = Practice.objects.get(code=A)
    assert (practice.name, practice.status, practice.closed_on) == (
        "A NEWER NAME",
        "closed",
        MERGED,
    )


def test_an_older_register_neither_reopens_nor_warns(take, merged):
    before = standing()
    outcome = take("ods-practices", table(HEADER, row(A), row(B)), as_of=date(2018, 6, 14))
    assert (outcome.updated, outcome.warned) == (0, 0)
    assert standing() == before


@pytest.mark.parametrize("joined", ["2018-06-15", "2018-07-01", ""])
def test_the_same_move_again_is_not_doubled(take, moved, joined):
    before = standing()
    rows = [row(A, commissioner="99B", joined=joined), row(B)]
    outcome = take("ods-practices", table(HEADER, *rows), as_of=date(2018, 7, 31))
    assert (outcome.created, outcome.updated, outcome.warned) == (0, 0, 0)
    assert standing() == before


@pytest.mark.parametrize("joined", ["2013-04-01", ""])
def test_a_register_that_has_it_where_it_was_is_reported(take, moved, joined):
    before = standing()
    outcome = take("ods-practices", table(HEADER, row(A, joined=joined), row(B)), as_of=LATER)
    assert reasons(outcome) == {"moved_by_record": 1}
    assert standing() == before


def test_a_later_move_by_the_register_is_taken(take, moved):
    rows = [row(A, commissioner="99C", joined="2018-06-20"), row(B)]
    outcome = take("ods-practices", table(HEADER, *rows), as_of=LATER)
    assert outcome.warned == 0
    links = PracticeCommissioner.objects.filter(practice__code=A).order_by("starts_on")
    assert [link.commissioner.ods_code for link in links] == ["99A", "99B", "99C"]


def test_an_open_practice_under_an_ended_commissioner_is_reported(take):
    Commissioner.objects.create(ods_code="99A", name="OLD", closed_on=date(2018, 4, 1))
    outcome = take("ods-practices", register(practice_row(A), practice_row(B, status="C",
                   closed_on="20180501")))  # fmt: skip
    assert reasons(outcome) == {"under_ended_commissioner": 1}
    assert outcome.created == 2
