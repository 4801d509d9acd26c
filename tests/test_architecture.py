"""The house keeps its rooms: read from the source, so that nobody has to remember them."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import TextChoices

from records import vocabulary

ROOT = Path(__file__).parents[1]
# From the top to the ground; a floor imports itself and what lies under it.
FLOORS = ("cuffing", "reporting", "records", "accounts", "audit")
# The look, and outgoing mail: everybody may import them, they import nothing of ours.
GROUND = ("govuk", "outbox")
OURS = (*FLOORS, *GROUND)
LONGEST_MODULE = 420
BANNED_NAMES = {"utils", "helpers", "common", "services", "misc", "util", "helper"}


@dataclass(frozen=True)
class Module:
    """One Python file of ours."""

    path: Path

    @property
    def where(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def parts(self) -> tuple[str, ...]:
        return self.path.relative_to(ROOT).with_suffix("").parts

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.parts

    @property
    def is_view(self) -> bool:
        return "views" in self.parts

    def tree(self) -> ast.Module:
        return _parse(self.path)

    def nodes(self) -> Iterator[ast.AST]:
        """Everything in it, also what stands inside functions."""
        return ast.walk(self.tree())

    def imports(self) -> Iterator[tuple[int, str]]:
        """(line, dotted name) of every import; of `from a import b` both a and a.b."""
        for node in self.nodes():
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield node.lineno, alias.name
            elif isinstance(node, ast.ImportFrom):
                yield node.lineno, node.module or ""
                for alias in node.names:
                    yield node.lineno, f"{node.module}.{alias.name}"


@cache
def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def modules(*packages: str) -> list[Module]:
    return [
        Module(path)
        for package in packages or OURS
        for path in sorted((ROOT / package).rglob("*.py"))
    ]


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def test_the_source_is_found():
    """Else every rule below would hold of nothing."""
    for package in OURS:
        assert modules(package), package
    assert len(templates()) > 50
    assert sum(module.is_view for module in modules()) > 5


# -- Floors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("package", OURS)
def test_imports_go_down_the_floors_only(package):
    above = FLOORS if package in GROUND else FLOORS[: FLOORS.index(package)]
    wrong = [
        f"{module.where}:{line} imports {name}"
        for module in modules(package)
        for line, name in module.imports()
        if name.split(".")[0] in (*above, "tests", "bench")
    ]
    assert wrong == []


def test_the_rule_about_floors_sees_imports_inside_functions():
    source = "def f():\n    from records.models import Encounter\n"
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    assert [node.module for node in found] == ["records.models"]


def test_statistics_are_pure():
    """Nothing but the standard library, numpy and scipy.special; so no Django and no database.

    One exception: what can be derived of a published table takes linear programmes. That module is
    for releases and commands, and imports the solver only when asked (tests/reporting/statistics).
    """
    solver = ("reporting/statistics/audit.py", ("scipy.optimize", "scipy.sparse"))
    allowed = re.compile(r"(numpy|scipy\.special|reporting\.statistics)(\.|$)")
    wrong = [
        f"{module.where}:{line} imports {name}"
        for module in modules("reporting/statistics")
        for line, name in module.imports()
        if name.split(".")[0] not in sys.stdlib_module_names
        and name != "scipy"  # "from scipy import special" names both
        and not allowed.match(name)
        and not (name.startswith(solver[1]) and module.where == solver[0])
    ]
    assert wrong == []


def test_nothing_in_the_request_path_imports_what_is_slow_to_import():
    slow = re.compile(r"(scipy\.stats|statsmodels|pandas|matplotlib)(\.|$)")
    wrong = [
        f"{module.where}:{line} imports {name}"
        for module in modules()
        for line, name in module.imports()
        if slow.match(name) and "commands" not in module.parts
    ]
    assert wrong == []


def test_there_are_no_signals():
    """What happens is written where it happens."""
    wrong = [
        f"{module.where}:{line} imports {name}"
        for module in modules()
        for line, name in module.imports()
        if name.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals"))
    ]
    assert wrong == []


# -- One door -------------------------------------------------------------------------------------

RECORDS = {model.__name__ for model in apps.get_app_config("records").get_models()} - {"Area"}


def ways_past_the_door(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Where a record is reached otherwise than by `Encounter.objects.visible_to(...)`."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id not in RECORDS:
                continue
            after = parents[node]
            through = (
                node.attr == "objects"
                and isinstance(after, ast.Attribute)
                and after.attr == "visible_to"
                and isinstance(parents[after], ast.Call)
            )
            if node.attr in ("objects", "_default_manager", "_base_manager") and not through:
                yield node.lineno, f"{node.value.id}.{node.attr}"
        # get_object_or_404(Encounter, ...) reaches for the manager by itself.
        if isinstance(node, ast.Call):
            for argument in node.args:
                if isinstance(argument, ast.Name) and argument.id in RECORDS:
                    yield node.lineno, ast.unparse(node)[:80]


def test_views_reach_records_only_through_visible_to():
    wrong = [
        f"{module.where}:{line} {found}"
        for module in modules()
        if module.is_view
        for line, found in ways_past_the_door(module.tree())
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "allowed"),
    [
        ("Encounter.objects.visible_to(user).filter(a=1)", True),
        ("Encounter.objects.filter(pk=1)", False),
        ("Encounter.objects.all().visible_to(user)", False),
        ("Encounter.objects", False),
        ("HandcuffUse.objects.get(pk=1)", False),
        ("Encounter._base_manager.get(pk=1)", False),
        ("get_object_or_404(Encounter, pk=1)", False),
        ("HandcuffUse(encounter=encounter)", True),
        ("User.objects.all()", True),
    ],
)
def test_the_rule_about_the_door_knows_what_is_past_it(source, allowed):
    assert (list(ways_past_the_door(ast.parse(source))) == []) is allowed


def test_views_write_no_rows():
    """A change of state is an action's."""
    writing = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create"}
    wrong = [
        f"{module.where}:{node.lineno} {ast.unparse(node)[:80]}"
        for module in modules()
        if module.is_view
        for node in module.nodes()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in writing
    ]
    assert wrong == []


