"""Files that are not what they say: a clear sentence with the row, and nothing applied."""

import io
import json
import zipfile

import pytest

from organisations.models import ImportRun, ListSize, Practice
from registers.outcome import ImportState
from tests.registers.files import A, B, practice_row, register, table, text

pytestmark = pytest.mark.django_db

GOOD = register().encode()
HEADCOUNT = ["practice_code", "gp_headcount", "gp_fte"]


def workbook() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return out.getvalue()


WHOLE = {
    "empty": (b"", "The selected file is empty."),
    "only spaces": (b" \r\n\r\n", "The selected file is empty."),
    "UTF-16 with its mark": (register().encode("utf-16"), "This file is in UTF-16."),
    "UTF-16 without its mark": (register().encode("utf-16-le"), "This file is in UTF-16."),
    "a workbook, or a zip bomb": (workbook(), "This is an Excel workbook or a zip file"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"x" * 500, "old or password-protected Excel"),
    "gzip": (b"\x1f\x8b" + b"x" * 500, "gzip"),
    "a web page": (b"<!DOCTYPE html><html>x</html>", "This is a web page"),
    "XML": (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "This is a web page or XML"),
    "a PDF": (b"%PDF-1.7 x", "This is a PDF"),
    "JSON": (b'{"a": [1, 2, 3]}', "This is JSON"),
    "semicolons": (GOOD.replace(b'","', b'";"'), "This file uses ; between columns"),
    "tabs": (GOOD.replace(b'","', b'"\t"'), "This file uses tabs between columns"),
    "a null character": (GOOD.replace(b"SECOND", b"SEC\0ND"), "Row 2 holds a null character"),
    "neither UTF-8 nor cp1252": (GOOD.replace(b"SECOND", b"SEC\x81ND"), "Row 2 holds the byte"),
    "two encodings": (
        GOOD.replace(b"FIRST", "FIRŠT".encode()).replace(b"SECOND", b"S\xcaCOND"),
        "Row 1 is in UTF-8 and other rows are not",
    ),
    "one line without end": (b"x" * 3_000_000, "longer than a million characters"),
    "another width": (b'"A","B","C"\r\n', "Row 1: the row has 3 columns; 27 were expected"),
    "a quote open at its first row": (b'"X91001,"A"\r\n', "Row 1:"),
}  # fmt: skip


@pytest.mark.parametrize("what", WHOLE)
def test_a_file_that_is_not_a_register_is_refused_in_one_sentence(take, what):
    content, sentence = WHOLE[what]
    outcome = take("ods-practices", content)
    assert outcome.state is ImportState.REFUSED
    assert len(outcome.problems) == 1
    assert sentence in outcome.problems[0]
    assert not Practice.objects.exists()
    assert not ImportRun.objects.exists()


