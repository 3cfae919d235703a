"""The documents tell the truth: variables, commands, links, decision records, versions, the worked example."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from ip5.audit.verifier import START, AuditRow, event_digest
from ip5.ballots.models import Round, Settlement
from ip5.ballots.verifier import (
    AdditionRow,
    PositionRow,
    RoundRow,
    SettlementRow,
    addition_content,
    addition_digest,
    close_digest,
    genesis_digest,
    position_content,
    position_digest,
    settlement_digest,
)
from ip5.kernel.text import sha256_hex

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
MOST_LINES = 40
CHAPTERS = [
    "What it is",
    "Run",
    "Test",
    "The story in five steps",
    "Accounts",
    "Configuration",
    "First people of an empty installation",
    "Architecture in ten lines",
    "What was not run",
    "Figures",
]

# The rows of the worked example in docs/verify-format.md, as the verifier reads them.
EVENT = AuditRow(
    subject_kind="proposals.proposal",
    subject_uuid="0f8fad5b-d9cb-469f-a165-70867728950e",
    count=1,
    head="",
    seq=1,
    at=dt.datetime(2021, 4, 19, 7, 30, tzinfo=dt.UTC),
    uuid="7c9e6679-7425-40de-944b-e07fc1f90ae7",
    verb="proposal.submitted",
    by_id=12,
    person_name="Jonas Albrecht",
    acting_as="head of delegation",
    office_id=1,
    office_code="EP",
    visibility="members_observers",
    offices=[],
    payload='{"data":{"revision":0},"reason":""}',
    prev=START,
    hash="",
)
UUID = "16fd2706-8baf-433b-82eb-8c7fada847da"
POSITION = PositionRow(
    seq=1, office="JP", mandate="6fa459ea-ee8a-3ca4-894e-db77e160355e",
    at=dt.datetime(2021, 4, 26, 9, tzinfo=dt.UTC), answer="reserve", kind="linguistic", until="",
    passage="3.1", text="Only from 2027 on.", remedy="", items="", recorded="",
    salt="00112233445566778899aabbccddeeff", prev="", content="", hash="",
)  # fmt: skip
ADDITION = AdditionRow(
    seq=1, office="CN", mandate="886313e1-3b8a-5372-9b90-0c9aee199e5d",
    at=dt.datetime(2021, 5, 12, 2, tzinfo=dt.UTC), kind="confirm", position="1", item=0, reservation="",
    passage="", text="", salt="ffeeddccbbaa99887766554433221100", prev="", content="", hash="",
)  # fmt: skip
SETTLED = SettlementRow(
    outcome="tf_endorsed_with_reservations", level="consensus", addition_count=1, explanation={}, hash="",
    at=dt.datetime(2021, 5, 12, 2, 0, 1, tzinfo=dt.UTC),
)  # fmt: skip
ROUND = RoundRow(
    facts={
        "uuid": UUID, "symbol": "NETAI/B/2021/001", "number": 1, "rule_set__code": "tf_explicit",
        "rule_set__version": 2, "rule_set__sha256": sha256_hex('{"quorum":4}'), "title": "Shared test sets",
        "text_sha256": sha256_hex("The text."), "subject_symbol": "NETAI/P/2021/007 Rev.1",
        "opened_at": dt.datetime(2021, 4, 19, 7, 30, tzinfo=dt.UTC), "position_count": 1, "chain_head": "",
        "outcome": "provisional", "level": "", "closed_at": dt.datetime(2021, 5, 7, 21, tzinfo=dt.UTC),
    },
    roll=[{"office": code, "present": None} for code in ("EP", "JP", "KR", "CN", "US")],
    receipts=[], positions=[], additions=[], settlement=None,
)  # fmt: skip


def named(paths: list[Path]) -> pytest.MarkDecorator:
    """Return the parametrisation over files, each called by its path in the repository."""
    return pytest.mark.parametrize("path", paths, ids=[str(path.relative_to(ROOT)) for path in paths])


def prose(text: str) -> str:
    """Return a document without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.S | re.M)


def chapters(text: str) -> list[str]:
    """Return the titles of the second level, in order."""
    return re.findall(r"^## (.+)$", prose(text), flags=re.M)