# -- Coded values ---------------------------------------------------------------------------------

LISTS = [
    member
    for member in vars(vocabulary).values()
    if isinstance(member, type) and issubclass(member, TextChoices)
]
VALUES = {value for coded in LISTS for value in coded.values}


def coded_literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Comparisons with, and filters by, the bare text of a coded value."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            compared = [node.left, *node.comparators]
            for side in [*compared, *(e for c in compared for e in getattr(c, "elts", ()))]:
                if isinstance(side, ast.Constant) and side.value in VALUES:
                    yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.MatchValue):
            if isinstance(node.value, ast.Constant) and node.value.value in VALUES:
                yield node.lineno, f"case {ast.unparse(node)}"
        elif (
            isinstance(node, ast.keyword)
            and node.arg
            and isinstance(node.value, ast.Constant)
            and node.value.value in _values_of_field(node.arg.split("__")[0])
        ):
            yield node.value.lineno, f"{node.arg}={node.value.value!r}"


@cache
def _values_of_field(name: str) -> set[str]:
    """The coded values that fields of this name keep, on any model of the register."""
    values: set[str] = set()
    for model in apps.get_app_config("records").get_models():
        for field in model._meta.get_fields():
            if field.name == name:
                coded = getattr(field, "base_field", field)
                values |= {value for value, _ in getattr(coded, "choices", None) or ()}
    return values - {""}


def test_coded_values_are_written_in_the_vocabulary_only():
    wrong = [
        f"{module.where}:{line} {found}"
        for module in modules("records", "reporting", "cuffing")
        if not module.is_migration and "vocabulary" not in module.parts
        for line, found in coded_literals(module.tree())
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "source",
    [
        "encounter.injured == 'yes'",
        "'none' in answer",
        "status not in ('draft', 'discarded')",
        "q.filter(status='draft')",
        "q.filter(status__in='draft')",
    ],
)
def test_the_rule_about_coded_values_sees_them(source):
    assert list(coded_literals(ast.parse(source)))


# -- Modules --------------------------------------------------------------------------------------


def test_no_module_is_named_after_a_kind_of_code():
    wrong = [
        module.where
        for module in modules()
        if BANNED_NAMES & {part.strip("_") for part in module.parts}
    ]
    assert wrong == []


