"""Charts as the templates draw them, by the engine alone: no settings, no database."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template import Context, Engine

TEMPLATES = Path(__file__).parents[3] / "templates"


@pytest.fixture(scope="session")
def render():
    libraries = {"charts": "reporting.templatetags.charts"}
    engine = Engine(dirs=[str(TEMPLATES)], libraries=libraries)
    template = engine.get_template("reporting/figure.html")
    return lambda chart: template.render(Context({"chart": chart}))


@pytest.fixture(scope="session")
def svg(render):
    """The drawing as a parsed element: the mark-up is well-formed XML as well."""
    return lambda chart: ElementTree.fromstring(render(chart)).find("svg")  # noqa: S314 ours


@pytest.fixture(scope="session")
def circles():
    """Where the circles stand, of all points of one look after the others: per cent, and pixels."""

    def circles(svg):
        shapes = {f"#{path.get('id')}": path.get("d") for path in svg.iter("path")}
        return [
            (float(use.get("x").removesuffix("%")), float(use.get("y")))
            for use in svg.iter("use")
            if "a" in shapes[use.get("href")]
        ]

    return circles
