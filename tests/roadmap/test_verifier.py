"""The check of frozen versions on plain rows: each fault is named, the documented steps give the same."""

import hashlib
import json
from dataclasses import replace

import pytest

from roadmap.verifier import VersionRow, check_versions, faults
from tests.roadmap.plans import plan

PLAN = plan()
ROW = VersionRow(
    uuid="16fd2706-8baf-433b-82eb-8c7fada847da",
    symbol="NETAI/RM/1.0 Prov.1",
    edition="1.0",
    snapshot=PLAN.canonical(),
    sha256=PLAN.sha256,
    said=(
        {"symbol": "NETAI/RM/1.0 Prov.1", "sha256": PLAN.sha256},
        {"edition": "1.0", "sha256": PLAN.sha256},
    ),
    texts=(f"# NET/AI roadmap\n\nsha-256 {PLAN.sha256}",),
)


def test_an_honest_version_holds():
    assert list(faults(ROW)) == []
    assert list(faults(replace(ROW, edition="", said=ROW.said[:1], texts=()))) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"snapshot": ROW.snapshot + " "}, ["the snapshot does not have the stored fingerprint"]),
        ({"said": ()}, ["no event says that it was frozen", "no event says that it was published"]),
        ({"said": ROW.said[:1]}, ["no event says that it was published"]),
        ({"symbol": "NETAI/RM/1.0 Prov.2"}, ["the record names another symbol"]),
        ({"edition": "2.0"}, ["the record names another edition"]),
        ({"texts": ("# NET/AI roadmap",)}, ["a round was held on another fingerprint"]),
        ({"texts": (f"sha-256 {'0' * 64}",)}, ["a round was held on another fingerprint"]),
    ],
)
def test_every_fault_is_named(change, found):
    assert list(faults(replace(ROW, **change))) == found


def test_a_snapshot_rewritten_with_its_fingerprint_differs_from_record_and_round():
    other = replace(PLAN, title="Another")
    row = replace(ROW, snapshot=other.canonical(), sha256=other.sha256)
    assert list(faults(row)) == [
        "the record names another fingerprint",
        "a round was held on another fingerprint",
    ]


def test_a_snapshot_is_canonical():
    loose = json.dumps(PLAN.values())
    sha256 = hashlib.sha256(loose.encode()).hexdigest()
    said = tuple({**each, "sha256": sha256} for each in ROW.said)
    row = replace(ROW, snapshot=loose, sha256=sha256, said=said, texts=())
    assert list(faults(row)) == ["the snapshot is not canonical"]


def test_the_report_counts_and_names_the_first():
    bad = replace(ROW, sha256="0" * 64)
    report = check_versions([ROW, bad, ROW])
    assert (report.rows, str(report.flaw)) == (
        2,
        "roadmap.version 16fd2706-8baf-433b-82eb-8c7fada847da NETAI/RM/1.0 Prov.1:"
        " the snapshot does not have the stored fingerprint",
    )
    assert check_versions([ROW, ROW]).flaw is None


def test_the_documents_own_steps_give_the_fingerprint():
    """As docs/verify-format.md says: sorted keys, no white space, UTF-8."""
    text = json.dumps(json.loads(ROW.snapshot), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == ROW.sha256
