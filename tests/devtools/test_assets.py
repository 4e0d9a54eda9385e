"""The front-end assets call nobody."""

import re

import pytest

from devtools import assets
from devtools.errors import Problem
from devtools.paths import ASSETS, TEST_ASSETS

STYLE = (
    "@font-face{font-family:Frutiger W01;src:url(https://assets.example.org/a.woff2)}"
    "@font-face { font-family: B; src: url('https://assets.example.org/b.woff') }"
    ".a{background:url(/assets/images/a.svg)}.b{background:url('/assets/images/b.svg')}"
    "\n/*# sourceMappingURL=nhsuk-frontend.min.css.map */\n"
)


@pytest.fixture
def package(tmp_path):
    """Modules with one package, laid out as nhsuk-frontend is."""
    source = tmp_path / "modules" / "nhsuk-frontend" / "dist" / "nhsuk"
    (source / "assets" / "images").mkdir(parents=True)
    (source / "assets" / "images" / "a.svg").write_text("<svg/>")
    (source / "assets" / "manifest.json").write_text("{}")
    (source / "nhsuk-frontend.min.css").write_text(STYLE)
    (source / "nhsuk-frontend.min.js").write_text("export{a};//# sourceMappingURL=x.js.map\n")
    return tmp_path / "modules"


def test_fonts_of_another_host_are_dropped_and_images_made_relative():
    style = assets.rewrite_style(STYLE)
    assert style.strip() == ".a{background:url(images/a.svg)}.b{background:url('images/b.svg')}"


@pytest.mark.parametrize(
    "style",
    [
        ".a{background:url(https://example.org/a.svg)}",
        ".a{background:url( '//example.org/a.svg')}",
        "@import 'https://example.org/a.css';",
    ],
)
def test_a_new_call_to_another_host_stops_the_build(style):
    with pytest.raises(Problem, match="still calls another host"):
        assets.rewrite_style(style)


def test_a_build_replaces_the_old_one_whole(package, tmp_path):
    into = tmp_path / "built"
    into.mkdir()
    (into / "stale.css").touch()
    assets.build(package, into=into)
    found = sorted(str(path.relative_to(into)) for path in into.rglob("*") if path.is_file())
    assert found == [
        "nhsuk/images/a.svg",
        "nhsuk/manifest.json",
        "nhsuk/nhsuk-frontend.min.css",
        "nhsuk/nhsuk-frontend.min.js",
    ]
    assert (into / "nhsuk" / "nhsuk-frontend.min.js").read_text() == "export{a};\n"


def test_a_package_that_no_longer_fits_is_named(package, tmp_path):
    next(package.rglob("nhsuk-frontend.min.js")).unlink()
    with pytest.raises(Problem, match=r"no nhsuk-frontend.min.js in this version"):
        assets.build(package, into=tmp_path / "built")


def test_assets_are_current_only_with_folders_and_the_right_stamp(tmp_path, monkeypatch):
    for name in ("ASSETS", "TEST_ASSETS"):
        monkeypatch.setattr(assets, name, tmp_path / name)
        (tmp_path / name).mkdir()
    monkeypatch.setattr(assets, "STAMP", tmp_path / "stamp")
    assert not assets.is_current("one")
    (tmp_path / "stamp").write_text("one")
    assert assets.is_current("one")
    assert not assets.is_current("two")
    (tmp_path / "ASSETS").rmdir()
    assert not assets.is_current("one")


def test_what_is_served_calls_nobody():
    style = (ASSETS / "nhsuk" / "nhsuk-frontend.min.css").read_text()
    script = (ASSETS / "nhsuk" / "nhsuk-frontend.min.js").read_text()
    assert "http" not in style
    assert "http" not in script
    assert (TEST_ASSETS / "axe.min.js").stat().st_size > 100_000


def test_every_image_of_the_style_sheet_is_served():
    style = (ASSETS / "nhsuk" / "nhsuk-frontend.min.css").read_text()
    wanted = set(re.findall(r"url\(['\"]?(images/[^'\")]+)", style))
    assert wanted
    assert [name for name in wanted if not (ASSETS / "nhsuk" / name).is_file()] == []
