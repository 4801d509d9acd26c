"""A picture of a report is taken away, as SVG and as PNG."""

import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from records.models import Area
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import follow, press
from tests.reporting.registering import encounters, london

REPORT = "/reports/population-rate-and-gap/?start=2026-03&end=2026-03&area=E09000022"
NAME = "population-rate-and-gap-ratio-2026-03-to-2026-03"
TITLE = "Times the White rate, residents of Census 2021"
# The bitmap is decoded by the browser: how many pixels have this colour, and what the corner has.
PIXELS = """async ([bytes, red, green, blue]) => {
  const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, image.width, image.height).data;
  let found = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue) found += 1;
  }
  return [Array.from(pixels.slice(0, 4)), found];
}"""
ACCENT = (0x0F, 0x5C, 0x6E)


@pytest.fixture
def lambeth(reference_data):
    lambeth, when = Area.objects.get(pk="E09000022"), london(2026, 3, 9)
    for group, number in (("white", 30), ("black", 40)):
        encounters(number, area=lambeth, ethnicity_perceived=group, occurred_at=when)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "in the dark"])
def test_an_analyst_takes_a_picture_away_as_svg_and_as_png(visit, force, lambeth, dark):
    page = visit(force.analyst, viewport=DESKTOP, dark=dark)
    page.goto(REPORT)

    with page.expect_download() as download:
        follow(page, f"Download this picture (SVG) {TITLE}")
    assert download.value.suggested_filename == f"{NAME}.svg"
    drawing = ElementTree.parse(download.value.path()).getroot()  # noqa: S314 ours

    with page.expect_download() as download:
        press(page, f"Download it as PNG {TITLE}")
    assert download.value.suggested_filename == f"{NAME}.png"
    bitmap = Path(download.value.path()).read_bytes()
    assert bitmap[:8] == b"\x89PNG\r\n\x1a\n"
    size = struct.unpack(">II", bitmap[16:24])
    assert size == tuple(round(2 * float(drawing.get(side))) for side in ("width", "height"))
    corner, coloured = page.evaluate(PIXELS, [list(bitmap), *ACCENT])
    assert corner == [255, 255, 255, 255]  # paper, whatever the reader's theme
    assert coloured > 500  # points and intervals


def test_without_scripts_there_is_the_svg_and_no_button_that_does_nothing(visit, force, lambeth):
    page = visit(force.analyst, javascript=False)
    page.goto(REPORT)
    expect(page.get_by_role("link", name="Download this picture").first).to_be_visible()
    expect(page.get_by_text("Download it as PNG").first).to_be_hidden()


def test_when_the_file_cannot_be_had_the_page_says_so(visit, force, lambeth):
    page = visit(force.analyst)
    page.goto(REPORT)
    page.route("**/ratio.svg*", lambda route: route.fulfill(body="<p>Sign in</p>"))
    press(page, f"Download it as PNG {TITLE}")
    expect(page.get_by_role("status").filter(has_text="could not be made")).to_be_visible()
