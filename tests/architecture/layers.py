"""Who may import whom: read from the source with `ast`, imports and foreign-key strings alike."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]

LAYERS: tuple[tuple[str, ...], ...] = (
    ("config",),
    ("demonstration",),
    ("portal", "reporting"),
    ("reminders",),
    ("formation",),
    ("gp_relationships",),
    ("contracts",),
    ("registers",),
    ("rulebook",),
    ("casework",),
    ("notifications",),
    ("accounts",),
    ("organisations",),
    ("audit",),
    ("core",),
)
HEIGHT = {app: -number for number, apps in enumerate(LAYERS) for app in apps}
APPS = frozenset(HEIGHT)

DOORS, ACTIONS, READS, MODELS, RULES = 4, 3, 2, 1, 0
FLOOR = {
    **dict.fromkeys(
        ("urls", "admin", "api", "views", "forms", "presenters", "tasks", "management", "apps"),
        DOORS,
    ),
    "actions": ACTIONS,
    **dict.fromkeys(("selectors", "mcp_selectors", "permissions", "scopes"), READS),
    "models": MODELS,
    "rules": RULES,
}
"""The floors of one app, the doors on top."""

VOCABULARY = frozenset({"organisations", "accounts", "core"})
"""Apps whose models every app above may name: who and where. Everything else has faces."""

SHARED_MODELS = {
    # To inherit from; and the portal's one list of a practice's events, whatever their case.
    "casework": frozenset({"rulebook", "contracts", "gp_relationships", "formation", "portal"}),
    # Who promised a message is asked again before it is sent; the demonstration settles its own.
    "notifications": frozenset({"reminders", "demonstration"}),
    "contracts": frozenset({"gp_relationships"}),  # whose holders sign what a practice decides
    "gp_relationships": frozenset({"formation"}),  # whose journey is its practices' journey
    "formation": frozenset({"reminders"}),  # whose milestones are what is reminded of
}
"""Models that only these other apps may name; a line here is a decision of a reviewer."""

PURE = frozenset({"core.law", "core.wording", "rulebook.rules.figures"})
RELATIONS = frozenset({"ForeignKey", "OneToOneField", "ManyToManyField"})


def faults(path: PurePosixPath, source: str) -> list[str]:
    """Everything in this file that the layers forbid."""
    tree = ast.parse(source)
    found = [f"{path}: a relative import" for node in ast.walk(tree) if _is_relative(node)]
    for name in [*imports(tree), *foreign_keys(tree, path.parts[0])]:
        found += [f"{path}: {name}: {why}" for why in against(path, name)]
    return found


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported, with the name where one is taken out of it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def foreign_keys(tree: ast.AST, app: str) -> Iterator[str]:
    """Every table that is pointed at by a string, as if its model were imported."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        target = node.args[0]
        if getattr(node.func, "attr", getattr(node.func, "id", "")) not in RELATIONS:
            continue
        if isinstance(target, ast.Constant) and "." in str(target.value):
            to, model = str(target.value).split(".")
            if to != app:
                yield f"{to}.models.{model}"


def against(path: PurePosixPath, name: str) -> Iterator[str]:
    """Why this file may not import this."""
    here, parts = path.parts[0], name.split(".")
    there = parts[0]
    if "rules" in path.parts[1:2]:
        yield from _against_rules(here, name)
    if there not in APPS:
        return
    if there != here and HEIGHT[there] >= HEIGHT[here]:
        yield f"{here} lies below or beside {there}"
    if there == here:
        yield from _against_floors(path, parts)
    elif "models" in parts[1:2]:
        yield from _against_models(here, there)
    if "tasks" in parts[1:2] and path.name != "apps.py":
        yield "a task is the clock's door; nothing calls it"


def _against_rules(here: str, name: str) -> Iterator[str]:
    allowed = any(name.startswith(f"{module}.") for module in PURE)
    if not (allowed or name.startswith(f"{here}.rules.") or _is_standard(name)):
        yield "rules know the standard library, core.law, core.wording and their own app's rules"


def _against_floors(path: PurePosixPath, parts: list[str]) -> Iterator[str]:
    mine, theirs = floor(path.parts[1:]), floor(tuple(parts[1:]))
    if mine is not None and theirs is not None and theirs > mine:
        yield "it lies on a higher floor of the same app"


def _against_models(here: str, there: str) -> Iterator[str]:
    if there not in VOCABULARY and here not in SHARED_MODELS.get(there, ()):
        yield f"the models of {there} are its own: call its actions and selectors"


def floor(parts: tuple[str, ...]) -> int | None:
    """The floor of a module inside its app; None where it belongs to none."""
    return FLOOR.get(parts[0].removesuffix(".py")) if parts else None


def _is_standard(name: str) -> bool:
    return name.split(".")[0] in sys.stdlib_module_names


def _is_relative(node: ast.AST) -> bool:
    return isinstance(node, ast.ImportFrom) and node.level > 0


def sources() -> Iterator[tuple[PurePosixPath, str]]:
    """Every file of ours, migrations left out."""
    for app in sorted(APPS):
        for path in sorted((ROOT / app).rglob("*.py")):
            relative = PurePosixPath(path.relative_to(ROOT))
            if "migrations" not in relative.parts:
                yield relative, path.read_text(encoding="utf-8")
