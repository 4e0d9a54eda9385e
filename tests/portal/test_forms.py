"""Forms take any text and any date, and answer with words."""

import unicodedata
from datetime import date, timedelta
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from core.fields import EARLIEST, LATEST
from portal.forms.fields import PARTS, parts_of, printable
from portal.forms.participation import DecisionForm, PrincipleForm, plain, restored
from portal.presenters import answers
from tests.portal.conftest import DECISION, Flow, sealed_in

anything = some.text(some.characters(codec=None, categories=None), max_size=600)
awkward = some.sampled_from(
    [
        "\x00",
        "\ud800",
        "‮",
        "​",
        "؀",
        "１",
        "١",
        "²",
        "-1",
        "+1",
        "1e1",
        " 1 ",
        "0x1",
        "",
        "99999",
        "é",
    ]
)


@given(some.fixed_dictionaries(dict.fromkeys(DECISION, anything | awkward)))
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_is_accepted_clean_or_answered_with_words(typed):
    form = DecisionForm(typed)
    if form.is_valid():
        kept = form.answers()
        text = kept["note"]
        assert not any(unicodedata.category(c) in ("Cs", "Cc") and c not in "\n\t" for c in text)
        assert unicodedata.normalize("NFC", text) == text
        assert EARLIEST <= kept["decided_on"] <= LATEST
        assert restored(plain(kept)) == kept
    else:
        problems = answers.problems_of(form)
        assert problems
        assert all(problem.text and problem.href.startswith("#") for problem in problems)
    # what is shown again can be written on a page
    shown = answers.page_of_bound(form, [])
    "".join(map(str, shown.values.values())).encode()


@given(some.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_a_date_comes_back_as_it_was_typed_or_is_out_of_range(day):
    typed = {f"decided_on-{part}": text for part, text in parts_of(day).items()}
    form = DecisionForm({**DECISION, **typed})
    form.is_valid()
    if EARLIEST <= day <= LATEST:
        assert form.cleaned_data["decided_on"] == day
    else:
        assert "decided_on" in form.errors


@given(some.tuples(*[some.integers(-5, 99999).map(str) | awkward for _ in PARTS]))
def test_three_parts_make_a_real_date_or_an_error_that_marks_the_wrong_ones(parts):
    typed = dict(zip([f"decided_on-{part}" for part in PARTS], parts, strict=True))
    form = DecisionForm({**DECISION, **typed})
    if not form.is_valid():
        (problem,) = answers.problems_of(form)
        assert problem.field == "decided_on"
        assert set(problem.parts) <= set(PARTS)
        assert problem.href == f"#decided_on-{problem.parts[0]}"


@pytest.mark.parametrize(
    ("day", "accepted"),
    [
        (EARLIEST, True),
        (EARLIEST - timedelta(days=1), False),
        (LATEST, True),
        (LATEST + timedelta(days=1), False),
        (date(2024, 2, 29), True),
    ],
)
def test_the_edges_of_the_calendar(day, accepted):
    typed = {f"decided_on-{part}": text for part, text in parts_of(day).items()}
    assert DecisionForm({**DECISION, **typed}).is_valid() is accepted


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Zoe\u0308 O’Neill", "Zoë O’Neill"),
        ("دکتر امینه خان", "دکتر امینه خان"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Dr\u202e nahK", "Dr nahK"),
        ("Dr\u200b Khan\ufeff", "Dr Khan"),
        ("  Dr Khan  ", "Dr Khan"),
    ],
)
def test_names_of_any_script_are_kept_without_hidden_marks(typed, kept):
    form = PrincipleForm({**DECISION, "signatories": typed})
    assert form.is_valid()
    assert form.cleaned_data["signatories"] == kept


def test_a_name_has_one_line_and_a_note_may_have_many():
    assert not PrincipleForm({**DECISION, "signatories": "A\nB"}).is_valid()
    form = DecisionForm({**DECISION, "note": "A\r\nB\rC"})
    assert form.is_valid()
    assert form.cleaned_data["note"] == "A\nB\nC"


def test_only_what_no_page_can_carry_is_left_out_when_shown_again():
    assert printable("a\x00b\ud800c_(d) e\nf\tg") == "abc_(d) e\nf\tg"


@given(some.binary(max_size=60))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_bytes_that_are_no_text_are_no_fault_of_the_program(flow: Flow, raw):
    opened = flow.client.get(flow.url())
    body = f"sealed={sealed_in(opened)}&level=full&note={quote_from_bytes(raw)}"
    response = flow.client.generic(
        "POST", flow.url(), body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 422, "the date is missing, whatever the note is"
    response.content.decode()
