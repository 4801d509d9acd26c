"""What makes the service installable, and what its service worker keeps."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from cuffing import web_app
from tests.records.browsing import Page

ROOT = Path(settings.BASE_DIR)
WORKER = (ROOT / "static/js/offline/worker.js").read_text()


@pytest.fixture
def worker(client, db) -> str:
    response = client.get("/service-worker.js")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"
    assert not response.cookies
    return response.content.decode()


def release_of(worker: str) -> dict:
    return json.loads(re.match(r"self\.RELEASE = ({.*});\n", worker)[1])


def test_the_service_worker_knows_its_release_and_the_page(worker):
    release = release_of(worker)
    assert release["version"] == web_app.release().version
    assert release["page"] == reverse("offline")
    assert worker.endswith(WORKER)


def test_everything_that_the_offline_page_loads_is_kept(client, worker):
    files = release_of(worker)["files"]
    html = Page(client.get(reverse("offline"))).html
    loaded = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:js|css|svg))"', html)
    assert loaded
    assert set(loaded) <= set(files)
    scripts = {
        path.relative_to(ROOT / "static").as_posix() for path in ROOT.glob("static/js/**/*.js")
    }
    kept = {file.removeprefix("/static/") for file in files}
    assert scripts - kept == {"js/offline/worker.js"}


def test_the_files_are_named_as_the_pages_name_them(settings, monkeypatch):
    """With the hash in the name where pages have it."""
    monkeypatch.setattr(web_app, "static", lambda name: f"/static/{name}?hashed")
    assert all(file.endswith("?hashed") for file in web_app._read_release().files)


def test_other_contents_are_another_release(monkeypatch, tmp_path):
    for name in ("css/theme.css", "js/offline/worker.js", "js/main.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    monkeypatch.setattr(web_app, "STATIC", tmp_path)
    monkeypatch.setattr(web_app, "WORKER", tmp_path / "js/offline/worker.js")
    versions = {web_app._read_release().version}
    for name in ("css/theme.css", "js/offline/worker.js", "js/main.js"):
        (tmp_path / name).write_text("2")
        versions.add(web_app._read_release().version)
    assert len(versions) == 4
    assert web_app._read_release().files == ("/static/css/theme.css", "/static/js/main.js")


def test_the_service_worker_leaves_the_database_of_the_browser_alone():
    """peers.md: an app update that clears the offline queue."""
    assert not re.search(r"indexedDB|localStorage|deleteDatabase", WORKER)
    store = (ROOT / "static/js/offline/store.js").read_text()
    assert not re.search(r"deleteDatabase|deleteObjectStore|\.clear\(", store)


def test_no_script_keeps_answers_in_plain_text():
    """peers.md: a queue kept as plain text. Only the address of a page rests in the session."""
    for path in ROOT.glob("static/js/**/*.js"):
        source = path.read_text()
        assert "localStorage" not in source, path
        for use in re.findall(r"sessionStorage\.setItem\((.*)\)", source):
            assert use == '"sending", this.address', path


def test_the_addresses_in_the_scripts_are_those_of_the_service():
    source = "".join(path.read_text() for path in ROOT.glob("static/js/**/*.js"))
    found = set(re.findall(r'= "(/[a-z/.-]+)";', source))
    names = ("offline", "offline_key", "send_from_device", "account_login", "service_worker")
    assert found == {reverse(name) for name in names}
    assert f'=== "{reverse("account_logout")}"' in source


def test_the_manifest_describes_the_app_with_icons_that_are_there(client, db):
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    about = response.json()
    assert (about["scope"], about["start_url"], about["display"]) == ("/", "/", "standalone")
    sizes = set()
    for icon in about["icons"]:
        path = ROOT / "static" / icon["src"].removeprefix("/static/")
        data = path.read_bytes()
        assert data.startswith(b"\x89PNG")
        size = int.from_bytes(data[16:20], "big")
        assert icon["sizes"] == f"{size}x{size}"
        sizes.add(size)
    assert sizes == {192, 512}
    assert "maskable" in {icon.get("purpose") for icon in about["icons"]}


def test_every_page_names_the_manifest(client, db):
    html = Page(client.get(reverse("account_login"))).html
    assert '<link rel="manifest" href="/manifest.webmanifest">' in html


def test_the_policy_lets_worker_manifest_and_answers_in_from_here_only(client, db):
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert not re.search(r"(worker|manifest|connect|script)-src", policy)


def test_pages_of_people_are_still_kept_by_no_cache(client, db):
    assert "no-store" in client.get("/")["Cache-Control"]
    assert "no-store" in client.get(reverse("account_login"))["Cache-Control"]
