"""The style sheet of the charts, written into the elements of a drawing that leaves the page.

A file that stands alone must not lean on a style sheet, and programs that open drawings know
neither custom properties nor the cascade. So each element gets what the sheet says of its classes
as presentation attributes, and no class is left. The sheet stays the one place of the look.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

# What SVG takes as attributes; the rest of the sheet is about the page around a drawing.
PRESENTATION = frozenset(
    {
        "fill",
        "font-size",
        "font-weight",
        "paint-order",
        "stroke",
        "stroke-dasharray",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-opacity",
        "stroke-width",
        "text-anchor",
        "text-decoration",
    }
)
_PART = r"(?:\.[\w-]+)+"
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*((?:[^()]|\([^()]*\))*))?\)")


@dataclass(frozen=True)
class Rule:
    """Elements with the last classes, inside elements with those before; what is said of them."""

    selector: tuple[frozenset[str], ...]
    declarations: tuple[tuple[str, str], ...]

    @property
    def weight(self) -> int:
        return sum(len(part) for part in self.selector)

    def matches(self, ancestors: Iterable[frozenset[str]], own: frozenset[str]) -> bool:
        *before, last = self.selector
        if not last <= own:
            return False
        above = iter(ancestors)
        return all(any(part <= one for one in above) for part in before)


def rules_of(css: str) -> list[Rule]:
    """The rules that always hold of classes: no media, no states.  The later win, as in CSS."""
    rules = []
    for selectors, body in _blocks(css):
        declarations = tuple(_declarations(body))
        for selector in selectors.split(","):
            if re.fullmatch(rf"{_PART}(?:\s+{_PART})*", selector.strip()):
                parts = (frozenset(part.split(".")[1:]) for part in selector.split())
                rules.append(Rule(tuple(parts), declarations))
    return rules


def variables_of(css: str) -> dict[str, str]:
    """The custom properties of the root, as they are where nothing else is asked for: light."""
    return {
        name: value
        for selectors, body in _blocks(css)
        if selectors.strip() == ":root"
        for name, value in _declarations(body)
        if name.startswith("--")
    }


def write_styles(root: Element, rules: Iterable[Rule], variables: Mapping[str, str]) -> None:
    """Turn the classes of an element and of all below it into presentation attributes."""
    # Sorted once: of equal weight the later stays later.
    _write(root, sorted(rules, key=lambda rule: rule.weight), variables, ())


def _write(
    element: Element,
    rules: list[Rule],
    variables: Mapping[str, str],
    ancestors: tuple[frozenset[str], ...],
) -> None:
    own = frozenset(element.attrib.pop("class", "").split())
    said = {
        name: value
        for rule in rules
        if own and rule.matches(ancestors, own)
        for name, value in rule.declarations
    }
    variables = {**variables, **{n: _value(v, variables) for n, v in said.items() if n[:2] == "--"}}
    for name, value in said.items():
        if name in PRESENTATION:
            element.set(name, _value(value, variables))
    for child in element:
        _write(child, rules, variables, (*ancestors, own))


def _value(value: str, variables: Mapping[str, str]) -> str:
    """A value with its variables put in; KeyError where one is unknown and has no other choice."""

    def known(found: re.Match[str]) -> str:
        name, otherwise = found.groups()
        if name in variables:
            return _value(variables[name], variables)
        if otherwise is None:
            raise KeyError(name)
        return _value(otherwise, variables)

    return _VARIABLE.sub(known, value)


def _blocks(css: str) -> Iterable[tuple[str, str]]:
    """Selectors and body of every rule outside of at-rules."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    depth = start = 0
    head = ""
    for place in re.finditer(r"[{}]", css):
        if place[0] == "{":
            if depth == 0:
                head, start = css[start : place.start()].strip(), place.end()
            depth += 1
            continue
        depth -= 1
        if depth == 0:
            if not head.startswith("@"):
                yield head, css[start : place.start()]
            start = place.end()


def _declarations(body: str) -> Iterable[tuple[str, str]]:
    for declaration in body.split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            yield name.strip(), " ".join(value.split())
