"""Vendor GOV.UK Frontend into static/vendor/govuk-frontend, without what only GOV.UK may use.

    python scripts/vendor_govuk_frontend.py                 fetches the package with `npm pack`
    python scripts/vendor_govuk_frontend.py path/to/package uses an unpacked package folder

The package is MIT licensed, but its typeface, crown and crest are not ours to show, and rules that
name missing files stop `collectstatic`. So the typeface gives way to the system's, the rules that
draw crown, crest and logo go, and so do the pointers to source maps that we do not ship.
"""

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VERSION = "6.6.0"
TARGET = Path(__file__).resolve().parent.parent / "static" / "vendor" / "govuk-frontend"
WANTED = (
    "package.json",
    "dist/govuk/govuk-frontend.min.css",
    "dist/govuk/govuk-frontend.min.js",
)
SYSTEM_FONTS = (
    'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif'
)
FORBIDDEN = re.compile(r"GDS Transport|@font-face|url\(|crown|crest|sourceMappingURL", re.I)

LICENCE = """\
The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""

README = f"""\
# GOV.UK Frontend {VERSION}

- Source: https://github.com/alphagov/govuk-frontend, published as the package `govuk-frontend`.
- Licence: MIT, see `LICENSE`.
- Made by `scripts/vendor_govuk_frontend.py`; do not edit by hand. To upgrade, change `VERSION`
  there, run it, look at the pages.
- Changed on the way: the GDS Transport typeface is replaced by the system's fonts; the rules for
  crown, crest and logo are removed; the source map comments are removed. Nothing else.

This service is not part of GOV.UK. Its own colours are in `static/css/theme.css`.
"""


def fetched(scratch: Path) -> dict[str, str]:
    """The wanted files, by name, of the package as published."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"govuk-frontend@{VERSION}"],
        cwd=scratch,
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(scratch / packed.stdout.split()[-1]) as archive:
        return {
            name: archive.extractfile(f"package/{name}").read().decode("utf-8") for name in WANTED
        }


def unpacked(package: Path) -> dict[str, str]:
    """The wanted files, by name, of a package folder."""
    return {name: (package / name).read_text(encoding="utf-8") for name in WANTED}


def rules(css: str):
    """Split CSS into its top-level rules, each with its balanced braces."""
    start = depth = 0
    for match in re.finditer(r"[{}]", css):
        depth += 1 if match.group() == "{" else -1
        if depth == 0:
            yield css[start : match.end()]
            start = match.end()
    yield css[start:]


def neutral_css(css: str) -> str:
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    css = re.sub(r"/\*!(?:(?!\*/).)*?not commercially available.*?\*/", "", css, flags=re.S)
    css = re.sub(r"GDS Transport,arial,sans-serif", SYSTEM_FONTS, css)
    reserved = re.compile(r"@font-face|govuk-footer__crown|govuk-footer__copyright-logo")
    return "".join(rule for rule in rules(css) if not reserved.search(rule)).strip() + "\n"


def neutral_js(script: str) -> str:
    return re.sub(r"//# sourceMappingURL=.*", "", script).strip() + "\n"


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        package = unpacked(Path(arguments[0])) if arguments else fetched(Path(scratch))
    found = json.loads(package["package.json"])["version"]
    if found != VERSION:
        sys.exit(f"The package is version {found}; this recipe is for {VERSION}.")
    files = {
        "govuk-frontend.min.css": neutral_css(package["dist/govuk/govuk-frontend.min.css"]),
        "govuk-frontend.min.js": neutral_js(package["dist/govuk/govuk-frontend.min.js"]),
    }
    for name, text in files.items():
        if left := FORBIDDEN.search(text):
            sys.exit(f"{name} still contains {left.group()!r}: the recipe no longer fits.")
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, text in {**files, "LICENSE": LICENCE, "README.md": README}.items():
        (TARGET / name).write_text(text, encoding="utf-8")
    print(f"GOV.UK Frontend {VERSION} is in {TARGET}")


if __name__ == "__main__":
    main(sys.argv[1:])
