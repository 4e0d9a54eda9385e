"""The consent ledger through the API: who must sign again and why, and whose names are told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gp_relationships.actions import signatures, wordings
from gp_relationships.models import Participation, Signature, Wording
from tests.casework.world import World
from tests.reporting.conftest import got
from tests.support.consent import everybody_signed, wording
from tests.support.people import NOW, TODAY
from tests.support.programme import make_practice

YESTERDAY = (TODAY - timedelta(days=1)).isoformat()


@pytest.fixture
def asked(world: World) -> Participation:
    """A practice whose two holders have signed to decide for the full level."""
    row = world.participation("in_principle", level="full")
    everybody_signed(
        row, "full", by=world.officer, names=["Pat Partner", "Ann Doctor"], documents=["decision"]
    )
    return row


def rewritten(world: World, **more) -> Wording:
    return wordings.publish(
        vanguard_id=world.vanguard.pk, document="decision", text="We agree to more.",
        at=NOW, **{"by": world.officer, **more},
    )  # fmt: skip


def newest(client) -> dict:
    (row,) = got(client, "wordings/", document="decision", is_current="true")["results"]
    return got(client, f"wordings/{row['id']}/")


def test_a_changed_wording_asks_everybody_again_and_says_why(reader, world: World, asked):
    client = reader(world.officer)
    before = newest(client)["signing"][0]
    assert (before["holders"], before["signed"], before["is_signed"]) == (2, 2, True)
    rewritten(world)
    after = newest(client)
    assert after["text"] == "We agree to more."
    (part,) = after["signing"]
    assert (part["practice_code"], part["level"]) == (world.practice.code, "full")
    assert (part["signed"], part["is_signed"]) == (0, False)
    (reason,) = part["reasons"]
    assert reason["code"] == "wording_has_changed"
    assert "Ann Doctor" in reason["text"]
    old = got(client, "wordings/", document="decision", is_current="false")["results"][0]
    assert (old["is_binding"], old["number"]) == (False, 1)
    assert got(client, f"wordings/{old['id']}/")["signing"] == []


def test_a_corrected_slip_leaves_the_wording_before_it_binding(api, world: World, asked):
    rewritten(world, by=world.approver, corrects_slip=True)
    rows = got(api, "wordings/", document="decision", ordering="published_on")["results"]
    assert [(row["is_current"], row["is_binding"]) for row in rows] == [(False, True), (True, True)]
    assert newest(api)["signing"][0]["is_signed"] is True


def test_an_analyst_is_told_no_holder_by_name(api, world: World, asked):
    rewritten(world)
    for path in ("wordings/", "signatures/", "holders/", "signatures/?format=csv"):
        body = api.get(f"/api/v1/{path}").getvalue()
        assert b"Ann Doctor" not in body
        assert b"Pat Partner" not in body
    (reason,) = newest(api)["signing"][0]["reasons"]
    assert "Ann Doctor" not in reason["text"]
    assert "2 of 2 holders must sign again" in reason["text"]
    assert {row["holder"] for row in got(api, "signatures/")["results"]} == {None}


def test_officers_read_who_signed_and_what_was_taken_back(reader, world: World, asked):
    client = reader(world.officer)
    signed = Signature.objects.get(holder__name="Ann Doctor")
    signatures.withdraw(
        signature_id=signed.pk, withdrawn_on=TODAY, reason="Changed her mind.",
        by=world.officer, at=NOW,
    )  # fmt: skip
    (row,) = got(client, "signatures/", is_withdrawn="true")["results"]
    assert (row["holder"], row["withdrawn_on"]) == ("Ann Doctor", TODAY.isoformat())
    assert len(got(client, "signatures/", is_withdrawn="false")["results"]) == 1
    then = got(client, "signatures/", known_at=YESTERDAY)["results"]
    assert [each["withdrawn_on"] for each in then] == [None, None]
    assert got(client, "signatures/", wording=row["wording_id"], holder=row["holder_id"])["results"]
    assert got(client, "signatures/", practice="Z99999")["results"] == []


def test_a_wording_is_not_told_of_the_days_before_it_was_published(api, world: World, asked):
    rewritten(world)
    assert len(got(api, "wordings/", document="decision")["results"]) == 2
    (then,) = got(api, "wordings/", document="decision", as_at=YESTERDAY)["results"]
    assert (then["number"], then["is_current"], then["is_binding"]) == (1, True, True)
    assert "signing" not in got(api, f"wordings/{then['id']}/", as_at=YESTERDAY)


def test_who_signs_is_asked_in_as_many_queries_for_many_practices(api, world: World, asked):
    path = f"/api/v1/wordings/{wording(asked, 'decision', by=world.officer).pk}/"

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert api.get(path).status_code == 200
        return len(seen)

    few = queries()
    for n in range(6):
        practice = make_practice(f"Y{n:05}", f"SURGERY {n}")
        row = world.participation("in_principle", level="full", practice=practice)
        everybody_signed(row, "full", by=world.officer, documents=["decision"])
    assert len(api.get(path).json()["signing"]) == 7
    assert queries() == few
