"""Vendor the typeface of the PDF into records/printing/fonts.

    python scripts/vendor_dejavu.py                 fetches the package with `npm pack`

Nothing is changed on the way. The licence lies beside the fonts.
"""

import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "2.37.3"
TARGET = Path(__file__).resolve().parent.parent / "records" / "printing" / "fonts"
WANTED = ("ttf/DejaVuSans.ttf", "ttf/DejaVuSans-Bold.ttf", "LICENSE")


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        packed = subprocess.run(
            ["npm", "pack", "--silent", f"dejavu-fonts-ttf@{VERSION}"],
            cwd=scratch,
            check=True,
            capture_output=True,
            text=True,
        )
        with tarfile.open(Path(scratch) / packed.stdout.split()[-1]) as archive:
            for name in WANTED:
                content = archive.extractfile(f"package/{name}").read()
                (TARGET / Path(name).name).write_bytes(content)
    print(f"DejaVu {VERSION} is in {TARGET}")


if __name__ == "__main__":
    main()
