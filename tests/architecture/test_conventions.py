"""Conventions that a reader could miss: sizes, signals, saves, paired columns, migrations, docs."""

import ast
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from casework.models import Case, Change
from contracts.rules.practice_conditions import suspension_law_is_in_force
from contracts.rules.reactivation import notice_of_reactivation_is_in_time
from core.checks import app_labels, conventions
from core.models import AppendOnly, BaseModel
from formation.documents import documents
from formation.lawbook import HELD, MACHINES, NUMBERS, figures_of, grounds, rules_of, stated
from formation.management.commands import write_docs
from tests.architecture.layers import ROOT, sources

LONGEST_FILE, LONGEST_TEST, LONGEST_FUNCTION = 400, 500, 50
RECEIVERS = {"config/celery.py"}  # a worker asks which database role it runs as, before it starts
FILES = list(sources())


def test_no_file_is_longer_than_can_be_read_at_once():
    long = [(str(path), text.count("\n"), LONGEST_FILE) for path, text in FILES]
    tests = (ROOT / "tests").rglob("*.py")
    long += [
        (str(path.relative_to(ROOT)), path.read_text().count("\n"), LONGEST_TEST) for path in tests
    ]
    assert [(path, lines) for path, lines, most in long if lines > most] == []


def test_no_function_is_longer_than_a_screen():
    long = {
        f"{path}:{node.name}": node.end_lineno - node.lineno + 1
        for path, text in FILES
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == {}


def decorators(node: ast.AST) -> set[str]:
    """The names in a function's decorators."""
    named = [n for given in getattr(node, "decorator_list", []) for n in ast.walk(given)]
    return {getattr(n, "attr", getattr(n, "id", "")) for n in named}


def test_nothing_listens_to_signals():
    listening = {
        str(path)
        for path, text in FILES
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and decorators(node) & {"receiver", "connect"}
    }
    assert listening == RECEIVERS


def test_no_model_saves_in_a_way_of_its_own():
    own = {"save", "delete", "full_clean", "save_base"}
    mine = [m for m in apps.get_models() if m._meta.app_label in app_labels()]
    assert {f"{m.__name__}.{name}" for m in mine for name in own & set(vars(m))} == set()


def test_no_field_holds_a_time_without_saying_so():
    """`_at` is an instant, `_on` a civil date, `_by` a person."""
    kinds = {"_at": "DateTimeField", "_on": "DateField"}
    wrong = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in app_labels()
        for field in model._meta.fields
        for ending, kind in kinds.items()
        if field.name.endswith(ending) and field.get_internal_type() != kind
    ]
    assert wrong == []


def test_paired_columns_stand_or_fall_together():
    """Where a row has `x_at` and `x_by`, a constraint speaks of both."""
    loose = []
    for model in apps.get_models():
        names = {field.name for field in model._meta.fields}
        for name in names:
            if name.endswith("_at") and f"{name[:-3]}_by" in names:
                pair = (name, f"{name[:-3]}_by")
                fixed = all(not model._meta.get_field(part).null for part in pair)
                said = [str(c.deconstruct()) for c in model._meta.constraints]
                if not fixed and not any(all(part in text for part in pair) for text in said):
                    loose.append(f"{model.__name__}: {pair}")
    assert loose == []


def test_every_case_has_its_history_and_every_row_its_kind():
    for model in apps.get_models():
        if model._meta.app_label in app_labels() and model._meta.label != "casework.LawfulMove":
            assert issubclass(model, BaseModel | AppendOnly), model
        if issubclass(model, Case):
            assert issubclass(model.history_model(), Change)


def test_our_own_system_checks_pass():
    assert conventions(None) == []


def test_no_migration_is_missing(db):
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)
    assert "No changes detected" in out.getvalue()


def test_a_migration_of_ours_names_no_law():
    """The law may move to another module; a migration that named it would break."""
    named = [str(p) for p in ROOT.glob("*/migrations/*.py") if ".rules" in p.read_text()]
    assert named == []


def test_the_generated_documents_are_current():
    call_command("write_docs", "--check", stdout=StringIO())


@pytest.fixture
def elsewhere(tmp_path: Path, settings) -> Path:
    settings.BASE_DIR = tmp_path
    return tmp_path


def test_documents_are_written_where_they_are_missing_or_stale(elsewhere):
    with pytest.raises(CommandError, match=r"Stale: docs/states/journey.md, .*docs/law.md"):
        call_command("write_docs", "--check")
    call_command("write_docs", stdout=StringIO())
    made = {str(path.relative_to(elsewhere)): path.read_text() for path in elsewhere.rglob("*.md")}
    assert made == documents()
    old = elsewhere / "docs" / "states" / "unicorn.md"
    old.write_text("A machine that is no more.")
    with pytest.raises(CommandError, match=r"docs/states/unicorn\.md"):
        call_command("write_docs", "--check")
    call_command("write_docs", stdout=StringIO())
    assert not old.exists()
    call_command("write_docs", "--check", stdout=StringIO())


def test_the_book_names_every_test():
    law = documents()["docs/law.md"]
    assert "|  |" not in law, "every reason is named by a test"
    assert write_docs.read(ROOT / "nothing.md") is None


def test_every_rule_of_the_domain_is_stated_or_held_somewhere():
    missing = {number for number, rules in stated().items() if not rules and number not in HELD}
    assert missing == set()


def test_no_rule_names_a_number_that_the_domain_does_not_have():
    rules = {rule for moves in MACHINES for rule in rules_of(moves)}
    assert {number for rule in rules for number in rule.numbers} - set(NUMBERS) == set()


def test_what_holds_a_rule_without_a_function_has_its_test():
    assert [held.test for held in HELD.values() if not (ROOT / held.test).is_file()] == []


def test_the_book_says_which_figures_a_rule_asks_for():
    """Those that it names itself, and those that the periods it is counted by name."""
    assert figures_of(suspension_law_is_in_force) == ("suspension_law_from",)
    assert figures_of(notice_of_reactivation_is_in_time) == (
        "first_point_years",
        "point_interval_years",
        "reactivation_notice_months",
    )
    assert not any(ground.is_confirmed for ground in grounds(notice_of_reactivation_is_in_time))
