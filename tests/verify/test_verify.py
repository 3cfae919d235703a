"""docs/verify/verify.py: what it proves, what it says, and that no tampering passes it."""

import ast
import copy
import json
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ip5.ballots.models import Round
from ip5.ballots.verifier import RoundRow, flaw_of
from ip5.outbox.models import Notice
from tests.verify import scenes
from tests.verify.conftest import PROGRAM, VERIFY, archive_of
from tests.verify.rewriting import reclosed, renumbered, rewritten, sealed, shortened
from tests.verify.scenes import OUTCOMES

FORMS = pytest.mark.parametrize("form", ["full", "redacted"])
MANY = settings(
    max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
)
# Told by a full archive, bound by no hash of the record; the program says so.
UNBOUND = {"ends_at", "days", "note", "short_reason", "closing_note", "settle_due_at", "deferred_until"}
UNBOUND |= {"decision", "receipts", "sha256"}


@FORMS
def test_an_untouched_archive(explicit, verified, form):
    code, told = verified(archive_of(explicit, form), "--head", explicit.closed_head)
    assert code == 0, told
    assert "WRONG" not in told
    assert ("PROVED, full form" in told, "Not proved: the positions" in told) == (
        form == "full",
        form != "full",
    )
    assert "It is the record whose head you kept." in told


@FORMS
def test_without_a_head_it_says_what_is_not_proved(explicit, verified, form):
    code, told = verified(archive_of(explicit, form))
    assert (code, "--head" in told, "whose head you kept" in told) == (0, True, False)


@FORMS
def test_another_head_or_receipt(explicit, verified, form):
    content = archive_of(explicit, form)
    entry = content["positions"][2]["hash"]
    assert verified(content, "--receipt", entry.upper())[0] == 0
    for option in ("--head", "--receipt"):
        code, told = verified(content, option, "a" * 64)
        assert (code, "NOT PROVED" in told) == (1, True)


def leaves(value, path=()):
    """Every text, number and truth value of an archive, by its path."""
    if isinstance(value, dict):
        return [each for key in value for each in leaves(value[key], (*path, key))]
    if isinstance(value, list):
        return [each for at, item in enumerate(value) for each in leaves(item, (*path, at))]
    return [path]


def changed(archive, path, bit):
    """Return the archive with one bit of one value flipped."""
    archive = copy.deepcopy(archive)
    parent = archive
    for step in path[:-1]:
        parent = parent[step]
    old = parent[path[-1]]
    if old is None or isinstance(old, bool):
        parent[path[-1]] = not old
    elif isinstance(old, int):
        parent[path[-1]] = old ^ (1 << bit % 4)
    elif not old:
        parent[path[-1]] = "x"
    else:
        at = bit % len(old)
        parent[path[-1]] = old[:at] + chr(ord(old[at]) ^ (1 << bit % 6)) + old[at + 1 :]
    return archive


