"""Static files: complete, under hashed names, and nothing in them that is not ours to show."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

VENDORED = Path(settings.BASE_DIR) / "static" / "vendor" / "govuk-frontend"


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    """The static files as a production server has them."""
    folder = tmp_path_factory.mktemp("static")
    storages = {
        **settings.STORAGES,
        "staticfiles": {
            "BACKEND": "cuffing.staticfiles.StaticFiles",
            "OPTIONS": {"location": folder},
        },
    }
    with override_settings(STORAGES=storages, STATIC_ROOT=folder):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def test_modules_import_each_other_by_hashed_names(collected):
    hashed = re.compile(r"\.[0-9a-f]{12}\.js$")
    modules = [path for path in collected.glob("js/*.js") if hashed.search(path.name)]
    imports = [
        (path, name)
        for path in modules
        for name in re.findall(r'^import .*? from "(.+?)";$', path.read_text(), re.M)
    ]

    assert len(modules) >= 8
    assert len(imports) >= 8
    for path, name in imports:
        assert hashed.search(name), f"{path.name} imports {name}"
        assert (path.parent / name).is_file()


@pytest.mark.parametrize("name", ["govuk-frontend.min.css", "govuk-frontend.min.js"])
def test_vendored_files_show_nothing_that_belongs_to_gov_uk(name):
    text = (VENDORED / name).read_text(encoding="utf-8")

    assert not re.search(r"GDS Transport|@font-face|url\(|crown|crest|sourceMappingURL", text, re.I)


def test_the_licence_is_shipped_beside_them():
    assert "MIT" in (VENDORED / "LICENSE").read_text(encoding="utf-8")
    assert "6.6.0" in (VENDORED / "README.md").read_text(encoding="utf-8")