def test_no_module_is_too_long_to_be_read():
    wrong = {
        module.where: lines
        for module in modules()
        if not module.is_migration
        and (lines := len(module.path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert wrong == {}


def test_models_have_no_order_of_their_own():
    """Every list says its order, with a unique tail."""
    ours = [model for package in OURS for model in _models_of(package)]
    assert ours
    assert [model.__name__ for model in ours if model._meta.ordering] == []


def _models_of(package: str):
    return list(apps.get_app_config(package).get_models()) if apps.is_installed(package) else []


def test_the_clock_is_read_at_the_edge():
    """By views and commands, and handed on, so that everything under them can be tried at any
    time."""
    reading = re.compile(r"(datetime|timezone|date|time)\.(now|today|localdate|localtime|time)$")
    wrong = [
        f"{module.where}:{node.lineno} {ast.unparse(node)}"
        for module in modules("reporting", "records", "accounts", "audit")
        if not module.is_view and "commands" not in module.parts
        for node in module.nodes()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and reading.search(ast.unparse(node.func))
        and not node.args  # localdate(now) reads no clock
        and not node.keywords
    ]
    assert wrong == []


# -- Pages ----------------------------------------------------------------------------------------


class Elements(HTMLParser):
    """Every element of a template, with its attributes and its line."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str, dict[str, str | None]]] = []
        # Tags in braces stand where attributes do; values with quotes inside would end too early.
        self.feed(re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", lambda tag: "x" * len(tag[0]), source))

    def handle_starttag(self, tag, attrs):
        self.found.append((self.getpos()[0], tag, dict(attrs)))


def elements() -> Iterator[tuple[str, str, dict[str, str | None], str]]:
    for path in templates():
        source = path.read_text(encoding="utf-8")
        for line, tag, attributes in Elements(source).found:
            yield f"{path.relative_to(ROOT)}:{line}", tag, attributes, source.splitlines()[line - 1]


def test_templates_hold_no_inline_style_or_script():
    """The content security policy would drop it, and the page would look broken to some."""
    wrong = [
        f"{where} <{tag}>"
        for where, tag, attributes, _ in elements()
        if tag == "style"
        or (tag == "script" and "src" not in attributes)
        or any(name == "style" or name.startswith("on") for name in attributes)
        or any((value or "").lstrip().startswith("javascript:") for value in attributes.values())
    ]
    assert wrong == []


def test_templates_load_nothing_from_elsewhere():
    wrong = [
        f"{where} {value}"
        for where, tag, attributes, _ in elements()
        for name, value in attributes.items()
        if name in ("src", "srcset", "data", "poster") or (tag == "link" and name == "href")
        if re.match(r"\s*(https?:)?//", value or "")
    ]
    assert wrong == []


def test_every_form_that_posts_carries_the_token():
    wrong = []
    for path in templates():
        for form in re.findall(
            r'<form[^>]*method="post".*?</form>', path.read_text(encoding="utf-8"), flags=re.DOTALL
        ):
            if "{% csrf_token %}" not in form:
                wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []


# What is sent unescaped, and why it may be. crispy-forms writes attributes itself, from the
# names and values that layouts in our code give it, and escapes them.
UNESCAPED = {
    "templates/govuk/layout/baseinput.html": {"input.flat_attrs|safe"},
    "templates/govuk/layout/column.html": {"div.flat_attrs|safe"},
    "templates/govuk/layout/div.html": {"div.flat_attrs|safe"},
    "templates/govuk/layout/fieldset.html": {"fieldset.flat_attrs|safe"},
    "templates/govuk/layout/row.html": {"div.flat_attrs|safe"},
    "templates/govuk/whole_uni_form.html": {"flat_attrs|safe"},
    "templates/govuk/whole_uni_formset.html": {"flat_attrs|safe"},
    # Escaped when a release was made, and kept as it was drawn.
    "templates/reporting/releases/report.html": {"report.html|safe"},
}


def test_every_unescaped_place_in_a_template_is_listed():
    found: dict[str, set[str]] = {}
    for path in templates():
        source = path.read_text(encoding="utf-8")
        for tag in re.findall(r"{{.*?}}|{%.*?%}", source):
            if re.search(r"\|\s*(safe|safeseq)\b|autoescape\s+off", tag):
                place = found.setdefault(str(path.relative_to(ROOT)), set())
                place.add(tag.strip("{}% "))
    assert found == UNESCAPED


def test_no_python_marks_text_as_safe():
    """`format_html` and `flatatt` escape what they are given; `mark_safe` trusts it."""
    wrong = [
        f"{module.where}:{node.lineno} {ast.unparse(node)[:80]}"
        for module in modules()
        for node in module.nodes()
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in ("mark_safe", "SafeString", "SafeText")
    ]
    assert wrong == []


def test_scripts_make_no_html_from_text_and_no_code_from_strings():
    dangerous = re.compile(
        r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function)"
    )
    scripts = sorted((ROOT / "static" / "js").rglob("*.js"))
    assert scripts
    wrong = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in scripts
        for found in dangerous.findall(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []
