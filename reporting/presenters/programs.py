"""How a program reads reports: the guide for people, made of the description for programs."""

from itertools import groupby
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
            _addresses(tag["name"], tag["description"], described["paths"])
            for tag in described["tags"]
            if tag["name"] != openapi.ABOUT_TAG
        ],
        "problems": [kind.value for kind in Kind],
    }


def _addresses(tag: str, description: str, paths: dict[str, Any]) -> Table:
    """One line for each report or row file, with what may be put behind its address."""
    about = [(path, one["get"]) for path, one in paths.items() if tag in one["get"]["tags"]]
    return Table(
        ident=tag.lower().replace(" ", "-"),
        heading=tag,
        text=f"{description}.",
        columns=("Address", "What it is about", "Endings", "Filters"),
        rows=tuple(
            _line(path, list(group)) for path, group in groupby(about, lambda one: _itself(one[0]))
        ),
    )


def _line(path: str, operations: list[tuple[str, dict[str, Any]]]) -> tuple[str, ...]:
    _, itself = operations[0]
    _, last = operations[-1]
    return (
        path,
        itself["summary"].removesuffix(f": {openapi.DECLARED}"),
        ", ".join(ending for one, _ in operations if (ending := one.removeprefix(path))),
        ", ".join(one["name"] for one in last.get("parameters", ())),
    )


def _itself(path: str) -> str:
    """The address without an ending."""
    return path.partition(".")[0]
