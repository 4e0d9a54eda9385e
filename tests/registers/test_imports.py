"""One import: all or nothing, once, reconciled, by those who may."""

import io
import uuid
from datetime import date, timedelta

import pytest

from audit import record
from audit.models import AuditEvent
from core.errors import NotPermitted
from organisations.models import (
    ImportRun,
    OrganisationChange,
    Practice,
    PracticeCommissioner,
    RegisterKind,
)
from registers.actions.imports import take_in
from registers.outcome import ImportState
from registers.reading.source import from_bytes
from registers.wording import summary
from tests.registers.files import A, B, practice_row, register, text
from tests.support.people import NOW

pytestmark = pytest.mark.django_db


def counts(outcome):
    return (
        outcome.read, outcome.created, outcome.updated, outcome.unchanged, outcome.skipped,
        outcome.failed,
    )  # fmt: skip


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Practice, PracticeCommissioner, ImportRun, OrganisationChange, AuditEvent)
    ]


def test_a_file_is_applied_with_its_run_and_its_audit(take, officer):
    outcome = take("ods-practices", register(practice_row(), practice_row("X90009", setting="1")))
    assert outcome.state is ImportState.APPLIED
    assert counts(outcome) == (2, 1, 0, 0, 1, 0)
    run = ImportRun.objects.get(pk=outcome.run)
    assert (run.kind, run.as_of, run.by_name) == (
        "ods-practices",
        date(2018, 5, 31),
        officer.full_name,
    )
    assert run.counts["read"] == 2
    assert Practice.objects.get().run_id == run.pk
    event = AuditEvent.objects.get(kind="register.imported")
    assert (event.about_id, event.by_id) == (str(run.pk), officer.pk)


def test_the_same_file_again_changes_nothing_and_says_so(take):
    take("ods-practices", register())
    before = everything()
    outcome = take("ods-practices", register())
    assert outcome.state is ImportState.NOTHING_TO_DO
    assert counts(outcome) == (2, 0, 0, 2, 0, 0)
    assert "Nothing to do" in outcome.notes[0]
    assert everything() == before


def test_the_same_rows_in_another_spelling_change_no_row(take):
    take("ods-practices", register())
    outcome = take("ods-practices", register().replace("\r\n", "\n"))
    assert outcome.state is ImportState.APPLIED
    assert counts(outcome) == (2, 0, 0, 2, 0, 0)
    assert not OrganisationChange.objects.exists()


def test_a_dry_run_says_what_would_be_and_writes_nothing(take):
    before = everything()
    outcome = take("ods-practices", register(), dry_run=True)
    assert outcome.state is ImportState.CHECKED
    assert counts(outcome) == (2, 2, 0, 0, 0, 0)
    assert everything() == before


def test_one_failed_row_and_nothing_is_applied(take):
    outcome = take("ods-practices", register(practice_row(), practice_row("91002")))
    assert outcome.state is ImportState.REFUSED
    assert counts(outcome) == (2, 0, 0, 1, 0, 1)
    finding = outcome.rows[0]
    assert (finding.row, finding.column, finding.value) == (2, "column 1 (code)", "91002")
    assert finding.expected == "an ODS practice code such as A12345"
    assert not Practice.objects.exists()


def test_good_rows_only_is_an_explicit_choice_and_ends_nothing(take):
    take("ods-practices", register())
    file = register(practice_row(A, "A NEW NAME"), practice_row("91002"))
    outcome = take("ods-practices", file, good_rows_only=True)
    assert outcome.state is ImportState.APPLIED
    assert counts(outcome) == (2, 0, 1, 0, 0, 1)
    assert Practice.objects.get(code=B).status == "active"


