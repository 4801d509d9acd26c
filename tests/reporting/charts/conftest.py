"""Charts as the templates draw them, by the engine alone: no settings, no database."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template import Context, Engine

TEMPLATES = Path(__file__).parents[3] / "templates"


@pytest.fixture(scope="session")
def render():
    engine = Engine(dirs=[str(TEMPLATES)])
    template = engine.get_template("reporting/figure.html")
    return lambda chart: template.render(Context({"chart": chart}))


@pytest.fixture(scope="session")
def svgs(render):
    """The drawings as parsed elements: the mark-up is well-formed XML as well."""
    return lambda chart: ElementTree.fromstring(render(chart)).findall("svg")  # noqa: S314 ours


@pytest.fixture(scope="session")
def circles():
    """Where the circles of a drawing stand, of all points of one look after the others."""

    def circles(svg):
        """Each is a path of two arcs, from its left side over the full width and back."""
        found = []
        for path in svg.iter("path"):
            for part in path.get("d").split("M")[1:]:
                if "a" in part:
                    start, _, arc = part.partition("a")
                    left, y = start.split()
                    found.append((round(float(left) + float(arc.split()[0]), 2), float(y)))
        return found

    return circles
