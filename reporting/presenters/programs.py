"""How a program reads reports: the guide for people, made of the description for programs."""

from typing import Any

from reporting.api import openapi
from reporting.api.problems import Kind
from reporting.presenters.page import Table


def page() -> dict[str, Any]:
    """The addresses by what they are about, and the problems by the place that they point to."""
    described = openapi.document()
    return {
        "base": described["servers"][0]["url"],
        "tables": [
            _addresses(tag["name"], tag["description"], described) for tag in described["tags"]
        ],
        "problems": [kind.value for kind in Kind],
    }


def _addresses(tag: str, description: str, described: dict[str, Any]) -> Table:
    operations = [
        (path, one["get"]) for path, one in described["paths"].items() if tag in one["get"]["tags"]
    ]
    return Table(
        ident=tag.lower().replace(" ", "-"),
        heading=tag,
        text=f"{description}.",
        columns=("Address", "What it answers", "Filters"),
        rows=tuple(
            (
                path,
                operation["summary"],
                ", ".join(one["name"] for one in operation.get("parameters", ())),
            )
            for path, operation in operations
        ),
    )
