"""Builds the front-end assets: the NHS design system, made to call nobody."""

import re
import shutil
import sys
from pathlib import Path

from devtools import npm
from devtools.claims import one_at_a_time
from devtools.errors import Problem
from devtools.paths import ASSETS, BUILD, PROJECT, TEST_ASSETS, make_build_folder
from devtools.venv import digest_of

STAMP = BUILD / "assets.stamp"
INPUTS = (PROJECT / "package-lock.json", PROJECT / ".npmrc", Path(__file__), Path(npm.__file__))

FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
ASSET_URL = re.compile(r"url\(\s*(['\"]?)/assets/")
FOREIGN_URL = re.compile(r"(?:url\(|@import)\s*['\"]?\s*(?:https?:)?//[^'\")\s]+", re.IGNORECASE)
SOURCE_MAP = re.compile(r"//# sourceMappingURL=\S*|/\*# sourceMappingURL=[^*]*\*/")
FILES = ("nhsuk-frontend.min.css", "nhsuk-frontend.min.js")


def ensure_assets() -> str:
    """Build the assets unless they are current; what was done, in a word or two."""
    make_build_folder()
    with one_at_a_time(BUILD / "assets.lock"):
        digest = digest_of(*INPUTS)
        if is_current(digest):
            return "already there"
        modules = npm.install(BUILD / "npm")
        build(modules, into=ASSETS)
        copy_test_assets(modules, into=TEST_ASSETS)
        STAMP.write_text(digest)
    return "built"


def is_current(digest: str) -> bool:
    """Whether what stands there was built from the same inputs."""
    built = ASSETS.is_dir() and TEST_ASSETS.is_dir() and STAMP.is_file()
    return built and STAMP.read_text() == digest


def build(modules: Path, *, into: Path) -> None:
    """Copy style sheet, script and images, with nothing in them that calls another host."""
    source = modules / "nhsuk-frontend" / "dist" / "nhsuk"
    unfinished = into.with_name(into.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    target = unfinished / "nhsuk"
    target.mkdir(parents=True)
    style, script = (read(source / name) for name in FILES)
    (target / FILES[0]).write_text(rewrite_style(style), encoding="utf-8")
    (target / FILES[1]).write_text(without_source_map(script), encoding="utf-8")
    shutil.copytree(source / "assets" / "images", target / "images")
    shutil.copy(source / "assets" / "manifest.json", target / "manifest.json")
    shutil.rmtree(into, ignore_errors=True)
    unfinished.rename(into)


def rewrite_style(style: str) -> str:
    """The style sheet without remote fonts and with its images beside it."""
    local = without_source_map(ASSET_URL.sub(r"url(\1", FONT_FACE.sub("", style)))
    foreign = FOREIGN_URL.search(local)
    if foreign:
        raise Problem(
            f"The style sheet still calls another host ({foreign[0]}): "
            "extend rewrite_style in devtools/assets.py for this version of nhsuk-frontend."
        )
    return local


def without_source_map(text: str) -> str:
    """The text without the pointer to a map that is not served."""
    return SOURCE_MAP.sub("", text)


def copy_test_assets(modules: Path, *, into: Path) -> None:
    """Copy the accessibility checker that the browser tests put into pages."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir()
    shutil.copy(modules / "axe-core" / "axe.min.js", into / "axe.min.js")


def read(file: Path) -> str:
    """A file of the package."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Problem(
            f"nhsuk-frontend has no {file.name} in this version: "
            "package.json and devtools/assets.py do not fit each other."
        ) from None


if __name__ == "__main__":  # python -m devtools.assets MODULES INTO: the build of the image
    build(Path(sys.argv[1]), into=Path(sys.argv[2]))
