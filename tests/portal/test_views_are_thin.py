"""The portal finds, parses, calls once and translates: it asks no table and writes nothing."""

import ast
from pathlib import Path

import pytest

PORTAL = Path(__file__).resolve().parents[2] / "portal"
DOMAIN = ("contracts", "gp_relationships", "formation")
LONGEST_FUNCTION = 30
LONGEST_FILE = 300


def faults(source: str, *, reads: bool = False) -> list[str]:
    """Where the code does what a door may not; `reads` for the selectors of the portal."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            found += [f"imports {node.module}" for _ in [0] if not _may_import(node.module or "")]
        elif isinstance(node, ast.Import):
            found += [f"imports {a.name}" for a in node.names if not _may_import(a.name)]
        elif isinstance(node, ast.Attribute):
            if node.attr in {"objects", "_default_manager", "raw"} and not reads:
                found.append(f"asks a table: .{node.attr}")
            if node.attr in {"save", "delete", "update", "create", "bulk_create", "set_password"}:
                found.append(f"writes: .{node.attr}")
        elif isinstance(node, ast.FunctionDef) and _length(node) > LONGEST_FUNCTION:
            found.append(f"{node.name} has {_length(node)} lines")
    return found


def _may_import(module: str) -> bool:
    app, _, rest = module.partition(".")
    if module.startswith("django.db"):
        return False
    return app not in DOMAIN or rest.split(".")[0] in {
        "", "actions", "selectors", "permissions", "rules",
    }  # fmt: skip


def _length(node: ast.FunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


FILES = sorted(PORTAL.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PORTAL)))
def test_a_file_of_the_portal_is_thin(file):
    source = file.read_text(encoding="utf-8")
    allowed = {"writes: .update"} if file.name == "jinja2.py" else set()
    assert set(faults(source, reads=file.name == "selectors.py")) - allowed == set()
    assert len(source.splitlines()) <= LONGEST_FILE


def test_templates_ask_nothing_either():
    for template in (PORTAL.parent / "templates" / "jinja2").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        for word in (
            ".objects",
            ".filter(",
            ".all()",
            "|safe",
            "| safe",
            "<style",
            " style=",
            "<script>",
        ):
            assert word not in text, f"{template.name} has {word}"


@pytest.mark.parametrize(
    "source",
    [
        "from contracts.models import McpContract",
        "import formation.models",
        "from django.db import transaction",
        "Practice.objects.all()",
        "row.save()",
        "rows.update(state='live')",
        "def long():\n" + "    pass\n" * 30,
    ],
)
def test_the_check_sees_what_it_is_for(source):
    assert faults(source)