def chapter(title: str) -> str:
    """Return one chapter of the README."""
    return README.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def anchors(path: Path) -> set[str]:
    """Return the anchors that a document's titles give."""
    titles = re.findall(r"^#+ (.+)$", prose(path.read_text()), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_readme_has_its_chapters_in_order():
    assert chapters(README) == CHAPTERS


def test_the_two_commands_stand_before_everything():
    assert re.findall(r"^make (\w+)", README.split("\n## ", 1)[0], flags=re.M) == ["run", "test"]


def test_one_screenshot_belongs_to_what_it_is_and_all_are_told_and_light():
    told = re.compile(r"!\[[^\]]{20,}\]\(([^)]+)\)")
    assert len(told.findall(chapter("What it is"))) == 1
    images = [ROOT / each for each in told.findall(README)]
    assert sorted(images) == sorted((ROOT / "docs/img").iterdir())
    for image in images:
        assert image.read_bytes().startswith(b"\x89PNG")
        assert image.stat().st_size < 250_000


def test_the_story_has_five_steps_and_the_architecture_ten_lines():
    assert len(re.findall(r"^\d+\. ", chapter("The story in five steps"), flags=re.M)) == 5
    assert len(re.findall(r"^\d+\. ", chapter("Architecture in ten lines"), flags=re.M)) == 10
    assert "(docs/architecture.md)" in chapter("Architecture in ten lines")


def test_every_variable_of_the_environment_is_in_the_table_and_no_other():
    source = (ROOT / "ip5" / "env.py").read_text()
    read = set(re.findall(r"self\._(?:text|flag|number|list)\(\s*\"(\w+)\"", source))
    read |= {
        "DATABASE_URL",
        "DJANGO_SETTINGS_MODULE",
    }  # the one is asked for by name, the other is Django's own
    rows = re.findall(r"^\| (`[^|]+`) \|", chapter("Configuration"), flags=re.M)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == read


def test_every_command_of_the_account_exists():
    commands = {path.stem for path in ROOT.glob("**/management/commands/*.py") if ".venv" not in path.parts}
    told = set(re.findall(r"manage\.py ([a-z][a-z_]+)", README))
    assert told <= commands | {"migrate", "check"}
    assert {"appoint", "verify_chain", "send_digests", "update_holidays"} <= told


@named(DOCUMENTS)
def test_every_make_target_exists(path):
    targets = set(re.findall(r"^([a-z][\w-]*):", MAKEFILE, flags=re.M))
    assert set(re.findall(r"(?:^|`)make ([a-z][\w-]*)", path.read_text(), flags=re.M)) <= targets


@named(DOCUMENTS)
def test_links_lead_somewhere(path):
    for link in LINK.findall(prose(path.read_text())):
        target, _, anchor = link.partition("#")
        found = (path.parent / target).resolve() if target else path
        assert found.is_relative_to(ROOT), link
        assert found.exists(), link
        assert not anchor or anchor in anchors(found), link


@named([path for path in DOCUMENTS if path.parent == ROOT / "docs"])
def test_every_document_is_linked_from_the_readme(path):
    assert f"(docs/{path.name})" in README


@named(DOCUMENTS)
def test_files_named_in_code_exist(path):
    """A path in backquotes with a folder and a suffix is a file of this repository."""
    for name in re.findall(r"`((?:ip5|proposals|tests|docs|docker|static)/[\w./-]+\.\w+)`", path.read_text()):
        announced = path.parent.name == "decisions" and "is not built" in path.read_text()
        assert announced or (ROOT / name).exists(), name


@named(DOCUMENTS)
def test_no_path_of_a_machine_and_no_foreign_address(path):
    text = path.read_text()
    assert not re.search(r"(?<![\w.])/(?:home|tmp|work|root|Users)/", text)
    hosts = set(re.findall(r"https?://([\w.-]+)", text))
    assert hosts <= {"127.0.0.1"}


@named(DECISIONS)
def test_a_decision_is_short_and_has_its_four_headings(path):
    text = path.read_text()
    assert len(text.splitlines()) <= MOST_LINES
    assert text.startswith(f"# {path.name[:4]} ")
    assert chapters(text) == ["Summary", "Status", "Context", "Alternatives"]
    assert all(part.strip() for part in re.split(r"^## \w+$", text, flags=re.M))


def test_decisions_are_numbered_without_a_gap_and_listed():
    assert [path.name[:4] for path in DECISIONS] == [f"{n:04}" for n in range(1, len(DECISIONS) + 1)]
    listed = LINK.findall((ROOT / "docs" / "decisions" / "README.md").read_text())
    assert listed == [path.name for path in DECISIONS]


def test_the_changelog_knows_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    told = chapters((ROOT / "CHANGELOG.md").read_text())
    assert told[0] == "[Unreleased]"
    assert told[1].startswith(f"[{version}]")


def test_the_codes_of_the_walls_are_told():
    raised = set()
    for path in [*ROOT.glob("ip5/*/migrations/*.py"), *ROOT.glob("*/migrations/*.py")]:
        raised |= set(re.findall(r"ERRCODE = '(IP5\d\d)'", path.read_text()))
    text = (ROOT / "docs" / "architecture.md").read_text()
    told = set(re.findall(r"`(IP5\d\d)`", text))
    for first, last in re.findall(r"`IP(5\d\d)`-`IP(5\d\d)`", text):
        told |= {f"IP{number}" for number in range(int(first), int(last) + 1)}
    assert told == raised


def worked_example() -> tuple[str, str]:
    """Return the program of docs/verify-format.md and what the document says it prints."""
    text = (ROOT / "docs" / "verify-format.md").read_text()
    (program,) = re.findall(r"^```python\n(.*?)^```$", text, flags=re.S | re.M)
    (output,) = re.findall(r"^```text\n(.*?)^```$", text, flags=re.S | re.M)
    return program, output


def test_the_worked_example_prints_what_it_says():
    program, output = worked_example()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(program, "docs/verify-format.md", "exec"), {})
    assert printed.getvalue() == output


def test_the_worked_example_is_the_verifiers_own_reckoning():
    told = dict(line.split() for line in worked_example()[1].splitlines())
    position = replace(POSITION, prev=told["genesis"], content=told["content"])
    closed = replace(ROUND, facts={**ROUND.facts, "chain_head": told["position"]})
    addition = replace(ADDITION, prev=told["close"], content=addition_content(ADDITION))
    settled = replace(ROUND, additions=[replace(addition, hash=told["addition"])])
    later = Round(uuid=UUID, state="closed", addition_count=2, addition_head="a" * 64)
    later.settlement = Settlement(addition_count=1, hash=told["settled"])
    assert told == {
        "event": event_digest(EVENT),
        "genesis": genesis_digest(ROUND),
        "content": position_content(POSITION),
        "position": position_digest(position, UUID),
        "close": close_digest(closed),
        "addition": addition_digest(addition, UUID),
        "settled": settlement_digest(settled, SETTLED),
        "head": later.record_head,
    }
