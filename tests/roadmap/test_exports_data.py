"""``roadmap.json``: it follows its own schema, holds the public plan and nothing else, and proves its fingerprint."""

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from ip5.kernel.text import canonical_json, sha256_hex
from roadmap.exports import data
from tests.roadmap.editions import edition
from tests.roadmap.plans import KEPT_WORDS, large, plan

PLAN = plan()
SCHEMA = json.loads(data.schema())
CHECK = Draft202012Validator(SCHEMA)


def read(of=PLAN, **changes):
    return json.loads(data.write(of, edition(of, **changes)))


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    "of", [PLAN, PLAN.public(), large(20), replace(PLAN, projects=(), goals=(), areas=())]
)
def test_the_file_follows_the_schema_it_names(of):
    file = read(of)
    assert file["$schema"] == data.SCHEMA.name
    assert not list(CHECK.iter_errors(file))


@pytest.mark.parametrize(
    ("symbol", "edition_number", "supersedes"),
    [("NETAI/RM/1.1", "1.1", "NETAI/RM/1.0"), ("NETAI/RM/1.0 Corr.1", "1.0 Corr.1", "NETAI/RM/1.0")],
)
def test_amendments_follow_the_schema_too(symbol, edition_number, supersedes):
    file = read(symbol=symbol, edition=edition_number, supersedes=supersedes)
    assert not list(CHECK.iter_errors(file))
    assert file["supersedes"] == supersedes


def test_nothing_may_stand_in_the_file_that_the_schema_does_not_name():
    """Every object of the schema is closed, so that a field added by mistake fails here first."""

    def objects(part):
        if isinstance(part, dict):
            if part.get("type") == "object":
                yield part
            for each in part.values():
                yield from objects(each)

    for each in objects(SCHEMA):
        assert each["additionalProperties"] is False
        assert set(each["required"]) == set(each["properties"])


def test_what_stands_in_it():
    file = read()
    assert {
        name: file[name] for name in ("symbol", "edition", "endorsed_on", "published_at", "supersedes")
    } == {
        "symbol": "NETAI/RM/1.0",
        "edition": "1.0",
        "endorsed_on": "2021-06-23",
        "published_at": "2021-06-24T08:00:00Z",
        "supersedes": None,
    }
    assert file["plan"]["projects"][0] == {
        "id": "p-1",
        "goal": "g-1",
        "title": "Automatic classification",
        "summary": "One model, five offices.",
        "deliverables": "A comparison of models.",
        "lead": "EP",
        "co_leads": ["KR"],
        "contributing": ["JP", "CN"],
        "group": "WG1",
        "starts_on": "2026-07-01",
        "ends_on": "2027-06-30",
        "milestones": [
            {"id": "m-1", "title": "Data agreed", "due_on": "2026-12-15", "reached_on": "2026-12-01"},
            {"id": "m-2", "title": "Models compared", "due_on": "2027-06-30", "reached_on": None},
        ],
        "depends_on": [],
        "sources": [
            {"symbol": "NETAI/P/2026/001", "title": "Automatic classification", "decided_on": "2026-05-07"}
        ],
        "state": "active",
        "status": "on_track",
    }
    assert [(each["office"], each["number"]) for each in file["plan"]["reservations"]] == [("CN", 1)]


def test_nothing_kept_stands_in_it():
    text = data.write(PLAN, edition(PLAN)).decode()
    assert not [word for word in KEPT_WORDS if word in text]


def test_anybody_can_check_the_fingerprint_from_the_file_alone():
    file = read()
    assert sha256_hex(canonical_json(file["plan"])) == file["sha256"]
    assert file["citation"] == (
        f"IP5 NET/AI task force, NET/AI roadmap, NETAI/RM/1.0, published 24 June 2021, sha-256 {file['sha256']}"
    )


def test_the_fingerprint_tells_nothing_of_what_is_kept():
    assert data.fingerprint(PLAN) == data.fingerprint(PLAN.public())


def test_the_form_does_not_change_under_its_number():
    """Who changes the published form gives it another number and another schema; old files keep theirs."""
    assert (data.FORM, data.fingerprint(PLAN)) == (
        1,
        "c83d2b1e45f72f213d38b0aadf304b7ed908841a5eb059cabbb8f100b0a77d4f",
    )
