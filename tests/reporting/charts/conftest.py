"""Charts as the templates draw them, by the engine alone: no settings, no database."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template import Context, Engine

TEMPLATES = Path(__file__).parents[3] / "templates"


@pytest.fixture(scope="session")
def render():
    engine = Engine(dirs=[str(TEMPLATES)])

    def render(chart):
        template = engine.get_template(f"reporting/charts/{chart.kind}.svg.html")
        return template.render(Context({"chart": chart}))

    return render


@pytest.fixture(scope="session")
def svgs(render):
    """The two drawings as parsed elements: the mark-up is well-formed XML as well."""
    return lambda chart: ElementTree.fromstring(render(chart)).findall("svg")  # noqa: S314 ours
