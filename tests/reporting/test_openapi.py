"""The document that describes the addresses for programs, against what they really answer."""

import json

import pytest
from django.conf import settings
from django.urls import reverse

from reporting.api import openapi
from reporting.api.problems import Kind, address_of
from reporting.exports.files import ROW_FILES
from reporting.reports import REPORTS
from tests.reporting.everything import bearer, everything
from tests.reporting.json_schema import faults, resolved
from tests.reporting.releases.odd import undone
from tests.test_access import declared

DOCUMENT = openapi.document()
PATHS = DOCUMENT["paths"]


@pytest.fixture(scope="module")
def reader(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), undone():
        yield everything()


@pytest.fixture
def ask(db, client, reader):
    headers = bearer(reader)
    return lambda path, query=None: client.get(f"/api/v1{path}", query or {}, headers=headers)


def schema_of(response, answer: dict) -> dict:
    """The schema of this answer in its operation."""
    declared = answer["responses"][str(response.status_code)]
    declared = resolved(declared["$ref"], DOCUMENT) if "$ref" in declared else declared
    (kind,) = declared["content"]
    assert response["Content-Type"].split(";")[0] == kind
    return declared["content"][kind].get("schema", declared["content"][kind])


def test_anybody_may_read_it_and_it_is_what_the_guide_is_made_of(client, db):
    response = client.get(reverse("api_openapi"))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.json() == json.loads(json.dumps(DOCUMENT))


def test_its_frame_is_that_of_openapi_3_1():
    assert DOCUMENT["openapi"] == "3.1.0"
    assert {"title", "version"} <= set(DOCUMENT["info"])
    assert DOCUMENT["servers"] == [{"url": f"{settings.PUBLIC_ADDRESS}/api/v1"}]
    names = [operation["get"]["operationId"] for operation in PATHS.values()]
    assert len(names) == len(set(names)) == len(PATHS)
    tags = {tag["name"] for tag in DOCUMENT["tags"]}
    schemes = set(DOCUMENT["components"]["securitySchemes"])
    for path, item in PATHS.items():
        assert path.startswith("/")
        assert set(item) == {"get"}, "read-only"
        operation = item["get"]
        assert set(operation["tags"]) <= tags
        assert operation["summary"]
        for requirement in operation.get("security", DOCUMENT["security"]):
            assert set(requirement) <= schemes
        for parameter in operation.get("parameters", ()):
            assert set(parameter) == {"name", "in", "description", "schema"}
            assert parameter["in"] == "query"
        parameters = [one["name"] for one in operation.get("parameters", ())]
        assert len(parameters) == len(set(parameters))
        assert "200" in operation["responses"]


def test_every_reference_leads_somewhere_and_every_component_is_used():
    text = json.dumps(DOCUMENT)
    references = {part.split('"')[0] for part in text.split('"$ref": "')[1:]}
    for reference in references:
        resolved(reference, DOCUMENT)
    components = {
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "responses")
        for name in DOCUMENT["components"][kind]
    }
    # Of an answer that any address may give, whatever it is about.
    assert components - references == {"#/components/responses/Problem405"}


def test_it_has_every_address_that_is_answered_and_no_other():
    patterns = {
        address.removeprefix("/api/v1")
        for name, address in declared().items()
        if address.startswith("/api/v1/") and name != "api_unknown"
    }
    expected = set()
    for pattern in patterns:
        if "<slug:address>" in pattern:
            expected |= {pattern.replace("<slug:address>", one.address) for one in REPORTS}
        elif "<slug:file>" in pattern:
            expected |= {pattern.replace("<slug:file>", one.slug) for one in ROW_FILES}
        else:
            expected.add(pattern)
    assert set(PATHS) == expected


@pytest.mark.parametrize("path", PATHS)
def test_every_address_answers_as_declared(ask, path):
    response = ask(path)
    operation = PATHS[path]["get"]

    if response.status_code == 404:
        assert response.json()["type"].endswith("#locked")
    else:
        assert response.status_code == 200, response.content[:500]
    schema = schema_of(response, operation)
    if "json" in response["Content-Type"]:
        assert faults(response.json(), schema, DOCUMENT) == []
    else:
        assert (response.getvalue() if response.streaming else response.content)[:4]


@pytest.mark.parametrize("path", [path for path in PATHS if PATHS[path]["get"].get("parameters")])
def test_every_filter_is_taken_and_its_values_are_those_of_the_form(ask, path):
    """A filter that is not declared is refused, so one that is missing here would be found."""
    parameters = {one["name"]: one["schema"] for one in PATHS[path]["get"]["parameters"]}
    about = ask(path.partition(".")[0]).json()

    assert {one["name"] for one in about["filters"]} == set(parameters)
    for one in about["filters"]:
        values = [value["value"] for value in one["values"]]
        assert parameters[one["name"]].get("enum", values) == values
    usual = {one["name"]: one["usual"] for one in about["filters"] if one["usual"]}
    assert ask(path, usual).status_code in (200, 404)
    problem = ask(path, {"colour": "red"})
    assert problem.status_code == 400
    assert faults(problem.json(), schema_of(problem, PATHS[path]["get"]), DOCUMENT) == []


def test_the_guide_has_every_address_and_every_kind_of_problem(client, reader):
    client.force_login(reader)
    guide = client.get(reverse("api_guide"))

    text = guide.content.decode()
    told = {
        address + ending
        for table in guide.context["tables"]
        for address, _, endings, _ in table.rows
        for ending in ("", *endings.split(", "))
    }
    assert told == set(PATHS) - {"/openapi.json"}
    for kind in Kind:
        assert f'id="{kind.value.slug}"' in text
        assert address_of(kind.value).endswith(f"{reverse('api_guide')}#{kind.value.slug}")