@FORMS
def test_a_flipped_bit_anywhere_in_the_file(explicit, verified, form):
    data = VERIFY.canonical(archive_of(explicit, form)).encode()

    @MANY
    @given(st.integers(0, len(data) * 8 - 1))
    def flipped(bit):
        spoiled = bytearray(data)
        spoiled[bit // 8] ^= 1 << bit % 8
        assert verified(bytes(spoiled))[0] in {1, 2}

    flipped()


@FORMS
def test_every_course_of_a_ballot(closed, verified, form):
    """Both programs hold; a flipped bit in any value does not, though the file's own hash is made to fit."""
    name, round = closed
    assert flaw_of(next(map(RoundRow.of, Round.objects.filter(pk=round.pk).rows_to_verify()))) is None
    content = archive_of(round, form)
    assert (content["standing_outcome"], content["standing_level"]) == OUTCOMES[name]
    heads = [round.closed_head] + ([round.settled.hash] if round.settled else [])
    for head in heads:
        code, told = verified(content, "--head", head)
        assert code == 0, told

    paths = [path for path in leaves(content) if path[0] not in UNBOUND and not is_told(path)]

    @settings(MANY, max_examples=80)
    @given(st.sampled_from(paths), st.integers(0, 1000))
    def flipped(path, bit):
        code, told = verified(sealed(changed(content, path, bit)))
        assert code in {1, 2}, (path, told)
        if path[0] in {"positions", "additions"}:
            assert "row " in told, (path, told)

    flipped()


def is_told(path):
    """Whether a value is told only: how often a Head's conditions were met, in words beside the settlement."""
    return path[:3] == ("settlement", "explanation", "conditions")


@FORMS
@pytest.mark.parametrize("scene", ["confirmed", "conditions"])
def test_cut_additions(verified, db, cast, scene, form):
    """What was added after the close holds the settlement, and the settlement's head was mailed."""
    round = scenes.SCENES[scene](cast)
    content = archive_of(round, form)
    settled = content["settlement"]["hash"]
    cut = content["additions"][: content["settlement"]["addition_count"] - 1]
    spoiled = content | {"additions": cut}
    code, told = verified(sealed(spoiled))
    assert (code, f"additions: row {len(cut) + 1} is missing" in told) == (1, True), told
    head = cut[-1]["hash"] if cut else ""
    spoiled |= {"addition_count": len(cut), "addition_head": head}
    assert "WRONG  the settlement fits its hash" in verified(sealed(spoiled))[1]
    spoiled |= {"settlement": None, "standing_outcome": content["outcome"]}
    spoiled = sealed(spoiled | {"standing_level": content["level"]})
    assert verified(spoiled)[0] == 0
    assert verified(spoiled, "--head", settled)[0] == 1


def mailed(round):
    """Every head that was mailed of a round, the first one first; all seats were told the same."""
    sent = Notice.objects.filter(subject_uuid=round.uuid, data__has_key="head").order_by("pk")
    told = list(sent.values_list("data__head", "mandate"))
    heads = list(dict.fromkeys(head for head, _reader in told))
    readers = {reader for _head, reader in told}
    assert sorted(told) == sorted((head, reader) for head in heads for reader in readers)
    return heads


@FORMS
@pytest.mark.parametrize(
    "scene", ["confirmed", "reserved", "declined", "session_confirmed", "conditions", "refused"]
)
def test_wherever_the_end_is_cut_the_head_mailed_last_finds_it(verified, db, cast, scene, form):
    """Every cut of what was added, settlement kept or not, with all else made to fit."""
    content = archive_of(scenes.SCENES[scene](cast), form)
    had, bound = VERIFY.heads_of(content), len(content["additions"])
    if content["settlement"]:
        # The word that settles mails once, the head of the settlement.
        bound = content["settlement"]["addition_count"]
        del had[bound]
    heads = mailed(Round.objects.get(uuid=content["uuid"]))
    assert heads == had
    for later, head in enumerate(reversed(heads)):
        code, told = verified(content, "--head", head)
        assert (code, "last head of this file" in told) == (0, not later), told
    cuts = [(kept, False) for kept in range(len(content["additions"]) + 1)]
    cuts += [(kept, True) for kept in range(bound, len(content["additions"]) + 1) if content["settlement"]]
    cuts.remove((len(content["additions"]), bool(content["settlement"])))
    assert cuts
    for kept, is_settled in cuts:
        forged = shortened(content, kept, is_settled=is_settled)
        assert verified(forged)[0] == 0
        code, told = verified(forged, "--head", heads[-1])
        assert (code, "WRONG  the head you kept" in told) == (1, True), (kept, is_settled, told)


@FORMS
def test_an_earlier_head_says_that_others_followed(verified, db, cast, form):
    round = scenes.confirmed(cast)
    first = mailed(round)[0]
    told = verified(archive_of(round, form), "--head", first)[1]
    assert "Heads that it had later: 3." in told
    assert "compare the one mailed last" in told


@FORMS
def test_a_row_deleted_swapped_or_inserted(explicit, verified, form):
    """With numbers, count and head made to fit, and the close as well: the chain still does not hold."""
    content = archive_of(explicit, form)
    places = st.integers(0, len(content["positions"]) - 1)

    @MANY
    @given(st.sampled_from(["delete", "swap", "insert"]), places, places, st.booleans(), st.booleans())
    def tampered(deed, one, other, numbered, closed):
        rows = copy.deepcopy(content["positions"])
        if deed == "delete":
            if one == len(rows) - 1:
                return  # that is a cut tail, see below
            del rows[one]
        elif deed == "swap":
            if one == other:
                return
            rows[one], rows[other] = rows[other], rows[one]
        else:
            rows.insert(one, copy.deepcopy(rows[other]))
        spoiled = content | {"positions": rows}
        spoiled = renumbered(spoiled) if numbered else sealed(spoiled)
        code, told = verified(reclosed(spoiled) if closed else spoiled)
        assert (code, "row " in told) == (1, True), (deed, one, other, told)

    tampered()


@FORMS
@pytest.mark.parametrize("kept", range(6))
def test_a_cut_tail(explicit, verified, form, kept):
    content = archive_of(explicit, form)
    cut = content | {"positions": content["positions"][:kept]}
    code, told = verified(sealed(cut))
    assert (code, f"row {kept + 1} is missing: the tail was cut" in told) == (1, True), told
    # Count, head and close rewritten: the file holds together, the mailed head does not fit.
    forged = reclosed(renumbered(cut))
    assert verified(forged)[0] == 0
    code, told = verified(forged, "--head", explicit.closed_head)
    assert (code, "WRONG  the head you kept" in told) == (1, True), told


def test_a_record_written_anew_is_found_by_the_head_alone(explicit, verified):
    content = archive_of(explicit, "full")
    content["positions"][4]["answer"] = "object"
    forged = rewritten(content)
    assert (forged["outcome"], verified(forged)[0]) == ("no_consensus", 0)
    assert verified(forged, "--head", explicit.closed_head)[0] == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "cannot be read"),
        (b"[]", "not an archive"),
        (b'{"format":"ip5-archive-2"}', "not an archive"),
        (b'{"format":"ip5-archive-1","form":"half"}', "neither full nor redacted"),
        (b"\xff{}", "cannot be read"),
        (b"[" * 100_000, "cannot be read"),
    ],
)
def test_what_is_no_archive(verified, text, says):
    code, told = verified(text)
    assert (code, says in told) == (2, True), told


