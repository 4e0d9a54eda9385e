"""`write_docs`: the diagrams and the book of law, from the tables; `--check` names the stale."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from formation.documents import documents


class Command(BaseCommand):
    """Write docs/states/*.md and docs/law.md, or look whether they are as they would be written."""

    help = "Write the documents that are generated from the law's tables."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if stale")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        stale = [name for name, text in documents().items() if read(root / name) != text]
        stale += unknown(root)
        if check and stale:
            raise CommandError(
                f"Stale: {', '.join(stale)}. Run 'python3 dev.py manage write_docs'."
            )
        if not check:
            write(root, stale)
        self.stdout.write("The generated documents are current.")


def read(path: Path) -> str | None:
    """The text of a file, or None if there is none."""
    return path.read_text(encoding="utf-8") if path.exists() else None


def unknown(root: Path) -> list[str]:
    """Diagrams of machines that are no more."""
    known = documents()
    names = (str(path.relative_to(root)) for path in (root / "docs" / "states").glob("*.md"))
    return sorted(name for name in names if name not in known)


def write(root: Path, stale: list[str]) -> None:
    """Write what is stale, and remove what has no machine any more."""
    made = documents()
    for name in stale:
        path = root / name
        if name in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made[name], encoding="utf-8")
        else:
            path.unlink()
