"""Whatever is done to a good file: a verdict, never a traceback, never a part of it applied."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organisations.models import ImportRun, ListSize, OrganisationChange, Practice, RegisterKind
from registers.actions.imports import take_in
from registers.actions.order import Wish
from registers.outcome import ImportState
from registers.reading.source import from_bytes
from tests.registers.files import AS_OF, A, B, payments, practice_row, register, table
from tests.support.people import NOW

pytestmark = pytest.mark.django_db

SEEDS = {
    RegisterKind.ODS_PRACTICES: register(practice_row(A), practice_row(B), practice_row("X91003")),
    RegisterKind.GP_PAYMENTS: payments(),
    RegisterKind.LIST_SIZES: table(["code", "number_of_patients"], [A, 5], [B, 6]),
    RegisterKind.GP_HEADCOUNT: table(["practice_code", "gp_headcount", "gp_fte"], [A, 5, 4.5]),
    RegisterKind.PRACTICE_LOCATIONS: table(["practice_code", "lat", "lon"], [A, 53, -1]),
    RegisterKind.BOUNDARIES: '{"type": "FeatureCollection", "features": [{"type": "Feature",'
    ' "properties": {"code": "99A"}, "geometry": {"type": "Polygon", "coordinates":'
    " [[[0, 53], [1, 53], [1, 54], [0, 53]]]}}]}",
    RegisterKind.VANGUARDS: table(
        ["code", "name", "model", "ccgs", "membership"], ["MCP91", "Site", "MCP", "99A", "whole"]
    ),
}

BYTES = st.sampled_from(
    [b'"', b'""', b",", b";", b"\n", b"\r", b"\r\n", b"\0", b"\\.", b"\\", b"\xff", b"\xe9",
     b"\xc3", b"\xef\xbb\xbf", b"%", b"%%s", b"'", b"=1+1", b"\xe2\x80\xae", b"-", b" ", b"0",
     b"9" * 20, b"x"]
)  # fmt: skip


@st.composite
def spoilt(draw):
    """A small good file with a few bytes put in, taken out, doubled or exchanged."""
    kind = draw(st.sampled_from(list(SEEDS)))
    data = SEEDS[kind].encode()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 12))
        data = draw(
            st.one_of(
                BYTES.map(lambda new, d=data, i=at: d[:i] + new + d[i:]),
                st.just(data[:at] + data[at + length :]),
                st.just(data[: at + length] + data[at:]),
                BYTES.map(lambda new, d=data, i=at, n=length: d[:i] + new + d[i + n :]),
            )
        )
    return kind, data


def written():
    return [m.objects.count() for m in (Practice, ListSize, ImportRun, OrganisationChange)]


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(file=spoilt(), good_rows_only=st.booleans())
def test_a_spoilt_file_gets_a_verdict_and_is_never_half_applied(
    two_practices, officer, file, good_rows_only
):
    kind, data = file
    before = written()
    outcome = take_in(
        kind=kind,
        source=from_bytes("a.csv", data),
        by=officer,
        at=NOW,
        as_of=AS_OF,
        wish=Wish(good_rows_only=good_rows_only),
    )
    assert outcome.reconciles
    if outcome.state is ImportState.REFUSED:
        assert outcome.problems or outcome.failed
        assert written() == before
    if outcome.state is ImportState.APPLIED:
        assert outcome.failed == 0 or good_rows_only
        assert written()[2] == before[2] + 1


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=5))
def test_any_name_is_taken_or_named_and_never_changes_another_column(two_practices, officer, names):
    rows = [practice_row(f"X92{n:03}", name.replace("\0", "")) for n, name in enumerate(names)]
    outcome = take_in(
        kind=RegisterKind.ODS_PRACTICES,
        source=from_bytes("a.csv", register(*rows).encode("utf-8", "replace")),
        by=officer,
        at=NOW,
        as_of=AS_OF,
    )
    assert outcome.reconciles
    if outcome.state is ImportState.APPLIED:
        found = Practice.objects.filter(code__startswith="X92", status="active")
        assert set(found.values_list("postcode", flat=True)) == {"ZZ1 1ZZ"}
        assert found.count() == len(names)
