"""`manage.py import_data`, as a person and as a program call it."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from organisations.models import ImportRun, Practice
from tests.registers.files import A, practice_row, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    def written(content: str, name: str = "epraccur_2018-05.csv"):
        path = tmp_path / name
        path.write_text(content, newline="")
        return str(path)

    return written


def run(*arguments: str) -> tuple[str, int]:
    """What it prints, and its exit code."""
    out = StringIO()
    try:
        call_command("import_data", *arguments, stdout=out)
    except SystemExit as stopped:
        return out.getvalue(), int(stopped.code or 0)
    return out.getvalue(), 0


def test_it_says_what_it_did(file):
    said, code = run("ods-practices", file(register()))
    assert code == 0
    assert "as of 31 May 2018 (from the name of the file)" in said
    assert "2 read = 2 created + 0 updated + 0 unchanged + 0 skipped + 0 failed" in said
    assert said.rstrip().endswith("Applied.")
    assert ImportRun.objects.get().by_name


def test_again_there_is_nothing_to_do(file):
    path = file(register())
    run("ods-practices", path)
    said, code = run("ods-practices", path)
    assert code == 0
    assert "Nothing to do: this very file is already in." in said


def test_json_is_one_object_whose_counts_reconcile(file):
    said, code = run("ods-practices", file(register()), "--json")
    answer = json.loads(said)
    assert code == 0
    assert answer["state"] == "applied"
    counted = ("created", "updated", "unchanged", "skipped", "failed")
    assert answer["read"] == sum(answer[key] for key in counted) == 2
    assert answer["as_of"] == "2018-05-31"


def test_a_dry_run_applies_nothing(file):
    said, code = run("ods-practices", file(register()), "--dry-run")
    assert code == 0
    assert "Checked only: nothing was applied." in said
    assert not Practice.objects.exists()


def test_a_failed_row_is_exit_code_1_with_the_row(file, tmp_path):
    errors = tmp_path / "errors.csv"
    content = register(practice_row(A), practice_row("=BAD"))
    said, code = run("ods-practices", file(content), "--errors", str(errors))
    assert code == 1
    assert "Row 2, column 1 (code): “=BAD”; expected an ODS practice code" in said
    assert said.rstrip().endswith("Refused: nothing was applied.")
    lines = errors.read_text(encoding="utf-8-sig").splitlines()
    assert lines[1].startswith("2,column 1 (code),'=BAD,failed,")
    said, code = run("ods-practices", file(content), "--json")
    assert (code, json.loads(said)["rows"][0]["row"]) == (1, 2)


def test_good_rows_only_has_to_be_said(file):
    content = register(practice_row(A), practice_row("BAD"))
    said, code = run("ods-practices", file(content), "--good-rows-only")
    assert (code, Practice.objects.count()) == (0, 1)
    assert "1 failed" in said


def test_the_day_can_be_given(file):
    for day in ("2018-05-25", "25/05/2018"):
        said, _ = run("ods-practices", file(register()), "--as-of", day)
        assert "as of 25 May 2018 (" in said
        assert Practice.objects.count() == 2
    assert ImportRun.objects.get().as_of == date(2018, 5, 25)


def test_a_day_that_was_given_is_told_though_the_file_is_refused(file):
    said, code = run("ods-practices", file("none"), "--as-of", "2018-05-25")
    assert code == 1
    assert "as of 25 May 2018 (as you said)" in said


def test_an_officer_can_act_by_name(file, officer, analyst):
    run("ods-practices", file(register()), "--by", officer.email)
    assert ImportRun.objects.get().by_id == officer.pk
    with pytest.raises(CommandError, match="You may not do this"):
        run("ods-practices", file(register(practice_row())), "--by", analyst.email)
    with pytest.raises(CommandError, match="nobody signs in as"):
        run("ods-practices", file(register()), "--by", "nobody@example.org")


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run("ods-practices", str(tmp_path / "none.csv"))


def test_json_is_one_object_whatever_was_wrong(file, tmp_path, analyst):
    good = file(register())
    for what, arguments in {
        "No such file": (str(tmp_path / "none.csv"),),
        "Is a directory": (str(tmp_path),),
        "nobody signs in": (good, "--by", "nobody@example.org"),
        "You may not do this": (good, "--by", analyst.email),
        "--errors": (good, "--errors", good),
    }.items():
        said, code = run("ods-practices", *arguments, "--json")
        answer = json.loads(said)
        assert (code, answer["state"]) == (1, "refused")
        assert what in answer["problems"][0]


def test_errors_that_cannot_be_written_are_one_sentence(file, tmp_path):
    with pytest.raises(CommandError, match="--errors"):
        run("ods-practices", file(register()), "--errors", str(tmp_path / "no" / "e.csv"))


def test_errors_may_not_go_into_the_file_that_is_read(file, tmp_path):
    path = file(register())
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    for errors in (path, str(link)):
        with pytest.raises(CommandError, match="is the file to import"):
            run("ods-practices", path, "--errors", errors)
    assert tmp_path.joinpath("epraccur_2018-05.csv").read_bytes() == register().encode()


def test_an_unknown_kind_or_day_is_refused_by_name(file):
    with pytest.raises(CommandError, match="invalid choice"):
        run("gp-prices", file(register()))
    for day in ("31.05.2018", "2018-02-30", "yesterday"):
        with pytest.raises(CommandError, match=r"as-of.*is no day; write YYYY-MM-DD"):
            run("ods-practices", file(register()), "--as-of", day)


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_only(file):
    shown = Terminal()
    call_command("import_data", "ods-practices", file(register()), stdout=StringIO(), stderr=shown)
    assert "comparing" in shown.getvalue()
    hidden = StringIO()
    call_command(
        "import_data",
        "ods-practices",
        file(register(practice_row())),
        stdout=StringIO(),
        stderr=hidden,
    )
    assert hidden.getvalue() == ""


def test_many_failed_rows_are_cut_off_on_a_terminal(file):
    rows = [practice_row(f"BAD{n}") for n in range(30)]
    said, _ = run("ods-practices", file(register(*rows)))
    assert said.count("expected an ODS practice code") == 20
    assert "and more: --errors FILE" in said