@pytest.mark.parametrize("value", [None, 1, "x", [], {}, [None], {"data": {}}])
def test_fields_of_another_type_are_damage_not_a_crash(explicit, verified, value):
    content = archive_of(explicit, "full")
    for name in content:
        if name in {"format", "form", *UNBOUND} or content[name] == value:
            continue
        assert verified(sealed(content | {name: value}))[0] == 1, name


def test_spaces_and_another_order_are_not_canonical(explicit, verified):
    content = archive_of(explicit, "full")
    for data in (json.dumps(content), VERIFY.canonical(content) + "\n"):
        code, told = verified(data.encode())
        assert (code, told.count("WRONG"), "written canonically" in told) == (1, 1, True)


def test_as_a_program(explicit, tmp_path):
    path = tmp_path / "archive.json"
    path.write_text(VERIFY.canonical(archive_of(explicit, "full")), encoding="utf-8")
    command = [sys.executable, "-I", str(PROGRAM), str(path), "--head", explicit.closed_head]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    done = subprocess.run(
        [*command[:-1], "0" * 64], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (1, "")
    done = subprocess.run([*command[:3], str(tmp_path / "none")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "")


def test_it_is_one_file_of_the_standard_library_for_python_3_9():
    source = PROGRAM.read_text()
    tree = ast.parse(source, feature_version=(3, 9))
    names = {each.names[0].name for each in ast.walk(tree) if isinstance(each, ast.Import)}
    names |= {each.module for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    assert names == {"__future__", "argparse", "hashlib", "json", "sys"}