ROWS = {
    "an unclosed quote": (
        register(practice_row(A), practice_row(B, "UNCLOSED"), practice_row("X91003")).replace(
            '"UNCLOSED"', '"UNCLOSED', 1
        ),
        2, "quote",
    ),
    "a quote open to the end": (
        register().replace('"THE SECOND SURGERY",', '"THE SECOND SURGERY,').rstrip()[:60], 1, ""
    ),
    "a truncated last row": (register()[:-40], 2, "quote is not closed"),
    "a short row": (register() + '"X91003","A NAME"\r\n', 3, "the row has 2 columns; 27 were"),
    "a long row": (register().rstrip("\r\n") + ',"and","more"\r\n', 2, "the row has 29 columns"),
    "a word after its quotes": (
        register(practice_row(A), practice_row(B, "DENS")).replace('"DENS"', '"DENS"X'), 2,
        "a quote stands where none may be",
    ),
    "a line break within quotes": (
        register().replace("THE SECOND SURGERY", "THE SECOND\r\nSURGERY"), 2, "quote is not closed"
    ),
    "an end-of-data mark": (register() + "\\.\r\n", 3, "the row has 1 column;"),
    "a giant field": (
        register(practice_row(A), practice_row(B, "X" * 200_000)), 2, "characters"
    ),
    "a long name": (register(practice_row(A, "X" * 201)), 1, "at most 200 characters"),
    "no name": (register(practice_row(A, " ")), 1, "at most 200 characters"),
    "a code of a spreadsheet": (register(practice_row("5.00E+01")), 1, "an ODS practice code"),
    "the letter O for nought": (register(practice_row("X9I0O1")), 1, "an ODS practice code"),
    "a branch": (register(practice_row("X91001001")), 1, "an ODS practice code"),
    "30 February": (register(practice_row(A, opened_on="20180230")), 1, "a real date"),
    "29 February of 2018": (register(practice_row(A, opened_on="29/02/2018")), 1, "real date"),
    "month 13": (register(practice_row(A, opened_on="2018-13-01")), 1, "a real date"),
    "the year 26": (register(practice_row(A, opened_on="01/04/26")), 1, "a real date"),
    "the year 9999": (register(practice_row(A, opened_on="99990101")), 1, "a real date"),
    "now": (register(practice_row(A, opened_on="now")), 1, "a real date"),
    "closed before it opened": (
        register(practice_row(A, opened_on="20180401", closed_on="20180331", status="C")), 1,
        "not before the opening date",
    ),
    "no postcode of this world": (register(practice_row(A, postcode="NOT ONE")), 1, "a postcode"),
    "an unknown status": (register(practice_row(A, status="X")), 1, "A (active), C (closed)"),
    "no status": (register(practice_row(A, status="")), 1, "A (active), C (closed)"),
    "a commissioner in words": (
        register(practice_row(A, commissioner="NHS SOMEWHERE")), 1, "a commissioner's ODS code"
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ROWS)
def test_a_broken_row_is_named_and_nothing_is_applied(take, what):
    content, row, expected = ROWS[what]
    outcome = take("ods-practices", content)
    assert outcome.state is ImportState.REFUSED
    assert not Practice.objects.exists()
    if outcome.failed:
        assert outcome.rows[0].row == row, outcome.rows
        assert expected in outcome.rows[0].expected
    else:
        assert f"Row {row}" in outcome.problems[0]


def test_two_rows_for_one_code_are_both_named(take):
    outcome = take(
        "ods-practices", register(practice_row(A), practice_row(B), practice_row("x91001 "))
    )
    assert outcome.state is ImportState.REFUSED
    assert [finding.row for finding in outcome.rows] == [1, 3]
    assert outcome.rows[0].expected == "one row only: it is on rows 1, 3"


HEADERS = {
    "unknown": ([*HEADCOUNT, "gp_headcont"], "Take it out", "gp_headcont"),
    "misspelt": (["practice_code", "gp_headcont", "gp_fte"], "Did you mean “headcount”?", ""),
    "missing": (["practice_code", "gp_fte"], "The column “headcount” is missing", ""),
    "doubled": ([*HEADCOUNT, "GP Headcount"], "Two columns hold the headcount", ""),
}


@pytest.mark.parametrize("what", HEADERS)
def test_columns_that_are_unknown_missing_or_doubled_are_errors(take, two_practices, what):
    header, sentence, named = HEADERS[what]
    outcome = take("gp-headcount", table(header, [A, *["3"] * (len(header) - 1)]))
    assert outcome.state is ImportState.REFUSED
    said = " ".join(outcome.problems)
    assert named in said
    if what != "unknown":
        assert sentence in said


def test_a_file_of_another_publication_is_refused(take):
    outcome = take("gp-headcount", table(["color", "taste"], ["red", "sweet"]))
    assert "Row 1 is not the header of this publication" in outcome.problems[0]
    outcome = take("gp-headcount", GOOD)
    assert outcome.state is ImportState.REFUSED


def test_a_file_of_very_many_columns_is_refused(take):
    header = ["practice_code", "registered", *(f"male_{n}" for n in range(2_000))]
    outcome = take("list-sizes", table(header, [A, *["1"] * 2_001]))
    assert outcome.problems == ["Row 1 has 2,002 columns; no publication has more than 500."]


@pytest.mark.parametrize(("sign", "name"), [(";", ";"), ("\t", "tabs"), ("|", "|")])
def test_two_columns_parted_by_another_sign_are_seen_as_such(take, sign, name):
    outcome = take("list-sizes", f"practice_code{sign}registered\r\n{A}{sign}5000\r\n")
    assert f"This file uses {name} between columns, not commas." in outcome.problems[0]


def test_a_header_without_rows_is_empty(take):
    outcome = take("gp-headcount", table(HEADCOUNT))
    assert outcome.problems == ["The selected file is empty: it has a header and no rows."]


ACCEPTED = {
    "a byte order mark": b"\xef\xbb\xbf" + GOOD,
    "LF": GOOD.replace(b"\r\n", b"\n"),
    "CR alone": GOOD.replace(b"\r\n", b"\r"),
    "mixed line ends": GOOD.replace(b"\r\n", b"\n", 1),
    "no last line end": GOOD.rstrip(),
    "blank lines": GOOD.replace(b"\r\n", b"\r\n\r\n") + b"\r\n",
    "no quotes": GOOD.replace(b'"', b""),
    "empty columns at the end": GOOD.replace(b"\r\n", b",,,\r\n"),
    "cp1252": GOOD.replace(b"SECOND", b"SEC\xd3ND"),
    "UTF-8": GOOD.replace(b"SECOND", "SECÓND".encode()),
    "lower case codes and spaces": GOOD.replace(b'"X91001"', b'" x91001 "'),
}


@pytest.mark.parametrize("what", ACCEPTED)
def test_the_known_dirt_is_taken(take, what):
    outcome = take("ods-practices", ACCEPTED[what])
    assert outcome.state is ImportState.APPLIED, outcome.problems or outcome.rows
    assert (outcome.read, outcome.created) == (2, 2)
    assert set(Practice.objects.values_list("code", flat=True)) == {A, B}


def test_quotes_within_a_name_are_kept(take):
    rows = [practice_row(A, 'THE "OLD" SURGERY'), practice_row(B, "NEW")]
    plain = text(rows).replace('"THE ""OLD"" SURGERY"', 'THE "OLD" SURGERY')
    for content in (register(*rows), plain):
        outcome = take("ods-practices", content)
        assert outcome.state is ImportState.APPLIED, outcome.rows
        assert Practice.objects.get(code=A).name == 'THE "OLD" SURGERY'


def test_blank_lines_are_counted_and_row_numbers_are_the_spreadsheets(take):
    outcome = take("ods-practices", "\r\n" + register() + "\r\n" + register(practice_row("BAD")))
    assert outcome.blank_lines >= 1
    assert outcome.rows[0].row == 5


def test_cp1252_is_said_and_means_what_it_means_there(take):
    outcome = take("ods-practices", register(practice_row(A, "ST ANNE’S")).encode("cp1252"))
    assert "Windows-1252" in outcome.notes[0]
    assert Practice.objects.get().name == "ST ANNE’S"


def test_marks_that_hide_or_turn_text_are_no_part_of_a_name(take):
    take("ods-practices", register(practice_row(A, "THE\u202e FIRST\u200b \u00a0 SURGERY\t")))
    assert Practice.objects.get().name == "THE FIRST SURGERY"


def test_text_that_looks_like_a_command_is_kept_as_text(take):
    name = "<script>alert(1)</script> {{7*7}} %s '; DROP TABLE x; --"
    take("ods-practices", register(practice_row(A, name)))
    assert Practice.objects.get().name == name


AREA = {
    "type": "Polygon",
    "coordinates": [[[-1.5, 53.0], [-1.4, 53.0], [-1.4, 53.1], [-1.5, 53.0]]],
}


def feature(geometry=AREA, **properties):
    return {"type": "Feature", "properties": properties or {"code": "99A"}, "geometry": geometry}


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


GEOJSON = {
    "no JSON": ("code,name\r\n99A,x\r\n", "This file is not JSON"),
    "not a collection": (json.dumps(feature()), "not a GeoJSON FeatureCollection"),
    "no features": (collection(), "holds no features"),
    "the national grid": (
        collection(feature(), crs={"properties": {"name": "EPSG:27700"}}),
        "(WGS84)",
    ),
    "not a number": (collection(feature()).replace("53.1", "NaN"), "NaN is no number"),
    "nested too deeply": ("[" * 100_000, "This file is not JSON"),
}


@pytest.mark.parametrize("what", GEOJSON)
def test_a_file_that_is_no_geojson_is_refused(take, what):
    content, sentence = GEOJSON[what]
    outcome = take("boundaries", content)
    assert outcome.state is ImportState.REFUSED
    assert sentence in outcome.problems[0]


def ring(*positions):
    return {"type": "Polygon", "coordinates": [list(positions)]}


FEATURES = {
    "no geometry": (feature(None), "no geometry"),
    "a point": (feature({"type": "Point", "coordinates": [0, 53]}), "Polygon or a MultiPolygon"),
    "three positions": (feature(ring([0, 53], [1, 53], [0, 53])), "fewer than four"),
    "an open ring": (feature(ring([0, 53], [1, 53], [1, 54], [0, 54])), "not closed"),
    "metres": (feature(ring(*[[400_000, 300_000]] * 4)), "degrees within the British Isles"),
    "text": (feature(ring(*[["0", "53"]] * 4)), "degrees within the British Isles"),
    "an unknown code": (feature(code="HELLO"), "no code that is known"),
    "a position with words for its height": (
        feature(ring(*[[0, 53, "high"]] * 4)),
        "degrees within the British Isles",
    ),
    "a position of endless height": (feature(ring(*[[0, 53, 1e309]] * 4)), "British Isles"),
    "half a character": (feature(code="99B", name="\ud800"), "must be text"),
    "half a character in its code": (feature(code="99\udfff"), "must be text"),
    "a null character in its name": (feature(code="99B", name="A\0B"), "must be text"),
    "a number for a name": (feature(code="99B", name=5), "must be text"),
    "a list for a name": (feature(code="99B", name=["A"]), "must be text"),
    "no feature": ("hello", "this is no Feature"),
    "an empty polygon": (feature({"type": "MultiPolygon", "coordinates": [[]]}), "fewer than four"),
}


@pytest.mark.parametrize("what", FEATURES)
def test_a_broken_area_is_named_by_its_number(take, what):
    broken, sentence = FEATURES[what]
    file = collection(feature(code="99A", name="Good"), broken).replace("Infinity", "1e309")
    outcome = take("boundaries", file)
    assert outcome.state is ImportState.REFUSED
    assert (outcome.read, outcome.failed) == (2, 1)
    assert outcome.rows[0].row == 2
    assert sentence in outcome.rows[0].expected


def test_a_shape_keeps_nothing_but_its_coordinates(take):
    strange = feature({**AREA, "note": "\ud800"}, code="99A", name="Good")
    assert take("boundaries", collection(strange)).created == 1


def test_numbers_that_are_none_fail(take, two_practices):
    header = ["practice_code", "number_of_patients"]
    for value in ("-1", "10000000", "many", "1e3", "NaN", "12.3.4", "1,00"):
        outcome = take("list-sizes", table(header, [A, value]))
        assert (outcome.state, outcome.failed) == (ImportState.REFUSED, 1), value
    assert not ListSize.objects.exists()


def test_a_header_that_is_cut_off_is_refused(take):
    outcome = take("gp-headcount", text([HEADCOUNT])[:10])
    assert outcome.state is ImportState.REFUSED
