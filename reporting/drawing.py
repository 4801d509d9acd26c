"""A picture as a file of its own: the templates of the page draw it, and nothing outside is needed.

Light, whatever the reader's theme: it is for paper and for slides. Its styles are attributes, not
a style sheet (`reporting.charts.styling`), so that it also opens under our content security policy.
"""

from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from reporting.charts.sheet import Sheet
from reporting.charts.styling import Rule, rules_of, variables_of, write_styles

MEDIA_TYPE = "image/svg+xml"


def svg(sheet: Sheet) -> str:
    """The text of the file."""
    drawn = render_to_string("reporting/charts/sheet.html", {"sheet": sheet})
    root = ElementTree.fromstring(drawn)  # noqa: S314 - drawn by our own templates
    write_styles(root, *_styles())
    root.set("xmlns", "http://www.w3.org/2000/svg")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


@cache
def _styles() -> tuple[list[Rule], dict[str, str]]:
    charts, around, theme = (
        Path(finders.find(f"css/{name}.css")).read_text(encoding="utf-8")
        for name in ("charts", "sheet", "theme")
    )
    return rules_of(charts + around), variables_of(theme)
