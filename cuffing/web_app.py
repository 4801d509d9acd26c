"""What makes the service installable, and lets its form open without signal."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

STATIC = Path(settings.STATICFILES_DIRS[0])
WORKER = STATIC / "js" / "offline" / "worker.js"
# What the offline page is drawn and moved by.
NEEDED = ("css/theme.css", "img/*.svg", "js/**/*.js", "vendor/govuk-frontend/*.min.*")
COLOUR = "#12434f"


@dataclass(frozen=True)
class Release:
    """The files of this release; `version` is another for any other contents."""

    version: str
    files: tuple[str, ...]


def _read_release() -> Release:
    digest = hashlib.sha256(WORKER.read_bytes())
    files = []
    for pattern in NEEDED:
        for path in sorted(STATIC.glob(pattern)):
            if path != WORKER:
                name = path.relative_to(STATIC).as_posix()
                digest.update(name.encode() + b"\0" + path.read_bytes())
                files.append(static(name))
    return Release(digest.hexdigest()[:16], tuple(files))


_release_of_this_process = cache(_read_release)


def release() -> Release:
    """Browsers ask for the service worker with every page: read the files once."""
    return _read_release() if settings.DEBUG else _release_of_this_process()


@login_not_required
@require_safe
def service_worker(request):
    """From the root, because a service worker sees the pages beside and below its address."""
    now = release()
    about = {"version": now.version, "files": now.files, "page": reverse("offline")}
    return HttpResponse(
        f"self.RELEASE = {json.dumps(about)};\n{WORKER.read_text(encoding='utf-8')}",
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )


@login_not_required
@require_safe
def manifest(request):
    """How devices show the installed service."""
    icons = [
        {"src": static(f"icons/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    maskable = {
        "src": static("icons/maskable-512.png"),
        "sizes": "512x512",
        "type": "image/png",
        "purpose": "maskable",
    }
    about = {
        "id": "/",
        "name": "Cuffing",
        "short_name": "Cuffing",
        "description": "Record, review and measure the use of handcuffs.",
        "lang": "en-GB",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "theme_color": COLOUR,
        "background_color": COLOUR,
        "icons": [*icons, maskable],
        "shortcuts": [
            {"name": "Record without signal", "url": reverse("offline"), "icons": icons[:1]}
        ],
    }
    return JsonResponse(
        about,
        content_type="application/manifest+json",
        headers={"Cache-Control": "no-cache"},
    )