def test_if_the_audit_cannot_be_written_nothing_is_applied(take, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the audit is full")

    monkeypatch.setattr(record, "insert_one", broken)
    before = everything()
    with pytest.raises(RuntimeError, match="the audit is full"):
        take("ods-practices", register())
    assert everything() == before


def test_only_officers_may(take, analyst, auditor, stranger):
    for person in (analyst, auditor, stranger):
        with pytest.raises(NotPermitted):
            take("ods-practices", register(), by=person)
        with pytest.raises(NotPermitted):
            take("ods-practices", b"", by=person)
    assert not Practice.objects.exists()


def test_an_older_register_is_refused_with_a_clear_sentence(take):
    take("ods-practices", register())
    outcome = take("ods-practices", register(practice_row(A, "OLD NAME")), as_of=date(2017, 1, 31))
    assert outcome.state is ImportState.REFUSED
    assert "31 May 2018" in outcome.problems[0]
    assert Practice.objects.get(code=A).name == "THE FIRST SURGERY"


def test_of_an_older_file_of_another_publication_the_layout_is_what_is_said(take):
    take("ods-practices", register())
    outcome = take("ods-practices", text([["color", "taste"], ["a", "b"]]), as_of=date(2017, 1, 31))
    assert outcome.state is ImportState.REFUSED
    assert "2 columns; 27 were expected" in outcome.problems[0]


def test_another_file_of_the_same_day_corrects_the_first(take):
    take("ods-practices", register())
    outcome = take("ods-practices", register(practice_row(A, "RIGHT NAME"), practice_row(B)))
    assert counts(outcome)[1:4] == (0, 2, 0)


@pytest.mark.parametrize("as_of", [date(2027, 1, 1), date(1947, 1, 1)])
def test_a_file_cannot_be_of_the_future_nor_older_than_the_service(take, as_of):
    outcome = take("ods-practices", register(), as_of=as_of)
    assert outcome.state is ImportState.REFUSED
    assert "between" in outcome.problems[0]


def test_the_day_of_a_file_comes_from_its_name_else_it_is_today(take):
    outcome = take("ods-practices", register(), as_of=None, name="epraccur_2018-05.csv")
    assert (outcome.as_of, outcome.as_of_from) == (date(2018, 5, 31), "file name")
    outcome = take("ods-practices", register(practice_row()), as_of=None, name="a.csv")
    assert (outcome.as_of, outcome.as_of_from) == (date(2026, 11, 23), "today")


def test_a_name_that_tells_a_later_day_means_today_and_that_is_said(take):
    outcome = take("ods-practices", register(), as_of=None, name="epraccur_2026-12.csv")
    assert (outcome.as_of, outcome.as_of_from) == (date(2026, 11, 23), "later")
    assert "a later day" in next(summary(outcome, most=0))
    again = take("ods-practices", register(), as_of=None, name="epraccur_2026-12.csv")
    assert again.state is ImportState.NOTHING_TO_DO
    assert "a later day" in next(summary(again, most=0))


def test_a_file_that_would_end_most_of_what_is_known_is_taken_for_a_part(take):
    many = [practice_row(f"X9{number:04}") for number in range(200)]
    take("ods-practices", register(*many))
    outcome = take("ods-practices", register(*many[:40]), as_of=date(2018, 6, 30))
    assert outcome.state is ImportState.REFUSED
    assert "160 of the 200 open practices" in outcome.problems[0]
    outcome = take(
        "ods-practices", register(*many[:40]), as_of=date(2018, 6, 30), allow_endings=True
    )
    assert outcome.state is ImportState.APPLIED
    assert Practice.objects.filter(status="closed").count() == 160


def test_a_file_whose_rows_waited_for_the_register_is_worth_importing_again(take):
    header = ["practice_code", "gp_headcount", "gp_fte"]
    file = text([header, [A, "3", "2.5"], [B, "3", "2.5"]])
    take("ods-practices", register(practice_row(B)), at=NOW - timedelta(hours=1))
    assert take("gp-headcount", file).skipped == 1
    assert take("gp-headcount", file).state is ImportState.NOTHING_TO_DO
    take("ods-practices", register())
    outcome = take("gp-headcount", file)
    assert (outcome.state, outcome.created) == (ImportState.APPLIED, 1)


def test_every_finding_goes_to_the_file_of_errors_and_no_spreadsheet_runs_it(take):
    errors = io.StringIO()
    rows = [practice_row(f"=CMD{n}", setting="4") for n in range(3)]
    rows += [practice_row(f"X9{n:04}", setting="9") for n in range(300)]
    outcome = take("ods-practices", register(*rows), errors_to=errors, sample=2)
    lines = errors.getvalue().splitlines()
    assert lines[0] == "row,column,value,verdict,reason,expected"
    assert len(lines) == 1 + 303
    assert lines[1].startswith("1,column 1 (code),'=CMD0,failed,not_understood,")
    assert len(outcome.rows) == 4
    assert [(r["verdict"], r["rows"]) for r in outcome.reasons] == [("failed", 3), ("skipped", 300)]


@pytest.mark.parametrize("end", ["\r\n", "\r\n\r\n"], ids=["as it stands", "line by line"])
def test_progress_is_told_however_the_file_is_read(take, end):
    told = []
    content = register(*(practice_row(f"X9{n:04}") for n in range(50))).replace("\r\n", end)
    take("ods-practices", content, progress=told.append)
    assert len(content) * 0.95 < sum(told) <= len(content)


def test_progress_begins_again_where_the_database_could_not_read_the_file(take):
    told = []
    content = register(practice_row(A), practice_row(B)) + "too,short\r\n"
    take("ods-practices", content, progress=told.append)
    assert min(told) < 0
    assert 0 < sum(told) <= len(content)


def test_a_run_can_be_found_by_whatever_it_wrote(take):
    outcome = take("ods-practices", register())
    assert isinstance(outcome.run, uuid.UUID)
    assert set(PracticeCommissioner.objects.values_list("run_id", flat=True)) == {outcome.run}


def test_a_file_of_no_known_day_is_the_same_file_on_any_day(take, officer):
    content = register().encode()
    first = take("ods-practices", content, as_of=None)
    later = take_in(
        kind=RegisterKind.ODS_PRACTICES,
        source=from_bytes("a.csv", content),
        by=officer,
        at=NOW + timedelta(days=3),
    )
    assert (later.state, later.as_of) == (ImportState.NOTHING_TO_DO, first.as_of)


def test_a_file_that_another_has_replaced_is_worth_importing_again(take):
    take("ods-practices", register())
    take("ods-practices", register(practice_row(A, "OTHER"), practice_row(B)))
    outcome = take("ods-practices", register())
    assert (outcome.state, outcome.updated) == (ImportState.APPLIED, 2)


def test_a_reading_that_the_database_refuses_falls_back_to_line_by_line(take):
    """The quote that swallows a line leaves fewer rows than lines."""
    file = register(practice_row(A), practice_row(B), practice_row("X91003"))
    swallowed = file.replace('"ZZ1 1ZZ"', '"ZZ1 1ZZ', 1).replace('"ZZ1 1ZZ"', 'ZZ1 1ZZ"', 1)
    outcome = take("ods-practices", swallowed)
    assert outcome.state is ImportState.REFUSED
    assert outcome.failed == 2 or outcome.problems
