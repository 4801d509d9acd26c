"""Print the path of a Chromium for the browser tests: one that is there, or one installed now.

Debian's package when we are root there, playwright's own download otherwise. What cannot be had
ends with what to install: the tests are never skipped for want of a browser. The headless shell is
the same browser without its own windows: the journeys take two thirds of the time in it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def main() -> int:
    chosen = os.environ.get("CHROMIUM")
    if chosen and not shutil.which(chosen):
        print(f"CHROMIUM names {chosen}, which is not a program.", file=sys.stderr)
        return 1
    path = (chosen and shutil.which(chosen)) or installed() or install_package() or download()
    if not path:
        print(
            "The browser tests need Chromium and it could not be installed: install it "
            "(Debian: apt-get install chromium; elsewhere Chromium or Chrome), or name it: "
            "make test CHROMIUM=/path/to/chromium",
            file=sys.stderr,
        )
        return 1
    print(path)
    return 0


def installed() -> str | None:
    return next(filter(None, map(shutil.which, NAMES + APPLICATIONS)), None) or playwrights_own()


def playwrights_own() -> str | None:
    """The browser that `playwright install` has downloaded for this version of playwright."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install_package() -> str | None:
    """Debian's chromium. Not Ubuntu's, which is a shell around a snap."""
    release = Path("/etc/os-release")
    debian = release.exists() and "ID=debian" in release.read_text().splitlines()
    if not debian or os.geteuid() != 0:
        return None
    print("Installing Debian's chromium for the browser tests", file=sys.stderr)
    if not apt_get("update"):
        return None
    # Older releases of Debian have no package of the shell alone.
    for package in (SHELL, "chromium"):
        if apt_get("install", "-y", "--no-install-recommends", package):
            return shutil.which(package)
    return None


def apt_get(*arguments: str) -> bool:
    """Whether it went well. Its words go to stderr: stdout is for the path alone."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", *arguments]
    done = subprocess.run(command, env=environment, stdout=sys.stderr, check=False)
    return done.returncode == 0


def download() -> str | None:
    print("Downloading playwright's chromium for the browser tests", file=sys.stderr)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
        return None
    return playwrights_own()


if __name__ == "__main__":
    sys.exit(main())
