"""The published schema: valid, without a warning, complete, and for hats alone."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import get_resolver

from ip5.checks import routes
from proposals import rules
from tests.api.scenes import call

pytestmark = pytest.mark.django_db
# Deeds on documents: the method, and what follows the address of the list.
PAPERS = {
    "add_paper": ("post", ""),
    "add_paper_version": ("post", "{paper}/versions/"),
    "remove_paper": ("delete", "{paper}/"),
}


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """The schema as the command writes it; a warning or an invalid schema ends the command."""
    path = tmp_path_factory.mktemp("schema") / "schema.json"
    command = {"format": "openapi-json", "file": str(path), "validate": True, "fail_on_warn": True}
    call_command("spectacular", stdout=StringIO(), stderr=StringIO(), **command)
    return json.loads(path.read_text())


def test_the_schema_is_served_as_json_to_every_hat(cast, described):
    answer = call(cast.client("observer"), "get", "/schema/")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/vnd.oai.openapi+json")
    assert json.loads(answer.content)["paths"].keys() == described["paths"].keys()


def test_the_kept_schema_is_what_the_command_writes_for_every_hat(cast, described):
    for key in ("observer", "hod_ep", "observer"):
        assert json.loads(call(cast.client(key), "get", "/schema/").content) == described


def test_every_route_but_the_schemas_own_is_described(described):
    addresses = {
        address for address, _pattern in routes(get_resolver().url_patterns) if address.startswith("api/")
    }
    assert len(addresses) - 1 == len(described["paths"])


def test_every_deed_is_described_with_its_refusals(described):
    paths = described["paths"]
    # Editing and deleting are methods of the proposal's own address, comments a list under it.
    addresses = (set(rules.RULES) - {"edit", "delete", "comment", *PAPERS}) | {"comments"}
    for name in addresses:
        responses = set(paths[f"/api/v1/proposals/{{uuid}}/{name}/"]["post"]["responses"])
        assert responses - {"200", "201"} == {"401", "403", "404", "409", "422"}, name
        assert len(responses & {"200", "201"}) == 1, name
    for method in ("patch", "delete"):
        assert {"403", "404", "409"} <= set(paths["/api/v1/proposals/{uuid}/"][method]["responses"])
    for method, path in PAPERS.values():
        responses = set(paths[f"/api/v1/proposals/{{uuid}}/papers/{path}"][method]["responses"])
        assert {"401", "403", "404", "409", "422"} <= responses, path


def test_a_file_is_described_as_a_form_and_handed_out_as_bytes(described):
    paths = described["paths"]
    for path, fields in (("", {"title", "visibility", "file"}), ("{paper}/versions/", {"file"})):
        body = paths[f"/api/v1/proposals/{{uuid}}/papers/{path}"]["post"]["requestBody"]["content"]
        name = body["multipart/form-data"]["schema"]["$ref"].rsplit("/", 1)[1]
        schema = described["components"]["schemas"][name]
        assert (set(body), set(schema["properties"])) == ({"multipart/form-data"}, fields)
        assert schema["properties"]["file"] == {"type": "string", "format": "binary"}
    address = "/api/v1/proposals/{uuid}/papers/{paper}/versions/{number}/"
    handed = paths[address]["get"]["responses"]["200"]["content"]
    assert set(handed) == {"application/octet-stream"}


def test_lists_that_are_not_cut_into_pages_are_described_as_lists(described):
    for name in ("papers", "comments", "reviews", "revisions"):
        found = described["paths"][f"/api/v1/proposals/{{uuid}}/{name}/"]["get"]
        assert [each["name"] for each in found["parameters"]] == ["uuid"]
        assert found["responses"]["200"]["content"]["application/json"]["schema"]["type"] == "array"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("proposals/{uuid}/consent", {"fingerprint"}),
        ("proposals/{uuid}/admit", {"days"}),
        ("proposals/{uuid}/open_round", {"days", "ad_referendum_days", "short_reason", "note"}),
        ("proposals/{uuid}/extend_round", {"days", "reason"}),
        ("proposals/{uuid}/table", {"reason"}),
        ("rounds/{uuid}/cast", {"answer", "kind", "passage", "text", "remedy"}),
    ],
)
def test_a_deeds_body_is_described(described, path, fields):
    body = described["paths"][f"/api/v1/{path}/"]["post"]["requestBody"]
    name = body["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    assert set(described["components"]["schemas"][name]["properties"]) == fields


def test_no_component_names_a_sequential_key(described):
    for name, schema in described["components"]["schemas"].items():
        assert not set(schema.get("properties", {})) & {"id", "pk", "seq"}, name
